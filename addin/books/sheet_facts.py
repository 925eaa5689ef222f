"""What one pass through a sheet's part tells: errors in cells, its extent, what stands around the rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from addin.books.addresses import Area, column_of
from addin.books.package import Package, Sheet
from addin.books.rows import RowXml
from addin.books.sheet_formulas import SheetFormulas
from addin.books.sheets import SheetStream, streamed

_SOME_ERROR = re.compile(rb' t=["\']e["\']')
_ERROR = re.compile(
    rb'<(?:[\w.-]+:)?c\s(?=[^>]*\st\s*=\s*["\']e["\'])[^>]*?\br\s*=\s*["\']([A-Za-z]+)(\d+)["\'][^>]*>'
    rb".*?<(?:[\w.-]+:)?v>([^<]*)<",
    re.DOTALL,
)
_DIMENSION = re.compile(rb'<(?:[\w.-]+:)?dimension\s[^>]*\bref\s*=\s*["\']([^"\']+)')


@dataclass(frozen=True)
class SheetFacts:
    """`errors` are the texts of error cells by row and column; `extent` reaches at least as far as the cells."""

    head: bytes
    tail: bytes
    errors: dict[tuple[int, int], str]
    formulas: SheetFormulas
    extent: Area


def sheet_facts(package: Package, sheet: Sheet) -> SheetFacts:
    """The facts of a worksheet; Refusal `damaged`."""
    return streamed(package, sheet, _facts)


def _facts(stream: SheetStream) -> SheetFacts:
    errors: dict[tuple[int, int], str] = {}
    formulas = SheetFormulas(stream.prefix)
    last, right = 0, 1
    for block in stream.blocks():
        formulas.look_at(block)
        if _SOME_ERROR.search(block):
            errors |= _errors(block)
        rows = stream.rows(block, last)
        last = rows[-1][0] if rows else last
        right = max([right, *(RowXml.last_column(block, start, end) for _, start, end in rows)])
    return SheetFacts(stream.head, stream.tail, errors, formulas, Area(1, 1, max(last, 1), right))


def dimension(head: bytes) -> Area | None:
    """The area that a sheet says its cells take up; None where it does not say."""
    found = _DIMENSION.search(head)
    return Area.of(found[1].decode()) if found else None


def _errors(block: bytes) -> dict[tuple[int, int], str]:
    found = ((int(row), column_of(column.decode()), text) for column, row, text in _ERROR.findall(block))
    return {(row, column): unescape(text.decode()) for row, column, text in found}


def filled_extent(package: Package, sheet: Sheet) -> Area:
    """The rectangle from A1 that holds every cell with something in it."""
    return streamed(package, sheet, _filled_extent)


def _filled_extent(stream: SheetStream) -> Area:
    xml, last, bottom, right = RowXml(stream.prefix), 0, 1, 1
    for block in stream.blocks():
        rows = stream.rows(block, last)
        last = rows[-1][0] if rows else last
        for number, start, end in rows:
            row = block[start:end]
            filled = [c.column for c in xml.cells(row) if xml.has_content(row[c.start : c.end])]
            bottom, right = (number, max(right, *filled)) if filled else (bottom, right)
    return Area(1, 1, bottom, right)
