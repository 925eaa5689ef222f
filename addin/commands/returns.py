"""Group Leitung: what came back by post or telephone, noted by hand; and addresses put right (R-45, R-46)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from addin.commands.lookups import meant
from addin.commands.repairs import Repair, proved, put_right, retired
from addin.commands.return_items import item_of
from addin.commands.situation import Situation
from addin.commands.undeliverable import ReturnBook
from addin.core.phones import dialled
from addin.errors import Refusal
from addin.plan import Plan
from addin.reports.returned import return_list
from mailmerge.bounces import Channel, classified, gone

_CODE = re.compile(r"[45]\.\d{1,3}\.\d{1,3}|[45]\d\d")


def returns(situation: Situation) -> Plan:
    """Notes one return or one correction, or neither; judges what was typed into the sheet; lists what is open."""
    book = ReturnBook(situation)
    counts = _noted(book) if situation.choice("contact") or situation.choice("company") else {}
    book.settle()
    book.write()
    still_open = [slip for slip in book.slips if not slip.repaired and slip.kind not in ("", None, "auto_reply")]
    items = [item_of(slip, book) for slip in still_open]
    return Plan(
        changes=book.edits.changes,
        rows=book.rows,
        reports=(return_list(items, situation.names, situation.words, situation.today),),
        problems=(*situation.problems, *book.problems, *book.told(still_open)),
        counts={**book.counts, "tasks_opened": len(book.tasks.rows), **counts, "returns_open": len(items)},
    )


@dataclass(frozen=True)
class _Told:
    """What the coordinator said: whom it is about, by which channel, and what happened or is right now."""

    contact: str
    company: str
    channel: Channel
    reason: str
    right: str
    source: str
    on: date
    left_on: date | None

    @classmethod
    def of(cls, book: ReturnBook) -> _Told:
        """Refusal where nobody of that name is known, or a channel needs a contact."""
        choice, tables = book.situation.choice, book.situation.tables
        reason, right = (str(choice(name) or "").strip() for name in ("reason", "new"))
        on = choice("on") or book.situation.today
        left_on = choice("left") or (on if gone(reason) == "left" else None)
        contact = meant("contacts", tables["contacts"], str(choice("contact"))) if choice("contact") else ""
        company = str(book.addresses.contact(contact, "company_id") or "")
        if choice("company"):
            company = meant("companies", tables["companies"], str(choice("company")))
        channel: Channel = choice("channel") or _channel(reason, right)
        if not contact and (channel != "post" or left_on):
            raise Refusal(
                "return_contact_missing", channel=book.situation.words.text(f"choices.channel.{channel}")
            )
        return cls(contact, company, channel, reason, right, str(choice("source") or "").strip(), on, left_on)


def _channel(reason: str, right: str) -> Channel:
    """The channel that a new address or a note can only mean; else the post."""
    if "@" in right or _CODE.fullmatch(reason):
        return "email"
    return "phone" if dialled(right) or classified("phone", reason) != "unknown" else "post"


def _noted(book: ReturnBook) -> dict[str, int]:
    """Refusal `return_nothing_said` where nothing was said; `return_source_missing`, R-46."""
    told = _Told.of(book)
    if told.left_on:
        return retired(book, told.contact, told.left_on, proved(told.source))
    if told.reason:
        _enter(book, told)
    if told.right:
        right = Repair(told.channel, told.contact, told.company, told.right, proved(told.source))
        return put_right(book, right)
    if not told.reason:
        raise Refusal("return_nothing_said")
    return {}


def _enter(book: ReturnBook, told: _Told) -> None:
    """Refusal `return_unread` where a note says nothing of an address, `return_no_address` where there is none."""
    kind = "hard" if gone(told.reason) else classified(told.channel, told.reason)
    if kind == "unknown":
        raise Refusal("return_unread", value=told.reason)
    address = book.addresses.of(told.channel, told.contact, told.company)
    if not address:
        raise Refusal("return_no_address", channel=book.situation.words.text(f"choices.channel.{told.channel}"))
    book.enter(
        **{"on": told.on, "channel": told.channel, "class": kind, "address": address},
        company_id=told.company or None,
        contact_id=told.contact or None,
        code=told.reason if _CODE.fullmatch(told.reason) else None,
        reason=None if _CODE.fullmatch(told.reason) else told.reason,
    )
