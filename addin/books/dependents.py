"""The formulas of a workbook, and which of them depend on cells that changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from html import unescape

from addin.books import markup
from addin.books.addresses import LAST_ROW, Area, column_of
from addin.books.excel_tables import ExcelTable
from addin.books.formulas import Reference, references, translated
from addin.books.package import Package, Sheet
from addin.books.rows import RowXml
from addin.books.sheets import SheetStream, streamed

_PASSES = 20  # a chain of formulas is followed in the order of the sheet; what winds longer is dropped altogether
_ANYWHERE = re.compile(r"\b(?:INDIRECT|OFFSET)\(", re.IGNORECASE)
_ITEM = re.compile(r"\[((?:[^\[\]']|'.)*)\]")
_ATTRIBUTE = r'\s%s\s*=\s*["\']([^"\']*)["\']'
_SHARED = re.compile((_ATTRIBUTE % "si").encode())
_REACH = re.compile((_ATTRIBUTE % "ref").encode())
_PLACE = re.compile(rb'\sr\s*=\s*["\']([A-Za-z]+)(\d+)["\']')
_IS_SHARED = re.compile(rb'\st\s*=\s*["\']shared["\']')

PassedOver = Callable[[int, int], bool]


@dataclass(frozen=True)
class FormulaCell:
    """A formula as its cell has it, shared ones written out; `reach` is where an array's results stand."""

    sheet: Sheet
    row: int
    column: int
    text: str
    reach: Area | None = None


def formula_cells(package: Package, sheet: Sheet, passed_over: PassedOver | None = None) -> list[FormulaCell]:
    """The formulas of a sheet without those at places (row, column) that are `passed_over`."""
    return streamed(package, sheet, lambda stream: list(_formulas(stream, sheet, passed_over or _none)))


def _none(_row: int, _column: int) -> bool:
    return False


def _formulas(stream: SheetStream, sheet: Sheet, passed_over: PassedOver) -> Iterator[FormulaCell]:
    masters: dict[bytes, FormulaCell] = {}
    for row, column, attributes, xml in _found(stream, passed_over):
        text = unescape(xml.decode())
        number = _SHARED.search(attributes) if _IS_SHARED.search(attributes) else None
        if number and text:
            masters[number[1]] = FormulaCell(sheet, row, column, text)
        elif number and (master := masters.get(number[1])):
            text = translated(master.text, row - master.row, column - master.column)
        if not passed_over(row, column):
            array = _REACH.search(attributes) if not number else None
            yield FormulaCell(sheet, row, column, text, Area.of(array[1].decode()) if array else None)


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
        start = block.rindex(cell, 0, match.start())
        place = _PLACE.search(block, start, match.start())
        if not place:
            raise _Unaddressed
        row, column = int(place[2]), _column(place[1])
        if match[1] or not passed_over(row, column):
            yield row, column, match[1], match[2] or b""


@cache
def _column(letters: bytes) -> int:
    return column_of(letters.decode())


class _Rows:
    """Row numbers with their ends at hand."""

    def __init__(self) -> None:
        self.numbers: set[int] = set()
        self.first, self.last = LAST_ROW, 0

    def add(self, rows: Collection[int]) -> None:
        self.numbers.update(rows)
        self.first, self.last = min(self.first, min(rows)), max(self.last, max(rows))


@dataclass
class Touched:
    """Cells that changed, by sheet and column."""

    _cells: dict[str, dict[int, _Rows]] = field(default_factory=dict)

    def add(self, sheet: str, column: int, rows: Collection[int]) -> None:
        if rows:
            self._cells.setdefault(sheet.casefold(), {}).setdefault(column, _Rows()).add(rows)

    def add_all(self, cell: FormulaCell) -> None:
        """Every place where a formula's results stand."""
        reach = cell.reach or Area(cell.row, cell.column, cell.row, cell.column)
        for column in range(reach.left, reach.right + 1):
            self.add(cell.sheet.name, column, range(reach.top, reach.bottom + 1))

    def meets(self, sheet: str, area: Area) -> bool:
        """A changed cell lies in the area (or between two of its column that do not)."""
        return any(
            area.top in rows.numbers
            if area.top == area.bottom
            else rows.first <= area.bottom and rows.last >= area.top
            for column, rows in self._cells.get(sheet.casefold(), {}).items()
            if area.left <= column <= area.right
        )


class Workbook:
    """What the references of formulas mean: tables and defined names."""

    def __init__(self, package: Package, tables: Iterable[ExcelTable]) -> None:
        self._tables = {table.name.casefold(): table for table in tables}
        names = markup.under(package.tree(package.workbook), "definedNames", "definedName")
        self._names: dict[str, list[str]] = {}
        for name in names:
            self._names.setdefault(name.get("name", "").casefold(), []).append(name.text or "")

    def depends(self, cell: FormulaCell, touched: Touched) -> bool:
        """The formula looks at a cell that changed, or where nobody can tell beforehand."""
        return self._meets(cell.text, cell.sheet.name, cell.row, touched, ())

    def _meets(self, text: str, sheet: str, row: int, touched: Touched, seen: tuple[str, ...]) -> bool:
        if _ANYWHERE.search(text):
            return True
        return any(self._met(reference, sheet, row, touched, seen) for reference in _references(text))

    def _met(self, to: Reference, sheet: str, row: int, touched: Touched, seen: tuple[str, ...]) -> bool:
        if to.elsewhere:
            return ":" in to.sheet
        if to.area:
            return touched.meets(to.sheet or sheet, to.area)
        if to.columns:
            return self._in_table(to, sheet, row, touched)
        key = to.name.casefold()
        if key in self._tables:
            table = self._tables[key]
            return touched.meets(table.sheet.name, table.area)
        return key not in seen and any(
            self._meets(text, to.sheet or sheet, row, touched, (*seen, key)) for text in self._names.get(key, ())
        )

    def _in_table(self, to: Reference, sheet: str, row: int, touched: Touched) -> bool:
        named = [self._tables[to.table.casefold()]] if to.table.casefold() in self._tables else []
        own = [table for table in self._tables.values() if table.sheet.name == sheet]
        for table in named if to.table else own:
            if touched.meets(table.sheet.name, _looked_at(table, to.columns, row)):
                return True
        return False


@lru_cache(10_000)
def _references(text: str) -> tuple[Reference, ...]:
    return tuple(references(text))


def _looked_at(table: ExcelTable, columns: str, row: int) -> Area:
    """The part of a table that the brackets of a reference mean, for a formula in that row.

    Headers and totals count as data: too much does no harm.
    """
    items = _ITEM.findall(columns[1:-1]) if columns.startswith("[[") else [columns[1:-1]]
    names = [re.sub("'(.)", r"\1", item).casefold() for item in items if not item.startswith("#")]
    headers = [header.casefold() for header in table.headers]
    places = [table.area.left + headers.index(name.lstrip("@")) for name in names if name.lstrip("@") in headers]
    left, right = (min(places), max(places)) if places else (table.area.left, table.area.right)
    this_row = "[#This Row]" in columns or columns.startswith("[@")
    if this_row and table.area.top <= row <= table.area.bottom:
        return Area(row, left, row, right)
    return Area(table.area.top, left, table.area.bottom, right)


def stale(formulas: Iterable[FormulaCell], workbook: Workbook, touched: Touched) -> list[FormulaCell]:
    """The formulas whose cached results are no longer true, those that depend on others of them included.

    `touched` gets their cells as well.
    """
    found: list[FormulaCell] = []
    remaining = list(formulas)
    for _ in range(_PASSES):
        kept = []
        for cell in remaining:
            if workbook.depends(cell, touched):
                touched.add_all(cell)
                found.append(cell)
            else:
                kept.append(cell)
        if len(kept) == len(remaining):
            return found
        remaining = kept
    return found + remaining


def by_column(cells: Iterable[FormulaCell]) -> Mapping[tuple[Sheet, int], list[int]]:
    """The rows of cells by sheet and column."""
    found: dict[tuple[Sheet, int], list[int]] = {}
    for cell in cells:
        found.setdefault((cell.sheet, cell.column), []).append(cell.row)
    return found
