"""Group Material: what there is, what runs out, and what came or went."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING

from addin.commands.lookups import meant
from addin.commands.situation import Situation
from addin.core.computed.ahead import Days, ahead, coming_and_going
from addin.core.computed.given import Given
from addin.core.materials import StockDay, projection
from addin.core.records import records
from addin.core.reprints import Round, open_rounds
from addin.core.stock import (
    LeadTime,
    Standing,
    changed_lead_times,
    standings,
    stock_problems,
    tally,
    worst_first,
)
from addin.plan import Plan
from addin.reports.model import Place, Report
from addin.reports.stock import Need, stock_report
from addin.reports.stock_course import Course, Event, stock_course, stock_days
from addin.words import LANGUAGES, Words

if TYPE_CHECKING:
    import pandas as pd

_SHOWN_DAYS, _DAYS_AFTER = 180, 14  # of a course day by day: without an end, and after it


@dataclass(frozen=True)
class MaterialWorld:
    """Stock, rounds and what lies ahead as of the key date, as every command of this group sees them."""

    situation: Situation

    @cached_property
    def given(self) -> Given:
        return Given(self.situation.tables, self.situation.today, self.situation.settings)

    @cached_property
    def soon(self) -> date:
        """The day until which an order must be prepared now."""
        return self.situation.house.workday(self.situation.today, int(self.given.setting("stock.soon_workdays")))

    @cached_property
    def rounds(self) -> list[Round]:
        return open_rounds(self.given, self.situation.tables["staff"], self.yes)

    @cached_property
    def yes(self) -> frozenset[str]:
        """The answers to a question about changes that mean none, in small letters."""
        return frozenset(Words.of(language).text("choices.yes_no.yes").casefold() for language in LANGUAGES)

    @cached_property
    def standings(self) -> list[Standing]:
        """Every material, what hurts most first."""
        return worst_first(standings(self.given, self.rounds), self.soon)

    @cached_property
    def leads(self) -> list[LeadTime]:
        return list(changed_lead_times(self.given))

    @cached_property
    def events(self) -> dict[str, list[Event]]:
        """What comes and goes of every material, the earliest first; by its id in small letters."""
        found: dict[str, list[Event]] = {}
        for _, event in records(self._ahead):
            what = self._what(event["table"], event["record"])
            place = Place(event["table"], event["row"], "material_id")
            own = found.setdefault(event["material"], [])
            own.append(Event(event["on"], int(event["pieces"]), what, place))
        return found

    def events_of(self, one: Standing) -> list[Event]:
        return self.events.get(one.material_id.casefold(), [])

    def needs(self, one: Standing) -> list[Need]:
        """What shows and requests take of a material."""
        return [Need(e.on, -e.pieces, e.what) for e in self.events_of(one) if e.pieces < 0]

    def course(self, one: Standing, days: Sequence[StockDay]) -> Course:
        place = Place("materials", one.row, "on_hand")
        return Course(one.name, place, one.on_hand, one.daily_use, one.order_by, days, self.events_of(one))

    def days(self, one: Standing) -> Iterator[StockDay]:
        """The stock of a material day by day, for two years."""
        arrivals, needs = self._by_day
        key = one.material_id.casefold()
        return projection(self.situation.today, one.on_hand, one.daily_use or 0, arrivals[key], needs[key])

    @cached_property
    def _ahead(self) -> pd.DataFrame:
        return ahead(self.given)

    @cached_property
    def _by_day(self) -> tuple[Days, Days]:
        return coming_and_going(self._ahead)

    @cached_property
    def _show_names(self) -> dict[str, str]:
        shows = self.situation.tables["shows"][["show_id", "name"]].dropna()
        return dict(zip(shows["show_id"].tolist(), shows["name"].tolist(), strict=True))

    def _what(self, table: str, record: str) -> str:
        if table == "show_items":
            return self._show_names.get(record, record)
        return self.situation.words.text(f"reports.stock_course.what.{table}", id=record)


def stock_check(situation: Situation) -> Plan:
    """How every material stands, what must be ordered when, and why; the order columns anew (R-20 to R-26)."""
    world = MaterialWorld(situation)
    report = stock_report(world.standings, world.leads, world.needs, situation.words, situation.today, world.soon)
    return Plan(
        reports=(report, _course_report(world)),
        problems=(*situation.problems, *stock_problems(world.standings, world.leads, world.rounds)),
        counts=tally(world.standings, situation.today),
        refreshed=("materials",),
    )


def _course_report(world: MaterialWorld) -> Report:
    """The course of the one material that was asked for, else of all of which something comes or goes."""
    situation = world.situation
    wanted = situation.choice("material")
    if wanted:
        material_id = meant("materials", situation.tables["materials"], wanted)
        one = next(one for one in world.standings if one.material_id == material_id)
        return stock_days(world.course(one, _days_to_show(world, one)), situation.words, situation.today)
    due = [
        one for one in world.standings if one.order_within(world.soon) or (one.used_up and world.events_of(one))
    ]
    courses = [world.course(one, list(_until_short(world.days(one)))) for one in due]
    return stock_course(courses, situation.words, situation.today)


def _days_to_show(world: MaterialWorld, one: Standing) -> list[StockDay]:
    today = world.situation.today
    last = one.runs_out + timedelta(days=_DAYS_AFTER) if one.runs_out else today + timedelta(days=_SHOWN_DAYS)
    return list(takewhile(lambda day: day.on <= last, world.days(one)))


def _until_short(days: Iterator[StockDay]) -> Iterator[StockDay]:
    for day in days:
        yield day
        if day.short:
            return
