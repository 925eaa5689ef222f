"""What all cases have in common: to whom a letter goes, and who signs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from addin.commands.correspondents import Correspondents
from addin.commands.situation import Situation
from addin.core.absences import stand_ins
from addin.core.mailings import Case
from addin.words import Words


@dataclass(frozen=True)
class Letters:
    """Makes cases: to whom one writes to at a company, or to a colleague or her stand-in."""

    situation: Situation

    @cached_property
    def people(self) -> Correspondents:
        return Correspondents(self.situation)

    def to_company(
        self,
        company_id: str | None,
        occasion: str,
        about: tuple[str, ...],
        values: Mapping[str, object],
        stage: int = 0,
    ) -> Case:
        """The case of a letter to whom one writes to at a company; of nobody where there is nobody."""
        contact = self.people.contact_of(company_id)
        return Case(occasion, about, {**values, **self.signed(contact)}, contact, stage=stage)

    def to_colleague(
        self, staff_id: str | None, occasion: str, about: tuple[str, ...], values: Mapping[str, object]
    ) -> Case:
        """The case of a message in the house; while she is away it goes to her stand-in, and says so (GEN-04)."""
        covered = self._stand_ins.get(staff_id)
        told = {"stands_in_for": self.situation.names.person(staff_id) if covered else None}
        reader = covered or staff_id
        known = reader if reader in self.people.staff else None
        return Case(occasion, about, {**values, **told, **self.signed()}, staff_id=known)

    @cached_property
    def _stand_ins(self) -> dict[Any, str]:
        return stand_ins(self.situation.tables["staff"], self.situation.today)

    def signed(self, contact_id: str | None = None) -> dict[str, object]:
        """Who signs, in the reader's language: the coordinator, or who stands in for her."""
        by = self.situation.coordinator
        if by not in self.people.staff:
            return {"sender_name": self.situation.settings["house.name"], "sender_function": None, "phone": None}
        person = self.people.staff[by]
        role = self.words_for(contact_id).text(f"choices.staff_role.{person['role']}")
        return {"sender_name": person["name"], "sender_function": role, "phone": person["phone"]}

    def in_sales(self, rep: str | None) -> object:
        """Who speaks for the house: the customer's rep; where there is none whoever signs."""
        return self.situation.names.person(rep) or self.signed()["sender_name"]

    def words_for(self, contact_id: str | None) -> Words:
        """The words of the language in which a contact is written to; a colleague in that of the house."""
        known = contact_id in self.people.contacts
        return Words.of(self.people.contact(str(contact_id)).language) if known else self.situation.words

    @cached_property
    def _companies(self) -> dict[Any, str]:
        contracts = self.situation.tables["contracts"]
        return dict(zip(contracts["contract_id"], contracts["company_id"], strict=True))

    def company_of(self, contract_id: Any) -> str | None:
        """The company of a contract."""
        return self._companies.get(contract_id)

    @cached_property
    def _issues(self) -> dict[Any, str]:
        issues = self.situation.tables["issues"]
        names = issues["publication"].str.cat(issues["issue"], sep=" ", na_rep="")
        return dict(zip(issues["issue_id"], names, strict=True))

    def issue(self, issue_id: Any) -> str | None:
        """An issue by its name: `Nordlicht Kälte 4/2027`."""
        return self._issues.get(issue_id)
