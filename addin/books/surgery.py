"""Cells changed and rows appended in the tables of a package, and all that follows from it elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from functools import cache, partial

from addin.books import calculation
from addin.books.addresses import Area, address
from addin.books.aftermath import Aftermath
from addin.books.appending import TableEnd
from addin.books.contents import Content, sound
from addin.books.excel_tables import ExcelTable, excel_tables
from addin.books.growth import Growth
from addin.books.package import Package, Sheet
from addin.books.patches import SheetPatch, StyleOf
from addin.books.sheet_facts import SheetFacts, sheet_facts
from addin.books.sheets import frame_of, head_and_tail
from addin.books.zones import Zone, zones
from addin.errors import Refusal
from addin.tables.model import Problem

Columns = Mapping[int, Mapping[int, Content]]  # contents by column and row of the sheet


def _no_style() -> bytes:
    return b""


class Surgery:
    """All that one edit does to the cells of a package. Nothing is changed before `finish`.

    `facts` of sheets may be known already, from reading the same file.
    """

    def __init__(self, package: Package, facts: Callable[[Sheet], SheetFacts] | None = None) -> None:
        self.package, self.date1904 = package, calculation.counts_from_1904(package)
        self.tables = {table.name.casefold(): table for table in excel_tables(package)}
        self._facts = facts or cache(partial(sheet_facts, package))
        self._patches: dict[str, SheetPatch] = {}
        self._ends: dict[str, TableEnd] = {}
        self._zones: dict[str, list[Zone]] = {}
        self._growths: list[Growth] = []
        self._fresh: dict[tuple[str, int], list[Container[int]]] = {}
        self.unanswered: list[tuple[str, int, int]] = []

    # --- what shall happen

    def put(self, sheet: Sheet, column: int, contents: Mapping[int, Content], style: StyleOf = _no_style) -> None:
        """Values into cells; None clears one. `style` is for a cell that is not there yet."""
        if contents:
            self._refuse_zones(sheet, column, contents)
            self._patch(sheet).put(column, self._sound(sheet, column, contents), style)

    def fill(self, table: ExcelTable, column: int, contents: Mapping[int, Content]) -> None:
        """Values into cells of a table; None clears one."""
        self.put(table.sheet, column, contents, partial(self.style, table, column))

    def settle(self, table: ExcelTable, column: int, fresh: Mapping[int, Content], settled: Container[int]) -> int:
        """Results of a table's formulas, those that are `fresh` among the `settled` rows; how many change."""
        self.answer(table.sheet, column, fresh, settled)
        return len(fresh)

    def answer(
        self, sheet: Sheet, column: int, contents: Mapping[int, Content], fresh: Container[int] = ()
    ) -> None:
        """Cached results of formulas; those of the `fresh` rows are true as they stand."""
        self._fresh.setdefault((sheet.part, column), []).extend([fresh, contents])
        if contents:
            self._patch(sheet).answer(column, self._sound(sheet, column, contents))

    def last_filled(self, table: ExcelTable, computed: Container[int] = ()) -> int:
        """The last row where more stands than formulas of computed columns; else the one before the first."""
        return self._end(table).last_filled(computed)

    def append(self, table: ExcelTable, last_row: int, contents: Columns, answers: Columns) -> None:
        """Rows behind the last filled one; `contents` and `answers` say by column what stands in which row.

        Blank rows that the table has already are filled, the others are added behind it up to `last_row`.
        """
        self.refuse_bound(table)
        self._refuse_beside(table, last_row)
        old = range(table.first_row, table.last_row + 1)
        for column, cells in contents.items():
            filled = {row: content for row, content in cells.items() if row in old and content is not None}
            self.fill(table, column, filled)
        for column, cells in answers.items():
            self.answer(table.sheet, column, {row: cells[row] for row in cells if row in old})
        if last_row > table.last_row:
            self._grow(table, last_row, contents, answers)

    def _grow(self, table: ExcelTable, last_row: int, contents: Columns, answers: Columns) -> None:
        sound_contents = {c: self._sound(table.sheet, c, contents[c]) for c in contents}
        self._end(table).grow(self._patch(table.sheet), last_row, sound_contents, answers)
        for column in self._end(table).without_formula & set(answers):
            gaps = (row for row in answers[column] if row > table.last_row)
            self.unanswered += [(table.sheet.part, row, column) for row in gaps]
        self._growths.append(Growth(table, last_row))

    def shrink(self, table: ExcelTable, last_row: int) -> bool:
        """Gives back the rows behind `last_row`, which are blank; False where other cells calculate with them."""
        given_back = self._end(table).shrink(self._patch(table.sheet), last_row)
        if given_back:
            self._growths.append(Growth(table, last_row))
        return given_back

    def style(self, table: ExcelTable, column: int) -> bytes:
        """How a new cell of the column looks."""
        return self._end(table).style(column)

    def _patch(self, sheet: Sheet) -> SheetPatch:
        if sheet.part not in self._patches:
            self._patches[sheet.part] = SheetPatch(sheet, self.date1904, self._facts(sheet).formulas)
        return self._patches[sheet.part]

    def _end(self, table: ExcelTable) -> TableEnd:
        if table.part not in self._ends:
            self._ends[table.part] = TableEnd(self.package, table)
        return self._ends[table.part]

    def _sound(self, sheet: Sheet, column: int, contents: Mapping[int, Content]) -> dict[int, Content]:
        return {
            row: sound(content, {"sheet": sheet.name, "cell": address(row, column)}, self.date1904)
            for row, content in contents.items()
        }

    def _zones_of(self, sheet: Sheet) -> list[Zone]:
        if sheet.part not in self._zones:
            self._zones[sheet.part] = zones(self.package, sheet, self.tables.values())
        return self._zones[sheet.part]

    # --- what is refused

    def refuse_bound(self, table: ExcelTable) -> None:
        """Refusal `table_bound` where a refresh would replace whatever is written."""
        if table.bound:
            raise Refusal("table_bound", table=table.name, sheet=table.sheet.name)

    def _refuse_zones(self, sheet: Sheet, column: int, contents: Mapping[int, Content]) -> None:
        for zone in self._zones_of(sheet):
            if zone.area.left <= column <= zone.area.right:
                for row in contents:
                    if zone.area.holds(row, column):
                        raise Refusal(zone.code, sheet=sheet.name, cell=address(row, column), table=zone.table)

    def _refuse_beside(self, table: ExcelTable, last_row: int) -> None:
        new = Area(table.area.bottom + 1, table.area.left, last_row + table.totals_rows, table.area.right)
        for other in self.tables.values():
            if other.sheet == table.sheet and new.bottom >= new.top and new.meets(other.area):
                cell = address(other.area.top, other.area.left)
                raise Refusal("content_below", sheet=table.sheet.name, cell=cell)

    # --- carrying out

    def finish(self) -> list[Problem]:
        """Carries all of it out, in the package; what the coordinator should look at afterwards."""
        if not self._patches:
            return []
        self._grow_frames()
        for patch in self._patches.values():
            patch.apply(self.package)
            self.unanswered += [(patch.sheet.part, row, column) for row, column in patch.written.unanswered]
        for growth in self._growths:
            growth.in_package(self.package)
        aftermath = Aftermath(self.package, self._patches.values(), self._growths)
        aftermath.forget(self.tables.values(), self._fresh)
        calculation.request(self.package)
        self._link()
        return list(aftermath.fixed_ranges())

    def _grow_frames(self) -> None:
        """What stands around the rows of every sheet: formats, validations, sparklines."""
        for sheet in self.package.sheets() if self._growths else ():
            if sheet.kind == "worksheet":
                frame = frame_of(self._facts(sheet))
                grown = [growth.in_frame(frame, sheet.name) for growth in self._growths]
                if any(grown):
                    patch = self._patch(sheet)
                    patch.head, patch.tail = head_and_tail(frame)

    def _link(self) -> None:
        added = [(patch.sheet, cell) for patch in self._patches.values() for cell in patch.written.formulas]
        removed = [(patch.sheet, cell) for patch in self._patches.values() for cell in patch.written.unlinked]
        if added or removed:
            calculation.follow(self.package, added, removed)


def change_cells(package: Package, sheet: str, contents: Mapping[str, Content]) -> list[Problem]:
    """Cells of any sheet changed by address, in the package; Refusal where one holds more than a value."""
    surgery = Surgery(package)
    at = next(known for known in package.sheets() if known.name == sheet)
    for name, content in contents.items():
        place = Area.of(name)
        inside = (t for t in surgery.tables.values() if t.sheet == at and t.area.holds(place.top, place.left))
        style = next((partial(surgery.style, table, place.left) for table in inside), _no_style)
        surgery.put(at, place.left, {place.top: content}, style)
    return surgery.finish()


def append(package: Package, name: str, rows: Sequence[Mapping[str, Content]]) -> list[Problem]:
    """Rows appended to any Excel table, by its headers, in the package; Refusal where they cannot be."""
    surgery = Surgery(package)
    table = surgery.tables[name.casefold()]
    first = surgery.last_filled(table) + 1
    columns: dict[int, dict[int, Content]] = {}
    for number, row in enumerate(rows, first):
        for header, content in row.items():
            columns.setdefault(table.area.left + table.headers.index(header), {})[number] = content
    surgery.append(table, max(table.last_row, first + len(rows) - 1), columns, {})
    return surgery.finish()
