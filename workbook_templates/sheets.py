"""A declared table as a sheet: a real Excel table of one row, ready to be typed or filled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableColumn, TableFormula, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from addin.tables.formulas import native
from addin.tables.model import Column, Table, Value
from addin.words import Words
from workbook_templates import formats
from workbook_templates.highlights import highlight
from workbook_templates.paper import set_up_table_print
from workbook_templates.places import FIRST_ROW, HEADER_ROW, Place, places
from workbook_templates.validations import validation

Row = Mapping[str, Value]
BLANK_ROW: Row = {}


def add_table_sheet(workbook: Workbook, table: Table, words: Words) -> Worksheet:
    """The sheet of a table; its one blank row holds the formulas, formats and checks that later rows inherit."""
    sheet = fill_table_sheet(workbook, table, words, (BLANK_ROW,))
    for place in places(table):
        sheet.add_data_validation(validation(table, place.column, place.letter, place.cells, words))
    return sheet


def fill_table_sheet(workbook: Workbook, table: Table, words: Words, rows: Sequence[Row]) -> Worksheet:
    """The sheet of a table with its rows, without a check of what is typed."""
    sheet: Worksheet = workbook.create_sheet(words.text(f"tables.{table.key}.sheet"))
    columns = places(table, len(rows))
    for place in columns:
        _write_header(sheet, place, table, words)
        _write_cells(sheet, place, table, rows, words)
    _fold(sheet, columns)
    sheet.add_table(_excel_table(table, columns, words))
    highlight(sheet, table, columns, words)
    sheet.freeze_panes = "B2"
    set_up_table_print(sheet, words)
    return sheet


def _write_header(sheet: Worksheet, place: Place, table: Table, words: Words) -> None:
    cell = sheet[place.header]
    cell.value = words.label(table.key, place.column.key)
    cell.fill = formats.header_fill(place.column)
    cell.font = formats.header_font(place.column)
    cell.alignment = formats.HEADER_ALIGNMENT
    cell.border = formats.HEADER_BORDER
    sheet.row_dimensions[HEADER_ROW].height = formats.HEADER_HEIGHT
    sheet.column_dimensions[place.letter].width = formats.width(table, place.column, words)


def _write_cells(sheet: Worksheet, place: Place, table: Table, rows: Sequence[Row], words: Words) -> None:
    """Fills a column; its format goes on below the table, where the next row is typed: 01069 stays 01069."""
    column = place.column
    formula = f"={native(column.formula, table, words.language)}" if column.formula else None
    for number, row in enumerate(rows, FIRST_ROW):
        sheet[f"{place.letter}{number}"].value = formula or row.get(column.key)
    cells = [sheet[f"{place.letter}{number}"] for number in range(FIRST_ROW, place.last_row + 1)]
    for cell in (*cells, sheet.column_dimensions[place.letter]):
        cell.number_format = formats.number_format(column.kind, words, computed=column.computed)
        cell.font = formats.body_font(computed=column.computed)
        cell.alignment = formats.alignment(column.kind)


def _fold(sheet: Worksheet, columns: list[Place]) -> None:
    """Closes the folded columns into one group; the button that opens it stands over the next column."""
    letters = [place.letter for place in columns if place.column.folded]
    for letter in letters:
        dimension = sheet.column_dimensions[letter]
        dimension.outlineLevel, dimension.hidden = 1, True
    if letters:
        sheet.column_dimensions.max_outline = 1
        sheet.column_dimensions[get_column_letter(len(columns) + 1)].collapsed = True


def _excel_table(table: Table, columns: list[Place], words: Words) -> ExcelTable:
    end = columns[-1]
    ref = f"A{HEADER_ROW}:{end.letter}{end.last_row}"
    return ExcelTable(
        displayName=table.key,
        ref=ref,
        autoFilter=AutoFilter(ref=ref),
        tableStyleInfo=TableStyleInfo("TableStyleLight1", showRowStripes=True),
        tableColumns=[_table_column(n, place.column, table, words) for n, place in enumerate(columns, 1)],
    )


def _table_column(number: int, column: Column, table: Table, words: Words) -> TableColumn:
    part = TableColumn(id=number, name=words.label(table.key, column.key))
    if column.formula:
        formula = native(column.formula, table, words.language)
        part.calculatedColumnFormula = TableFormula(attr_text=formula)
    return part
