"""The areas of a sheet where a value would be overwritten or break something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from addin.books import markup
from addin.books.addresses import Area
from addin.books.excel_tables import ExcelTable
from addin.books.package import Package, Sheet


@dataclass(frozen=True)
class Zone:
    """An area, and the code of the Refusal that a value in it meets."""

    area: Area
    code: str
    table: str = ""


def zones(package: Package, sheet: Sheet, tables: Iterable[ExcelTable]) -> list[Zone]:
    """Headers and totals of tables, tables that are filled from outside, pivot tables, cells bound to XML."""
    return [
        *(zone for table in tables if table.sheet == sheet for zone in _of_table(table)),
        *_pivots(package, sheet),
        *_mapped(package, sheet),
    ]


def _of_table(table: ExcelTable) -> Iterator[Zone]:
    area = table.area
    if table.bound:
        yield Zone(area, "table_bound", table.name)
    if table.header_rows:
        yield Zone(replace(area, bottom=area.top), "header_cell", table.name)
    if table.totals_rows:
        yield Zone(replace(area, top=table.last_row + 1), "totals_cell", table.name)


def _pivots(package: Package, sheet: Sheet) -> Iterator[Zone]:
    for arrow in package.relationships(sheet.part):
        if arrow.kind == "pivotTable" and arrow.target in package:
            for location in markup.under(package.tree(arrow.target), "location"):
                yield Zone(Area.of(location.get("ref", "")), "pivot_cell")


def _mapped(package: Package, sheet: Sheet) -> Iterator[Zone]:
    for arrow in package.relationships(sheet.part):
        if arrow.kind == "tableSingleCells" and arrow.target in package:
            for cell in markup.under(package.tree(arrow.target), "singleXmlCell"):
                yield Zone(Area.of(cell.get("r", "")), "mapped_cell")
