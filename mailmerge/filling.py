"""A letter filled with values: its subject, its attachments' names and its blocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinja2 import TemplateError

from mailmerge.errors import BadText
from mailmerge.markdown import blocks
from mailmerge.model import Block
from mailmerge.template import rendered
from mailmerge.veil import unveiled

if TYPE_CHECKING:
    from mailmerge.letter import Letter

# What values that do not fit can raise
UNFIT = (BadText, TemplateError, ArithmeticError, TypeError, ValueError)


@dataclass(frozen=True)
class Filled:
    """What the values made of a letter."""

    subject: str
    attachments: tuple[str, ...]
    blocks: tuple[Block, ...]


def filled(letter: Letter, values: Mapping[str, object]) -> Filled:
    """The letter with these values, which must be whole; what does not fit raises one of UNFIT."""
    return Filled(
        subject=_line(letter, letter.subject, values),
        attachments=tuple(_line(letter, name, values) for name in letter.attachments),
        blocks=blocks(rendered(letter.body, letter.language, values)),
    )


def _line(letter: Letter, text: str, values: Mapping[str, object]) -> str:
    return unveiled(rendered(text, letter.language, values)).strip()
