"""Report sheets in a workbook: there as they were drawn, replaced in their place, everything else untouched."""

import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from graft_cases import (
    ALWAYS_CONCERNED,
    HERS,
    NAME,
    NEXT_DAY,
    NEXT_REPORT,
    REPORT,
    RICH,
    WORKBOOK,
    drawn,
    errors,
    grafted,
    local_names,
    look,
    packed,
    part_of,
    png,
    read,
    swap,
    tabs,
    workbook_of_hers,
)
from openpyxl.worksheet.table import Table

from addin.books import ReportSheet, markup
from addin.books.graft import drop, graft
from addin.books.package import Package
from addin.books.proof import proved
from addin.errors import Refusal
from addin.reports.checks import check_report
from addin.reports.workbook import rendered
from addin.tables.model import Problem
from addin.words import Words


@pytest.fixture
def hers() -> Package:
    return Package.open(HERS, "Meine.xlsx")


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
