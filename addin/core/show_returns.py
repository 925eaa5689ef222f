"""What came back from a show, line by line of its packing list, and what it means for the stock (R-28)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd

from addin.core.computed.given import Given, comparable
from addin.core.computed.shows import show_items
from addin.core.records import records
from addin.tables.model import Problem

State = Literal["away", "uncounted", "wrong", "ready", "booked"]
COUNTED = ("used", "back_good", "back_damaged")


@dataclass(frozen=True)
class ReturnLine:
    """A line of a packing list that has left; `missing` is what nobody has counted anywhere.

    `asset` comes back and must not be used up. `value` is that of a piece. `over` says that the show has ended,
    `shipped` how many pieces of the material the stock knows to have gone to the show, `packed` how many pieces
    all lines of the show say have.
    """

    row: int
    show_id: str
    material_id: str
    name: str
    version: str | None
    inventory_no: str | None
    box: str | None
    sent: int
    used: int | None
    back_good: int | None
    back_damaged: int | None
    missing: int
    value: float
    asset: bool
    kind: str | None
    checked_by: str | None
    booked_on: date | None
    over: bool
    shipped: int
    packed: int

    @property
    def counted(self) -> bool:
        return any(number is not None for number in (self.used, self.back_good, self.back_damaged))

    @property
    def state(self) -> State:
        """away: the show is not over. wrong: it cannot be booked as it was counted."""
        if self.booked_on:
            return "booked"
        if not self.counted:
            return "uncounted" if self.over else "away"
        return "wrong" if self.faults else "ready"

    @property
    def faults(self) -> tuple[str, ...]:
        """Why the count cannot be right, as codes of problems."""
        found = {
            "return_beyond_sent": self.missing < 0,
            "asset_used_up": self.asset and bool(self.used),
            "return_not_booked_out": self.shipped < self.packed,
        }
        return tuple(code for code, holds in found.items() if holds)

    @property
    def cost(self) -> float:
        """What the missing pieces were worth."""
        return round(max(0, self.missing) * self.value, 2) if self.counted else 0.0

    @property
    def damage(self) -> float:
        """What the damaged pieces were worth."""
        return round((self.back_damaged or 0) * self.value, 2)

    @property
    def is_incident(self) -> bool:
        """A piece that should have come back whole has not."""
        return self.asset and self.counted and (self.missing > 0 or bool(self.back_damaged))


def return_lines(given: Given) -> list[ReturnLine]:
    """Every line of every packing list that has left, in the order of the sheet."""
    items = given["show_items"].assign(**show_items(given))
    left = items[items["sent"].fillna(0) > 0]
    ended = given.at(left["show_id"], "shows", "ends_on") < given.as_of
    materials = {str(cells["material_id"]).casefold(): cells for _, cells in records(given["materials"])}
    shipped, packed = _shipped(given["stock_moves"]), _by_line(left, left["sent"])
    rows = zip(records(left), ended.tolist(), strict=True)
    return [_line(row, cells, over, materials, shipped, packed) for (row, cells), over in rows]


def _line(
    row: int,
    cells: dict[str, Any],
    over: bool,
    materials: dict[str, dict[str, Any]],
    shipped: dict[tuple[str, str], int],
    packed: dict[tuple[str, str], int],
) -> ReturnLine:
    key = (str(cells["show_id"]).casefold(), str(cells["material_id"]).casefold())
    material = materials.get(key[1], {})
    same = ("show_id", "material_id", "version", "inventory_no", "box", "checked_by", "booked_on")
    whole = ("sent", *COUNTED, "missing")
    known: dict[str, Any] = {name: cells[name] for name in same}
    known |= {name: None if cells[name] is None else int(cells[name]) for name in whole}
    return ReturnLine(
        row=row,
        name=material.get("name") or cells["material_id"],
        **known,
        value=float(cells["value"] or material.get("unit_cost") or 0),
        asset=material.get("consumable") is False,
        kind=material.get("kind"),
        over=over,
        shipped=shipped.get(key, 0),
        packed=packed[key],
    )


def _shipped(moves: pd.DataFrame) -> dict[tuple[str, str], int]:
    """How many pieces of each material went to each show by the stock's own book."""
    gone = moves[(moves["kind"] == "show_out") & (moves["quantity"] < 0)]
    return _by_line(gone, -gone["quantity"])


def _by_line(rows: pd.DataFrame, pieces: pd.Series) -> dict[tuple[str, str], int]:
    keys = zip(comparable(rows["show_id"]), comparable(rows["material_id"]), strict=True)
    found: dict[tuple[str, str], int] = {}
    for key, number in zip(keys, pieces, strict=True):
        found[key] = found.get(key, 0) + int(number)
    return found


def return_moves(line: ReturnLine) -> Iterator[tuple[str, int]]:
    """The kinds and quantities by which a counted line is booked: the stock grows by what came back good.

    What did not come back whole leaves the show's account (`show_out`) and goes where it went: scrapped or to be
    repaired, or used up, what is missing with it.
    """
    good, damaged = line.back_good or 0, line.back_damaged or 0
    rest = line.sent - good
    moves = (
        ("show_back", good),
        ("show_out", rest),
        ("repair" if line.asset else "scrap", -damaged),
        ("show_used", damaged - rest),
    )
    return ((kind, pieces) for kind, pieces in moves if pieces)


def return_problems(lines: Sequence[ReturnLine]) -> Iterator[Problem]:
    """Counts that cannot be right, each at the cell to look at."""
    columns = {"return_beyond_sent": "back_good", "asset_used_up": "used", "return_not_booked_out": "sent"}
    for line in lines:
        if line.state == "wrong":
            facts = {
                "name": line.name,
                "sent": line.sent,
                "value": line.sent - line.missing,
                "used": line.used,
                "shipped": line.shipped,
                "packed": line.packed,
            }
            yield from (Problem("show_items", line.row, columns[code], code, facts) for code in line.faults)
