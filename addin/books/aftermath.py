"""What follows elsewhere in a workbook from cells that change and tables that grow."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cache

from addin.books.addresses import address
from addin.books.dependents import Touched, Workbook, by_column, stale
from addin.books.excel_tables import ExcelTable
from addin.books.formula_cells import FormulaCells, PassedOver, formula_cells
from addin.books.formulas import references
from addin.books.growth import Growth
from addin.books.package import Package, Sheet
from addin.books.patches import SheetPatch
from addin.books.sheet_formulas import SheetFormulas, sheet_formulas
from addin.tables.model import Problem

Fresh = Mapping[tuple[str, int], Iterable[Container[int]]]  # rows by a sheet's part and column


class Aftermath:
    """What is to be done when the patches of an edit have been applied to the package."""

    def __init__(self, package: Package, patches: Iterable[SheetPatch], growths: Sequence[Growth]) -> None:
        self._package, self._growths = package, growths
        self._patches = {patch.sheet.part: patch for patch in patches}
        self._sheets = [sheet for sheet in package.sheets() if sheet.kind == "worksheet"]
        self._formulas = cache(self._formulas_of)

    def forget(self, tables: Iterable[ExcelTable], fresh: Fresh) -> None:
        """Drops the cached results that are no longer true, but for those that the edit brought itself."""
        grown = {growth.table.name: growth.after for growth in self._growths}
        workbook = Workbook(self._package, [grown.get(table.name, table) for table in tables])
        forgetting: dict[Sheet, SheetPatch] = {}
        for cells in self._stale(workbook, fresh):
            if cells.sheet not in forgetting:
                forgetting[cells.sheet] = SheetPatch(cells.sheet, False, self._formulas(cells.sheet))
            forgetting[cells.sheet].forget(cells.column, dict.fromkeys(cells.rows))
        for patch in forgetting.values():
            patch.apply(self._package)

    def _stale(self, workbook: Workbook, fresh: Fresh) -> Iterator[FormulaCells]:
        """Sheets are read for the places of their formulas only when one of these may be stale."""
        touched = _touched(self._patches.values())
        unread, formulas = list(self._sheets), list[FormulaCells]()
        while due := [sheet for sheet in unread if self._may_be_stale(sheet, workbook, touched)]:
            unread = [sheet for sheet in unread if sheet not in due]
            for sheet in due:
                formulas += formula_cells(self._package, sheet, self._passed_over(sheet, fresh))
            yield from stale(formulas, workbook, touched)

    def _may_be_stale(self, sheet: Sheet, workbook: Workbook, touched: Touched) -> bool:
        formulas = self._formulas(sheet)
        return formulas.shared or any(workbook.may_be_stale(text, sheet.name, touched) for text in formulas.texts)

    def _formulas_of(self, sheet: Sheet) -> SheetFormulas:
        if sheet.part in self._patches:
            return self._patches[sheet.part].formulas
        return sheet_formulas(self._package, sheet)

    def _passed_over(self, sheet: Sheet, fresh: Fresh) -> PassedOver:
        """The cells whose results the edit brought, or that it moved."""
        columns: dict[int, list[Container[int]]] = {}
        for layer in self._patches[sheet.part].layers if sheet.part in self._patches else ():
            columns.setdefault(layer.column, []).append(layer.contents)
        for (part, column), rows in fresh.items():
            if part == sheet.part:
                columns.setdefault(column, []).extend(rows)
        return lambda row, column: any(row in rows for rows in columns.get(column, ()))

    def fixed_ranges(self) -> Iterator[Problem]:
        """One problem for each column of formulas that look at a table as long as it was."""
        for growth in self._growths:
            over = [cells for sheet in self._sheets for cells in self._looking_at(growth, sheet)]
            for (sheet, column), rows in by_column(over).items():
                facts = {"sheet": sheet.name, "cell": address(min(rows), column), "count": len(rows)}
                yield Problem(growth.table.name, None, "", "fixed_range", facts, "warning")

    def _looking_at(self, growth: Growth, sheet: Sheet) -> list[FormulaCells]:
        def looks(text: str) -> bool:
            return any(growth.concerns(reference, sheet.name) for reference in references(text))

        formulas = self._formulas(sheet)
        if growth.last_row < growth.table.last_row or not (formulas.shared or any(map(looks, formulas.texts))):
            return []
        return [cells for cells in formula_cells(self._package, sheet) if looks(cells.text)]


def _touched(patches: Iterable[SheetPatch]) -> Touched:
    touched = Touched()
    for patch in patches:
        for layer in patch.layers:
            touched.add(patch.sheet.name, layer.column, layer.contents.keys())
    return touched
