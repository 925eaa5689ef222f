"""An engine for xlwings over a running LibreOffice: `activate(home)`, then `xw.apps` and `xw.Book` mean that one.

It stands in for Excel as far as Teeup uses it, and is as hard as Excel where that matters: a text written goes
through a parser, dates follow number formats, a blank is None, visible is a number. What differs: `Table.resize`
fills no calculated columns (Excel does where its user wishes so); formats, validations and conditional formats do
not grow with a table; a formula's truth is a number where its cell has no format for truths.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import xlwings as xw
from cells import Moment, pythonic
from defined_names import Names
from office import ExcelError, Journal, desktop, uno
from sheets import Sheets

CALCULATIONS = ("automatic", "manual", "semiautomatic")


def activate(home: Path | str) -> xw.App:
    """Makes the LibreOffice that lives in `home` the one Excel of this process."""
    engine = xw.Engine(impl=Engine(Path(home)))
    xw.engines.add(engine)
    engine.activate()
    return engine.apps.active


def property_value(name: str, value: Any) -> Any:
    made = uno().createUnoStruct("com.sun.star.beans.PropertyValue")
    made.Name, made.Value = name, value
    return made


class Engine:
    """What xlwings wants of an engine: its applications, and how values go in and out."""

    name, type = "libreoffice", "desktop"

    def __init__(self, home: Path) -> None:
        self.app = App(self, home)

    @property
    def apps(self) -> Apps:
        return Apps([self.app])

    @staticmethod
    def prepare_xl_data_element(value: Any, _options: Any) -> Any:
        """A value as the range takes it: blanks empty, dates as moments without their timezone."""
        if isinstance(value, dt.date):  # moments and Timestamps are dates, too; NaT's comparison with itself fails
            return Moment.of(value) if value == value else ""
        if value is None or value != value or type(value).__name__ == "NAType":
            return ""
        return value.item() if hasattr(value, "item") else value

    @staticmethod
    def clean_value_data(rows: Any, dates: Any, empty: Any, numbers: Any, err_to_str: bool) -> list[list[Any]]:
        return [[pythonic(value, dates, empty, numbers, err_to_str) for value in row] for row in rows]


class Apps:
    """The one Excel there is."""

    def __init__(self, apps: list[App]) -> None:
        self._apps = apps

    def keys(self) -> list[int]:
        return [app.pid for app in self._apps]

    def __iter__(self) -> Iterator[App]:
        return iter(self._apps)

    def __len__(self) -> int:
        return len(self._apps)

    def __getitem__(self, pid: int) -> App:
        return next(app for app in self._apps if app.pid == pid)


def _remembered(what: str, otherwise: Any) -> Any:
    """A property that Excel only has to remember."""
    return property(
        lambda app: app.journal.last(what, otherwise), lambda app, value: app.journal.note(what, value)
    )


class App:
    """LibreOffice as an Excel application; what it shows and is asked stands in its journal."""

    version = "16.0"
    visible = _remembered("visible", True)
    screen_updating = _remembered("screen_updating", True)
    display_alerts = _remembered("display_alerts", True)
    enable_events = _remembered("enable_events", True)
    interactive = _remembered("interactive", True)
    status_bar = _remembered("status_bar", False)
    cut_copy_mode = _remembered("cut_copy_mode", None)

    def __init__(self, engine: Engine, home: Path) -> None:
        self.engine, self.home = engine, home
        self.journal = Journal(home)
        self.desktop = desktop(home)
        self._books: dict[int, Book] = {}

    @property
    def api(self) -> App:
        return self

    @cached_property
    def pid(self) -> int:
        return int(self.journal.last("pid", 0))

    @property
    def hwnd(self) -> int:
        return self.pid

    @property
    def books(self) -> Books:
        return Books(self)

    def book_of(self, document: Any) -> Book:
        """The one book of an open document."""
        number = int(document.RuntimeUID)
        if number not in self._books:
            self._books[number] = Book(self, document, number)
        return self._books[number]

    @property
    def selection(self) -> Any:
        return self.books.active.selection if len(self.books) else None

    @property
    def calculation(self) -> str:
        return str(self.journal.last("calculation", "automatic"))

    @calculation.setter
    def calculation(self, value: str) -> None:
        if value not in CALCULATIONS:
            raise ExcelError(value)
        self.journal.note("calculation", value)
        for book in self.books:
            book.document.enableAutomaticCalculation(value == "automatic")

    def calculate(self) -> None:
        for book in self.books:
            book.document.calculate()

    def activate(self, steal_focus: bool = False) -> None:
        """There is only one."""

    def alert(self, prompt: str, title: str, _buttons: str, _mode: str, _callback: str) -> str:
        self.journal.note("alert", [title, prompt])
        return "ok"

    def run(self, macro: str, arguments: Any) -> None:
        """Remembers the macro where the journal says that this Excel knows it (`knows`)."""
        if macro not in self.journal.all("knows"):
            raise ExcelError(f"Cannot run the macro '{macro}'.")
        self.journal.note("macro", [macro, *arguments])


class Books:
    """The open workbooks, oldest first."""

    def __init__(self, app: App) -> None:
        self.app = app

    @property
    def api(self) -> Books:
        return self

    def __iter__(self) -> Iterator[Book]:
        found = self.app.desktop.Components.createEnumeration()
        books = []
        while found.hasMoreElements():
            component = found.nextElement()
            if component.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
                books.append(self.app.book_of(component))
        return iter(sorted(books, key=lambda book: book.number))

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __call__(self, name_or_index: str | int) -> Book:
        for number, book in enumerate(self, 1):
            if name_or_index == number or str(name_or_index).casefold() == book.name.casefold():
                return book
        raise KeyError(name_or_index)

    @property
    def active(self) -> Book:
        """The workbook in front: the one activated last, else the newest."""
        books = {book.name: book for book in self}
        front = [name for name in self.app.journal.all("active") if name in books]
        return books[front[-1]] if front else list(books.values())[-1]

    def add(self) -> Book:
        return self._loaded("private:factory/scalc")

    def open(self, fullname: str, *_: Any) -> Book:
        return self._loaded(Path(fullname).as_uri())

    def _loaded(self, url: str) -> Book:
        """Opened without a window."""
        document = self.app.desktop.loadComponentFromURL(url, "_blank", 0, (property_value("Hidden", True),))
        if document is None:
            raise ExcelError(f"{url} cannot be opened: does somebody else have it open?")
        document.enableAutomaticCalculation(self.app.calculation == "automatic")
        document.IsAdjustHeightEnabled = False  # nobody looks, and measuring rows takes sixty times the writing
        book = self.app.book_of(document)
        book.activate()
        return book


class Book:
    """An open workbook; `number` is its own for as long as LibreOffice runs, `forms` keeps what its number formats
    mean, `reached` its sheets and their names, `tables` the names of its tables by sheet."""

    def __init__(self, app: App, document: Any, number: int) -> None:
        self.app, self.document, self.number = app, document, number
        self.all_sheets, self.all_tables = document.Sheets, document.DatabaseRanges
        self.forms: dict[int, tuple[str, str]] = {}
        self.reached: dict[str, tuple[Any, Any]] = {}
        self.tables: dict[str, Any] = {}

    @property
    def api(self) -> Book:
        return self

    @property
    def name(self) -> str:
        return Path(self.fullname).name

    @cached_property
    def fullname(self) -> str:
        url = self.document.URL
        return str(uno().fileUrlToSystemPath(url)) if url else str(self.document.Title)

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self, [None, *self.sheets])

    @property
    def selection(self) -> Any:
        return self.sheets.active.selected

    def activate(self) -> None:
        self.app.journal.note("active", self.name)

    def remember(self, what: str, value: Any) -> None:
        """What is in front and selected stands in the journal: LibreOffice's own views may die when there is no
        window to show them."""
        self.app.journal.note(f"{what} of {self.number}", value)

    def remembered(self, what: str) -> list[Any]:
        return self.app.journal.all(f"{what} of {self.number}")

    def close(self) -> None:
        self.document.close(True)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        assert password is None
        form = property_value("FilterName", "Calc MS Excel 2007 XML")
        self.document.storeAsURL(Path(path or self.fullname).as_uri(), (form,))
        del self.fullname
