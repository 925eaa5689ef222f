"""Files that go with the messages of a batch: proofs of publication, a rep's calendar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from addin.core.mailings import ids_text
from addin.plan import MAIL_FOLDER
from mailmerge.model import Attachment, Finding

PROOFS = Path(MAIL_FOLDER, "attachments")


def enclosures(
    letter: str, about: Sequence[str], values: Mapping[str, object], folder: Path
) -> tuple[Attachment, ...] | Finding:
    """What goes with a message about these records, out of the output folder; a finding where it is not there."""
    if letter == "proof-of-publication":
        return _proofs(about, folder / PROOFS)
    calendar = folder / Path(str(values.get("calendar") or "")).name
    return (Attachment(calendar, calendar.name),) if calendar.is_file() else ()


def _proofs(promises: Sequence[str], folder: Path) -> tuple[Attachment, ...] | Finding:
    """The proofs of all promises; Finding `mail_proof_missing` names those that have none."""
    files = {promise: list(_named_after(promise, folder)) for promise in promises}
    missing = [promise for promise, own in files.items() if not own]
    if missing:
        facts = {"promises": missing, "example": missing[0], "folder": str(folder)}
        return Finding(ids_text(list(promises)), "", "mail_proof_missing", facts)
    return tuple(Attachment(path, path.name) for own in files.values() for path in own)


def _named_after(promise: str, folder: Path) -> Iterator[Path]:
    """The files whose names begin with the id: `L-0012.pdf`, `L-0012 Seite 17.pdf`, but not `L-00123.pdf`."""
    for path in sorted(folder.glob("*")):
        rest = path.name[len(promise) :]
        is_own = path.name.casefold().startswith(promise.casefold()) and not rest[:1].isalnum()
        if is_own and path.is_file():
            yield path
