"""Calendar files (R-09, R-60; RFC 5545): days that a coordinator or a rep takes over into her own calendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Alarm, Calendar, Event

from addin.reports.entries import Entry
from addin.reports.model import writable

PRODUCT = "-//Teeup//Teeup//EN"
REMINDER_DAYS = 14


def calendar_file(title: str, entries: Iterable[Entry], today: date) -> bytes:
    """All entries as one file that any calendar program opens, the same bytes all day long.

    The stamp is the key date at midnight UTC, so a file made on a later day replaces the earlier one's events.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", writable(title))
    stamp = datetime.combine(today, time(), UTC)
    for entry in entries:
        calendar.add_component(_event(entry, stamp))
    return bytes(calendar.to_ical())


def _event(entry: Entry, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", writable(entry.uid))
    event.add("dtstamp", stamp)
    event.add("dtstart", entry.on)
    event.add("dtend", entry.on + timedelta(days=1))
    event.add("summary", _one_line(entry.summary))
    event.add("description", writable(entry.description))
    event.add("transp", "TRANSPARENT")
    event.add_component(_alarm(_one_line(entry.summary)))
    return event


def _alarm(text: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", timedelta(days=-REMINDER_DAYS))
    alarm.add("description", text)
    return alarm


def _one_line(text: str) -> str:
    return " ".join(writable(text).split())
