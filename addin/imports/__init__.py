"""Lists from outside: any table-like file becomes rows and problems, nothing is silently dropped (R-83)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from addin.plan import NewRow
from addin.tables.model import Problem


@dataclass(frozen=True)
class Broken:
    """A cell or line that cannot be read: an Excel error, a formula nobody calculated, misplaced quotes."""

    shown: str


Cell = str | bool | int | float | date | datetime | Broken  # a blank cell is ""


class Record(NamedTuple):
    """One row of a file with the number under which Excel shows it."""

    number: int
    cells: list[Cell]


@dataclass(frozen=True)
class Source:
    """A file as a table: the headers and the rows that fit under them, every row as long as the headers.

    `numbers` are the rows' numbers as Excel shows them. Rows that do not belong to the table (totals, too few or
    too many cells) are `refused` and stand among the problems; blank rows are only counted. A column without a
    header is named by its letter: `(A)`.
    """

    name: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: tuple[int, ...]
    problems: tuple[Problem, ...] = ()
    refused: int = 0
    blank_rows: int = 0

    def column(self, index: int) -> list[Cell]:
        """The cells of one column, from the first row to the last."""
        return [row[index] for row in self.rows]


@dataclass(frozen=True)
class Imported:
    """What an import makes of a file: rows for the workbook, problems with their places, counts.

    `counts` always hold: rows_in = rows_taken + rows_refused + already_there. `mapping` is what to remember for
    the next file with these headers: their fingerprint, and the field for each header.
    """

    rows: tuple[NewRow, ...]
    problems: tuple[Problem, ...]
    counts: Mapping[str, int]
    mapping: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
