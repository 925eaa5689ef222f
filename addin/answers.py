"""Python's answers for the computed columns, as they will be once a plan is carried out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from addin.books import Removal
from addin.plan import Change, NewRow
from addin.tables import TABLES
from addin.tables.frames import changed, frame_of_rows, plain
from addin.tables.model import Table, Value

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Answers:
    """`results` by table for rows that stand already; `rows` are the new rows with their own answers."""

    results: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    rows: tuple[NewRow, ...] = ()


def answers(
    table: Callable[[str], pd.DataFrame],
    today: date,
    settings: Mapping[str, Value],
    changes: Iterable[Change] = (),
    rows: Iterable[NewRow] = (),
    removals: Iterable[Removal] = (),
    refreshed: Collection[str] = (),
) -> Answers:
    """What the computed columns will hold: of the rows that change, of all rows that depend on another table
    which changes, and of all rows of the tables in `refreshed`.

    `table` gives a table as it stands.
    """
    from addin.core.computed import computed, sources

    tables = _Afterwards(table, tuple(changes), tuple(rows), tuple(removals))
    everywhere = set(refreshed) | {
        key
        for key in TABLES
        if TABLES[key].computed and tables.touched & (set(sources(key)) - {key}) and len(table(key))
    }
    asked = {
        key: tables.frame(key) if key in everywhere else tables.concerned(key)
        for key in TABLES
        if TABLES[key].computed and (key in everywhere or key in tables.touched)
    }
    frames = {
        key: computed(key, {s: tables.frame(s) for s in sources(key)} | {key: own}, today, settings)
        for key, own in asked.items()
    }
    standing = {key: frame[frame.index.isin(table(key).index)] for key, frame in frames.items()}
    return Answers(
        {key: frame for key, frame in standing.items() if len(frame)},
        tuple(tables.answered(row, number, frames.get(row.table)) for row, number in tables.numbered),
    )


class _Afterwards:
    """The tables as they will stand: changed cells changed, new rows at the end, removed rows gone."""

    def __init__(
        self,
        table: Callable[[str], pd.DataFrame],
        changes: tuple[Change, ...],
        rows: tuple[NewRow, ...],
        removals: tuple[Removal, ...],
    ) -> None:
        self._table = table
        self._changes, self._removals = changes, removals
        self.numbered = self._numbered(rows)
        self._frames: dict[str, pd.DataFrame] = {}
        self.touched = {c.table for c in changes} | {r.table for r in rows} | {r.table for r in removals}

    def _numbered(self, rows: tuple[NewRow, ...]) -> list[tuple[NewRow, int]]:
        """New rows with a number behind the last row of their table; the book gives the true one."""
        last: dict[str, int] = {}
        numbered = []
        for row in rows:
            if row.table not in last:
                last[row.table] = int(max(self._table(row.table).index, default=1))
            last[row.table] += 1
            numbered.append((row, last[row.table]))
        return numbered

    def frame(self, key: str) -> pd.DataFrame:
        if key not in self._frames:
            self._frames[key] = self._frame(TABLES[key]) if key in self.touched else self._table(key)
        return self._frames[key]

    def _frame(self, table: Table) -> pd.DataFrame:
        import pandas as pd

        cells = [(c.row, c.column, c.after) for c in self._changes if c.table == table.key]
        frame = changed(self._table(table.key), cells)
        frame = frame.drop(index=[r.row for r in self._removals if r.table == table.key])
        new = [(row, number) for row, number in self.numbered if row.table == table.key]
        if not new:
            return frame
        rows = frame_of_rows(table, [row.values for row, _ in new], [number for _, number in new])
        return pd.concat([frame, rows])

    def concerned(self, key: str) -> pd.DataFrame:
        """The rows that change and the new ones: a row's answers follow from itself and from other tables."""
        rows = {change.row for change in self._changes if change.table == key}
        rows.update(number for row, number in self.numbered if row.table == key)
        frame = self.frame(key)
        return frame[frame.index.isin(rows)]

    @staticmethod
    def answered(row: NewRow, number: int, frame: pd.DataFrame | None) -> NewRow:
        if frame is None:
            return row
        own = {c.key: plain(c, frame.at[number, c.key]) for c in TABLES[row.table].computed}
        return replace(row, values={**row.values, **own})
