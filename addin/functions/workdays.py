"""Cell functions for working days and public holidays (R-08)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from addin.core.dates import holiday_name, workday, workdays
from addin.functions.arrays import cell_function
from addin.functions.cells import LONGEST, Day, Misread, NumberKind, State
from addin.functions.surroundings import Surroundings

Steps = Annotated[int, NumberKind(least=-10_000, most=10_000, whole=True)]


@cell_function
def TEEUP_HOLIDAY(day: Day, state: State | None = None, *, here: Surroundings) -> str | None:
    """The name of the public holiday, blank on any other day."""
    house = here.at(state)
    return holiday_name(day, house.state, assumption_day=house.assumption_day, language=here.language)


@cell_function
def TEEUP_WORKDAY(day: Day, count: Steps, state: State | None = None, *, here: Surroundings) -> date:
    """The working day so many working days later, or before."""
    house = here.at(state)
    return workday(day, count, house.state, house.closings, assumption_day=house.assumption_day)


@cell_function
def TEEUP_WORKDAYS(first: Day, last: Day, state: State | None = None, *, here: Surroundings) -> int:
    """How many working days lie between two days, both included."""
    if abs((last - first).days) > LONGEST:
        raise Misread("too_far")
    house = here.at(state)
    return workdays(first, last, house.state, house.closings, assumption_day=house.assumption_day)
