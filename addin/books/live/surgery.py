"""All that one edit does to the cells of an open workbook: first everything that can refuse, then the writing."""

from __future__ import annotations

from collections.abc import Container, Mapping
from functools import partial

from addin.books.addresses import address
from addin.books.contents import Content, same, sound
from addin.books.formulas import translated
from addin.books.live.cells import Journal, Pen, cells, formulas, is_formula, values
from addin.books.live.checks import check_growth, check_strip, check_table
from addin.books.live.tables import LiveBlocks, LiveTable
from addin.books.live.wishes import Columns, Growth, Strip

_Strips = dict[tuple[str, int], Strip]  # by sheet and column


class LiveSurgery:
    """All that one edit does to the tables' cells. Nothing is written before `carry_out`.

    `unanswered` are the cells of computed columns that hold no formula: sheet, row and column.
    """

    def __init__(self, blocks: LiveBlocks) -> None:
        self._blocks = blocks
        self._strips: _Strips = {}
        self._settled: _Strips = {}
        self._growths: list[Growth] = []
        self._shrinks: list[tuple[LiveTable, int]] = []
        self.unanswered: list[tuple[str, int, int]] = []

    # --- what shall happen

    def fill(self, table: LiveTable, column: int, contents: Mapping[int, Content]) -> None:
        """Values into cells; None clears one."""
        if contents:
            self._strip(self._strips, table, column).contents |= _sound(table, column, contents)

    def settle(self, table: LiveTable, column: int, fresh: Mapping[int, Content], _: Container[int]) -> int:
        """Results of formulas are Excel's own; which of them really change is seen when it has calculated."""
        if fresh:
            self._strip(self._settled, table, column).contents |= fresh
        return 0

    def append(self, table: LiveTable, last_row: int, contents: Columns, answers: Columns) -> None:
        """Rows behind the last filled one up to `last_row`, by column: blank ones are filled, others added."""
        old = range(table.first_row, table.last_row + 1)
        for column, wanted in contents.items():
            self.fill(table, column, {r: c for r, c in wanted.items() if r in old and c is not None})
        for column, wanted in answers.items():
            self.settle(table, column, {row: wanted[row] for row in wanted if row in old}, old)
        if last_row > table.last_row:
            made = {column: _sound(table, column, wanted) for column, wanted in contents.items()}
            self._growths.append(Growth(table, last_row, made, answers))

    def shrink(self, table: LiveTable, last_row: int) -> bool:
        """Gives back the rows behind `last_row`, which are blank."""
        self._shrinks.append((table, last_row))
        return True

    def _strip(self, strips: _Strips, table: LiveTable, column: int) -> Strip:
        where = (table.sheet.name, column)
        if where not in strips:
            strips[where] = Strip(table, column, self._blocks.block_at(table).column(column))
        return strips[where]

    @property
    def writes(self) -> bool:
        """Some cell is to be written."""
        return bool(self._strips or self._growths or self._shrinks)

    # --- what is refused

    def check(self) -> None:
        """Looks at all that shall be written, and notes what stands there; Refusal before anything is written."""
        for table in self._touched():
            check_table(table)
        for strip in self._strips.values():
            check_strip(strip)
        for growth in self._growths:
            check_growth(growth, self._blocks.tables)
            self.unanswered += growth.unanswered()

    def _touched(self) -> list[LiveTable]:
        tables = [strip.table for strip in self._strips.values()]
        tables += [growth.table for growth in self._growths] + [table for table, _ in self._shrinks]
        return list(dict.fromkeys(tables))

    # --- carrying out

    def carry_out(self, journal: Journal) -> None:
        """Writes, and keeps in the journal how to put everything back."""
        for strip in self._strips.values():
            self._pen(strip.table, journal).write(strip.column, strip.contents, strip.before)
        for growth in self._growths:
            self._grow(growth, journal)
        for table, last_row in self._shrinks:
            _give_back(table, last_row, journal)

    def _pen(self, table: LiveTable, journal: Journal) -> Pen:
        return Pen(table.sheet.cells, journal, self._blocks.language)

    def _grow(self, growth: Growth, journal: Journal) -> None:
        """The looks and formulas of the last row go on; Excel may have filled in some of them itself."""
        table, rows = growth.table, growth.rows
        _resize(table, growth.last_row, journal)
        journal.keep(cells(table.sheet.cells, table.rows(rows[0], rows[-1])).clear_contents)
        pen = self._pen(table, journal)
        pen.dress(table.rows(table.last_row, table.last_row), rows)
        for column, (at, formula) in growth.formulas.items():
            pen.fill(column, {row: translated(formula, row - at, 0) for row in rows})
        for column in growth.contents:
            if contents := growth.contents_of(column):
                pen.write(column, contents, {} if column in growth.formulas else dict.fromkeys(rows))

    # --- what came of it

    def recounted(self) -> int:
        """How many results of formulas are other ones now; cells that hold none are noted as `unanswered`."""
        return sum(self._recounted(strip) for strip in self._settled.values())

    def _recounted(self, strip: Strip) -> int:
        sheet, area = strip.table.sheet, strip.area
        now = [value for (value,) in values(sheet.cells, area)] if self.writes else []
        current = {row: now[row - area.top] if now else strip.known(row) for row in strip.contents}
        others = {row: value for row, value in current.items() if not same(value, strip.contents[row])}
        typed = formulas(sheet.cells, area) if others else []
        for row, value in others.items():
            if not is_formula(typed[row - area.top][0], value):
                self.unanswered.append((sheet.part, row, strip.column))
        return sum(not same(strip.known(row), value) for row, value in current.items())


def _sound(table: LiveTable, column: int, contents: Mapping[int, Content]) -> dict[int, Content]:
    return {
        row: sound(content, {"sheet": table.sheet.name, "cell": address(row, column)})
        for row, content in contents.items()
    }


def _give_back(table: LiveTable, last_row: int, journal: Journal) -> None:
    area = table.rows(last_row + 1, table.last_row)
    gone, held = cells(table.sheet.cells, area), formulas(table.sheet.cells, area)
    _resize(table, last_row, journal)
    journal.keep(partial(setattr, gone, "formula", held))
    gone.clear_contents()


def _resize(table: LiveTable, last_row: int, journal: Journal) -> None:
    """Lets the table end in another row; a totals row goes for a moment and comes back below it."""
    excel, sheet = table.excel, table.sheet.cells
    if table.totals_rows:
        journal.keep(partial(setattr, excel, "show_totals", True))
        excel.show_totals = False
    journal.keep(partial(excel.resize, cells(sheet, table.rows(table.area.top, table.last_row))))
    excel.resize(cells(sheet, table.rows(table.area.top, last_row)))
    if table.totals_rows:
        journal.keep(partial(setattr, excel, "show_totals", False))
        excel.show_totals = True
