"""People who do not exist."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass

from workbook_templates.demo.addresses import names, plain
from workbook_templates.demo.dice import dealt
from workbook_templates.demo.staff import NAMES

_CULTURES = {"german": 66, "turkish": 14, "polish": 12, "vietnamese": 8}
_TITLES = {"": 94, "Dr.": 5, "Prof. Dr.": 1}


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist."""

    title: str
    gender: str
    first_name: str
    last_name: str

    @property
    def mailbox(self) -> str:
        return f"{plain(self.first_name)[0]}.{plain(self.last_name)}"


def people(number: int, thrower: random.Random) -> list[Person]:
    """So many people, no two of one name and none of the name of somebody in the house."""
    cultures, titles = dealt(_CULTURES, number, thrower), dealt(_TITLES, number, thrower)
    drawn = {
        culture: iter(thrower.sample(_full_names(culture), times)) for culture, times in Counter(cultures).items()
    }
    return [Person(title, *next(drawn[culture])) for title, culture in zip(titles, cultures, strict=True)]


def _full_names(culture: str) -> list[tuple[str, str, str]]:
    """Every gender, first and last name that go together."""
    lists = names()["people"][culture]
    return [
        (gender, first, last)
        for gender, firsts in (("female", lists["women"]), ("male", lists["men"]))
        for first in firsts
        for last in (_womanly(last) if gender == "female" else last for last in lists["last"])
        if f"{first} {last}" not in NAMES.values()
    ]


def _womanly(last_name: str) -> str:
    """A Polish name as a woman bears it.

    >>> _womanly("Dąbrowski"), _womanly("Bąk")
    ('Dąbrowska', 'Bąk')
    """
    return f"{last_name.removesuffix('ski')}ska" if last_name.endswith("ski") else last_name
