"""When a customer is reminded of what lies unused: the algebra of the stages (R-12)."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.core.house import House
from addin.core.reminders import CALL, Rhythm, next_reminder, reminder_days, reminder_stage, reminders_due

HOUSE, USUAL = House("BE"), Rhythm()
STARTS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
LENGTHS = st.integers(0, 800).map(lambda days: timedelta(days=days))
OFFSETS = st.integers(-60, 900).map(lambda days: timedelta(days=days))
RHYTHMS = st.builds(
    Rhythm, st.integers(0, 60), st.floats(0, 1, allow_nan=False), st.integers(0, 90), st.integers(0, 30)
)


def stage(starts_on: date, use_by: date, today: date, rhythm: Rhythm = USUAL) -> int:
    return reminder_stage(starts_on, use_by, today, HOUSE, rhythm)


def idle(starts_on: date, use_by: date, today: date, rhythm: Rhythm) -> pd.DataFrame:
    """One unused item as the rule finds it that day."""
    days = {"starts_on": pd.Timestamp(starts_on), "use_by": pd.Timestamp(use_by)}
    return pd.DataFrame([{"promise_id": "L-1", **days, "stage": stage(starts_on, use_by, today, rhythm)}])


@given(STARTS, LENGTHS, OFFSETS, OFFSETS, RHYTHMS)
def test_stages_only_rise_until_the_last_day_of_use(
    starts_on: date, length: timedelta, one: timedelta, other: timedelta, rhythm: Rhythm
) -> None:
    use_by = starts_on + length
    earlier, later = sorted((starts_on + one, starts_on + other))
    if later <= use_by:
        assert stage(starts_on, use_by, earlier, rhythm) <= stage(starts_on, use_by, later, rhythm)


@given(STARTS, LENGTHS, st.integers(1, 400), RHYTHMS)
def test_after_the_last_day_of_use_nobody_is_reminded(
    starts_on: date, length: timedelta, after: int, rhythm: Rhythm
) -> None:
    use_by = starts_on + length
    assert stage(starts_on, use_by, use_by + timedelta(days=after), rhythm) == 0
    assert next_reminder(starts_on, use_by, use_by, rhythm) is None


@given(STARTS, LENGTHS, OFFSETS, RHYTHMS)
def test_of_several_stages_that_have_passed_only_the_last_is_due_and_only_once(
    starts_on: date, length: timedelta, offset: timedelta, rhythm: Rhythm
) -> None:
    use_by, today = starts_on + length, starts_on + offset
    item = idle(starts_on, use_by, today, rhythm)
    due = reminders_due(item, {}, HOUSE, rhythm)
    passed = sum(day <= today for day in reminder_days(starts_on, use_by, rhythm) if day <= use_by)
    come = int(item["stage"].iloc[0])
    assert come in ((0,) if today > use_by else (passed, CALL))
    assert due["stage"].tolist() == ([come] if come else [])
    assert not len(reminders_due(item, {"L-1": today}, HOUSE, rhythm))


@given(STARTS, LENGTHS, OFFSETS, RHYTHMS)
def test_between_two_reminder_days_no_other_reminder_comes(
    starts_on: date, length: timedelta, offset: timedelta, rhythm: Rhythm
) -> None:
    use_by, today = starts_on + length, starts_on + offset
    following = next_reminder(starts_on, use_by, today, rhythm)
    if following:
        assert today < following <= use_by
        before = stage(starts_on, use_by, following - timedelta(days=1), rhythm)
        assert before in (stage(starts_on, use_by, today, rhythm), CALL)
        assert stage(starts_on, use_by, following, rhythm) > before or before == CALL


@given(STARTS, LENGTHS, RHYTHMS)
def test_reminder_days_follow_each_other(starts_on: date, length: timedelta, rhythm: Rhythm) -> None:
    first, second, third = reminder_days(starts_on, starts_on + length, rhythm)
    assert starts_on <= first <= second <= third


YEAR = (date(2027, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2027-01-14", 0),
        ("2027-01-15", 1),
        ("2027-07-01", 1),
        ("2027-07-02", 2),
        ("2027-11-30", 2),
        ("2027-12-01", 3),
        ("2027-12-14", 3),
        ("2027-12-16", 3),
        ("2027-12-17", CALL),  # ten working days before: 24 and 31 December are working days, Christmas is none
        ("2027-12-31", CALL),
        ("2028-01-01", 0),
    ],
)
def test_a_year_s_reminders_come_on_their_days(today: str, expected: int) -> None:
    assert stage(*YEAR, date.fromisoformat(today)) == expected


def test_an_item_named_in_a_letter_before_its_stage_came_is_due_when_it_comes() -> None:
    told = {"L-1": date(2027, 1, 10)}
    for today, due in ((date(2027, 1, 14), []), (date(2027, 1, 15), [1]), (date(2027, 12, 1), [3])):
        assert reminders_due(idle(*YEAR, today, USUAL), told, HOUSE)["stage"].tolist() == due


def test_more_time_means_that_the_stages_are_counted_anew() -> None:
    """Told at the last stage in December; then the customer was given half a year more."""
    told, today = {"L-1": date(2027, 12, 1)}, date(2028, 5, 31)
    longer = idle(date(2027, 1, 1), date(2028, 6, 30), today, USUAL)
    assert longer["stage"].tolist() == [3]
    assert reminders_due(longer, told, HOUSE)["stage"].tolist() == [3]
