"""Group Leitung: mails that came back, read from a folder, an mbox or a Maildir."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from addin.commands.return_items import item_of
from addin.commands.situation import Situation
from addin.commands.slips import Slip, address_key
from addin.commands.undeliverable import ReturnBook
from addin.core.records import records
from addin.errors import Refusal
from addin.plan import Plan
from addin.reports.returned import Item, Outcome, bounce_list
from addin.tables.model import Problem, Value
from mailmerge.bounces import Bounce, read

_OUTLOOK = "*.[mM][sS][gG]"


def read_bounces(situation: Situation) -> Plan:
    """Reads bounce mails and notes what each of them says about whom (R-45); the same mail again adds nothing."""
    place = Path(situation.choice("file")).absolute()
    bounces = _bounces(place)
    post = _Post(situation)
    seen = [post.take(bounce) for bounce in bounces]
    post.book.settle()
    post.book.write()
    items = [post.item(each) for each in seen]
    return Plan(
        changes=post.book.edits.changes,
        rows=post.book.rows,
        reports=(bounce_list(items, situation.names, situation.words, situation.today),),
        problems=(*situation.problems, *_unread(place), *post.problems(seen)),
        counts=_counts(post.book, bounces, items),
    )


def _bounces(place: Path) -> list[Bounce]:
    """Refusal `bounces_missing`, `bounces_none`, `file_unreadable`."""
    try:
        found = list(read(place))
    except FileNotFoundError:
        raise Refusal("bounces_missing", file=place.name, folder=str(place.parent)) from None
    except OSError as error:
        facts = {"file": place.name, "folder": str(place.parent), "reason": error.strerror}
        raise Refusal("file_unreadable", **facts) from None
    if not found:
        raise Refusal("bounces_none", file=place.name)
    return found


def _unread(place: Path) -> Iterator[Problem]:
    """Mails as Outlook saves them, which only Outlook reads."""
    for file in sorted(place.glob(_OUTLOOK)) if place.is_dir() else ():
        yield Problem(file.name, None, "", "bounce_of_outlook", {}, "warning")


def _counts(book: ReturnBook, bounces: list[Bounce], items: list[Item]) -> dict[str, int]:
    outcomes = Counter(item.outcome for item in items)
    return {
        "mails_read": len({bounce.source for bounce in bounces}),
        **book.counts,
        "tasks_opened": len(book.tasks.rows),
        "sender_trouble": outcomes["sender"],
        "strangers": outcomes["stranger"] + outcomes["unread"],
    }


@dataclass(frozen=True)
class _Seen:
    """A bounce with the return it is; none where nobody of ours is meant."""

    bounce: Bounce
    slip: Slip | None = None
    written_to: str = ""


class _Post:
    """Finds out whom each bounce is about: by the message that came back, else by the address."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self.book = ReturnBook(situation)

    def take(self, bounce: Bounce) -> _Seen:
        """Enters a bounce, where it is about somebody of ours and says that something came back."""
        day = min(bounce.on or self.situation.today, self.situation.today)
        message = self._message(bounce, day)
        address = bounce.recipient or message.get("address") or ""
        contact = message.get("contact_id") or self.book.addresses.contact_with(address)
        if bounce.kind == "delivered" or not (contact or message):
            return _Seen(bounce)
        found: dict[str, Value] = {
            "on": day,
            "channel": "email",
            "company_id": self.book.addresses.contact(contact or "", "company_id"),
            "contact_id": contact,
            "address": address,
            "code": bounce.status or bounce.reply_code or None,
            "reason": bounce.text or None,
            "class": bounce.kind,
            "mailing_id": message.get("mailing_id"),
            "message_id": bounce.message_id or message.get("message_id") or bounce.notice or None,
            "source": bounce.source,
        }
        return _Seen(bounce, self.book.enter(**found), str(message.get("address") or ""))

    def item(self, seen: _Seen) -> Item:
        """A bounce as the report shows it."""
        if seen.slip:
            return replace(item_of(seen.slip, self.book), source=seen.bounce.source)
        bounce = seen.bounce
        code = bounce.status or bounce.reply_code
        return Item(
            _without_slip(bounce),
            on=bounce.on,
            channel="email",
            address=bounce.recipient,
            kind="" if bounce.kind == "delivered" else bounce.kind,
            code=code,
            reason=bounce.text,
            source=bounce.source,
        )

    def problems(self, seen: list[_Seen]) -> Iterator[Problem]:
        """What the coordinator must look at, mail by mail."""
        yield from self.book.problems
        yield from self.book.told([each.slip for each in seen if each.slip])
        for each in seen:
            yield from self._strange(each)

    def _strange(self, seen: _Seen) -> Iterator[Problem]:
        bounce, facts = seen.bounce, {"address": seen.bounce.recipient, "written_to": seen.written_to}
        if seen.slip is None and bounce.kind != "delivered":
            code = "bounce_stranger" if bounce.recipient else "bounce_unread"
            yield Problem(bounce.source, None, "", code, facts, "warning")
        elif seen.written_to and bounce.recipient and not _same(bounce.recipient, seen.written_to):
            yield Problem(bounce.source, None, "", "bounce_other_address", facts, "warning")

    def _message(self, bounce: Bounce, day: date) -> dict[str, Any]:
        """The message of ours that came back: the one of that id, else the last one to the address before."""
        if bounce.message_id in self._by_id:
            return self._by_id[bounce.message_id]
        known = self._by_address.get(address_key("email", bounce.recipient), [])
        before = [each for each in known if each["sent_on"] is None or each["sent_on"] <= day]
        return before[-1] if before else {}

    @cached_property
    def _sent(self) -> list[dict[str, Any]]:
        """The e-mails that left the house, the latest last."""
        recipients = self.situation.tables["recipients"]
        mails = recipients[recipients["channel"].eq("email") & recipients["message_id"].notna()]
        rows = [cells for _, cells in records(mails)]
        return sorted(rows, key=lambda cells: cells["sent_on"] or date.min)

    @cached_property
    def _by_id(self) -> dict[str, dict[str, Any]]:
        return {cells["message_id"]: cells for cells in self._sent}

    @cached_property
    def _by_address(self) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        for cells in self._sent:
            found.setdefault(address_key("email", str(cells["address"] or "")), []).append(cells)
        return found


def _same(one: str, other: str) -> bool:
    return address_key("email", one) == address_key("email", other)


def _without_slip(bounce: Bounce) -> Outcome:
    if bounce.kind == "delivered":
        return "delivered"
    return "stranger" if bounce.recipient else "unread"
