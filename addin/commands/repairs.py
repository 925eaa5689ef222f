"""An address put right, a person who left: the returns about it are done with (R-46)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from addin.commands.slips import Slip, address_key
from addin.commands.undeliverable import ReturnBook
from addin.core.phones import dialled
from addin.errors import Refusal
from addin.tables.model import Value
from mailmerge.addresses import checked
from mailmerge.bounces import Channel

# Musterweg 5, 20095 Hamburg
_PLACE = re.compile(r"(?P<street>.+),\s*(?P<zip>(?=\S*\d)[\w-]+)\s+(?P<city>\D+)")
_COLUMNS = {"email": ("email", "email_state"), "phone": ("phone", "phone_state")}


@dataclass(frozen=True)
class Repair:
    """The right address of somebody, and who said so."""

    channel: Channel
    contact: str
    company: str
    right: str
    source: str


def proved(source: str) -> str:
    """The source of a correction; Refusal `return_source_missing` without one."""
    if not source:
        raise Refusal("return_source_missing")
    return source


def put_right(book: ReturnBook, repair: Repair) -> dict[str, int]:
    """Writes the new address, to be checked again; every open return of the old one is corrected.

    Without one the correction is a return of its own, so that its source is kept. Refusal `return_value_unread`.
    """
    old = book.addresses.of(repair.channel, repair.contact, repair.company)
    if _is_known(book, repair, old):
        return {"corrected": 0}
    _write(book, repair)
    slips = [slip for slip in book.slips if not slip.repaired and _is_about(slip, repair)]
    slips = slips or [_without_return(book, repair, old)]
    for slip in slips:
        _done(book, slip, "corrected", repair.source, repair.right)
    return {"corrected": 1, "tasks_done": sum(_closed(book, subject) for subject in {s.subject for s in slips})}


def retired(book: ReturnBook, contact: str, on: date, source: str) -> dict[str, int]:
    """A person has left: the contact is inactive, the company stays; what came back for her needs no repair."""
    row = book.addresses.contacts[contact]
    if (
        book.addresses.contact(contact, "left_on") is None
        or book.addresses.contact(contact, "active") is not False
    ):
        book.problems += book.addresses.retire(row, on)
    for slip in book.slips:
        if slip.text("contact_id") == contact and slip.channel != "post" and not slip.repaired:
            _done(book, slip, "left", source)
    return {"left": int(bool(book.edits.changes)), "tasks_done": _closed(book, contact)}


def _is_known(book: ReturnBook, repair: Repair, old: str) -> bool:
    """The address stands already, and a return says from whom it is."""
    noted = any(slip.text("new_value") == repair.right and _is_about(slip, repair) for slip in book.slips)
    still_open = any(not slip.repaired and _is_about(slip, repair) for slip in book.slips)
    same = address_key(repair.channel, old) == address_key(repair.channel, repair.right)
    return noted and same and not still_open


def _is_about(slip: Slip, repair: Repair) -> bool:
    if slip.channel != repair.channel:
        return False
    if repair.channel == "post":
        return slip.text("company_id") == repair.company
    return slip.text("contact_id") == repair.contact


def _write(book: ReturnBook, repair: Repair) -> None:
    """The new address into its cells; nobody knows yet whether it works."""
    if repair.channel == "post":
        place = _PLACE.fullmatch(repair.right)
        if not place:
            raise Refusal("return_value_unread", value=repair.right)
        parts: dict[str, Value] = dict(place.groupdict())
        book.edits.set("companies", book.addresses.companies[repair.company], **parts, post_state="unchecked")
        return
    fit = isinstance(checked(repair.right), str) if repair.channel == "email" else dialled(repair.right)
    if not fit:
        raise Refusal("return_value_unread", value=repair.right)
    value, state = _COLUMNS[repair.channel]
    row = book.addresses.contacts[repair.contact]
    book.edits.set("contacts", row, **{value: repair.right, state: "unchecked"})


def _without_return(book: ReturnBook, repair: Repair, old: str) -> Slip:
    facts: dict[str, Value] = {"on": book.situation.today, "channel": repair.channel, "class": "unknown"}
    whom: dict[str, Value] = {"contact_id": repair.contact or None, "company_id": repair.company or None}
    return book.enter(**facts, **whom, address=old or repair.right)


def _done(book: ReturnBook, slip: Slip, action: str, source: str, right: str | None = None) -> None:
    situation = book.situation
    by = situation.coordinator
    slip.cells |= {"action": action, "new_value": right, "repair_source": source}
    slip.cells |= {"repaired_on": situation.today, "repaired_by": by}
    slip.fresh = not slip.cells["class"]


def _closed(book: ReturnBook, subject: str) -> int:
    """The tasks that are done with it: none while another address of the same person is still to be repaired."""
    waits = any(not slip.repaired and slip.cells["action"] == "suppressed" for slip in book.of(subject))
    return 0 if waits else book.tasks.close(subject, book.edits)
