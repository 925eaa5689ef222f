"""R-09: the calendar of ends and notice deadlines."""

from datetime import date

import numpy as np
import pytest
from contract_rows import DAY, TODAY, contracts, many_contracts, shown
from hypothesis import given
from hypothesis import strategies as st

from addin.core.calendar import expiry_calendar, period_around
from addin.core.contracts import term_dates


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
    rows = many_contracts(2_000)
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


def test_without_contracts_there_is_no_page() -> None:
    none = contracts()
    assert expiry_calendar(none, term_dates(none, TODAY), date(2027, 1, 1), date(2027, 3, 31)) == ()
