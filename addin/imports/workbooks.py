"""A workbook as a table: calamine reads its values, the sheet's own part says where no value can be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from addin.errors import Refusal
from addin.imports import Cell, Record, Source, headings
from addin.imports.sheet_parts import Unreadable, opened_parts, unreadable_cells

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

_NO_TABLE = {"import_empty", "import_no_rows", "import_no_headers"}


def source(path: Path, sheet: str = "") -> Source:
    """The table on the named sheet, else on the first visible one that holds a table.

    A cell with an error or with a formula that was never calculated is Broken, not blank.
    """
    with opened_parts(path) as parts:
        book = opened(path)
        if sheet:
            return _table(path, parts, book, _named(path, book, sheet))
        return _first_table(path, parts, book)


def opened(path: Path) -> CalamineWorkbook:
    """The workbook in a file; Refusal `import_damaged`."""
    from python_calamine import CalamineError, load_workbook

    try:
        return load_workbook(path)
    except CalamineError:
        raise Refusal("import_damaged", file=path.name) from None


def _named(path: Path, book: CalamineWorkbook, sheet: str) -> str:
    for name in book.sheet_names:
        if name.strip().casefold() == sheet.strip().casefold():
            return name
    raise Refusal("import_sheet_missing", file=path.name, sheet=sheet, sheets=book.sheet_names)


def _first_table(path: Path, parts: ZipFile, book: CalamineWorkbook) -> Source:
    """The first table with two headers at least: a cover sheet has none."""
    for name in _visible(book):
        try:
            table = _table(path, parts, book, name)
        except Refusal as refusal:
            if refusal.code not in _NO_TABLE:
                raise
            continue
        if len(table.headers) > 1:
            return table
    raise Refusal("import_no_table", file=path.name, sheets=book.sheet_names)


def _visible(book: CalamineWorkbook) -> Iterator[str]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    for sheet in book.sheets_metadata:
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet:
            yield sheet.name


def _table(path: Path, parts: ZipFile, book: CalamineWorkbook, sheet: str) -> Source:
    from python_calamine import CalamineError

    unreadable = unreadable_cells(parts, sheet, path.name)  # first: it refuses what would exhaust the memory
    try:
        rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except CalamineError:
        raise Refusal("import_damaged", file=path.name) from None
    return headings.source(f"{path.name} · {sheet}", _records(rows, unreadable))


def _records(rows: list[list[Any]], unreadable: Unreadable) -> list[Record]:
    records = [Record(number, list(map(_cell, row))) for number, row in enumerate(rows, 1)]
    width = len(rows[0]) if rows else 0
    for (row, column), broken in unreadable.items():
        if row <= len(records) and column <= width:
            records[row - 1].cells[column - 1] = broken
    return records


def _cell(cell: Any) -> Cell:
    if isinstance(cell, str):
        return cell.strip()
    return cell if isinstance(cell, bool | int | float | date) else str(cell)
