"""Report sheets in an open workbook: copied in from a workbook of their own, the earlier ones taken out last."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from addin.books import ReportSheet
from addin.books.addresses import Area
from addin.books.graft import graft
from addin.books.graft_tabs import Tabs
from addin.books.live.cells import Journal, formulas
from addin.books.live.excel import insist, is_busy
from addin.books.marks import MARK, digest_of, mark_of
from addin.books.package import Package
from addin.books.referrers import mentions
from addin.errors import Refusal
from addin.tables.tabs import tab_name

if TYPE_CHECKING:
    import xlwings as xw


@dataclass(frozen=True)
class _Written:
    """A sheet that Teeup wrote, and which state of which report it shows."""

    sheet: xw.Sheet
    name: str
    key: str
    digest: str


class LiveReports:
    """The report sheets of an open workbook; `folder` is one that Excel can open files from."""

    def __init__(self, book: xw.Book, folder: Path, now: datetime) -> None:
        self._book, self._folder, self._now = book, folder, now
        self._fresh: list[ReportSheet] = []
        self._gone: list[_Written] = []
        self._earlier: dict[str, _Written] = {}
        self._made: dict[str, xw.Sheet] = {}

    def keys(self) -> tuple[str, ...]:
        """The keys of all reports that stand in the workbook."""
        return tuple(self._written)

    def plan(self, reports: Sequence[ReportSheet], dropped: Sequence[str], own: Sequence[str]) -> int:
        """How many sheets will change: reports that do not stand there already, and those to take out.

        `own` are the names of the sheets with Teeup's tables. Refusal `structure_protected`, `report_referred_to`,
        `last_sheet`; nothing is changed yet.
        """
        self._earlier = self._written if reports or dropped else {}
        self._fresh = [report for report in reports if not self._stands(report)]
        self._gone = [self._earlier[key] for key in dropped if key in self._earlier]
        replaced = [self._earlier[report.key] for report in self._fresh if report.key in self._earlier]
        if self._fresh or self._gone:
            self._refuse_fixed()
            self._refuse_needed([*replaced, *self._gone], own)
            self._refuse_last()
        return len(self._fresh) + len(self._gone)

    def copy_in(self, journal: Journal) -> None:
        """The new sheets at the places of the earlier ones, else behind the last sheet."""
        if self._fresh:
            with self._opened() as source:
                for report, sheet in zip(self._fresh, list(source.sheets), strict=True):
                    self._made[report.key] = self._copy(report, sheet, journal)

    def clear_away(self) -> None:
        """Takes the earlier sheets out, which cannot be put back: it comes when all else is done."""
        for earlier in self._gone:
            insist(earlier.sheet.delete)
        for key, made in self._made.items():
            if key in self._earlier:
                insist(self._earlier[key].sheet.delete)
                insist(partial(setattr, made, "name", self._earlier[key].name))

    # --- what stands there

    @cached_property
    def _written(self) -> dict[str, _Written]:
        """Every report's sheet; where somebody copied it, the one with the shortest name."""
        found: dict[str, _Written] = {}
        for each in sorted(self._marked(), key=lambda written: len(written.name)):
            found.setdefault(each.key, each)
        return found

    def _marked(self) -> Iterator[_Written]:
        for name in self._book.names:
            sheet, _, called = name.name.rpartition("!")
            key, digest = mark_of(name.refers_to or "") if called == MARK else ("", "")
            if key:
                tab = sheet.removeprefix("'").removesuffix("'").replace("''", "'")
                yield _Written(self._book.sheets[tab], tab, key, digest)

    def _stands(self, report: ReportSheet) -> bool:
        earlier = self._earlier.get(report.key)
        return earlier is not None and earlier.digest == digest_of(Package.open(report.workbook, report.name))

    # --- what is refused

    def _refuse_fixed(self) -> None:
        """A protected workbook lets nobody hide or show a sheet, not even leave it as it is."""
        front = self._book.sheets.active
        try:
            front.visible = front.visible
        except Exception as error:
            if is_busy(error):
                raise
            name = self._fresh[0].name if self._fresh else self._gone[0].name
            raise Refusal("structure_protected", file=self._book.name, sheet=name) from error

    def _refuse_needed(self, going: Sequence[_Written], own: Sequence[str]) -> None:
        """Names and formulas of the coordinator's own sheets that would break."""
        written = {each.name for each in self._written.values()}
        told = list(self._formulas({*own, *written})) if going else []
        for each in going:
            where = next((place for place, formula in told if mentions(formula, each.name)), None)
            if where:
                raise Refusal("report_referred_to", file=self._book.name, sheet=each.name, where=where)

    def _formulas(self, without: set[str]) -> Iterator[tuple[str, str]]:
        """Every formula on sheets of the coordinator's own and in names, with where it stands."""
        for name in self._book.names:
            if "!" not in name.name:
                yield name.name, name.refers_to or ""
        for sheet in self._book.sheets:
            if sheet.name not in without:
                rows = formulas(sheet, Area.of(sheet.used_range.address))
                yield from ((sheet.name, text) for row in rows for text in row if text.startswith("="))

    def _refuse_last(self) -> None:
        going = {each.name for each in self._gone}
        kept = any(sheet.visible for sheet in self._book.sheets if sheet.name not in going)
        if going and not kept and not self._fresh:
            raise Refusal("last_sheet", file=self._book.name, sheet=self._gone[-1].name)

    # --- copying

    def _copy(self, report: ReportSheet, source: xw.Sheet, journal: Journal) -> xw.Sheet:
        earlier = self._earlier.get(report.key)
        taken = [sheet.name for sheet in self._book.sheets]
        made = source.copy(
            before=earlier.sheet if earlier else None, after=None if earlier else self._book.sheets[-1]
        )
        journal.keep(made.delete)
        made.name = tab_name(report.name, taken)
        if earlier and not earlier.sheet.visible:
            made.visible = False
        return made

    @contextmanager
    def _opened(self) -> Iterator[xw.Book]:
        """All new reports as one workbook, open in the same Excel for as long as they are copied."""
        name = f"teeup-{self._now:%Y%m%d-%H%M%S}-"
        with tempfile.TemporaryDirectory(prefix=name, dir=self._folder, ignore_cleanup_errors=True) as folder:
            path = Path(folder, f"{Path(folder).name}.xlsx")
            path.write_bytes(_together(self._fresh))
            source = self._book.app.books.open(path, update_links=False, read_only=True, add_to_mru=False)
            try:
                yield source
            finally:
                insist(source.close)


def _together(reports: Sequence[ReportSheet]) -> bytes:
    """One workbook with a sheet for every report, in their order and marked."""
    first, *others = reports
    package = Package.open(first.workbook, first.name)
    digest = digest_of(package)
    tabs = Tabs(package)
    tabs.mark(0, first.key, digest)
    tabs.save()
    for report in others:
        graft(package, report)
    return package.to_bytes()
