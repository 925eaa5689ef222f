"""R-02, R-03, R-09: when contracts end, until when they can be ended, which run out."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from contract_rows import DAY, TODAY, contracts, shown
from hypothesis import assume, given
from hypothesis import strategies as st

from addin.core.contracts import (
    BOUNDS,
    BUCKETS,
    ContractTerms,
    NoticeEffect,
    bucket,
    current_end,
    expiring,
    notice_by,
    notice_effect,
    notice_effects,
    term_dates,
)
from addin.core.dates import notice_deadline, send_by, term_end

yearly = ContractTerms(date(2024, 3, 1), 12, None, 12, 3, "months", "term_end")


def test_an_old_contract_renewed_twice_ends_at_the_end_of_its_third_term() -> None:
    """X04: the notice deadline is past, so it renews for sure unless notice was received."""
    assert current_end(yearly, TODAY) == date(2027, 2, 28)
    assert notice_by(yearly, date(2027, 2, 28)) == date(2026, 11, 30)
    assert notice_effect(yearly, TODAY) == NoticeEffect(date(2028, 2, 29), late=True)


def test_an_end_of_2099_is_open_ended_and_not_26000_days_away() -> None:
    """X05"""
    terms = ContractTerms(date(2020, 1, 1), ends_on=date(2099, 12, 31))
    assert current_end(terms, TODAY) is None
    assert current_end(terms, TODAY, sentinel_years=80) == date(2099, 12, 31)
    assert bucket(current_end(terms, TODAY), TODAY) == "open"


def test_an_end_exactly_at_the_horizon_is_still_an_end() -> None:
    assert current_end(ContractTerms(ends_on=date(2077, 2, 15)), TODAY) == date(2077, 2, 15)
    assert current_end(ContractTerms(ends_on=date(2077, 2, 16)), TODAY) is None


def test_a_notice_that_arrives_one_day_late_renews_the_contract() -> None:
    """X06"""
    assert notice_effect(yearly, date(2026, 11, 30)) == NoticeEffect(date(2027, 2, 28))
    assert notice_effect(yearly, date(2026, 12, 1)) == NoticeEffect(date(2028, 2, 29), late=True)


def test_a_late_notice_is_late_even_when_the_next_term_stands_entered() -> None:
    entered = yearly._replace(terminated_to=date(2028, 2, 29))
    assert notice_effect(entered, date(2026, 12, 1)) == NoticeEffect(date(2028, 2, 29), late=True)


def test_a_notice_longer_than_the_renewals_reaches_the_first_term_it_can() -> None:
    monthly = ContractTerms(date(2026, 1, 1), 12, None, 1, 3, "months", "term_end")
    assert notice_effect(monthly, date(2027, 1, 15)) == NoticeEffect(date(2027, 4, 30), late=True)


def test_a_contract_to_the_quarter_can_be_left_at_a_quarter_after_its_minimum_term() -> None:
    terms = ContractTerms(date(2026, 1, 1), 12, None, 12, 6, "weeks", "quarter")
    assert notice_effect(terms, date(2026, 2, 1)) == NoticeEffect(date(2026, 12, 31))
    assert notice_effect(terms, date(2027, 2, 1)) == NoticeEffect(date(2027, 3, 31))


def test_an_open_ended_contract_ends_at_the_next_possible_exit() -> None:
    terms = ContractTerms(date(2020, 1, 1), notice_value=3, notice_unit="months", notice_cutoff="quarter")
    assert notice_effect(terms, date(2027, 4, 1)) == NoticeEffect(date(2027, 9, 30))
    assert notice_effect(terms._replace(notice_cutoff="term_end"), date(2027, 4, 1)) == NoticeEffect(None)


@pytest.mark.parametrize(
    "terms",
    [
        ContractTerms(date(2026, 4, 1), 12, None, None, 3, "months", "term_end"),
        ContractTerms(date(2026, 4, 1), ends_on=date(2027, 3, 31), notice_value=3, notice_unit="months"),
        ContractTerms(date(2026, 4, 1), 12, None, 12, None, "none", None),
    ],
)
def test_a_contract_that_needs_no_notice_ends_when_it_ends(terms: ContractTerms) -> None:
    assert notice_effect(terms, date(2027, 3, 30)) == NoticeEffect(date(2027, 3, 31))


def test_the_termination_wins_over_the_fixed_end_and_that_over_the_term() -> None:
    terms = ContractTerms(date(2026, 4, 1), 12, date(2027, 12, 31), 12)
    assert current_end(terms, TODAY) == date(2027, 12, 31)
    assert current_end(terms._replace(terminated_to=date(2027, 6, 30)), TODAY) == date(2027, 6, 30)
    assert current_end(terms._replace(ends_on=None), TODAY) == date(2027, 3, 31)


def test_a_contract_without_renewal_keeps_its_end_in_the_past() -> None:
    assert current_end(ContractTerms(date(2024, 3, 1), 12), TODAY) == date(2025, 2, 28)
    assert bucket(date(2025, 2, 28), TODAY) == "past"


def test_a_contract_without_term_and_end_is_open_ended() -> None:
    assert current_end(ContractTerms(date(2024, 3, 1), renew_months=12), TODAY) is None
    assert current_end(ContractTerms(term_months=12), TODAY) is None


def test_a_renewed_term_never_loses_a_day_to_february() -> None:
    """Counted from the first day: a contract of 31 August ends on 30 August again after a February."""
    terms = ContractTerms(date(2026, 8, 31), 6, None, 6)
    assert current_end(terms, TODAY) == date(2027, 2, 28)
    assert current_end(terms, date(2027, 3, 1)) == date(2027, 8, 30)


@given(
    st.dates(date(2000, 1, 1), date(2040, 12, 31)),
    st.integers(1, 60),
    st.integers(1, 24),
    st.dates(date(2000, 1, 1), date(2040, 12, 31)),
)
def test_the_running_term_is_the_first_that_has_not_ended(
    start: date, first: int, renew: int, today: date
) -> None:
    ends = (term_end(start, first + k * renew) for k in range(1000))
    assert current_end(ContractTerms(start, first, None, renew), today) == next(
        end for end in ends if end >= today
    )


@given(
    st.dates(date(2015, 1, 1), date(2030, 12, 31)),
    st.integers(1, 24),
    st.integers(1, 24),
    st.integers(0, 6),
    st.dates(date(2015, 1, 1), date(2035, 12, 31)),
)
def test_a_notice_reaches_the_first_term_end_whose_deadline_it_meets(
    start: date, first: int, renew: int, months: int, arrival: date
) -> None:
    assume(start <= arrival)
    terms = ContractTerms(start, first, None, renew, months, "months", "term_end")
    ends = [term_end(start, first + k * renew) for k in range(300)]
    running = next(end for end in ends if end >= arrival)
    reached = next(end for end in ends if end >= arrival and arrival <= (notice_deadline(end, months) or end))
    assert notice_effect(terms, arrival) == NoticeEffect(reached, late=reached > running)


def test_deadlines_of_the_planted_cases() -> None:
    """X01, X02, X03, X07"""
    rows = contracts(
        {"ends_on": "2027-06-30", "notice_value": 3, "notice_unit": "months"},
        {"ends_on": "2028-02-29", "notice_value": 3, "notice_unit": "months"},
        {"starts_on": "2026-08-31", "term_months": 6, "notice_unit": "none"},
        {"ends_on": "2028-01-31", "notice_value": 3, "notice_unit": "months"},
    )
    dates = term_dates(rows, TODAY)
    assert dates["current_end"].dt.date.tolist()[2] == date(2027, 2, 28)
    assert shown(dates["notice_by"]) == ["2027-03-31", "2027-11-30", "", "2027-10-31"]
    assert send_by(dates["notice_by"].dt.date.tolist()[3], "letter", "NI") == date(2027, 10, 26)
    assert dates["days_to_notice"].tolist()[0] == 44
    assert dates["bucket"].tolist() == ["b180", "later", "b30", "later"]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-1, "past"),
        (0, "b30"),
        (30, "b30"),
        (31, "b60"),
        (60, "b60"),
        (61, "b90"),
        (90, "b90"),
        (91, "b180"),
        (180, "b180"),
        (181, "later"),
    ],
)
def test_both_bounds_belong_to_a_bucket(days: int, expected: str) -> None:
    assert bucket(TODAY + DAY * days, TODAY) == expected


@given(st.lists(st.dates() | st.none()), st.dates())
def test_every_contract_lies_in_exactly_one_bucket(ends: list[date | None], today: date) -> None:
    lows = dict(zip(BUCKETS, (None, 0, *(bound + 1 for bound in BOUNDS)), strict=False))
    highs = dict(zip(BUCKETS, (-1, *BOUNDS, None), strict=False))
    for end in ends:
        days = None if end is None else (end - today).days
        fitting = [
            name
            for name in BUCKETS
            if (name == "open") == (days is None)
            and (days is None or lows[name] is None or days >= (lows[name] or 0))
            and (days is None or highs[name] is None or days <= (highs[name] or 0))
        ]
        assert fitting == [bucket(end, today)]


def test_the_real_register_falls_into_the_published_buckets(realdata: Path) -> None:
    register = pd.read_csv(realdata / "contracts" / "unl_cleaned.csv")
    rows = contracts(*({"starts_on": a, "ends_on": b} for a, b in register[["Begin.Date", "End.Date"]].values))
    counts = term_dates(rows, date(2023, 10, 5))["bucket"].value_counts()
    assert counts["open"] == 3_283
    assert counts[["past", "b30", "b60", "b90", "b180"]].tolist() == [2, 41, 29, 43, 46]
    assert counts.sum() == len(register) == 3_699


def test_a_date_beyond_the_calendar_leaves_a_blank_and_the_others_alone() -> None:
    rows = contracts(
        {"starts_on": "9999-06-01", "term_months": 12},
        {"ends_on": "2027-06-30", "notice_value": 40_000, "notice_unit": "months"},
        {"ends_on": "2027-06-30", "notice_value": 3, "notice_unit": "months"},
    )
    dates = term_dates(rows, TODAY)
    assert dates["current_end"].isna().tolist() == [True, False, False]
    assert dates["notice_by"].isna().tolist() == [True, True, False]


def test_an_empty_table_has_no_dates_and_nothing_expires() -> None:
    dates = term_dates(contracts(), TODAY)
    assert list(dates) == ["current_end", "notice_by", "days_to_notice", "bucket"]
    assert expiring(contracts(), dates, TODAY).empty


def test_expiring_are_running_contracts_by_notice_or_else_by_end_within_120_days() -> None:
    notice = {"notice_value": 3, "notice_unit": "months"}
    rows = contracts(
        {"ends_on": "2027-09-15", **notice},  # notice by 15 June: 120 days
        {"ends_on": "2027-09-16", **notice},  # 121 days
        {"ends_on": "2027-05-15", **notice},  # notice by today
        {"ends_on": "2027-05-14", **notice},  # the deadline passed yesterday
        {"ends_on": "2027-02-20", "notice_unit": "none"},
        {"ends_on": "2027-02-14"},  # past
        {"ends_on": "2027-03-01", "terminated_to": "2027-03-01", "terminated_on": "2026-11-01", **notice},
        {"ends_on": "2027-03-01", "state": "ended"},
        {"ends_on": "2027-03-01", "state": "draft"},
        {"ends_on": "2027-03-02", "state": None},  # a state nobody entered hides nothing
        {},
    )
    found = expiring(rows, term_dates(rows, TODAY), TODAY)
    assert found["days_left"].to_dict() == {4: 0, 6: 5, 8: 14, 11: 15, 2: 120}
    assert found["reason"].to_dict() == {4: "notice", 6: "end", 8: "end", 11: "end", 2: "notice"}


def test_arrived_notices_of_a_whole_table() -> None:
    terms = {"starts_on": "2024-03-01", "term_months": 12, "renew_months": 12, "notice_cutoff": "term_end"}
    notice = {"notice_value": 3, "notice_unit": "months"}
    rows = contracts(
        {"terminated_on": "2026-11-30", **terms, **notice},
        {**terms, **notice},
        {"terminated_on": "2026-12-01", "terminated_to": "2027-02-28", **terms, **notice},
    )
    effects = notice_effects(rows)
    assert dict(zip(effects.index, shown(effects["terminated_to"]), strict=True)) == {
        2: "2027-02-28",
        4: "2028-02-29",
    }
    assert effects["late"].to_dict() == {2: False, 4: True}
