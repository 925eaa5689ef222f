"""Where the columns of a table stand on its sheet: the header in the first row, the table's rows below it."""

from __future__ import annotations

from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from addin.tables.model import Column, Table

HEADER_ROW, FIRST_ROW = 1, 2


@dataclass(frozen=True)
class Place:
    """A column of a sheet and the cells of it that belong to the table."""

    column: Column
    letter: str
    last_row: int

    @property
    def header(self) -> str:
        return f"{self.letter}{HEADER_ROW}"

    @property
    def cells(self) -> str:
        return f"{self.letter}{FIRST_ROW}:{self.letter}{self.last_row}"


def places(table: Table, rows: int = 1) -> list[Place]:
    """Where each column of the table stands when it has that many rows."""
    last = HEADER_ROW + rows
    return [Place(column, get_column_letter(n), last) for n, column in enumerate(table.columns, 1)]
