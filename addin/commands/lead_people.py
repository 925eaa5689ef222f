"""The people of a list from a fair: who is a contact already, and who becomes one (R-31, R-40)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from addin.commands.firms import limits_of
from addin.commands.lead_companies import Listed, ListedCompanies
from addin.commands.situation import Situation
from addin.core.ids import next_ids
from addin.core.records import records
from addin.core.same_people import Person, likeness
from addin.imports.rows import Row
from addin.imports.vocabulary import meaning
from addin.plan import NewRow
from addin.tables.model import Value

_TITLES = re.compile(r"^(?:(?:prof|dr|dipl|ing|mag)(?:\.|\b)[\s.-]*)+", re.IGNORECASE)
_GERMAN = frozenset(("DE", "AT", "CH", "LI", "LU"))


@dataclass(frozen=True)
class Split:
    """A name in its parts."""

    gender: str | None
    title: str | None
    first: str | None
    last: str | None


def split_name(values: Mapping[str, Any]) -> Split:
    """The person of a row, from her columns or out of one name; all blank where nobody is named.

    >>> columns = dict.fromkeys(("salutation", "title", "first_name", "last_name"))
    >>> split_name({**columns, "person": "Herr Dr. Jan Ax"})
    Split(gender='male', title='Dr.', first='Jan', last='Ax')
    """
    parts = (values["first_name"], values["last_name"])
    words = (values["person"] or " ".join(part for part in parts if part)).split()
    gender = values["salutation"] or (meaning("genders", words[0]) if len(words) > 1 else None)
    rest = " ".join(words[1:] if gender and not values["salutation"] else words)
    title = _TITLES.match(rest)
    name = rest[title.end() :] if title else rest
    first, last = _first_and_last(name, values["last_name"])
    shown = values["title"] or (title[0].strip() if title else None)
    return Split(gender, shown, first or None, last or None)


def _first_and_last(name: str, last: str | None) -> tuple[str, str]:
    """The two, where the last name is told, stands before a comma, or is the last word."""
    if last and name.endswith(last):
        return name.removesuffix(last).strip(), last
    before, comma, behind = name.partition(",")
    first, _, only = name.rpartition(" ")
    return (behind.strip(), before.strip()) if comma else (first.strip(), only)


def shown_person(values: Mapping[str, Any]) -> str | None:
    """The person as the list names her."""
    parts = (values["title"], values["first_name"], values["last_name"])
    return values["person"] or " ".join(part for part in parts if part) or None


class ListedPeople:
    """Finds the contact of a row, or makes one at a company that is new; never at one that is only proposed."""

    def __init__(
        self, situation: Situation, companies: ListedCompanies, show: Mapping[str, Any], file: str
    ) -> None:
        self.rows: list[NewRow] = []
        self._situation, self._companies, self._show, self._file = situation, companies, show, file
        self._ids = next_ids("contacts", situation.tables["contacts"])
        self._limits = limits_of(situation.settings)
        self._made: dict[tuple[str, str], str] = {}
        self._mains: set[str] = set()
        self._at: dict[str, list[tuple[str, Person]]] = defaultdict(list)
        for _, cells in records(situation.tables["contacts"]):
            if cells["merged_into"] is None:
                name = " ".join(part for part in (cells["first_name"], cells["last_name"]) if part)
                person = Person.of(name, cells["email"], company=cells["company_id"] or "")
                self._at[person.company].append((cells["contact_id"], person))

    def contact_of(self, one: Listed, row: Row) -> str | None:
        """The id of the contact; None where nobody is named or the company is yet to be judged."""
        person = Person.of(shown_person(row.values), row.values["email"], company=one.company_id)
        if not person.key and not person.email:
            return None
        if one.decision in ("merge", "skip"):
            return next(self._known(person), None)
        return self._new(one, row, person) if one.decision in ("new", "related") else None

    def _known(self, person: Person) -> Iterator[str]:
        for contact_id, other in self._at[person.company]:
            same_mail = bool(person.email) and person.email == other.email
            if (same_mail and not person.key) or likeness(person, other, self._limits)[0] == "merge":
                yield contact_id

    def _new(self, one: Listed, row: Row, person: Person) -> str | None:
        name = split_name(row.values)
        if not name.last:
            return None
        key = (one.company_id, person.email or person.key)
        if key not in self._made:
            self._made[key] = next(self._ids)
            self._make(self._made[key], one, row, name)
        return self._made[key]

    def _make(self, contact_id: str, one: Listed, row: Row, name: Split) -> None:
        values = row.values
        cells: dict[str, Value] = {
            "contact_id": contact_id,
            "company_id": one.company_id,
            "gender": name.gender,
            "title": name.title,
            "first_name": name.first,
            "last_name": name.last,
            "function": values["function"],
            "is_main": one.company_id not in self._mains,
            "email": values["email"],
            "email_state": "unchecked" if values["email"] else None,
            "phone": values["phone"],
            "phone_state": "unchecked" if values["phone"] else None,
            "language": _language(one, self._situation.words.language),
            "active": True,
            **self._basis(values),
        }
        self._mains.add(one.company_id)
        self.rows.append(NewRow("contacts", {key: value for key, value in cells.items() if value is not None}))

    def _basis(self, values: Mapping[str, Any]) -> dict[str, Value]:
        """What the list says of a consent, with its proof; a talk is the reason why a call is welcome (R-40)."""
        text = self._situation.words.texts("commands.lead-import")
        on: date = values["met_on"] or self._show["starts_on"]
        basis: dict[str, Value] = {"basis_email": values["consent"] or "none"}
        if basis["basis_email"] != "none":
            basis |= {"basis_since": on, "basis_proof": text("proof", show=self._show["name"], file=self._file)}
        if values["met_on"] or values["rating"]:
            basis["basis_phone"] = text("talk", show=self._show["name"], on=on)
        return basis


def _language(one: Listed, house: str) -> str:
    if not one.firm.country:
        return house
    return "de" if one.firm.country in _GERMAN else "en"
