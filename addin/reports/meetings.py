"""Meetings as calendar programs take them: a request that is accepted or declined by a click (R-60; RFC 5546)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress

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
    calendar.add_component(_timezone())
    calendar.add_component(_event(meeting, datetime.combine(today, time(), UTC)))
    return bytes(calendar.to_ical())


def _timezone() -> Timezone:
    """When the clocks change (directive 2000/84/EC): the last Sundays of March and October."""
    zone = Timezone()
    zone.add("tzid", _ZONE.key)
    summer, winter = timedelta(hours=2), timedelta(hours=1)
    zone.add_component(_hours(TimezoneDaylight(), "CEST", datetime(1981, 3, 29, 2), winter, summer))
    zone.add_component(_hours(TimezoneStandard(), "CET", datetime(1996, 10, 27, 3), summer, winter))
    return zone


def _hours(
    part: TimezoneDaylight | TimezoneStandard, name: str, since: datetime, before: timedelta, after: timedelta
) -> TimezoneDaylight | TimezoneStandard:
    part.add("dtstart", since)
    part.add("rrule", {"freq": "yearly", "bymonth": since.month, "byday": "-1su"})
    part.add("tzname", name)
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", after)
    return part


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
