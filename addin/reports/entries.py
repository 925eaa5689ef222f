"""Entries of a calendar: what a page shows and a calendar file holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

DOMAIN = "teeup.invalid"  # the part of an UID after @; RFC 2606 keeps it from ever being somebody's


@dataclass(frozen=True)
class Entry:
    """One all-day event; an entry with the same `uid` replaces the one a calendar already holds."""

    uid: str
    on: date
    summary: str
    description: str
