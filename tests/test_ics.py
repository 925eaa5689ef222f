"""Calendar files, read back by a program we did not write (R-60)."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from addin.reports.entries import Entry
from addin.reports.ics import calendar_file

TODAY = date(2027, 2, 15)
END = Entry("V-0001-end@teeup.invalid", date(2027, 6, 30), "Vertragsende: Hansen", "Wert: 4.980 €")


def events(content: bytes) -> list[Event]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


def test_an_entry_is_one_free_all_day_event_that_ends_before_the_next_day() -> None:
    (event,) = events(calendar_file("Abläufe", [END], TODAY))
    assert event.decoded("dtstart") == date(2027, 6, 30)
    assert event.decoded("dtend") == date(2027, 7, 1)
    assert event["transp"] == "TRANSPARENT"
    assert str(event["uid"]) == "V-0001-end@teeup.invalid"


def test_the_calendar_reminds_fourteen_days_before() -> None:
    (event,) = events(calendar_file("Abläufe", [END], TODAY))
    (alarm,) = event.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(days=-14)
    assert str(alarm["description"]) == END.summary


def test_the_stamp_is_the_key_date_in_utc_so_that_two_runs_of_a_day_give_the_same_bytes() -> None:
    first, second = (calendar_file("Abläufe", [END], TODAY) for _ in range(2))
    assert first == second
    assert events(first)[0].decoded("dtstamp") == datetime(2027, 2, 15, tzinfo=UTC)
    assert b"DTSTAMP:20270215T000000Z\r\n" in first


def test_the_file_says_what_it_is_and_what_it_is_called() -> None:
    calendar = Calendar.from_ical(calendar_file("Abläufe Q1; Müller", [], TODAY))
    assert (calendar["version"], calendar["method"]) == ("2.0", "PUBLISH")
    assert calendar["prodid"].startswith("-//Teeup")
    assert str(calendar["x-wr-calname"]) == "Abläufe Q1; Müller"


HOSTILE = (
    'Semikolon; Komma, "Anführung" \\ Rückstrich',
    "zwei\nZeilen\r\nund drei\rund vier",
    "Ä" * 200,
    "👩‍👩‍👧‍👦" * 40,
    "BEGIN:VEVENT\nUID:fremd\nEND:VEVENT",
    "Klingel \x07 und Ersatz \ud800",
    "",
)


def test_hostile_names_come_back_as_they_were_but_for_signs_that_no_calendar_can_hold() -> None:
    entries = [Entry(f"V-{n}@teeup.invalid", TODAY, text, text) for n, text in enumerate(HOSTILE)]
    content = calendar_file("Abläufe", entries, TODAY)
    found = [str(event["description"]) for event in events(content)]
    assert found[0] == HOSTILE[0]
    assert found[1] == "zwei\nZeilen\nund drei\nund vier"
    assert found[2:5] == list(HOSTILE[2:5])
    assert found[5] == "Klingel  und Ersatz "
    assert str(events(content)[1]["summary"]) == "zwei Zeilen und drei und vier"


@given(st.lists(st.text(max_size=300), max_size=3))
def test_every_line_is_folded_at_75_octets_between_whole_characters(texts: list[str]) -> None:
    entries = [Entry(f"{n}@teeup.invalid", TODAY, text, text) for n, text in enumerate(texts)]
    content = calendar_file("Titel", entries, TODAY)
    lines = content.split(b"\r\n")
    assert lines.pop() == b""
    for line in lines:
        assert len(line) <= 75
        assert b"\n" not in line
        assert b"\r" not in line
        line.decode("utf-8")  # a cut character would not decode
    assert len(events(content)) == len(texts)
