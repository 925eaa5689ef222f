"""People at the companies, and on which basis each may be written to or called."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import count

from addin.plan import NewRow
from addin.tables.model import Value
from workbook_templates.demo.addresses import phone
from workbook_templates.demo.companies import Firm, firms
from workbook_templates.demo.dice import dice, thrown
from workbook_templates.demo.ids import identity
from workbook_templates.demo.keydate import AS_OF
from workbook_templates.demo.people import Person, people
from workbook_templates.demo.wording import Wording

# The planted cases bring 35 more
NUMBER, PLANTED = 275, 35

_AT_LEAST = {"customer": 2}
_CUSTOMER_BASIS = {"existing_customer": 60, "written": 15, "doi": 15, "none": 10}
_PROSPECT_BASIS = {"none": 60, "show_card": 25, "doi": 15}
_MAIN_ROLES = {"decider": 45, "marketing": 55}
_OTHER_ROLES = {"assistant": 35, "marketing": 20, "billing": 20, "technical": 15, "influencer": 10}


@dataclass(frozen=True)
class Contact:
    """What other tables need to know of somebody at a company."""

    number: int
    firm: Firm
    person: Person
    role: str
    main: bool

    @property
    def contact_id(self) -> str:
        return identity("contacts", self.number)

    @property
    def email(self) -> str:
        return f"{self.person.mailbox}@{self.firm.domain}"


@cache
def persons() -> list[Person]:
    """All people at companies; the last of them belong to the planted cases."""
    return people(NUMBER + PLANTED, dice("persons"))


@cache
def contacts() -> tuple[Contact, ...]:
    """Everybody but the people of the planted cases, company by company, the main contact first."""
    thrower = dice("contacts")
    everybody, numbers = iter(persons()), count(1)
    found = []
    for firm, heads in zip(firms(), _heads(thrower), strict=True):
        for place in range(heads):
            role = thrown(_OTHER_ROLES if place else _MAIN_ROLES, thrower)
            if place == 1 and firm.status == "prospect":
                role = "assistant"
            found.append(Contact(next(numbers), firm, next(everybody), role, main=place == 0))
    return tuple(found)


def _heads(thrower: random.Random) -> list[int]:
    """How many people the house knows at each company, so that the sum comes out."""
    heads = [_AT_LEAST.get(firm.status, 1) for firm in firms()]
    buyers = [place for place, firm in enumerate(firms()) if firm.status in ("customer", "prospect")]
    for place in thrower.sample(buyers, NUMBER - sum(heads)):
        heads[place] += 1
    return heads


@cache
def main_contacts() -> dict[str, Contact]:
    """The main contact of each company by its id."""
    return {contact.firm.company_id: contact for contact in contacts() if contact.main}


def rows(wording: Wording) -> list[NewRow]:
    """The row of everybody but the people of the planted cases."""
    return [contact_row(contact, wording) for contact in contacts()]


def contact_row(contact: Contact, wording: Wording, **more: Value) -> NewRow:
    """The row of somebody at a company; `more` says what is special about them."""
    person, firm = contact.person, contact.firm
    row: dict[str, Value] = {
        "contact_id": contact.contact_id,
        "company_id": firm.company_id,
        "gender": person.gender,
        "title": person.title or None,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "function": wording.text("functions", f"{contact.role}_{person.gender}"),
        "is_assistant": contact.role == "assistant",
        "is_main": contact.main,
        "email": contact.email,
        "email_state": "ok",
        "phone": phone(firm.place[2], 200 + contact.number),
        "phone_state": "ok",
        "language": wording.language if firm.country == "DE" else "en",
        "active": True,
        "buying_role": contact.role,
    }
    return NewRow("contacts", row | _basis(contact, wording) | more)


def basis_of(contact: Contact) -> str:
    """On which basis the house may write advertising e-mails to somebody; `none` for no basis."""
    prospect = contact.firm.status == "prospect"
    return thrown(_PROSPECT_BASIS if prospect else _CUSTOMER_BASIS, dice(f"basis {contact.number}"))


def _basis(contact: Contact, wording: Wording) -> dict[str, Value]:
    """Since when and by which proof we may write, and why we may call (R-40)."""
    thrower, basis = dice(f"contact {contact.number}"), basis_of(contact)
    since: date | None = None if basis == "none" else AS_OF - timedelta(days=thrower.randrange(30, 900))
    return {
        "basis_email": basis,
        "basis_since": since,
        "basis_proof": wording.text("proofs", basis) if since else None,
        "basis_phone": wording.text(
            "phone_reasons", "prospect" if contact.firm.status == "prospect" else "customer"
        ),
    }
