"""Which renewal talk comes first, and when its steps are due (R-07)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import pandas as pd

from addin.core.contracts import ContractTerms, contract_terms, running_months
from addin.core.dates import months_later, term_end

STEPS = (90, 60, 30)


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
    unhappy = _known(satisfaction, 5) <= 2
    points = 40 * near + 30 * _known(value_rank, 0) + 20 * _known(unused_share, 0) + 10 * unhappy
    return int(points + 0.5)


def _known(number: float | None, blank: float) -> float:
    return blank if number is None or number != number else number


def value_ranks(values: pd.Series) -> pd.Series:
    """For every contract the share of contracts that bring no more than it, blank where its value is (R-07)."""
    return values.rank(method="max", pct=True)


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
