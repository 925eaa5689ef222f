"""The house's own calendar: on which days its people work (R-08)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from addin.core.dates import ONE_DAY, is_workday, workday, workdays
from addin.tables.settings import dates


@dataclass(frozen=True)
class House:
    """Where the house stands, and when it is closed beside the public holidays.

    Its closings move what it has to do itself. Legal periods know public holidays alone: a company that closes
    does not lengthen them.
    """

    state: str = ""
    assumption_day: bool = False
    closings: frozenset[date] = frozenset()

    @classmethod
    def of(cls, setting: Callable[[str], Any]) -> House:
        """The house that the settings describe."""
        closings = frozenset(dates(setting("calendar.closed_on")))
        return cls(str(setting("house.state")), bool(setting("calendar.assumption_day")), closings)

    def is_workday(self, day: date) -> bool:
        """Whether people work here that day: Monday to Friday.

        >>> House("BE", closings=frozenset({date(2027, 12, 24)})).is_workday(date(2027, 12, 24))
        False
        """
        return is_workday(day, self.state, self.closings, assumption_day=self.assumption_day)

    def workday(self, day: date, count: int) -> date:
        """The house's working day so many working days after the day, or before it; 0 gives the day itself."""
        return workday(day, count, self.state, self.closings, assumption_day=self.assumption_day)

    def workdays_after(self, first: date, last: date) -> int:
        """How many working days the house has after the first day, up to the last one and with it; 0 for none.

        >>> House().workdays_after(date(2027, 2, 12), date(2027, 2, 15))
        1
        """
        after = first + ONE_DAY
        if last < after:
            return 0
        return workdays(after, last, self.state, self.closings, assumption_day=self.assumption_day)
