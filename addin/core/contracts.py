"""When a contract ends, until when it can be ended, and which contracts run out (R-02, R-03, R-09)."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from addin.core.dates import months_later, next_exit, notice_deadline, term_end

BUCKETS = ("past", "b30", "b60", "b90", "b180", "later", "open")
BOUNDS = (30, 60, 90, 180)
NOT_LIVE = frozenset({"draft", "ended", "cancelled"})


class ContractTerms(NamedTuple):
    """What one contract says about its time; None is a blank cell."""

    starts_on: date | None = None
    term_months: int | None = None
    ends_on: date | None = None  # a fixed end: no renewal
    renew_months: int | None = None
    notice_value: int | None = None
    notice_unit: str | None = None
    notice_cutoff: str | None = None
    terminated_to: date | None = None


@dataclass(frozen=True)
class NoticeEffect:
    """What a notice of termination that arrived does: the end it brings about, and whether it came too late."""

    ends_on: date | None
    late: bool = False


def running_months(starts_on: date, term_months: int, renew_months: int | None, today: date) -> int:
    """Months from the first day to the end of the term that runs today, renewed as often as needed (R-02).

    Without renewal the first term's, however long ago it ended.

    >>> running_months(date(2024, 3, 1), 12, 12, today=date(2027, 2, 15))
    36
    """
    if not renew_months or renew_months < 0:
        return term_months
    begun = today.day >= starts_on.day
    needed = (today.year - starts_on.year) * 12 + today.month - starts_on.month + begun
    renewals = -((term_months - needed) // renew_months)
    return term_months + renew_months * max(0, renewals)


def current_end(terms: ContractTerms, today: date, sentinel_years: int = 50) -> date | None:
    """The day the contract ends as things stand; None for an open-ended one (R-02).

    The termination wins, then the fixed end, then the term that runs today. Terms count from the first day of
    the contract, never from the last end. A fixed end more than `sentinel_years` ahead stands for open-ended.

    >>> current_end(ContractTerms(date(2024, 3, 1), term_months=12, renew_months=12), date(2027, 3, 1))
    datetime.date(2028, 2, 29)
    """
    if terms.terminated_to:
        return terms.terminated_to
    if terms.ends_on:
        return terms.ends_on if terms.ends_on <= _horizon(today, sentinel_years) else None
    if terms.starts_on is None or terms.term_months is None:
        return None
    months = running_months(terms.starts_on, terms.term_months, terms.renew_months, today)
    try:
        return term_end(terms.starts_on, months)
    except (ValueError, OverflowError):  # beyond the calendar's last year
        return None


@cache
def _horizon(today: date, sentinel_years: int) -> date:
    return months_later(today, 12 * sentinel_years)


def notice_by(
    terms: ContractTerms, end: date | None, state: str = "", *, assumption_day: bool = False
) -> date | None:
    """The last day on which notice to that end can arrive; None without an end or without notice data (R-03)."""
    if end is None or terms.notice_value is None or terms.notice_unit is None:
        return None
    try:
        return notice_deadline(end, terms.notice_value, terms.notice_unit, state, assumption_day=assumption_day)
    except (ValueError, OverflowError):  # before the calendar's first year
        return None


def notice_effect(
    terms: ContractTerms,
    arrived_on: date,
    sentinel_years: int = 50,
    state: str = "",
    *,
    assumption_day: bool = False,
) -> NoticeEffect:
    """The end that a notice arriving on that day brings about (R-02, R-04).

    A notice that misses the deadline does not touch the term that runs: the contract ends with the first later
    term it still reaches, and it is late. A contract that does not renew ends when it ends.

    >>> terms = ContractTerms(date(2026, 1, 1), 12, None, 12, 3, "months", "term_end")
    >>> notice_effect(terms, date(2026, 10, 1))
    NoticeEffect(ends_on=datetime.date(2027, 12, 31), late=True)
    """
    terms = terms._replace(terminated_to=None)
    running = current_end(terms, arrived_on, sentinel_years)
    renews = terms.ends_on is None and (terms.renew_months or 0) > 0
    if (running and not renews) or terms.notice_value is None or terms.notice_unit in (None, "none"):
        return NoticeEffect(running)
    reached = next_exit(
        arrived_on,
        terms.notice_value,
        terms.notice_unit or "",
        terms.notice_cutoff or "term_end",
        _term_ends(terms) if running else (),
        earliest=running and next(_term_ends(terms)),
        state=state,
        assumption_day=assumption_day,
    )
    return NoticeEffect(reached, late=bool(running and reached and reached > running))


def _term_ends(terms: ContractTerms) -> Iterator[date]:
    """The end of the first term and of every renewal, counted from the first day."""
    assert terms.starts_on and terms.term_months is not None and terms.renew_months
    for months in itertools.count(terms.term_months, terms.renew_months):
        yield term_end(terms.starts_on, months)


def bucket(end: date | None, today: date, bounds: Sequence[int] = BOUNDS) -> str:
    """How soon a contract ends: past, b30, b60, b90, b180, later, or open without an end (R-09).

    Both bounds belong to a bucket: an end today or in 30 days is b30, one in 31 days b60.
    """
    if end is None:
        return "open"
    days = (end - today).days
    return "past" if days < 0 else BUCKETS[1 + bisect_left(bounds, days)]


def term_dates(
    contracts: pd.DataFrame,
    today: date,
    *,
    state: str = "",
    sentinel_years: int = 50,
    bounds: Sequence[int] = BOUNDS,
    assumption_day: bool = False,
) -> pd.DataFrame:
    """For every contract current_end, notice_by, days_to_notice (negative: past) and bucket.

    `state` is the house's: its holidays count where the notice is given in working days.
    """
    rows = list(contract_terms(contracts))
    ends = [current_end(row, today, sentinel_years) for row in rows]
    deadlines = [
        notice_by(row, end, state, assumption_day=assumption_day) for row, end in zip(rows, ends, strict=True)
    ]
    frame = pd.DataFrame(index=contracts.index)
    frame["current_end"] = np.array(ends, "datetime64[D]").astype("datetime64[us]")
    frame["notice_by"] = np.array(deadlines, "datetime64[D]").astype("datetime64[us]")
    frame["days_to_notice"] = (frame["notice_by"] - pd.Timestamp(today)).dt.days.astype("float64")
    frame["bucket"] = pd.Series([bucket(end, today, bounds) for end in ends], frame.index, dtype=object)
    return frame


def contract_terms(contracts: pd.DataFrame) -> Iterator[ContractTerms]:
    """The terms of every contract, row by row."""
    return map(
        ContractTerms,
        _dates(contracts["starts_on"]),
        _numbers(contracts["term_months"]),
        _dates(contracts["ends_on"]),
        _numbers(contracts["renew_months"]),
        _numbers(contracts["notice_value"]),
        contracts["notice_unit"].tolist(),
        contracts["notice_cutoff"].tolist(),
        _dates(contracts["terminated_to"]),
    )


def _dates(column: pd.Series) -> list[date | None]:
    days: list[date | None] = column.to_numpy("datetime64[D]").tolist()
    return days


def _numbers(column: pd.Series) -> list[int | None]:
    return [None if number != number else int(number) for number in column.tolist()]


def notice_effects(
    contracts: pd.DataFrame, sentinel_years: int = 50, state: str = "", *, assumption_day: bool = False
) -> pd.DataFrame:
    """For every contract whose notice has arrived: terminated_to as the notice really works, and late."""
    arrived = contracts[contracts["terminated_on"].notna()]
    arrivals = zip(contract_terms(arrived), _dates(arrived["terminated_on"]), strict=True)
    effects = [
        notice_effect(terms, day, sentinel_years, state, assumption_day=assumption_day)
        for terms, day in arrivals
        if day
    ]
    ends = np.array([effect.ends_on for effect in effects], "datetime64[D]").astype("datetime64[us]")
    late = [effect.late for effect in effects]
    return pd.DataFrame({"terminated_to": ends, "late": late}, arrived.index)


def live(contracts: pd.DataFrame) -> pd.Series:
    """Which contracts count as running: all but drafts, ended and cancelled ones."""
    return ~contracts["state"].isin(NOT_LIVE)


def notice_still_due(contracts: pd.DataFrame, dates: pd.DataFrame) -> pd.Series:
    """The notice deadline of every contract that nobody has terminated yet; blank for the others."""
    return dates["notice_by"].where(contracts["terminated_to"].isna())


def expiring(contracts: pd.DataFrame, dates: pd.DataFrame, today: date, open_days: int = 120) -> pd.DataFrame:
    """The running contracts somebody must talk about now, the most urgent first (R-07).

    `dates` are the contracts' term dates. A contract is in from `open_days` before its notice deadline on, or
    before its end where there is no notice to give, until that day itself. Columns: due_on, days_left (0: today)
    and reason, `notice` or `end`.
    """
    notice = notice_still_due(contracts, dates)
    frame = pd.DataFrame({"due_on": notice.fillna(dates["current_end"])})
    frame["days_left"] = (frame["due_on"] - pd.Timestamp(today)).dt.days
    frame["reason"] = np.where(notice.notna(), "notice", "end")
    chosen = frame[live(contracts) & frame["days_left"].between(0, open_days)]
    return chosen.sort_values("days_left", kind="stable").astype({"days_left": "int64", "reason": object})
