"""Where a company sits: postal addresses as they are compared (R-30)."""

from __future__ import annotations

import re
from typing import NamedTuple

from rapidfuzz import fuzz

from addin.core.company_names import name_key

_SAME_STREET = 90  # of 100: words of one address may be missing in the other
_WAYS = frozenset(
    "strasse str weg gasse allee platz ring street st avenue ave av road rd boulevard blvd drive dr place pl "
    "parkway pkwy court ct lane ln way terrace ter highway hwy square sq rue via calle".split()
)
_QUARTERS = {"north": "n", "east": "e", "south": "s", "west": "w", "nord": "n", "ost": "o", "sued": "s"}
_STUCK = re.compile(r"(?<=\w{3})(?:strasse|str)$")  # Hauptstraße, Hauptstr.
_NUMBER = re.compile(r"\d+[a-z]?")


class Site(NamedTuple):
    """A house: its number, the words that name its street, its postcode (blank where it is not known)."""

    number: str
    street: str
    zip: str

    @property
    def crossings(self) -> list[tuple[str, str]]:
        """The number with each word of the street: who shares none of them is somewhere else."""
        return [(self.number, word) for word in self.street.split()]


def site(street: str | None, zip_code: str | None = None) -> Site | None:
    """The house that an address names; None where it names none (R-30).

    >>> site("Große Bleiche 79a", "97070"), site("1840 W. Ohio St.")
    (Site(number='79a', street='grosse bleiche', zip='97070'), Site(number='1840', street='w ohio', zip=''))
    """
    words = [_QUARTERS.get(word, word) for word in name_key(street or "").split()]
    numbers = [at for at, word in enumerate(words) if _NUMBER.fullmatch(word)]
    if not numbers:
        return None
    at = numbers[0] if numbers[0] == 0 else numbers[-1]
    named = (_STUCK.sub("", word) for place, word in enumerate(words) if place != at and word not in _WAYS)
    zip_key = (zip_code or "").strip()
    return Site(words[at], " ".join(named), zip_key)


def same_site(one: Site, other: Site) -> bool:
    """Whether two addresses are the same house, as far as they say.

    >>> same_site(site("Hauptstraße 7", "20095"), site("Hauptstr. 7 Hinterhof"))
    True
    """
    if one.number != other.number or (one.zip and other.zip and one.zip != other.zip):
        return False
    if not one.street or not other.street:
        return one.street == other.street
    return fuzz.token_set_ratio(one.street, other.street) >= _SAME_STREET
