"""Made-up people, places and numbers: nobody real can be reached through them."""

from __future__ import annotations

import json
import random
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from workbook_templates.demo.dice import dealt

# Reserved by the Bundesnetzagentur for films and books (Mitteilung 148/2021): nobody ever answers.
RESERVED = {"30": "23125", "69": "90009", "40": "66969", "221": "4710", "89": "99998"}
_AREA_CODES = {
    "40": ("SH", "HH", "HB", "NI", "MV"),
    "30": ("BE", "BB", "SN", "ST", "TH", ""),
    "221": ("NW", "RP", "SL"),
    "69": ("HE",),
    "89": ("BY", "BW"),
}
_TITLES = {"": 94, "Dr.": 5, "Prof. Dr.": 1}
_ASCII = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ł": "l", "đ": "d", "ı": "i", " ": "", "-": ""}
)


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist."""

    gender: str
    title: str
    first_name: str
    last_name: str

    @property
    def mailbox(self) -> str:
        return f"{plain(self.first_name)[0]}.{plain(self.last_name)}"


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


def people(number: int, thrower: random.Random) -> list[Person]:
    """So many people, no two of one name."""
    lists = names()
    full_names = [
        (gender, first, last)
        for gender, firsts in (("female", lists["women"]), ("male", lists["men"]))
        for first in firsts
        for last in lists["last"]
    ]
    titles = dealt(_TITLES, number, thrower)
    drawn = thrower.sample(full_names, number)
    return [Person(gender, title, first, last) for title, (gender, first, last) in zip(titles, drawn, strict=True)]


def phone(state: str, extension: int) -> str:
    """A number in the region of the federal state, in Berlin for abroad; each extension is given once only."""
    code = next(code for code, states in _AREA_CODES.items() if state in states)
    return f"+49 {code} {RESERVED[code]} {extension:03d}"
