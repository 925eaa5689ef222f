"""What a move of material means for the stock (R-20)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

import pandas as pd

from addin.core.computed.given import comparable
from addin.core.records import records
from addin.tables.model import Value

Kind = Literal["receipt", "issue", "return", "count", "request"]

# The kind in the sheet, and whether pieces come (1) or go (-1); to and from a show they have kinds of their own
_AS: dict[str, tuple[str, int]] = {
    "receipt": ("receipt", 1),
    "issue": ("issue", -1),
    "return": ("issue", 1),
    "request": ("request", -1),
}
_AT_A_SHOW = {"issue": ("show_out", -1), "return": ("show_back", 1)}
_SAME = ("moved_on", "material_id", "kind", "quantity", "version", "person", "show_id", "note")


def booked_as(kind: Kind, pieces: int, show: bool) -> tuple[str, int]:
    """The kind and the signed quantity by which a receipt, an issue, a return or a request is booked.

    What a rep brings back is an issue with the other sign: it was not used. What goes to a show is no daily use.

    >>> booked_as("issue", 20, show=False), booked_as("return", 5, show=False), booked_as("issue", 300, show=True)
    (('issue', -20), ('issue', 5), ('show_out', -300))
    """
    name, sign = _AT_A_SHOW[kind] if show and kind in _AT_A_SHOW else _AS[kind]
    return name, sign * pieces


def stock_on(moves: pd.DataFrame, material_id: str, day: date) -> int:
    """How many pieces there were in the evening of that day; what was only asked for does not count."""
    own = moves[comparable(moves["material_id"]) == material_id.casefold()]
    until = own[(own["kind"] != "request") & ~(own["moved_on"] > pd.Timestamp(day))]
    return int(until["quantity"].sum())


def open_request(moves: pd.DataFrame, request_id: str) -> int:
    """How many pieces of a request nobody has got yet: a row that settles it names it in its note."""
    requests = moves[moves["kind"] == "request"]
    own = comparable(requests["move_id"]) == request_id.casefold()
    settled = comparable(requests["note"].fillna("")).str.startswith(request_id.casefold())
    return int(max(0, -requests.loc[own | settled, "quantity"].sum()))


def already_booked(moves: pd.DataFrame, row: Mapping[str, Value]) -> str | None:
    """The id of a move that says exactly the same; None where there is none."""
    alike = moves[(moves["kind"] == row["kind"]) & (moves["quantity"] == row["quantity"])]
    for _, cells in records(alike):
        if all(cells[key] == row.get(key) for key in _SAME):
            return str(cells["move_id"])
    return None
