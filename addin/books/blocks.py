"""The tables of a closed file as blocks of cells, read whole."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from addin.books import cells
from addin.books.addresses import address
from addin.books.calculation import counts_from_1904
from addin.books.contents import DAYS_TO_1904, number_of
from addin.books.excel_tables import ExcelTable, excel_tables
from addin.books.package import Package, Sheet
from addin.books.sheet_facts import SheetFacts, dimension, filled_extent, sheet_facts
from addin.books.sheets import surveyed
from addin.errors import Refusal
from addin.tables import TABLES
from addin.tables.frames import blank
from addin.tables.model import Table
from addin.words import LANGUAGES, Words

_NUMBERS = ("integer", "number", "money", "percent")
_AS_THEY_ARE = (float, str, bool, type(None))
_LARGE = 1 << 24
_MOST_CELLS = 50_000_000  # a sheet is read as a full rectangle: one stray cell far out must not fill the memory


@dataclass
class Block:
    """A table's cells: its data rows as lists over its own columns, blank ones as None or empty text."""

    table: Table
    excel: ExcelTable
    headers: Sequence[object]
    rows: list[list[Any]]

    @cached_property
    def places(self) -> dict[str, int]:
        """The column of the sheet for every declared column that is there."""
        found = cells.positions(self.table, self.headers)
        return {key: self.excel.area.left + index for key, index in found.items()}

    def column(self, column: int) -> Callable[[int], Any]:
        """What stands in the rows of a column of the sheet; None where nothing does."""
        first, index = self.excel.first_row, column - self.excel.area.left
        rows = self.rows
        return lambda row: rows[row - first][index] if row - first < len(rows) else None

    def last_filled(self, without: Collection[int] = ()) -> int:
        """The last row with something in it that is not computed; before the first where all are blank.

        The declared cells of the rows `without` count as blank.
        """
        declared = {self.places[key] - self.excel.area.left for key in self.places}
        computed = {self.places[c.key] - self.excel.area.left for c in self.table.computed if c.key in self.places}
        for index in range(len(self.rows) - 1, -1, -1):
            skipped = declared if self.excel.first_row + index in without else computed
            if any(not blank(cell) for column, cell in enumerate(self.rows[index]) if column not in skipped):
                return self.excel.first_row + index
        return self.excel.first_row - 1


class Blocks:
    """Reads the tables of a workbook, each when it is first asked for."""

    def __init__(self, data: bytes, package: Package) -> None:
        self._package = package
        self._tables = excel_tables(package)
        self._date1904 = counts_from_1904(package)
        self._facts: dict[str, SheetFacts] = {}
        self.read: dict[str, Block] = {}
        try:
            self._workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        except CalamineError as error:
            raise Refusal("damaged", file=package.file, part="") from error

    def of(self, table: Table) -> Block:
        """The table's block; Refusal `table_missing`, `table_renamed`, `table_is_range`."""
        if table.key not in self.read:
            self.read[table.key] = self._block(table, self._found(table))
        return self.read[table.key]

    @cached_property
    def language(self) -> str:
        """The language most headers are in; German where none is known."""
        headers = [cells.folded(header) for table in self._tables for header in table.headers]
        known = {language: set(_labels(language)) for language in LANGUAGES}
        return max(LANGUAGES, key=lambda language: sum(header in known[language] for header in headers))

    # --- which Excel table it is

    def _found(self, table: Table) -> ExcelTable:
        """By its name, else by the sheet's name, else by its headers."""
        named = [t for t in self._tables if t.name.casefold() == table.key]
        sheets = {Words.of(language).text(f"tables.{table.key}.sheet").casefold() for language in LANGUAGES}
        beside = [t for t in self._tables if t.sheet.name.casefold() in sheets]
        for excel in (*named, *beside, *self._tables):
            if excel in named or _fits(table, excel):
                return excel
        raise self._missing(table, sheets)

    def _missing(self, table: Table, sheets: set[str]) -> Refusal:
        names = [sheet.name for sheet in self._package.sheets()]
        for name in names:
            if name.casefold() in sheets:
                return Refusal("table_is_range", table=table.key, sheet=name, name=table.key)
        twins = [twin for sheet in sheets for twin in get_close_matches(sheet, names, 1, 0.5)]
        if twins:
            return Refusal("table_renamed", table=table.key, twin=twins[0], name=table.key)
        return Refusal("table_missing", table=table.key)

    # --- its cells

    def _block(self, table: Table, excel: ExcelTable) -> Block:
        everything = self._read_sheet(excel.sheet).to_python(skip_empty_area=False, nrows=excel.last_row)
        rows = [self._cut(row, excel) for row in everything[excel.first_row - 1 :]]
        headers = self._cut(everything[excel.area.top - 1], excel) if excel.header_rows else excel.headers
        block = Block(table, excel, headers, rows)
        self._make_plain(block)
        self._show_errors(block, self.facts(excel.sheet).errors)
        return block

    @staticmethod
    def _cut(row: list[Any], excel: ExcelTable) -> list[Any]:
        if excel.area.left == 1 and len(row) == excel.area.right:
            return row
        cut = row[excel.area.left - 1 : excel.area.right]
        return cut + [None] * (len(excel.columns) - len(cut))

    def _make_plain(self, block: Block) -> None:
        """A number shown as a date is a number again, a day number that counts from 1904 one from 1900."""
        for column in block.table.stored:
            index = block.places[column.key] - block.excel.area.left
            if column.kind in _NUMBERS:
                for row in block.rows:
                    if type(row[index]) not in _AS_THEY_ARE:
                        number = number_of(row[index], self._date1904)
                        row[index] = row[index] if number is None else number
            elif column.kind in ("date", "moment") and self._date1904:
                for row in block.rows:
                    if isinstance(row[index], float):
                        row[index] += DAYS_TO_1904

    def _show_errors(self, block: Block, errors: dict[tuple[int, int], str]) -> None:
        stored = {block.places[column.key] for column in block.table.stored}
        for (number, column), text in errors.items():
            index = number - block.excel.first_row
            if column in stored and 0 <= index < len(block.rows):
                block.rows[index][column - block.excel.area.left] = text

    def facts(self, sheet: Sheet) -> SheetFacts:
        """What the sheet's part tells apart from its values."""
        if sheet.part not in self._facts:
            self._facts[sheet.part] = sheet_facts(self._package, sheet)
        return self._facts[sheet.part]

    def _read_sheet(self, sheet: Sheet) -> CalamineSheet:
        """The sheet's values; a large one is read while it is looked through. Refusal `cell_far_out`."""
        with ThreadPoolExecutor(1) as beside:
            if self._is_plausible(sheet):
                reading = beside.submit(self._workbook.get_sheet_by_name, sheet.name)
                self.facts(sheet)
                import pandas  # noqa: F401 - takes long and is needed next

                return reading.result()
        self._refuse_far_out(sheet)
        return self._workbook.get_sheet_by_name(sheet.name)

    def _is_plausible(self, sheet: Sheet) -> bool:
        """A large sheet whose own account of its area is believed: a small one is looked through in no time."""
        if self._package.size(sheet.part) < _LARGE:
            return False
        area = dimension(surveyed(self._package, sheet, (), stop_after=0).head)
        return area is not None and area.cells <= _MOST_CELLS

    def _refuse_far_out(self, sheet: Sheet) -> None:
        if self.facts(sheet).extent.cells > _MOST_CELLS:
            filled = filled_extent(self._package, sheet)
            if filled.cells > _MOST_CELLS:
                raise Refusal("cell_far_out", sheet=sheet.name, cell=address(filled.bottom, filled.right))


def _labels(language: str) -> list[str]:
    words = Words.of(language)
    return [
        cells.folded(words.label(table.key, column.key)) for table in TABLES.values() for column in table.columns
    ]


def _fits(table: Table, excel: ExcelTable) -> bool:
    try:
        cells.positions(table, excel.headers)
    except Refusal:
        return False
    return True
