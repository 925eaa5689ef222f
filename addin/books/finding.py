"""Which of a workbook's tables is meant, and which language its headers speak."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from difflib import get_close_matches
from functools import cache

from addin.books import cells
from addin.books.block import Spot, TableSpot
from addin.errors import Refusal
from addin.tables import TABLES
from addin.tables.model import Table
from addin.words import LANGUAGES, Words


def found(table: Table, spots: Sequence[Spot], sheets: Collection[str]) -> Spot:
    """By its name, else by the sheet's name, else by its headers.

    `sheets` are the names of all sheets. Refusal `table_missing`, `table_renamed`, `table_is_range`.
    """
    named = [spot for spot in spots if spot.name.casefold() == table.key]
    names = {Words.of(language).text(f"tables.{table.key}.sheet").casefold() for language in LANGUAGES}
    beside = [spot for spot in spots if spot.sheet.name.casefold() in names]
    for spot in (*named, *beside, *spots):
        if spot in named or _fits(table, spot):
            return spot
    raise _missing(table, names, sheets)


def _fits(table: Table, spot: TableSpot) -> bool:
    try:
        cells.positions(table, spot.headers)
    except Refusal:
        return False
    return True


def _missing(table: Table, wanted: set[str], sheets: Collection[str]) -> Refusal:
    for name in sheets:
        if name.casefold() in wanted:
            return Refusal("table_is_range", table=table.key, sheet=name, name=table.key)
    twins = [twin for sheet in wanted for twin in get_close_matches(sheet, sheets, 1, 0.5)]
    if twins:
        return Refusal("table_renamed", table=table.key, twin=twins[0], name=table.key)
    return Refusal("table_missing", table=table.key)


def language_of(spots: Iterable[TableSpot]) -> str:
    """The language that most headers of the first telling table are in; German where no table tells.

    All tables of a workbook speak one language, and to read each one's headers out of Excel takes long.
    """
    for spot in spots:
        headers = {cells.folded(header) for header in spot.headers}
        known = {language: len(headers & _labels(language)) for language in LANGUAGES}
        if len(set(known.values())) > 1:
            return max(LANGUAGES, key=known.__getitem__)
    return LANGUAGES[0]


@cache
def _labels(language: str) -> frozenset[str]:
    words = Words.of(language)
    return frozenset(
        cells.folded(words.label(table.key, column.key)) for table in TABLES.values() for column in table.columns
    )
