"""The master workbook that is open in Excel: read in whole blocks, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from addin.books import Applied, Edit, Reading
from addin.books.cells import FindId, reading
from addin.books.entries import Entries
from addin.books.live.cells import Journal
from addin.books.live.excel import file_of, listening, undisturbed
from addin.books.live.reports import LiveReports
from addin.books.live.surgery import LiveSurgery
from addin.books.live.tables import LiveBlocks
from addin.books.names import Names
from addin.errors import Refusal
from addin.tables import TABLES
from addin.tables.model import Table

if TYPE_CHECKING:
    import pandas as pd
    import xlwings as xw


class LiveBook:
    """The master workbook that is open in Excel as `book`.

    `folder` is one that Excel can open files from; what lies there for a moment is named after `now`. Refusal
    `book_read_only` where nobody may save the workbook, `excel_busy` where Excel does not listen.
    """

    def __init__(self, book: xw.Book, now: datetime, folder: Path | None = None) -> None:
        self._book, self._now = book, now
        self._folder = folder or Path(tempfile.gettempdir())
        self._look_anew()
        with listening():
            self._refuse_read_only()

    def _look_anew(self) -> None:
        """What was read of the workbook counts until something is written."""
        self._blocks = LiveBlocks(self._book)
        self._reports = LiveReports(self._book, self._folder, self._now)

    @property
    def language(self) -> str:
        with listening():
            return self._blocks.language

    def read(self, table: Table) -> Reading:
        with listening():
            return self._reading(table, Names(self._unresolved).found)

    def _unresolved(self, table: Table) -> pd.DataFrame:
        return self._reading(table, lambda _table, _text: None).frame

    def _reading(self, table: Table, find_id: FindId) -> Reading:
        block = self._blocks.of(table)
        return reading(table, block.headers, block.rows, block.excel.first_row, find_id)

    def locate(self, table: Table, row: int, column: str) -> str:
        with listening():
            return self._blocks.of(table).link(row, column)

    def reports(self) -> tuple[str, ...]:
        with listening():
            return self._reports.keys()

    def apply(self, edit: Edit) -> Applied:
        with listening():
            surgery = LiveSurgery(self._blocks)
            entries = Entries(self._blocks, surgery, Names(self._unresolved, edit.rows).shown)
            rows = entries.all_of(edit)
            surgery.check()
            reports = self._reports
            sheets = reports.plan(edit.sheets, edit.dropped, [table.sheet.name for table in self._blocks.tables])
            shown = self._newly_shown(edit.visible)
            if surgery.writes or sheets or shown:
                self._carry_out(surgery, reports, shown)
            changed = entries.changed + surgery.recounted()
            self._look_anew()
        return Applied(rows, changed, sheets, tuple(entries.unanswered(surgery.unanswered)))

    def _carry_out(self, surgery: LiveSurgery, reports: LiveReports, shown: dict[str, bool]) -> None:
        """Whole, or put back; only the earlier report sheets go when nothing can fail any more."""
        with undisturbed(self._book):
            with Journal() as journal:
                surgery.carry_out(journal)
                reports.copy_in(journal)
                for name, seen in sorted(shown.items(), key=lambda item: not item[1]):
                    journal.keep(partial(setattr, self._book.sheets[name], "visible", not seen))
                    self._book.sheets[name].visible = seen
            reports.clear_away()

    def _newly_shown(self, wanted: Mapping[str, bool]) -> dict[str, bool]:
        """The sheets that must be shown or hidden; none where no sheet at all would be seen."""
        if not wanted:
            return {}
        seen = {sheet.name: bool(sheet.cells.visible) for sheet in self._blocks.sheets}
        after = seen | {self._blocks.of(TABLES[key]).excel.sheet.name: on for key, on in wanted.items()}
        return {name: on for name, on in after.items() if on != seen[name]} if any(after.values()) else {}

    def _refuse_read_only(self) -> None:
        """Whoever opened a file that cannot be written could not keep what Teeup did."""
        path = file_of(self._book)
        if path and path.exists() and not os.access(path, os.W_OK):
            raise Refusal("book_read_only", file=self._book.name)
