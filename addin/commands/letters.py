"""The letters that batches are made of: which text a row gets, and what it makes of the row."""

from __future__ import annotations

from pathlib import Path

from addin.commands.situation import Situation
from addin.errors import Refusal
from addin.words import Words
from mailmerge.errors import BadLetter
from mailmerge.letter import Letter, load, names
from mailmerge.model import LegalClass


def letter_name(family: str, stage: int | None) -> str:
    """The letter of a stage: of `unused` the second is unused-2, of `thanks` thanks-b; else the family's own."""
    staged = (f"{family}-{stage}", f"{family}-{'abc'[stage - 1 : stage]}") if stage else ()
    return next((name for name in staged if name in names()), family)


def letter_title(words: Words, family: str) -> str:
    """What a letter or a family of letters is called."""
    return words.text(f"ribbon.menus.letter.{family}")


def letter(situation: Situation, name: str, language: str) -> Letter:
    """A letter's text; Refusal with the line where it cannot be used."""
    own = str(situation.settings["mail.letters"] or "")
    try:
        return load(name, language, Path(own).expanduser() if own else None)
    except BadLetter as bad:
        raise Refusal(bad.code, **bad.facts) from bad


def legal_class(situation: Situation, family: str) -> LegalClass:
    """Which class the letters of a family are; all of a family are of one."""
    first = next(name for name in names() if name == family or name.startswith(f"{family}-"))
    return letter(situation, first, situation.words.language).legal_class
