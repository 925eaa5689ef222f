"""Countries by their ISO code, as the post of a sending country reads them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

_GERMAN_SPEAKING = frozenset("DE AT CH LI LU".split())


@cache
def _names() -> dict[str, list[str]]:
    """German name, English name and other spellings by ISO code."""
    found: dict[str, list[str]] = json.loads(
        (Path(__file__).parent / "words" / "countries.json").read_text("utf-8")
    )
    return found


@cache
def _codes() -> dict[str, str]:
    return {name.casefold(): code for code, names in _names().items() for name in (code, *names)}


def country_code(typed: str) -> str:
    """The ISO code of a country that was typed as a code or a name, in German or English; blank if unknown.

    >>> country_code("Österreich"), country_code("uk"), country_code("D"), country_code("Atlantis")
    ('AT', 'GB', 'DE', '')
    """
    return _codes().get(" ".join(typed.split()).casefold(), "")


def country_name(code: str, sender: str) -> str:
    """The country as the post where a letter is posted reads it: both are ISO codes.

    >>> country_name("AT", sender="DE"), country_name("AT", sender="GB")
    ('Österreich', 'Austria')
    """
    return _names()[code][0 if sender in _GERMAN_SPEAKING else 1]
