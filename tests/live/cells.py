"""Cell values between Python, Excel's manners and LibreOffice: what is read, what is written, what it means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import groupby
from typing import Any

from formulas import to_office
from office import uno

Rows = list[list[Any]]

DAY_ZERO = dt.datetime(1899, 12, 30)
DATE_OR_TIME, CURRENCY, TEXT, LOGICAL = 6, 8, 256, 1024  # com.sun.star.util.NumberFormat
SHORT_DATE, LONG_DATE, BOOLEAN = "DD.MM.YYYY", "DD.MM.YYYY HH:MM:SS", "BOOLEAN"


class Fault(str):
    """An error in a cell, by its text."""


class Moment(float):
    """A moment as a cell keeps it: days since the end of 1899."""

    @classmethod
    def of(cls, value: dt.date) -> Moment:
        moment = value if isinstance(value, dt.datetime) else dt.datetime(value.year, value.month, value.day)
        return cls((moment.replace(tzinfo=None) - DAY_ZERO) / dt.timedelta(days=1))

    @property
    def read(self) -> dt.datetime:
        """The moment again, to the millisecond that a day's fraction can hold."""
        milliseconds = round(self * 86_400_000)
        return DAY_ZERO + dt.timedelta(milliseconds=milliseconds)


def pythonic(value: Any, dates: Any, empty: Any, numbers: Any, err_to_str: bool) -> Any:
    """A cell's value as Excel on Windows would give it to Python."""
    if isinstance(value, Fault):
        return str(value) if err_to_str else None
    if value == "" or value is None:
        return empty
    if isinstance(value, Moment):
        moment = value.read
        return dates(
            year=moment.year,
            month=moment.month,
            day=moment.day,
            hour=moment.hour,
            minute=moment.minute,
            second=moment.second,
            microsecond=moment.microsecond,
            tzinfo=None,
        )
    return numbers(value) if numbers and isinstance(value, float) else value


def form_of(book: Any, key: int) -> tuple[str, str]:
    """A number format: what it makes of a number (date, currency, text, logical, general or number), and its text
    in Excel's notation, with days, months and years in small letters."""
    if key not in book.forms:
        form = book.document.NumberFormats.getByKey(key)
        kind, text = _kind(form.Type, form.FormatString), form.FormatString
        book.forms[key] = kind, text.lower() if kind == "date" else text
    found: tuple[str, str] = book.forms[key]
    return found


def _kind(category: int, text: str) -> str:
    if category & DATE_OR_TIME:
        return "date"
    if category & CURRENCY or "€" in text:
        return "currency"
    if text == "General":
        return "general"
    return {TEXT: "text", LOGICAL: "logical"}.get(category & (TEXT | LOGICAL), "number")


def formats(cells: Any) -> Iterator[tuple[int, slice, slice]]:
    """The number formats in a range, each with the rows and columns (from the range's first cell) that have it."""
    origin = cells.RangeAddress
    groups = cells.getUniqueCellFormatRanges()
    for group in (groups.getByIndex(number) for number in range(groups.Count)):
        key = group.NumberFormat
        for area in group.RangeAddresses:
            rows = slice(area.StartRow - origin.StartRow, area.EndRow - origin.StartRow + 1)
            yield key, rows, slice(area.StartColumn - origin.StartColumn, area.EndColumn - origin.StartColumn + 1)


def read(book: Any, cells: Any) -> Rows:
    """The values of a range; numbers become moments, currency and truths where their format says so."""
    rows = [list(row) for row in cells.getDataArray()]
    for number, row in enumerate(rows):
        if None in row:
            row[:] = [_fault(cells, number, at) if value is None else value for at, value in enumerate(row)]
    for column, top, bottom in _numeric(rows):
        for key, down in _formats_of(cells.getCellRangeByPosition(column, top, column, bottom)):
            if make := _MAKERS.get(form_of(book, key)[0]):
                for row in rows[top : bottom + 1][down]:
                    row[column] = make(row[column]) if type(row[column]) is float else row[column]
    return rows


def _numeric(rows: Rows) -> Iterator[tuple[int, int, int]]:
    """Columns with numbers in them, and their first and last row: only there does a format change what is read."""
    for column, values in enumerate(zip(*rows, strict=True)):
        kinds = list(map(type, values))
        if float in kinds:
            yield column, kinds.index(float), len(kinds) - 1 - kinds[::-1].index(float)


def _formats_of(column: Any) -> Iterator[tuple[int, slice]]:
    """The number formats in a column, each with its rows; of most columns LibreOffice knows the one at once."""
    if column.getPropertyState("NumberFormat").value == "AMBIGUOUS_VALUE":
        yield from ((key, rows) for key, rows, _ in formats(column))
    else:
        yield column.NumberFormat, slice(None)


def _fault(cells: Any, row: int, column: int) -> Fault:
    return Fault(cells.getCellByPosition(column, row).String)


def _currency(value: float) -> Decimal:
    return Decimal(value).quantize(Decimal("0.0001"))


_MAKERS: dict[str, Callable[[float], Any]] = {"date": Moment, "currency": _currency, "logical": bool}


def write(book: Any, cells: Any, rows: Rows) -> None:
    """Puts values into a range as if each were typed: texts are parsed where their cell is no text cell."""
    formed = {type(value) for row in rows for value in row} - {float, int}
    kinds = _kinds(book, cells, rows) if formed & {str, bool, Moment} else []
    if str in formed:
        cells.setFormulaArray(tuple(tuple(map(_typed, row, kind)) for row, kind in zip(rows, kinds, strict=True)))
    else:
        cells.setDataArray(tuple(tuple(map(float, row)) for row in rows))
    if formed & {bool, Moment}:
        _dress(book, cells, rows, kinds)


def _kinds(book: Any, cells: Any, rows: Rows) -> list[list[str]]:
    """What each cell's format makes of what is put in."""
    kinds = [[""] * len(row) for row in rows]
    for key, down, across in formats(cells):
        for row in kinds[down]:
            row[across] = [form_of(book, key)[0]] * len(row[across])
    return kinds


def _typed(value: Any, kind: str) -> str:
    """What somebody would type to get the value into a cell of that kind."""
    if not isinstance(value, str):
        return repr(float(value))
    if kind == "text" and value and not value.startswith("'"):
        return f"'{value}"
    return to_office(value) if value.startswith("=") else value


def _dress(book: Any, cells: Any, rows: Rows, kinds: list[list[str]]) -> None:
    """Gives truths and dates the format that makes them such, as Excel does when they come into a general cell."""
    for column in range(len(rows[0])):
        wishes = [_wish(row[column], kind[column]) for row, kind in zip(rows, kinds, strict=True)]
        top = 0
        for wish, run in groupby(wishes):
            height = len(list(run))
            if wish:
                dressed = cells.getCellRangeByPosition(column, top, column, top + height - 1)
                dressed.NumberFormat = format_key(book, wish)
            top += height


def _wish(value: Any, kind: str) -> str:
    """The format a cell must get for its new value; blank where it keeps its own."""
    if isinstance(value, bool):
        return BOOLEAN if kind != "logical" else ""
    if isinstance(value, Moment) and kind == "general":
        return SHORT_DATE if value.is_integer() else LONG_DATE
    return ""


def format_key(book: Any, form: str) -> int:
    """The document's number for a format in Excel's (English) notation."""
    english = uno().createUnoStruct("com.sun.star.lang.Locale")
    english.Language, english.Country = "en", "US"
    known = int(book.document.NumberFormats.queryKey(form, english, False))
    return known if known >= 0 else int(book.document.NumberFormats.addNew(form, english))
