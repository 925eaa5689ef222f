"""One sheet's part from front to back: head, rows in blocks, tail, and never all of it held at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Protocol, TypeVar

from lxml import etree

from addin.books import markup
from addin.books.package import Package, Sheet
from addin.errors import Refusal

Result = TypeVar("Result")

_DATA = re.compile(rb"<((?:[\w.-]+:)?)sheetData\s*(/?)>")
_ENCODING = re.compile(rb'(?:\xef\xbb\xbf)?\s*<\?xml[^>]*\sencoding\s*=\s*["\']([^"\']+)')
_PLAIN = (b"utf-8", b"us-ascii")


class SheetStream:
    """A sheet's part in UTF-8. The `tail` is known when the last block has been taken."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks = iter(blocks)
        buffer = b""
        while not (data := _DATA.search(buffer)):
            buffer += self._next()
        self.prefix = data[1]
        self.tail = b""
        self.head, self._rest = buffer[: data.end()], buffer[data.end() :]
        if data[2]:
            self.head = buffer[: data.start()] + b"<%bsheetData>" % self.prefix
            self._rest = b"</%bsheetData>" % self.prefix + self._rest
        self._row = re.compile(rb'<%brow(?=[\s/>])(?:[^>]*?\sr\s*=\s*["\'](\d+))?[^>]*>' % re.escape(self.prefix))

    def blocks(self) -> Iterator[bytes]:
        """Complete rows, some hundred at a time."""
        end, start = b"</%bsheetData" % self.prefix, b"<%brow" % self.prefix
        buffer, seen = self._rest, 0
        while (stop := buffer.find(end, seen)) < 0:
            cut = buffer.rfind(start)
            if cut > 0:
                yield buffer[:cut]
                buffer = buffer[cut:]
            seen = max(0, len(buffer) - len(end))
            buffer += self._next()
        self.tail = b"".join(chain([buffer[stop:]], self._blocks))
        if stop:
            yield buffer[:stop]

    def rows(self, block: bytes, before: int) -> list[tuple[int, int, int]]:
        """Number, start and end of every row of a block; one without number follows the one before."""
        found: list[tuple[int, int]] = []
        for match in self._row.finditer(block):
            before = int(match[1]) if match[1] else before + 1
            found.append((before, match.start()))
        ends = [start for _, start in found[1:]] + [len(block)]
        return [(number, start, end) for (number, start), end in zip(found, ends, strict=True)]

    def _next(self) -> bytes:
        for block in self._blocks:
            return block
        raise markup.Malformed("sheetData")


class _Unplain(Exception):
    """A part in another encoding, or with comments or CDATA in which anything might look like a row."""


def streamed(package: Package, sheet: Sheet, action: Callable[[SheetStream], Result]) -> Result:
    """What the action makes of the sheet's part; Refusal `damaged` where that is no sound sheet."""
    try:
        return _of_plain(package, sheet, action)
    except markup.Malformed as error:
        raise Refusal("damaged", file=package.file, part=sheet.part) from error


def _of_plain(package: Package, sheet: Sheet, action: Callable[[SheetStream], Result]) -> Result:
    try:
        return action(SheetStream(_plain(package.blocks(sheet.part))))
    except _Unplain:
        return action(SheetStream([_made_plain(package.tree(sheet.part))]))


def _plain(blocks: Iterable[bytes]) -> Iterator[bytes]:
    last = b""
    for block in blocks:
        marked = b"!" in block and (b"<!" in block or (last.endswith(b"<") and block.startswith(b"!")))
        if marked or (not last and _is_foreign(block)):
            raise _Unplain
        yield block
        last = block


def _is_foreign(start: bytes) -> bool:
    """The part is in an encoding in which bytes are no letters of ours."""
    encoding = _ENCODING.match(start)
    return b"\x00" in start[:4] or bool(encoding and encoding[1].lower() not in _PLAIN)


def _made_plain(root: etree._Element) -> bytes:
    for data in markup.under(root, "sheetData"):
        etree.strip_tags(data, etree.Comment, etree.ProcessingInstruction)
        for element in data.iter():
            element.text = str(element.text) if element.text else None  # text set anew is no CDATA
    return markup.written(root)


@dataclass(frozen=True)
class Survey:
    """What a first reading of a sheet's part brings: head, tail, and the rows that were asked for."""

    prefix: bytes
    head: bytes
    tail: bytes
    rows: dict[int, bytes]


def surveyed(package: Package, sheet: Sheet, wanted: Container[int], *, stop_after: int | None = None) -> Survey:
    """The rows of these numbers; with `stop_after` not beyond the block with that row, and then without tail."""

    def survey(stream: SheetStream) -> Survey:
        rows: dict[int, bytes] = {}
        last = 0
        for block in stream.blocks():
            found = stream.rows(block, last)
            rows |= {number: block[start:end] for number, start, end in found if number in wanted}
            last = found[-1][0] if found else last
            if stop_after is not None and last >= stop_after:
                break
        return Survey(stream.prefix, stream.head, stream.tail, rows)

    return streamed(package, sheet, survey)


class Around(Protocol):
    """Whatever knows what stands before and after a sheet's rows."""

    @property
    def head(self) -> bytes: ...
    @property
    def tail(self) -> bytes: ...


def frame_of(around: Around) -> etree._Element:
    """The sheet as a tree without its rows."""
    return markup.parsed(around.head + around.tail)


def head_and_tail(frame: etree._Element) -> tuple[bytes, bytes]:
    """What stands before and after the rows of a sheet with this frame."""
    text = markup.written(frame)
    data = _DATA.search(text)
    if not data:
        raise markup.Malformed("sheetData")
    return (
        text[: data.start()] + b"<%bsheetData>" % data[1],
        b"</%bsheetData>" % data[1] + text[data.end() :],
    )
