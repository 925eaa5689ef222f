"""Ranges of cells: where they are, what is in them, how they look."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import xlwings as xw
from cells import form_of, format_key, formats, read, write
from formulas import moved, to_excel, to_office
from office import ExcelError, uno
from xlwings.expansion import expanders
from xlwings.utils import col_name

CONTENTS = 1 | 2 | 4 | 16  # com.sun.star.sheet.CellFlags: numbers, dates, texts, formulas
EVERYTHING = 1 | 2 | 4 | 8 | 16 | 32 | 64
HUNDREDTHS_A_POINT = 35.2778  # of a millimetre
HUNDREDTHS_A_LETTER = 200
STEPS = {"down": (1, 0), "up": (-1, 0), "right": (0, 1), "left": (0, -1)}


class Range:
    """A rectangle of cells; `others` are further ones where several are selected at once."""

    max_cells_per_read = None
    max_cells_per_write = None
    has_array = False

    def __init__(
        self, sheet: Any, row: int, column: int, height: int, width: int, others: tuple[Any, ...] = ()
    ) -> None:
        self.sheet, self.row, self.column, self.shape = sheet, row, column, (height, width)
        self._others = others

    @classmethod
    def of(cls, sheet: Any, area: Any, others: tuple[Any, ...] = ()) -> Range:
        """LibreOffice's area, which counts from 0."""
        height, width = area.EndRow - area.StartRow + 1, area.EndColumn - area.StartColumn + 1
        return cls(sheet, area.StartRow + 1, area.StartColumn + 1, height, width, others)

    @property
    def coords(self) -> tuple[Any, int, int, int, int]:
        return self.sheet, self.row, self.column, *self.shape

    @cached_property
    def xl(self) -> Any:
        bottom, right = self.row + self.shape[0] - 2, self.column + self.shape[1] - 2
        return self.sheet.xl.getCellRangeByPosition(self.column - 1, self.row - 1, right, bottom)

    @property
    def api(self) -> Range | None:
        """None for a range without a cell, which takes and gives nothing."""
        return self if all(self.shape) else None

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __bool__(self) -> bool:
        return True

    def __call__(self, row: int, column: int | None = None) -> Range:
        """A cell counted from the first one, which may lie outside; one number counts along the rows."""
        if column is None:
            row, column = divmod(row - 1, self.shape[1])
            row, column = row + 1, column + 1
        return Range(self.sheet, self.row + row - 1, self.column + column - 1, 1, 1)

    def rows(self, first: int, count: int) -> Range:
        """Some of its rows, counted from 0."""
        return Range(self.sheet, self.row + first, self.column, count, self.shape[1])

    def to(self, corner: Range) -> Range:
        """The rectangle that holds both."""
        top, left = min(self.row, corner.row), min(self.column, corner.column)
        bottom = max(self.row + self.shape[0], corner.row + corner.shape[0])
        right = max(self.column + self.shape[1], corner.column + corner.shape[1])
        return Range(self.sheet, top, left, bottom - top, right - left)

    # --- values

    @property
    def raw_value(self) -> Any:
        """One value for one cell, rows of values for more, None for a range without a cell."""
        if not self.api:
            return None
        rows = read(self.sheet.book, self.xl)
        return rows[0][0] if len(self) == 1 else rows

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        if not self.api:
            return
        self._refuse_protected()
        if isinstance(data, (list, tuple)):
            write(self.sheet.book, self.xl, [list(row) for row in data])
        elif isinstance(data, str) and data.startswith("="):
            self._fill(to_office(data))
        else:
            write(self.sheet.book, self.xl, [[data] * self.shape[1] for _ in range(self.shape[0])])

    def _refuse_protected(self) -> None:
        if self.sheet.xl.isProtected():
            raise ExcelError("The cell you're trying to change is on a protected sheet.")

    def _fill(self, formula: str) -> None:
        """One formula for all cells, its relative references counted from the first one."""
        height, width = self.shape
        self.xl.setFormulaArray(tuple(tuple(moved(formula, r, c) for c in range(width)) for r in range(height)))

    @property
    def formula(self) -> Any:
        """One text for one cell, else a tuple for each row; a constant as the text that would be typed."""
        rows = tuple(tuple(map(_shown, row)) for row in self.xl.getFormulaArray())
        return rows[0][0] if len(self) == 1 else rows

    @formula.setter
    def formula(self, value: Any) -> None:
        self.raw_value = value

    formula2 = formula

    @property
    def number_format(self) -> str | None:
        """The format all cells have, else None."""
        book = self.sheet.book
        keys = [self.xl.NumberFormat] if len(self) == 1 else [key for key, _, _ in formats(self.xl)]
        found = {form_of(book, key)[1] for key in keys}
        return found.pop() if len(found) == 1 else None

    @number_format.setter
    def number_format(self, value: str) -> None:
        self._refuse_protected()
        self.xl.NumberFormat = format_key(self.sheet.book, value)

    def clear_contents(self) -> None:
        self.xl.clearContents(CONTENTS)

    def clear(self) -> None:
        self.xl.clearContents(EVERYTHING)

    # --- places

    @property
    def address(self) -> str:
        return ",".join(self._addresses(True, True))

    def get_address(self, row_absolute: bool, column_absolute: bool, external: bool) -> str:
        book = f"[{self.sheet.book.name}]{self.sheet.name}!" if external else ""
        return ",".join(book + address for address in self._addresses(row_absolute, column_absolute))

    def _addresses(self, row_absolute: bool, column_absolute: bool) -> Iterator[str]:
        row, column = "$" * row_absolute, "$" * column_absolute
        for part in (self, *(Range.of(self.sheet, area) for area in self._others)):
            first, last = (part.row, part.column), (part.row + part.shape[0] - 1, part.column + part.shape[1] - 1)
            corners = (first,) if first == last else (first, last)
            yield ":".join(f"{column}{col_name(across)}{row}{down}" for down, across in corners)

    def end(self, direction: str) -> Range:
        """Where Ctrl and an arrow lead: the end of what is filled, else the next filled cell, else the edge."""
        down, across = STEPS[direction]
        edge = self.sheet.used_range
        bottom, right = edge.row + edge.shape[0], edge.column + edge.shape[1]
        at = (self.row, self.column)
        filled = self._filled((at[0] + down, at[1] + across))
        while 1 <= at[0] + down <= bottom and 1 <= at[1] + across <= right:
            after = (at[0] + down, at[1] + across)
            if filled and not self._filled(after):
                break
            at = after
            if not filled and self._filled(at):
                break
        return Range(self.sheet, *at, 1, 1)

    def _filled(self, place: tuple[int, int]) -> bool:
        return min(place) > 0 and bool(self.sheet.xl.getCellByPosition(place[1] - 1, place[0] - 1).Formula)

    def expand(self, mode: str = "table") -> Range:
        found: Range = expanders[mode].expand(xw.Range(impl=self)).impl
        return found

    @property
    def current_region(self) -> Range:
        cursor = self.sheet.xl.createCursorByRange(self.xl)
        cursor.collapseToCurrentRegion()
        return Range.of(self.sheet, cursor.RangeAddress)

    def get_special_cells(self, cell_type: str, _value_type: str | None) -> list[Range]:
        """The visible areas, which is all we ask for."""
        assert cell_type == "visible"
        return [Range.of(self.sheet, area) for area in self.xl.queryVisibleCells().RangeAddresses]

    def select(self) -> None:
        self.sheet.activate()
        self.sheet.book.remember("selection", [self.sheet.name, self.address])

    @property
    def merge_cells(self) -> bool | None:
        """None where some cells may be merged and others not."""
        if len(self) > 1:
            return None if self.xl.getIsMerged() else False
        cursor = self.sheet.xl.createCursorByRange(self.xl)
        cursor.collapseToMergedArea()
        return len(Range.of(self.sheet, cursor.RangeAddress)) > 1

    # --- moving cells

    def copy(self, destination: Any = None) -> None:
        """Values, formulas and formats, inside the workbook."""
        self.sheet.xl.copyRange(
            destination.impl(1, 1).xl.getCellByPosition(0, 0).CellAddress, self.xl.RangeAddress
        )

    def insert(self, shift: str | None = None, _copy_origin: str | None = None) -> None:
        self.sheet.xl.insertCells(self.xl.RangeAddress, self._mode("CellInsertMode", shift, "DOWN", "RIGHT"))

    def delete(self, shift: str | None = None) -> None:
        self.sheet.xl.removeRange(self.xl.RangeAddress, self._mode("CellDeleteMode", shift, "UP", "LEFT"))

    def _mode(self, kind: str, shift: str | None, along: str, across: str) -> Any:
        """Whole rows and columns go as such."""
        if self.shape[1] == self.sheet.cells.shape[1]:
            mode = "ROWS"
        elif self.shape[0] == self.sheet.cells.shape[0]:
            mode = "COLUMNS"
        else:
            mode = across if shift == across.casefold() else along
        return uno().Enum(f"com.sun.star.sheet.{kind}", mode)

    # --- looks

    @property
    def color(self) -> tuple[int, int, int] | None:
        number = int(self.xl.CellBackColor)
        return None if number < 0 else (number >> 16, number >> 8 & 255, number & 255)

    @color.setter
    def color(self, value: Any) -> None:
        if isinstance(value, str):
            number = int(value.lstrip("#"), 16)
        else:
            number = -1 if value is None else value[0] << 16 | value[1] << 8 | value[2]
        self.xl.CellBackColor = number

    @property
    def row_height(self) -> float:
        return float(self.xl.Rows.Height / HUNDREDTHS_A_POINT)

    @row_height.setter
    def row_height(self, value: float) -> None:
        self.xl.Rows.Height = round(value * HUNDREDTHS_A_POINT)

    @property
    def column_width(self) -> float:
        return float(self.xl.Columns.Width / HUNDREDTHS_A_LETTER)

    @column_width.setter
    def column_width(self, value: float) -> None:
        self.xl.Columns.Width = round(value * HUNDREDTHS_A_LETTER)

    @property
    def row_hidden(self) -> bool | None:
        """None where some of its rows are hidden and others not."""
        areas = self.xl.getCellRangeByPosition(0, 0, 0, self.shape[0] - 1).queryVisibleCells().RangeAddresses
        seen = sum(area.EndRow - area.StartRow + 1 for area in areas)
        return None if 0 < seen < self.shape[0] else not seen

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self.xl.Rows.IsVisible = not value

    def autofit(self, axis: str | None = None) -> None:
        if axis in (None, "c", "columns"):
            self.xl.Columns.OptimalWidth = True
        if axis in (None, "r", "rows"):
            self.xl.Rows.OptimalHeight = True

    @property
    def hyperlink(self) -> str:
        return str(self.xl.getCellByPosition(0, 0).TextFields.createEnumeration().nextElement().URL)

    def add_hyperlink(self, address: str, text_to_display: str, _screen_tip: str) -> None:
        cell = self.xl.getCellByPosition(0, 0)
        field = self.sheet.book.document.createInstance("com.sun.star.text.TextField.URL")
        field.URL, field.Representation = address, text_to_display
        cell.setString("")
        cell.insertTextContent(cell.createTextCursor(), field, False)


def _shown(formula: str) -> str:
    """A cell's content as Excel's formula bar has it."""
    return to_excel(formula) if formula.startswith("=") else formula.removeprefix("'")
