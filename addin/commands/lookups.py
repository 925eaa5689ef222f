"""Rows that the coordinator means by a name or an id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.errors import Refusal
from addin.tables import TABLES

if TYPE_CHECKING:
    import pandas as pd


def meant(table: str, frame: pd.DataFrame, text: str) -> str:
    """The id of the row whose id or unambiguous name this is; Refusal `nobody_of_that_name`."""
    declared = TABLES[table]
    key = declared.id_column
    assert key is not None, table
    wanted = text.strip().casefold()
    ids = frame[key.key].dropna()
    same_id = ids[ids.str.casefold() == wanted]
    names = frame[list(declared.shown_as)].fillna("").agg(" ".join, axis=1).str.strip().str.casefold()
    found = same_id if len(same_id) else ids[names[ids.index] == wanted]
    if len(found) != 1:
        raise Refusal("nobody_of_that_name", value=text, table=table)
    return str(found.iloc[0])
