"""What shall happen to the cells of an open workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from addin.books.addresses import Area
from addin.books.contents import Content
from addin.books.live.tables import LiveTable

Columns = Mapping[int, Mapping[int, Content]]  # contents by column and row of the sheet


@dataclass
class Strip:
    """What shall stand in some cells of one column of a table, by row.

    `known` gives the value a row had when the table was read; `before` are the values that stand in its rows and
    between them when it is written, but for formulas.
    """

    table: LiveTable
    column: int
    known: Callable[[int], Any]
    contents: dict[int, Content] = field(default_factory=dict)
    before: dict[int, Any] = field(default_factory=dict)

    @property
    def area(self) -> Area:
        return Area(min(self.contents), self.column, max(self.contents), self.column)


@dataclass
class Growth:
    """New rows of a table up to `last_row`, with contents by column.

    `formulas` are those that the new rows get, each with the row it was found in.
    """

    table: LiveTable
    last_row: int
    contents: Columns
    answers: Columns
    formulas: dict[int, tuple[int, str]] = field(default_factory=dict)

    @property
    def rows(self) -> range:
        return range(self.table.last_row + 1, self.last_row + 1)

    @property
    def below(self) -> Area:
        """The cells that the table will take up, where something may stand now."""
        table = self.table
        return Area(table.area.bottom + 1, table.area.left, self.last_row + table.totals_rows, table.area.right)

    def contents_of(self, column: int) -> dict[int, Content]:
        """What the new rows get in a column, blanks left out."""
        wanted = self.contents[column]
        return {row: wanted[row] for row in self.rows if wanted.get(row) is not None}

    def unanswered(self) -> list[tuple[str, int, int]]:
        """The cells of computed columns for which no formula is known: sheet, row and column."""
        lacking = set(self.answers) - set(self.formulas)
        part = self.table.sheet.part
        return [(part, row, column) for column in lacking for row in self.answers[column] if row in self.rows]
