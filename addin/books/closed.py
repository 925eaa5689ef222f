"""A master workbook that nobody has open: read whole, patched part by part, saved whole or not at all."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from addin.books import Applied, Edit, Reading, cells, save
from addin.books.blocks import Blocks
from addin.books.entries import Entries
from addin.books.graft import drop, graft
from addin.books.graft_tabs import Tabs
from addin.books.names import Names
from addin.books.package import Package
from addin.books.proof import proved
from addin.books.surgery import Surgery
from addin.books.visibility import show
from addin.tables import TABLES
from addin.tables.model import Table
from addin.tables.settings import SETTINGS

if TYPE_CHECKING:
    import pandas as pd


class ClosedBook:
    """The master workbook at `path`; `now` dates its backups.

    Refusal where the file is missing, open elsewhere, protected from writing, or no workbook we may change.
    """

    def __init__(self, path: Path, now: datetime) -> None:
        self._path, self._now = path, now
        self._data, self._fingerprint = save.opened(path)
        self._package = Package.open(self._data, path.name)

    @cached_property
    def language(self) -> str:
        return self._blocks.language

    @cached_property
    def _blocks(self) -> Blocks:
        return Blocks(self._data, self._package)

    def read(self, table: Table) -> Reading:
        return self._reading(table, Names(self._unresolved).found)

    def _unresolved(self, table: Table) -> pd.DataFrame:
        return self._reading(table, lambda _table, _text: None).frame

    def _reading(self, table: Table, find_id: cells.FindId) -> Reading:
        block = self._blocks.of(table)
        return cells.reading(table, block.headers, block.rows, block.excel.first_row, find_id)

    def locate(self, table: Table, row: int, column: str) -> str:
        return self._blocks.of(table).link(row, column)

    def reports(self) -> tuple[str, ...]:
        return Tabs(self._package).keys()

    def apply(self, edit: Edit) -> Applied:
        package = self._package.again()
        applied = self._carried_out(edit, package)
        if package.changed:
            self._save(proved(package))
        return applied

    def _carried_out(self, edit: Edit, package: Package) -> Applied:
        """The edit in the package; nothing of it is in the file yet."""
        surgery = Surgery(package, self._blocks.facts)
        entries = Entries(self._blocks, surgery, Names(self._unresolved, edit.rows).shown)
        rows = entries.all_of(edit)
        problems = surgery.finish()
        show(package, {self._blocks.of(TABLES[key]).excel.sheet.part: seen for key, seen in edit.visible.items()})
        sheets = sum(drop(package, key) for key in edit.dropped)
        sheets += sum(graft(package, sheet) for sheet in edit.sheets)
        problems += entries.unanswered(surgery.unanswered)
        return Applied(rows, entries.changed, sheets, tuple(problems))

    def _save(self, data: bytes) -> None:
        backups = self._kept_backups()
        self._fingerprint = save.replace(self._path, data, self._fingerprint, backups, self._now)
        self._data, self._package = data, Package.open(data, self._path.name)
        self.__dict__.pop("_blocks", None)

    def _kept_backups(self) -> int:
        kept = SETTINGS["backups.kept"]
        frame = self._unresolved(TABLES["settings"])
        stored = dict(zip(frame["key"], frame["value"], strict=True))
        return int(str(kept.value_of(stored.get(kept.key))))
