"""What shall happen to the cells of one sheet, and the sheet's part after it has happened."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from addin.books.addresses import Area, address
from addin.books.cell_writers import Answer, CellWriter, Computed, Make, Move, Put, Writing, clear, forget
from addin.books.contents import Content
from addin.books.package import Package, Sheet
from addin.books.rows import RowXml
from addin.books.sheet_formulas import SheetFormulas
from addin.books.sheets import SheetStream, streamed
from addin.errors import Refusal

_MERGED = re.compile(rb'<(?:[\w.-]+:)?mergeCell\s[^>]*\bref\s*=\s*["\']([^"\']+)')
_DIMENSION = re.compile(rb'(<(?:[\w.-]+:)?dimension\s[^>]*\bref\s*=\s*["\'])([^"\']+)')

StyleOf = Callable[[], bytes]


@dataclass(frozen=True)
class Layer:
    """Contents for cells of one column by row, and how they are written.

    One that `fills` puts something where nothing or something else stood; one that does not changes cached results
    or takes cells out.
    """

    column: int
    contents: Mapping[int, Any]
    write: CellWriter
    fills: bool = True


@dataclass
class SheetPatch:
    """All that shall happen to one sheet; of two wishes for a cell the later one counts.

    `formulas` are those that stand there before. `head` and `tail` replace what stands before and after the rows;
    `new_rows` are the rows that one which is not there yet looks like; `emptied` rows go out where no cell is left
    in them. When the patch is applied, `written` tells how it went.
    """

    sheet: Sheet
    date1904: bool
    formulas: SheetFormulas
    layers: list[Layer] = field(default_factory=list)
    head: bytes | None = None
    tail: bytes | None = None
    new_rows: dict[int, bytes] = field(default_factory=dict)
    emptied: set[int] = field(default_factory=set)
    written: Writing = field(init=False)

    # --- what may be asked for

    def put(self, column: int, contents: Mapping[int, Content], style: StyleOf) -> None:
        """Values where people type; `style` is for cells that are not there yet.

        Refusal `formula_cell`, `array_cell`, `rich_cell`, `merged_cell` where something else than a value stands.
        """
        self.layers.append(Layer(column, contents, Put(style)))

    def answer(self, column: int, contents: Mapping[int, Content]) -> None:
        """Cached results of the formulas that stand there."""
        self.layers.append(Layer(column, contents, Answer(column), fills=False))

    def forget(self, column: int, rows: Mapping[int, None]) -> None:
        """Takes the cached results of formulas away: whoever opens the file works them out."""
        self.layers.append(Layer(column, rows, forget, fills=False))

    def clear(self, column: int, rows: Mapping[int, None]) -> None:
        """Takes cells out with all that they hold."""
        self.layers.append(Layer(column, rows, clear, fills=False))

    def make(
        self, column: int, cells: Mapping[int, Content | Computed], style: bytes, movable: Container[int]
    ) -> None:
        """New cells of rows below. Refusal `content_below` where something stands there already, but for the
        `movable` rows, which are moved."""
        self.layers.append(Layer(column, cells, Make(style, movable)))

    def move(self, column: int, cells: Mapping[int, bytes], movable: Container[int]) -> None:
        """Cells with all they hold, as they stood elsewhere in the column."""
        self.layers.append(Layer(column, cells, Move(movable)))

    # --- the part

    def apply(self, package: Package) -> None:
        """Writes the sheet's part anew; Refusal where a value would destroy something, expat's own error where the
        result were no sound XML."""
        self.layers.sort(key=lambda layer: layer.column)
        streamed(package, self.sheet, lambda stream: package.put_blocks(self.sheet.part, self._pieces(stream)))

    def _pieces(self, stream: SheetStream) -> Iterator[bytes]:
        self.written = Writing(RowXml(stream.prefix), self.sheet.name, self.date1904)
        check = expat.ParserCreate()
        head = self._dimensioned(stream.head if self.head is None else self.head)
        check.Parse(head, False)
        yield head
        yield from self._blocks(stream, check)
        self._refuse_inside(self.formulas.spills, "array_cell")
        tail = stream.tail if self.tail is None else self.tail
        self._refuse_inside([Area.of(found.decode()) for found in _MERGED.findall(tail)], "merged_cell")
        check.Parse(tail, True)
        yield tail

    def _blocks(self, stream: SheetStream, check: expat.XMLParserType) -> Iterator[bytes]:
        wanted = deque(sorted(set().union(*(layer.contents for layer in self.layers))))
        last = 0
        for block in stream.blocks():
            rows = stream.rows(block, last)
            last = rows[-1][0] if rows else last
            if rows and wanted and wanted[0] <= last:
                yield b"".join(self._rewritten(block, rows, wanted, check))
            else:
                yield block
        for number in wanted:
            yield self._row(number, b"", check)

    def _rewritten(
        self, block: bytes, rows: list[tuple[int, int, int]], wanted: deque[int], check: expat.XMLParserType
    ) -> Iterator[bytes]:
        """The block with the wanted rows patched, and those that were not there put in their places."""
        yield block[: rows[0][1]]
        for number, start, end in rows:
            while wanted and wanted[0] < number:
                yield self._row(wanted.popleft(), b"", check)
            if wanted and wanted[0] == number:
                yield self._row(wanted.popleft(), block[start:end], check)
            else:
                yield block[start:end]

    def _row(self, number: int, row: bytes, check: expat.XMLParserType) -> bytes:
        layers = {layer.column: layer for layer in self.layers if number in layer.contents}.values()
        xml, at = self.written.xml, self.written
        writers = [(layer.column, layer.write, layer.contents[number]) for layer in layers]
        if not row:
            row = xml.blank_row(number, self.new_rows.get(number, b""))
        row = xml.patched(row, number, writers, at)
        if number in self.emptied and xml.is_bare(row):
            return b""
        if any(layer.fills for layer in layers):
            check.Parse(row, False)
        return row

    def _dimensioned(self, head: bytes) -> bytes:
        """The head with a dimension that holds the new cells too."""
        places = [(row, layer.column) for layer in self.layers if layer.fills for row in _ends(layer.contents)]
        found = _DIMENSION.search(head)
        if not found or not places:
            return head
        rows, columns = zip(*places, strict=True)
        old = Area.of(found[2].decode())
        new = Area(min(old.top, *rows), min(old.left, *columns), max(old.bottom, *rows), max(old.right, *columns))
        return head[: found.start(2)] + str(new).encode() + head[found.end() :] if new != old else head

    def _refuse_inside(self, areas: Iterable[Area], code: str) -> None:
        """Refusal of the code where something would be filled in one of these areas."""
        for area in areas:
            for layer in self.layers:
                if layer.fills and area.left <= layer.column <= area.right:
                    for row in layer.contents:
                        if area.top <= row <= area.bottom:
                            raise Refusal(code, sheet=self.sheet.name, cell=address(row, layer.column))


def _ends(rows: Mapping[int, Any]) -> tuple[int, ...]:
    return (min(rows), max(rows)) if rows else ()
