"""R-07: which renewal talk comes first, and when its steps are due."""

from datetime import date

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from addin.core.renewals import renewal_priority, renewal_steps, value_ranks


def test_a_renewal_is_urgent_by_deadline_value_unused_promises_and_a_bad_rating() -> None:
    assert renewal_priority(0, 1.0, 1.0, 2) == 100
    assert renewal_priority(-5) == 40
    assert renewal_priority(90, 0, 0, 3) == 0
    assert renewal_priority(45, 0.5) == 35
    assert renewal_priority() == 0
    assert renewal_priority(float("nan"), float("nan"), float("nan"), float("nan")) == 0


@given(st.integers(-400, 400), st.floats(0, 1), st.floats(0, 1), st.integers(1, 5))
def test_a_priority_lies_between_0_and_100_and_never_falls_as_the_deadline_nears(
    days: int, rank: float, unused: float, satisfaction: int
) -> None:
    priorities = [renewal_priority(days + n, rank, unused, satisfaction) for n in (30, 1, 0)]
    assert priorities == sorted(priorities)
    assert all(0 <= priority <= 100 for priority in priorities)


def test_the_value_rank_is_the_share_of_contracts_that_bring_no_more() -> None:
    ranks = value_ranks(pd.Series([100.0, 300.0, 100.0, 200.0, None]))
    assert ranks.tolist()[:4] == [0.5, 1.0, 0.5, 0.75]
    assert pd.isna(ranks[4])


def test_the_steps_of_a_renewal_lie_90_60_and_30_days_before_the_deadline() -> None:
    deadline = date(2027, 3, 31)
    assert [(deadline - step).days for step in renewal_steps(deadline)] == [90, 60, 30]
    assert renewal_steps(deadline, (14,)) == (date(2027, 3, 17),)
