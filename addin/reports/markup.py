"""The rows of a report as the text of a sheet part: openpyxl draws the frame, but takes long over many cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from html import escape
from io import BytesIO

from openpyxl.utils import get_column_letter

from addin.reports.layout import Row
from addin.reports.looks import Look, Looks
from addin.reports.model import Place, writable
from addin.tables.model import Value
from addin.words import Words

Locate = Callable[[str, int, str], str]

MOST_LINKS = 65_000  # Excel drops what lies beyond 65,530
_LONGEST_TEXT = 32_767
_FIRST_DATE = date(1900, 3, 1)  # before it, Excel and everybody else disagree
_DAY_ZERO = date(1899, 12, 30)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t")
_NO_ROWS = re.compile(rb"<sheetData\s*/>|<sheetData></sheetData>")


class Markup:
    """Rows as they are written one after the other, with the merged cells and the links that belong to them."""

    def __init__(self, looks: Looks, words: Words, locate: Locate) -> None:
        self._looks, self._words, self._locate = looks, words, locate
        self._rows = BytesIO()
        self._merged: list[str] = []
        self._links: list[str] = []
        self._number = 0

    def write(self, row: Row) -> None:
        self._number += 1
        height = f' ht="{row.height:g}" customHeight="1"' if row.height else ""
        cells = "".join(self._cell(at, *cell) for at, cell in enumerate(row.cells))
        self._rows.write(f'<row r="{self._number}"{height}>{cells}</row>'.encode())
        for first, last in row.merged:
            self._merged.append(f'<mergeCell ref="{self._address(first)}:{self._address(last)}"/>')

    def within(self, frame: bytes, filtered: str = "") -> Iterator[bytes]:
        """The sheet part, piece by piece, with the rows put into a frame that has none.

        `filtered` is the range with a filter in its headings, "" for none.
        """
        above, below = _NO_ROWS.split(frame)
        yield above + b"<sheetData>"
        yield self._rows.getvalue()
        yield b"</sheetData>"
        yield f'<autoFilter ref="{filtered}"/>'.encode() if filtered else b""
        yield _listed("mergeCells", self._merged)
        yield _listed("hyperlinks", self._links)
        yield below

    def _cell(self, at: int, value: Value, look: Look, place: Place | None) -> str:
        address = self._address(at)
        known = self._known(value)
        if known is None:
            return f'<c r="{address}" s="{self._looks.number(look)}"/>'
        target = self._target(place) if place else ""
        if target:
            self._links.append(f'<hyperlink ref="{address}" location="{escape(target)}"/>')
            look = look._replace(linked=True)
        if not isinstance(known, str):
            return f'<c r="{address}" s="{self._looks.number(look)}"><v>{known!r}</v></c>'
        if known.startswith(_FORMULA_STARTS):
            look = look._replace(quoted=True)
        text = f'<is><t xml:space="preserve">{escape(known, quote=False)}</t></is>'
        return f'<c r="{address}" s="{self._looks.number(look)}" t="inlineStr">{text}</c>'

    def _known(self, value: Value) -> str | int | float | None:
        """A value as a cell can hold it: a date that Excel has no number for, a moment and a flag are text."""
        if isinstance(value, str):
            return writable(value)[:_LONGEST_TEXT] or None
        if isinstance(value, bool | datetime):
            return self._words.shown(value)
        if isinstance(value, date):
            return (value - _DAY_ZERO).days if value >= _FIRST_DATE else self._words.shown(value)
        return None if value is None or value - value != 0 else value

    def _target(self, place: Place) -> str:
        full = len(self._links) >= MOST_LINKS
        return "" if full else self._locate(place.table, place.row, place.column).removeprefix("#")

    def _address(self, column: int) -> str:
        return f"{get_column_letter(column + 1)}{self._number}"


def _listed(name: str, items: list[str]) -> bytes:
    return f"<{name}>{''.join(items)}</{name}>".encode() if items else b""
