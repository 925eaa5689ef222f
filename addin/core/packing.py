"""What travels to a show, box by box, and what of it has yet to leave the stock (R-26, R-28)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from addin.core.computed.given import comparable
from addin.core.records import records
from addin.core.stock_moves import stock_on
from addin.tables.model import Problem


@dataclass(frozen=True)
class PackLine:
    """A line of a packing list: how many pieces shall go, or have gone where it is `sent`.

    `valid` is the edition that is valid, `valid_until` its last day. `on_hand` is what the stock has now.
    """

    row: int
    material_id: str
    name: str
    version: str | None
    valid: str | None
    valid_until: date | None
    inventory_no: str | None
    box: str | None
    location: str | None
    pieces: int
    sent: bool
    value: float
    on_hand: int

    @property
    def worth(self) -> float:
        return round(self.pieces * self.value, 2)

    @property
    def obsolete(self) -> bool:
        """The edition that is packed is not the valid one."""
        return self.version is not None and self.valid is not None and self.version != self.valid

    def ends_before(self, last: date | None) -> bool:
        """The edition is not valid up to that day any more."""
        return self.valid_until is not None and last is not None and self.valid_until < last


def pack_lines(tables: Mapping[str, pd.DataFrame], show_id: str) -> list[PackLine]:
    """Every line of a show's packing list of which something goes, by box; what has none stands last."""
    items, moves = tables["show_items"], tables["stock_moves"]
    materials = {str(cells["material_id"]).casefold(): cells for _, cells in records(tables["materials"])}
    own = items[comparable(items["show_id"]) == show_id.casefold()]
    lines = (_line(row, cells, materials, moves) for row, cells in records(own.dropna(subset=["material_id"])))
    return sorted((line for line in lines if line.pieces > 0), key=lambda line: (_box(line), line.name))


def _box(line: PackLine) -> tuple[bool, int, str]:
    """Boxes in the order of their names, K2 before K10."""
    box = line.box or ""
    return not box, len(box), box


def _line(
    row: int, cells: Mapping[str, Any], materials: Mapping[str, Mapping[str, Any]], moves: pd.DataFrame
) -> PackLine:
    material = materials.get(str(cells["material_id"]).casefold(), {})
    sent = cells["sent"] is not None
    return PackLine(
        row=row,
        material_id=cells["material_id"],
        name=material.get("name") or cells["material_id"],
        version=cells["version"],
        valid=material.get("version"),
        valid_until=material.get("valid_until"),
        inventory_no=cells["inventory_no"],
        box=cells["box"],
        location=material.get("location"),
        pieces=int(cells["sent"] if sent else cells["planned"] or 0),
        sent=sent,
        value=float(cells["value"] or material.get("unit_cost") or 0),
        on_hand=stock_on(moves, cells["material_id"], date.max),
    )


def leaving(lines: Sequence[PackLine], moves: pd.DataFrame, show_id: str) -> list[tuple[PackLine, int]]:
    """The lines of which pieces have yet to be booked out, and how many: nothing leaves the stock twice.

    What a coordinator entered as sent by hand counts as far as the stock's book does not know of it yet.
    """
    own = moves[(moves["kind"] == "show_out") & (moves["quantity"] < 0)]
    own = own[comparable(own["show_id"]) == show_id.casefold()]
    known = (-own["quantity"]).groupby(comparable(own["material_id"]).to_numpy()).sum().to_dict()
    found = []
    for line in sorted(lines, key=lambda line: not line.sent):
        key = line.material_id.casefold()
        booked = min(line.pieces, int(known.get(key, 0))) if line.sent else 0
        known[key] = known.get(key, 0) - booked
        if line.pieces > booked:
            found.append((line, line.pieces - booked))
    return found


def packing_problems(lines: Sequence[PackLine], due: Mapping[int, int], last: date | None) -> Iterator[Problem]:
    """What should be looked at before it goes; `due` are the pieces yet to leave, by row, `last` the last day."""
    wanted: dict[str, int] = {}
    for line in lines:
        if line.row not in due:
            continue
        facts: dict[str, Any] = {
            "name": line.name,
            "value": line.version,
            "valid": line.valid,
            "until": line.valid_until,
        }
        if line.obsolete:
            yield Problem("show_items", line.row, "version", "obsolete_packed", facts, "warning")
        elif line.ends_before(last):
            yield Problem("show_items", line.row, "version", "expired_packed", facts, "warning")
        if not line.box:
            yield Problem("show_items", line.row, "box", "packed_without_box", {"name": line.name}, "warning")
        wanted[line.material_id] = wanted.get(line.material_id, 0) + due[line.row]
        if wanted[line.material_id] > line.on_hand:
            facts = {"name": line.name, "value": wanted[line.material_id], "on_hand": line.on_hand}
            yield Problem("show_items", line.row, "planned", "packed_beyond_stock", facts, "warning")
