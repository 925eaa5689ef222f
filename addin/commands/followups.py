"""What is to be done after a show: somebody calls or writes to whom she met, and looks at the results (R-43)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from addin.commands.audiences.met import Met, ShowContact
from addin.commands.shows import show_name
from addin.core.absences import stand_ins
from addin.core.dates import months_later
from addin.core.ids import ids_text, next_ids
from addin.plan import NewRow
from addin.tables.model import Problem, Value
from mailmerge.consent import Channel, Facts, may_contact

_WAYS: dict[str, tuple[Channel, ...]] = {
    "A": ("phone", "email", "post"),
    "B": ("email", "post", "phone"),
    "C": ("email", "post", "phone"),
}


@dataclass(frozen=True)
class FollowUps:
    """The tasks that follow from a show; what is a task already, or done, is none any more."""

    met: Met

    def rows(self) -> Iterator[NewRow]:
        """A call or a letter for everybody who was met and rated, by the day of the rating; the second review.

        The way is the first one that is lawful; who objected to all of them is left alone (R-40).
        """
        fresh = next_ids("tasks", self.met.situation.tables["tasks"])
        for cells in (*self._contacts(), *self._review()):
            yield NewRow("tasks", {"task_id": next(fresh), **cells})

    def _contacts(self) -> Iterator[dict[str, Value]]:
        for contact in self.met.contacts:
            about = ids_text([self.met.show_id, contact.contact_id or contact.name])
            waiting = contact.cells["rating"] and not contact.cells["followed_up_on"]
            way = self._way(contact) if waiting and ("show", about) not in self._known else None
            if way:
                yield {
                    "due_on": contact.cells["follow_up_by"],
                    "what": self._told(contact, way),
                    "owner": self._owner(contact),
                    "area": "show",
                    "company_id": self._company(contact),
                    "about": about,
                }

    def _review(self) -> Iterator[dict[str, Value]]:
        """Once a show: what came of it so many months later."""
        situation, show = self.met.situation, self.met.show
        if ("review", self.met.show_id) not in self._known:
            months = situation.settings["show.review_months"]
            yield {
                "due_on": months_later(show["ends_on"], months),
                "what": situation.words.text("mailings.second_review", show=show_name(show)),
                "owner": show["lead"] or self.met.situation.coordinator,
                "area": "review",
                "about": self.met.show_id,
            }

    @cached_property
    def _known(self) -> set[tuple[str, str]]:
        tasks = self.met.situation.tables["tasks"].dropna(subset=["area", "about"])
        return set(zip(tasks["area"], tasks["about"], strict=True))

    def _way(self, contact: ShowContact) -> Channel | None:
        """A stranger of whom no way is known is called: somebody has to find the number."""
        facts = self._facts(contact)
        ways = (way for way in _WAYS[contact.cells["rating"]] if may_contact(way, "advertising", facts).allowed)
        return next(ways, "phone" if contact.is_stranger else None)

    def _facts(self, contact: ShowContact) -> Facts:
        """A talk at the stand is a reason to call; the gap is one between mailings."""
        cells, people = contact.cells, self.met.letters.people
        reason = ", ".join(part for part in (show_name(self.met.show), cells["wish"]) if part)
        agreed: dict[str, Any] = {"basis_phone": reason, "gap_days": 0, **self.met.consent(contact)}
        if contact.contact_id in people.contacts:
            return replace(people.facts(str(contact.contact_id)), **agreed)
        known = Facts(self.met.situation.today, has_email=bool(cells["email"]), has_phone=bool(cells["phone"]))
        return replace(known, **agreed)

    def _told(self, contact: ShowContact, way: Channel) -> str:
        cells, names = contact.cells, self.met.situation.names
        known = contact.contact_id in self.met.letters.people.contacts
        company = names.company(self._company(contact)) or cells["company"]
        who = ", ".join(part for part in (names.contact(contact.contact_id), company) if part)
        about = "; ".join(part for part in (cells["wish"], cells["promised"]) if part) or show_name(self.met.show)
        path = f"mailings.follow_up.{way}"
        return self.met.situation.words.text(path, who=who if known else contact.name, about=about)

    def _company(self, contact: ShowContact) -> str | None:
        contacts = self.met.letters.people.contacts
        known: str | None = contact.cells["company_id"]
        return known or contacts.get(contact.contact_id or "", {}).get("company_id")

    def _owner(self, contact: ShowContact) -> str | None:
        """Who met her, else her rep; the stand-in while they are away, the coordinator where nobody is there."""
        staff = self.met.letters.people.staff
        asked = (contact.cells["met_by"], self.met.rep_of(contact))
        there = (person for person in asked if person in staff and staff[person]["active"] is not False)
        person = next(there, None)
        return self._stand_ins.get(person, person) if person else self.met.situation.coordinator

    @cached_property
    def _stand_ins(self) -> dict[str, str]:
        situation = self.met.situation
        return stand_ins(situation.tables["staff"], situation.today)


def follow_up_problems(met: Met) -> Iterator[Problem]:
    """Who was met and has no rating, so that nobody follows up; and how many are no contacts yet."""
    for contact in met.contacts:
        if not contact.cells["rating"]:
            facts: dict[str, object] = {"who": contact.name}
            yield Problem("show_contacts", contact.row, "rating", "show_contact_unrated", facts, "warning")
    strangers = [contact for contact in met.contacts if contact.is_stranger]
    if strangers:
        facts = {"n": len(strangers), "show": show_name(met.show)}
        yield Problem("show_contacts", strangers[0].row, "contact_id", "show_contacts_unknown", facts, "warning")
