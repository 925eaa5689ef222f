"""The tables of a closed file as blocks of cells, read whole."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from addin.books.addresses import address
from addin.books.block import Block
from addin.books.calculation import counts_from_1904
from addin.books.excel_tables import ExcelTable, excel_tables
from addin.books.finding import found, language_of
from addin.books.package import Package, Sheet
from addin.books.sheet_facts import SheetFacts, dimension, filled_extent, sheet_facts
from addin.books.sheets import surveyed
from addin.errors import Refusal
from addin.tables.model import Table

_LARGE = 1 << 24
_MOST_CELLS = 50_000_000  # a sheet is read as a full rectangle: one stray cell far out must not fill the memory


class Blocks:
    """Reads the tables of a workbook, each when it is first asked for."""

    def __init__(self, data: bytes, package: Package) -> None:
        self._package = package
        self._tables = excel_tables(package)
        self._date1904 = counts_from_1904(package)
        self._facts: dict[str, SheetFacts] = {}
        self.read: dict[str, Block[ExcelTable]] = {}
        try:
            self._workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        except CalamineError as error:
            raise Refusal("damaged", file=package.file, part="") from error

    def of(self, table: Table) -> Block[ExcelTable]:
        """The table's block; Refusal `table_missing`, `table_renamed`, `table_is_range`."""
        if table.key not in self.read:
            self.read[table.key] = self._block(table, found(table, self._tables, self._sheet_names))
        return self.read[table.key]

    @cached_property
    def _sheet_names(self) -> list[str]:
        return [sheet.name for sheet in self._package.sheets()]

    @cached_property
    def language(self) -> str:
        """The language of the headers; German where none is known."""
        return language_of(self._tables)

    # --- its cells

    def _block(self, table: Table, excel: ExcelTable) -> Block[ExcelTable]:
        everything = self._read_sheet(excel.sheet).to_python(skip_empty_area=False, nrows=excel.last_row)
        rows = [self._cut(row, excel) for row in everything[excel.first_row - 1 :]]
        headers = self._cut(everything[excel.area.top - 1], excel) if excel.header_rows else excel.headers
        block = Block(table, excel, headers, rows)
        block.make_plain(self._date1904)
        self._show_errors(block, self.facts(excel.sheet).errors)
        return block

    @staticmethod
    def _cut(row: list[Any], excel: ExcelTable) -> list[Any]:
        if excel.area.left == 1 and len(row) == excel.area.right:
            return row
        cut = row[excel.area.left - 1 : excel.area.right]
        return cut + [None] * (len(excel.columns) - len(cut))

    def _show_errors(self, block: Block[ExcelTable], errors: dict[tuple[int, int], str]) -> None:
        stored = {block.places[column.key] for column in block.table.stored if column.key in block.places}
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
