"""A letter: one text per occasion and language, with what must fill it; ours, or a coordinator's own copy.

A copy lies in the coordinator's folder as ours does here: `de/unused-1.md`. It wins; where it is broken, nothing
goes out in its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import get_args

from mailmerge import fields, front
from mailmerge.checking import check
from mailmerge.errors import BadLetter
from mailmerge.fields import Field
from mailmerge.front import Front
from mailmerge.model import LegalClass
from mailmerge.template import Reading
from mailmerge.wording import LANGUAGES

OURS = Path(__file__).parent / "letters"
_KEYS = {"subject": str, "class": str, "attachments": list, "fields": dict}
_NEEDED = ("subject", "class")


@dataclass(frozen=True)
class Letter:
    """A text that has been read and checked; `fields` are all it may name, those of every letter included.

    Subject, body and the names of the attachments are templates.
    """

    name: str
    language: str
    front: Front
    subject: str
    legal_class: LegalClass
    fields: Mapping[str, Field]
    attachments: tuple[str, ...] = ()

    @property
    def body(self) -> str:
        return self.front.body

    @property
    def path(self) -> Path:
        return self.front.path

    @property
    def samples(self) -> dict[str, object]:
        """A value for each field, to see the letter as it will look."""
        return {name: field.sample for name, field in self.fields.items()}

    @property
    def texts(self) -> Iterator[tuple[str, str]]:
        """Each template of the letter with the key it stands under."""
        yield "subject", self.subject
        yield from (("attachments", name) for name in self.attachments)
        yield "body", self.body

    @cached_property
    def in_subject(self) -> tuple[str, ...]:
        """The fields that the subject names, in the order of their names."""
        return tuple(sorted(Reading(self.subject, self.language).fields))

    @cached_property
    def named(self) -> frozenset[str]:
        """The fields that the letter really names and needs; a signature needs the name of who signs."""
        named = {name for _, text in self.texts for name in Reading(text, self.language).fields}
        return frozenset("sender_name" if name == "signature" else name for name in named)


def names(own: Path | None = None) -> tuple[str, ...]:
    """Every letter there is, by its file's name; those of the coordinator's folder too."""
    folders = [root / language for root in (OURS, own) if root for language in LANGUAGES]
    return tuple(sorted({path.stem for folder in folders for path in folder.glob("*.md")}))


def load(name: str, language: str, own: Path | None = None) -> Letter:
    """The letter in that language, the coordinator's copy before ours; BadLetter says what is wrong and where.

    A copy of one of ours is filled with what ours is filled with, and stays in its legal class.
    """
    ours, copy = (_file(root, name, language) if root else None for root in (OURS, own))
    if not ours and not copy:
        raise BadLetter(
            (own or OURS) / language / f"{name}.md", 0, "letter_missing", letter=name, known=", ".join(names(own))
        )
    letter = _letter(front.read(ours), language) if ours else None
    if copy:
        letter = _letter(front.read(copy), language, letter)
    assert letter
    check(letter)
    return letter


def _file(root: Path, name: str, language: str) -> Path | None:
    """The letter's file where there is one; a name that is a path finds nothing."""
    return next((path for path in (root / language).glob("*.md") if path.stem == name), None)


def _letter(text: Front, language: str, ours: Letter | None = None) -> Letter:
    """The letter of a file whose head is whole; `ours` is the one it is a copy of."""
    _check_keys(text)
    data = text.data
    if data["class"] not in get_args(LegalClass):
        raise text.wrong("class", "letter_class", known=", ".join(get_args(LegalClass)))
    if ours and data["class"] != ours.legal_class:
        raise text.wrong("class", "letter_class_changed", known=ours.legal_class)
    declared = fields.declared(text)
    for name in declared:
        if ours and name not in ours.fields:
            raise text.wrong(name, "letter_field_new", known=", ".join(ours.fields))
    return Letter(
        name=text.path.stem,
        language=language,
        front=text,
        subject=data["subject"],
        legal_class=data["class"],
        fields=ours.fields if ours else {**fields.common(language), **declared},
        attachments=tuple(data.get("attachments", ())),
    )


def _check_keys(text: Front) -> None:
    for key, value in text.data.items():
        if key not in _KEYS:
            raise text.wrong(key, "letter_key_unknown", known=", ".join(_KEYS))
        lines = value if isinstance(value, list) else [value] if isinstance(value, str) else []
        if not isinstance(value, _KEYS[key]) or not all(_is_line(line) for line in lines):
            raise text.wrong(key, "letter_key")
    for key in _NEEDED:
        if key not in text.data:
            raise text.wrong(key, "letter_key")


def _is_line(text: object) -> bool:
    return isinstance(text, str) and len(text.splitlines()) == 1
