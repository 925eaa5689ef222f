"""What follows elsewhere in a workbook from cells that change and tables that grow."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

from addin.books.addresses import address
from addin.books.dependents import Touched, Workbook, by_column, stale
from addin.books.excel_tables import ExcelTable
from addin.books.formula_cells import FormulaCells, PassedOver, formula_cells
from addin.books.formulas import references
from addin.books.growth import Growth
from addin.books.package import Package, Sheet
from addin.books.patches import SheetPatch
from addin.books.sheet_facts import SheetFacts
from addin.books.sheets import frame_of, head_and_tail
from addin.tables.model import Problem

Fresh = Mapping[tuple[str, int], Iterable[Container[int]]]  # rows by a sheet's part and column


class Aftermath:
    """Looks at every worksheet of the package as it stands before the patches are applied."""

    def __init__(
        self,
        package: Package,
        facts: Callable[[Sheet], SheetFacts],
        patch: Callable[[Sheet], SheetPatch],
        growths: Sequence[Growth],
    ) -> None:
        self._package, self._facts, self._patch, self._growths = package, facts, patch, growths
        self._sheets = [sheet for sheet in package.sheets() if sheet.kind == "worksheet"]

    def forget(self, patches: Iterable[SheetPatch], tables: Iterable[ExcelTable], fresh: Fresh) -> None:
        """Drops the cached results that are no longer true, but for those that the edit brings itself."""
        patches, touched = list(patches), _touched(patches)
        grown = {growth.table.name: growth.after for growth in self._growths}
        workbook = Workbook(self._package, [grown.get(table.name, table) for table in tables])
        busy = {patch.sheet.part: patch for patch in patches}
        for cells in self._stale(workbook, touched, lambda sheet: _passed_over(sheet, busy, fresh)):
            self._patch(cells.sheet).forget(cells.column, dict.fromkeys(cells.rows))

    def _stale(
        self, workbook: Workbook, touched: Touched, passed_over: Callable[[Sheet], PassedOver]
    ) -> Iterator[FormulaCells]:
        """Sheets are read for their formulas only when one of these may be stale."""
        unread, formulas = list(self._sheets), list[FormulaCells]()
        while due := [sheet for sheet in unread if self._may_be_stale(sheet, workbook, touched)]:
            unread = [sheet for sheet in unread if sheet not in due]
            for sheet in due:
                formulas += formula_cells(self._package, sheet, passed_over(sheet))
            yield from stale(formulas, workbook, touched)

    def _may_be_stale(self, sheet: Sheet, workbook: Workbook, touched: Touched) -> bool:
        facts = self._facts(sheet)
        return facts.scattered or any(workbook.may_be_stale(text, sheet.name, touched) for text in facts.formulas)

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

        facts = self._facts(sheet)
        if growth.last_row < growth.table.last_row or not (facts.scattered or any(map(looks, facts.formulas))):
            return []
        return [cells for cells in formula_cells(self._package, sheet) if looks(cells.text)]

    def grow_frames(self) -> None:
        """What stands around the rows of every sheet: formats, validations, sparklines."""
        for sheet in self._sheets if self._growths else ():
            frame = frame_of(self._facts(sheet))
            grown = [growth.in_frame(frame, sheet.name) for growth in self._growths]
            if any(grown):
                patch = self._patch(sheet)
                patch.head, patch.tail = head_and_tail(frame)


def _touched(patches: Iterable[SheetPatch]) -> Touched:
    touched = Touched()
    for patch in patches:
        for layer in patch.layers:
            touched.add(patch.sheet.name, layer.column, layer.contents.keys())
    return touched


def _passed_over(sheet: Sheet, patches: Mapping[str, SheetPatch], fresh: Fresh) -> PassedOver:
    """The cells whose results the edit brings, or that it moves."""
    columns: dict[int, list[Container[int]]] = {}
    for layer in patches[sheet.part].layers if sheet.part in patches else ():
        columns.setdefault(layer.column, []).append(layer.contents)
    for (part, column), rows in fresh.items():
        if part == sheet.part:
            columns.setdefault(column, []).extend(rows)
    return lambda row, column: any(row in rows for rows in columns.get(column, ()))
