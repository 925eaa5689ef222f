"""R-07: which renewal talk comes first, and when its steps are due."""

from datetime import date
from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from addin.core.renewals import Talk, renewal_priority, renewal_rate, renewal_steps, talks, value_ranks
from addin.tables import TABLES
from addin.tables.frames import frame_of_rows

TODAY = date(2027, 2, 15)
STEADY = {"state": "active", "starts_on": date(2025, 1, 1), "term_months": 12, "renew_months": 12}
ENDED = {"state": "ended", "starts_on": date(2025, 1, 1), "ends_on": date(2026, 12, 31)}


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


def contracts(*rows: dict[str, Any]) -> pd.DataFrame:
    return frame_of_rows(TABLES["contracts"], rows, range(2, len(rows) + 2))


def test_terms_that_went_on_by_themselves_or_by_a_talk_count_as_renewed() -> None:
    by_talk = {**ENDED, "renewal_state": "renewed"}
    terminated = {**STEADY, "terminated_to": date(2026, 12, 31)}
    rate = renewal_rate(contracts(*[STEADY] * 5, *[by_talk] * 2, *[ENDED] * 2, terminated), TODAY, 0.7)
    assert rate == 0.7  # seven of ten went on


def test_terms_of_earlier_years_drafts_and_first_terms_that_still_run_do_not_count() -> None:
    long_gone = {**ENDED, "ends_on": date(2026, 2, 15)}
    running = {**STEADY, "starts_on": date(2026, 6, 1)}
    draft = {**ENDED, "state": "draft"}
    rows = [STEADY] * 10 + [long_gone, running, draft, {"state": "active"}]
    assert renewal_rate(contracts(*rows), TODAY, 0.7) == 1.0


def test_too_few_ended_terms_say_nothing() -> None:
    assert renewal_rate(contracts(*[ENDED] * 9), TODAY, 0.7) == 0.7
    assert renewal_rate(contracts(*[ENDED] * 10), TODAY, 0.7) == 0.0


# ------------------------------------------------------------------ what a talk begins with


def talk_about(promises: list[dict[str, Any]], activities: list[dict[str, Any]]) -> Talk:
    """What is known of the contract V-0001 of the company F-0001."""
    rows = {
        "contracts": [{"contract_id": "V-0001", "company_id": "F-0001"}],
        "promises": [{"contract_id": "V-0001", **promise} for promise in promises],
        "activities": [{"company_id": "F-0001", "kind": "call", **talk} for talk in activities],
    }
    frames = [frame_of_rows(TABLES[key], own, range(2, len(own) + 2)) for key, own in rows.items()]
    return talks(*frames, TODAY)[2]


def test_unused_is_a_promise_of_which_nothing_has_been_done_and_that_was_not_waived() -> None:
    some = [{"done": 0, "quantity": 4}, {"done": 1, "quantity": 4}, {"done": None}, {"waived_on": TODAY}]
    other = {"contract_id": "V-0002", "done": 0}
    talk = talk_about([*some, other], [])
    assert (talk.unused, talk.promised, talk.unused_share) == (2, 3, 2 / 3)
    assert talk_about([], []) == Talk(0, 0, None, None)
    assert talk_about([], []).unused_share is None


def test_the_last_rating_counts_and_a_note_or_a_plan_is_no_contact() -> None:
    past = [
        {"on": date(2027, 1, 20), "satisfaction": None},
        {"on": date(2027, 1, 11), "satisfaction": 2},
        {"on": date(2026, 6, 1), "satisfaction": 5},
        {"on": date(2027, 2, 1), "kind": "note", "satisfaction": None},
    ]
    ahead = {"on": date(2027, 2, 16), "satisfaction": 4}
    elsewhere = {"on": TODAY, "company_id": "F-0002", "satisfaction": 1}
    talk = talk_about([], [*past, ahead, elsewhere])
    assert (talk.satisfaction, talk.contacted_on) == (2, date(2027, 1, 20))
    assert talk_about([], [{"on": TODAY, "satisfaction": 3}]).contacted_on == TODAY
