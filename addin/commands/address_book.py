"""Who is reached where, as the workbook will stand: by mail, by telephone, by post."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from addin.commands.edits import Edits
from addin.commands.slips import Key, address_key
from addin.tables.model import Problem, Value

if TYPE_CHECKING:
    import pandas as pd

_STATE = {"email": "email_state", "phone": "phone_state"}

Cell = tuple[str, int, str]


class AddressBook:
    """Contacts and companies by their ids and addresses. A contact's post goes to the company."""

    def __init__(self, tables: Mapping[str, pd.DataFrame], edits: Edits) -> None:
        self._tables = tables
        self._edits = edits

    @cached_property
    def contacts(self) -> dict[str, int]:
        """Rows by id; of twins the first."""
        return self._rows("contacts", "contact_id")

    @cached_property
    def companies(self) -> dict[str, int]:
        return self._rows("companies", "company_id")

    def contact(self, contact_id: str, column: str) -> Value:
        """A cell of a contact; None for nobody."""
        row = self.contacts.get(contact_id)
        return None if row is None else self._edits.value("contacts", row, column)

    def of(self, channel: str, contact_id: str, company_id: str) -> str:
        """The address by which somebody is reached now; blank where none is known."""
        if channel == "email":
            return str(self.contact(contact_id, "email") or "")
        if channel == "phone":
            return str(self.contact(contact_id, "phone") or self.contact(contact_id, "mobile") or "")
        row = self.companies.get(company_id)
        return "" if row is None else self._place(row)

    def places(self, target: Key) -> list[Cell]:
        """The cells that hold the state of an address: those of everybody who has it now."""
        channel, owner, address = target
        if channel == "post":
            row = self.companies.get(owner)
            return [] if row is None else [("companies", row, "post_state")]
        rows = self._by_address.get((channel, address), ())
        whose = [row for row in rows if not owner or self.contacts.get(owner) == row]
        return [("contacts", row, _STATE[channel]) for row in whose]

    def contact_with(self, email: str) -> str | None:
        """The first contact with a mail address."""
        rows = self._by_address.get(("email", address_key("email", email)), ())
        return str(self._edits.value("contacts", rows[0], "contact_id")) if rows else None

    def retire(self, row: int, on: date) -> Iterator[Problem]:
        """A contact is no longer there (R-46): the company stays, and may need another one to write to."""
        left = self._edits.value("contacts", row, "left_on") or on
        self._edits.set("contacts", row, active=False, left_on=left)
        company = self._edits.value("contacts", row, "company_id")
        contacts = self._tables["contacts"]
        if not any(map(self._is_there, contacts.index[contacts["company_id"] == company].tolist())):
            there = self.companies.get(str(company))
            name = company if there is None else self._edits.value("companies", there, "name")
            yield Problem("contacts", row, "active", "return_nobody_left", {"company": name}, "warning")

    def _is_there(self, row: int) -> bool:
        stays = self._edits.value("contacts", row, "left_on") is None
        return stays and self._edits.value("contacts", row, "active") is not False

    def _place(self, row: int) -> str:
        street, code, city = (
            str(self._edits.value("companies", row, part) or "") for part in ("street", "zip", "city")
        )
        return ", ".join(filter(None, (street, f"{code} {city}".strip())))

    def _rows(self, table: str, key: str) -> dict[str, int]:
        ids = self._tables[table][key].dropna()
        return dict(zip(ids.tolist()[::-1], ids.index.tolist()[::-1], strict=True))

    @cached_property
    def _by_address(self) -> dict[tuple[str, str], list[int]]:
        """The rows of contacts by channel and address; of two numbers it is the one that is called first."""
        contacts = self._edits.frame("contacts")
        columns = {"email": contacts["email"], "phone": contacts["phone"].fillna(contacts["mobile"])}
        found: dict[tuple[str, str], list[int]] = {}
        for channel, column in columns.items():
            known = column.dropna()
            for row, address in zip(known.index.tolist(), known.tolist(), strict=True):
                found.setdefault((channel, address_key(channel, str(address))), []).append(row)
        return found
