"""R-02, R-07, R-09 and R-16: when contracts end, which run out, what they lack."""

import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from addin.core.calendar import expiry_calendar, period_around
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
from addin.core.intake import intake_problems
from addin.core.renewals import renewal_priority, renewal_steps, renewal_subject, value_ranks
from addin.tables.model import Problem

TODAY = date(2027, 2, 15)
DAY = timedelta(days=1)
DATES = ("starts_on", "ends_on", "terminated_on", "terminated_to")
NUMBERS = ("value", "term_months", "renew_months", "notice_value")
TEXTS = ("contract_id", "company_id", "rep", "state", "notice_unit", "notice_cutoff")


def contracts(*rows: dict[str, object]) -> pd.DataFrame:
    """Contracts as a book reads them; what a row does not say is blank."""
    frame = pd.DataFrame(index=range(2, len(rows) + 2))
    for key in DATES:
        frame[key] = pd.Series([row.get(key) for row in rows], frame.index, dtype="datetime64[us]")
    for key in NUMBERS:
        frame[key] = pd.Series([row.get(key) for row in rows], frame.index, dtype="float64")
    for key in TEXTS:
        default = {"state": "active"}.get(key)
        frame[key] = pd.Series([row.get(key, default) for row in rows], frame.index, dtype=object)
    return frame


def shown(days: pd.Series) -> list[str]:
    return ["" if pd.isna(day) else str(day.date()) for day in days]


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
    entered = replace(yearly, terminated_to=date(2028, 2, 29))
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
    assert notice_effect(replace(terms, notice_cutoff="term_end"), date(2027, 4, 1)) == NoticeEffect(None)


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
    assert current_end(replace(terms, terminated_to=date(2027, 6, 30)), TODAY) == date(2027, 6, 30)
    assert current_end(replace(terms, ends_on=None), TODAY) == date(2027, 3, 31)


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


def _many(count: int) -> pd.DataFrame:
    """A large register of every sort of contract, drawn with a fixed seed."""
    draw = np.random.default_rng(20270215)
    frame = pd.DataFrame(index=range(2, count + 2))
    days = np.datetime64("2020-01-01") + draw.integers(0, 2500, count)
    frame["starts_on"] = days.astype("datetime64[us]")
    frame["ends_on"] = frame["starts_on"].where(draw.random(count) < 0.2) + pd.Timedelta(days=1500)
    for key in ("terminated_on", "terminated_to"):
        frame[key] = frame["starts_on"].where(draw.random(count) < 0.05) + pd.Timedelta(days=900)
    for key, choices in (("term_months", (6, 12, 24)), ("renew_months", (1, 12)), ("notice_value", (1, 3, 6))):
        frame[key] = draw.choice(choices, count).astype("float64")
    frame["value"] = draw.random(count) * 10_000
    frame["notice_unit"] = draw.choice(np.array(["months", "weeks", "days", "workdays"], object), count)
    frame["notice_cutoff"] = "term_end"
    for key in ("contract_id", "company_id", "rep"):
        frame[key] = "X"
    frame["state"] = "active"
    return frame.astype(dict.fromkeys(TEXTS, object))


def test_fifty_thousand_contracts_are_no_matter_of_minutes() -> None:
    rows = _many(50_000)
    began = time.perf_counter()
    dates = term_dates(rows, TODAY, state="BE")
    assert len(expiring(rows, dates, TODAY)) > 0
    assert time.perf_counter() - began < 3


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
    assert expiry_calendar(contracts(), dates, date(2027, 1, 1), date(2027, 3, 31)) == ()


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


def test_after_the_deadline_the_talk_is_about_the_renewal() -> None:
    assert renewal_subject(TODAY, TODAY) == "talk"
    assert renewal_subject(TODAY - DAY, TODAY) == "renews"
    assert renewal_subject(None, TODAY) == "talk"


@pytest.mark.parametrize(
    ("months", "fiscal_start", "period"),
    [
        (1, 1, ("2027-02-01", "2027-02-28")),
        (3, 1, ("2027-01-01", "2027-03-31")),
        (3, 2, ("2027-02-01", "2027-04-30")),
        (3, 3, ("2026-12-01", "2027-02-28")),
        (3, 10, ("2027-01-01", "2027-03-31")),
    ],
)
def test_the_period_around_a_day(months: int, fiscal_start: int, period: tuple[str, str]) -> None:
    assert tuple(map(str, period_around(TODAY, months, fiscal_start))) == period


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.sampled_from((1, 3)), st.integers(1, 12))
def test_periods_follow_each_other_without_a_gap(day: date, months: int, fiscal_start: int) -> None:
    first, last = period_around(day, months, fiscal_start)
    assert first <= day <= last
    assert period_around(last + DAY, months, fiscal_start)[0] == last + DAY
    assert (first.month - fiscal_start) % months == 0


def test_the_calendar_has_a_page_for_every_rep_and_one_for_contracts_without() -> None:
    notice = {"notice_value": 1, "notice_unit": "months"}
    rows = contracts(
        {"rep": "B", "contract_id": "V-1", "value": 100, "ends_on": "2027-03-31", **notice},  # K 28 Feb, E 31 Mar
        {"rep": "B", "contract_id": "V-2", "value": 50, "ends_on": "2027-04-15", **notice},  # K 15 Mar
        {"rep": "A", "contract_id": "V-3", "value": None, "ends_on": "2027-01-01"},  # E
        {"rep": None, "contract_id": "V-4", "value": 7, "ends_on": "2027-02-01"},  # E
        {"rep": "C", "contract_id": "V-5", "value": 9, "ends_on": "2027-05-31", **notice},  # outside
        {"rep": "A", "contract_id": "V-6", "value": 9, "ends_on": "2027-03-01", "state": "cancelled"},
    )
    pages = expiry_calendar(rows, term_dates(rows, TODAY), date(2027, 1, 1), date(2027, 3, 31))
    assert [page.rep for page in pages] == ["A", "B", None]
    page = pages[1]
    assert page.rows["contract_id"].to_dict() == {2: "V-1", 3: "V-2"}
    assert shown(page.rows["E"]) == ["2027-03-31", ""]
    assert shown(page.rows["K"]) == ["2027-02-28", "2027-03-15"]
    assert page.totals.to_dict("list") == {
        "ends": [0, 0, 1],
        "ending_value": [0, 0, 100],
        "notices": [0, 1, 1],
        "notice_value": [0, 100, 50],
    }
    assert pages[2].totals["ending_value"].tolist() == [0, 7, 0]


def test_no_running_contract_of_the_period_is_missing_from_the_calendar() -> None:
    rows = _many(2_000)
    rows["rep"] = np.random.default_rng(1).choice(np.array(["A", "B", None], object), len(rows))
    dates = term_dates(rows, TODAY)
    first, last = date(2027, 1, 1), date(2027, 3, 31)
    pages = expiry_calendar(rows, dates, first, last)
    inside = {
        row
        for row, end, notice, terminated in zip(
            rows.index,
            dates["current_end"].dt.date,
            dates["notice_by"].dt.date,
            rows["terminated_to"].notna(),
            strict=True,
        )
        if first <= end <= last or (first <= notice <= last and not terminated)
    }
    assert sorted(row for page in pages for row in page.rows.index) == sorted(inside)


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


COMPLETE = {
    "contract_id": "V-0001",
    "company_id": "F-0001",
    "rep": "M-01",
    "starts_on": "2027-01-01",
    "value": 120.0,
    "notice_value": 3,
    "notice_unit": "months",
}


def promises(*rows: tuple[str, str | None, float | None]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), range(2, len(rows) + 2), ["contract_id", "department", "list_value"])
    frame = frame.astype({"contract_id": object, "department": object, "list_value": "float64"})
    return frame.assign(free=pd.Series(None, frame.index, dtype=object))


def _found(contract: dict[str, object], promised: pd.DataFrame) -> list[tuple[str, int | None, str, str]]:
    return [(p.table, p.row, p.column, p.code) for p in intake_problems(contracts(contract), promised)]


def test_a_complete_contract_may_become_active() -> None:
    assert _found(COMPLETE, promises(("V-0001", "design", 100.0), ("V-0001", "web", 20.0))) == []
    assert _found(COMPLETE, promises(("V-0001", "design", None))) == []
    assert _found(COMPLETE | {"value": None}, promises(("V-0001", "design", 5.0))) == []


def test_a_contract_with_the_explicit_answer_of_no_notice_may_become_active() -> None:
    explicit = COMPLETE | {"notice_value": None, "notice_unit": "none"}
    assert _found(explicit, promises(("V-0001", "design", None))) == []


def test_an_empty_contract_lacks_everything_and_says_where() -> None:
    blank = {"contract_id": "V-0009"}
    assert _found(blank, promises(("V-0001", "design", None))) == [
        ("contracts", 2, "company_id", "intake_missing"),
        ("contracts", 2, "rep", "intake_missing"),
        ("contracts", 2, "starts_on", "intake_missing"),
        ("contracts", 2, "notice_value", "intake_no_notice"),
        ("contracts", 2, "notice_unit", "intake_no_notice"),
        ("contracts", 2, "contract_id", "intake_no_promise"),
    ]


def test_what_is_free_adds_nothing_to_the_contract_s_value() -> None:
    promised = promises(("V-0001", "design", 120.0), ("V-0001", "web", 900.0))
    promised["free"] = [False, True]
    assert _found(COMPLETE, promised) == []


def test_a_promise_without_department_is_named_in_its_own_row() -> None:
    found = _found(COMPLETE, promises(("V-0002", None, None), ("V-0001", None, None)))
    assert found == [("promises", 3, "department", "intake_no_department")]


def test_list_values_that_do_not_add_up_to_the_contract_are_named_with_both_sums() -> None:
    wrong = intake_problems(contracts(COMPLETE), promises(("V-0001", "web", 0.1), ("V-0001", "web", 119.89)))
    facts = {"contract": "V-0001", "listed": 119.99, "value": 120.0}
    assert wrong == [Problem("contracts", 2, "value", "intake_sum", facts)]
