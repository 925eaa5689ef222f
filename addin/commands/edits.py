"""Cells that a command changes one after the other, seen as they will stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from addin.plan import Change
from addin.tables import TABLES
from addin.tables.frames import changed, plain
from addin.tables.model import Value

if TYPE_CHECKING:
    import pandas as pd


class Edits:
    """Changes over the tables that a command read; a cell set to what stands in it is none."""

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self._tables = tables
        self._after: dict[tuple[str, int, str], Value] = {}

    def stands(self, table: str, row: int, column: str) -> Value:
        """What the cell holds before the command."""
        return plain(TABLES[table][column], self._tables[table].at[row, column])

    def value(self, table: str, row: int, column: str) -> Value:
        """What the cell will hold."""
        place = (table, row, column)
        return self._after[place] if place in self._after else self.stands(*place)

    def set(self, table: str, row: int, **cells: Value) -> None:
        """Cells of a row by their columns."""
        self._after.update({(table, row, column): value for column, value in cells.items()})

    def frame(self, table: str) -> pd.DataFrame:
        """The table as it will stand."""
        cells = [(row, column, after) for (key, row, column), after in self._after.items() if key == table]
        return changed(self._tables[table], cells)

    @property
    def changes(self) -> tuple[Change, ...]:
        """In the order in which the cells were first set."""
        changes = (Change(*place, self.stands(*place), after) for place, after in self._after.items())
        return tuple(change for change in changes if change.before != change.after)
