"""Excel itself, through xlwings: which workbooks are open in it, that it listens, and its settings kept."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from addin.errors import Refusal

if TYPE_CHECKING:
    import xlwings as xw

# What COM says (rejected, call again later, a cell is being edited) and what AppleScript says (timed out)
_BUSY_CODES = {-2147418111, -2147417846, -2146777998, -1712}
_ATTEMPTS = 200  # xlwings asks a busy Excel again and again, for ever unless it is told when to stop
_PATIENCE, _PAUSE = 40, 0.25  # how often, and after how many seconds, what must be done is tried again
_QUIET = {
    "screen_updating": False,
    "enable_events": False,  # the coordinator's own macros do not run over our cells
    "display_alerts": False,
    "calculation": "manual",
}


def open_books() -> list[xw.Book]:
    """Every workbook that is open in any Excel; Refusal `excel_unreachable` where there is no Excel to talk to."""
    import xlwings as xw

    if xw.engines.active is None:
        raise Refusal("excel_unreachable")
    if com := sys.modules.get("xlwings._xlwindows"):
        vars(com)["N_COM_ATTEMPTS"] = _ATTEMPTS
    with listening():
        return [book for app in xw.apps for book in app.books]


def book_named(name: str) -> xw.Book:
    """The open workbook of that name; Refusal `book_not_open` names those that are, `book_open_twice`."""
    with listening():
        books = [(book.name, book) for book in open_books()]
    found = [book for other, book in books if other.casefold() == name.casefold()]
    if len(found) > 1:
        raise Refusal("book_open_twice", file=name)
    if not found:
        others = [other for other, _ in books]
        raise Refusal("book_not_open" if others else "no_book_open", file=name, books=others)
    return found[0]


def file_of(book: xw.Book) -> Path | None:
    """Where the workbook's file is; None where it is in the cloud, or was never saved.

    A sheet named `xlwings.conf` could send xlwings wherever its author wishes: it is not asked then.
    """
    with listening():
        if any(sheet.name.casefold() == "xlwings.conf" for sheet in book.sheets):
            return None
        try:
            path = Path(book.fullname)
        except Exception as error:  # xlwings does not find the file behind an address
            if is_busy(error):
                raise
            return None
    return path if path.is_absolute() else None


@contextmanager
def listening() -> Iterator[None]:
    """Refusal `excel_busy` where Excel does not listen, because a cell is being edited or a dialog is open."""
    try:
        yield
    except Exception as error:
        if is_busy(error):
            raise Refusal("excel_busy") from error
        raise


def is_busy(error: BaseException) -> bool:
    """Excel would have done it at another time."""
    told = {getattr(error, name, None) for name in ("hresult", "errornumber")}
    told |= {code for detail in error.args if isinstance(detail, tuple) for code in detail[-1:]}  # COM's scode
    return type(error).__name__ == "ExcelBusyError" or bool(told & _BUSY_CODES)


def insist(action: Callable[[], object]) -> None:
    """Does what must be done, again and again while Excel is busy."""
    for attempt in range(_PATIENCE):
        try:
            action()
            return
        except Exception as error:
            if not is_busy(error) or attempt == _PATIENCE - 1:
                raise
            time.sleep(_PAUSE)


@contextmanager
def undisturbed(book: xw.Book) -> Iterator[None]:
    """Excel stands still; afterwards its settings and what is selected are as before, whatever happens."""
    with ExitStack() as stack:
        for name, quiet in _QUIET.items():
            stack.callback(insist, partial(setattr, book.app, name, getattr(book.app, name)))
            setattr(book.app, name, quiet)
        stack.callback(_View.of(book).restore)
        yield


@contextmanager
def status_bar(book: xw.Book) -> Iterator[Callable[[str], None]]:
    """A way to write into Excel's status bar, which it gets back in the end."""

    def tell(text: str | bool) -> None:
        with suppress(Exception):  # what is only told never stops the work
            book.app.status_bar = text

    try:
        yield tell
    finally:
        tell(False)


@dataclass(frozen=True)
class _View:
    """What the coordinator looks at: the workbook in front, its sheet, the cells selected on it."""

    book: xw.Book
    sheet: str
    cells: str

    @classmethod
    def of(cls, book: xw.Book) -> _View:
        front = book.app.books.active
        return cls(front, front.sheets.active.name, _selected(front))

    def restore(self) -> None:
        """What has gone since (a report's sheet) is not looked at any more."""
        with suppress(Exception):
            if self.book.app.books.active.name != self.book.name or self.book.sheets.active.name != self.sheet:
                self.book.sheets[self.sheet].activate()
            if self.cells and _selected(self.book) != self.cells:
                self.book.sheets[self.sheet].range(self.cells).select()


def _selected(book: xw.Book) -> str:
    """The address of the selected cells; blank where something else is selected, a chart for example."""
    selection: Any = book.app.selection
    return selection.address if selection is not None else ""
