"""A batch as the page that is read before it is approved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from addin.commands.findings import finding_text
from addin.core.records import records
from mailmerge import mime
from mailmerge.blocks import html, plain
from mailmerge.model import Message
from mailmerge.preview import Enclosure, Preview, Recipient
from mailmerge.previewed import next_page

if TYPE_CHECKING:
    from addin.commands.batch import Batch, Draft
    from addin.commands.correspondents import Row


def preview_page(batch: Batch, earlier: str) -> str:
    """The whole batch: everybody who gets a message as it will look, everybody else with the reason, and what is
    different from the `earlier` page (blank: there is none)."""
    sender = batch.people.sender
    drafts = {draft.row: draft for draft in batch.drafts}
    shown = Preview(
        letter=str(batch.value("about") or batch.value("letter")),
        about=batch.mailing_id,
        prepared_on=batch.value("prepared_on"),
        legal_class=batch.value("legal_class"),
        sender=f"{sender.name} <{sender.email}>",
        recipients=tuple(
            _recipient(batch, row, cells, drafts.get(row)) for row, cells in records(batch.recipients)
        ),
        made=batch.situation.now,
    )
    return next_page(shown, batch.situation.words.language, earlier)


def _recipient(batch: Batch, row: int, cells: Row, draft: Draft | None) -> Recipient:
    words = batch.situation.words
    name, company = _who(batch, cells)
    known = Recipient(
        row=row,
        name=name,
        company=company,
        channel="post" if cells["channel"] == "post" else "email",
        address=cells["address"] or "",
        send=draft is not None,
        reason=_reason(batch, cells),
        key=" ".join(str(cells[key] or "") for key in ("contact_id", "person", "channel", "occasion", "about")),
    )
    if draft is None:
        return known
    if draft.message is None:
        told = (finding_text(each, words) for each in draft.findings)
        return replace(known, findings=tuple(told))
    return replace(known, **_read(draft.message))


def _reason(batch: Batch, cells: Row) -> str:
    """Why there is no message; where a letter goes instead, that."""
    if not cells["reason"]:
        return ""
    words = batch.situation.words
    reason = words.text(f"choices.skip_reason.{cells['reason']}")
    instead = (cells["contact_id"], cells["about"]) in batch.going
    return words.text("mailings.post_instead", reason=reason) if instead else reason


def _who(batch: Batch, cells: Row) -> tuple[str, str]:
    """Name and company of a recipient; a colleague is of no company. For nobody the records it is about."""
    people = batch.people
    if cells["contact_id"] in people.contacts:
        person = people.contact(cells["contact_id"])
        return f"{person.first_name} {person.last_name}".strip(), person.company
    colleague = people.staff.get(cells["person"])
    return (str(colleague["name"] if colleague else cells["about"] or ""), "")


def _read(message: Message) -> dict[str, Any]:
    """A message as its recipient reads it; what the house says of itself stands on its letter paper."""
    by_post = message.channel == "post"
    return {
        "subject": message.subject,
        "text": plain(message.blocks) if by_post else mime.text(message),
        "html": html(message.blocks) if by_post else mime.page(message),
        "attachments": tuple(
            Enclosure(each.name or each.path.name, each.path.stat().st_size) for each in message.attachments
        ),
        "reply_to": message.reply_to,
    }
