"""Report sheets in a workbook: put in, replaced in their place, taken out, everything else as it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from addin.books import ReportSheet, calculation, markup
from addin.books.addresses import address
from addin.books.formula_cells import formula_cells
from addin.books.graft_parts import copy_used, take_out, unused
from addin.books.graft_sheet import Translation, View
from addin.books.graft_tabs import Tabs
from addin.books.marks import digest_of
from addin.books.package import Package, Sheet
from addin.books.referrers import referrer
from addin.errors import Refusal
from addin.tables.tabs import tab_name

_FIRST_PART = "xl/worksheets/sheet1.xml"
_GOES_WITH_THE_SHEET = frozenset(
    ("drawing", "vmlDrawing", "comments", "threadedComment", "image", "hyperlink", "table", "printerSettings")
)


@dataclass(frozen=True)
class _Spot:
    """Where a report goes: the place of its tab, the tab's name, its part, and how it is seen."""

    index: int
    name: str
    part: str
    view: View


def graft(package: Package, report: ReportSheet) -> bool:
    """Whether the report was put into the workbook; False where the same state of it stands there already.

    Its earlier sheet is replaced in its place and keeps its name, whatever somebody called it; a sheet of
    somebody else's that has the name is left alone, and the new one becomes `Name (2)`. Refusal
    `structure_protected`, `shared_workbook`, `report_built_upon`.
    """
    source = Package.open(report.workbook, report.name)
    tabs = Tabs(package)
    earlier, digest = tabs.written(report.key), digest_of(source)
    if earlier and earlier.digest == digest:
        return False
    spot = _cleared(package, earlier.sheet) if earlier else _added(package, tabs, report.name)
    translation = Translation(source, package, spot.name, spot.view)
    copy_used(source, source.sheets()[0].part, package, spot.part, translation.part)
    translation.put_sheet(spot.part)
    tabs.describe(spot.index, report.key, digest, _names(source, translation))
    tabs.save()
    if translation.calculates:
        calculation.request(package)
    return True


def drop(package: Package, key: str) -> bool:
    """Whether the report had a sheet in the workbook that is now taken out, with all that only it used.

    Refusal `structure_protected`, `shared_workbook`, `last_sheet`, `report_built_upon`, and `report_referred_to`
    where a formula elsewhere needs the sheet.
    """
    tabs = Tabs(package)
    written = tabs.written(key)
    if not written:
        return False
    sheet = written.sheet
    _refuse_built_upon(package, sheet)
    _refuse_needed(package, sheet)
    tabs.remove(sheet)
    _uncalculate(package, sheet)
    take_out(package, sheet.part)
    tabs.save()
    return True


def _added(package: Package, tabs: Tabs, wanted: str) -> _Spot:
    name = tab_name(wanted, [sheet.name for sheet in package.sheets()])
    part = unused(package, _FIRST_PART)
    return _Spot(tabs.append(name, part), name, part, View())


def _cleared(package: Package, sheet: Sheet) -> _Spot:
    """The spot of an earlier sheet; its part keeps its name, for the workbook goes on referring to it."""
    _refuse_built_upon(package, sheet)
    view = View.of(package, sheet)
    _uncalculate(package, sheet)
    take_out(package, sheet.part)
    return _Spot(sheet.index, sheet.name, sheet.part, view)


def _names(source: Package, translation: Translation) -> Iterator[etree._Element]:
    """What the report names, print area and print titles above all."""
    for name in markup.under(source.tree(source.workbook), "definedNames", "definedName"):
        name.text = translation.formula(name.text or "")
        yield name


def _refuse_built_upon(package: Package, sheet: Sheet) -> None:
    """Pivot tables, slicers, controls: somebody's own work, which would go with the sheet."""
    for arrow in package.relationships(sheet.part):
        if arrow.kind not in _GOES_WITH_THE_SHEET:
            raise Refusal("report_built_upon", file=package.file, sheet=sheet.name, kind=arrow.kind)


def _refuse_needed(package: Package, sheet: Sheet) -> None:
    if where := referrer(package, sheet):
        raise Refusal("report_referred_to", file=package.file, sheet=sheet.name, where=where)


def _uncalculate(package: Package, sheet: Sheet) -> None:
    """Takes a sheet's formulas out of the order of calculation."""
    cells = [(sheet, address(row, f.column)) for f in formula_cells(package, sheet) for row in f.rows]
    if cells:
        calculation.follow(package, (), cells)
