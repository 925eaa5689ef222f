"""Which renewal talk comes first, what it begins with, and when its steps are due (R-07)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import pandas as pd

from addin.core.amounts import share
from addin.core.computed.given import comparable
from addin.core.contracts import ContractTerms, contract_terms, running_months
from addin.core.dates import months_later, term_end
from addin.tables.frames import plain
from addin.tables.service import ACTIVITIES

STEPS = (90, 60, 30)
UNHAPPY = 2  # the best rating that is a bad one


def renewal_priority(
    days_to_notice: float | None = None,
    value_rank: float | None = None,
    unused_share: float | None = None,
    satisfaction: float | None = None,
) -> int:
    """How urgent a renewal talk is, 0 to 100: the deadline, the value, what lies unused, the last rating (R-07).

    `value_rank` and `unused_share` are shares from 0 to 1, `satisfaction` is a rating from 1 (worst) to 5. What
    is not known adds nothing; a deadline today or past counts in full.

    >>> renewal_priority(days_to_notice=45, value_rank=0.5, unused_share=0.25, satisfaction=2)
    50
    """
    near = 1 - min(max(_known(days_to_notice, 90), 0), 90) / 90
    unhappy = _known(satisfaction, 5) <= UNHAPPY
    points = 40 * near + 30 * _known(value_rank, 0) + 20 * _known(unused_share, 0) + 10 * unhappy
    return int(points + 0.5)


def _known(number: float | None, blank: float) -> float:
    return blank if number is None or number != number else number


def value_ranks(values: pd.Series) -> pd.Series:
    """For every contract the share of contracts that bring no more than it, blank where its value is (R-07)."""
    return values.rank(method="max", pct=True)


class Talk(NamedTuple):
    """What speaks for and against the renewal of a contract when a talk about it begins.

    `unused` are the promises of which nothing has been done, of all that are `promised`; `satisfaction` is the
    last rating that the company gave, `contacted_on` the day on which somebody last spoke or wrote to it.
    """

    promised: int
    unused: int
    satisfaction: int | None
    contacted_on: date | None

    @property
    def unused_share(self) -> float | None:
        return share(self.unused, self.promised)


def talks(
    contracts: pd.DataFrame, promises: pd.DataFrame, activities: pd.DataFrame, today: date
) -> dict[int, Talk]:
    """By the row of each contract what a talk about it begins with (R-07, R-18); waived promises do not count."""
    wanted = promises[promises["waived_on"].isna()]
    idle = wanted["done"].fillna(0).eq(0).groupby(comparable(wanted["contract_id"]).to_numpy())
    unused, promised = idle.sum().to_dict(), idle.size().to_dict()
    past = activities[activities["on"] <= pd.Timestamp(today)].sort_values("on", kind="stable")
    ratings = _last(past, "satisfaction")
    contacts = _last(past[past["kind"] != "note"], "on")
    keys = zip(comparable(contracts["contract_id"]), comparable(contracts["company_id"]), strict=True)
    return {
        int(row): Talk(promised.get(own, 0), unused.get(own, 0), ratings.get(company), contacts.get(company))
        for row, (own, company) in zip(contracts.index, keys, strict=True)
    }


def _last(activities: pd.DataFrame, column: str) -> dict[str, Any]:
    """By company the last value of a column that is not blank."""
    known = activities.dropna(subset=[column, "company_id"])
    last = known.groupby(comparable(known["company_id"]).to_numpy())[column].last()
    return {str(company): plain(ACTIVITIES[column], value) for company, value in last.items()}


def renewal_steps(deadline: date, days_before: Sequence[int] = STEPS) -> tuple[date, ...]:
    """The days on which the steps of a renewal talk are due, counted back from the notice deadline (R-07).

    >>> renewal_steps(date(2027, 3, 31))
    (datetime.date(2026, 12, 31), datetime.date(2027, 1, 30), datetime.date(2027, 3, 1))
    """
    return tuple(deadline - timedelta(days=days) for days in days_before)


def renewal_rate(contracts: pd.DataFrame, today: date, usual: float, enough: int = 10) -> float:
    """The share of the terms that ended in the last twelve months and were renewed, 1 for all of them (R-49).

    A term that renewed by itself counts like one that a talk renewed. The usual share while fewer than `enough`
    ended.

    >>> contracts = pd.DataFrame()
    >>> renewal_rate(contracts, date(2027, 2, 15), usual=0.7)
    0.7
    """
    fates = list(_fates(contracts, months_later(today, -12), today)) if len(contracts) else []
    return sum(fates) / len(fates) if len(fates) >= enough else usual


def _fates(contracts: pd.DataFrame, after: date, today: date) -> Iterator[bool]:
    """For every contract with a term that ended in the window whether it went on."""
    signed = contracts[~contracts["state"].isin(("draft", "cancelled"))]
    for terms, talk in zip(contract_terms(signed), signed["renewal_state"], strict=True):
        ended, went_on = _last_end(terms, today)
        if ended and after < ended <= today:
            yield went_on or talk == "renewed"


def _last_end(terms: ContractTerms, today: date) -> tuple[date | None, bool]:
    """The last day of the term that ended last, and whether another one followed by itself."""
    if terms.terminated_to or terms.ends_on:
        return terms.terminated_to or terms.ends_on, False
    if terms.starts_on is None or terms.term_months is None:
        return None, False
    months = running_months(terms.starts_on, terms.term_months, terms.renew_months, today)
    renewed = months > terms.term_months
    return term_end(terms.starts_on, months - (terms.renew_months or 0) if renewed else months), renewed
