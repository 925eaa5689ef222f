"""How many give-aways and shirts a show needs, and what of them is to be ordered (R-29)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import ceil
from typing import Any

import pandas as pd

from addin.core.computed.given import Given, comparable
from addin.core.computed.material import materials
from addin.core.materials import order_quantity
from addin.core.records import records

_SIZE = re.compile(r"(?P<size>[\w-]+)\s*[:=]?\s*(?P<share>\d+(?:[.,]\d+)?)\s*%?")


@dataclass(frozen=True)
class Need:
    """What a show needs of one material; a size that no material has is known by its `size` alone."""

    pieces: int
    size: str = ""
    row: int | None = None
    cells: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class GiveAway:
    """A need against the stock until the day it is needed.

    `elsewhere` is reserved for others, `used` goes out until then by daily use, `order` is what to order (R-25),
    `order_by` the last day for it so that it is there in time (R-24), `round` the reprint that brings it.
    """

    need: Need
    on_hand: int = 0
    on_order: int = 0
    elsewhere: int = 0
    used: int = 0
    order: int = 0
    order_by: date | None = None
    round: str | None = None

    @property
    def short(self) -> int:
        """How many pieces will be missing."""
        left = self.on_hand + self.on_order - self.elsewhere - self.used
        return max(0, self.need.pieces - left)

    @property
    def cost(self) -> float:
        unit = (self.need.cells or {}).get("unit_cost") or 0
        return round(self.order * float(unit), 2)


def size_mix(text: str) -> dict[str, float]:
    """The shares of shirt sizes, which add up to 1; blank where nothing can be read.

    >>> size_mix("S 12; M 28; L 32; XL 20; XXL 8")["XL"]
    0.2
    """
    found = {match["size"].upper(): float(match["share"].replace(",", ".")) for match in _SIZE.finditer(text)}
    total = sum(found.values())
    return {size: share / total for size, share in found.items()} if total else {}


def pieces_needed(visitors: int, share: float, reserve: float) -> float:
    """Expected visitors times the share of them who take one, and the reserve on top (R-29).

    >>> round(pieces_needed(6500, share=0.2, reserve=0.1), 2)
    1430.0
    """
    return visitors * share * (1 + reserve)


def whole_pieces(pieces: float) -> int:
    """Pieces rounded up; what is only a rounding error does not make another one."""
    return ceil(round(pieces, 6))


def needs(
    frame: pd.DataFrame, packed: set[str], pieces: float, shirts: float, mix: Mapping[str, float]
) -> Iterator[Need]:
    """What is needed of each give-away and of each size of shirt.

    Those on the show's packing list (`packed`, ids in small letters) are meant; where none of a kind is on it, all
    that are kept. Of several shirts of one size the first one is.
    """
    kept = frame[frame["material_id"].notna() & frame["active"].ne(False)]
    for row, cells in records(_meant(kept[kept["kind"] == "giveaway"], packed)):
        yield Need(whole_pieces(pieces), row=row, cells=cells)
    by_size: dict[str, tuple[int, dict[str, Any]]] = {}
    for row, cells in records(_meant(kept[kept["kind"] == "shirt"], packed)):
        by_size.setdefault((cells["size"] or "").strip().upper(), (row, cells))
    if by_size:
        for size, share in mix.items():
            yield Need(whole_pieces(shirts * share), size, *by_size.get(size, (None, None)))


def _meant(frame: pd.DataFrame, packed: set[str]) -> pd.DataFrame:
    """Shirts of a size that is not packed are still meant where their design is not: the list names one of all."""
    on_list = comparable(frame["material_id"]).isin(packed)
    if not on_list.any():
        return frame
    if frame["size"].notna().any():
        packed_sizes = set(frame.loc[on_list, "size"])
        return frame[on_list | ~frame["size"].isin(packed_sizes)]
    return frame[on_list]


def give_aways(given: Given, wanted: Sequence[Need], on: date) -> list[GiveAway]:
    """Every need against the stock until the day `on` which the show needs it.

    `given` are the tables with the needs on the packing list already.
    """
    stock = dict(records(given["materials"].assign(**materials(given))))
    days = max(0, (on - given.today).days)
    cover = int(given.setting("stock.cover_days"))
    return [_give_away(need, stock[need.row], days, cover) if need.row else GiveAway(need) for need in wanted]


def _give_away(need: Need, stock: Mapping[str, Any], days: int, cover: int) -> GiveAway:
    use = stock["daily_use"] or 0
    on_hand, on_order, reserved = (int(stock[key]) for key in ("on_hand", "on_order", "reserved"))
    found = GiveAway(need, on_hand, on_order, max(0, reserved - need.pieces), whole_pieces(use * days))
    if not found.short:
        return found
    covered = max(days, int(stock["cover_target"] or cover)) if use else 0
    carton = max(1, stock["multiple"] or 1)
    order = order_quantity(use, reserved, on_hand + on_order, covered, stock["min_run"] or 0, carton)
    return replace(found, order=order, order_by=stock["order_by"])
