"""Group Messe: the company's party: who comes, who waits, badges, what a head costs (P-24; R-44)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import pandas as pd

from addin.commands.correspondents import Correspondents
from addin.commands.edits import Edits
from addin.commands.shows import chosen_show, show_name
from addin.commands.situation import Situation
from addin.core.parties import (
    Guest,
    client_values,
    cost_a_head,
    expected_guests,
    guest_list,
    seated,
    to_invite,
)
from addin.core.records import records
from addin.errors import Refusal
from addin.plan import File, NewRow, Plan
from addin.reports.parties import Badge, Party, guest_report
from addin.tables import TABLES
from addin.tables.frames import appended
from addin.tables.model import Value


def party(situation: Situation) -> Plan:
    """The guest list with who is expected and who waits; guests proposed, or badges for those who come, where
    that was chosen (P-24; R-44)."""
    step = situation.choice("step") or "list"
    hosting = _Hosting(situation)
    proposed = tuple(hosting.proposed) if step == "plan" else ()
    badges = tuple(hosting.badges) if step == "badges" else ()
    if step == "badges":
        hosting.mark()
    found = hosting.party(proposed)
    return Plan(
        changes=hosting.edits.changes,
        rows=proposed,
        reports=(guest_report(found, situation.names, situation.words, situation.today),),
        files=tuple(hosting.paper(badges)) if badges else (),
        problems=situation.problems,
        counts={
            "guests": len(found.guests),
            "guests_proposed": len(proposed),
            "guests_waiting": sum(guest.waits for guest in found.guests),
            "badges": len(badges),
        },
    )


class _Hosting:
    """The party of one show, and what changes about it."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self.edits = Edits(situation.tables)
        self.show = _show_with_party(situation)
        self.people = Correspondents(situation)
        self.rate = float(situation.settings["party.open_rate"])

    @property
    def show_id(self) -> str:
        return str(self.show["show_id"])

    @cached_property
    def capacity(self) -> int | None:
        return None if self.show["party_capacity"] is None else int(self.show["party_capacity"])

    @cached_property
    def values(self) -> dict[str, float]:
        return client_values(self.situation.tables["contracts"])

    def guests(self, frame: pd.DataFrame) -> list[Guest]:
        companies = {key: row["company_id"] for key, row in self.people.contacts.items()}
        listed = guest_list(frame, self.show_id, companies, self.values)
        return list(seated(listed, self.capacity, self.rate))

    @cached_property
    def known(self) -> list[Guest]:
        """The guests as they stand in the workbook."""
        return self.guests(self.situation.tables["guests"])

    @property
    def proposed(self) -> Iterator[NewRow]:
        """The most valuable clients who are not on the list, as many as can be expected to find a place."""
        if self.capacity is None:
            raise Refusal("party_without_capacity", show=show_name(self.show))
        open_ = [guest for guest in self.known if guest.reply == "planned"]
        room = self.capacity - expected_guests(self.known, self.rate) - self.rate * len(open_)
        main = {company: contact for company in self.values if (contact := self.people.contact_of(company))}
        listed = (guest.company_id or "" for guest in self.known)
        for contact in to_invite(self.values, main, listed, room, self.rate):
            host = self.people.company_of(contact).get("rep") or self.show["lead"]
            row: dict[str, Value] = {
                "show_id": self.show_id,
                "contact_id": contact,
                "host": host,
                "reply": "planned",
                "companions": 0,
            }
            yield NewRow("guests", row)

    @cached_property
    def badged(self) -> list[Guest]:
        """Badges are for those who have accepted and have a place (R-44)."""
        return [guest for guest in self.known if guest.comes and not guest.waits]

    @property
    def badges(self) -> Iterator[Badge]:
        """One for each guest and one for each whom she brings."""
        names = self.situation.names
        for guest in self.badged:
            name, company = names.contact(guest.contact_id), names.company(guest.company_id)
            yield Badge(name, company)
            companion = self.situation.words.text("reports.parties.companion", name=name)
            yield from (Badge(companion, company) for _ in range(guest.companions))

    def mark(self) -> None:
        """Notes whose badge is printed."""
        for guest in self.badged:
            if guest.badge_on is None:
                self.edits.set("guests", guest.row, badge_on=self.situation.today)

    def paper(self, badges: tuple[Badge, ...]) -> Iterator[File]:
        from addin.reports.badges import badges_pdf

        words = self.situation.words
        house = str(self.situation.settings["house.name"] or "")
        name = words.text("reports.parties.file", id=self.show_id)
        yield File(f"{name}.pdf", badges_pdf(badges, show_name(self.show), house, words))

    def party(self, proposed: tuple[NewRow, ...]) -> Party:
        """The party as it will stand."""
        frame = appended(TABLES["guests"], self.edits.frame("guests"), [row.values for row in proposed])
        guests = self.guests(frame)
        over = self.show["party_at"] < self.situation.today
        heads = sum(guest.heads for guest in guests if guest.reply == "attended")
        expected = float(heads) if over else expected_guests(guests, self.rate)
        cost = self.show["party_budget"] if self.show["party_cost"] is None else self.show["party_cost"]
        return Party(
            show=show_name(self.show),
            on=self.show["party_at"],
            venue=self.show["party_venue"],
            capacity=self.capacity,
            answer_by=self.show["party_answer_by"],
            over=over,
            guests=tuple(guests),
            expected=expected,
            cost=cost,
            spent=self.show["party_cost"] is not None,
            a_head=cost_a_head(cost, expected),
        )


def _show_with_party(situation: Situation) -> dict[str, Any]:
    """The show that was named, else the next one with a party, else the last one that had one.

    Refusals `show_without_party`, `no_party`.
    """
    if situation.choice("show"):
        _, show = chosen_show(situation)
        if show["party_at"] is None:
            raise Refusal("show_without_party", show=show_name(show))
        return show
    shows = situation.tables["shows"]
    held = shows[shows["show_id"].notna() & shows["party_at"].notna()].sort_values("party_at")
    if not len(held):
        raise Refusal("no_party")
    ahead = held[held["party_at"] >= pd.Timestamp(situation.today)]
    return next(records(ahead if len(ahead) else held.tail(1)))[1]
