"""What a sheet may be called."""

import re
from collections.abc import Collection

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST = 31
_RESERVED = {"history"}  # of Excel's own, for the changes to a shared workbook


def tab_name(text: str, taken: Collection[str] = ()) -> str:
    """A name Excel accepts for a tab, different from those taken (upper and lower case are the same to Excel).

    >>> tab_name("Ablauf 1/2027: Anna-Katharina Freifrau von Waldersee")
    'Ablauf 1-2027- Anna-Katharina F'
    >>> tab_name("Ablauf Kim", ["ablauf kim"])
    'Ablauf Kim (2)'
    """
    name = _cut(_FORBIDDEN.sub("-", text), _LONGEST)
    used = {other.casefold() for other in taken} | _RESERVED
    number = 1
    candidate = name
    while candidate.casefold() in used:
        number += 1
        candidate = f"{_cut(name, _LONGEST - len(f' ({number})'))} ({number})"
    return candidate


def _cut(text: str, longest: int) -> str:
    """At most so many UTF-16 units, which is how Excel counts, and no apostrophe at either end."""
    units = text.encode("utf-16-le")[: 2 * longest]
    return units.decode("utf-16-le", "ignore").strip(" '") or "-"
