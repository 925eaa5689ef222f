"""Tables of a sheet: LibreOffice keeps Excel's as database ranges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from office import uno
from ranges import Range

if TYPE_CHECKING:
    from sheets import Sheet

ANYTHING, FORMULAS = 1 | 2 | 4 | 16, 16  # com.sun.star.sheet.CellFlags: numbers, dates, texts, formulas

MANY = 1


class Tables:
    """The tables of a sheet."""

    def __init__(self, parent: Sheet) -> None:
        self.parent = parent

    @property
    def api(self) -> Tables:
        return self

    def __iter__(self) -> Iterator[Table]:
        book = self.parent.book
        for name in tables_by_sheet(book).get(self.parent.name, ()):
            yield Table(self.parent, book.all_tables.getByName(name))

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __contains__(self, key: str | int) -> bool:
        return any(key in (number, table.name) for number, table in enumerate(self, 1))

    def __call__(self, key: str | int) -> Table:
        for number, table in enumerate(self, 1):
            if key == number or str(key).casefold() == table.name.casefold():
                return table
        raise KeyError(key)


def tables_by_sheet(book: Any) -> dict[str, list[str]]:
    """The names of the tables on every sheet; looked up again when a table comes or goes or a sheet is renamed."""
    names = book.all_tables.ElementNames
    if book.tables.get("names") != names:
        sheets, found = book.all_sheets.ElementNames, dict[str, list[str]]()
        for name in names:
            found.setdefault(sheets[book.all_tables.getByName(name).DataArea.Sheet], []).append(name)
        book.tables = {"names": names, "found": found}
    result: dict[str, list[str]] = book.tables["found"]
    return result


class Table:
    """A table: its header row, its data (at least one row), its totals where it shows them."""

    def __init__(self, parent: Sheet, xl: Any) -> None:
        self.parent, self.xl = parent, xl
        self._remembered: tuple[tuple[str, ...], ...] = ()

    @property
    def api(self) -> Table:
        return self

    @property
    def name(self) -> str:
        return str(self.xl.Name)

    display_name = name

    @property
    def range(self) -> Range:
        return Range.of(self.parent, self.xl.DataArea)

    @property
    def show_headers(self) -> bool:
        return bool(self.xl.ContainsHeader)

    @property
    def show_totals(self) -> bool:
        return bool(self.xl.TotalsRow)

    @show_totals.setter
    def show_totals(self, value: bool) -> None:
        """Takes the totals row away with its row, or puts it below the data; what is in it is remembered."""
        if value == self.show_totals:
            return
        if totals := self.totals_row_range:
            self._remembered = totals.xl.getFormulaArray()
            totals.clear_contents()
        self.xl.TotalsRow = value
        area = self.xl.DataArea
        area.EndRow += 1 if value else -1
        self.xl.DataArea = area
        if (totals := self.totals_row_range) and self._remembered:
            totals.xl.setFormulaArray(self._remembered)

    @property
    def header_row_range(self) -> Range | None:
        return self.range.rows(0, 1) if self.show_headers else None

    @property
    def totals_row_range(self) -> Range | None:
        return self.range.rows(self.range.shape[0] - 1, 1) if self.show_totals else None

    @property
    def data_body_range(self) -> Range:
        rows = self.range.shape[0] - self.show_headers - self.show_totals
        return self.range.rows(int(self.show_headers), rows)

    def resize(self, to: Any) -> None:
        """The table over another range, with its header where it was; its formulas are filled by who resizes.

        Formulas of rows that fall out become values: LibreOffice would share their errors with the rows that stay.
        """
        address, before = to.impl.xl.RangeAddress, self.range
        if address.StartRow != before.row - 1:
            raise ValueError("The header of a resized table must stay in its row.")
        fallen = before.row + before.shape[0] - 2 - address.EndRow
        if fallen > 0:
            out = before.rows(before.shape[0] - fallen, fallen).xl
            out.setDataArray(tuple(tuple("" if v is None else v for v in row) for row in out.getDataArray()))
        if -fallen < MANY or not self._grow(-fallen):
            self.xl.DataArea = address

    def _grow(self, rows: int) -> bool:
        """Lets many rows into a table of plain values, as long as nothing stands where they come from.

        LibreOffice then need not look through every formula of the workbook, as it does when an area is set.
        """
        last, width = self.range.rows(self.range.shape[0] - 1, 1), self.range.shape[1]
        below = Range(self.parent, last.row + 1, last.column, rows, width).xl
        calculates = last.xl.queryContentCells(FORMULAS).Count
        if self.show_totals or calculates or below.queryContentCells(ANYTHING).Count:
            return False
        sheet, place = self.parent.xl, last.xl.getCellByPosition(0, 0).CellAddress
        new = Range(self.parent, last.row, last.column, rows, width).xl.RangeAddress
        sheet.insertCells(new, uno().Enum("com.sun.star.sheet.CellInsertMode", "DOWN"))
        moved = Range(self.parent, last.row + rows, last.column, 1, width).xl
        sheet.copyRange(place, moved.RangeAddress)
        moved.clearContents(ANYTHING)
        spare = Range(self.parent, last.row + rows + 1, last.column, rows, width).xl.RangeAddress
        sheet.removeRange(spare, uno().Enum("com.sun.star.sheet.CellDeleteMode", "UP"))
        return True
