"""What a command wants done, as a value: it can be shown, carried out, logged and undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from addin.tables.model import Problem, Value

if TYPE_CHECKING:
    from addin.reports.model import Report
    from mailmerge.model import Message


@dataclass(frozen=True)
class Change:
    """One cell: its row number in the sheet, what stood there, what shall stand there."""

    table: str
    row: int
    column: str
    before: Value
    after: Value


@dataclass(frozen=True)
class NewRow:
    """One row to be appended at the end of its table; columns that are missing stay blank."""

    table: str
    values: Mapping[str, Value]


@dataclass(frozen=True)
class File:
    """A file beside the workbook (calendars, exports); `name` is relative to the output folder."""

    name: str
    content: bytes


MAIL_FOLDER = "mail"  # in the output folder: messages, previews, letters, and what goes with them


@dataclass(frozen=True)
class Dispatch:
    """Messages of one mailing that leave the house, by the row of `recipients` that says what becomes of each.

    `row` is that of the mailing. A `trial` goes to the coordinator herself: neither ledger nor workbook know of
    it. `again` lets failed ones try once more; `arrived` and `lost` are addresses of uncertain messages, of which
    `by` knows what became. `marks` are changes that follow from a message once it has left, by its row.
    """

    mailing: str
    row: int
    messages: Mapping[int, Message]
    trial: bool = False
    again: bool = False
    arrived: frozenset[str] = frozenset()
    lost: frozenset[str] = frozenset()
    by: str = ""
    marks: Mapping[int, tuple[Change, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """Everything a command decided; nothing of it has happened yet.

    `refreshed` names tables whose computed columns shall get Python's answers, as of `as_of` (None: the key date);
    `visible` says which tables' sheets shall be seen. Of a report family in `families` only the reports of this
    plan remain. One that `undoes` an earlier run takes that back and does nothing else.
    """

    changes: tuple[Change, ...] = ()
    rows: tuple[NewRow, ...] = ()
    reports: tuple[Report, ...] = ()
    files: tuple[File, ...] = ()
    problems: tuple[Problem, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    refreshed: tuple[str, ...] = ()
    visible: Mapping[str, bool] = field(default_factory=dict)
    as_of: date | None = None
    families: tuple[str, ...] = ()
    dispatch: Dispatch | None = None
    undoes: int = 0
