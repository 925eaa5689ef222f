"""Reminding customers of what they have not used yet (R-12): never a dunning letter, it is their own advantage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from addin.core.computed.given import comparable, number
from addin.core.contracts import live
from addin.core.house import House

_OVER = ("delivered", "waived", "lapsed", "wrong")
CALL = 4  # the step behind the three reminders: somebody calls


@dataclass(frozen=True)
class Rhythm:
    """When reminders are due: days from the start, a share of the time, days and working days before its end."""

    first_days: int = 14
    mid_share: float = 0.5
    last_days: int = 30
    call_workdays: int = 10


# The settings that a rhythm comes from, in its order
RHYTHM = ("unused.first_days", "unused.mid_share", "unused.last_days", "unused.call_workdays")


def reminder_days(starts_on: date, use_by: date, rhythm: Rhythm = Rhythm()) -> tuple[date, date, date]:
    """The days on which the three reminders of an unused item are due, each no earlier than the one before (R-12).

    >>> [day.isoformat() for day in reminder_days(date(2027, 1, 1), date(2027, 12, 31))]
    ['2027-01-15', '2027-07-02', '2027-12-01']
    """
    first = starts_on + timedelta(days=rhythm.first_days)
    middle = starts_on + timedelta(days=round((use_by - starts_on).days * rhythm.mid_share))
    second = max(first, middle)
    return first, second, max(second, use_by - timedelta(days=rhythm.last_days))


def next_reminder(
    starts_on: date,
    use_by: date,
    today: date,
    rhythm: Rhythm = Rhythm(),
) -> date | None:
    """The next day after today on which a reminder is due; None when none is any more before the last day of use.

    >>> next_reminder(date(2027, 1, 1), date(2027, 12, 31), today=date(2027, 2, 15))
    datetime.date(2027, 7, 2)
    """
    days = (day for day in reminder_days(starts_on, use_by, rhythm) if today < day <= use_by)
    return next(days, None)


def reminder_stage(
    starts_on: date,
    use_by: date,
    today: date,
    house: House,
    rhythm: Rhythm = Rhythm(),
) -> int:
    """The last step that has come: 0 none, 1 to 3 a reminder, 4 a telephone call; 0 after the last day of use."""
    if today > use_by:
        return 0
    call_on = house.workday(use_by, -rhythm.call_workdays)
    days = [day for day in reminder_days(starts_on, use_by, rhythm) if day <= use_by]
    return CALL if today >= max(call_on, days[-1] if days else call_on) else sum(day <= today for day in days)


def unused(
    promises: pd.DataFrame,
    contracts: pd.DataFrame,
    tickets: pd.DataFrame,
    today: date,
    house: House,
    rhythm: Rhythm = Rhythm(),
) -> pd.DataFrame:
    """What customers of running contracts may use and have not begun to, with the stage that has come (R-12).

    `promises` have their computed columns. Not in is what has an open ticket, what was given up or is over, what
    was promised in a talk, which is ours to keep, and an advertisement for an issue: its artwork is asked for
    (R-10). New columns: company_id, starts_on (of the window, else of the contract) and stage.
    """
    running = contracts[live(contracts)]
    known = pd.DataFrame(
        {"company_id": running["company_id"].array, "began": running["starts_on"].array},
        index=comparable(running["contract_id"]),
    )
    known = known[known.index.notna() & ~known.index.duplicated()].reindex(comparable(promises["contract_id"]))
    rows = promises.assign(
        company_id=known["company_id"].array,
        starts_on=promises["window_from"].fillna(pd.Series(known["began"].array, index=promises.index)),
    )
    begun = rows["starts_on"] <= pd.Timestamp(today)
    rows = rows[_idle(rows, tickets) & begun & rows["use_by"].notna()]
    return rows.assign(stage=[_stage(row, today, house, rhythm) for row in rows.itertuples()])


def _idle(rows: pd.DataFrame, tickets: pd.DataFrame) -> pd.Series:
    """Nothing was sent in, confirmed or done, and nobody is dealing with it."""
    open_tickets = set(comparable(tickets.loc[tickets["solved_on"].isna(), "promise_id"].dropna()))
    untouched = (number(rows["done"]) == 0) & rows["artwork_on"].isna() & rows["confirmed_on"].isna()
    return (
        untouched
        & rows["company_id"].notna()
        & rows["issue_id"].isna()
        & rows["kind"].ne("spoken")
        & ~rows["state"].isin(_OVER)
        & ~comparable(rows["promise_id"]).isin(open_tickets)
    )


def _stage(row: Any, day: date, house: House, rhythm: Rhythm) -> int:
    return reminder_stage(row.starts_on.date(), row.use_by.date(), day, house, rhythm)


def reminders_due(
    idle: pd.DataFrame, told_on: Mapping[str, date], house: House, rhythm: Rhythm = Rhythm()
) -> pd.DataFrame:
    """Of what lies unused the items that have come to a new stage since they were last written about.

    `told_on` is that day by promise, whatever the letter's own stage was: it may have named an item that another
    one was urgent beside. Of several stages that have passed only the last is due.
    """
    last = []
    for row in idle.itertuples():
        day = told_on.get(str(row.promise_id))
        last.append(_stage(row, day, house, rhythm) if day else 0)
    return idle[idle["stage"] > pd.Series(last, idle.index, dtype="int64")]
