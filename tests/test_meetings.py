"""Requests for a meeting, read back by a program we did not write (R-60)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from addin.reports.meetings import Meeting, meeting_request

TODAY = date(2027, 3, 8)
HOUSE, GUEST = (
    ("Fachverlag Nordlicht GmbH", "vertrieb@nordlicht.example"),
    ("Thị Hồng Hoàng", "t.hoang@kunde.example"),
)


def meeting(**other: Any) -> Meeting:
    starts_at = datetime(2027, 5, 13, 10)
    known = {
        "summary": "Gespräch",
        "description": "Am Stand",
        "place": "7-C31, Köln",
        "sequence": 0,
        "uid": "S-0003-P-0001@t",
    }
    times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=30)}
    return Meeting(**{**known, **times, "organiser": HOUSE, "attendee": GUEST, **other})


def event(content: bytes) -> Any:
    (found,) = Calendar.from_ical(content).walk("VEVENT")
    return found


def test_it_asks_for_an_answer_of_the_one_who_is_invited() -> None:
    content = meeting_request(meeting(), TODAY)
    found = event(content)
    assert Calendar.from_ical(content)["method"] == "REQUEST"
    assert (found["organizer"], found["organizer"].params["CN"]) == (f"mailto:{HOUSE[1]}", HOUSE[0])
    assert (found["attendee"], found["attendee"].params["CN"]) == (f"mailto:{GUEST[1]}", GUEST[0])
    assert (found["attendee"].params["RSVP"], found["attendee"].params["PARTSTAT"]) == ("TRUE", "NEEDS-ACTION")


def test_a_meeting_that_moves_stays_the_same_one_and_counts_one_up() -> None:
    moved = meeting(starts_at=datetime(2027, 5, 14, 10), ends_at=datetime(2027, 5, 14, 11), sequence=1)
    before, after = (event(meeting_request(each, TODAY)) for each in (meeting(), moved))
    assert before["uid"] == after["uid"] and (before["sequence"], after["sequence"]) == (0, 1)


def test_the_same_day_gives_the_same_bytes_stamped_in_utc() -> None:
    first, second = (meeting_request(meeting(), TODAY) for _ in range(2))
    assert first == second and b"DTSTAMP:20270308T000000Z\r\n" in first


@pytest.mark.parametrize("year", [2026, 2027, 2028, 2040])
def test_its_clocks_change_as_those_in_berlin(year: int) -> None:
    (zone,) = Calendar.from_ical(meeting_request(meeting(), TODAY)).walk("VTIMEZONE")
    read, real = zone.to_tz(lookup_tzid=False), ZoneInfo("Europe/Berlin")
    for day in range(0, 366, 3):
        at = datetime(year, 1, 1, 12) + timedelta(days=day)
        assert at.replace(tzinfo=read).utcoffset() == at.replace(tzinfo=real).utcoffset()


def test_ten_o_clock_is_ten_o_clock_in_summer() -> None:
    starts_at = event(meeting_request(meeting(), TODAY)).decoded("dtstart")
    assert starts_at.astimezone(UTC) == datetime(2027, 5, 13, 8, tzinfo=UTC)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=200))
def test_whatever_it_is_called_lines_are_short_and_no_letter_is_cut(text: str) -> None:
    content = meeting_request(
        meeting(summary=text, description=text, place=text, attendee=(text, GUEST[1])), TODAY
    )
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert [line.decode() for line in content.split(b"\r\n")]
    assert str(event(content).get("summary", "")) == " ".join(text.split())


def test_a_name_that_looks_like_lines_of_a_calendar_stays_a_name() -> None:
    hostile = 'Eva"\r\nATTENDEE:mailto:fremd@anderswo.example'
    found = event(meeting_request(meeting(attendee=(hostile, GUEST[1]), summary=hostile), TODAY))
    assert found["attendee"] == f"mailto:{GUEST[1]}"
