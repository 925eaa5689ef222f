"""What a show needs: its tasks around its dates, and what goes along, as it went last time (R-28, R-80)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd

from addin.core.computed.given import comparable
from addin.core.records import records
from addin.tables.model import Value

_KEPT = ("material_id", "inventory_no", "box", "value")
_NUMBER = re.compile(r"[\W\d_]+")


def anchor_days(show: Mapping[str, Any]) -> dict[str, date]:
    """The days on which checklists of a show can hang, as far as they are known."""
    days = {"show_start": show["starts_on"], "show_end": show["ends_on"], "party": show["party_at"]}
    return {anchor: day for anchor, day in days.items() if day is not None}


def last_edition(shows: pd.DataFrame, items: pd.DataFrame, show: Mapping[str, Any]) -> str | None:
    """The id of the newest earlier show with a packing list that is called the same but for year and number.

    None where the show has no earlier edition, or nothing was packed for any.
    """
    packed = set(comparable(items["show_id"].dropna()))
    earlier = shows[shows["starts_on"] < pd.Timestamp(show["starts_on"])].sort_values("starts_on")
    same = [
        str(cells["show_id"])
        for _, cells in records(earlier.dropna(subset=["show_id"]))
        if _series(cells["name"]) == _series(show["name"]) and str(cells["show_id"]).casefold() in packed
    ]
    return same[-1] if same else None


def _series(name: str | None) -> str:
    """What editions of a show have in common.

    >>> _series("Nordlicht Forum 2027") == _series("NORDLICHT-Forum 26")
    True
    """
    return _NUMBER.sub("", (name or "").casefold())


def packed_again(tables: Mapping[str, pd.DataFrame], source: str, show_id: str) -> Iterator[dict[str, Value]]:
    """The packing list of an earlier show as lines of this one: the same boxes, the editions valid now.

    As many pieces are planned as went last time. Material that is no longer kept stays at home.
    """
    materials = {str(cells["material_id"]).casefold(): cells for _, cells in records(tables["materials"])}
    items = tables["show_items"]
    own = items[comparable(items["show_id"]) == source.casefold()]
    for _, line in records(own.dropna(subset=["material_id"])):
        material = materials.get(str(line["material_id"]).casefold(), {})
        went = line["planned"] if line["sent"] is None else line["sent"]
        if went and material.get("active") is not False:
            version = material.get("version") or (None if material else line["version"])
            kept = {key: line[key] for key in _KEPT}
            yield {"show_id": show_id, **kept, "version": version, "planned": int(went)}


def last_use(items: pd.DataFrame, source: str | None) -> dict[str, int]:
    """How many pieces of each material, by its id in small letters, were used up at a show and counted."""
    own = items[(comparable(items["show_id"]) == (source or "").casefold()) & items["used"].notna()]
    return {
        str(key): int(n) for key, n in own["used"].groupby(comparable(own["material_id"]).to_numpy()).sum().items()
    }
