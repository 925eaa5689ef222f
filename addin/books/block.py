"""A table's cells, read whole, from a file or out of Excel."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar

from addin.books import cells
from addin.books.addresses import Area, address
from addin.books.contents import DAYS_TO_1904, number_of
from addin.tables.frames import blank
from addin.tables.model import Table

_NUMBERS = ("integer", "number", "money", "percent")
_AS_THEY_ARE = (float, str, bool, type(None))


class Leaf(Protocol):
    """A sheet: its name, and the part of the file by which it is known whatever its name."""

    @property
    def name(self) -> str: ...

    @property
    def part(self) -> str: ...


class TableSpot(Protocol):
    """Where a table stands in its workbook: header and totals rows belong to the area, not to the data rows."""

    @property
    def name(self) -> str: ...

    @property
    def sheet(self) -> Leaf: ...

    @property
    def area(self) -> Area: ...

    @property
    def headers(self) -> Sequence[str]: ...

    @property
    def first_row(self) -> int: ...

    @property
    def last_row(self) -> int: ...


Spot = TypeVar("Spot", bound=TableSpot)


@dataclass
class Block(Generic[Spot]):
    """A table's cells: its data rows as lists over its own columns, blank ones as None or empty text."""

    table: Table
    excel: Spot
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

    def link(self, row: int, key: str) -> str:
        """A cell as a link within the workbook leads to it."""
        sheet = self.excel.sheet.name.replace("'", "''")
        return f"#'{sheet}'!{address(row, self.places[key])}"

    def make_plain(self, date1904: bool = False) -> None:
        """A number shown as a date is a number again, a day number that counts from 1904 one from 1900."""
        for column in (column for column in self.table.stored if column.key in self.places):
            index = self.places[column.key] - self.excel.area.left
            if column.kind in _NUMBERS:
                for row in self.rows:
                    if type(row[index]) not in _AS_THEY_ARE:
                        number = number_of(row[index], date1904)
                        row[index] = row[index] if number is None else number
            elif column.kind in ("date", "moment") and date1904:
                for row in self.rows:
                    if isinstance(row[index], float):
                        row[index] += DAYS_TO_1904
