"""Where tables live: a Protocol, and the values that pass through it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from addin.plan import Change, NewRow
from addin.tables.model import Problem, Table

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Reading:
    """A table as it was read: good values in the frame, the others as problems.

    The frame has exactly the stored (not computed) columns of the declaration, in its order; its index is the
    row number in the sheet. Blank rows are left out. Text-like columns and flags are objects with None for a
    blank; numbers are float64; dates and moments are datetime64[us]; a choice is its key; a reference is the bare
    id. A cell whose content does not fit its kind is blank in the frame and a Problem beside it.
    """

    frame: pd.DataFrame
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Removal:
    """A row to be taken out again (undo of an append): blanked, and given back where it ends its table."""

    table: str
    row: int


@dataclass(frozen=True)
class ReportSheet:
    """A rendered report: a workbook of one sheet, grafted in under `name`.

    `key` marks the sheet as written by Teeup; a later one with the same key replaces it in its place.
    """

    key: str
    name: str
    workbook: bytes


@dataclass(frozen=True)
class Edit:
    """All that one run does to a book, carried out whole or not at all.

    `results` are Python's answers for computed columns, by table, indexed by row: written as the cached result
    of a native formula, as the value of a refreshed column. `dropped` are keys of report sheets to take out.
    `visible` shows or hides the sheets of tables (areas that are switched off).
    """

    changes: tuple[Change, ...] = ()
    rows: tuple[NewRow, ...] = ()
    removals: tuple[Removal, ...] = ()
    sheets: tuple[ReportSheet, ...] = ()
    dropped: tuple[str, ...] = ()
    results: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    visible: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class Applied:
    """What came of an Edit: the sheet rows its new rows got, in order, how many cells and report sheets really
    changed (an answer that already stood there is no change), and what the coordinator should look at."""

    rows: tuple[int, ...] = ()
    cells: int = 0
    sheets: int = 0
    problems: tuple[Problem, ...] = ()


class Book(Protocol):
    """A master workbook, wherever it lives. One suite of promises (tests/test_books.py) runs against every one."""

    @property
    def language(self) -> str:
        """Language of the workbook's labels: `de` or `en`."""

    def read(self, table: Table) -> Reading:
        """The table as it stands; Refusal `table_missing` or `column_missing` with the likely twin."""

    def locate(self, table: Table, row: int, column: str) -> str:
        """The cell's address as an internal hyperlink has it: `#'Verträge'!C12`."""

    def reports(self) -> tuple[str, ...]:
        """The keys of the report sheets that stand in the workbook."""

    def apply(self, edit: Edit) -> Applied:
        """Carries the edit out whole or raises Refusal with nothing written."""
