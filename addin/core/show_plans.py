"""What a show needs: its tasks around its dates, and what goes along, as it went last time (R-28, R-80)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd

from addin.core.computed.given import comparable
from addin.core.records import records
from addin.core.show_people import last_edition
from addin.tables.model import Value

_KEPT = ("material_id", "inventory_no", "box", "value")


def anchor_days(show: Mapping[str, Any]) -> dict[str, date]:
    """The days on which checklists of a show can hang, as far as they are known."""
    days = {"show_start": show["starts_on"], "show_end": show["ends_on"], "party": show["party_at"]}
    return {anchor: day for anchor, day in days.items() if day is not None}


def last_packed(shows: pd.DataFrame, items: pd.DataFrame, show_id: str) -> str | None:
    """The id of the newest earlier edition of a show for which something was packed; None without one."""
    packed = set(comparable(items["show_id"].dropna())) | {show_id.casefold()}
    return last_edition(shows[comparable(shows["show_id"]).isin(packed)], show_id)


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
