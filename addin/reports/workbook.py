"""Draws a report as a workbook of one sheet, ready to be grafted into the master."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import singledispatchmethod
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.constants import ARC_STYLE, SHEET_MAIN_NS
from openpyxl.xml.functions import fromstring, tostring

from addin.reports.looks import Look, Looks, Role
from addin.reports.model import (
    Cell,
    Figure,
    Figures,
    Heading,
    Line,
    Note,
    Place,
    Report,
    Severity,
    Table,
    Toned,
    writable,
)
from addin.reports.widths import MARK, column_widths, figure_spans, lines_needed
from addin.tables.tabs import tab_name
from addin.words import Words

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Locate = Callable[[str, int, str], str]

_LONGEST_TEXT = 32_767
MOST_LINKS = 65_000  # Excel drops what lies beyond 65,530
_FIRST_DATE = date(1900, 3, 1)  # before it, Excel and everybody else disagree
_FONT_ORDER = ("b", "i", "strike", "u", "sz", "color", "name", "family", "scheme")
_LINE_HEIGHT = 13.0
_DIGITS_A_UNIT = 1.06  # widths are counted in digits of the workbook, which are larger than the report
_HIGHEST = 400.0  # Excel's limit is 409
_HEIGHTS: dict[Role, float] = {"title": 26.0, "figure_value": 21.0}


def rendered(report: Report, words: Words, locate: Locate) -> bytes:
    """The report as a workbook of one sheet; the same report gives the same bytes.

    `locate` gives the address of a table's cell, `'Verträge'!C12`, or "" where there is none to go to.
    """
    workbook = Workbook(write_only=True)
    sheet: Worksheet = workbook.create_sheet(tab_name(report.sheet))
    _Drawing(sheet, report, words, locate).draw()
    workbook.properties.creator = "Teeup"
    workbook.properties.title = report.title
    workbook.properties.created = workbook.properties.modified = datetime(*report.today.timetuple()[:3])
    return _packed(workbook)


def _packed(workbook: Any) -> bytes:
    """The workbook's bytes with no trace of the time they were written."""
    loose, packed = BytesIO(), BytesIO()
    ExcelWriter(workbook, ZipFile(loose, "w")).save()
    with ZipFile(loose) as parts, ZipFile(packed, "w") as package:
        for name in parts.namelist():
            content = parts.read(name)
            package.writestr(ZipInfo(name), _ordered(content) if name == ARC_STYLE else content, ZIP_DEFLATED)
    return packed.getvalue()


def _ordered(styles: bytes) -> bytes:
    """The style part with each font's properties in the schema's order, which openpyxl does not keep."""
    root: Any = fromstring(styles)
    for font in root.iter(f"{{{SHEET_MAIN_NS}}}font"):
        font[:] = sorted(font, key=lambda child: _FONT_ORDER.index(child.tag.rpartition("}")[2]))
    return bytes(tostring(root))


_Styled = tuple[Cell, Look, Place | None]


@dataclass(frozen=True)
class _Row:
    """One row to be written: cells from the left, which of them are merged, how high it is (0: as usual)."""

    cells: list[_Styled]
    merged: tuple[tuple[int, int], ...] = ()
    height: float = 0


class _Drawing:
    """One report on its way onto one sheet, from the top to the bottom."""

    def __init__(self, sheet: Worksheet, report: Report, words: Words, locate: Locate) -> None:
        self.sheet, self.report, self.words, self.locate = sheet, report, words, locate
        self.looks = Looks(sheet, words)
        self.marked = any(line.severity for table in report.tables for line in table.lines)
        self.widths = [MARK] * self.marked + column_widths(report, words)
        self.row = 0
        self.links = 0

    def draw(self) -> None:
        self._set_up()
        for row in self._rows(self.report.blocks):
            self._write(row)
        self._finish()

    # --- what stands where

    def _rows(self, blocks: Iterable[Any]) -> Iterator[_Row]:
        yield self._across(self.report.title, "title")
        yield self._across(self._key_date(), "key_date")
        if self.report.subtitle:
            yield self._across(self.report.subtitle, "subtitle")
        for block in blocks:
            yield _Row([], height=8)
            yield from self._block(block)

    def _key_date(self) -> str:
        return self.words.text("reports.key_date", today=self.report.today)

    @singledispatchmethod
    def _block(self, block: object) -> Iterator[_Row]:
        raise TypeError(block)

    @_block.register
    def _note(self, note: Note) -> Iterator[_Row]:
        yield self._across(note.text, "note", note.severity)

    @_block.register
    def _figures(self, block: Figures) -> Iterator[_Row]:
        figures = iter(block.figures)
        for spans in figure_spans(block.figures, self.widths, self.words):
            placed = [(next(figures), span) for span in spans]
            yield self._tiles(placed, "figure_label", lambda figure: (figure.label, "text"))
            yield self._tiles(placed, "figure_value", lambda figure: (figure.value, figure.kind))
            if any(figure.below is not None for figure, _ in placed):
                yield self._tiles(placed, "figure_below", lambda figure: (figure.below, figure.below_kind))

    def _tiles(
        self, placed: list[tuple[Figure, tuple[int, int]]], role: Role, part: Callable[[Figure], tuple[Any, Any]]
    ) -> _Row:
        cells: list[_Styled] = []
        for figure, (first, last) in placed:
            value, kind = part(figure)
            look = Look(role, kind, figure.severity)
            cells += [(value if at == first else None, look, None) for at in range(first, last + 1)]
        merged = tuple(span for _, span in placed if span[0] < span[1])
        return _Row(cells, merged, _HEIGHTS.get(role, 0))

    @_block.register
    def _table(self, table: Table) -> Iterator[_Row]:
        if table.title:
            yield self._across(table.title, "table_title")
        if not table:
            yield self._across(table.empty, "note")
            return
        yield self._headings(table)
        for group in table.groups:
            if group.title:
                yield self._row([group.title, *[None] * (len(table.headings) - 1)], table.headings, "group")
            yield from (self._line(line, table.headings) for line in group.lines)
            if group.totals:
                yield self._row(group.totals, table.headings, "total")
        if table.totals:
            yield self._row(table.totals, table.headings, "total")

    def _headings(self, table: Table) -> _Row:
        row = self._row([heading.label for heading in table.headings], table.headings, "heading")
        return _Row(row.cells, height=row.height + 3)

    def _line(self, line: Line, headings: Iterable[Heading]) -> _Row:
        mark = self.words.text(f"reports.marks.{line.severity}") if line.severity else None
        return self._row(line.values, headings, "line", line.place, Toned(mark, line.severity))

    def _row(
        self,
        cells: Iterable[Cell],
        headings: Iterable[Heading],
        role: Role,
        place: Place | None = None,
        mark: Cell = None,
    ) -> _Row:
        styled = [_styled(mark, role, _MARK_HEADING, None)] if self.marked else []
        styled += [_styled(cell, role, heading, place) for cell, heading in zip(cells, headings, strict=True)]
        lines = max(map(_lines, styled, self.widths)) if role in ("line", "heading") else 1
        return _Row(styled, height=_height(lines) if lines > 1 or role == "heading" else 0)

    def _across(self, text: str, role: Role, severity: Severity = "") -> _Row:
        """A text over the whole width, as high as it needs: merged cells do not grow by themselves."""
        look = Look(role, severity=severity)
        width = sum(self.widths)
        lines = lines_needed(text, width / (1.8 if role == "title" else 1))
        height = lines * _HEIGHTS.get(role, _LINE_HEIGHT) + 2
        cells = [(text if at == 0 else None, look, None) for at in range(len(self.widths))]
        return _Row(list(cells), ((0, len(cells) - 1),) if len(cells) > 1 else (), height)

    # --- onto the sheet

    def _write(self, row: _Row) -> None:
        self.row += 1
        if row.height:
            self.sheet.row_dimensions[self.row].height = row.height
        for first, last in row.merged:
            self.sheet.merged_cells.add(f"{_address(first, self.row)}:{_address(last, self.row)}")
        self.sheet.append(self._cells(row))  # type: ignore[arg-type]  # one cell at a time: their objects are reused

    def _cells(self, row: _Row) -> Iterator[Any]:
        for cell, look, place in row.cells:
            value = _writable(cell.value if isinstance(cell, Toned) else cell, self.words)
            target = self._target(place) if place and value is not None else ""
            yield self._cell(value, look, target)

    def _target(self, place: Place) -> str:
        if self.links >= MOST_LINKS:
            return ""
        self.links += 1
        return self.locate(place.table, place.row, place.column)

    def _cell(self, value: Any, look: Look, target: str) -> Any:
        text = isinstance(value, str)
        quoted = text and value.startswith(("=", "+", "-", "@", "\t"))
        cell = self.looks.cell(Look(look.role, look.kind, look.severity, bool(target), look.shaded, quoted))
        cell.value = value
        if text:
            cell.data_type = "s"
        cell.hyperlink = Hyperlink(ref="A1", location=target) if target else None
        return cell

    # --- on screen and on paper

    def _set_up(self) -> None:
        sheet = self.sheet
        for at, width in enumerate(self.widths, 1):
            sheet.column_dimensions[get_column_letter(at)].width = width
        sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight = _height(1), True
        sheet.sheet_view.showGridLines = False
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        header = self._header_row()
        if header:
            sheet.freeze_panes = _address(self._first_free_column(), header + 1)
            sheet.print_title_rows = f"{header}:{header}"

    def _header_row(self) -> int:
        """The row of the headings where one table is all the report has; 0 where several would need it."""
        tables = self.report.tables
        if len(tables) != 1:
            return 0
        above = self.report.blocks[: self.report.blocks.index(tables[0])]
        return sum(1 for _ in self._rows(above)) + 1 + bool(tables[0].title) + 1

    def _first_free_column(self) -> int:
        grid = any(heading.kind == "mark" for heading in self.report.tables[0].headings)
        return self.marked + 1 if grid else 0

    def _finish(self) -> None:
        sheet = self.sheet
        sheet.page_setup.orientation = "landscape" if self.report.landscape else "portrait"
        sheet.page_setup.paperSize = 9  # A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        margins = sheet.page_margins
        margins.left = margins.right = margins.top = 0.45
        margins.bottom, margins.header, margins.footer = 0.65, 0.2, 0.3
        footer = sheet.oddFooter
        assert footer is not None
        footer.left.text = self.report.title.replace("&", "&&")[:120]
        footer.right.text = self.words.text("reports.page", page="&P", pages="&N")


_MARK_HEADING = Heading("", "mark")


def _styled(cell: Cell, role: Role, heading: Heading, place: Place | None) -> _Styled:
    severity = cell.severity if isinstance(cell, Toned) else ""
    look = Look(role, heading.kind, severity, shaded=heading.shaded and role in ("heading", "line"))
    return cell, look, place if heading.linked else None


def _lines(styled: _Styled, width: float) -> int:
    """How many lines a cell's text takes; rows do not grow by themselves everywhere."""
    cell, look, _ = styled
    text = cell.value if isinstance(cell, Toned) else cell
    room = width if look.kind == "mark" else (width - 0.5) * _DIGITS_A_UNIT
    if not isinstance(text, str) or (len(text) * 1.2 <= room and "\n" not in text):
        return 1
    return lines_needed(text, room)


def _height(lines: int) -> float:
    return min(lines * _LINE_HEIGHT + 3, _HIGHEST)


def _address(column: int, row: int) -> str:
    return f"{get_column_letter(column + 1)}{row}"


def _writable(value: Any, words: Words) -> Any:
    """A value as a cell can hold it: a date that Excel has no number for, a moment and a flag become text."""
    if isinstance(value, str):
        return writable(value)[:_LONGEST_TEXT] or None
    if isinstance(value, bool | datetime) or (isinstance(value, date) and value < _FIRST_DATE):
        return words.shown(value)
    return None if isinstance(value, float) and value - value != 0 else value
