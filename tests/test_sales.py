"""Results against targets, run rate and forecast, against pandas pivots and days counted one by one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import holidays
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addin.core.amounts import share
from addin.core.house import House
from addin.core.sales import (
    Period,
    forecast,
    not_turned_in,
    open_quotes,
    results,
    run_rate,
)

TODAY, AFTER = date(2027, 2, 15), date(2027, 4, 1)
FEBRUARY = Period(date(2027, 2, 1), date(2027, 2, 28))
QUARTER = Period(date(2027, 1, 1), date(2027, 3, 31))
BERLIN = House("BE")


def sales(*rows: tuple[str, str | None, float, float]) -> pd.DataFrame:
    """Day, rep, net, cost."""
    frame = pd.DataFrame(list(rows), columns=["on", "rep", "net", "cost"])
    return frame.assign(on=pd.to_datetime(frame["on"]), margin=frame["net"] - frame["cost"])


def targets(*rows: tuple[str, str, str, float | None, float | None]) -> pd.DataFrame:
    """Rep, period, its first day, revenue and margin to reach."""
    names = ["rep", "period", "period_start", "revenue_target", "margin_target"]
    frame = pd.DataFrame(list(rows), columns=names).assign(turned_in_on=pd.NaT)
    return frame.assign(period_start=pd.to_datetime(frame["period_start"]))


def quotes(*rows: tuple[str, str, float, float | None, str | None]) -> pd.DataFrame:
    """Rep, state, net, probability, day expected."""
    frame = pd.DataFrame(list(rows), columns=["rep", "state", "net", "probability", "expected_on"])
    return frame.assign(expected_on=pd.to_datetime(frame["expected_on"]))


@pytest.mark.parametrize("target", [0, None, float("nan")])
def test_x25_without_a_target_the_attainment_is_blank(target: Any) -> None:
    assert share(45_000.0, target) is None


def test_a_target_that_was_half_reached_is_half_reached() -> None:
    assert share(50.0, 100.0) == 0.5


def test_credit_notes_take_away_and_the_days_at_both_ends_count() -> None:
    sold = sales(
        ("2027-02-01", "A", 100.0, 40.0), ("2027-02-28", "A", -30.0, -10.0), ("2027-03-01", "A", 999.0, 0.0)
    )
    found = results(sold, targets(), FEBRUARY, AFTER)
    assert found.loc["A", ["revenue", "margin"]].tolist() == [70.0, 40.0]


def test_the_year_before_is_the_same_days_a_year_earlier() -> None:
    sold = sales(("2026-02-28", "A", 50.0, 0.0), ("2026-03-01", "A", 7.0, 0.0))
    assert results(sold, targets(), FEBRUARY, AFTER).loc["A", "revenue_before"] == 50.0


def test_a_period_that_still_runs_is_compared_with_the_same_days() -> None:
    sold = sales(("2026-02-15", "A", 50.0, 0.0), ("2026-02-16", "A", 7.0, 0.0))
    assert results(sold, targets(), FEBRUARY, TODAY).loc["A", "revenue_before"] == 50.0


def test_february_of_a_leap_year_is_compared_whole() -> None:
    leap = Period(date(2028, 2, 1), date(2028, 2, 29)).a_year_before
    assert (leap.first, leap.last) == (date(2027, 2, 1), date(2027, 2, 28))
    assert Period(date(2029, 2, 1), date(2029, 2, 28)).a_year_before.last == date(2028, 2, 29)


def test_monthly_targets_add_up_to_a_quarter_s_unless_it_has_its_own() -> None:
    months = [("A", "month", f"2027-0{month}-01", 100.0, 10.0) for month in (1, 2, 3, 4)]
    assert results(sales(), targets(*months), QUARTER, AFTER).loc["A", "revenue_target"] == 300.0
    own = ("A", "quarter", "2027-01-01", 250.0, None)
    assert results(sales(), targets(*months, own), QUARTER, AFTER).loc["A", "revenue_target"] == 250.0


def test_a_rep_without_sales_and_one_without_target_are_both_there() -> None:
    aimed = targets(("A", "month", "2027-02-01", 9.0, 1.0))
    found = results(sales(("2027-02-03", "B", 5.0, 1.0)), aimed, FEBRUARY, AFTER)
    assert found.loc["A", "revenue"] == 0.0 and found.loc["B", "revenue"] == 5.0
    assert pd.isna(found.loc["B", "revenue_target"])


@given(
    st.lists(
        st.tuples(
            st.dates(date(2026, 1, 1), date(2027, 12, 31)).map(str),
            st.sampled_from("ABC"),
            st.integers(-10_000, 10_000).map(float),
            st.integers(0, 500).map(float),
        ),
        max_size=30,
    )
)
def test_results_are_those_of_a_pivot_table(rows: list[tuple[str, str, float, float]]) -> None:
    sold = sales(*rows)
    inside = sold[(sold["on"] >= "2027-01-01") & (sold["on"] <= "2027-03-31")]
    pivot = inside.pivot_table(index="rep", values=["net", "margin"], aggfunc="sum")
    found = results(sold, targets(), QUARTER, AFTER)
    for rep, sums in pivot.iterrows():
        assert found.loc[rep, "revenue"] == sums["net"] and found.loc[rep, "margin"] == sums["margin"]
    assert found["revenue"].sum() == inside["net"].sum()


@settings(deadline=None)  # the first day of a state loads its holidays
@given(st.dates(date(2027, 1, 1), date(2027, 12, 31)), st.sampled_from(["BE", "BY", "NW"]))
def test_the_run_rate_counts_the_state_s_working_days_one_by_one(today: date, state: str) -> None:
    year = Period(date(2027, 1, 1), date(2027, 12, 31))
    off = holidays.country_holidays("DE", subdiv=state, years=2027)
    days = [year.first + timedelta(days=n) for n in range(365)]
    work = [day for day in days if day.weekday() < 5 and day not in off]
    elapsed = sum(day <= today for day in work)
    expected = 1000.0 / elapsed * len(work) if elapsed else None
    assert run_rate(1000.0, year, today, House(state)) == pytest.approx(expected)


def test_before_its_first_working_day_a_period_has_no_run_rate_and_after_its_end_it_is_what_it_is() -> None:
    assert run_rate(0.0, Period(date(2027, 5, 1), date(2027, 5, 31)), date(2027, 5, 2), BERLIN) is None
    assert run_rate(1234.0, FEBRUARY, date(2027, 6, 1), BERLIN) == 1234.0


def test_a_forecast_weighs_open_quotes_and_leaves_overdue_ones_out() -> None:
    offered = quotes(
        ("A", "sent", 1000.0, 0.5, "2027-02-20"),
        ("A", "sent", 400.0, 0.8, "2027-02-28"),
        ("A", "sent", 700.0, 0.9, "2027-02-14"),  # overdue since yesterday
        ("A", "accepted", 900.0, 1.0, "2027-02-20"),
        ("B", "approval", 300.0, None, "2027-02-15"),
        ("B", "sent", 300.0, 0.5, "2027-03-01"),
    )
    chosen = open_quotes(offered, FEBRUARY, TODAY)
    assert chosen["overdue"].sum() == 1 and len(chosen) == 4
    found = forecast(pd.Series({"A": 100.0}), chosen)
    assert found.loc["A"].to_dict() == {"weighted": 920.0, "commit": 500.0, "best": 1500.0}
    assert found.loc["B"].to_dict() == {"weighted": 0.0, "commit": 0.0, "best": 300.0}


def test_numbers_are_missing_from_the_day_after_the_second_working_day_on() -> None:
    january = targets(("A", "month", "2027-01-01", 1.0, 1.0))
    assert not_turned_in(january, date(2027, 2, 2), BERLIN, 2).empty
    late = not_turned_in(january, date(2027, 2, 3), BERLIN, 2)
    assert late["due_on"].tolist() == [pd.Timestamp(2027, 2, 2)]
    assert not_turned_in(january.assign(turned_in_on=pd.Timestamp(2027, 2, 8)), TODAY, BERLIN, 2).empty
