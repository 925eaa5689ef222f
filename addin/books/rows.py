"""One row of a sheet as bytes: its cells found and replaced, everything between them left as it is."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from addin.books.addresses import column_of, letters

At = TypeVar("At")
Writers = Sequence[tuple[int, Callable[[At, int, bytes, bytes, Any], bytes], Any]]  # column, writer, content

_STYLE = re.compile(rb'\ss\s*=\s*["\'](\d+)["\']')
_ADDRESS = re.compile(rb'\sr\s*=\s*["\'](\$?[A-Za-z]+)\$?\d+["\']')
_SPANS = re.compile(rb'\sspans\s*=\s*["\'](\d+):(\d+)["\']')
_OWN_LOOK = re.compile(rb"\s(?:customFormat|customHeight)\s*=")
_PASSING = re.compile(rb'\s(?:hidden|collapsed|r|spans)\s*=\s*["\'][^"\']*["\']')


@dataclass(frozen=True)
class Cell:
    """Where one cell stands in its row's bytes."""

    column: int
    start: int
    end: int
    addressed: bool


class RowXml:
    """Reads and rewrites the rows of one sheet, whose elements may bear a namespace prefix (`x:`)."""

    def __init__(self, prefix: bytes) -> None:
        self.prefix = prefix
        name = re.escape(prefix)
        self._cell = re.compile(rb"<%bc(?=[\s/>])([^>]*?)(?:/>|>.*?</%bc>)" % (name, name), re.DOTALL)
        self._tag = re.compile(rb"\s*<%brow(?=[\s/>])[^>]*>" % name)
        self._formula = re.compile(rb"<%bf(?=[\s/>])(?:[^>]*/>|[^>]*>[^<]*</%bf>)" % (name, name))
        self._computed = re.compile(
            rb'(<%bc(?:\s+(?!t\s*=)[^\s>]+)*)(?:\s+t\s*=\s*["\']\w*["\'])?([^>]*>)\s*'
            rb"(<%bf(?=[\s/>])(?:[^>]*/>|[^>]*>[^<]*</%bf>))\s*(?:<%bv(?:\s[^>]*)?(?:/>|>[^<]*</%bv>))?(.*)"
            % (name, name, name, name, name),
            re.DOTALL,
        )
        self._value = re.compile(rb"<%b(v|is)(?=[\s/>])(?:[^>]*/>|[^>]*>.*?</%b\1>)" % (name, name), re.DOTALL)
        self._cell_end, self._row_end = b"</%bc>" % prefix, b"</%brow>" % prefix
        self._cell_name = b"<%bc" % prefix
        self._cell_start = (b"<%bc " % prefix, b"<%bc\n" % prefix)

    # --- a whole row

    def patched(self, row: bytes, number: int, writers: Writers[At], at: At) -> bytes:
        """The row with some of its cells written anew, in the order of their columns; `at` goes to the writers.

        A writer that gives nothing takes its cell out.
        """
        row = self._open(row)
        columns = [column for column, _, _ in writers]
        places = self._found_places(row, number, columns)
        if places is None:
            row = self.addressed(row, number)
            places = self._places(row, columns)
        pieces: list[bytes] = []
        here = 0
        for (start, end), (column, write, content) in zip(places, writers, strict=True):
            new = write(at, number, _address(number, column), row[start:end], content)
            pieces += [row[here:start], new]
            here = end
        row = b"".join([*pieces, row[here:]])
        return self._spanning(row) if any(start == end for start, end in places) else row

    def blank_row(self, number: int, like: bytes = b"") -> bytes:
        """An empty row; with the height and format of another, but never hidden as it may be."""
        tag = self._tag.match(like)
        attributes = _PASSING.sub(b"", tag[0].strip()[len(self._row_end) - 2 : -1].rstrip(b"/")) if tag else b""
        return b'<%brow r="%d"%b>%b' % (self.prefix, number, attributes.rstrip(), self._row_end)

    def cells(self, row: bytes) -> Iterator[Cell]:
        """Every cell of the row; one without address stands right of the one before."""
        column = 0
        for match in self._cell.finditer(row):
            found = _ADDRESS.search(match[1])
            column = _column(found[1]) if found else column + 1
            yield Cell(column, *match.span(), addressed=bool(found))

    @staticmethod
    def last_column(block: bytes, start: int, end: int) -> int:
        """The column of the last address in a row that stands at that place of a block; 0 where it has no cell."""
        at = block.rfind(b' r="', start, end) + 4
        return _column(block[at : block.find(b'"', at)].rstrip(b"0123456789")) if at > 4 else 0

    def cell(self, row: bytes, column: int) -> bytes:
        """The XML of a cell; blank where the row has none there."""
        return next((row[cell.start : cell.end] for cell in self.cells(row) if cell.column == column), b"")

    def is_bare(self, row: bytes) -> bool:
        """The row has no cell, nor a height or format of its own."""
        tag = self._tag.match(row)
        return not self._cell.search(row) and not (tag and _OWN_LOOK.search(tag[0]))

    # --- one cell

    def formula(self, cell: bytes) -> bytes:
        """The whole formula element of a cell; blank where it has none."""
        found = self._formula.search(cell)
        return found[0] if found else b""

    def formulas(self, row: bytes) -> list[bytes]:
        """Every formula element of a row."""
        return self._formula.findall(row)

    def has_content(self, cell: bytes) -> bool:
        """A value or a formula stands in the cell; an empty text does not count."""
        found = self._value.search(cell)
        filled = found and re.sub(rb"<[^>]*>", b"", found[0]).strip()
        return bool(filled or self._formula.search(cell))

    def readdressed(self, cell: bytes, name: bytes) -> bytes:
        """The cell as it reads at another address."""
        tag = cell[: cell.index(b">")]
        found = _ADDRESS.search(tag)
        at = found.span() if found else (len(self._cell_name),) * 2
        return cell[: at[0]] + b' r="%b"' % name + cell[at[1] :]

    def with_result(self, cell: bytes, type: bytes, value: bytes) -> bytes | None:
        """A formula's cell with another cached value, the formula untouched; None where there is no formula."""
        parts = self._computed.match(cell)
        return b"".join([parts[1], type, parts[2], parts[3], value, parts[4]]) if parts else None

    # --- finding the place

    def _open(self, row: bytes) -> bytes:
        tag = self._tag.match(row)
        if tag and tag[0].endswith(b"/>"):
            return tag[0][:-2].rstrip() + b">" + self._row_end + row[tag.end() :]
        return row

    def _found(self, row: bytes, number: int, column: int, after: int) -> tuple[int, int] | None:
        """The cell's place where its address is spelled as Excel does: the usual case, found at once."""
        named = row.find(b' r="%b"' % _address(number, column), after)
        start = row.rfind(b"<", after, named) if named > 0 else -1
        if start < 0 or not row.startswith(self._cell_start, start):
            return None
        close = row.index(b">", named)
        if row[close - 1 : close] == b"/":
            return start, close + 1
        return start, row.index(self._cell_end, close) + len(self._cell_end)

    def _found_places(self, row: bytes, number: int, columns: list[int]) -> list[tuple[int, int]] | None:
        """The places of cells that all stand in the row; None where one does not or is spelled otherwise."""
        places: list[tuple[int, int]] = []
        for column in columns:
            place = self._found(row, number, column, places[-1][1] if places else 0)
            if place is None:
                return None
            places.append(place)
        return places

    def _places(self, row: bytes, columns: list[int]) -> list[tuple[int, int]]:
        """The places of cells in the order of their columns, an empty one for a cell that is not there."""
        cells = deque(self.cells(row))
        end = row.rindex(self._row_end)
        places: list[tuple[int, int]] = []
        for column in columns:
            while cells and cells[0].column < column:
                cells.popleft()
            start = cells[0].start if cells else end
            there = cells and cells[0].column == column
            places.append((start, cells[0].end if there else start))
        return places

    def addressed(self, row: bytes, number: int) -> bytes:
        """The row with an address in every cell, so that a new one between them shifts none."""
        cells = list(self.cells(row))
        for cell in reversed([cell for cell in cells if not cell.addressed]):
            name = cell.start + len(self._cell_name)
            row = row[:name] + b' r="%b"' % _address(number, cell.column) + row[name:]
        return row

    def _spanning(self, row: bytes) -> bytes:
        """The row without its hint which columns it spans, where that is no longer true."""
        tag = self._tag.match(row)
        hint = _SPANS.search(tag[0]) if tag else None
        if not tag or not hint:
            return row
        columns = self._outermost(row)
        if not columns or (int(hint[1]) <= columns[0] and columns[1] <= int(hint[2])):
            return row
        return row[: hint.start()] + row[hint.end() :]

    def _outermost(self, row: bytes) -> tuple[int, int] | None:
        first = self._cell.search(row)
        last = row.rfind(self._cell_start[0])
        columns = [
            _column(found[1])
            for start in (first.start() if first else -1, last)
            if start >= 0 and (found := _ADDRESS.search(row, start, row.index(b">", start)))
        ]
        return (min(columns), max(columns)) if columns else None


def style_of(cell: bytes) -> bytes:
    """The style attribute of a cell, as it stands in its tag; blank where it has none.

    >>> style_of(b'<c r="A1" s="3"><v>1</v></c>')
    b' s="3"'
    """
    found = _STYLE.search(cell, 0, cell.find(b">") + 1) if cell else None
    return b' s="%b"' % found[1] if found else b""


@cache
def _column(letters: bytes) -> int:
    return column_of(letters.decode().lstrip("$"))


@cache
def _letters(column: int) -> bytes:
    return letters(column).encode()


def _address(number: int, column: int) -> bytes:
    return b"%b%d" % (_letters(column), number)
