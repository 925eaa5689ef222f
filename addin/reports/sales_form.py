"""The form in which a rep turns in a month's sales (R-47): a workbook with a locked layout and a hidden id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from addin.reports.packing import packed, parts_of
from addin.reports.palette import FAINT_INK, FONT, GRID, HEADING_FILL, INK, STRONG_INK
from addin.tables.sales_forms import FIRST_LINE, ID_SHEET, LAST_LINE, LINE_COLUMNS, TOTAL_PLACE
from addin.words import Words

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_WIDTHS = {"on": 12, "company_id": 34, "product": 30, "kind": 16, "net": 15, "cost": 15, "note": 40}
_NUMBER = "#,##0.00"
_SIDE = Side("thin", color=GRID)
_FRAME = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_OPEN = Protection(locked=False)


@dataclass(frozen=True)
class SalesForm:
    """Whose sales of which month are asked for, until when, and to whom the form goes back."""

    form_id: str
    rep_id: str
    rep: str
    month: date
    month_name: str
    due_on: date
    back_to: str


def sales_form(form: SalesForm, words: Words) -> bytes:
    """The form as a file; the same form gives the same bytes."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = words.text("reports.form.sheet")
    _head(sheet, form, words)
    _lines(sheet, words)
    _protect(sheet)
    hidden = workbook.create_sheet(ID_SHEET)
    for text in (form.form_id, form.rep_id, form.month.isoformat()):
        hidden.append([text])
    hidden.sheet_state = "veryHidden"
    hidden.protection.sheet = True
    workbook.properties.creator, workbook.properties.title = "Teeup", words.text("reports.form.sheet")
    workbook.properties.created = workbook.properties.modified = datetime(*form.month.timetuple()[:3])
    return packed(parts_of(workbook))


def _head(sheet: Worksheet, form: SalesForm, words: Words) -> None:
    facts = {"rep": form.rep, "month": form.month_name, "on": form.due_on, "to": form.back_to}
    _put(
        sheet["A1"],
        words.text("reports.form.title", **facts),
        Font(name=FONT, size=16, bold=True, color=STRONG_INK),
    )
    path = "reports.form.ask" if form.back_to else "reports.form.ask_nobody"
    _put(sheet["A2"], words.text(path, **facts), Font(name=FONT, size=10, color=FAINT_INK))
    _put(sheet["A4"], words.text("reports.form.total"), Font(name=FONT, bold=True, color=INK))
    total = sheet.cell(*TOTAL_PLACE)
    total.number_format, total.protection, total.border = _NUMBER, _OPEN, _FRAME
    net = get_column_letter(LINE_COLUMNS.index("net") + 1)
    lines = f"ROUND(SUM({net}{FIRST_LINE}:{net}{LAST_LINE}),2)"
    right, wrong = words.text("reports.form.right"), words.text("reports.form.wrong")
    check = f'=IF({total.coordinate}="","",IF({lines}=ROUND({total.coordinate},2),"{right}","{wrong}"))'
    _put(sheet["D4"], check, Font(name=FONT, bold=True, color=STRONG_INK))


def _lines(sheet: Worksheet, words: Words) -> None:
    for at, key in enumerate(LINE_COLUMNS, 1):
        heading = sheet.cell(FIRST_LINE - 1, at, words.label("sales", key))
        heading.font, heading.border = Font(name=FONT, bold=True, color=INK), _FRAME
        heading.fill = PatternFill("solid", fgColor=HEADING_FILL)
        sheet.column_dimensions[get_column_letter(at)].width = _WIDTHS[key]
        for row in range(FIRST_LINE, LAST_LINE + 1):
            cell = sheet.cell(row, at)
            cell.protection, cell.border, cell.font = _OPEN, _FRAME, Font(name=FONT)
            cell.number_format = _format(key, words)
            cell.alignment = Alignment(wrap_text=key == "note", vertical="top")
    kinds = ",".join(words.tree("choices.sale_kind").values())
    _allow(sheet, "kind", DataValidation("list", formula1=f'"{kinds}"', allow_blank=True))
    _allow(sheet, "on", DataValidation("date", operator="greaterThan", formula1="36526", allow_blank=True))
    for key in ("net", "cost"):
        number = DataValidation("decimal", "-1E+9", "1E+9", True, operator="between", allow_blank=True)
        _allow(sheet, key, number)
    sheet.freeze_panes = f"A{FIRST_LINE}"


def _format(key: str, words: Words) -> str:
    if key == "on":
        return words.text("reports.formats.date")
    return _NUMBER if key in ("net", "cost") else "@"


def _allow(sheet: Worksheet, key: str, rule: DataValidation) -> None:
    letter = get_column_letter(LINE_COLUMNS.index(key) + 1)
    rule.add(f"{letter}{FIRST_LINE}:{letter}{LAST_LINE}")
    sheet.add_data_validation(rule)


def _protect(sheet: Worksheet) -> None:
    """Locked but for the fields; no password: it is a rail, no wall."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    assert sheet.sheet_properties.pageSetUpPr is not None
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{FIRST_LINE - 1}:{FIRST_LINE - 1}"


def _put(cell: Cell, value: str, font: Font) -> None:
    cell.value, cell.font = value, font
