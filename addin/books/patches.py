"""What shall happen to the cells of one sheet, and the sheet's part after it has happened."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from addin.books.addresses import Area
from addin.books.contents import Content, result_xml, value_xml
from addin.books.package import Package, Sheet
from addin.books.rows import CellWriter, RowXml, style_of
from addin.books.sheets import SheetStream, streamed
from addin.errors import Refusal

_SPILLING = re.compile(
    rb'<[\w.:-]*f\s(?=[^>]*\bt\s*=\s*["\'](?:array|dataTable)["\'])[^>]*\bref\s*=\s*["\']([^"\']+)'
)
_MERGED = re.compile(rb'<(?:[\w.-]+:)?mergeCell\s[^>]*\bref\s*=\s*["\']([^"\']+)')
_DIMENSION = re.compile(rb'(<(?:[\w.-]+:)?dimension\s[^>]*\bref\s*=\s*["\'])([^"\']+)')
_RICH = re.compile(rb'<[^>]*\svm\s*=\s*["\']')

StyleOf = Callable[[], bytes]
FormulaAt = Callable[[bytes], tuple[bytes, bytes]]  # a cell's address -> attributes it needs, its formula element


@dataclass(frozen=True, slots=True)
class Computed:
    """A new cell's formula with its result, where that is known."""

    formula: FormulaAt
    result: Content
    known: bool


@dataclass(frozen=True)
class Layer:
    """Contents for cells of one column by row, and how they are written.

    A `trusted` writer changes nothing but a cached value; the rows of the others are read again as XML.
    """

    column: int
    contents: Mapping[int, Any]
    write: CellWriter
    trusted: bool = False
    adds: bool = True


@dataclass
class SheetPatch:
    """All that shall happen to one sheet.

    `head` and `tail` replace what stands before and after the rows; `new_rows` are the rows that one which is not
    there yet looks like; `emptied` rows go out where no cell is left in them. `unanswered` are the places (row,
    column) of cells that hold no formula to answer, `formulas` the
    addresses of new formulas, `unlinked` of those taken away.
    """

    sheet: Sheet
    date1904: bool
    layers: list[Layer] = field(default_factory=list)
    head: bytes | None = None
    tail: bytes | None = None
    new_rows: dict[int, bytes] = field(default_factory=dict)
    emptied: set[int] = field(default_factory=set)
    unanswered: list[tuple[int, int]] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    unlinked: list[str] = field(default_factory=list)
    _xml: RowXml = field(init=False)
    _filled: list[Area] = field(init=False)
    _spills: list[Area] = field(init=False)

    # --- what may be asked for

    def put(self, column: int, contents: Mapping[int, Content], style: StyleOf) -> None:
        """Values where people type; None clears the cell; `style` is for cells that are not there yet.

        Refusal `formula_cell`, `array_cell`, `rich_cell`, `merged_cell` where something else than a value stands.
        """

        def write(name: bytes, cell: bytes, content: Content) -> bytes:
            return self._put(name, cell, content, style)

        self.layers.append(Layer(column, contents, write))

    def answer(self, column: int, contents: Mapping[int, Content]) -> None:
        """Cached results of the formulas that stand there."""
        self.layers.append(Layer(column, contents, self._answered, trusted=True, adds=False))

    def forget(self, column: int, rows: Mapping[int, None]) -> None:
        """Takes the cached results of formulas away: whoever opens the file works them out."""
        self.layers.append(Layer(column, rows, self._forgotten, trusted=True, adds=False))

    def clear(self, column: int, rows: Mapping[int, None]) -> None:
        """Takes cells out with all that they hold."""

        def write(name: bytes, cell: bytes, _content: None) -> bytes:
            self._unlink(name, cell)
            return b""

        self.layers.append(Layer(column, rows, write, adds=False))

    def make(
        self, column: int, cells: Mapping[int, Content | Computed], style: bytes, movable: Container[int]
    ) -> None:
        """New cells of rows below. Refusal `content_below` where something stands there already, but for the
        `movable` rows, which are moved."""

        def write(name: bytes, cell: bytes, content: Content | Computed) -> bytes:
            self._refuse_taken(name, cell, movable)
            self._unlink(name, cell)
            if isinstance(content, Computed):
                return self._computed(name, content, style)
            return self._made(name, content, style)

        self.layers.append(Layer(column, cells, write))

    def move(self, column: int, cells: Mapping[int, bytes], movable: Container[int]) -> None:
        """Cells with all they hold, as they stood elsewhere in the column; their results are worked out anew."""

        def write(name: bytes, cell: bytes, moved: bytes) -> bytes:
            self._refuse_taken(name, cell, movable)
            self._unlink(name, cell)
            emptied = self._xml.with_result(moved, b"", b"")
            if emptied:
                self.formulas.append(name.decode())
            return self._xml.readdressed(emptied or moved, name)

        self.layers.append(Layer(column, cells, write))

    # --- the cells

    def _put(self, name: bytes, cell: bytes, content: Content, style: StyleOf) -> bytes:
        place = Area.of(name.decode())
        if self._xml.formula(cell):
            raise self._refusal("formula_cell", name)
        if _RICH.match(cell):
            raise self._refusal("rich_cell", name)
        if any(spill.meets(place) for spill in self._spills):
            raise self._refusal("array_cell", name)
        self._filled.append(place)
        return self._made(name, content, style_of(cell) if cell else style())

    def _made(self, name: bytes, content: Content, style: bytes) -> bytes:
        """A cell that holds a value; blank where it would hold neither value nor style."""
        prefix = self._xml.prefix
        type, inside = value_xml(content, prefix, self.date1904)
        if not inside:
            return b'<%bc r="%b"%b/>' % (prefix, name, style) if style else b""
        return b'<%bc r="%b"%b%b>%b</%bc>' % (prefix, name, style, type, inside, prefix)

    def _computed(self, name: bytes, cell: Computed, style: bytes) -> bytes:
        prefix = self._xml.prefix
        attributes, formula = cell.formula(name)
        type, value = result_xml(cell.result, prefix, self.date1904) if cell.known else (b"", b"")
        self.formulas.append(name.decode())
        return b'<%bc r="%b"%b%b%b>%b%b</%bc>' % (prefix, name, style, attributes, type, formula, value, prefix)

    def _refuse_taken(self, name: bytes, cell: bytes, movable: Container[int]) -> None:
        place = Area.of(name.decode())
        if place.top in movable:
            return
        if self._xml.has_content(cell) or any(spill.meets(place) for spill in self._spills):
            raise self._refusal("content_below", name)
        self._filled.append(place)

    def _unlink(self, name: bytes, cell: bytes) -> None:
        if self._xml.formula(cell):
            self.unlinked.append(name.decode())

    def _answered(self, name: bytes, cell: bytes, content: Content) -> bytes:
        answered = self._xml.with_result(cell, *result_xml(content, self._xml.prefix, self.date1904))
        if answered is None:
            place = Area.of(name.decode())
            self.unanswered.append((place.top, place.left))
        return cell if answered is None else answered

    def _forgotten(self, _name: bytes, cell: bytes, _content: None) -> bytes:
        if _RICH.match(cell):  # the picture or record behind the result is held by it
            return cell
        return self._xml.with_result(cell, b"", b"") or cell

    def _refusal(self, code: str, name: bytes) -> Refusal:
        return Refusal(code, sheet=self.sheet.name, cell=name.decode())

    # --- the part

    def apply(self, package: Package) -> None:
        """Writes the sheet's part anew; Refusal where a value would destroy something, RuntimeError where the
        result were no sound XML."""
        self.layers.sort(key=lambda layer: layer.column)
        streamed(package, self.sheet, lambda stream: package.put_blocks(self.sheet.part, self._pieces(stream)))

    def _pieces(self, stream: SheetStream) -> Iterator[bytes]:
        self._xml = RowXml(stream.prefix)
        self._filled, self._spills = [], []
        self.unanswered, self.formulas, self.unlinked = [], [], []
        check = expat.ParserCreate()
        head = self._dimensioned(stream.head if self.head is None else self.head)
        check.Parse(head, False)
        yield head
        yield from self._blocks(stream, check)
        tail = stream.tail if self.tail is None else self.tail
        self._refuse_merged(tail)
        check.Parse(tail, True)
        yield tail

    def _blocks(self, stream: SheetStream, check: expat.XMLParserType) -> Iterator[bytes]:
        wanted = deque(sorted({row for layer in self.layers for row in layer.contents}))
        last = 0
        for block in stream.blocks():
            self._spills += [Area.of(ref.decode()) for ref in _SPILLING.findall(block)]
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
        layers = [layer for layer in self.layers if number in layer.contents]
        if not row:
            row = self._xml.blank_row(number, self.new_rows.get(number, b""))
        writers = [(layer.column, layer.write, layer.contents[number]) for layer in layers]
        row = self._xml.patched(row, number, writers)
        if number in self.emptied and self._xml.is_bare(row):
            return b""
        if not all(layer.trusted for layer in layers):
            check.Parse(row, False)
        return row

    def _dimensioned(self, head: bytes) -> bytes:
        """The head with a dimension that holds the new cells too."""
        places = [(row, layer.column) for layer in self.layers if layer.adds for row in _ends(layer.contents)]
        found = _DIMENSION.search(head)
        if not found or not places:
            return head
        rows, columns = zip(*places, strict=True)
        old = Area.of(found[2].decode())
        new = Area(min(old.top, *rows), min(old.left, *columns), max(old.bottom, *rows), max(old.right, *columns))
        return head[: found.start(2)] + str(new).encode() + head[found.end() :] if new != old else head

    def _refuse_merged(self, tail: bytes) -> None:
        merged = [Area.of(ref.decode()) for ref in _MERGED.findall(tail)]
        for area in merged:
            for place in self._filled:
                if area.meets(place):
                    raise self._refusal("merged_cell", str(place).encode())


def _ends(rows: Mapping[int, Any]) -> tuple[int, ...]:
    return (min(rows), max(rows)) if rows else ()
