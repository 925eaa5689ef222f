"""Formulas as text: what they refer to, and how they read in another cell or over a table that grew."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from addin.books.addresses import LAST_COLUMN, LAST_ROW, Area, column_of, letters

_CELL = r"\$?[A-Za-z]{1,3}\$?[1-9]\d{0,6}"
_RANGE = rf"{_CELL}(?::{_CELL})?|\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}|\$?[1-9]\d*:\$?[1-9]\d*"
_BRACKETS = r"\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\]"
_PARTS = re.compile(
    r'(?P<string>"(?:[^"]|"")*")'
    r"|(?P<sheet>'(?:[^']|'')+'|(?:\[[^\[\]]*\])?[\w.]+(?::[\w.]+)?)!"
    rf"(?:(?P<there>{_RANGE})(?![\w.(\[])|(?P<name_there>[\w.\\]+))?"
    rf"|(?P<table>[\w.\\]*)(?P<columns>{_BRACKETS})"
    rf"|(?P<range>{_RANGE})(?![\w.(\[!])"
    r"|(?P<word>[\w.\\$]+)(?P<call>\()?",
    re.DOTALL,
)
_CORNER = re.compile(r"(\$?)([A-Za-z]{1,3})?(\$?)(\d+)?")


@dataclass(frozen=True)
class Reference:
    """One place a formula refers to, and where that stands in its text.

    `sheet` is blank for the formula's own. A `table` reference has the text of its brackets in `columns`; `name`
    is a defined name. A reference into another file, or over several sheets, has `elsewhere`.
    """

    start: int
    end: int
    sheet: str = ""
    area: Area | None = None
    table: str = ""
    columns: str = ""
    name: str = ""
    elsewhere: bool = False


@lru_cache(maxsize=4096)  # the cells of a column share a formula, and every look at a sheet asks again
def references(formula: str) -> tuple[Reference, ...]:
    """Everything a formula refers to, in order; texts in quotes and names of functions do not count.

    >>> [str(r.area) for r in references("SUM(A1:B2)+LOG10(5)&\\"C3\\"+'It''s'!$D$4")]
    ['A1:B2', 'D4']
    >>> [(r.table, r.columns) for r in references("t[[#This Row],[a]]*2")]
    [('t', '[[#This Row],[a]]')]
    """
    return tuple(_references(formula))


def _references(formula: str) -> Iterator[Reference]:
    for part in _PARTS.finditer(formula):
        if part["sheet"] is not None:
            yield _on_sheet(part)
        elif part["columns"] is not None:
            yield Reference(*part.span(), table=part["table"], columns=part["columns"])
        elif part["range"] is not None:
            yield _ranged(part.span("range"), part["range"])
        elif part["word"] and not part["call"] and not part["word"][0].isdigit():
            yield Reference(*part.span(), name=part["word"])


def _on_sheet(part: re.Match[str]) -> Reference:
    sheet = _unquoted(part["sheet"])
    elsewhere = "[" in sheet or ":" in sheet
    if part["there"] is None:
        return Reference(*part.span(), sheet=sheet, name=part["name_there"] or "", elsewhere=elsewhere)
    return _ranged(part.span("there"), part["there"], sheet, elsewhere)


def _unquoted(sheet: str) -> str:
    return sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet


def _ranged(span: tuple[int, int], text: str, sheet: str = "", elsewhere: bool = False) -> Reference:
    area = Area.of(text)
    if area.right > LAST_COLUMN or area.bottom > LAST_ROW:
        return Reference(*span, name=text)
    area = Area(
        min(area.top, area.bottom),
        min(area.left, area.right),
        max(area.top, area.bottom),
        max(area.left, area.right),
    )
    return Reference(*span, sheet=sheet, area=area, elsewhere=elsewhere)


def translated(formula: str, rows: int, columns: int) -> str:
    """The formula as it reads that many rows further down and columns further right.

    >>> translated('A1*$B$1+Data!A$2+SUM(B:B)&"A1"', 2, 1)
    'B3*$B$1+Data!B$2+SUM(C:C)&"A1"'
    >>> translated("A1", -1, 0)
    '#REF!'
    """
    return _replaced(formula, lambda _, text: _shifted(text, rows, columns))


def _replaced(formula: str, new: Callable[[Reference, str], str]) -> str:
    pieces, at = [], 0
    for reference in references(formula):
        if reference.area:
            pieces += [formula[at : reference.start], new(reference, formula[reference.start : reference.end])]
            at = reference.end
    return "".join([*pieces, formula[at:]])


def _shifted(text: str, rows: int, columns: int) -> str:
    corners = [_corner(part, rows, columns) for part in text.split(":")]
    return "#REF!" if None in corners else ":".join(filter(None, corners))


def _corner(text: str, rows: int, columns: int) -> str | None:
    match = _CORNER.fullmatch(text)
    if not match:
        return text
    fixed_column, column, fixed_row, row = match.groups()
    if column is None:  # a whole row: its dollar stands first
        fixed_row = fixed_column
    right = column_of(column) + (0 if fixed_column else columns) if column else 1
    down = int(row) + (0 if fixed_row else rows) if row else 1
    if not (1 <= right <= LAST_COLUMN and 1 <= down <= LAST_ROW):
        return None
    return (f"{fixed_column}{letters(right)}" if column else "") + (f"{fixed_row}{down}" if row else "")


def with_sheet_renamed(formula: str, old: str, new: str) -> str:
    """The formula after a sheet got another name.

    >>> with_sheet_renamed("SUM(alt!A1:A9)*Alt!x", "Alt", "Neu (2)")
    "SUM('Neu (2)'!A1:A9)*'Neu (2)'!x"
    """
    quoted = "'" + new.replace("'", "''") + "'"
    pieces, at = [], 0
    for part in _PARTS.finditer(formula):
        if part["sheet"] is not None and _unquoted(part["sheet"]).casefold() == old.casefold():
            pieces += [formula[at : part.start("sheet")], quoted]
            at = part.end("sheet")
    return "".join([*pieces, formula[at:]])


def with_last_row(
    formula: str, concerns: Callable[[Reference], bool], last_row: int, *, fixed_only: bool = False
) -> str:
    """The formula with every range that is concerned ending in another row.

    `fixed_only` leaves ranges alone whose last row has no dollar: they slide from cell to cell.

    >>> with_last_row("Data!$A$2:$A$9", lambda reference: True, 12)
    'Data!$A$2:$A$12'
    """

    def new(reference: Reference, text: str) -> str:
        first, colon, last = text.partition(":")
        if not colon or not concerns(reference):
            return text
        column, row = re.fullmatch(r"(\$?[A-Za-z]*)(\$?\d*)", last).groups()  # type: ignore[union-attr]
        if not row or (fixed_only and not row.startswith("$")):
            return text
        return f"{first}:{column}{'$' if row.startswith('$') else ''}{last_row}"

    return _replaced(formula, new)
