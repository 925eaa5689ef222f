"""The letter that asks for an address: one way to somebody is dead, another is not (R-46)."""

from __future__ import annotations

from collections.abc import Iterator

from addin.commands.audiences.addressees import Letters
from addin.commands.correspondents import Row
from addin.commands.situation import Situation
from addin.core.mailings import Case


def address_checks(situation: Situation) -> Iterator[Case]:
    """Contacts of whom an e-mail address, number or postal address is dead and who can be written to all the same.

    A company's dead postal address is asked of whom one writes to there.
    """
    letters = Letters(situation)
    for contact_id, contact in reversed(letters.people.contacts.items()):
        company = letters.people.company_of(contact_id)
        is_main = letters.people.contact_of(contact["company_id"]) == contact_id
        dead = dict(_dead(contact, company, is_main=is_main))
        there = contact["active"] is not False and contact["left_on"] is None
        if dead and there and _reachable(contact, company, dead):
            words = letters.words_for(contact_id).texts("mailings.details")
            items = [{"what": words(channel), "value": value} for channel, value in dead.items()]
            values = {"company": company.get("name"), "items": items, **letters.signed(contact_id)}
            occasion = "address-check." + "+".join(dead.values())
            yield Case(occasion, (contact_id,), values, contact_id)


def _dead(contact: Row, company: Row, *, is_main: bool) -> Iterator[tuple[str, str]]:
    """The channels under which nobody is reached, with what is stored for them."""
    for channel in ("email", "phone"):
        if contact[f"{channel}_state"] == "dead" and contact[channel]:
            yield channel, str(contact[channel]).strip()
    if is_main and company.get("post_state") == "dead" and (place := _place(company)):
        yield "post", place


def _place(company: Row) -> str:
    town = " ".join(str(company[part]) for part in ("zip", "city") if company.get(part))
    return ", ".join(part for part in (company.get("street"), town) if part)


def _reachable(contact: Row, company: Row, dead: dict[str, str]) -> bool:
    """A message can still arrive, by e-mail or by post."""
    by_email = bool(contact["email"]) and "email" not in dead
    return by_email or (bool(_place(company)) and company.get("post_state") != "dead")
