"""Whom the house thanks for a talk at a show, and whom it missed there (R-43)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from addin.commands.audiences.addressees import Letters
from addin.commands.correspondents import Row
from addin.commands.shows import past_show, show_name
from addin.commands.situation import Situation
from addin.core.computed.given import comparable
from addin.core.mailings import REACHED, Case
from addin.core.records import records
from addin.core.show_people import invited_to, met_at

_STAGES = {"A": 1, "B": 2}  # thanks-a, thanks-b; whoever has no rating gets thanks-c
_EXPRESS = ("show_card", "doi", "written")


def thanks(situation: Situation) -> Iterator[Case]:
    """Everybody who was met and has not been thanked; of whoever is no contact yet there is no address."""
    met = Met(situation)
    for contact in met.contacts:
        if contact.contact_id not in met.thanked:
            known = contact.contact_id in met.letters.people.contacts
            yield Case(
                f"thanks.{met.show_id}",
                (contact.name if contact.is_stranger else str(contact.contact_id),),
                {**_talk(contact, met), **met.letters.signed(contact.contact_id)},
                contact.contact_id if known else None,
                stage=_STAGES.get(contact.cells["rating"], 3),
                show_id=met.show_id,
                facts=met.consent(contact),
            )


def _talk(contact: ShowContact, met: Met) -> dict[str, object]:
    cells = contact.cells
    call_by = cells["follow_up_by"]
    soon = met.situation.house.workday(met.situation.today, 1)
    return {
        "show": show_name(met.show),
        "met_on": cells["met_on"],
        "met_by": met.letters.in_sales(cells["met_by"] or met.rep_of(contact)),
        "wish": cells["wish"],
        "promised": cells["promised"],
        "call_by": call_by and max(call_by, soon),
    }


def missed(situation: Situation) -> Iterator[Case]:
    """Everybody whom an invitation had reached and nobody met, neither at the stand nor at the party."""
    met, tables = Met(situation), situation.tables
    guests = tables["guests"]
    came = guests[guests["show_id"].eq(met.show_id) & guests["reply"].eq("attended")]["contact_id"]
    there = {*came.dropna(), *(contact.contact_id for contact in met.contacts)}
    people = met.letters.people
    for contact_id in sorted(invited_to(tables["recipients"], tables["mailings"], met.show_id) - there):
        company = people.company_of(contact_id) if contact_id in people.contacts else {}
        told = {"show": show_name(met.show), "city": met.show["city"]}
        values = {**told, "rep_name": met.letters.in_sales(company.get("rep")), **met.letters.signed(contact_id)}
        known = contact_id if contact_id in people.contacts else None
        yield Case(f"missed-you.{met.show_id}", (contact_id,), values, known, show_id=met.show_id)


@dataclass(frozen=True)
class ShowContact:
    """A row of somebody who was met, with the contact she is, if she is one."""

    row: int
    cells: Row

    @property
    def contact_id(self) -> str | None:
        found: str | None = self.cells["contact_id"]
        return found

    @property
    def is_stranger(self) -> bool:
        return not self.contact_id

    @property
    def name(self) -> str:
        """Who it is by the list: person and company, else the address."""
        named = ", ".join(part for part in (self.cells["person"], self.cells["company"]) if part)
        return named or str(self.cells["email"] or self.row)


@dataclass(frozen=True)
class Met:
    """A show that is over, and everybody who was met there."""

    situation: Situation

    @cached_property
    def show(self) -> Row:
        return past_show(self.situation)

    @property
    def show_id(self) -> str:
        return str(self.show["show_id"])

    @cached_property
    def letters(self) -> Letters:
        return Letters(self.situation)

    @cached_property
    def contacts(self) -> list[ShowContact]:
        """Everybody once, by the row with the best rating; strangers are told apart by address or name."""
        rows = met_at(self.situation.with_answers("show_contacts"), self.show_id).sort_values(
            "rating", kind="stable"
        )
        who = rows["contact_id"].fillna(rows["email"]).fillna(rows["person"]).fillna(rows["company"])
        once = rows[who.isna() | ~comparable(who).duplicated()]
        return [ShowContact(*row) for row in records(once.sort_index())]

    @cached_property
    def thanked(self) -> set[str]:
        """The contacts whom thanks for this show have reached, of batches that tell no occasion too."""
        recipients, mailings = self.situation.tables["recipients"], self.situation.tables["mailings"]
        own = mailings["show_id"].eq(self.show_id) & mailings["letter"].eq("thanks")
        rows = recipients[recipients["mailing_id"].isin(mailings.loc[own, "mailing_id"])]
        unnamed = rows["occasion"].isna() & rows["state"].isin(REACHED)
        return set(rows.loc[unnamed, "contact_id"].dropna())

    def rep_of(self, contact: ShowContact) -> str | None:
        """Who looks after the company of somebody who was met."""
        people = self.letters.people
        company_id = contact.cells["company_id"]
        if contact.contact_id in people.contacts:
            company_id = people.contacts[str(contact.contact_id)]["company_id"]
        rep: str | None = people.companies.get(company_id or "", {}).get("rep")
        return rep

    def consent(self, contact: ShowContact) -> Mapping[str, Any]:
        """What she agreed to at the stand, with the day and where it is noted (R-40)."""
        cells = contact.cells
        if cells["consent"] not in _EXPRESS or pd.isna(cells["met_on"]):
            return {}
        noted = ", ".join(part for part in (show_name(self.show), cells["source"]) if part)
        return {"basis_email": cells["consent"], "basis_since": cells["met_on"], "basis_proof": noted}
