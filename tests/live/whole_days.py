"""A coordinator's day over a closed file, and what an open workbook must show that had the same day."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import xlwings as xw
from days import Call, calls
from lightened import lighten
from routes import Told, at_the_desk
from whole_books import WholeBook
from workbooks import NOW, demo_master

from addin.books.closed import ClosedBook
from addin.tables import TABLES


@dataclass(frozen=True)
class Day:
    """What each command told, the workbook after it, and once more with all logged runs taken back."""

    told: list[Told]
    after: WholeBook
    runs: int
    undone: WholeBook

    @classmethod
    def closed(cls, app: xw.App, folder: Path) -> Day:
        """The day over a closed file, which LibreOffice only opens to look at it."""
        path = demo_master(folder / "Demo.xlsx", "de")
        before = last_run(path)
        told = [at_the_desk(call, ClosedBook(path, NOW), path.with_suffix("")) for call in calls("de", folder)]
        after, runs = seen(app, path), last_run(path) - before
        at_the_desk(undo(runs), ClosedBook(path, NOW), path.with_suffix(""))
        return cls(told, after, runs, seen(app, path))

    def assert_twins(self, book: xw.Book, route: Callable[[Call], Told]) -> None:
        """The open workbook is the closed one's twin, after the day and when it is taken back."""
        assert self.after.differences(WholeBook.of(book)) == []
        route(undo(self.runs))
        assert self.undone.differences(WholeBook.of(book)) == []


def undo(runs: int) -> Call:
    return Call("undo", {"runs": str(runs)})


def last_run(path: Path) -> int:
    return int(ClosedBook(path, NOW).read(TABLES["log"]).frame["run"].max())


def seen(app: xw.App, path: Path) -> WholeBook:
    """A closed file as Excel shows it; a copy is opened, which may lack what its cells do not need."""
    light = Path(shutil.copy(path, path.with_name("Seen.xlsx")))
    lighten(light)
    book = app.books.open(light)
    try:
        return WholeBook.of(book)
    finally:
        book.close()
