"""Rows that the coordinator means by a name or an id."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from addin.errors import Refusal
from addin.tables import TABLES

if TYPE_CHECKING:
    import pandas as pd

_SEPARATOR = " · "
_LEAST, _MOST = 3, 5  # letters that a part of a name has, names that are shown as likely


def meant(table: str, frame: pd.DataFrame, text: str) -> str:
    """The id of the row whose id or unambiguous name this is, or both as a cell of the workbook shows them.

    Refusal `perhaps_meant` with the rows that are called alike, else `nobody_of_that_name`.
    """
    declared = TABLES[table]
    key = declared.id_column
    assert key is not None, table
    wanted = text.rpartition(_SEPARATOR)[2].strip().casefold()
    ids = frame[key.key].dropna()
    same_id = ids[ids.str.casefold() == wanted]
    names = frame.loc[ids.index, list(declared.shown_as)].fillna("").agg(" ".join, axis=1).str.strip()
    found = same_id if len(same_id) else ids[names.str.casefold() == wanted]
    if len(found) == 1:
        return str(found.iloc[0])
    likely = [f"{names[row]}{_SEPARATOR}{ids[row]}" for row in _likely(wanted, names)]
    if likely:
        raise Refusal("perhaps_meant", value=text, table=table, likely=likely)
    raise Refusal("nobody_of_that_name", value=text, table=table)


def _likely(wanted: str, names: pd.Series) -> list[int]:
    """Rows whose name holds the text, else those whose name is written alike."""
    folded = names.str.casefold()
    holding = folded.str.contains(wanted, regex=False) & (len(wanted) >= _LEAST)
    alike = get_close_matches(wanted, folded.tolist(), _MOST, cutoff=0.75)
    rows: list[int] = names.index[holding if holding.any() else folded.isin(alike)].tolist()
    return rows[:_MOST]
