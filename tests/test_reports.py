"""Reports as values, and the workbook sheet that is drawn from them, read back with openpyxl."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import OpenXmlValidator, ValidationSeverity

from addin.reports.model import (
    Figure,
    Figures,
    Group,
    Heading,
    Line,
    Note,
    Place,
    Report,
    Table,
    Toned,
    totals,
)
from addin.reports.widths import figure_spans
from addin.reports.workbook import rendered
from addin.tables.tabs import tab_name
from addin.words import LANGUAGES, Words

TODAY = date(2027, 2, 15)
WORDS = Words.of("de")
HEADINGS = (
    Heading("Firma"),
    Heading("Vertrag", "choice", linked=True),
    Heading("Jahreswert", "money", summed=True),
    Heading("Ende", "date"),
    Heading("Tage", "integer"),
    Heading("Anteil", "percent"),
)


def locate(table: str, row: int, column: str) -> str:
    return f"#'Verträge'!{'ABC'[len(column) % 3]}{row}" if table == "contracts" else ""


def line(name: str, row: int = 7, **changes: Any) -> Line:
    values = (name, f"V-{row:04}", 1234.5, date(2027, 6, 30), 44, 0.125)
    return Line(values, place=Place("contracts", row, "company_id"), **changes)


def report(*lines: Line, **changes: Any) -> Report:
    table = Table(HEADINGS, (Group("", lines),), "Es läuft nichts aus.", totals=totals("Summe", HEADINGS, lines))
    given: dict[str, Any] = {"blocks": (table,), "key": "list", "sheet": "Liste", "title": "Titel", "today": TODAY}
    return Report(**{**given, **changes})


def sheet_of(drawn: Report, words: Words = WORDS, find: Callable[[str, int, str], str] = locate) -> Worksheet:
    workbook = load_workbook(BytesIO(rendered(drawn, words, find)))
    assert len(workbook.sheetnames) == 1
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    return sheet


def cells(sheet: Worksheet) -> dict[object, Any]:
    """Every cell that holds something, by what it holds."""
    return {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value is not None}


# --- values


def test_every_value_stands_in_its_cell_with_its_type_and_its_format() -> None:
    found = cells(sheet_of(report(line("Hansen"))))
    assert found[1234.5].number_format == '#,##0.00 "€"'
    end = next(cell for value, cell in found.items() if hasattr(value, "year"))
    assert (end.value.date(), end.number_format) == (date(2027, 6, 30), "DD.MM.YYYY")
    assert found[44].data_type == "n"
    assert found[0.125].number_format == "0.0%"


def test_an_english_report_writes_dates_and_money_the_english_way() -> None:
    found = cells(sheet_of(report(line("Hansen")), Words.of("en")))
    end = next(cell for value, cell in found.items() if hasattr(value, "year"))
    assert end.number_format == "yyyy-mm-dd"
    assert found[1234.5].number_format == '"€"#,##0.00'


FORMULA_LIKE = ("=1+1", "+49 30 23125 100", "-5 %", "@SUM(A1)", "=", "\t=1", "#REF!", '=HYPERLINK("x")')


@pytest.mark.parametrize("text", FORMULA_LIKE)
def test_text_that_looks_like_a_formula_stays_text_wherever_it_stands(text: str) -> None:
    shown = (
        Figures((Figure(text, text, below=text),)),
        Note(text),
        Table(
            (Heading(text), Heading("Zahl", "money")),
            (Group(text, (Line((text, text)),)),),
            text,
            text,
            (text, text),
        ),
    )
    sheet = sheet_of(report(blocks=shown, title=text, subtitle=text))
    found = [cell for row in sheet.iter_rows() for cell in row if cell.value == text]
    assert len(found) == 13
    assert {cell.data_type for cell in found} == {"s"}
    if text[0] in "=+-@\t":
        assert all(cell.style_id and cell.quotePrefix for cell in found)


def test_texts_that_no_cell_can_hold_are_held_without_what_hurts() -> None:
    found = cells(sheet_of(report(line("Klingel\x07\ud800"), line("Ä" * 40_000, 8), line("zwei\r\nZeilen", 9))))
    assert "Klingel" in found
    assert "Ä" * 32_767 in found
    assert "zwei\nZeilen" in found


def test_days_that_excel_cannot_count_and_numbers_that_are_none_do_no_harm() -> None:
    odd = Line(("Früh", "V-1", float("nan"), date(1899, 12, 31), float("inf"), True))
    found = cells(sheet_of(report(odd)))
    assert found["31.12.1899"].data_type == "s"
    assert "ja" in found


@given(st.lists(st.tuples(st.text(max_size=80), st.floats(), st.dates()), max_size=5))
def test_any_values_give_a_workbook_that_can_be_read_back(rows: list[tuple[str, float, date]]) -> None:
    lines = [Line((text, text, number, day, None, None)) for text, number, day in rows]
    sheet_of(report(*lines))


# --- links


def test_a_click_on_the_linked_column_leads_to_the_cell() -> None:
    found = cells(sheet_of(report(line("Hansen", 12))))
    assert found["V-0012"].hyperlink.location == "'Verträge'!B12"
    assert found["V-0012"].hyperlink.target is None
    assert found["Hansen"].hyperlink is None


def test_a_line_without_a_place_to_go_to_has_no_link() -> None:
    found = cells(sheet_of(report(Line(("a", "b", 1, None, 1, 1)), line("c", 9)), find=lambda *_: ""))
    assert not any(cell.hyperlink for cell in found.values())


# --- groups, totals, severity


def test_groups_share_one_heading_row_and_each_has_its_title_and_its_totals() -> None:
    first, second = (line("Hansen"),), (line("Petersen", 8), line("Ohlsen", 9))
    groups = tuple(
        Group(name, lines, totals("Summe", HEADINGS, lines)) for name, lines in (("Anna", first), ("Ben", second))
    )
    table = Table(HEADINGS, groups, "leer", totals=totals("Gesamt", HEADINGS, [*first, *second]))
    sheet = sheet_of(report(blocks=(table,)))
    names = [row[0].value for row in sheet.iter_rows(min_row=4)]
    assert names == ["Firma", "Anna", "Hansen", "Summe", "Ben", "Petersen", "Ohlsen", "Summe", "Gesamt"]
    sums = [row[2].value for row in sheet.iter_rows(min_row=4) if row[0].value in ("Summe", "Gesamt")]
    assert sums == [1234.5, 2469.0, 3703.5]


def test_what_hurts_is_told_by_a_sign_before_the_line_and_not_by_colour_alone() -> None:
    sheet = sheet_of(report(line("a", severity="critical"), line("b", 8, severity="warning"), line("c", 9)))
    signs = {row[1].value: (row[0].value, row[0].fill.fgColor.rgb) for row in sheet.iter_rows(min_row=5)}
    assert signs["a"] == ("!!", "00F0A27F")
    assert signs["b"] == ("!", "00FFE08A")
    assert signs["c"][0] is None


def test_a_toned_value_colours_its_own_cell() -> None:
    found = cells(sheet_of(report(Line((Toned("bald", "warning"), "V", 1, None, 1, 1)))))
    assert found["bald"].fill.fgColor.rgb == "00FFE08A"


# --- sheet and paper


def test_the_sheet_is_frozen_below_the_headings_and_repeats_them_on_every_page() -> None:
    sheet = sheet_of(report(line("Hansen"), subtitle="Worum es geht"))
    heading = cells(sheet)["Firma"].row
    assert sheet.freeze_panes == f"A{heading + 1}"
    assert sheet.print_title_rows == f"${heading}:${heading}"


def test_paper_is_a4_across_one_page_wide_with_the_page_number_in_the_footer() -> None:
    sheet = sheet_of(report(line("Hansen"), title="Müller & Söhne"))
    setup = sheet.page_setup
    assert (setup.orientation, str(setup.paperSize), setup.fitToWidth, setup.fitToHeight) == (
        "landscape",
        "9",
        1,
        0,
    )
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.oddFooter.right.text == "Seite &P von &N"
    assert sheet.oddFooter.left.text == "Müller && Söhne"


def test_the_sheet_says_its_key_date_and_that_teeup_wrote_it() -> None:
    assert sheet_of(report())["A2"].value.startswith("Stichtag 15.02.2027 · Von Teeup geschrieben")
    assert sheet_of(report(), Words.of("en"))["A2"].value.startswith("Key date 2027-02-15 · Written by Teeup")


def test_no_number_or_date_is_wider_than_its_column() -> None:
    wide = Line(("a", "V", -123_456_789.01, date(2027, 12, 31), 1_234_567, 12.345))
    sheet = sheet_of(report(wide))
    widths = [sheet.column_dimensions[letter].width for letter in "CDEF"]
    needed = [len(text) for text in ("-123.456.789,01 €", "31.12.2027", "1.234.567", "1.234,5%")]
    assert all(width >= text for width, text in zip(widths, needed, strict=True))


def test_a_long_text_wraps_in_a_bounded_column_whose_row_grows() -> None:
    sheet = sheet_of(report(line("Gesellschaft für angewandte Verfahrenstechnik " * 4)))
    cell = next(cell for value, cell in cells(sheet).items() if str(value).startswith("Gesellschaft"))
    assert sheet.column_dimensions["A"].width <= 46
    assert cell.alignment.wrap_text
    assert sheet.row_dimensions[cell.row].height > 3 * 12


def test_figures_stand_side_by_side_over_the_columns_they_need() -> None:
    figures = [Figure(f"Ablaufstufe {n}", n, below=1000.0 * n) for n in range(7)]
    rows = figure_spans(figures, [9.0] * 12, WORDS)
    spans = [span for row in rows for span in row]
    assert len(spans) == 7
    assert all(first <= last < 12 for first, last in spans)
    for row in rows:
        assert all(before[1] < after[0] for before, after in pairwise(row))


def test_an_empty_report_says_so_in_a_sentence() -> None:
    sheet = sheet_of(report())
    assert "Es läuft nichts aus." in cells(sheet)
    assert sheet.freeze_panes is None
    assert "Firma" not in cells(sheet)


# --- the file


@pytest.mark.parametrize("language", LANGUAGES)
def test_drawing_twice_gives_the_same_bytes(language: str) -> None:
    drawn = report(line("Hansen", severity="critical"), line("=Petersen", 8))
    first, second = (rendered(drawn, Words.of(language), locate) for _ in range(2))
    assert first == second


def test_the_file_carries_no_time_but_the_key_date() -> None:
    content = rendered(report(line("Hansen")), WORDS, locate)
    with zipfile.ZipFile(BytesIO(content)) as package:
        assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = package.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+", core)) == {"2027-02-15T00:00:00"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_audit_finds_no_error_in_a_rendered_file(language: str, tmp_path: Path) -> None:
    blocks = (Figures((Figure("a", 1, below=2.5, severity="critical"),)), *report(line("=a"), line("b")).blocks)
    path = tmp_path / "report.xlsx"
    path.write_bytes(rendered(report(blocks=blocks), Words.of(language), locate))
    errors = [e for e in OpenXmlValidator().validate(path).errors if e.severity is ValidationSeverity.ERROR]
    assert not errors


def test_ten_thousand_lines_are_drawn_and_read_back() -> None:
    sheet = sheet_of(report(*(line(f"Firma {n}", n + 5) for n in range(10_000))))
    assert sum(1 for _ in sheet.iter_rows(min_row=5)) == 10_001
    assert sheet["B5004"].hyperlink.location == "'Verträge'!B5004"


def test_a_sheet_holds_no_more_links_than_excel_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("addin.reports.markup.MOST_LINKS", 3)
    sheet = sheet_of(report(*(line("F", n + 5) for n in range(5))))
    assert [bool(cell.hyperlink) for cell in sheet["B"][4:9]] == [True, True, True, False, False]


def test_libreoffice_prints_it_without_a_cut_number_or_an_error(tmp_path: Path, soffice: str) -> None:
    path = tmp_path / "report.xlsx"
    path.write_bytes(rendered(report(line("Hansen Druck"), line("=Petersen", 8)), WORDS, locate))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    call = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(call, check=True, capture_output=True, timeout=180)
    text = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "report.pdf"), "-"], check=True, capture_output=True, text=True
    ).stdout
    assert "Hansen Druck" in text
    assert "=Petersen" in text
    assert "30.06.2027" in text
    assert "Seite 1 von 1" in text
    assert not re.search(r"#{2,}|#REF|#NAME|#VALUE|Err:", text)


# --- names of tabs


@given(st.text(), st.lists(st.text(), max_size=3))
def test_a_tab_gets_a_name_that_excel_accepts_and_that_is_not_taken(text: str, others: list[str]) -> None:
    taken: list[str] = []
    for other in [*others, text, text]:
        taken.append(tab_name(other, taken))
    assert len({name.casefold() for name in taken}) == len(taken)
    for name in taken:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'")
        assert not name.endswith("'")
