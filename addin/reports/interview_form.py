"""The form for an interview with a prospect (R-33): the questions, what is known already, room for answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from addin.reports.delimited import safe
from addin.reports.packing import packed, parts_of
from addin.reports.palette import FAINT_INK, FONT, GRID, HEADING_FILL, INK, STRONG_INK
from addin.tables.interview_forms import (
    ANSWER_COLUMN,
    BY_PLACE,
    COLUMNS,
    FIRST_LINE,
    ID_SHEET,
    MARK,
    MOST_POINTS,
    ON_PLACE,
    POINTS_COLUMN,
    WHOM_PLACE,
)
from addin.words import Words

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

_WIDTHS = {"question_id": 17, "topic": 26, "question": 52, "scale": 16, "answer": 46, "points": 9, "asked_on": 13}
_LABELS = {key: ("questions", key) for key in ("question_id", "topic", "scale")} | {
    "question": ("answers", "question_id"),
    **{key: ("answers", key) for key in ("answer", "points", "asked_on")},
}
_SIDE = Side("thin", color=GRID)
_FRAME = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_OPEN = Protection(locked=False)


@dataclass(frozen=True)
class AskedQuestion:
    """One question as it is asked, and what was answered to it before."""

    question_id: str
    topic: str
    text: str
    scale: str | None
    answer: str | None
    points: int | None
    asked_on: date | None


@dataclass(frozen=True)
class InterviewForm:
    """Which company is asked, who may be at the telephone, who asks, and what is known of it in a sentence."""

    company_id: str
    company: str
    known: str
    contacts: Sequence[str]
    asked_by: str
    on: date
    questions: Sequence[AskedQuestion]


def interview_form(form: InterviewForm, words: Words) -> bytes:
    """The form as a file; the same form gives the same bytes."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = words.text("reports.interview_form.sheet")
    hidden = workbook.create_sheet(ID_SHEET)
    _keep(hidden, form)
    _head(sheet, form, words)
    _lines(sheet, form, words)
    _set_up(sheet, len(form.questions))
    workbook.properties.creator, workbook.properties.title = "Teeup", sheet.title
    workbook.properties.created = workbook.properties.modified = datetime(*form.on.timetuple()[:3])
    return packed(parts_of(workbook))


def _keep(hidden: Worksheet, form: InterviewForm) -> None:
    """What the reader must know: the company, and every answer as it was when the form was written."""
    rows: list[tuple[Any, ...]] = [(MARK,), (form.company_id,)]
    rows += [(one.question_id, one.answer, one.points) for one in form.questions]
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            _fill(hidden.cell(number, column), value)
    for number, contact in enumerate(form.contacts, 1):
        _fill(hidden.cell(number, 5), contact)
    hidden.sheet_state = "veryHidden"
    hidden.protection.sheet = True


def _fill(cell: Cell | MergedCell, value: Any) -> None:
    """A value as data: text that begins like a formula stays text (R-82)."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type, cell.quotePrefix = "s", safe(value) != value


def _head(sheet: Worksheet, form: InterviewForm, words: Words) -> None:
    text = words.texts("reports.interview_form")
    _put(sheet["A1"], text("title", company=form.company), Font(name=FONT, size=16, bold=True, color=STRONG_INK))
    _put(sheet["A2"], text("ask"), Font(name=FONT, size=10, color=FAINT_INK))
    _put(sheet["A3"], form.known, Font(name=FONT, size=10, color=INK))
    places = {WHOM_PLACE: "whom", ON_PLACE: "on", BY_PLACE: "by"}
    values: Mapping[str, Any] = {"whom": None, "on": form.on, "by": form.asked_by}
    for place, name in places.items():
        _put(sheet.cell(place[0], 1), text(name), Font(name=FONT, bold=True, color=INK))
        cell = sheet.cell(*place)
        _fill(cell, values[name])
        cell.protection, cell.border, cell.font = _OPEN, _FRAME, Font(name=FONT)
        cell.alignment = Alignment(horizontal="left")
        sheet.merge_cells(start_row=place[0], end_row=place[0], start_column=2, end_column=3)
    sheet.cell(*ON_PLACE).number_format = words.text("reports.formats.date")
    if form.contacts:
        rule = DataValidation("list", formula1=f"{ID_SHEET}!$E$1:$E${len(form.contacts)}", allow_blank=True)
        rule.errorStyle, rule.showErrorMessage = "warning", True
        rule.add(sheet.cell(*WHOM_PLACE).coordinate)
        sheet.add_data_validation(rule)
    _put(sheet["A7"], text("cap"), Font(name=FONT, size=10, color=FAINT_INK))


def _lines(sheet: Worksheet, form: InterviewForm, words: Words) -> None:
    for column, key in enumerate(COLUMNS, 1):
        heading = sheet.cell(FIRST_LINE - 1, column, words.label(*_LABELS[key]))
        heading.font, heading.border = Font(name=FONT, bold=True, color=INK), _FRAME
        heading.fill = PatternFill("solid", fgColor=HEADING_FILL)
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS[key]
    for row, one in enumerate(form.questions, FIRST_LINE):
        values = (one.question_id, one.topic, one.text, one.scale, one.answer, one.points, one.asked_on)
        for column, value in enumerate(values, 1):
            cell = sheet.cell(row, column)
            _fill(cell, value)
            cell.border, cell.font = _FRAME, Font(name=FONT)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if column in (ANSWER_COLUMN, POINTS_COLUMN):
                cell.protection = _OPEN
        sheet.cell(row, len(COLUMNS)).number_format = words.text("reports.formats.date")
        sheet.row_dimensions[row].height = 30


def _set_up(sheet: Worksheet, questions: int) -> None:
    """Locked but for the fields; no password: it is a rail, no wall."""
    last = FIRST_LINE + max(questions, 1) - 1
    letter = get_column_letter(POINTS_COLUMN)
    rule = DataValidation("whole", "0", str(MOST_POINTS), operator="between", allow_blank=True)
    rule.showErrorMessage = True
    rule.add(f"{letter}{FIRST_LINE}:{letter}{last}")
    sheet.add_data_validation(rule)
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.sheet_view.showGridLines = False
    sheet.freeze_panes = f"A{FIRST_LINE}"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    assert sheet.sheet_properties.pageSetUpPr is not None
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _put(cell: Cell | MergedCell, value: str, font: Font) -> None:
    _fill(cell, value)
    cell.font = font
