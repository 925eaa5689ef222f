"""The Excel tables of a package: where they stand and what their columns are."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import etree

from addin.books import markup
from addin.books.addresses import Area
from addin.books.package import Package, Sheet
from addin.errors import Refusal

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class ExcelTable:
    """A table on a sheet: `area` with its header and totals rows; `calculated` are formulas by column from 0 on.

    `bound` is `queryTable` or `xml` where its rows come from outside and are replaced at every refresh.
    """

    name: str
    part: str
    sheet: Sheet
    area: Area
    headers: tuple[str, ...]
    header_rows: int = 1
    totals_rows: int = 0
    calculated: tuple[tuple[int, str], ...] = ()
    bound: str = ""

    @property
    def first_row(self) -> int:
        """The first data row in the sheet."""
        return self.area.top + self.header_rows

    @property
    def last_row(self) -> int:
        """The last data row in the sheet; a table always has one, be it blank."""
        return self.area.bottom - self.totals_rows

    @property
    def columns(self) -> range:
        """Its columns in the sheet."""
        return range(self.area.left, self.area.right + 1)

    @property
    def calculated_columns(self) -> frozenset[int]:
        """Those of its columns in the sheet that Excel fills with a formula."""
        return frozenset(self.area.left + index for index, _ in self.calculated)

    def ending(self, last_row: int) -> ExcelTable:
        """The table with another last data row."""
        return replace(self, area=replace(self.area, bottom=last_row + self.totals_rows))


def excel_tables(package: Package) -> list[ExcelTable]:
    """Every table, in the order of the sheets."""
    return [
        _table(package, sheet, arrow.target)
        for sheet in package.sheets()
        if sheet.kind == "worksheet"
        for arrow in package.relationships(sheet.part)
        if arrow.kind == "table" and arrow.target in package
    ]


def _table(package: Package, sheet: Sheet, part: str) -> ExcelTable:
    root = package.tree(part)
    columns = list(markup.under(root, "tableColumns", "tableColumn"))
    formulas = [(index, markup.first(column, "calculatedColumnFormula")) for index, column in enumerate(columns)]
    kind = root.get("tableType", "worksheet")
    return ExcelTable(
        name=root.get("displayName") or root.get("name") or "",
        part=part,
        sheet=sheet,
        area=_area(package, root, part),
        headers=tuple(_unescaped(column.get("name", "")) for column in columns),
        header_rows=int(root.get("headerRowCount", "1")),
        totals_rows=int(root.get("totalsRowCount", "0")),
        calculated=tuple((index, found.text or "") for index, found in formulas if found is not None),
        bound="" if kind == "worksheet" else kind,
    )


def _area(package: Package, root: etree._Element, part: str) -> Area:
    try:
        return Area.of(root.get("ref", ""))
    except ValueError as error:
        raise Refusal("damaged", file=package.file, part=part) from error


def _unescaped(header: str) -> str:
    """A header as the cell shows it.

    >>> _unescaped("Preis_x000a_netto")
    'Preis\\nnetto'
    """
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), header)
