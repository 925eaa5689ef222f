"""The few words that mail merge adds to letters of its own accord, per language."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

LANGUAGES = ("de", "en")


@cache
def _phrases(language: str) -> dict[str, str]:
    path = Path(__file__).parent / "words" / f"{language if language in LANGUAGES else 'en'}.json"
    found: dict[str, str] = json.loads(path.read_text("utf-8"))
    return found


def phrase(language: str, key: str, **facts: object) -> str:
    """The words of that key, filled; English where the language is not known. KeyError for an unknown key.

    >>> phrase("de", "salutation.unknown")
    'Sehr geehrte Damen und Herren,'
    """
    return _phrases(language)[key].format(**facts)
