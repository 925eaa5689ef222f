"""The charts of a report as native Excel charts over the cells of its own tables."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING, Any

from openpyxl.chart import BarChart, LineChart, Reference, Series
from openpyxl.chart.marker import Marker
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties
from openpyxl.utils import get_column_letter

from addin.reports.layout import CHART_ROWS, Layout, height_of
from addin.reports.model import Chart, Charts
from addin.reports.palette import BARS, FONT, GRID, INK, MARKS

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_CM_A_POINT = 2.54 / 72
_CM_A_CHARACTER = 7 * 2.54 / 96  # a digit of the usual font is seven pixels wide
_SPACE_BETWEEN = 0.4  # cm
_MARK_SIZE = 14  # points
_GAP_WIDTH = 60  # percent of a bar's width between the bars of two lines


def add_charts(sheet: Worksheet, layout: Layout) -> None:
    """Every chart of the report into the rows that the layout keeps free for it."""
    for block in layout.report.blocks:
        if isinstance(block, Charts) and block.drawn:
            _add_side_by_side(sheet, layout, block)


def _add_side_by_side(sheet: Worksheet, layout: Layout, block: Charts) -> None:
    widths = [characters * _CM_A_CHARACTER for characters in layout.widths]
    room = sum(widths) / len(block.drawn)
    row = layout.row_of(block)
    for place, chart in enumerate(block.drawn):
        drawn = _drawn(sheet, layout, chart)
        drawn.width, drawn.height = room - _SPACE_BETWEEN, CHART_ROWS * height_of(1) * _CM_A_POINT - _SPACE_BETWEEN
        sheet.add_chart(drawn, f"{get_column_letter(_column_at(place * room, widths))}{row}")


def _column_at(distance: float, widths: list[float]) -> int:
    """The column, counted from 1, that begins nearest to a distance from the left edge."""
    starts = [sum(widths[:at]) for at in range(len(widths))]
    return min(range(len(starts)), key=lambda at: abs(starts[at] - distance)) + 1


def _drawn(sheet: Worksheet, layout: Layout, chart: Chart) -> Any:
    drawn: Any = BarChart()
    _fill(drawn, sheet, layout, chart, chart.bars)
    for series, colour in zip(drawn.series, cycle(BARS), strict=False):
        series.graphicalProperties.solidFill = colour
    drawn.gapWidth = _GAP_WIDTH
    if chart.marks:
        drawn += _across(sheet, layout, chart)
    _label(drawn, chart)
    return drawn


def _across(sheet: Worksheet, layout: Layout, chart: Chart) -> Any:
    """The columns that are drawn as marks across the bars; no line joins what belongs to different people."""
    drawn: Any = LineChart()
    _fill(drawn, sheet, layout, chart, chart.marks)
    for series, colour in zip(drawn.series, cycle(MARKS), strict=False):
        series.graphicalProperties.line.noFill = True
        series.marker = Marker("dash", size=_MARK_SIZE)
        series.marker.graphicalProperties.solidFill = series.marker.graphicalProperties.line.solidFill = colour
        series.smooth = False
    return drawn


def _fill(drawn: Any, sheet: Worksheet, layout: Layout, chart: Chart, columns: tuple[int, ...]) -> None:
    first, last = layout.lines_of(chart.table)
    for heading in columns:
        column = layout.column_of(heading)
        values = Reference(sheet, column, first, column, last)
        drawn.series.append(Series(values, title=chart.table.headings[heading].label))
    category = layout.column_of(chart.category)
    drawn.set_categories(Reference(sheet, category, first, category, last))


def _label(drawn: Any, chart: Chart) -> None:
    drawn.title = chart.title
    drawn.title.tx.rich.p[0].pPr = ParagraphProperties(defRPr=_font(1200, bold=True))
    drawn.title.overlay = False
    if len(chart.bars) + len(chart.marks) > 1:
        drawn.legend.position, drawn.legend.overlay = "b", False
    else:
        drawn.legend = None
    drawn.x_axis.title, drawn.y_axis.title = chart.category_title, chart.value_title
    for axis in (drawn.x_axis, drawn.y_axis):
        axis.delete = False  # openpyxl hides axes that nobody speaks of
        axis.txPr = RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=_font(900)), endParaRPr=_font(900))])
        if axis.title:
            axis.title.tx.rich.p[0].pPr = ParagraphProperties(defRPr=_font(900))
            axis.title.overlay = False
    drawn.x_axis.tickLblPos = "low"  # below the bars that go below zero
    drawn.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=GRID))
    drawn.y_axis.number_format = "#,##0"


def _font(hundredths: int, *, bold: bool = False) -> CharacterProperties:
    return CharacterProperties(sz=hundredths, b=bold, solidFill=INK, latin=Font(typeface=FONT))
