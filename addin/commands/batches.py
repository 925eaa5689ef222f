"""Group Versand: a prepared batch is looked at, tried out, approved by name, and sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from addin.commands.batch import Batch, Draft, counted, minutes, value_in
from addin.commands.findings import finding_text
from addin.commands.lookups import meant
from addin.commands.marks import marks
from addin.commands.situation import Situation
from addin.errors import Refusal
from addin.plan import MAIL_FOLDER, Change, Dispatch, File, Plan

if TYPE_CHECKING:
    from pathlib import Path


def preview(situation: Situation) -> Plan:
    """A page with every message as it will look, and who gets none and why; approving is possible from now on."""
    from addin.commands.preview_page import preview_page

    batch = Batch.chosen(situation, ("draft", "previewed", "approved", "sending"))
    changed = batch.value("preview_hash") != batch.digest
    changes = [*batch.change("preview_hash", batch.digest)]
    if changed or batch.value("state") == "draft":
        changes += [*batch.change("state", "previewed"), *batch.change("approved_by", None)]
        changes += batch.change("approved_on", None)
    name = f"{MAIL_FOLDER}/{batch.mailing_id}.html"
    page = File(name, preview_page(batch, _read(situation.folder / name)).encode())
    return Plan(
        changes=tuple(changes),
        files=(page,),
        problems=(*situation.problems, *batch.problems),
        counts=counted(batch),
    )


def _read(page: Path) -> str:
    """An earlier page; blank where there is none that can be read."""
    try:
        return page.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def approve(situation: Situation) -> Plan:
    """Somebody puts her name to a batch as it was shown; Refusal where nobody looked, or it has changed since."""
    batch = Batch.chosen(situation, ("previewed",))
    staff = situation.tables["staff"]
    by = meant("staff", staff, str(situation.choice("by") or ""))
    if batch.value("state") == "draft":
        raise Refusal("mail_not_previewed", mailing=batch.mailing_id)
    batch.refuse_changed()
    if batch.value("state") != "previewed":
        return Plan(problems=situation.problems, counts=counted(batch))
    changes = (
        *batch.change("approved_by", by),
        *batch.change("approved_on", situation.today),
        *batch.change("state", "approved"),
    )
    return Plan(changes=changes, problems=(*situation.problems, *batch.problems), counts=counted(batch))


def test_mail(situation: Situation) -> Plan:
    """Some messages of a batch as their recipients would get them, but to the coordinator's own address."""
    from mailmerge.mime import test_copy

    batch = Batch.chosen(situation, ("draft", "previewed", "approved", "sending"))
    address = str(situation.choice("to") or situation.settings["mail.sender"] or "")
    if not address:
        raise Refusal("house_incomplete", settings=["mail.sender"], letter=str(batch.value("letter")))
    whole = [draft for draft in batch.drafts if draft.message]
    chosen = whole[: int(situation.choice("count") or 3)]
    copies = {draft.row: test_copy(draft.message, address) for draft in chosen if draft.message}
    dispatch = Dispatch(batch.mailing_id, batch.row, copies, trial=True)
    return Plan(problems=(*situation.problems, *batch.problems), dispatch=dispatch)


def send(situation: Situation) -> Plan:
    """Sends those e-mails of an approved batch that have not gone yet; nobody gets one twice (R-41)."""
    batch = Batch.chosen(situation, ("approved", "sending"))
    batch.refuse_unapproved()
    waiting = [draft for draft in batch.drafts if draft.channel == "email" and not draft.has_left]
    dispatch = Dispatch(
        batch.mailing_id,
        batch.row,
        {draft.row: draft.message for draft in waiting if draft.message},
        again=bool(situation.choice("retry-failed")),
        arrived=_addresses(situation.choice("arrived")),
        lost=_addresses(situation.choice("lost")),
        by=str(batch.value("approved_by") or ""),
        marks=dict(marks(batch)),
    )
    return Plan(
        changes=tuple(_failed(batch, waiting)),
        problems=(*situation.problems, *batch.problems),
        counts={"minutes": minutes(situation, len(dispatch.messages))},
        dispatch=dispatch,
    )


def _addresses(told: Any) -> frozenset[str]:
    return frozenset(str(address).strip().casefold() for address in told or ())


def _failed(batch: Batch, drafts: Sequence[Draft]) -> Iterator[Change]:
    """A row that makes no message says why."""
    words = batch.situation.words
    for draft in drafts:
        if not draft.message:
            error = finding_text(draft.findings[0], words)
            for column, after in (("state", "failed"), ("error", error)):
                before = value_in(batch.situation, "recipients", draft.row, column)
                if before != after:
                    yield Change("recipients", draft.row, column, before, after)
