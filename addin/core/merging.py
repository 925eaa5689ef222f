"""What two records of one company or one person become, and what refers to them (R-30).

The older record stays. It fills its blanks from the other, which keeps its own row and all that stands in it; of
objections the earliest holds, of the states of one address the worst.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from addin.tables import TABLES
from addin.tables.model import Value

Cells = Mapping[str, Any]

# What a record is to the house, the weightiest first
_STATUSES = ("blocked", "customer", "former", "competitor", "agency", "supplier", "prospect")
_STATES = ("dead", "soft", "ok", "unchecked")
# Cells that belong together: taken over whole or not at all, the state of an address with it
_COMPANY_BLOCKS = (
    ("street", "zip", "city", "country", "state", "post_state"),
    *((key,) for key in "rep industry size phone website customer_no crm_no vat_id source found_by".split()),
    *((key,) for key in "prospect_state agency parent".split()),
)
_CONTACT_BLOCKS = (
    ("email", "email_state", "basis_email", "basis_since", "basis_proof"),
    ("phone", "phone_state"),
    *((key,) for key in "gender title first_name function language mobile basis_phone buying_role".split()),
)
_CONTACT_OBJECTIONS = ("objected_on", "no_email_on", "no_phone_on", "no_post_on")


class Merged(NamedTuple):
    """The cells that change in the record that stays, and in the one that goes."""

    stays: Mapping[str, Value]
    goes: Mapping[str, Value]


class Reference(NamedTuple):
    """A column that names rows of another table, and the columns that together name its own row."""

    table: str
    column: str
    together: tuple[str, ...]


def older(one: Cells, other: Cells, key: str) -> tuple[Cells, Cells]:
    """The record that stays and the one that goes: by the day it was made, else by its number (R-30).

    >>> older({"id": "F-9", "created_on": None}, {"id": "F-10", "created_on": None}, "id")[0]["id"]
    'F-9'
    """
    made, other_made = one.get("created_on"), other.get("created_on")
    if made and other_made and made != other_made:
        return (one, other) if made < other_made else (other, one)
    return (one, other) if _number(one[key]) <= _number(other[key]) else (other, one)


def _number(row_id: str) -> tuple[int, str]:
    digits = row_id.rpartition("-")[2]
    return (int(digits) if digits.isdigit() else 0, row_id)


def merged_company(stays: Cells, goes: Cells) -> Merged:
    """One company of two; the customer number moves, for no two rows may have it."""
    filled = _filled(stays, goes, _COMPANY_BLOCKS)
    if _same_place(stays, goes):
        filled["post_state"] = _worst(stays["post_state"], goes["post_state"])
    own = {
        **filled,
        **_standing(stays, goes),
        "no_post_on": _earliest(stays["no_post_on"], goes["no_post_on"]),
        "customer_since": _earliest(stays["customer_since"], goes["customer_since"]),
        "note": _both(stays["note"], goes["note"]),
    }
    gone: dict[str, Value] = {"status": "merged", "merged_into": stays["company_id"]}
    return Merged(own, gone | ({"customer_no": None} if "customer_no" in filled else {}))


def _standing(stays: Cells, goes: Cells) -> dict[str, Value]:
    """The weightier status, with how far a prospect is that has it."""
    weightier = min((stays, goes), key=lambda cells: _STATUSES.index(cells["status"]))
    if weightier["status"] == stays["status"]:
        return {}
    return {key: weightier[key] for key in ("status", "prospect_state")}


def merged_contact(stays: Cells, goes: Cells) -> Merged:
    """One person of two; a consent goes only with the address that it was given for."""
    own = _filled(stays, goes, _CONTACT_BLOCKS)
    for value, state in (("email", "email_state"), ("phone", "phone_state")):
        if stays[value] and str(stays[value]).casefold() == str(goes[value] or "").casefold():
            own[state] = _worst(stays[state], goes[state])
    own |= {key: _earliest(stays[key], goes[key]) for key in _CONTACT_OBJECTIONS}
    own |= {"is_main": stays["is_main"] or goes["is_main"], "note": _both(stays["note"], goes["note"])}
    return Merged(own, {"active": False, "is_main": False, "merged_into": stays["contact_id"]})


def _filled(stays: Cells, goes: Cells, blocks: Iterable[Sequence[str]]) -> dict[str, Value]:
    """What the record that stays takes over: blocks whose first cell is blank in it and filled in the other."""
    taken = [block for block in blocks if stays[block[0]] is None and goes[block[0]] is not None]
    return {key: goes[key] for block in taken for key in block if goes[key] is not None}


def _same_place(stays: Cells, goes: Cells) -> bool:
    return stays["street"] is not None and all(stays[key] == goes[key] for key in ("street", "zip", "city"))


def _worst(one: str | None, other: str | None) -> str | None:
    return min((state for state in (one, other) if state), key=_STATES.index, default=None)


def _earliest(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day), default=None)


def _both(one: str | None, other: str | None) -> str | None:
    return "\n".join(dict.fromkeys(text for text in (one, other) if text)) or None


def references(table: str) -> Iterator[Reference]:
    """Every column of the workbook that names rows of the table, but for the one that says that it was merged."""
    for key, declared in TABLES.items():
        for column in declared.stored:
            if column.ref == table and column.key != "merged_into":
                yield Reference(key, column.key, declared.unique if column.key in declared.unique else ())
    yield Reference("tasks", "about", ())
