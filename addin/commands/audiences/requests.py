"""What somebody asked the house to send: to whom, which documents, on which day she asked (R-26, M-13)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from addin.commands.audiences.addressees import Letters
from addin.commands.correspondents import Row
from addin.commands.lookups import meant
from addin.commands.situation import Situation
from addin.core.mailings import Case
from addin.core.records import records
from addin.errors import Refusal
from mailmerge.consent import Routed, Wanted, route


@dataclass(frozen=True)
class InformationRequest:
    """The wish that the options describe; a Refusal for whatever cannot be sent."""

    situation: Situation

    @cached_property
    def letters(self) -> Letters:
        return Letters(self.situation)

    @cached_property
    def contact_id(self) -> str:
        """Refusal `info_without_contact`."""
        if not self.situation.choice("contact"):
            raise Refusal("info_without_contact")
        return meant("contacts", self.situation.tables["contacts"], str(self.situation.choice("contact")))

    @property
    def contact(self) -> Row:
        return self.letters.people.contacts[self.contact_id]

    @cached_property
    def requested_on(self) -> date:
        """The day she asked; Refusal `info_ahead`."""
        day: date = self.situation.choice("requested") or self.situation.today
        if day > self.situation.today:
            raise Refusal("info_ahead", on=day, today=self.situation.today)
        return day

    @cached_property
    def pieces(self) -> int:
        """How many of each; Refusal `move_of_nothing`."""
        pieces = int(self.situation.choice("quantity") or 1)
        if pieces < 1:
            raise Refusal("move_of_nothing", value=pieces)
        return pieces

    @cached_property
    def documents(self) -> list[tuple[int, Row]]:
        """The materials that are wanted, each once, in the order of the sheet; Refusal `info_without_material`."""
        materials = self.situation.tables["materials"]
        texts = [part for text in self.situation.choice("material") or () for part in text.split(";")]
        wanted = {meant("materials", materials, text) for text in texts if text.strip()}
        if not wanted:
            raise Refusal("info_without_material")
        found = list(records(materials[materials["material_id"].isin(wanted)]))
        for _, cells in found:
            self._refuse_unfit(cells)
        return found

    def _refuse_unfit(self, cells: Row) -> None:
        """Only what is given away, in its current edition (R-26)."""
        facts = {"name": cells["name"], "id": cells["material_id"]}
        if cells["consumable"] is False or cells["active"] is False:
            raise Refusal("info_not_given_away", **facts)
        if cells["valid_until"] and cells["valid_until"] < self.situation.today:
            raise Refusal("info_outdated", **facts, version=cells["version"] or "–", until=cells["valid_until"])

    @cached_property
    def routed(self) -> Routed:
        """The way the documents go, or why they must not: what was asked for is no advertising (R-40)."""
        wanted: Wanted = self.situation.choice("way") or "both"
        facts = replace(self.letters.people.facts(self.contact_id), requested_on=self.requested_on)
        return route("request", wanted, facts)

    @property
    def case(self) -> Case:
        """The letter with its documents by name; by e-mail their files go with it."""
        ids = tuple(str(cells["material_id"]) for _, cells in self.documents)
        occasion = f"information.{self.contact_id}.{self.requested_on.isoformat()}"
        rep = self.letters.people.company_of(self.contact_id).get("rep")
        signed = self.letters.signed(self.contact_id)
        values = {
            "requested_on": self.requested_on,
            "items": [{"name": _named(cells)} for _, cells in self.documents],
            "rep_name": self.situation.names.person(rep) or signed["sender_name"],
            "enclosed": self.routed.channel == "email",
            **signed,
        }
        return Case(occasion, ids, values, self.contact_id, facts={"requested_on": self.requested_on})


def _named(cells: Row) -> str:
    """A document with its edition, unless the name says it already."""
    name, version = str(cells["name"]), str(cells["version"] or "")
    return name if not version or version in name else f"{name} ({version})"


def information(situation: Situation) -> Iterator[Case]:
    """The one who asked."""
    yield InformationRequest(situation).case
