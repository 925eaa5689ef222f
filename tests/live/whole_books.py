"""A whole open workbook as values that can be compared: every cell, every table, every sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import xlwings as xw

from addin.tables import TABLES

Cells = dict[str, Any]
# The clock's, and so never the same
LOGGED_MOMENT = re.compile(r"'?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
MOMENTS = {
    key: [number for number, column in enumerate(table.columns) if column.kind == "moment"]
    for key, table in TABLES.items()
}


@dataclass(frozen=True)
class WholeBook:
    """A workbook, recalculated: the range of each table, what is in the cells of each sheet, which are seen."""

    tables: dict[str, str]
    sheets: dict[str, Cells]
    seen: dict[str, bool]

    @classmethod
    def of(cls, book: xw.Book) -> WholeBook:
        book.impl.document.calculateAll()
        sheets = list(book.sheets)
        areas = {table.name: (sheet, table.range) for sheet in sheets for table in sheet.tables}
        clock = {
            (areas[key][0].name, areas[key][1].column + number)
            for key, numbers in MOMENTS.items()
            for number in numbers
        }
        return cls(
            {name: f"{sheet.name}!{area.address}" for name, (sheet, area) in areas.items()},
            {sheet.name: dict(_cells(sheet, clock)) for sheet in sheets},
            {sheet.name: bool(sheet.visible) for sheet in sheets},
        )

    def differences(self, other: WholeBook) -> list[str]:
        """Where two workbooks are not the same."""
        pairs = [("tables", self.tables, other.tables), ("seen", self.seen, other.seen)]
        pairs += [(name, cells, other.sheets.get(name, {})) for name, cells in self.sheets.items()]
        return [
            f"{name} {place}: {mine.get(place)!r} | {theirs.get(place)!r}"
            for name, mine, theirs in pairs
            for place in sorted(mine.keys() | theirs.keys())
            if mine.get(place) != theirs.get(place)
        ]


def _cells(sheet: xw.Sheet, clock: set[tuple[str, int]]) -> Iterator[tuple[str, tuple[str, Any]]]:
    """What is typed in each cell that is not blank, and what it shows."""
    area = sheet.impl.range("A1").to(sheet.impl.used_range)
    typed, shown = area.xl.getFormulaArray(), area.xl.getDataArray()
    for row, (texts, values) in enumerate(zip(typed, shown, strict=True), 1):
        for column, (text, value) in enumerate(zip(texts, values, strict=True), 1):
            if text and (sheet.name, column) not in clock and not LOGGED_MOMENT.fullmatch(text):
                yield f"{xw.utils.col_name(column)}{row}", (text, value)
