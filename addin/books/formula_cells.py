"""The formulas that stand in the cells of a sheet, equal ones of a column together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import unescape

from addin.books.addresses import Area, column_of
from addin.books.formulas import translated
from addin.books.package import Package, Sheet
from addin.books.rows import RowXml
from addin.books.sheets import SheetStream, streamed

_ATTRIBUTE = r'\s%s\s*=\s*["\']([^"\']*)["\']'
_SHARED = re.compile((_ATTRIBUTE % "si").encode())
_REACH = re.compile((_ATTRIBUTE % "ref").encode())
_IS_SHARED = re.compile(rb'\st\s*=\s*["\']shared["\']')
_PLACE = re.compile(rb'\sr\s*=\s*["\']([A-Za-z]+)(\d+)["\']')

PassedOver = Callable[[int, int], bool]


@dataclass(frozen=True)
class FormulaCells:
    """The cells of a column that hold the same formula, shared ones written out.

    `reach` is where the results of an array formula stand.
    """

    sheet: Sheet
    column: int
    text: str
    rows: Sequence[int]
    reach: Area | None = None


def formula_cells(package: Package, sheet: Sheet, passed_over: PassedOver | None = None) -> list[FormulaCells]:
    """The formulas of a sheet without those at places (row, column) that are `passed_over`."""
    return streamed(package, sheet, lambda stream: _formulas(stream, sheet, passed_over or _none))


def _none(_row: int, _column: int) -> bool:
    return False


def _formulas(stream: SheetStream, sheet: Sheet, passed_over: PassedOver) -> list[FormulaCells]:
    plain: dict[tuple[int, bytes], list[int]] = {}
    others: list[FormulaCells] = []
    masters: dict[bytes, tuple[str, int, int]] = {}
    for row, column, attributes, xml in _found(stream, passed_over):
        if not attributes:
            plain.setdefault((column, xml), []).append(row)
            continue
        text = unescape(xml.decode())
        if _IS_SHARED.search(attributes) and (number := _SHARED.search(attributes)):
            if text:
                masters[number[1]] = text, row, column
            elif number[1] in masters:
                master, top, left = masters[number[1]]
                text = translated(master, row - top, column - left)
        if not passed_over(row, column):
            array = None if _IS_SHARED.search(attributes) else _REACH.search(attributes)
            reach = Area.of(array[1].decode()) if array else None
            others.append(FormulaCells(sheet, column, text, [row], reach))
    alike = [FormulaCells(sheet, column, unescape(xml.decode()), rows) for (column, xml), rows in plain.items()]
    return alike + others


def _found(stream: SheetStream, passed_over: PassedOver) -> Iterator[tuple[int, int, bytes, bytes]]:
    """Place, attributes and text of every formula; of those passed over only the shared ones."""
    xml = RowXml(stream.prefix)
    formula = re.compile(rb"<%bf(?=[\s/>])([^>]*?)(?:/>|>([^<]*)</)" % re.escape(stream.prefix))
    last = 0
    for block in stream.blocks():
        rows = stream.rows(block, last)
        last = rows[-1][0] if rows else last
        try:
            yield from list(_in_block(formula, block, stream.prefix, passed_over))
        except _Unaddressed:
            block = b"".join(xml.addressed(block[start:end], number) for number, start, end in rows)
            yield from _in_block(formula, block, stream.prefix, passed_over)


class _Unaddressed(Exception):
    """A cell without address was met."""


def _in_block(
    formula: re.Pattern[bytes], block: bytes, prefix: bytes, passed_over: PassedOver
) -> Iterator[tuple[int, int, bytes, bytes]]:
    cell = b"<%bc" % prefix
    for match in formula.finditer(block):
        start = match.start()
        place = _PLACE.search(block, block.rindex(cell, 0, start), start)
        if not place:
            raise _Unaddressed
        row, column = int(place[2]), _column(place[1])
        if match[1] or not passed_over(row, column):
            yield row, column, match[1], match[2] or b""


@cache
def _column(letters: bytes) -> int:
    return column_of(letters.decode())
