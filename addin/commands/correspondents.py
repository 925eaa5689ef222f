"""Whom the house writes to, as a letter and the law see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from addin.commands.situation import Situation
from addin.core.mailings import last_written
from addin.core.records import records
from mailmerge.addresses import checked
from mailmerge.consent import Facts
from mailmerge.model import Person, Sender
from mailmerge.postal import address_findings, address_lines

Row = dict[str, Any]

_HOUSE = ("name street zip city country phone website seat court register_no directors vat_id bank").split()


@dataclass(frozen=True)
class Correspondents:
    """The people of the workbook by their ids: contacts of companies, and colleagues."""

    situation: Situation

    @cached_property
    def contacts(self) -> dict[str, Row]:
        return self._rows("contacts", "contact_id")

    @cached_property
    def companies(self) -> dict[str, Row]:
        return self._rows("companies", "company_id")

    @cached_property
    def staff(self) -> dict[str, Row]:
        return self._rows("staff", "staff_id")

    def _rows(self, table: str, key: str) -> dict[str, Row]:
        """The rows of a table by id; of twins the first."""
        rows = list(records(self.situation.tables[table].dropna(subset=[key])))
        return {row[key]: row for _, row in reversed(rows)}

    @cached_property
    def sender(self) -> Sender:
        """The house as the settings describe it."""
        settings = self.situation.settings
        house = {part: str(settings[f"house.{part}"] or "") for part in _HOUSE}
        return Sender(
            **house, email=str(settings["mail.sender"] or ""), objection=str(settings["mail.objection"] or "")
        )

    @cached_property
    def _main(self) -> dict[str, str]:
        """For each company the one to write to: the main contact, else the first one who is still there."""
        there = [row for row in self.contacts.values() if row["active"] is not False and row["left_on"] is None]
        ranked = sorted(there, key=lambda row: row["is_main"] is True)  # the rows come from the last to the first
        return {row["company_id"]: row["contact_id"] for row in ranked}

    def contact_of(self, company_id: str | None) -> str | None:
        """The contact who is written to for a company; None where nobody is there."""
        return self._main.get(company_id or "")

    def company_of(self, contact_id: str) -> Row:
        """The company of a contact; nothing is known of one that is not in the workbook."""
        return self.companies.get(self.contacts[contact_id]["company_id"], {})

    def contact(self, contact_id: str) -> Person:
        """A contact as a letter addresses her."""
        row, company = self.contacts[contact_id], self.company_of(contact_id)
        own = ("last_name", "first_name", "gender", "title", "function")
        known: Row = {part: row[part] or "" for part in own}
        place: Row = {part: company.get(part) or "" for part in ("street", "zip", "city", "country")}
        language = row["language"] or self.language
        return Person(**known, **place, company=company.get("name") or "", language=language)

    def colleague(self, staff_id: str) -> Person:
        """A colleague: in the house's own list names are not split."""
        first, _, last = str(self.staff[staff_id]["name"] or "").rpartition(" ")
        return Person(last_name=last, first_name=first, language=self.language)

    @property
    def language(self) -> str:
        """The language of the house, for whoever has none of her own."""
        return self.situation.words.language

    def email(self, contact_id: str | None, staff_id: str | None) -> str:
        """The e-mail address of a contact or a colleague as it stands in its cell; blank for nobody."""
        row = self.contacts.get(contact_id or "") or self.staff.get(staff_id or "", {})
        return str(row.get("email") or "").strip()

    def address(self, contact_id: str) -> tuple[str, ...]:
        """The lines of a contact's postal address; none where a letter could not arrive."""
        people = [self.contact(contact_id)]
        language, country = people[0].language, self.sender.country
        wrong = address_findings(people, country, language, record=contact_id)
        return () if wrong else address_lines(people, country, language)

    def facts(self, contact_id: str) -> Facts:
        """What the law wants to know of a contact (R-40)."""
        row, company = self.contacts[contact_id], self.company_of(contact_id)
        same = ("left_on", "basis_since", "objected_on", "no_email_on", "no_phone_on", "no_post_on")
        texts = ("email_state", "phone_state", "basis_email", "basis_proof", "basis_phone")
        known: Row = {**{name: row[name] for name in same}, **{name: str(row[name] or "") for name in texts}}
        return Facts(
            **known,
            today=self.situation.today,
            company_status=company.get("status") or "",
            active=row["active"] is not False,
            has_email=isinstance(checked(row["email"] or ""), str),
            has_phone=bool(row["phone"] or row["mobile"]),
            has_post=bool(self.address(contact_id)),
            post_state=company.get("post_state") or "",
            own_similar_goods=True,  # the house's letters advertise what it sells itself
            states_objection=True,  # what stands below an advertising letter does
            company_no_post_on=company.get("no_post_on"),
            last_written_on=self._last_written.get(contact_id),
            gap_days=int(self.situation.settings["mail.gap_days"]),
        )

    def colleague_facts(self, staff_id: str) -> Facts:
        row = self.staff[staff_id]
        has_email = isinstance(checked(row["email"] or ""), str)
        return Facts(today=self.situation.today, active=row["active"] is not False, has_email=has_email)

    @cached_property
    def _last_written(self) -> dict[str, date]:
        return last_written(self.situation.tables["recipients"])
