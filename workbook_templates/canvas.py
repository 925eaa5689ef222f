"""A sheet to draw on: twelve even columns between two margins, and pieces that span some of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from addin.words import Words
from workbook_templates import formats

FIRST, COLUMNS = 2, 12
LAST = FIRST + COLUMNS - 1
_MARGIN, _WIDTH = 2.5, 11.7


@dataclass(frozen=True)
class Pen:
    """How a piece is drawn; a blank fill or border leaves what is there."""

    size: float = 11
    colour: str = formats.INK
    bold: bool = False
    italic: bool = False
    fill: str = ""
    across: str = "left"
    upright: str = "center"
    indent: int = 0
    wrap: bool = False
    number_format: str = "General"
    font: str = formats.FONT
    border: Border | None = None


@dataclass
class Canvas:
    """The sheet, its language, and what its formulas show before anything is calculated, by cell."""

    sheet: Worksheet
    words: Words
    answers: dict[str, str | float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sheet.sheet_view.showGridLines = False
        for column in range(1, LAST + 2):
            margin = column in (FIRST - 1, LAST + 1)
            self.sheet.column_dimensions[get_column_letter(column)].width = _MARGIN if margin else _WIDTH

    def put(self, row: int, column: int, span: int, value: str | None, pen: Pen) -> Cell:
        """Writes a piece over `span` columns and gives its first cell."""
        self.paint(row, column, span, pen)
        cell = self.sheet.cell(row, column)
        assert isinstance(cell, Cell), cell.coordinate  # nothing is drawn under a merged piece
        cell.value = value
        if span > 1:
            self.sheet.merge_cells(start_row=row, end_row=row, start_column=column, end_column=column + span - 1)
        return cell

    def put_figure(self, row: int, column: int, span: int, formula: str, pen: Pen, at_first: int = 0) -> Cell:
        """Writes a formula that counts; `at_first` is its answer while the workbook is empty."""
        cell = self.put(row, column, span, formula, pen)
        self.answers[cell.coordinate] = at_first
        return cell

    def link(self, cell: Cell, table: str) -> None:
        """Leads from the cell to the table's sheet, whatever the sheet is called later."""
        hint = self.words.text(f"tables.{table}.hint")
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"sheet_{table}", tooltip=hint)

    def height(self, row: int, points: float) -> None:
        self.sheet.row_dimensions[row].height = points

    def paint(self, row: int, column: int, span: int, pen: Pen) -> None:
        """Draws the ground of some cells, each on its own."""
        for at in range(column, column + span):
            cell = self.sheet.cell(row, at)
            cell.font = Font(name=pen.font, size=pen.size, bold=pen.bold, italic=pen.italic, color=pen.colour)
            cell.alignment = Alignment(
                horizontal=pen.across, vertical=pen.upright, indent=pen.indent, wrap_text=pen.wrap
            )
            cell.number_format = pen.number_format
            if pen.fill:
                cell.fill = formats.solid(pen.fill)
            if pen.border:
                cell.border = pen.border
