"""The tables of an open workbook: where they stand, and their cells read in whole blocks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from addin.books.addresses import Area
from addin.books.block import Block
from addin.books.finding import found, language_of
from addin.books.live.cells import values
from addin.tables.model import Table

if TYPE_CHECKING:
    import xlwings as xw
    from xlwings.main import Table as ExcelTable


@dataclass(eq=False)
class LiveSheet:
    """A sheet and its name, asked for once."""

    name: str
    cells: xw.Sheet

    @property
    def part(self) -> str:
        """In Excel a sheet is known by its name."""
        return self.name


@dataclass(eq=False)
class LiveTable:
    """A table as it stands in Excel; its area has the header and totals rows."""

    name: str
    sheet: LiveSheet
    area: Area
    excel: ExcelTable

    @cached_property
    def header_rows(self) -> int:
        return int(self.excel.show_headers)

    @cached_property
    def totals_rows(self) -> int:
        return int(self.excel.show_totals)

    @property
    def first_row(self) -> int:
        """The first data row in the sheet."""
        return self.area.top + self.header_rows

    @property
    def last_row(self) -> int:
        """The last data row in the sheet; a table always has one, be it blank."""
        return max(self.first_row, self.area.bottom - self.totals_rows)

    @property
    def columns(self) -> range:
        """Its columns in the sheet."""
        return range(self.area.left, self.area.right + 1)

    @cached_property
    def headers(self) -> tuple[str, ...]:
        if not self.header_rows:
            return tuple(column.name for column in self.excel.columns)
        (row,) = values(self.sheet.cells, self.rows(self.area.top, self.area.top))
        return _texts(row)

    def read(self) -> tuple[tuple[str, ...], list[list[Any]]]:
        """Its headers and its data rows, in one look."""
        rows = values(self.sheet.cells, self.rows(self.area.top, self.last_row))
        if not self.header_rows:
            return self.headers, rows
        return _texts(rows[0]), rows[1:]

    def rows(self, first: int, last: int) -> Area:
        """The area of some rows over all of the table's columns."""
        return Area(first, self.area.left, last, self.area.right)

    def moved(self) -> bool:
        """The table stands elsewhere or is larger or smaller than when it was read."""
        return area_of(self.excel) != self.area


def _texts(row: list[Any]) -> tuple[str, ...]:
    return tuple("" if header is None else str(header) for header in row)


def area_of(table: ExcelTable) -> Area:
    return Area.of(table.range.address)


class LiveBlocks:
    """Reads the tables of an open workbook, each when it is first asked for."""

    def __init__(self, book: xw.Book) -> None:
        self._book = book
        self.read: dict[str, Block[LiveTable]] = {}

    @cached_property
    def sheets(self) -> list[LiveSheet]:
        return [LiveSheet(sheet.name, sheet) for sheet in self._book.sheets]

    @cached_property
    def tables(self) -> list[LiveTable]:
        """Every table, in the order of the sheets."""
        return [
            LiveTable(table.name, sheet, area_of(table), table)
            for sheet in self.sheets
            for table in sheet.cells.tables
        ]

    @cached_property
    def language(self) -> str:
        """The language of the headers; German where none is known."""
        return language_of(self.tables)

    def of(self, table: Table) -> Block[LiveTable]:
        """The table's block; Refusal `table_missing`, `table_renamed`, `table_is_range`."""
        if table.key not in self.read:
            spot = found(table, self.tables, [sheet.name for sheet in self.sheets])
            self.read[table.key] = self._block(table, spot)
        return self.read[table.key]

    def block_at(self, spot: LiveTable) -> Block[LiveTable]:
        """The block of a table that was read."""
        return next(block for block in self.read.values() if block.excel is spot)

    @staticmethod
    def _block(table: Table, spot: LiveTable) -> Block[LiveTable]:
        block = Block(table, spot, *spot.read())
        block.make_plain()
        return block
