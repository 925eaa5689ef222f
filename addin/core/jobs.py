"""What departments have to do for promises, and by when (R-10)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pandas as pd

from addin.core.computed.given import comparable, day_column
from addin.core.contracts import live
from addin.core.house import House
from addin.core.placements import ONLINE_LEAD
from addin.tables.model import Problem

_ONLINE = ("banner", "link", "newsletter")
_OVER = ("delivered", "waived", "lapsed")


def jobs(
    promises: pd.DataFrame,
    contracts: pd.DataFrame,
    issues: pd.DataFrame,
    shows: pd.DataFrame,
    house: House,
    lead_days: Callable[[str], int],
    today: date,
) -> pd.DataFrame:
    """The promises that departments are to begin with, those handed over today included, the most urgent first.

    `promises` have their computed columns; `lead_days` gives the working days of a department. Not in are promises
    without a department, what is over, and what a department has confirmed already. New columns: needed_on, the
    copy deadline, the first day of the window or of the show, else the last day of use; do_by, so many working
    days before it, online two at least (R-10); fresh, not handed over yet.
    """
    chosen = promises[_fresh(promises, contracts) | (promises["handed_over_on"] == pd.Timestamp(today))]
    chosen = chosen[chosen["department"].notna()]
    online = chosen["kind"].isin(_ONLINE)
    needed = _at(chosen["issue_id"], issues, "issue_id", "copy_deadline")
    needed = needed.fillna(chosen["window_from"]).fillna(_at(chosen["show_id"], shows, "show_id", "starts_on"))
    needed = needed.fillna(chosen["use_by"])
    leads = chosen["department"].map(lead_days)
    leads = leads.where(~online | (leads > ONLINE_LEAD), ONLINE_LEAD)
    pairs = zip(needed.to_numpy("datetime64[D]").tolist(), leads.tolist(), strict=True)
    do_by = day_column([house.workday(day, -int(lead)) if day else None for day, lead in pairs], chosen.index)
    rows = chosen.assign(needed_on=needed, do_by=do_by, fresh=chosen["handed_over_on"].isna())
    return rows.sort_values(["department", "do_by"], kind="stable")


def _fresh(promises: pd.DataFrame, contracts: pd.DataFrame) -> pd.Series:
    """Which promises of running contracts nobody has handed over, confirmed, finished or given up."""
    running = set(comparable(contracts.loc[live(contracts), "contract_id"].dropna()))
    untouched = promises["handed_over_on"].isna() & promises["confirmed_on"].isna()
    return untouched & ~promises["state"].isin(_OVER) & comparable(promises["contract_id"]).isin(running)


def _at(ids: pd.Series, frame: pd.DataFrame, key: str, column: str) -> pd.Series:
    days = pd.Series(frame[column].array, index=comparable(frame[key]))
    days = days[days.index.notna() & ~days.index.duplicated()]
    return pd.Series(days.reindex(comparable(ids)).array, index=ids.index)


def without_department(promises: pd.DataFrame, contracts: pd.DataFrame) -> Iterator[Problem]:
    """Promises that nobody can be asked to keep."""
    rows = promises[_fresh(promises, contracts) & promises["department"].isna()]
    for row, promise_id in rows["promise_id"].items():
        yield Problem("promises", int(str(row)), "department", "handover_no_department", {"value": promise_id})


def late_bookings(listed: pd.DataFrame, contracts: pd.DataFrame, issues: pd.DataFrame) -> Iterator[Problem]:
    """Jobs whose contract was signed after their issue closed for bookings (R-10)."""
    closes = _at(listed["issue_id"], issues, "issue_id", "booking_close")
    signed = _at(listed["contract_id"], contracts, "contract_id", "signed_on")
    for row in listed.index[(signed > closes).to_numpy(dtype=bool)]:
        facts = {"value": signed[row].date(), "closed": closes[row].date(), "promise": listed["promise_id"][row]}
        yield Problem("promises", int(row), "issue_id", "booked_after_close", facts, "warning")


def late_cancellations(promises: pd.DataFrame, issues: pd.DataFrame, today: date) -> Iterator[Problem]:
    """Promises given up after their issue could be cancelled, as long as it has not appeared (R-10)."""
    until: Any = _at(promises["issue_id"], issues, "issue_id", "cancel_until")
    ahead = _at(promises["issue_id"], issues, "issue_id", "published_on") >= pd.Timestamp(today)
    for row in promises.index[((promises["waived_on"] > until) & ahead).to_numpy(dtype=bool)]:
        day = promises["waived_on"][row].date()
        facts = {"value": day, "until": until[row].date(), "promise": promises["promise_id"][row]}
        yield Problem("promises", int(row), "waived_on", "cancelled_too_late", facts)
