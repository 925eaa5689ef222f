"""The words by which a file from outside is understood, in both languages (`words/<language>/imports.json`)."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache

from addin.words import LANGUAGES, Words

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def folded(text: str) -> str:
    """A word as it is compared: case, spaces, punctuation, accents and the spelling of umlauts do not count.

    >>> folded("Kündigungs-\\nfrist:") == folded("KUENDIGUNGSFRIST")
    True
    """
    spelt = unicodedata.normalize("NFC", text).casefold().translate(_UMLAUTS)
    return "".join(letter for letter in unicodedata.normalize("NFKD", spelt) if letter.isalnum())


@cache
def meanings(path: str) -> Mapping[str, str]:
    """What each word under `imports.<path>` means, in either language; a key means itself.

    >>> meanings("months")["maerz"], meanings("months")["march"]
    ('3', '3')
    """
    trees = [Words.of(language).tree(f"imports.{path}") for language in LANGUAGES]
    spoken = {folded(word): key for tree in trees for key, words in tree.items() for word in words.split("|")}
    return spoken | {folded(key): key for key in trees[0]}


def meaning(path: str, text: str) -> str | None:
    """What a word means among those under `imports.<path>`; None for another word."""
    return meanings(path).get(folded(text))


def spoken(path: str, key: str, most: int | None = None) -> list[str]:
    """The words for a key as a person writes them, of each language the first `most` (None: all)."""
    texts = [Words.of(language).text(f"imports.{path}.{key}") for language in LANGUAGES]
    return [word.strip() for text in texts for word in text.split("|")[:most]]


def examples(path: str, key: str) -> list[str]:
    """The first words for a key in each language."""
    return spoken(path, key, most=3)
