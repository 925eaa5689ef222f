"""What was done, line by line in the log, and how to take it back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from addin.books import Removal
from addin.books.cells import content, value_of
from addin.plan import Change, NewRow, Plan
from addin.tables import TABLES
from addin.tables.frames import blank, plain
from addin.tables.model import Column, Problem, Table, Value
from addin.words import LANGUAGES, Words

if TYPE_CHECKING:
    import pandas as pd

# Lines that are about the run and no cell; they stand in the column `column`.
ROWS, REPORT, UNDOES, MAIL = "(rows)", "(report)", "(undoes)", "(mail)"


def text_of_value(column: Column, value: Any, language: str) -> str | None:
    """A value as the log keeps it: labels in the workbook's language, dates as ISO, numbers with all digits."""
    known = content(column, value, language, lambda _table, row_id: row_id)
    if known is None or isinstance(known, str):
        return known
    return known.isoformat() if isinstance(known, date) else repr(known)


def value_of_text(column: Column, text: Any) -> Value:
    """The value that the log kept as text; Misfit where it is none of the column's."""
    if blank(text):
        return None
    if column.kind in ("date", "moment"):
        return plain(column, datetime.fromisoformat(text))
    if column.kind in ("integer", "number", "money", "percent"):
        return plain(column, float(text))
    if column.kind == "any":
        return _any_of_text(text)
    return value_of(column, text, lambda _table, row_id: row_id)


def _any_of_text(text: str) -> Value:
    for read in (float, date.fromisoformat):
        try:
            return read(text)
        except ValueError:
            continue
    return text


@dataclass(frozen=True)
class Entry:
    """Who writes the log: the run's number, its moment, the command, the language of the workbook."""

    run: int
    at: datetime
    command: str
    language: str

    def line(self, **values: Value) -> NewRow:
        return NewRow("log", {"run": self.run, "at": self.at, "command": self.command, **values})

    def of_change(self, change: Change, record: str | None) -> NewRow:
        """The line of one changed cell."""
        table = TABLES[change.table]
        column = table[change.column]
        words = Words.of(self.language)
        return self.line(
            table=words.text(f"tables.{table.key}.sheet"),
            record=record,
            row=change.row,
            column=words.label(table.key, column.key),
            before=text_of_value(column, change.before, self.language),
            after=text_of_value(column, change.after, self.language),
        )

    def of_row(self, row: NewRow) -> NewRow:
        """The line of one appended row: all its values in `after`, the column blank."""
        table = TABLES[row.table]
        key = table.id_column
        return self.line(
            table=Words.of(self.language).text(f"tables.{table.key}.sheet"),
            record=str(row.values[key.key]) if key else None,
            after=_row_text(table, row.values, self.language),
        )


def _row_text(table: Table, values: Mapping[str, Value], language: str) -> str:
    words = Words.of(language)
    known = {
        words.label(table.key, column.key): text_of_value(column, values[column.key], language)
        for column in table.stored
        if not blank(values.get(column.key))
    }
    return json.dumps(known, ensure_ascii=False)


def log_lines(entry: Entry, plan: Plan, records: Mapping[tuple[str, int], str]) -> list[NewRow]:
    """The lines of one run: every changed cell, every new row, the reports it wrote.

    `records` are the ids of the rows that changed.
    """
    lines = [entry.of_change(change, records.get((change.table, change.row))) for change in plan.changes]
    lines += [entry.of_row(row) for row in plan.rows]
    return lines + [entry.line(column=REPORT, after=report.key) for report in plan.reports]


def rows_line(entry: Entry, counts: Mapping[str, int]) -> NewRow:
    """How many rows each table has when the run is done; what tells a table that was emptied by accident."""
    return entry.line(column=ROWS, after=json.dumps(dict(counts)))


def rows_when_last_seen(log: pd.DataFrame) -> dict[str, int]:
    """How many rows each table had when a command last wrote; empty before the first."""
    kept = log.loc[log["column"] == ROWS, "after"]
    return dict(json.loads(kept.iloc[-1])) if len(kept) else {}


def last_run(log: pd.DataFrame) -> int:
    """The number of the newest run; 0 before the first."""
    return int(log["run"].max()) if len(log) else 0


def runs_to_undo(log: pd.DataFrame, count: int) -> list[int]:
    """The newest runs that changed something and stand, newest first; an undo itself is no such run.

    Nor is one that sent mail: nothing calls that back.
    """
    undone = set(log.loc[log["column"] == UNDOES, "after"].astype(int))
    final = set(log.loc[log["column"].isin((UNDOES, MAIL)), "run"].astype(int))
    runs = sorted({int(run) for run in log["run"].dropna()} - undone - final, reverse=True)
    return runs[:count]


def mail_stays(log: pd.DataFrame, runs: Sequence[int]) -> tuple[Problem, ...]:
    """The runs that sent mail after the oldest of these, and that no undo takes back."""
    sent = sorted({int(run) for run in log.loc[log["column"] == MAIL, "run"]})
    return tuple(
        Problem("log", None, "", "mail_stays", {"run": run}, "warning") for run in sent if run > min(runs)
    )


@dataclass(frozen=True)
class TakenBack:
    """What undoing a run means for the tables as they stand now; problems name what was left and why."""

    changes: tuple[Change, ...] = ()
    removals: tuple[Removal, ...] = ()
    dropped: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def taken_back(log: pd.DataFrame, runs: Sequence[int], tables: Mapping[str, pd.DataFrame]) -> TakenBack:
    """The way back over several runs: the newest line first; a cell that was changed since is left and named."""
    return _Undoing(tables).over(log[log["run"].isin(runs)].iloc[::-1].to_dict("records"))


class _Undoing:
    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self._tables = tables
        self._now: dict[tuple[str, int, str], Value] = {}  # cells as undone so far
        self._before: dict[tuple[str, int, str], Value] = {}
        self._gone: dict[Removal, None] = {}  # an ordered set
        self._dropped: list[str] = []
        self._problems: list[Problem] = []
        self._rows_of: dict[str, dict[str, int]] = {}

    def over(self, lines: Iterable[Mapping[Any, Any]]) -> TakenBack:
        for line in lines:
            if line["column"] == REPORT:
                self._dropped.append(line["after"])
            elif not blank(line["table"]):
                self._line(TABLES[_tables_by_label()[line["table"]]], line)
        changes = [
            Change(*where, before=self._before[where], after=value)
            for where, value in self._now.items()
            if self._before[where] != value and Removal(*where[:2]) not in self._gone
        ]
        dropped = tuple(dict.fromkeys(self._dropped))
        return TakenBack(tuple(changes), tuple(self._gone), dropped, tuple(self._problems))

    def _line(self, table: Table, line: Mapping[Any, Any]) -> None:
        if blank(line["column"]):
            self._row(table, line)
        else:
            self._cell(table, line)

    def _cell(self, table: Table, line: Mapping[Any, Any]) -> None:
        column = table[_columns_by_label(table)[line["column"]]]
        row = self._row_of(table, line)
        after, before = (value_of_text(column, line[side]) for side in ("after", "before"))
        if row is None or self._value(table, row, column) != after:
            self._left(table, row, column.key, line)
        else:
            self._now[table.key, row, column.key] = before

    def _row(self, table: Table, line: Mapping[Any, Any]) -> None:
        added = {_columns_by_label(table)[label]: text for label, text in json.loads(line["after"]).items()}
        values = {key: value_of_text(table[key], text) for key, text in added.items()}
        row = self._row_of(table, line) if not blank(line["record"]) else self._row_like(table, values)
        same = row is not None and all(
            self._value(table, row, column) == values.get(column.key) for column in table.stored
        )
        if row is None or not same:
            self._left(table, row, "", line)
        else:
            self._gone[Removal(table.key, row)] = None

    def _left(self, table: Table, row: int | None, column: str, line: Mapping[Any, Any]) -> None:
        code = "changed_since" if column else "row_changed_since"
        facts = {"run": int(line["run"]), "record": line["record"] or row}
        self._problems.append(Problem(table.key, row, column, code, facts, "warning"))

    def _value(self, table: Table, row: int, column: Column) -> Value:
        where = (table.key, row, column.key)
        if where not in self._now:
            self._now[where] = self._before[where] = plain(column, self._tables[table.key].at[row, column.key])
        return self._now[where]

    def _row_of(self, table: Table, line: Mapping[Any, Any]) -> int | None:
        """Where the record stands now: rows may have been sorted or inserted since."""
        if blank(line["record"]):
            row = None if blank(line["row"]) else int(line["row"])
            return row if row in self._tables[table.key].index else None
        if table.key not in self._rows_of:
            key = table.id_column
            assert key is not None, table.key
            ids = self._tables[table.key][key.key]
            self._rows_of[table.key] = dict(zip(ids.tolist(), ids.index.tolist(), strict=True))
        return self._rows_of[table.key].get(line["record"])

    def _row_like(self, table: Table, values: Mapping[str, Value]) -> int | None:
        """The last row that holds exactly these values, where the table has no ids."""
        rows: list[int] = self._tables[table.key].index.tolist()
        for row in reversed(rows):
            standing = Removal(table.key, row) not in self._gone
            if standing and all(self._value(table, row, c) == values.get(c.key) for c in table.stored):
                return row
        return None


@cache
def _tables_by_label() -> dict[str, str]:
    return {Words.of(lang).text(f"tables.{key}.sheet"): key for lang in LANGUAGES for key in TABLES}


@cache
def _columns_by_label(table: Table) -> dict[str, str]:
    return {Words.of(lang).label(table.key, c.key): c.key for lang in LANGUAGES for c in table.columns}
