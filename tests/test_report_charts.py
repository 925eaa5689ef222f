"""Charts of a report: native, over the report's own cells, and right after the sheet has been grafted."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from openxml_audit import OpenXmlValidator, ValidationSeverity

from addin.books import Edit, ReportSheet
from addin.books.closed import ClosedBook
from addin.masters import create
from addin.reports.model import Chart, Charts, Figure, Figures, Group, Heading, Line, Note, Report, Table, totals
from addin.reports.workbook import rendered
from addin.words import Words

TODAY = date(2027, 2, 15)
REPS = (
    ("Anna Behrens", 120_000.0, 110_000.0),
    ("Jörg Möller", 80_000.5, 95_000.0),
    ("Ohne Verkäufer", -3_000.0, None),
)
HEADINGS = (Heading("Verkäufer"), Heading("Umsatz", "money", summed=True), Heading("Umsatzziel", "money"))


def table(*lines: Line) -> Table:
    return Table(HEADINGS, (Group("", lines, ()),), "Keine Zahlen.", "Umsatz", totals("Summe", HEADINGS, lines))


def chart(over: Table) -> Chart:
    return Chart("Umsatz gegen Ziel", over, 0, (1,), (2,), "Verkäufer", "Euro")


def report(over: Table, *others: Chart, severity: Any = "") -> Report:
    figures = Figures((Figure("Umsatz", 197_000.5, "money"),))
    blocks = (figures, Charts((chart(over), *others)), over, Note("Weiter.", severity))
    return Report("manager", "Managerbericht", "Managerbericht", TODAY, blocks)


def filled(severity: Any = "") -> Table:
    return table(*(Line(values, severity) for values in REPS))


def drawn(content: bytes) -> Any:
    return load_workbook(BytesIO(content)).worksheets[0]


def sheet_of(made: Report) -> bytes:
    return rendered(made, Words.of("de"), lambda *_: "")


def seen(sheet: Any, reference: str) -> list[Any]:
    """The values of the cells that a chart points at."""
    left, top, right, bottom = range_boundaries(reference.partition("!")[2])
    return [cell for row in sheet.iter_rows(top, bottom, left, right, values_only=True) for cell in row]


@pytest.mark.parametrize("severity", ["", "warning"], ids=["plain", "with marks before the lines"])
def test_a_chart_points_at_the_cells_that_the_reader_sees(severity: Any) -> None:
    sheet = drawn(sheet_of(report(filled(severity))))
    (bars,) = sheet._charts
    names = seen(sheet, bars.series[0].cat.numRef.f)
    assert names == [name for name, _, _ in REPS]
    assert seen(sheet, bars.series[0].val.numRef.f) == [revenue for _, revenue, _ in REPS]


def test_a_target_is_drawn_across_the_bars() -> None:
    content = sheet_of(report(filled()))
    (bars,) = drawn(content)._charts
    (line,) = bars._charts[1:]
    assert seen(drawn(content), line.series[0].val.numRef.f) == [110_000.0, 95_000.0, None]
    assert line.series[0].graphicalProperties.line.noFill


def test_charts_stand_side_by_side_and_name_their_axes() -> None:
    over = filled()
    first, second = drawn(sheet_of(report(over, Chart("Umsatz", over, 0, (1,), (), "Verkäufer", "Euro"))))._charts
    assert first.anchor._from.row == second.anchor._from.row
    assert first.anchor._from.col < second.anchor._from.col
    titles = [axis.title.tx.rich.p[0].r[0].t for axis in (first.x_axis, first.y_axis)]
    assert titles == ["Verkäufer", "Euro"]
    assert first.legend and not second.legend


def test_nothing_is_drawn_over_a_table_without_lines() -> None:
    sheet = drawn(sheet_of(report(table())))
    assert not sheet._charts
    assert "Keine Zahlen." in [cell.value for row in sheet for cell in row]


def test_a_chart_in_the_master_points_at_the_report_s_own_sheet(tmp_path: Path) -> None:
    path = tmp_path / "M.xlsx"
    create(path, "de")
    for name in ("Bericht Süd", "Bericht Nord"):
        content = sheet_of(report(filled()))
        sheet = ReportSheet(f"manager.{name}", name, content)
        ClosedBook(path, datetime(2027, 2, 15)).apply(Edit(sheets=(sheet,)))
    sheets = load_workbook(path)
    for name in ("Bericht Süd", "Bericht Nord"):
        (bars,) = sheets[name]._charts
        assert bars.series[0].val.numRef.f.startswith(f"'{name}'!")
        assert seen(sheets[name], bars.series[0].val.numRef.f) == [revenue for _, revenue, _ in REPS]


def test_a_report_with_charts_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    path.write_bytes(sheet_of(report(filled())))
    errors = [e for e in OpenXmlValidator().validate(path).errors if e.severity is ValidationSeverity.ERROR]
    assert not errors


def test_the_same_report_gives_the_same_bytes() -> None:
    assert sheet_of(report(filled())) == sheet_of(report(filled()))
