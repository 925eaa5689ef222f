"""The calendar of ends and notice deadlines, a page for every rep (R-09)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from addin.core.contracts import live, notice_still_due
from addin.core.dates import ONE_DAY, month_end, months_later


@dataclass(frozen=True)
class CalendarPage:
    """One rep's contracts in a period; `rep` is None on the page of contracts without one.

    `rows` by sheet row, the earliest first: contract_id, company_id, value, current_end, notice_by, and the marks
    E and K, each the day of the end and of the notice deadline where it falls into the period, else blank.
    `totals` by first day of the month, for every month of the period: ends, ending_value, notices, notice_value.
    """

    rep: str | None
    rows: pd.DataFrame
    totals: pd.DataFrame


def period_around(day: date, months: int, fiscal_start: int = 1) -> tuple[date, date]:
    """First and last day of the month (1) or the quarter (3) in which the day lies, both included (R-09).

    Quarters count from the month in which the fiscal year starts.

    >>> period_around(date(2027, 2, 15), 3, fiscal_start=2)
    (datetime.date(2027, 2, 1), datetime.date(2027, 4, 30))
    """
    first = months_later(day.replace(day=1), -((day.month - fiscal_start) % months))
    return first, months_later(first, months) - ONE_DAY


def expiry_calendar(
    contracts: pd.DataFrame, dates: pd.DataFrame, first: date, last: date
) -> tuple[CalendarPage, ...]:
    """A page for every rep with a running contract whose end or notice deadline falls into the period (R-09).

    `dates` are the contracts' term dates; first and last day are included. Reps stand in the order of their ids,
    the page without rep comes last. A terminated contract has no notice deadline any more.
    """
    rows = contracts[["rep", "contract_id", "company_id", "value"]].assign(
        current_end=dates["current_end"],
        notice_by=dates["notice_by"],
        E=_within(dates["current_end"], first, last),
        K=_within(notice_still_due(contracts, dates), first, last),
    )
    rows = rows[live(contracts) & rows[["E", "K"]].notna().any(axis=1)]
    rows = rows.loc[rows[["E", "K"]].min(axis=1).sort_values(kind="stable").index]
    pages = {str(rep): page for rep, page in rows.groupby("rep", sort=True)}
    without = rows[rows["rep"].isna()]
    every = [*pages.items(), *([] if without.empty else [(None, without)])]
    return tuple(CalendarPage(rep, page.drop(columns="rep"), _totals(page, first, last)) for rep, page in every)


def _within(days: pd.Series, first: date, last: date) -> pd.Series:
    return days.where(days.between(pd.Timestamp(first), pd.Timestamp(last)))


def _totals(rows: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    months = pd.date_range(first.replace(day=1), month_end(last), freq="MS")
    totals = pd.DataFrame(index=months)
    for mark, count, value in (("E", "ends", "ending_value"), ("K", "notices", "notice_value")):
        marked = rows[rows[mark].notna()]
        by_month = marked["value"].groupby(marked[mark].dt.to_period("M").dt.to_timestamp())
        totals[count] = by_month.size().reindex(months, fill_value=0)
        totals[value] = by_month.sum().reindex(months, fill_value=0.0)
    return totals
