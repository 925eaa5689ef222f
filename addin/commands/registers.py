"""Lists from outside that become rows of the workbook."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from addin.commands.situation import Situation
from addin.errors import Refusal
from addin.imports import contracts, files
from addin.plan import NewRow, Plan

if TYPE_CHECKING:
    import pandas as pd

# How the columns of a file were read stands in the settings, under this and the fingerprint of its headers
_REMEMBERED = "columns."


def import_contracts(situation: Situation) -> Plan:
    """An old contract register as rows: each is taken, there already, or refused with a reason (R-83, I-09)."""
    path = situation.choice("file")
    found = contracts.imported(
        files.read(path, situation.choice("sheet") or ""),
        situation.tables,
        situation.today,
        sentinel_years=situation.settings["expiry.sentinel_years"],
        **how_to_read(situation),
    )
    notes = columns_to_remember(found.mapping, situation, path.name) if found.rows else ()
    return Plan(
        rows=(*found.rows, *notes), problems=(*situation.problems, *found.problems), counts=dict(found.counts)
    )


def how_to_read(situation: Situation) -> dict[str, Any]:
    """What the coordinator and earlier imports say about the columns of a file."""
    return {
        "chosen": chosen_columns(situation.choice("column") or ()),
        "remembered": remembered_columns(situation.tables["settings"]),
        "dates": situation.choice("dates") or "",
        "decimals": situation.choice("decimals") or "",
    }


def chosen_columns(pairs: Any) -> dict[str, str]:
    """The coordinator's `header=field` pairs."""
    chosen = {}
    for pair in pairs:
        header, equals, field = pair.rpartition("=")
        if not equals:
            raise Refusal("column_pair_unread", value=pair)
        chosen[header.strip()] = field.strip()
    return chosen


def remembered_columns(settings: pd.DataFrame) -> dict[str, dict[str, str]]:
    rows = zip(settings["key"], settings["value"], strict=True)
    return {
        str(key).removeprefix(_REMEMBERED): json.loads(value)
        for key, value in rows
        if str(key).startswith(_REMEMBERED)
    }


def columns_to_remember(
    mapping: Mapping[str, Mapping[str, str]], situation: Situation, file: str
) -> Iterator[NewRow]:
    known = remembered_columns(situation.tables["settings"])
    for key, fields in mapping.items():
        if key not in known:
            text = json.dumps(dict(fields), ensure_ascii=False)
            words = situation.words
            yield NewRow(
                "settings",
                {
                    "key": f"{_REMEMBERED}{key}",
                    "name": words.text("commands.remembered.name", file=file),
                    "value": text,
                    "meaning": words.text("commands.remembered.meaning"),
                },
            )
