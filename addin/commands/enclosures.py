"""Files that go with the messages of a batch: proofs, documents, a rep's calendar, a meeting's request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from addin.core.ids import ids_text
from addin.plan import MAIL_FOLDER
from mailmerge.model import Attachment, Finding

PROOFS = Path(MAIL_FOLDER, "attachments")
_REQUEST = "invite.ics"  # as mailboxes know it


def enclosures(
    letter: str, about: Sequence[str], values: Mapping[str, object], folder: Path
) -> tuple[Attachment, ...] | Finding:
    """What goes with a message about these records, out of the output folder; a finding where it is not there."""
    if letter == "proof-of-publication":
        return _files(about, folder / PROOFS, "mail_proof_missing", "promises")
    if values.get("enclosed"):
        return _files(about, folder / PROOFS, "mail_document_missing", "documents")
    if values.get("request"):
        return (Attachment(folder / PROOFS / Path(str(values["request"])).name, _REQUEST),)
    calendar = folder / Path(str(values.get("calendar") or "")).name
    return (Attachment(calendar, calendar.name),) if calendar.is_file() else ()


def _files(records: Sequence[str], folder: Path, code: str, named: str) -> tuple[Attachment, ...] | Finding:
    """The files of all records; where some have none a finding that names these."""
    files = {record: list(_named_after(record, folder)) for record in records}
    missing = [record for record, own in files.items() if not own]
    if missing:
        facts = {named: missing, "example": missing[0], "folder": str(folder)}
        return Finding(ids_text(list(records)), "", code, facts)
    return tuple(Attachment(path, path.name) for own in files.values() for path in own)


def _named_after(record: str, folder: Path) -> Iterator[Path]:
    """The files whose names begin with the id: `L-0012.pdf`, `L-0012 Seite 17.pdf`, but not `L-00123.pdf`."""
    for path in sorted(folder.glob("*")):
        rest = path.name[len(record) :]
        is_own = path.name.casefold().startswith(record.casefold()) and not rest[:1].isalnum()
        if is_own and path.is_file():
            yield path
