"""Who is meant by an id: the names and numbers that reports show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Directory:
    """Names by id, and whom to call at a company; an id without a row stands for itself."""

    companies: Mapping[str, str] = field(default_factory=dict)
    staff: Mapping[str, str] = field(default_factory=dict)
    callers: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    contacts: Mapping[str, str] = field(default_factory=dict)

    def company(self, company_id: str | None) -> str:
        return self.companies.get(company_id or "", company_id or "")

    def person(self, staff_id: str | None) -> str:
        return self.staff.get(staff_id or "", staff_id or "")

    def contact(self, contact_id: str | None) -> str:
        return self.contacts.get(contact_id or "", contact_id or "")

    def caller(self, company_id: str | None) -> tuple[str, str]:
        """Contact person and telephone number of a company; blank where nobody is known."""
        return self.callers.get(company_id or "", ("", ""))


def directory(companies: pd.DataFrame, staff: pd.DataFrame, contacts: pd.DataFrame) -> Directory:
    """The directory of a master workbook.

    Whom to call is the main contact, else the first one who is still there; the number is theirs, where it is not
    known to be dead, else the company's.
    """
    phones = dict(_pairs(companies, "company_id", "phone"))
    people = {row.company_id: row for row in reversed(list(_callable(contacts)))}
    callers = {
        company_id: _caller(people.get(company_id), phones.get(company_id)) for company_id in {*phones, *people}
    }
    full = contacts["first_name"].fillna("") + " " + contacts["last_name"].fillna("")
    return Directory(
        dict(_pairs(companies, "company_id", "name")),
        dict(_pairs(staff, "staff_id", "name")),
        callers,
        dict(_pairs(contacts.assign(name=full.str.strip()), "contact_id", "name")),
    )


def _pairs(frame: pd.DataFrame, key: str, value: str) -> Iterator[tuple[str, str]]:
    filled = frame[[key, value]].dropna()
    return zip(filled[key].tolist(), filled[value].tolist(), strict=True)


def _callable(contacts: pd.DataFrame) -> Iterator[Any]:
    """Contacts who are still there, the main ones first."""
    there = contacts[contacts["active"].ne(False) & contacts["left_on"].isna()]
    main = there["is_main"].eq(True)
    yield from there[main].itertuples()
    yield from there[~main].itertuples()


def _caller(person: Any, company_phone: str | None) -> tuple[str, str]:
    if person is None:
        return "", company_phone or ""
    name = " ".join(part for part in (person.first_name, person.last_name) if part)
    alive = person.phone if person.phone_state != "dead" else None
    return name, alive or company_phone or ""
