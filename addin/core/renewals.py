"""Which renewal talk comes first, and when its steps are due (R-07)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd

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
