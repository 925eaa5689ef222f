"""The people of a list from a fair: who is a contact already, and who becomes one (R-31, R-40)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from addin.commands.duplicates import full_name
from addin.commands.firms import limits_of
from addin.commands.lead_companies import Listed
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


@dataclass(frozen=True)
class Origin:
    """Where a row comes from: the cells of the show, and the file."""

    show: Mapping[str, Any]
    file: str


class ListedPeople:
    """Finds the contact of a row, or makes one at a company that is new; never at one that is only proposed."""

    def __init__(self, situation: Situation) -> None:
        self.rows: list[NewRow] = []
        self._situation = situation
        self._ids = next_ids("contacts", situation.tables["contacts"])
        self._limits = limits_of(situation.settings)
        self._made: dict[tuple[str, str, str], str] = {}
        self._at: dict[str, list[tuple[str, Person]]] = defaultdict(list)
        for _, cells in records(situation.tables["contacts"]):
            if cells["merged_into"] is None:
                person = Person.of(full_name(cells), cells["email"], company=cells["company_id"] or "")
                self._at[person.company].append((cells["contact_id"], person))

    def contact_of(self, one: Listed, row: Row, origin: Origin) -> str | None:
        """The id of the contact; None where nobody is named or the company is yet to be judged."""
        if one.decision == "review":
            return None
        known = self.known(one, row)
        return known or (None if one.decision in ("merge", "skip") else self.made(one, row, origin))

    def known(self, one: Listed, row: Row) -> str | None:
        """The contact of the company who has the address and no other name, or is called so."""
        person = _person(one, row)
        for contact_id, other in self._at[person.company] if person.key or person.email else ():
            same_mail = bool(person.email) and person.email == other.email
            if (same_mail and not person.key) or likeness(person, other, self._limits)[0] == "merge":
                return contact_id
        return None

    def made(self, one: Listed, row: Row, origin: Origin) -> str | None:
        """A new contact at the company, one for all rows that name her alike; None without a last name."""
        name, person = split_name(row.values), _person(one, row)
        if not name.last:
            return None
        key = (one.company_id, person.key, person.email)
        if key not in self._made:
            self._made[key] = next(self._ids)
            self._make(self._made[key], one, row, name, origin)
            self._at[one.company_id].append((self._made[key], person))
        return self._made[key]

    def _make(self, contact_id: str, one: Listed, row: Row, name: Split, origin: Origin) -> None:
        values = row.values
        cells: dict[str, Value] = {
            "contact_id": contact_id,
            "company_id": one.company_id,
            "gender": name.gender,
            "title": name.title,
            "first_name": name.first,
            "last_name": name.last,
            "function": values["function"],
            "is_main": not self._at[one.company_id],
            "email": values["email"],
            "email_state": "unchecked" if values["email"] else None,
            "phone": values["phone"],
            "phone_state": "unchecked" if values["phone"] else None,
            "language": _language(one, self._situation.words.language),
            "active": True,
            **self._basis(values, origin),
        }
        self.rows.append(NewRow("contacts", {key: value for key, value in cells.items() if value is not None}))

    def _basis(self, values: Mapping[str, Any], origin: Origin) -> dict[str, Value]:
        """What the list says of a consent, with its proof; a talk is the reason why a call is welcome (R-40)."""
        text = self._situation.words.texts("commands.lead-import")
        show, on = origin.show["name"], values["met_on"] or origin.show["starts_on"]
        basis: dict[str, Value] = {"basis_email": values["consent"] or "none"}
        if basis["basis_email"] != "none":
            basis |= {"basis_since": on, "basis_proof": text("proof", show=show, file=origin.file)}
        if values["met_on"] or values["rating"]:
            basis["basis_phone"] = text("talk", show=show, on=on)
        return basis


def _person(one: Listed, row: Row) -> Person:
    return Person.of(shown_person(row.values), row.values["email"], company=one.company_id)


def _language(one: Listed, house: str) -> str:
    if not one.firm.country:
        return house
    return "de" if one.firm.country in _GERMAN else "en"
