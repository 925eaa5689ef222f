"""What the asking workbook says about itself: language, key date and the settings that functions depend on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from typing import Any

from addin.core.house import House
from addin.functions.cells import moment
from addin.tables.settings import SETTINGS
from addin.words import LANGUAGES, Words

# The settings that the workbook tells every function
TOLD = (
    "house.state",
    "calendar.assumption_day",
    "calendar.closed_on",
    "expiry.sentinel_years",
    "notice.post_workdays",
    "lead.web",
    "artwork.near_workdays",
    "stock.demand_days",
    "unused.first_days",
    "unused.mid_share",
    "unused.last_days",
    "unused.call_workdays",
    "score.a",
    "score.b",
    "score.c",
    "quote.approval_rep",
    "quote.approval_manager",
    "quote.min_margin",
    "vat.standard",
    "vat.reduced",
    "trip.full",
    "trip.part",
    "trip.breakfast",
    "trip.lunch",
    "trip.dinner",
)


@dataclass(frozen=True)
class Surroundings:
    """The workbook that asks. A master tells its settings, any other workbook none: then the defaults hold, and
    no state, so that the nationwide holidays count alone.
    """

    language: str
    today: date
    told: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str) -> Surroundings:
        """Read from what the wrapper sends: one key=value a line."""
        return _surroundings(text)

    @cached_property
    def words(self) -> Words:
        return Words.of(self.language)

    @cached_property
    def house(self) -> House:
        """Where the calling workbook's house stands."""
        return House.of(self.setting) if "house.state" in self.told else House()

    def at(self, state: str | None) -> House:
        """The calendar of a state, or of the house where none is named; only the house has company closings."""
        return House(state, self.house.assumption_day) if state else self.house

    def setting(self, key: str) -> Any:
        return SETTINGS[key].value_of(self.told.get(key))


@cache
def _surroundings(text: str) -> Surroundings:
    lines = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    language = lines.get("language", "")
    today = moment(float(lines["as_of"])).date()
    known = {key: value for key, value in lines.items() if key in TOLD}
    return Surroundings(language if language in LANGUAGES else "en", today, known)
