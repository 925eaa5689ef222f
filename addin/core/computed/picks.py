"""The columns that every table computes alike: `pick`, and the bare ids of references."""

from __future__ import annotations

import re

import pandas as pd

from addin.core.computed.given import Given
from addin.tables import TABLES
from addin.tables.model import Column, Table

_BARE_ID = re.compile(r"id\(\[@(\w+)\]\)")
SEPARATOR = " · "


def shared_column(given: Given, table: Table, column: Column) -> pd.Series | None:
    """The answer for a column that is computed alike in every table; None for any other."""
    reference = _BARE_ID.fullmatch(column.formula)
    if reference:
        return given[table.key][reference[1]]
    return _picks(given, table) if column.key == "pick" else None


def named_tables(table: Table) -> tuple[str, ...]:
    """The tables whose names stand in the names of this one's rows, the nearest first."""
    if "pick" not in table.by_key:
        return ()
    refs = [table[key].ref for key in table.shown_as if table[key].ref]
    return (*refs, *(further for ref in refs for further in named_tables(TABLES[ref])))


def _picks(given: Given, table: Table) -> pd.Series:
    """Name and id of every row as references to it show them; the bare id where it has no name."""
    assert table.id_column is not None
    frame = given[table.key]
    parts = [
        _part(given, table, key).fillna(frame[key]) if table[key].ref else frame[key] for key in table.shown_as
    ]
    return (_joined(parts) + SEPARATOR).fillna("") + frame[table.id_column.key]


def _names(given: Given, table: Table) -> pd.Series:
    """By what a person recognises every row; blank where all of it is."""
    return _joined([_part(given, table, key) for key in table.shown_as])


def _part(given: Given, table: Table, key: str) -> pd.Series:
    """A column of the name, a reference by the name of its row."""
    cells, ref = given[table.key][key], table[key].ref
    return given.at(cells, ref, _names(given, TABLES[ref])) if ref else cells


def _joined(parts: list[pd.Series]) -> pd.Series:
    if len(parts) == 1:
        return parts[0]
    rows = zip(*(part.fillna("") for part in parts), strict=True)
    names = [" ".join(" ".join(texts).split()) or None for texts in rows]
    return pd.Series(names, index=parts[0].index, dtype=object)
