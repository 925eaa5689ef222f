"""The looks of a report in workbooks of every kind: with styles, without, strict, counting from 1904."""

import io
import re
from dataclasses import replace
from pathlib import Path

import openpyxl
from graft_cases import (
    HERS,
    NAME,
    NEXT_REPORT,
    REPORT,
    RICH,
    STYLES,
    WORKBOOK,
    drawn,
    errors,
    grafted,
    local_names,
    look,
    packed,
    read,
    strict,
    tabs,
    workbook_of_hers,
)
from lxml import etree
from openpyxl.chart import BarChart

from addin.books import markup
from addin.books.graft import drop, graft
from addin.books.graft_parts import unused
from addin.books.package import Package


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


def test_a_part_gets_a_number_that_is_free() -> None:
    assert unused(Package.open(HERS), "xl/worksheets/sheet1.xml") == "xl/worksheets/sheet4.xml"
    assert unused(Package.open(HERS), "xl/media/image7.png") == "xl/media/image1.png"
