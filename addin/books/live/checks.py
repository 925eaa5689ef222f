"""The looks at an open workbook before anything is written: what stands there, and what must not be touched."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any

from addin.books.addresses import Area, address
from addin.books.contents import same
from addin.books.live.cells import cells, formulas, is_formula, pieces, values
from addin.books.live.excel import is_busy
from addin.books.live.tables import LiveSheet, LiveTable
from addin.books.live.wishes import Growth, Strip
from addin.errors import Refusal
from addin.tables.frames import blank


def check_table(table: LiveTable) -> None:
    """Refusal `changed_since_read` where the table stands elsewhere by now, `sheet_protected`."""
    if table.moved():
        raise _refusal("changed_since_read", table.sheet, table.area.top, table.area.left)
    first = cells(table.sheet.cells, Area(table.first_row, table.area.left, table.first_row, table.area.left))
    form = first.number_format
    try:
        first.number_format = form  # a protected sheet lets nobody format a cell, not even as it is
    except Exception as error:
        if is_busy(error):
            raise
        raise Refusal("sheet_protected", sheet=table.sheet.name) from error


def check_strip(strip: Strip) -> None:
    """Notes what stands in a strip's rows.

    Refusal `formula_cell`, `array_cell`, `merged_cell` where that is more than a value, `changed_since_read` where
    it is not what was read.
    """
    sheet, area = strip.table.sheet, strip.area
    present = [value for (value,) in values(sheet.cells, area)]
    typed = [text for (text,) in formulas(sheet.cells, area)]
    found = enumerate(zip(typed, present, strict=True), area.top)
    strip.before = {row: value for row, (text, value) in found if not is_formula(text, value)}
    for row in strip.contents:
        if row not in strip.before:
            code = "formula_cell" if cells(sheet.cells, area).has_array is False else "array_cell"
            raise _refusal(code, sheet, row, strip.column)
        if not same(strip.known(row), strip.before[row]):
            raise _refusal("changed_since_read", sheet, row, strip.column)
    _refuse_merged(sheet, area, strip.contents)


def check_growth(growth: Growth, tables: Iterable[LiveTable]) -> None:
    """Finds the formulas that new rows get.

    Refusal `content_below` where something is in the way, `calculated_column` where a value is meant for a column
    that Excel itself fills.
    """
    table = growth.table
    _refuse_content(table, growth.below, tables)
    growth.formulas = _formulas_of_new_rows(table, growth.answers)
    for column in growth.contents:
        if column in growth.formulas and growth.contents_of(column) and _is_calculated(table, column):
            header = table.headers[column - table.area.left]
            raise Refusal("calculated_column", sheet=table.sheet.name, column=header)


def _refuse_content(table: LiveTable, below: Area, tables: Iterable[LiveTable]) -> None:
    for other in tables:
        if other.sheet is table.sheet and other.area.meets(below):
            raise _refusal("content_below", table.sheet, other.area.top, other.area.left)
    for row, found in enumerate(formulas(table.sheet.cells, below), below.top):
        for column, text in enumerate(found, below.left):
            if not blank(text):
                raise _refusal("content_below", table.sheet, row, column)
    _refuse_merged(table.sheet, below, range(below.top, below.bottom + 1))


def _refuse_merged(sheet: LiveSheet, area: Area, rows: Container[int]) -> None:
    def is_merged(part: Area) -> Any:
        return cells(sheet.cells, part).merge_cells

    for part, merged in pieces(area, is_merged):
        meant = [row for row in range(part.top, part.bottom + 1) if row in rows] if merged else []
        if meant:
            raise _refusal("merged_cell", sheet, meant[0], part.left)


def _formulas_of_new_rows(table: LiveTable, computed: Container[int]) -> dict[int, tuple[int, str]]:
    """The formulas of a table's last row by column; of a computed column the last one it has."""
    found = _formulas_in(table, table.rows(table.last_row, table.last_row))
    for column in table.columns:
        if column in computed and column not in found:
            found |= _formulas_in(table, Area(table.first_row, column, table.last_row, column))
    return found


def _formulas_in(table: LiveTable, area: Area) -> dict[int, tuple[int, str]]:
    """The last formula of every column in an area, with its row."""
    rows = zip(formulas(table.sheet.cells, area), values(table.sheet.cells, area), strict=True)
    return {
        column: (row, text)
        for row, (typed, present) in enumerate(rows, area.top)
        for column, (text, value) in enumerate(zip(typed, present, strict=True), area.left)
        if is_formula(text, value)
    }


def _is_calculated(table: LiveTable, column: int) -> bool:
    """A formula in every row of a column: Excel fills new rows itself."""
    area = Area(table.first_row, column, table.last_row, column)
    pairs = zip(formulas(table.sheet.cells, area), values(table.sheet.cells, area), strict=True)
    return all(is_formula(text, value) for (text,), (value,) in pairs)


def _refusal(code: str, sheet: LiveSheet, row: int, column: int) -> Refusal:
    return Refusal(code, sheet=sheet.name, cell=address(row, column))
