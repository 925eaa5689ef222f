"""Letters after DIN 5008, form A or B, each from the same blocks that an e-mail is made from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from mailmerge import imprint
from mailmerge.model import Block, Finding, Grid, Items, Message, Paragraph, Run, Sender
from mailmerge.paper.press import Printed, Room, pressed, sizes
from mailmerge.wording import phrase

Form = Literal["A", "B"]

# Millimetres from the top of the page (DIN 5008); what both forms share stands in the template
_FORMS = {
    "A": {"field": 27.0, "zone": 44.7, "information": 32.0, "folds": (87.0, 192.0)},
    "B": {"field": 45.0, "zone": 62.7, "information": 50.0, "folds": (105.0, 210.0)},
}
# What the post reads, and the type size in points that its machines are sure of
_ADDRESS_ROOM = Room(80.0, 27.3)
_ADDRESS_SIZE = 10
# The template counts the pages
_WORDS: dict[str, dict[str, str]] = {"enclosures": {}, "page": {"page": "{page}", "pages": "{pages}"}}


@dataclass(frozen=True)
class PaperLetter:
    """A message with what only paper needs. `address` holds the lines of the address zone, `date` is worded.

    `reference`, `contact` (who answers questions) and `phone` stand in the information block; a blank phone is the
    house's.
    """

    message: Message
    address: tuple[str, ...]
    date: str
    reference: str = ""
    contact: str = ""
    phone: str = ""


def letters_pdf(letters: Sequence[PaperLetter], form: Form = "B") -> Printed:
    """All letters in one PDF, each from a page of its own on and with its own count of pages.

    A letter whose address has more than six lines, or one wider than the address zone, is left out and found.
    """
    fit = sizes([letter.address for letter in letters], _ADDRESS_ROOM, [_ADDRESS_SIZE])
    findings = tuple(_misfit(letter) for letter, size in zip(letters, fit, strict=True) if not size)
    told = [_told(letter) for letter, size in zip(letters, fit, strict=True) if size]
    given = {"form": _FORMS[form], "letters": told, "address_size": _ADDRESS_SIZE}
    return Printed(pressed("letters.typ", given) if told else b"", findings)


def _misfit(letter: PaperLetter) -> Finding:
    facts = {"address": ", ".join(letter.address)}
    return Finding(letter.message.identity.record, "address", "paper_address_too_long", facts)


def _told(letter: PaperLetter) -> dict[str, Any]:
    message, sender = letter.message, letter.message.sender
    return {
        "language": message.language,
        "sender": sender.name,
        "website": sender.website,
        "back": [part for part in (sender.name, sender.street, f"{sender.zip} {sender.city}".strip()) if part],
        "address": letter.address,
        "information": _information(letter),
        "subject": message.subject,
        "blocks": [_block(block) for block in message.blocks],
        "enclosures": [each.name or each.path.name for each in message.attachments],
        "objection": imprint.objection(message),
        "foot": [] if message.legal_class == "internal" else _foot(sender, message.language),
        "words": {name: phrase(message.language, f"paper.{name}", **facts) for name, facts in _WORDS.items()},
    }


def _information(letter: PaperLetter) -> list[tuple[str, str]]:
    """The lines of the information block, label and value, as far as they are known."""
    sender = letter.message.sender
    known = {
        "reference": letter.reference,
        "contact": letter.contact,
        "phone": letter.phone or sender.phone,
        "email": letter.message.reply_to or sender.email,
        "date": letter.date,
    }
    return [(phrase(letter.message.language, f"paper.{name}"), value) for name, value in known.items() if value]


def _foot(sender: Sender, language: str) -> list[list[str]]:
    """The business details in the columns of the page's foot, as far as they are known (HGB § 37a)."""

    def worded(key: str, **facts: str) -> str:
        return phrase(language, f"imprint.{key}", **facts) if all(facts.values()) else ""

    columns = (
        (sender.name, sender.street, f"{sender.zip} {sender.city}".strip()),
        (worded("phone", phone=sender.phone), sender.email, sender.website),
        (
            worded("seat", seat=sender.seat),
            worded("register", court=sender.court, register_no=sender.register_no),
            worded("directors", directors=sender.directors),
        ),
        (worded("vat", vat_id=sender.vat_id), *re.split(r"\s*[·;\n]\s*", sender.bank)),
    )
    return [shown for column in columns if (shown := [line for line in column if line])]


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "runs": _runs(block.runs), "level": block.level}
    if isinstance(block, Items):
        return {"kind": "items", "items": [_runs(item) for item in block.items], "numbered": block.numbered}
    return _grid(block)


def _grid(grid: Grid) -> dict[str, Any]:
    rows = [[_runs(cell) for cell in row] for row in (grid.head, *grid.rows)]
    return {"kind": "grid", "head": rows[0], "rows": rows[1:], "right": sorted(grid.right)}


def _runs(runs: Iterable[Run]) -> list[dict[str, Any]]:
    return [{"text": _text(run), "strong": run.strong, "emphasis": run.emphasis} for run in runs]


def _text(run: Run) -> str:
    """The text of a run; nobody can click on paper, so a link's address stands behind its words."""
    target = run.link.removeprefix("mailto:")
    return run.text if target in ("", run.text) else f"{run.text} ({target})"
