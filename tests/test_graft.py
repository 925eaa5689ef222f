"""Report sheets in a workbook: there as they were drawn, replaced in their place, everything else untouched."""

import io
import re
import shutil
import struct
import subprocess
import zlib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import OpenXmlValidator, ValidationSeverity
from python_calamine import CalamineWorkbook

from addin.books import ReportSheet, markup
from addin.books.graft import drop, graft
from addin.books.graft_parts import unused
from addin.books.package import Package
from addin.books.proof import proved
from addin.errors import Refusal
from addin.reports.checks import check_report
from addin.reports.workbook import rendered
from addin.tables.model import Problem
from addin.words import Words

pytestmark = pytest.mark.filterwarnings("ignore:Image.*Pillow", "ignore:.*extension is not supported")

NAME = "Ablauf & Fristen"
STYLES, WORKBOOK, TYPES = "xl/styles.xml", "xl/workbook.xml", "[Content_Types].xml"
ALWAYS_CONCERNED = {STYLES, WORKBOOK, TYPES, "xl/_rels/workbook.xml.rels"}


# --- a report with everything a report may have


def drawn(title: str = "Ablaufende Verträge", rows: int = 6) -> openpyxl.Workbook:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = NAME
    sheet.append([title])
    sheet.append(["Kunde", "Ende", "Wert", "Anteil"])
    for n in range(rows):
        sheet.append([f"Kunde {n}", 46433 + n, 1234.5 * (n + 1), n / 10])
    paint(sheet)
    link(sheet)
    chart(sheet)
    paper(sheet)
    return workbook


def paint(sheet: Worksheet) -> None:
    sheet.merge_cells("A1:D1")
    sheet["A1"].font = Font(name="Calibri", size=18, bold=True, color="17405C")
    sheet["A1"].alignment = Alignment("center", "center", wrap_text=True)
    for cell in sheet[2]:
        cell.fill = PatternFill("solid", fgColor="DDE6ED")
        cell.border = Border(bottom=Side("medium", color="17405C"))
    formats = ("General", "DD.MM.YYYY", '#,##0.00 "€"', "0 %")
    for row in sheet.iter_rows(min_row=3):
        for cell, code in zip(row, formats, strict=True):
            cell.number_format = code
    for column in "ABC":
        sheet.column_dimensions[column].width = 16
    sheet.row_dimensions[1].height = 40
    sheet.freeze_panes = "B3"
    sheet.sheet_properties.tabColor = "C00000"
    red = PatternFill(bgColor="F0A27F")
    sheet.conditional_formatting.add("C3:C9", CellIsRule("greaterThan", ["3000"], fill=red, font=Font(bold=True)))
    sheet.conditional_formatting.add(
        "A3:A9", FormulaRule([f"'{NAME}'!$D3>0.3"], fill=PatternFill(bgColor="FFE08A"))
    )


def link(sheet: Worksheet) -> None:
    sheet["A3"].hyperlink = "https://example.org/?a=1&b=2"
    sheet["A4"].hyperlink = openpyxl.worksheet.hyperlink.Hyperlink(ref="A4", location="'Verträge'!B2")
    sheet["A5"].hyperlink = openpyxl.worksheet.hyperlink.Hyperlink(ref="A5", location=f"'{NAME}'!A1")
    sheet["D3"].comment = Comment("Anteil am Ganzen", "Teeup")


def chart(sheet: Worksheet) -> None:
    for kind, anchor in ((BarChart, "F2"), (LineChart, "F20")):
        made = kind()
        made.add_data(Reference(sheet, min_col=3, min_row=2, max_row=8), titles_from_data=True)
        made.set_categories(Reference(sheet, min_col=1, min_row=3, max_row=8))
        sheet.add_chart(made, anchor)


def paper(sheet: Worksheet) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.print_title_rows, sheet.print_area = "2:2", "A1:L40"
    sheet.oddFooter.right.text = "Seite &P von &N"
    sheet.page_margins.left = 0.45


def packed(workbook: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    workbook.save(buffer)
    return sound_fonts(buffer.getvalue())


def sound_fonts(data: bytes) -> bytes:
    """openpyxl writes the parts of a font in an order of its own, which is no fault of ours."""
    package = Package.open(data)
    root = package.tree(STYLES)
    order = "b i strike u sz color name family scheme".split()
    for font in markup.everywhere(root, "font"):
        font[:] = sorted(font, key=lambda part: order.index(markup.local(part)))
    package.put(STYLES, root)
    return package.to_bytes()


def with_picture(data: bytes) -> bytes:
    """A workbook with one small picture in its first drawing."""
    package = Package.open(data)
    package.add("xl/media/image1.png", png(), "image/png")
    arrow = package.relate("xl/drawings/drawing1.xml", f"{markup.RELATIONS}/image", "xl/media/image1.png")
    picture = f"""<oneCellAnchor xmlns="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
        xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="{markup.RELATIONS}">
      <from><col>0</col><colOff>0</colOff><row>20</row><rowOff>0</rowOff></from><ext cx="900000" cy="900000"/>
      <pic><nvPicPr><cNvPr id="9" name="Logo"/><cNvPicPr/></nvPicPr>
      <blipFill><a:blip r:embed="{arrow}"/><a:stretch><a:fillRect/></a:stretch></blipFill>
      <spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></spPr></pic><clientData/></oneCellAnchor>"""
    drawing = package.tree("xl/drawings/drawing1.xml")
    drawing.append(etree.fromstring(picture))
    package.put("xl/drawings/drawing1.xml", drawing)
    return package.to_bytes()


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pixels = zlib.compress(b"".join(b"\0" + b"\x17\x40\x5c" * 8 for _ in range(8)))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


RICH = with_picture(packed(drawn()))
NEXT_DAY = with_picture(packed(drawn("Ablaufende Verträge, neuer Stand", rows=9)))
REPORT = ReportSheet("expiry_list", NAME, RICH)
NEXT_REPORT = replace(REPORT, workbook=NEXT_DAY)


# --- a workbook of a coordinator


def workbook_of_hers() -> openpyxl.Workbook:
    workbook = openpyxl.Workbook()
    start = workbook.active
    assert isinstance(start, Worksheet)
    start.title = "Start"
    start["A1"].font = Font(name="Arial", size=14, italic=True)
    start["A1"] = "Meine Mappe"
    contracts = workbook.create_sheet("Verträge")
    for row in (["contract_id", "value"], ["V-0001", 1], ["V-0002", 2]):
        contracts.append(row)
    contracts.add_table(Table(displayName="contracts", ref="A1:B3"))
    contracts.print_title_rows = "1:1"
    contracts.conditional_formatting.add(
        "B2:B3", CellIsRule("lessThan", ["2"], fill=PatternFill(bgColor="00FF00"))
    )
    own = workbook.create_sheet("Eigenes")
    own["A1"] = "=SUM(Verträge!B2:B3)"
    own["A2"].number_format = "0.000"
    bars = BarChart()
    bars.add_data(Reference(contracts, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    own.add_chart(bars, "C2")
    own.print_area = "A1:B9"
    workbook.defined_names["as_of"] = DefinedName("as_of", attr_text="Start!$A$1")
    return workbook


HERS = packed(workbook_of_hers())


@pytest.fixture
def hers() -> Package:
    return Package.open(HERS, "Meine.xlsx")


def again(package: Package) -> Package:
    """The package after it was saved and opened."""
    return Package.open(package.to_bytes(), "Meine.xlsx")


def grafted(*reports: ReportSheet, into: bytes = HERS) -> Package:
    package = Package.open(into, "Meine.xlsx")
    for report in reports:
        assert graft(package, report)
    return again(package)


def read(package: Package) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(package.to_bytes()))


def tabs(package: Package) -> list[str]:
    return [sheet.name for sheet in package.sheets()]


def swap(package: Package, part: str, old: str, new: str) -> None:
    """Puts something else into a part, as somebody who edited the workbook would have."""
    before = package[part]
    package[part] = before.replace(old.encode(), new.replace("&", "&amp;").encode())
    assert package[part] != before


def same_xml(one: bytes, other: bytes) -> bool:
    return etree.tostring(etree.fromstring(one), method="c14n") == etree.tostring(
        etree.fromstring(other), method="c14n"
    )


def part_of(package: Package, name: str = NAME) -> str:
    return next(sheet.part for sheet in package.sheets() if sheet.name == name)


def local_names(package: Package) -> dict[str, dict[str, str]]:
    """Names that belong to a sheet, by the sheet's name."""
    found: dict[str, dict[str, str]] = {}
    for name in markup.everywhere(package.tree(WORKBOOK), "definedName"):
        if place := name.get("localSheetId"):
            found.setdefault(tabs(package)[int(place)], {})[name.get("name", "")] = name.text or ""
    return found


def look(sheet: Any) -> dict[str, Any]:
    """Everything that openpyxl sees of a sheet."""
    cells = {
        cell.coordinate: (cell.value, cell.number_format, cell.font, cell.fill, cell.border, cell.alignment)
        for row in sheet.iter_rows()
        for cell in row
    }
    links = [(x.hyperlink.ref, x.hyperlink.target, x.hyperlink.location) for r in sheet for x in r if x.hyperlink]
    conditions = [
        (str(area.sqref), rule.type, rule.formula, rule.dxf.font, rule.dxf.fill)
        for area, rules in sheet.conditional_formatting._cf_rules.items()
        for rule in rules
    ]
    return {
        "cells": {at: (value, code, *map(repr, rest)) for at, (value, code, *rest) in cells.items()},
        "links": links,
        "conditions": repr(conditions),
        "comments": [cell.comment.text for row in sheet for cell in row if cell.comment],
        "merged": sorted(map(str, sheet.merged_cells.ranges)),
        "widths": {at: column.width for at, column in sheet.column_dimensions.items()},
        "heights": {at: row.height for at, row in sheet.row_dimensions.items()},
        "frozen": sheet.freeze_panes,
        "paper": (sheet.print_title_rows, sheet.print_area, repr(sheet.page_setup), repr(sheet.page_margins)),
        "footer": sheet.oddFooter.right.text,
        "tab": repr(sheet.sheet_properties.tabColor),
        "charts": [etree.tostring(etree.fromstring(_xml(made))) for made in sheet._charts],
    }


def _xml(made: Any) -> bytes:
    from openpyxl.xml.functions import tostring

    return bytes(tostring(made._write()))


def errors(data: bytes, folder: Path) -> set[tuple[str, str]]:
    """What the audit holds against a workbook: the part and the words."""
    file = folder / "audited.xlsx"
    file.write_bytes(data)
    found = OpenXmlValidator().validate(file).errors
    return {(e.part_uri or "", e.description) for e in found if e.severity is ValidationSeverity.ERROR}


# --- the sheet is there


def test_the_grafted_sheet_looks_as_it_was_drawn() -> None:
    report = openpyxl.load_workbook(io.BytesIO(RICH))[NAME]
    assert look(read(grafted(REPORT))[NAME]) == look(report)


def test_the_report_becomes_the_last_tab_and_not_the_one_in_front() -> None:
    package = grafted(REPORT)
    assert tabs(package) == ["Start", "Verträge", "Eigenes", NAME]
    assert b'tabSelected="1"' not in package[part_of(package)]


def test_only_what_must_change_changes() -> None:
    before, after = Package.open(HERS), grafted(REPORT)
    for name in before.names:
        assert name in ALWAYS_CONCERNED or after[name] == before[name], name
    assert sorted(set(after.names) - set(before.names)) == [
        "xl/charts/chart2.xml",
        "xl/charts/chart3.xml",
        "xl/comments/comment1.xml",
        "xl/drawings/_rels/drawing2.xml.rels",
        "xl/drawings/commentsDrawing1.vml",
        "xl/drawings/drawing2.xml",
        "xl/media/image1.png",
        "xl/worksheets/_rels/sheet4.xml.rels",
        "xl/worksheets/sheet4.xml",
    ]


def test_the_picture_comes_with_its_bytes() -> None:
    assert grafted(REPORT)["xl/media/image1.png"] == png()


def test_the_audit_finds_nothing_in_the_result(tmp_path: Path) -> None:
    assert errors(grafted(REPORT).to_bytes(), tmp_path) == errors(HERS, tmp_path) == set()
    assert errors(grafted(REPORT, NEXT_REPORT).to_bytes(), tmp_path) == set()


def test_a_report_as_it_is_really_drawn_is_grafted_without_fault(tmp_path: Path) -> None:
    problems = [Problem("contracts", n, "ends_on", "required", {}) for n in range(5, 300)]
    words = Words.of("de")
    content = rendered(check_report(problems, words, date(2027, 2, 15)), words, lambda *to: f"'Verträge'!A{to[1]}")
    package = grafted(ReportSheet("data_check", "Prüfbericht", content))
    assert look(read(package)["Prüfbericht"]) == look(openpyxl.load_workbook(io.BytesIO(content)).worksheets[0])
    assert errors(package.to_bytes(), tmp_path) == set()


def test_shared_texts_become_texts_of_their_cells() -> None:
    package = Package.open(RICH)
    sheet = "xl/worksheets/sheet1.xml"
    texts = re.findall(rb"<is>(.*?)</is>", package[sheet])
    numbers = iter(range(len(texts)))
    shared = re.sub(rb' t="inlineStr"><is>.*?</is>', lambda _: b' t="s"><v>%d</v>' % next(numbers), package[sheet])
    package[sheet] = shared
    listed = b"".join(b"<si>%b</si>" % text for text in texts)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    package.add("xl/sharedStrings.xml", b'<sst xmlns="%b">%b</sst>' % (markup.MAIN.encode(), listed), kind)
    package.relate(WORKBOOK, f"{markup.RELATIONS}/sharedStrings", "xl/sharedStrings.xml")
    result = grafted(replace(REPORT, workbook=package.to_bytes()))
    assert "xl/sharedStrings.xml" not in result
    assert result[part_of(result)] == (plain := grafted(REPORT))[part_of(plain)]


def test_formulas_of_a_report_are_calculated_when_it_is_opened() -> None:
    workbook = drawn()
    workbook[NAME]["C12"] = f"=SUM('{NAME}'!C3:C8)"
    package = grafted(ReportSheet("x", "Umbenannt", packed(workbook)))
    assert read(package)["Umbenannt"]["C12"].value == "=SUM('Umbenannt'!C3:C8)"
    settings = markup.first(package.tree(WORKBOOK), "calcPr")
    assert settings is not None
    assert settings.get("fullCalcOnLoad") == "1"


# --- once more


def test_the_same_report_again_changes_nothing() -> None:
    package = grafted(REPORT)
    assert not graft(package, REPORT)
    assert package.changed == set()


def test_the_hour_at_which_a_report_was_drawn_is_no_change() -> None:
    later = drawn()
    later.properties.creator = "jemand"
    package = grafted(replace(REPORT, workbook=packed(drawn())))
    assert not graft(package, replace(REPORT, workbook=packed(later)))


def test_a_new_state_replaces_the_sheet_in_its_place() -> None:
    package = grafted(REPORT, replace(REPORT, key="other", name="Anderes"), NEXT_REPORT)
    assert tabs(package) == ["Start", "Verträge", "Eigenes", NAME, "Anderes"]
    assert look(read(package)[NAME]) == look(openpyxl.load_workbook(io.BytesIO(NEXT_DAY))[NAME])
    assert len(package.names) == len(grafted(REPORT, replace(REPORT, key="other", name="Anderes")).names)


def test_a_replaced_sheet_keeps_its_tab_its_number_and_its_place_under_another_name() -> None:
    package = grafted(REPORT)
    workbook = package.tree(WORKBOOK)
    sheets = markup.first(workbook, "sheets")
    assert sheets is not None
    sheets.insert(0, sheets[3])
    sheets[0].set("name", "Was abläuft")
    for name in markup.everywhere(workbook, "definedName"):
        if place := name.get("localSheetId"):
            name.set("localSheetId", str((int(place) + 1) % 4))
        name.text = (name.text or "").replace(f"'{NAME}'", "'Was abläuft'")
    package.put(WORKBOOK, workbook)
    before = local_names(package)
    assert graft(package, NEXT_REPORT)
    assert tabs(package) == ["Was abläuft", "Start", "Verträge", "Eigenes"]
    assert {n: k.keys() for n, k in local_names(package).items()} == {n: k.keys() for n, k in before.items()}
    assert local_names(package)["Was abläuft"]["_xlnm.Print_Titles"] == "'Was abläuft'!$2:$2"
    assert b"'Was abl\xc3\xa4uft'!$C$3:$C$8" in package["xl/charts/chart4.xml"]


def test_formulas_on_a_report_sheet_go_on_after_a_new_state() -> None:
    package = grafted(REPORT)
    own = part_of(package, "Eigenes")
    swap(package, own, "SUM(Vertr&#228;ge!B2:B3)", f"SUM('{NAME}'!C3:C8)")
    sheets = re.findall(rb"<sheets>.*</sheets>", package[WORKBOOK])
    assert graft(package, NEXT_REPORT)
    assert read(package)["Eigenes"]["A1"].value == f"=SUM('{NAME}'!C3:C8)"
    assert re.findall(rb"<sheets>.*</sheets>", package[WORKBOOK]) == sheets


def test_a_sheet_in_front_stays_in_front_and_keeps_its_name_for_macros() -> None:
    package = grafted(REPORT)
    part = part_of(package)
    swap(package, part, 'tabSelected="0"', 'tabSelected="1"')
    swap(package, part, "<sheetPr>", '<sheetPr codeName="Tabelle4">')
    assert graft(package, NEXT_REPORT)
    assert b'tabSelected="1"' in package[part]
    assert b'codeName="Tabelle4"' in package[part]


def test_of_a_copied_report_sheet_the_original_is_replaced() -> None:
    package = grafted(REPORT, replace(REPORT, key="copy", name="Kopie"))
    swap(package, WORKBOOK, '"copy:', '"expiry_list:')
    assert graft(package, NEXT_REPORT)
    titles = {name: read(package)[name]["A1"].value for name in (NAME, "Kopie")}
    assert titles == {NAME: "Ablaufende Verträge, neuer Stand", "Kopie": "Ablaufende Verträge"}


def test_names_she_gave_on_a_report_sheet_stay() -> None:
    package = grafted(REPORT)
    hers = '<definedName name="meins" localSheetId="3">Start!$A$1</definedName>'
    swap(package, WORKBOOK, "</definedNames>", f"{hers}</definedNames>")
    assert graft(package, NEXT_REPORT)
    assert local_names(package)[NAME]["meins"] == "Start!$A$1"
    assert len(local_names(package)[NAME]) == 4


@pytest.mark.parametrize("kind", ["pivotTable", "slicer", "control"])
def test_what_somebody_built_on_a_report_sheet_is_not_thrown_away(kind: str) -> None:
    package = grafted(REPORT)
    package.relate(part_of(package), f"{markup.RELATIONS}/{kind}", f"xl/{kind}1.xml")
    for act in (lambda: graft(package, NEXT_REPORT), lambda: drop(package, "expiry_list")):
        with pytest.raises(Refusal, match="report_built_upon"):
            act()


def test_the_last_look_before_saving_finds_nothing_wrong(hers: Package) -> None:
    graft(hers, REPORT)
    package = Package.open(proved(hers))
    graft(package, NEXT_REPORT)
    package = Package.open(proved(package))
    drop(package, REPORT.key)
    assert tabs(Package.open(proved(package))) == ["Start", "Verträge", "Eigenes"]


# --- names


def test_a_sheet_of_hers_with_the_name_is_left_alone(hers: Package) -> None:
    package = grafted(replace(REPORT, name="VERTRÄGE"))
    assert tabs(package) == ["Start", "Verträge", "Eigenes", "VERTRÄGE (2)"]
    assert package[part_of(package, "Verträge")] == hers[part_of(hers, "Verträge")]


def test_references_of_a_report_to_itself_follow_its_new_name() -> None:
    package = grafted(replace(REPORT, name="Verträge"))
    sheet = read(package)["Verträge (2)"]
    assert sheet["A5"].hyperlink.location == "'Verträge (2)'!A1"
    assert sheet["A4"].hyperlink.location == "'Verträge'!B2"
    assert sheet.print_title_rows == "$2:$2"
    assert "'Verträge (2)'!$D3>0.3" in [
        r.formula[0] for rules in sheet.conditional_formatting for r in rules.rules
    ]
    assert b"'Vertr\xc3\xa4ge (2)'!$C$3:$C$8" in package["xl/charts/chart2.xml"]


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("Prüfbericht / Data check", "Prüfbericht - Data check"),
        ("[x]:*?/\\", "-x------"[:8]),
        ("x" * 40, "x" * 31),
        ("'Anführung'", "Anführung"),
        ("History", "History (2)"),
        ("🎪" * 20, "🎪" * 15),
    ],
)
def test_a_tab_gets_a_name_that_excel_accepts(wanted: str, given: str) -> None:
    name = tabs(grafted(replace(REPORT, name=wanted)))[-1]
    assert name == given
    assert len(name.encode("utf-16-le")) <= 62


def test_a_table_in_a_report_gets_a_number_and_a_name_of_its_own(tmp_path: Path) -> None:
    workbook = drawn()
    workbook[NAME].add_table(Table(displayName="contracts", ref="A2:D8"))
    package = grafted(replace(REPORT, workbook=packed(workbook)))
    table = package.tree("xl/tables/table2.xml")
    assert (table.get("id"), table.get("displayName"), table.get("name")) == ("2", "contracts_2", "contracts_2")
    assert errors(package.to_bytes(), tmp_path) == set()


# --- styles


def test_styles_are_appended_and_none_is_renumbered() -> None:
    before, after = Package.open(HERS).tree(STYLES), grafted(REPORT).tree(STYLES)
    for section in ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "dxfs"):
        old, new = (next(markup.under(root, section)) for root in (before, after))
        assert [etree.tostring(style) for style in new[: len(old)]] == [etree.tostring(style) for style in old]
        assert new.get("count") == str(len(new))


def test_reports_drawn_day_by_day_do_not_make_the_styles_grow() -> None:
    package = grafted(REPORT, NEXT_REPORT)
    styles = package[STYLES]
    for day in range(5):
        assert graft(package, replace(REPORT, workbook=packed(drawn(f"Tag {day}"))))
    assert package[STYLES] == styles


def test_a_workbook_without_styles_gets_some_and_its_cells_stay_as_they_look(tmp_path: Path) -> None:
    plain = openpyxl.Workbook()
    plain.worksheets[0]["A1"] = "schlicht"
    package = Package.open(packed(plain))
    arrow = next(arrow for arrow in package.relationships(WORKBOOK) if arrow.kind == "styles")
    package.unrelate(WORKBOOK, arrow.id)
    del package[STYLES]
    result = grafted(REPORT, into=package.to_bytes())
    assert (
        look(read(result)[NAME])["cells"].keys()
        == look(openpyxl.load_workbook(io.BytesIO(RICH))[NAME])["cells"].keys()
    )
    assert read(result)["Sheet"]["A1"].font.name == "Calibri"
    assert read(result)[NAME]["B3"].number_format == "DD.MM.YYYY"
    assert errors(result.to_bytes(), tmp_path) == set()


def test_a_workbook_that_lacks_some_lists_of_styles_gets_them_in_their_place() -> None:
    package = Package.open(HERS)
    root = package.tree(STYLES)
    for section in ("numFmts", "dxfs", "cellStyles"):
        for found in list(markup.under(root, section)):
            root.remove(found)
    package.put(STYLES, root)
    result = grafted(REPORT, into=package.to_bytes())
    order = [markup.local(section) for section in result.tree(STYLES)]
    assert order == [
        "numFmts",
        "fonts",
        "fills",
        "borders",
        "cellStyleXfs",
        "cellXfs",
        "dxfs",
        "tableStyles",
        "colors",
    ]


def test_dates_are_the_same_days_in_a_workbook_that_counts_from_1904() -> None:
    workbook = workbook_of_hers()
    workbook.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    result = read(grafted(REPORT, into=packed(workbook)))
    report = openpyxl.load_workbook(io.BytesIO(RICH))
    assert result.epoch == openpyxl.utils.datetime.CALENDAR_MAC_1904
    values = [[cell.value for cell in row] for row in result[NAME].iter_rows()]
    assert values == [[cell.value for cell in row] for row in report[NAME].iter_rows()]


# --- taken out


def test_a_dropped_report_leaves_the_workbook_as_it_was() -> None:
    before, package = Package.open(HERS), grafted(REPORT)
    assert drop(package, "expiry_list")
    after = again(package)
    assert set(after.names) == set(before.names)
    assert tabs(after) == tabs(before)
    assert same_xml(after[WORKBOOK], before[WORKBOOK])
    for name in set(before.names) - ALWAYS_CONCERNED:
        assert after[name] == before[name], name


def test_dropping_what_is_not_there_changes_nothing(hers: Package) -> None:
    assert not drop(hers, "expiry_list")
    assert hers.changed == set()


def test_sheets_after_a_dropped_one_keep_their_names_and_the_one_in_front(tmp_path: Path) -> None:
    keys = ("first", "second", "third")
    package = grafted(*(replace(REPORT, key=key, name=key) for key in keys))
    root = package.tree(WORKBOOK)
    view = markup.first(root, "bookViews", "workbookView")
    assert view is not None
    view.set("activeTab", "5")
    package.put(WORKBOOK, root)
    before = local_names(package)
    assert drop(package, "second")
    assert tabs(package) == ["Start", "Verträge", "Eigenes", "first", "third"]
    assert local_names(package) == {name: names for name, names in before.items() if name != "second"}
    assert b'activeTab="4"' in package[WORKBOOK]
    assert drop(package, "third")
    assert b'activeTab="3"' in package[WORKBOOK]
    assert errors(package.to_bytes(), tmp_path) == set()


def test_pictures_that_others_use_too_stay_when_a_report_goes() -> None:
    package = grafted(REPORT)
    package.relate("xl/drawings/drawing1.xml", f"{markup.RELATIONS}/image", "xl/media/image1.png")
    assert drop(package, "expiry_list")
    assert "xl/media/image1.png" in package


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/worksheets/sheet3.xml", "SUM(Vertr&#228;ge!B2:B3)", f"SUM('{NAME}'!C3:C8)"),
        ("xl/worksheets/sheet3.xml", "SUM(Vertr&#228;ge!B2:B3)", f"SUM('Start:{NAME}'!C3)"),
        ("xl/worksheets/sheet2.xml", "<formula>2</formula>", f"<formula>'{NAME}'!C3</formula>"),
        ("xl/charts/chart1.xml", "'Verträge'!$B$2:$B$3", f"'{NAME}'!$B$2:$B$3"),
        (WORKBOOK, "Start!$A$1", f"'{NAME}'!$A$1"),
    ],
    ids=["formula", "range of sheets", "condition", "chart", "name"],
)
def test_a_report_that_others_need_is_not_dropped(part: str, old: str, new: str) -> None:
    package = grafted(REPORT)
    swap(package, part, old, new)
    with pytest.raises(Refusal, match="report_referred_to"):
        drop(package, "expiry_list")


def test_a_text_or_a_link_that_names_a_report_does_not_keep_it() -> None:
    package = grafted(REPORT)
    own = part_of(package, "Start")
    swap(package, own, "Meine Mappe", f"'{NAME}'!A1")
    assert drop(package, "expiry_list")


def test_the_last_sheet_that_can_be_seen_is_not_dropped() -> None:
    package = grafted(REPORT)
    root = package.tree(WORKBOOK)
    for sheet in list(markup.under(root, "sheets", "sheet"))[:3]:
        sheet.set("state", "hidden")
    package.put(WORKBOOK, root)
    with pytest.raises(Refusal, match="last_sheet"):
        drop(package, "expiry_list")


def test_a_replaced_sheet_leaves_the_order_of_calculation() -> None:
    workbook = drawn()
    workbook[NAME]["C12"] = "=SUM(C3:C8)"
    package = grafted(replace(REPORT, workbook=packed(workbook)))
    chain = f'<calcChain xmlns="{markup.MAIN}"><c r="A1" i="3"/><c r="C12" i="4"/><c r="A2" i="3"/></calcChain>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    package.add("xl/calcChain.xml", chain.encode(), kind)
    package.relate(WORKBOOK, f"{markup.RELATIONS}/calcChain", "xl/calcChain.xml")
    assert graft(package, NEXT_REPORT)
    assert [(c.get("r"), c.get("i")) for c in package.tree("xl/calcChain.xml")] == [("A1", "3"), ("A2", "3")]


# --- workbooks that are not for it


def protected() -> bytes:
    workbook = workbook_of_hers()
    workbook.security.lockStructure = True
    return packed(workbook)


def test_a_workbook_whose_structure_is_protected_takes_no_new_sheet() -> None:
    package = Package.open(protected())
    with pytest.raises(Refusal, match="structure_protected"):
        graft(package, REPORT)
    assert package.changed == set()


def test_in_a_protected_structure_a_report_is_still_brought_up_to_date() -> None:
    package = grafted(REPORT)
    swap(package, WORKBOOK, "<workbookProtection/>", '<workbookProtection lockStructure="1"/>')
    assert graft(package, NEXT_REPORT)
    with pytest.raises(Refusal, match="structure_protected"):
        drop(package, "expiry_list")


# --- other kinds of workbooks


def strict(data: bytes) -> bytes:
    """The workbook with the namespaces of Strict Open XML."""
    package = Package.open(data)
    for name in package.names:
        content = package[name]
        if name.endswith((".xml", ".rels")):
            content = re.sub(
                rb"http://schemas\.openxmlformats\.org/(spreadsheetml|drawingml|officeDocument)/2006/",
                rb"http://purl.oclc.org/ooxml/\1/",
                content,
            )
        package[name] = content
    return package.to_bytes()


def test_in_a_strict_workbook_the_report_is_strict() -> None:
    package = grafted(REPORT, into=strict(HERS))
    new = set(package.names) - set(Package.open(HERS).names)
    assert new
    for name in (*new, STYLES, WORKBOOK):
        foreign = re.findall(rb"schemas\.openxmlformats\.org/(?!package|markup)\w+", package[name])
        assert name.endswith(".vml") or foreign == [], name


def test_tabs_are_counted_with_sheets_that_hold_only_a_chart() -> None:
    workbook = workbook_of_hers()
    workbook.create_chartsheet("Diagramm", 1).add_chart(BarChart())
    package = grafted(REPORT, NEXT_REPORT, into=packed(workbook))
    assert tabs(package) == ["Start", "Diagramm", "Verträge", "Eigenes", NAME]
    assert local_names(package)[NAME]["_xlnm.Print_Titles"] == f"'{NAME}'!$2:$2"
    assert drop(package, "expiry_list")
    assert local_names(package) == local_names(Package.open(packed(workbook)))


def test_a_part_gets_a_number_that_is_free(hers: Package) -> None:
    assert unused(hers, "xl/worksheets/sheet1.xml") == "xl/worksheets/sheet4.xml"
    assert unused(hers, "xl/media/image7.png") == "xl/media/image1.png"


# --- workbooks that nobody here wrote, and a program that nobody here wrote


def grafted_real(realdata: Path) -> dict[Path, Package]:
    """The report in every real workbook that takes one; the others refused it and are untouched."""
    taken: dict[Path, Package] = {}
    for file in sorted((realdata / "workbooks").glob("*.xl*")):
        package = Package.open(file.read_bytes(), file.name)
        try:
            assert graft(package, REPORT)
            taken[file] = package
        except Refusal as refusal:
            assert refusal.code == "shared_workbook"
            assert package.changed == set()
    return taken


def test_in_real_workbooks_every_part_that_is_not_concerned_stays_byte_for_byte(realdata: Path) -> None:
    taken = grafted_real(realdata)
    assert len(taken) >= 43
    for file, package in taken.items():
        before, after = Package.open(file.read_bytes()), again(package)
        concerned = {TYPES, before.workbook, unused(before, STYLES), *styles_and_arrows(before)}
        for name in before.names:
            assert name in concerned or after[name] == before[name], (file.name, name)
        assert tabs(after) == [*tabs(before), NAME]
        assert not graft(after, REPORT)
        assert drop(after, REPORT.key)
        assert set(after.names) - {"xl/styles.xml"} == set(before.names) - {"xl/styles.xml"}, file.name


def styles_and_arrows(package: Package) -> list[str]:
    folder, _, base = package.workbook.rpartition("/")
    styles = [arrow.target for arrow in package.relationships(package.workbook) if arrow.kind == "styles"]
    return [f"{folder}/_rels/{base}.rels", *styles]


def test_in_real_workbooks_nothing_of_the_concerned_parts_is_lost(realdata: Path) -> None:
    for file, package in grafted_real(realdata).items():
        before = Package.open(file.read_bytes())
        for part in (before.workbook, *styles_and_arrows(before)[1:]):
            old, new = (elements(each.tree(part)) for each in (before, package))
            assert [shape for shape in old if shape not in new] == [], (file.name, part)


def elements(root: Any) -> dict[tuple[Any, ...], None]:
    """Every element with its attributes, without the counts that grow."""
    return {
        (element.tag, *sorted((k, v) for k, v in element.attrib.items() if k != "count"), element.text): None
        for element in root.iter()
    }


def converted(soffice: str, to: str, files: dict[str, bytes], folder: Path) -> dict[str, Path]:
    """The files as LibreOffice saves them after opening."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", to, "--outdir", str(folder / "out")]
    for _ in range(2):  # a fresh profile may make the first start end at once
        subprocess.run([*command, *(str(folder / name) for name in files)], capture_output=True, timeout=300)
        if (folder / "out").is_dir():
            break
    return {name: folder / "out" / f"{Path(name).stem}.{to}" for name in files}


def test_libreoffice_shows_the_same_pages_grafted_or_not(soffice: str, tmp_path: Path) -> None:
    if not shutil.which("pdftoppm"):
        pytest.skip("pdftoppm is not installed: apt install poppler-utils")
    blank = packed(openpyxl.Workbook())
    versions = {
        "alone.xlsx": RICH,
        "grafted.xlsx": grafted(REPORT, into=blank).to_bytes(),
        "strict.xlsx": grafted(REPORT, into=strict(blank)).to_bytes(),
        "replaced.xlsx": grafted(NEXT_REPORT, REPORT, into=blank).to_bytes(),
    }
    pictures = set()
    for pages in converted(soffice, "pdf", versions, tmp_path).values():
        drawn = subprocess.run(["pdftoppm", "-r", "60", pages], capture_output=True, check=True)
        pictures.add(drawn.stdout)
    assert len(pictures) == 1
    assert len(pictures.pop()) > 100_000


def test_libreoffice_finds_the_report_in_every_real_workbook(soffice: str, realdata: Path, tmp_path: Path) -> None:
    taken = {file: again(package) for file, package in grafted_real(realdata).items() if ".xls" in file.name}
    files = {file.name: package.to_bytes() for file, package in taken.items()}
    expected = CalamineWorkbook.from_filelike(io.BytesIO(RICH)).get_sheet_by_name(NAME).to_python()
    for name, file in converted(soffice, "ods", files, tmp_path).items():
        found = CalamineWorkbook.from_path(file)
        assert found.get_sheet_by_name(NAME).to_python() == expected, name
