"""Draws a report as a workbook of one sheet, ready to be grafted into the master."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from addin.reports.charts import add_charts
from addin.reports.layout import Layout, height_of
from addin.reports.looks import Looks
from addin.reports.markup import Locate, Markup
from addin.reports.model import Report
from addin.reports.packing import packed, parts_of
from addin.tables.tabs import tab_name
from addin.words import Words

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_A4 = 9


def rendered(report: Report, words: Words, locate: Locate) -> bytes:
    """The report as a workbook of one sheet; the same report gives the same bytes.

    `locate` gives the address of a table's cell as a book does, `#'Verträge'!C12`, "" where there is none.
    """
    workbook = Workbook()
    sheet: Worksheet = workbook.worksheets[0]
    sheet.title = tab_name(report.sheet)
    layout = Layout(report, words)
    markup = Markup(Looks(sheet, words), words, locate)
    for row in layout.rows():
        markup.write(row)
    add_charts(sheet, layout)
    _set_up_screen(sheet, layout)
    _set_up_paper(sheet, report, words)
    workbook.properties.creator, workbook.properties.title = "Teeup", report.title
    workbook.properties.created = workbook.properties.modified = datetime(*report.today.timetuple()[:3])
    parts = parts_of(workbook)
    part = sheet.path.removeprefix("/")
    return packed({**parts, part: markup.within(parts[part], _filtered(layout))})


def _set_up_screen(sheet: Worksheet, layout: Layout) -> None:
    for at, width in enumerate(layout.widths, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight = height_of(1), True
    sheet.sheet_view.showGridLines = False
    header = layout.heading_row
    if header:
        sheet.freeze_panes = f"{get_column_letter(layout.first_free_column + 1)}{header + 1}"
        sheet.print_title_rows = f"{header}:{header}"


def _set_up_paper(sheet: Worksheet, report: Report, words: Words) -> None:
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    setup, margins, footer = sheet.page_setup, sheet.page_margins, sheet.oddFooter
    setup.orientation = "landscape" if report.landscape else "portrait"
    setup.paperSize, setup.fitToWidth, setup.fitToHeight = _A4, 1, 0
    margins.left = margins.right = margins.top = 0.45
    margins.bottom, margins.header, margins.footer = 0.65, 0.2, 0.3
    assert footer is not None
    footer.left.text = report.title.replace("&", "&&")[:120]
    footer.right.text = words.text("reports.page", page="&P", pages="&N")


def _filtered(layout: Layout) -> str:
    """The headings and the lines that can be filtered, as a range; "" for none."""
    header, rows = layout.heading_row, layout.filtered_rows
    return f"A{header}:{get_column_letter(len(layout.widths))}{header + rows}" if rows else ""
