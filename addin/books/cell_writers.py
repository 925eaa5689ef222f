"""The ways in which a cell of a closed file gets written, each refusing what it would destroy."""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from typing import Any, Protocol

from addin.books.contents import Content, result_xml, value_xml
from addin.books.rows import RowXml, style_of
from addin.errors import Refusal

_RICH = re.compile(rb'<[^>]*\svm\s*=\s*["\']')  # a picture or a record stands behind the value

FormulaAt = Callable[[int], tuple[bytes, bytes]]  # a row -> attributes the cell needs, its formula element


@dataclass
class Writing:
    """A sheet while its cells are written.

    `unanswered` are the places (row, column) of cells that hold no formula to answer, `formulas` the addresses of
    new formulas, `unlinked` of those taken away.
    """

    xml: RowXml
    sheet: str
    date1904: bool
    unanswered: list[tuple[int, int]] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    unlinked: list[str] = field(default_factory=list)

    def value(self, name: bytes, content: Content, style: bytes) -> bytes:
        """A cell that holds a value; blank where it would hold neither value nor style."""
        prefix = self.xml.prefix
        type, inside = value_xml(content, prefix, self.date1904)
        if not inside:
            return b'<%bc r="%b"%b/>' % (prefix, name, style) if style else b""
        return b'<%bc r="%b"%b%b>%b</%bc>' % (prefix, name, style, type, inside, prefix)

    def refusal(self, code: str, name: bytes) -> Refusal:
        return Refusal(code, sheet=self.sheet, cell=name.decode())

    def unlink(self, name: bytes, cell: bytes) -> None:
        if self.xml.formula(cell):
            self.unlinked.append(name.decode())


class CellWriter(Protocol):
    """Gives the XML of the cell `name` (its row as a number), which is blank where there is no cell yet."""

    def __call__(self, at: Writing, row: int, name: bytes, cell: bytes, content: Any, /) -> bytes: ...


@dataclass(frozen=True)
class Put:
    """A value where people type; None clears the cell. `style` is for a cell that is not there yet."""

    style: Callable[[], bytes]

    def __call__(self, at: Writing, _row: int, name: bytes, cell: bytes, content: Content) -> bytes:
        if not cell:
            return at.value(name, content, self.style())
        if at.xml.formula(cell):
            raise at.refusal("formula_cell", name)
        if _RICH.match(cell):
            raise at.refusal("rich_cell", name)
        return at.value(name, content, style_of(cell))


@dataclass(frozen=True, slots=True)
class Computed:
    """A new cell's formula with its result, where that is known."""

    formula: FormulaAt
    result: Content
    known: bool


@dataclass(frozen=True)
class Make:
    """A new cell of a row below: a value, or a formula with its result. What stands in `movable` rows is moved."""

    style: bytes
    movable: Container[int]

    def __call__(self, at: Writing, row: int, name: bytes, cell: bytes, content: Content | Computed) -> bytes:
        if cell:
            make_room(at, row, name, cell, self.movable)
        if not isinstance(content, Computed):
            return at.value(name, content, self.style)
        prefix = at.xml.prefix
        attributes, formula = content.formula(row)
        known = result_xml(content.result, prefix, at.date1904) if content.known else (b"", b"")
        at.formulas.append(name.decode())
        head = b'<%bc r="%b"%b%b%b>' % (prefix, name, self.style, attributes, known[0])
        return b"%b%b%b</%bc>" % (head, formula, known[1], prefix)


@dataclass(frozen=True)
class Move:
    """A cell with all it holds, as it stood elsewhere in the column; its result is worked out anew."""

    movable: Container[int]

    def __call__(self, at: Writing, row: int, name: bytes, cell: bytes, moved: bytes) -> bytes:
        if cell:
            make_room(at, row, name, cell, self.movable)
        emptied = at.xml.with_result(moved, b"", b"")
        if emptied:
            at.formulas.append(name.decode())
        return at.xml.readdressed(emptied or moved, name)


def make_room(at: Writing, row: int, name: bytes, cell: bytes, movable: Container[int]) -> None:
    """Refusal `content_below` where something stands that is not moved."""
    if row not in movable and at.xml.has_content(cell):
        raise at.refusal("content_below", name)
    at.unlink(name, cell)


def clear(at: Writing, _row: int, name: bytes, cell: bytes, _content: None) -> bytes:
    """Takes a cell out with all that it holds."""
    at.unlink(name, cell)
    return b""


@dataclass(frozen=True)
class Answer:
    """The cached result of the formula that stands there; a cell without formula is left alone."""

    column: int

    def __call__(self, at: Writing, row: int, _name: bytes, cell: bytes, content: Content) -> bytes:
        answered = at.xml.with_result(cell, *result_xml(content, at.xml.prefix, at.date1904))
        if answered is None:
            at.unanswered.append((row, self.column))
            return cell
        return answered


def forget(at: Writing, _row: int, _name: bytes, cell: bytes, _content: None) -> bytes:
    """Takes the cached result of a formula away, but for one that holds a picture or record."""
    if _RICH.match(cell):
        return cell
    return at.xml.with_result(cell, b"", b"") or cell
