"""Phone numbers and mailboxes that reach nobody, and the lists that made-up names and places come from."""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from importlib import resources
from typing import Any

# Reserved by the Bundesnetzagentur for films and books (Mitteilung 148/2021): nobody ever answers.
RESERVED = {"30": "23125", "69": "90009", "40": "66969", "221": "4710", "89": "99998"}
_AREA_CODES = {
    "40": ("SH", "HH", "HB", "NI", "MV"),
    "30": ("BE", "BB", "SN", "ST", "TH", ""),
    "221": ("NW", "RP", "SL"),
    "69": ("HE",),
    "89": ("BY", "BW"),
}
_ASCII = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ł": "l", "đ": "d", "ı": "i", " ": "", "-": ""}
)


@cache
def names() -> dict[str, Any]:
    """The lists that names, streets and places are drawn from."""
    source = resources.files("workbook_templates.demo") / "names.json"
    found: dict[str, Any] = json.loads(source.read_text("utf-8"))
    return found


def plain(name: str) -> str:
    """A name as it stands in an e-mail address.

    >>> plain("Groß-Bölting"), plain("Wiśniewska"), plain("Kılıç")
    ('grossboelting', 'wisniewska', 'kilic')
    """
    letters = unicodedata.normalize("NFD", name.lower().translate(_ASCII))
    return "".join(letter for letter in letters if letter.isascii() and letter.isalnum())


def phone(state: str, extension: int) -> str:
    """A number in the region of the federal state, in Berlin for abroad; each extension is given once only."""
    code = next(code for code, states in _AREA_CODES.items() if state in states)
    return f"+49 {code} {RESERVED[code]} {extension:03d}"
