"""Meetings as calendar programs take them: a request that is accepted or declined by a click (R-60; RFC 5546)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress

from addin.reports.ics import PRODUCT
from addin.reports.model import writable

_ZONE = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True)
class Meeting:
    """A time that somebody is asked for; names and addresses of who asks and who is asked.

    The `uid` stays that of the meeting for ever; each change of time or place makes `sequence` one more. Times are
    those of the clocks in Berlin.
    """

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str
    place: str
    organiser: tuple[str, str]
    attendee: tuple[str, str]
    sequence: int = 0


def meeting_request(meeting: Meeting, today: date) -> bytes:
    """The file that asks for the meeting, the same bytes all day long."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "REQUEST")
    calendar.add_component(_event(meeting, datetime.combine(today, time(), UTC)))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(meeting: Meeting, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", stamp)
    event.add("dtstart", meeting.starts_at.replace(tzinfo=_ZONE))
    event.add("dtend", meeting.ends_at.replace(tzinfo=_ZONE))
    event.add("summary", " ".join(writable(meeting.summary).split()))
    event.add("description", writable(meeting.description))
    event.add("location", " ".join(writable(meeting.place).split()))
    event.add("organizer", _person(*meeting.organiser))
    attendee = _person(*meeting.attendee)
    attendee.params["PARTSTAT"], attendee.params["RSVP"] = "NEEDS-ACTION", "TRUE"
    event.add("attendee", attendee)
    event.add("status", "TENTATIVE")
    return event


def _person(name: str, address: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    person.params["CN"] = " ".join(writable(name).replace('"', "'").split())
    return person
