"""Whom the house offers a time for a talk at a show, and which time (M-16, R-42, R-60)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from addin.commands.audiences.addressees import Letters
from addin.commands.correspondents import Row
from addin.commands.shows import coming_show, show_name
from addin.commands.situation import Situation
from addin.core.mailings import Case, content_of, current
from addin.core.records import records
from addin.core.show_people import declined, invited_to, last_edition, met_at

LETTER = "show-appointment"
TALK = timedelta(minutes=30)
_OPEN, _CLOSE = time(10), time(17)  # when talks begin at the earliest, are over at the latest
_ANSWER_WORKDAYS = 10


def appointments(situation: Situation) -> Iterator[Case]:
    """Contacts graded or rated A whom an invitation has reached, each with a time that her rep is free."""
    show, letters = coming_show(situation), Letters(situation)
    show_id = str(show["show_id"])
    told, diary = _told(show, situation), Diary(situation, show, letters)
    tables = situation.tables
    gone = declined(tables["guests"], show_id)
    occasion = f"{LETTER}.{show_id}"
    known = diary.proposed
    for contact in sorted(_a_contacts(situation, show_id) & set(letters.people.contacts)):
        host = letters.people.company_of(contact).get("rep") or show["lead"]
        starts_at = None if contact in gone else known.get(contact) or diary.next_free(host)
        values = {
            **told,
            "rep_name": letters.in_sales(host),
            "host": host,
            "slots": [{"starts_at": starts_at}] if starts_at else [],
            "request": f"{show_id} {contact}.ics",
            **letters.signed(contact),
        }
        case = Case(occasion, (contact,), values, contact, show_id=show_id)
        yield replace(case, reason="not_audience") if contact in gone else case


def _told(show: Row, situation: Situation) -> dict[str, object]:
    house = situation.house
    answer_by = min(house.workday(situation.today, _ANSWER_WORKDAYS), house.workday(show["starts_on"], -1))
    return {"show": show_name(show), "stand": show["stand"], "answer_by": answer_by}


def _a_contacts(situation: Situation, show_id: str) -> set[str]:
    """Whom an invitation has reached, and who is A: by the company's grade, or by the talk at the last edition."""
    tables = situation.tables
    companies = situation.with_answers("companies")
    graded = companies.loc[companies["grade"].eq("A"), "company_id"]
    met = met_at(tables["show_contacts"], last_edition(tables["shows"], show_id))
    contacts, rated = tables["contacts"], met.loc[met["rating"].eq("A"), "contact_id"].dropna()
    best = contacts["company_id"].isin(graded) | contacts["contact_id"].isin(rated)
    invited = invited_to(tables["recipients"], tables["mailings"], show_id)
    return set(contacts.loc[best, "contact_id"].dropna()) & invited


@dataclass
class Diary:
    """When each colleague is free at a show; a time that was given away is free no more."""

    situation: Situation
    show: Row
    letters: Letters
    _given: defaultdict[str, set[datetime]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        for host, starts_at in self._waiting.values():
            self._given[host].add(starts_at)

    @property
    def proposed(self) -> dict[str, datetime]:
        """By contact the time that a batch before this one has offered her."""
        return {contact: starts_at for contact, (_, starts_at) in self._waiting.items()}

    @cached_property
    def _waiting(self) -> dict[str, tuple[str, datetime]]:
        tables = self.situation.tables
        rows = current(tables["recipients"], tables["mailings"], self.situation.today)
        own = rows[rows["occasion"].eq(f"{LETTER}.{self.show['show_id']}") & rows["send"].eq(True)]
        return {row["contact_id"]: found for _, row in records(own) if (found := _offered(row["content"]))}

    def next_free(self, host: str | None) -> datetime | None:
        """The first time at which nobody else talks to that colleague; None where there is no more."""
        for starts_at in self._times:
            if starts_at not in self._given[host or ""] and not self._is_busy(host, starts_at):
                self._given[host or ""].add(starts_at)
                return starts_at
        return None

    @cached_property
    def _times(self) -> list[datetime]:
        """All times of the show from tomorrow's on, with a pause between two talks (R-60)."""
        settings = self.situation.settings
        step = TALK + timedelta(minutes=settings["meeting.buffer_minutes"])
        first: date = self.show["starts_on"]
        days = [first + timedelta(days=n) for n in range((self.show["ends_on"] - first).days + 1)]
        ahead = timedelta(hours=settings["meeting.ahead_hours"])
        earliest = datetime.combine(self.situation.today, time()) + ahead
        return [at for day in days for at in _times_of(day, step) if at >= earliest]

    def _is_busy(self, host: str | None, starts_at: datetime) -> bool:
        """Away that day, or in a meeting less than a pause before or after."""
        person = self.letters.people.staff.get(host or "", {})
        first, last = person.get("vacation_from"), person.get("vacation_until")
        if first and last and first <= starts_at.date() <= last:
            return True
        pause = timedelta(minutes=self.situation.settings["meeting.buffer_minutes"])
        return any(
            begins < starts_at + TALK + pause and starts_at < ends + pause
            for begins, ends in self._meetings.get(host or "", ())
        )

    @cached_property
    def _meetings(self) -> dict[str, list[tuple[datetime, datetime]]]:
        meetings: Any = self.situation.tables["meetings"].dropna(subset=["organiser", "starts_at", "ends_at"])
        found: defaultdict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
        for row in meetings[meetings["state"].ne("cancelled")].itertuples():
            found[row.organiser].append((row.starts_at.to_pydatetime(), row.ends_at.to_pydatetime()))
        return found


def _times_of(day: date, step: timedelta) -> Iterator[datetime]:
    at, last = datetime.combine(day, _OPEN), datetime.combine(day, _CLOSE) - TALK
    while at <= last:
        yield at
        at += step


def _offered(content: str | None) -> tuple[str, datetime] | None:
    """Who was to talk, and when, as the row of a batch says; None where it has become unreadable."""
    try:
        values: Any = content_of(content or "{}")
        return values.get("host") or "", values["slots"][0]["starts_at"]
    except (ValueError, LookupError):
        return None
