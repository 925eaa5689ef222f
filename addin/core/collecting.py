"""Whose numbers of a month are in, and what is due for those that are not (R-47)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import pandas as pd

from addin.core.dates import month_end, months_later
from addin.core.house import House

State = Literal["in", "waiting", "late", "remind", "tell_manager"]


@dataclass(frozen=True)
class Expected:
    """One rep's numbers of a month. `row` is the rep's among the staff, None for somebody who is not there.

    waiting until they are due, late from the day after, then to be reminded of, then the manager is to be told.
    """

    rep: str
    month: date
    due_on: date
    state: State
    row: int | None = None
    turned_in_on: date | None = None
    stated: float | None = None


@dataclass(frozen=True)
class Deadlines:
    """The `due`-th working day after the month; so many working days later the reminder, then the manager."""

    due: int = 2
    reminder: int = 1
    manager: int = 3


def month_before(today: date) -> date:
    """The first day of the month whose numbers are collected now."""
    return months_later(today.replace(day=1), -1)


def expected(
    staff: pd.DataFrame, targets: pd.DataFrame, month: date, today: date, house: House, deadlines: Deadlines
) -> list[Expected]:
    """Everybody whose numbers of the month are asked for: active reps, and who has a target for it."""
    rows = targets[(targets["period"] == "month") & (targets["period_start"] == pd.Timestamp(month))]
    known: dict[Any, Any] = {row.rep: row for row in rows.itertuples()}
    active = staff[
        (staff["role"] == "rep") & staff["active"].ne(False) & ~(staff["left_on"] < pd.Timestamp(month))
    ]
    due_on = house.workday(month_end(month), deadlines.due)
    reps = [*active["staff_id"], *(rep for rep in known if rep and rep not in set(active["staff_id"]))]
    places: dict[Any, Any] = dict(zip(staff["staff_id"], staff.index, strict=True))
    found = [_expected(rep, month, due_on, known.get(rep), today, house, deadlines) for rep in reps]
    return [replace(one, row=int(places[one.rep]) if one.rep in places else None) for one in found]


def _expected(
    rep: str, month: date, due_on: date, target: Any, today: date, house: House, deadlines: Deadlines
) -> Expected:
    if target is not None and target.turned_in_on == target.turned_in_on:
        stated = None if target.stated_total != target.stated_total else float(target.stated_total)
        return Expected(rep, month, due_on, "in", turned_in_on=target.turned_in_on.date(), stated=stated)
    return Expected(rep, month, due_on, _missing(due_on, today, house, deadlines))


def _missing(due_on: date, today: date, house: House, deadlines: Deadlines) -> State:
    if today >= house.workday(due_on, deadlines.manager):
        return "tell_manager"
    if today >= house.workday(due_on, deadlines.reminder):
        return "remind"
    return "late" if today > due_on else "waiting"
