"""How a sheet comes out of the printer: A4 landscape, still readable, its header on every page, numbered."""

from __future__ import annotations

from math import ceil

from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from addin.words import Words

_A4 = 9
_READABLE = 210.0  # so many characters across a page are about eight points high


def set_up_print(sheet: Worksheet, words: Words) -> None:
    """Lays the sheet out for one page across: its name on the left, the page number on the right."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.6
    pages = words.text("reports.page", page="&P", pages="&N")
    sheet.oddFooter = HeaderFooterItem(left=_HeaderFooterPart(text="&A"), right=_HeaderFooterPart(text=pages))


def set_up_table_print(sheet: Worksheet, words: Words) -> None:
    """Lays a table out: header and first column on every page, as many pages across as keep it readable."""
    set_up_print(sheet, words)
    sheet.print_title_rows, sheet.print_title_cols = "1:1", "A:A"
    shown = [dimension.width for dimension in sheet.column_dimensions.values() if not dimension.hidden]
    sheet.page_setup.fitToWidth = ceil(sum(shown) / _READABLE)
