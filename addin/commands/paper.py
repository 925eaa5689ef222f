"""Group Versand: what goes by post, as one PDF to print: the letters of a batch, and address labels."""

from __future__ import annotations

from collections.abc import Iterator

from addin.commands.batch import Batch, Draft, counted
from addin.commands.correspondents import Correspondents
from addin.commands.marks import marks
from addin.commands.situation import Situation
from addin.core.records import records
from addin.errors import Refusal
from addin.plan import MAIL_FOLDER, Change, File, Plan
from addin.tables import TABLES
from addin.tables.frames import plain
from addin.tables.model import Problem, Value
from mailmerge.model import Finding
from mailmerge.paper.labels import Label, labels_pdf, sheets
from mailmerge.paper.letters import PaperLetter, letters_pdf
from mailmerge.shown import Shown


def mail_letters(situation: Situation) -> Plan:
    """One PDF with the letters of an approved batch that go by post, and the note that they have gone (R-41)."""
    batch = Batch.chosen(situation, ("approved", "sending"))
    batch.refuse_unapproved()
    waiting = [draft for draft in batch.drafts if draft.channel == "post" and draft.state in ("queued", "failed")]
    letters = {draft.row: letter for draft in waiting if (letter := _letter(batch, draft))}
    if not letters:
        return Plan(problems=(*situation.problems, *batch.problems), counts=counted(batch))
    printed = letters_pdf(list(letters.values()), situation.settings["paper.form"])
    misfits = {finding.record: finding for finding in printed.findings}
    name = f"{MAIL_FOLDER}/{batch.mailing_id}-{situation.run}.pdf"
    gone = [row for row, letter in letters.items() if letter.message.identity.record not in misfits]
    return Plan(
        changes=(*_sent(batch, gone, name), *_finished(batch, gone), *_noted(batch, gone)),
        files=(File(name, printed.pdf),) if gone else (),
        problems=(*situation.problems, *batch.problems, *_told(letters, misfits)),
        counts={"letters": len(gone)},
    )


def _letter(batch: Batch, draft: Draft) -> PaperLetter | None:
    """The message as it stands on paper, dated today."""
    if draft.message is None:
        return None
    message = draft.message
    return PaperLetter(
        message=message,
        address=tuple(message.identity.address.splitlines()),
        date=Shown(message.language).date(batch.situation.today),
        reference=message.identity.record,
        contact=batch.signed_by,
    )


def _sent(batch: Batch, rows: list[int], document: str) -> Iterator[Change]:
    after: dict[str, Value] = {"state": "sent", "sent_on": batch.situation.now.replace(microsecond=0)}
    for row in rows:
        for column, value in {**after, "document": document, "error": None}.items():
            before = plain(TABLES["recipients"][column], batch.recipients.at[row, column])
            if before != value:
                yield Change("recipients", row, column, before, value)


def _finished(batch: Batch, gone: list[int]) -> Iterator[Change]:
    """The mailing is sent when nobody on its list waits any more."""
    waits = batch.recipients["state"].isin(("queued", "sending", "uncertain")) & batch.recipients["send"].eq(True)
    left = set(batch.recipients.index[waits]) - set(gone)
    yield from batch.change("state", "sending" if left else "sent")


def _noted(batch: Batch, gone: list[int]) -> Iterator[Change]:
    known = dict(marks(batch))
    for row in gone:
        yield from known.get(row, ())


def _told(letters: dict[int, PaperLetter], misfits: dict[str, Finding]) -> Iterator[Problem]:
    for row, letter in letters.items():
        finding = misfits.get(letter.message.identity.record)
        if finding:
            yield Problem("recipients", row, "address", finding.code, finding.facts)


def labels(situation: Situation) -> Plan:
    """Address labels as a PDF: for the selected contacts, else for those whom a batch writes to by post."""
    sheet, start = str(situation.choice("sheet") or ""), int(situation.choice("start") or 1)
    known = sheets()
    if sheet not in known:
        raise Refusal("sheet_unknown", value=sheet, known=sorted(known))
    most = known[sheet].columns * known[sheet].rows
    if not 1 <= start <= most:
        raise Refusal("label_beyond", value=start, most=most, sheet=sheet)
    rows = dict(_addressed(situation))
    if not rows:
        raise Refusal("nobody_by_post")
    printed = labels_pdf([Label(str(row), lines) for row, lines in rows.items()], sheet, start)
    table = "contacts" if situation.selected is not None else "recipients"
    column = "company_id" if table == "contacts" else "address"
    misfits = (
        Problem(table, int(finding.record), column, finding.code, finding.facts) for finding in printed.findings
    )
    name = situation.words.text("mailings.labels_file", sheet=sheet, day=situation.today.isoformat())
    return Plan(
        files=(File(f"{MAIL_FOLDER}/{name}.pdf", printed.pdf),),
        problems=(*situation.problems, *misfits),
        counts={"labels": len(rows) - len(printed.findings)},
    )


def _addressed(situation: Situation) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Address lines by row, as far as they are whole: of selected contacts, else of a batch's letters by post."""
    if situation.selected is not None:
        people = Correspondents(situation)
        for row, contact in records(situation.meant(situation.tables["contacts"])):
            if lines := people.address(contact["contact_id"]):
                yield row, lines
        return
    batch = Batch.chosen(situation, ("draft", "previewed", "approved", "sending", "sent"))
    for draft in batch.drafts:
        if draft.channel == "post" and draft.message:
            yield draft.row, tuple(draft.message.identity.address.splitlines())
