"""Cells of an open workbook in large blocks: read, written as what they are, and put back where that fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from addin.books.addresses import Area
from addin.books.contents import Content
from addin.books.live.excel import insist

if TYPE_CHECKING:
    import xlwings as xw

TEXT, GENERAL = "@", "General"
_BRIDGED = 1000  # cells between two that change are written again as they are where that saves a call
# Errors that xlwings does not name: Excel's number for an error and its text
_ERRORS = {2043: "#GETTING_DATA", 2045: "#SPILL!", 2049: "#FIELD!", 2050: "#CALC!"}
_FIRST_ERROR = -2146828288
_AS_THEY_ARE = frozenset((str, float, bool, datetime, type(None)))


def cells(sheet: xw.Sheet, area: Area) -> xw.Range:
    return sheet.range((area.top, area.left), (area.bottom, area.right))


def values(sheet: xw.Sheet, area: Area) -> list[list[Any]]:
    """The values of an area row by row: errors as texts, currency as numbers."""
    rows: list[list[Any]] = cells(sheet, area).options(ndim=2, err_to_str=True).value
    if {Decimal, int}.isdisjoint(type(value) for row in rows for value in row):
        return rows
    return [[value if type(value) in _AS_THEY_ARE else _plain(value) for value in row] for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return _ERRORS.get(value - _FIRST_ERROR, value) if type(value) is int else value


def formulas(sheet: xw.Sheet, area: Area) -> list[list[str]]:
    """What a person would type into the cells of an area, row by row; formulas begin with an equals sign."""
    told: Any = cells(sheet, area).formula
    if isinstance(told, str) or told is None:
        return [[told or ""]]
    if isinstance(told[0], str) or told[0] is None:
        return [list(told)] if area.top == area.bottom else [[one] for one in told]
    return [list(row) for row in told]


def is_formula(typed: str, value: object) -> bool:
    """A text that looks like a formula reads as itself, which no formula does."""
    return typed.startswith(("=", "{=")) and typed != value


def pieces(area: Area, look: Callable[[Area], Any]) -> Iterator[tuple[Area, Any]]:
    """Parts of an area, from top to bottom and left to right, of which `look` tells one thing (not None)."""
    told = look(area)
    if told is not None or area.cells == 1:
        yield area, told
        return
    tall = area.bottom > area.top
    middle = (area.top + area.bottom) // 2 if tall else (area.left + area.right) // 2
    if tall:
        parts = Area(area.top, area.left, middle, area.right), Area(middle + 1, area.left, area.bottom, area.right)
    else:
        parts = Area(area.top, area.left, area.bottom, middle), Area(area.top, middle + 1, area.bottom, area.right)
    for part in parts:
        yield from pieces(part, look)


@dataclass
class Journal:
    """What must be done to put back what was written, should anything fail after it."""

    _steps: list[Callable[[], object]] = field(default_factory=list)

    def keep(self, step: Callable[[], object]) -> None:
        self._steps.append(step)

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self._put_back()

    def _put_back(self) -> None:
        """The newest step first; one that fails hinders none of the others."""
        failed: list[Exception] = []
        while self._steps:
            try:
                insist(self._steps.pop())
            except Exception as error:
                failed.append(error)
        if failed:
            raise failed[0]


class Pen:
    """Writes into the cells of one sheet; what stood there before is kept in the journal."""

    def __init__(self, sheet: xw.Sheet, journal: Journal, language: str) -> None:
        self.sheet, self._journal = sheet, journal
        self._date = "dd.mm.yyyy" if language == "de" else "yyyy-mm-dd"

    def write(self, column: int, contents: Mapping[int, Content], before: Mapping[int, Any]) -> None:
        """Contents into cells of a column by row; `before` are the values that stand there and between them."""
        for rows, form in self._runs(column, sorted(contents), before):
            run = [(row, contents.get(row, before.get(row))) for row in rows]
            forms = [self._form(content, form) for _, content in run]
            for wanted, part in groupby(zip(forms, run, strict=True), itemgetter(0)):
                self._block(column, dict(each for _, each in part), form, wanted, before)

    def dress(self, like: Area, rows: range) -> None:
        """Gives the number formats of a row to rows below it."""
        columns = range(like.left, like.right + 1)
        forms = [self._form_of(Area(like.top, column, like.top, column)) for column in columns]
        for form, some in groupby(zip(forms, columns, strict=True), itemgetter(0)):
            alike = [column for _, column in some]
            self._dress(Area(rows[0], alike[0], rows[-1], alike[-1]), form)

    def _dress(self, area: Area, form: str) -> None:
        for part, earlier in pieces(area, self._form_of):
            if earlier != form:
                self._journal.keep(partial(setattr, cells(self.sheet, part), "number_format", earlier))
                cells(self.sheet, part).number_format = form

    def fill(self, column: int, texts: Mapping[int, str]) -> None:
        """Formulas into cells of new rows, which are cleared as a whole where they must go."""
        cells(self.sheet, _strip(column, texts)).formula = [[text] for text in texts.values()]

    def _runs(self, column: int, rows: Sequence[int], before: Mapping[int, Any]) -> Iterator[tuple[range, str]]:
        """Stretches of rows of one number format, which is told with them."""
        form = self._form_of(_strip(column, rows))
        for stretch in _stretches(rows, before, form):
            if form is not None:
                yield stretch, form
            else:
                for part, own in pieces(_strip(column, stretch), self._form_of):
                    yield range(part.top, part.bottom + 1), own

    def _form_of(self, area: Area) -> Any:
        """The number format of an area; None where it has several."""
        return cells(self.sheet, area).number_format

    def _form(self, content: Content, form: str) -> str:
        """The number format in which a content stays what it is."""
        if content is None:
            return form
        if isinstance(content, str):
            return TEXT
        if form != TEXT:
            return form
        return self._date if isinstance(content, date) else GENERAL

    def _block(
        self, column: int, contents: Mapping[int, Content], form: str, wanted: str, before: Mapping[int, Any]
    ) -> None:
        area = _strip(column, contents)
        if wanted != form:
            self._journal.keep(partial(setattr, cells(self.sheet, area), "number_format", form))
            cells(self.sheet, area).number_format = wanted
        self._journal.keep(partial(self._put, area, [before.get(row) for row in contents]))
        self._put(area, list(contents.values()))

    def _put(self, area: Area, contents: list[Any]) -> None:
        cells(self.sheet, area).value = [[_said(content)] for content in contents]
        for row, content in enumerate(contents, area.top):
            if isinstance(content, str) and content.startswith("'"):
                self._quote(Area(row, area.left, row, area.left), content)

    def _quote(self, area: Area, text: str) -> None:
        """Excel takes a first apostrophe for a sign that a text follows, and keeps a second one."""
        if values(self.sheet, area) != [[text]]:
            cells(self.sheet, area).value = f"'{text}"


def _said(content: Content) -> Any:
    if isinstance(content, date) and not isinstance(content, datetime):
        return datetime(content.year, content.month, content.day)
    return float(content) if type(content) is int else content


def _strip(column: int, rows: Sequence[int] | Mapping[int, Any]) -> Area:
    """The cells of a column from the first row to the last."""
    return Area(min(rows), column, max(rows), column)


def _stretches(rows: Sequence[int], before: Mapping[int, Any], form: str | None) -> Iterator[range]:
    """The rows in as few stretches as can be, over cells between them that stay what they are when rewritten."""
    first = last = rows[0]
    for row in rows[1:]:
        gap = range(last + 1, row)
        if len(gap) > _BRIDGED or not all(each in before and _lasts(before[each], form) for each in gap):
            yield range(first, last + 1)
            first = row
        last = row
    yield range(first, last + 1)


def _lasts(value: object, form: str | None) -> bool:
    """A number or a day under a number's format, or nothing. Texts may have looks of their own inside."""
    if isinstance(value, str) or (isinstance(value, datetime) and value.time() != time()):
        return False
    return value is None or form not in (None, TEXT)
