"""R-01, R-03, R-04, R-05, R-08 against the law read day by day, and against the holidays package."""

import random
from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.core.dates import (
    holiday_name,
    is_workday,
    month_end,
    months_later,
    next_exit,
    notice_deadline,
    send_by,
    term_end,
    workday,
    workdays,
)

DAY = timedelta(days=1)
STATES = ("BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH")
UNITS = ("months", "weeks", "days", "workdays")

days = st.dates(date(2000, 1, 1), date(2090, 12, 31))
units = st.sampled_from(UNITS)
states = st.sampled_from(STATES)


def D(text: str) -> date:  # noqa: N802 - reads as the date it is
    return date.fromisoformat(text)


# The law, read a day at a time. Nothing here adds months to a date: the walk passes through the days and asks of
# each day of the period's last month whether the period ends on it, as BGB § 188 (2), (3) says.


def _law_days() -> list[date]:
    return [D("2020-01-01") + DAY * n for n in range((D("2043-12-31") - D("2020-01-01")).days + 1)]


class Law:
    """The ends of every period of whole months, found by walking through the calendar."""

    def __init__(self) -> None:
        self.months: list[list[date]] = []
        self.position: dict[date, int] = {}
        for day in _law_days():
            if day.day == 1:
                self.months.append([])
            self.months[-1].append(day)
            self.position[day] = len(self.months) - 1

    def last_month(self, day: date, length: int) -> list[date]:
        return self.months[self.position[day] + length]

    def end_after_event(self, event: date, length: int) -> date:
        """§ 187 (1), § 188 (2) first case, (3): the day that by its number corresponds to the event's day."""
        last_month = self.last_month(event, length)
        matching = [day for day in last_month if day.day == event.day]
        return matching[0] if matching else last_month[-1]

    def end_from_first_day(self, first: date, length: int) -> date:
        """§ 187 (2), § 188 (2) second case, (3): the day before the one that corresponds to the first day."""
        last_month = self.last_month(first, length)
        matching = [day for day in last_month if day.day == first.day]
        return matching[0] - DAY if matching else last_month[-1]


LAW = Law()
DAYS = [day for day in LAW.position if D("2024-01-01") <= day <= D("2035-12-31")]


def test_every_term_ends_as_the_law_reads_day_by_day() -> None:
    wrong = [
        (start, months)
        for start in DAYS
        for months in range(1, 37)
        if term_end(start, months) != LAW.end_from_first_day(start, months)
    ]
    assert (len(DAYS) * 36, wrong) == (157_788, [])


def test_every_notice_deadline_is_the_latest_arrival_whose_period_ends_in_time() -> None:
    """A period of n months after each arrival is read from the law; the latest that ends by the end wins."""
    wrong = 0
    for months in range(1, 37):
        arrivals = [day for day in LAW.position if D("2020-12-01") <= day <= D("2035-12-31")]
        period_ends = [LAW.end_after_event(day, months) for day in arrivals]
        latest = 0
        for end in DAYS:
            while latest + 1 < len(arrivals) and period_ends[latest + 1] <= end:
                latest += 1
            wrong += notice_deadline(end, months) != arrivals[latest]
    assert wrong == 0


def test_the_law_walk_sees_the_usual_wrong_forms() -> None:
    """The oracle bites: start + months - 1 day and end - months are both caught by it."""
    terms = sum(months_later(day, 6) - DAY != LAW.end_from_first_day(day, 6) for day in DAYS)
    deadlines = sum(months_later(day, -3) != notice_deadline(day, 3) for day in DAYS)
    assert terms > 0
    assert deadlines > 0


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-08-31", 6, "2027-02-28"),  # X03
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-07-01", 12, "2027-06-30"),
        ("2027-01-15", 3, "2027-04-14"),
        ("2024-03-01", 12, "2025-02-28"),
        ("2027-03-01", 12, "2028-02-29"),
    ],
)
def test_a_term_of_months_ends_to_the_day(start: str, months: int, end: str) -> None:
    assert term_end(D(start), months) == D(end)


def test_terms_of_weeks_and_days_count_their_first_day() -> None:
    assert term_end(D("2027-02-01"), 2, "weeks") == D("2027-02-14")
    assert term_end(D("2027-02-01"), 30, "days") == D("2027-03-02")


@pytest.mark.parametrize("function", [term_end, notice_deadline])
def test_an_unknown_unit_is_a_bug_and_not_a_guess(function: object) -> None:
    with pytest.raises(ValueError, match="fortnights"):
        function(D("2027-02-01"), 2, "fortnights")  # type: ignore[operator]


@pytest.mark.parametrize(
    ("end", "value", "unit", "arrive_by"),
    [
        ("2027-06-30", 3, "months", "2027-03-31"),  # X01
        ("2027-09-30", 6, "months", "2027-03-31"),
        ("2027-12-31", 3, "months", "2027-09-30"),
        ("2027-05-31", 3, "months", "2027-02-28"),
        ("2027-02-28", 3, "months", "2026-11-30"),
        ("2028-02-29", 3, "months", "2027-11-30"),  # X02
        ("2027-11-15", 1, "months", "2027-10-15"),
        ("2027-06-30", 6, "weeks", "2027-05-19"),
        ("2027-06-30", 30, "days", "2027-05-31"),
        ("2027-06-30", 0, "days", "2027-06-30"),
    ],
)
def test_notice_must_arrive_by(end: str, value: int, unit: str, arrive_by: str) -> None:
    assert notice_deadline(D(end), value, unit) == D(arrive_by)


def test_ten_werktage_count_saturdays_and_skip_the_holidays_of_the_state() -> None:
    """Back from 31 May 2027 the Sundays 30 and 23 do not count, nor in Bavaria Corpus Christi on the 27th."""
    assert notice_deadline(D("2027-05-31"), 10, "workdays", "BY") == D("2027-05-18")
    assert notice_deadline(D("2027-05-31"), 10, "workdays", "BE") == D("2027-05-19")


def test_a_contract_without_notice_has_no_deadline_and_no_exit() -> None:
    assert notice_deadline(D("2027-05-31"), 0, "none") is None
    assert next_exit(D("2027-05-31"), 0, "none", "any") is None


@given(days, st.integers(0, 60), units, states)
def test_a_later_end_never_has_an_earlier_deadline(end: date, value: int, unit: str, state: str) -> None:
    deadlines = [notice_deadline(end + DAY * n, value, unit, state) for n in (0, 1, 2)]
    assert deadlines == sorted(deadlines, key=lambda day: day or date.min)


def _period_end(arrival: date, value: int, unit: str, state: str) -> date:
    """The end of a notice period that begins the day after arrival, walked."""
    if unit == "months":
        day = arrival
        for _ in range(value):
            day = month_end(day) + DAY
        last = month_end(day)
        return last if arrival.day >= last.day else last.replace(day=arrival.day)
    counted, day = 0, arrival
    wanted = value * {"weeks": 7, "days": 1, "workdays": 1}[unit]
    while counted < wanted:
        day += DAY
        counted += unit != "workdays" or is_workday(day, state, saturdays=True)
    return day


@given(days, st.integers(1, 60), units, states)
def test_a_notice_on_the_deadline_is_in_time_and_the_next_day_it_is_late(
    end: date, value: int, unit: str, state: str
) -> None:
    deadline = notice_deadline(end, value, unit, state)
    assert deadline is not None
    assert _period_end(deadline, value, unit, state) <= end
    assert _period_end(deadline + DAY, value, unit, state) > end


@pytest.mark.parametrize(
    ("arrival", "value", "unit", "cutoff", "end"),
    [
        ("2027-03-31", 3, "months", "quarter", "2027-06-30"),
        ("2027-04-01", 3, "months", "quarter", "2027-09-30"),
        ("2027-10-01", 3, "months", "quarter", "2028-03-31"),
        ("2027-04-01", 6, "weeks", "quarter", "2027-06-30"),
        ("2027-10-01", 4, "weeks", "month", "2027-10-31"),
        ("2027-04-01", 2, "months", "halfyear", "2027-06-30"),
        ("2027-04-01", 9, "months", "year", "2028-12-31"),
        ("2027-03-31", 9, "months", "year", "2027-12-31"),
        ("2027-04-01", 30, "days", "any", "2027-05-01"),
        ("2027-04-01", 0, "days", "any", "2027-04-01"),
    ],
)
def test_the_next_exit(arrival: str, value: int, unit: str, cutoff: str, end: str) -> None:
    assert next_exit(D(arrival), value, unit, cutoff) == D(end)


def test_no_exit_lies_before_the_end_of_the_minimum_term() -> None:
    assert next_exit(D("2027-01-04"), 1, "months", "quarter", earliest=D("2028-05-01")) == D("2028-06-30")


def test_an_exit_to_the_end_of_a_term_is_the_first_term_that_notice_still_reaches() -> None:
    ends = [D("2026-12-31"), D("2027-12-31"), D("2028-12-31")]
    assert next_exit(D("2027-09-30"), 3, "months", "term_end", ends) == D("2027-12-31")
    assert next_exit(D("2027-10-01"), 3, "months", "term_end", ends) == D("2028-12-31")
    assert next_exit(D("2028-10-01"), 3, "months", "term_end", ends) is None


@given(
    days,
    st.integers(0, 12),
    units,
    st.sampled_from(("month", "quarter", "halfyear", "year", "any")),
    st.none() | days,
)
def test_the_next_exit_is_the_first_day_that_fits(
    arrival: date, value: int, unit: str, cutoff: str, earliest: date | None
) -> None:
    closing = {"month": 1, "quarter": 3, "halfyear": 6, "year": 12, "any": 1}[cutoff]
    day = max(arrival, earliest or arrival)
    while not (
        (cutoff == "any" or ((day + DAY).day == 1 and day.month % closing == 0))
        and _period_end(arrival, value, unit, "") <= day
    ):
        day += DAY
    assert next_exit(arrival, value, unit, cutoff, earliest=earliest) == day


def test_a_letter_leaves_three_working_days_before_the_last_working_day_of_the_deadline() -> None:
    """X07: 31.10.2027 is a Sunday and Reformation Day in Lower Saxony."""
    assert notice_deadline(D("2028-01-31"), 3) == D("2027-10-31")
    assert send_by(D("2027-10-31"), "email", "NI") == D("2027-10-29")
    assert send_by(D("2027-10-31"), "letter", "NI") == D("2027-10-26")
    assert send_by(D("2027-10-31"), "letter", "NI", post_workdays=1) == D("2027-10-28")


def test_a_deadline_on_a_working_day_stays_and_a_closing_moves_it() -> None:
    assert send_by(D("2027-10-28"), "email", "NI") == D("2027-10-28")
    assert send_by(D("2027-10-28"), "email", "NI", [D("2027-10-28")]) == D("2027-10-27")


@pytest.mark.parametrize(
    ("day", "count", "state", "due"),
    [
        ("2027-05-26", 1, "BY", "2027-05-28"),
        ("2027-05-26", 1, "BE", "2027-05-27"),
        ("2027-11-16", 1, "SN", "2027-11-18"),
        ("2027-11-16", 1, "NW", "2027-11-17"),
        ("2026-12-23", 3, "BY", "2026-12-29"),
        ("2027-05-14", -10, "NW", "2027-04-29"),
        ("2027-05-16", 0, "NW", "2027-05-16"),
    ],
)
def test_the_working_day_so_many_days_on(day: str, count: int, state: str, due: str) -> None:
    assert workday(D(day), count, state) == D(due)


@pytest.mark.parametrize("state", STATES)
def test_working_days_of_every_state_are_those_of_the_holidays_package(state: str) -> None:
    free = holidays.country_holidays("DE", subdiv=state, years=range(2015, 2036))
    naive = [
        day
        for day in (D("2015-01-01") + DAY * n for n in range(7670))
        if day.isoweekday() not in (6, 7) and day not in free
    ]
    walked = [day for day in (D("2015-01-01") + DAY * n for n in range(7670)) if is_workday(day, state)]
    assert walked == naive
    assert workdays(D("2015-01-01"), D("2035-12-31"), state) == len(naive)
    drawn = random.Random(state).sample(range(40, len(naive) - 40), 200)
    assert [workday(naive[n], 40, state) for n in drawn] == [naive[n + 40] for n in drawn]
    assert [workday(naive[n], -40, state) for n in drawn] == [naive[n - 40] for n in drawn]


def test_counting_backwards_gives_the_negative_count() -> None:
    assert workdays(D("2027-05-24"), D("2027-05-28"), "BY") == 4
    assert workdays(D("2027-05-28"), D("2027-05-24"), "BY") == -4


def test_assumption_day_is_a_holiday_in_catholic_communes_of_bavaria_alone() -> None:
    assert holiday_name(D("2025-08-15"), "BY") is None
    assert is_workday(D("2025-08-15"), "BY")
    assert not is_workday(D("2025-08-15"), "BY", assumption_day=True)
    assert is_workday(D("2025-08-15"), "HE", assumption_day=True)
    assert not is_workday(D("2025-08-15"), "SL")


def test_a_closing_is_no_working_day_and_christmas_eve_is_one_without_it() -> None:
    assert is_workday(D("2026-12-24"), "BE")
    assert workday(D("2026-12-23"), 1, "BE", [D("2026-12-24")]) == D("2026-12-28")


def test_a_blank_state_knows_the_nine_nationwide_holidays() -> None:
    year = (D("2027-01-01") + DAY * n for n in range(365))
    assert sum(holiday_name(day) is not None for day in year) == 9
    assert all(is_workday(day) for day in (D("2027-01-06"), D("2027-11-01")))


@given(days, st.integers(-60, 60).filter(bool), states)
def test_counting_to_a_due_working_day_gives_the_days_that_led_there(day: date, count: int, state: str) -> None:
    due = workday(day, count, state)
    step = DAY if count > 0 else -DAY
    assert abs(workdays(day + step, due, state)) == abs(count)
