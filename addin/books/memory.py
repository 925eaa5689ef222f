"""A book that lives in memory: for tests, for rehearsals, and for what has no file yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from addin.books import Applied, Edit, Reading
from addin.books.names import Names
from addin.errors import Refusal
from addin.plan import NewRow
from addin.tables import TABLES
from addin.tables.frames import cell, frame_of_rows, plain
from addin.tables.model import Table, Value

if TYPE_CHECKING:
    import pandas as pd

FIRST_ROW = 2  # below the header


class MemoryBook:
    """A master workbook without a file. Rows are kept as values; a blanked row keeps its number.

    >>> book = MemoryBook("de")
    >>> book.apply(Edit(rows=(NewRow("staff", {"staff_id": "M-0001", "name": "Ada"}),))).rows
    (2,)
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self.sheets: dict[str, bytes] = {}
        self.visible: dict[str, bool] = {}
        self._rows: dict[str, dict[int, dict[str, Value]]] = {key: {} for key in TABLES}
        self._results: dict[str, dict[tuple[int, str], Value]] = {key: {} for key in TABLES}

    def read(self, table: Table) -> Reading:
        rows = {number: row for number, row in self._rows[table.key].items() if row}
        return Reading(frame_of_rows(table, rows.values(), list(rows)))

    def locate(self, table: Table, row: int, column: str) -> str:
        """Where a cell stands, as a link names it."""
        return f"#{table.key}!{column}{row}"

    def reports(self) -> tuple[str, ...]:
        return tuple(self.sheets)

    def apply(self, edit: Edit) -> Applied:
        self._refuse_unknown_rows(edit)
        names = Names(lambda table: self.read(table).frame, edit.rows)
        rows = tuple(self._append(row, names) for row in edit.rows)
        cells = sum(self._changed(c.table, c.row, c.column, c.after, names) for c in edit.changes)
        cells += sum(len(row.values) for row in edit.rows)
        for removal in edit.removals:
            cells += len(self._rows[removal.table][removal.row])
            self._remove(removal.table, removal.row)
        cells += sum(self._answered(table, frame) for table, frame in edit.results.items())
        sheets = self._grafted(edit)
        self.visible |= edit.visible
        return Applied(rows, cells, sheets)

    def _refuse_unknown_rows(self, edit: Edit) -> None:
        places = [(c.table, c.row) for c in edit.changes] + [(r.table, r.row) for r in edit.removals]
        for table, row in places:
            if row not in self._rows[table]:
                raise Refusal("row_missing", table=table, row=row)

    def _value(self, table: str, column: str, value: Value, names: Names) -> Value:
        declared = TABLES[table][column]
        known = plain(declared, value)
        if isinstance(known, str):
            known = known.strip() or None
        return names.found(declared.ref, str(known)) or known if declared.ref and known else known

    def _append(self, row: NewRow, names: Names) -> int:
        rows = self._rows[row.table]
        number = max(rows, default=FIRST_ROW - 1) + 1
        stored = {column.key for column in TABLES[row.table].stored}
        values = {key: self._value(row.table, key, v, names) for key, v in row.values.items() if key in stored}
        rows[number] = {key: value for key, value in values.items() if value is not None}
        for column in TABLES[row.table].computed:
            if column.key in row.values:
                self._results[row.table][number, column.key] = plain(column, row.values[column.key])
        return number

    def _changed(self, table: str, row: int, column: str, after: Value, names: Names) -> bool:
        known = self._value(table, column, after, names)
        before = self._rows[table][row].get(column)
        self._rows[table][row][column] = known
        return before != known

    def _remove(self, table: str, row: int) -> None:
        rows = self._rows[table]
        rows[row] = {}
        while rows and not rows[max(rows)]:
            del rows[max(rows)]

    def _answered(self, table: str, frame: pd.DataFrame) -> int:
        known = self._results[table]
        answers: dict[tuple[int, str], Any] = {
            (row, column.key): plain(column, cell(frame, row, column.key))
            for column in TABLES[table].computed
            if column.key in frame
            for row in frame.index.tolist()
        }
        changed: int = sum(known.get(where) != answer for where, answer in answers.items())
        known.update(answers)
        return changed

    def _grafted(self, edit: Edit) -> int:
        fresh = [sheet for sheet in edit.sheets if self.sheets.get(sheet.key) != sheet.workbook]
        self.sheets |= {sheet.key: sheet.workbook for sheet in fresh}
        return len(fresh) + sum(self.sheets.pop(key, None) is not None for key in edit.dropped)
