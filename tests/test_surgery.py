"""Cells changed and rows appended in sheets as hostile as they come: only what was asked for differs."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from python_calamine import CalamineWorkbook
from raw_workbook import HEADERS, RawSheet, RawTable, RawWorkbook, sheet_of

from addin.books.addresses import Area, address
from addin.books.excel_tables import excel_tables
from addin.books.formulas import translated
from addin.books.package import Package
from addin.books.proof import proved
from addin.books.surgery import Surgery, append, change_cells
from addin.errors import Refusal
from addin.tables.model import Problem

SHEET = "xl/worksheets/sheet1.xml"
TABLE = RawTable("t", "A1:B3", ("a", "b"))
ROWS = (
    '<row r="2" spans="1:2"><c r="A2"><v>1</v></c><c r="B2" s="2"><v>10</v></c></row>',
    '<row r="3" spans="1:2" ht="20" customHeight="1"><c r="A3"><v>2</v></c><c r="B3" s="2"><v>20</v></c></row>',
)
PLAIN = RawWorkbook((sheet_of(*ROWS, tables=(TABLE,)),))


def opened(workbook: RawWorkbook) -> Package:
    return Package.open(workbook.data(), "Mappe.xlsx")


def values(package: Package, sheet: int = 0) -> list[list[Any]]:
    """The sheet as another library reads it from the proved file."""
    workbook = CalamineWorkbook.from_filelike(BytesIO(proved(package)))
    return workbook.get_sheet_by_index(sheet).to_python(skip_empty_area=False)


def cell(package: Package, name: str, part: str = SHEET) -> str:
    """A cell's XML without prefixes and namespaces."""
    for found in package.tree(part).iter():
        if isinstance(found.tag, str) and found.get("r") == name and etree.QName(found).localname == "c":
            text = etree.tostring(found, encoding="unicode", with_tail=False)
            return re.sub(r' xmlns(:\w+)?="[^"]*"|(?<=[</])\w+:', "", text)
    return ""


def grown(sheet: RawSheet, *rows: dict[str, Any], **more: Any) -> Package:
    package = opened(RawWorkbook((sheet,), **more))
    append(package, "t", rows)
    return package


# --- values in cells


@pytest.mark.parametrize(
    ("content", "xml"),
    [
        (5, '<c r="B2" s="2"><v>5</v></c>'),
        (0.1, '<c r="B2" s="2"><v>0.1</v></c>'),
        (True, '<c r="B2" s="2" t="b"><v>1</v></c>'),
        (date(2027, 2, 15), '<c r="B2" s="2"><v>46433</v></c>'),
        (datetime(2027, 2, 15, 12), '<c r="B2" s="2"><v>46433.5</v></c>'),
        (None, '<c r="B2" s="2"/>'),
        ("01069", '<c r="B2" s="2" t="inlineStr"><is><t>01069</t></is></c>'),
        ("_x0041_", '<c r="B2" s="2" t="inlineStr"><is><t>_x005F_x0041_</t></is></c>'),
        ("=1+1", '<c r="B2" s="2" t="inlineStr"><is><t>=1+1</t></is></c>'),
    ],
)
def test_a_value_keeps_the_style_of_its_cell(content: Any, xml: str) -> None:
    package = opened(PLAIN)
    change_cells(package, "Data", {"B2": content})
    assert cell(package, "B2") == xml


def test_only_the_cell_and_the_request_to_calculate_differ() -> None:
    before, after = opened(PLAIN), opened(PLAIN)
    change_cells(after, "Data", {"B2": 11})
    assert after.changed == {SHEET, "xl/workbook.xml"}
    assert after[SHEET] == before[SHEET].replace(b"<v>10</v>", b"<v>11</v>")


def test_a_new_cell_has_the_style_of_its_column_and_stands_in_its_place() -> None:
    rows = ("<row r='2'><c r='C2'><v>7</v></c></row>", ROWS[1])
    package = opened(RawWorkbook((sheet_of(*rows, tables=(TABLE,)),)))
    change_cells(package, "Data", {"B2": 11})
    assert cell(package, "B2") == '<c r="B2" s="2"><v>11</v></c>'
    assert values(package)[1] == ["", 11, 7]


def test_a_cell_in_a_row_that_is_not_there_makes_the_row_in_its_place() -> None:
    package = opened(RawWorkbook((sheet_of(ROWS[0], "<row r='9'><c r='A9'><v>9</v></c></row>"),)))
    change_cells(package, "Data", {"D5": "neu", "A12": 12})
    read = values(package)
    assert (read[4][3], read[8][0], read[11][0]) == ("neu", 9, 12)


def test_cells_without_addresses_keep_their_places() -> None:
    sheet = RawSheet("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c><c/><c><v>4</v></c></row>")
    package = opened(RawWorkbook((sheet,)))
    change_cells(package, "Data", {"B2": 9, "A1": 7})
    assert values(package) == [[7, 2, ""], [3, 9, 4]]


def test_a_cell_that_goes_does_not_move_those_without_addresses() -> None:
    package = opened(RawWorkbook((RawSheet("<row><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c></row>"),)))
    change_cells(package, "Data", {"A1": None})
    assert values(package) == [["", 2, 3]]


def test_a_sheet_without_rows_takes_a_cell() -> None:
    for data in ("<sheetData/>", "<sheetData></sheetData>", "<sheetData />"):
        package = opened(RawWorkbook((RawSheet("", data=data),)))
        change_cells(package, "Data", {"B2": "x"})
        assert values(package) == [["", ""], ["", "x"]]


@pytest.mark.parametrize(
    "workbook",
    [
        replace(PLAIN, prefixed=True),
        replace(PLAIN, strict=True),
        replace(PLAIN, encode=lambda text: text.encode("utf-8-sig")),
        replace(PLAIN, encode=lambda text: text.encode("utf-16")),
        replace(PLAIN, encode=lambda t: f'<?xml version="1.0" encoding="ISO-8859-1"?>{t}'.encode("latin-1")),
        replace(PLAIN, absolute=True),
        replace(PLAIN, entry=lambda name: name.replace("/", "\\") if name.startswith("xl/w") else name),
    ],
    ids=["prefix", "strict", "byte order mark", "utf-16", "latin-1", "absolute", "backslash"],
)
def test_however_a_part_is_spelled_cells_change_and_rows_are_appended(workbook: RawWorkbook) -> None:
    package = opened(workbook)
    change_cells(package, "Data", {"A2": "ä"})
    append(package, "t", [{"a": 3, "b": "ü"}])
    part = package.sheets()[0].part
    assert cell(package, "A2", part).endswith("<is><t>ä</t></is></c>")
    assert cell(package, "B4", part).startswith('<c r="B4" s="2"')
    assert [table.area for table in excel_tables(Package.open(proved(package)))] == [Area.of("A1:B4")]
    assert (b"<x:c " in package[part]) == workbook.prefixed


def test_text_in_cdata_that_looks_like_a_row_is_text() -> None:
    trap = '<row r="2"><c r="A2" t="inlineStr"><is><t><![CDATA[<row r="3"><c r="A3">]]></t></is></c></row>'
    package = opened(RawWorkbook((sheet_of(trap, "<!-- <row r='3'> -->", ROWS[1]),)))
    change_cells(package, "Data", {"A3": "neu"})
    assert [row[0] for row in values(package)] == ["a", '<row r="3"><c r="A3">', "neu"]


def test_an_address_in_a_text_is_no_cell() -> None:
    trap = "<row r='2'><c r='A2' t='inlineStr'><is><t>x r=\"B2\"&gt;</t></is></c><c r='B2'><v>1</v></c></row>"
    package = opened(RawWorkbook((sheet_of(trap),)))
    change_cells(package, "Data", {"B2": 2})
    assert values(package)[1] == ['x r="B2">', 2]


def test_dates_count_from_1904_where_the_workbook_does() -> None:
    package = opened(replace(PLAIN, settings='date1904="1"'))
    change_cells(package, "Data", {"B2": date(2027, 2, 15)})
    assert cell(package, "B2") == '<c r="B2" s="2"><v>44971</v></c>'


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters=[chr(n) for n in range(32)]), min_size=1)
)
def test_every_text_is_read_back_as_it_was_written(text: str) -> None:
    package = opened(PLAIN)
    try:
        change_cells(package, "Data", {"A2": text})
    except Refusal as refusal:
        assert refusal.code == "text_with_control_characters"
    else:
        assert values(package)[1][0] == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_is_read_back_as_it_was_written(number: float) -> None:
    package = opened(PLAIN)
    change_cells(package, "Data", {"A2": number})
    assert values(package)[1][0] == number


# --- refused before anything is written

MERGED = '<mergeCells count="1"><mergeCell ref="A2:B2"/></mergeCells>'
ARRAY = (
    "<row r='2'><c r='A2'><f t='array' ref='A2:A4'>B2:B4</f><v>1</v></c></row>"
    "<row r='3'><c r='A3'><v>2</v></c></row>"
)
WHAT_IF = "<row r='2'><c r='A2'><f t='dataTable' ref='A2:A3' r1='B1'/><v>1</v></c></row>" + ROWS[1]


@pytest.mark.parametrize(
    ("sheet", "contents", "code"),
    [
        (sheet_of("<row r='2'><c r='A2'><f>1+1</f><v>2</v></c></row>"), {"A2": 1}, "formula_cell"),
        (sheet_of("<row r='2'><c r='A2'><f t='shared' si='0'/><v>2</v></c></row>"), {"A2": 1}, "formula_cell"),
        (sheet_of(ARRAY), {"A3": 1}, "array_cell"),
        (sheet_of(WHAT_IF), {"A3": 1}, "array_cell"),
        (sheet_of(*ROWS, after=MERGED), {"B2": 1}, "merged_cell"),
        (sheet_of("<row r='2'><c r='A2' t='e' vm='1'><v>#VALUE!</v></c></row>"), {"A2": 1}, "rich_cell"),
        (PLAIN.sheets[0], {"A1": "anders"}, "header_cell"),
        (PLAIN.sheets[0], {"A2": "x" * 32_768}, "text_too_long"),
        (PLAIN.sheets[0], {"A2": "😀" * 16_384}, "text_too_long"),
        (PLAIN.sheets[0], {"A2": "a\x00b"}, "text_with_control_characters"),
        (PLAIN.sheets[0], {"A2": "a\ud800b"}, "text_with_control_characters"),
        (PLAIN.sheets[0], {"A2": float("inf")}, "number_is_none"),
        (PLAIN.sheets[0], {"A2": date(1899, 12, 31)}, "date_before_calendar"),
        (
            replace(PLAIN.sheets[0], tables=(replace(TABLE, attributes='tableType="queryTable"'),)),
            {"A2": 1},
            "table_bound",
        ),
        (
            replace(PLAIN.sheets[0], tables=(replace(TABLE, attributes='totalsRowCount="1"'),)),
            {"A3": 1},
            "totals_cell",
        ),
    ],
)
def test_what_would_be_lost_is_refused_by_its_address(
    sheet: RawSheet, contents: dict[str, Any], code: str
) -> None:
    package = opened(RawWorkbook((sheet,)))
    with pytest.raises(Refusal, match=code) as refusal:
        change_cells(package, "Data", contents)
    assert refusal.value.facts["sheet"] == "Data"
    assert refusal.value.facts["cell"] == next(iter(contents))


def test_the_longest_text_fits() -> None:
    package = opened(PLAIN)
    change_cells(package, "Data", {"A2": "x" * 32_767})
    assert values(package)[1][0] == "x" * 32_767


# --- rows appended


def test_new_rows_look_like_the_last_one() -> None:
    package = grown(PLAIN.sheets[0], {"a": 3, "b": 30}, {"b": 40})
    assert values(package)[3:] == [[3, 30], ["", 40]]
    assert b'<row r="4" ht="20" customHeight="1">' in package[SHEET]
    assert cell(package, "B5") == '<c r="B5" s="2"><v>40</v></c>'


def test_the_table_its_filter_and_the_dimension_reach_to_the_new_rows() -> None:
    package = grown(replace(PLAIN.sheets[0], before='<dimension ref="A1:B3"/>'), {"a": 3}, {"a": 4})
    table = package.tree("xl/tables/table1.xml")
    assert (table.get("ref"), table[0].get("ref")) == ("A1:B5", "A1:B5")
    assert b'<dimension ref="A1:B5"/>' in package[SHEET]


def test_a_blank_row_is_filled_before_others_are_added() -> None:
    sheet = sheet_of("<row r='2'><c r='A2' s='3'/><c r='B2' s='2'/></row>", tables=(replace(TABLE, ref="A1:B2"),))
    package = grown(sheet, {"a": "x"}, {"a": "y"})
    assert [row[0] for row in values(package)] == ["a", "x", "y"]
    assert package.tree("xl/tables/table1.xml").get("ref") == "A1:B3"
    assert 's="3"' in cell(package, "A3")


def test_a_table_that_is_empty_by_its_own_account_is_so_no_longer() -> None:
    table = replace(TABLE, ref="A1:B2", attributes='insertRow="1"')
    package = grown(sheet_of(tables=(table,)), {"a": 1}, {"a": 2})
    assert package.tree("xl/tables/table1.xml").get("insertRow") is None
    assert [row[0] for row in values(package)] == ["a", 1, 2]


CALCULATED = replace(TABLE, calculated=(("b", "t[[#This Row],[a]]*2"),))
COMPUTED = (
    "<row r='2'><c r='A2'><v>1</v></c><c r='B2'><f>t[[#This Row],[a]]*2</f><v>2</v></c></row>",
    "<row r='3'><c r='A3'><v>2</v></c><c r='B3'><f>t[[#This Row],[a]]*2</f><v>4</v></c></row>",
)


def test_calculated_columns_go_on_and_the_order_of_calculation_knows() -> None:
    package = grown(sheet_of(*COMPUTED, tables=(CALCULATED,)), {"a": 3}, chain='<c r="B2" i="1"/><c r="B3"/>')
    assert cell(package, "B4") == '<c r="B4"><f>t[[#This Row],[a]]*2</f></c>'
    assert [(link.get("r"), link.get("i")) for link in package.tree("xl/calcChain.xml")] == [
        ("B2", "1"),
        ("B3", None),
        ("B4", "1"),
    ]


def test_a_value_for_a_calculated_column_is_refused() -> None:
    with pytest.raises(Refusal, match="calculated_column"):
        grown(sheet_of(*COMPUTED, tables=(CALCULATED,)), {"a": 3, "b": 4})


def test_shared_formulas_are_written_out_for_the_new_row() -> None:
    rows = (
        "<row r='2'><c r='B2'><f t='shared' ref='B2:B3' si='0'>A2*$A$2&amp;\"A2\"</f><v>2</v></c></row>",
        "<row r='3'><c r='A3'><v>2</v></c><c r='B3'><f t='shared' si='0'/><v>4</v></c></row>",
    )
    package = grown(sheet_of(*rows, tables=(TABLE,)), {"a": 3}, {"a": 4})
    assert cell(package, "B5") == '<c r="B5"><f>A5*$A$2&amp;"A2"</f></c>'


def test_a_dynamic_array_of_one_cell_stays_dynamic() -> None:
    row = "<row r='2'><c r='A2'><v>1</v></c><c r='B2' cm='1'><f t='array' ref='B2'>SUM(A2*2)</f><v>2</v></c></row>"
    package = grown(sheet_of(row, tables=(replace(TABLE, ref="A1:B2"),)), {"a": 3})
    assert cell(package, "B3") == '<c r="B3" cm="1"><f t="array" ref="B3">SUM(A3*2)</f></c>'


TOTALS = (
    "<row r='4'><c r='A4' t='str'><v>Summe</v></c><c r='B4' s='2'><f>SUBTOTAL(109,t[b])</f><v>30</v></c></row>"
)


def test_the_totals_row_moves_down() -> None:
    table = replace(TABLE, ref="A1:B4", attributes='totalsRowCount="1"', filtered=False)
    package = grown(
        sheet_of(*ROWS, TOTALS, tables=(table,)), {"a": 3, "b": 30}, {"a": 4}, chain='<c r="B4" i="1"/>'
    )
    assert [row[0] for row in values(package)] == ["a", 1, 2, 3, 4, "Summe"]
    assert cell(package, "B6") == '<c r="B6" s="2"><f>SUBTOTAL(109,t[b])</f></c>'
    assert package.tree("xl/tables/table1.xml").get("ref") == "A1:B6"
    assert [link.get("r") for link in package.tree("xl/calcChain.xml")] == ["B6"]


@pytest.mark.parametrize(
    ("below", "cell"),
    [
        ("<row r='4'><c r='A4'><v>9</v></c></row>", "A4"),
        ("<row r='5'><c r='B5'><f>1</f></c></row>", "B5"),
    ],
)
def test_what_stands_below_is_in_the_way_only_of_as_many_rows(below: str, cell: str) -> None:
    sheet = sheet_of(*ROWS, below, tables=(TABLE,))
    with pytest.raises(Refusal, match="content_below") as refusal:
        grown(sheet, {"a": 3}, {"a": 4})
    assert refusal.value.facts["cell"] == cell
    if cell == "B5":
        assert values(grown(sheet, {"a": 3}))[3][0] == 3


def test_notes_beside_the_table_and_formats_below_it_are_no_obstacle() -> None:
    below = "<row r='4'><c r='A4' s='1'/><c r='D4'><v>7</v></c></row>"
    package = grown(sheet_of(*ROWS, below, tables=(TABLE,)), {"a": 3})
    assert values(package)[3] == [3, "", "", 7]


def test_a_merged_area_below_is_in_the_way() -> None:
    with pytest.raises(Refusal, match="merged_cell"):
        grown(
            sheet_of(*ROWS, tables=(TABLE,), after='<mergeCells><mergeCell ref="B4:C4"/></mergeCells>'), {"a": 3}
        )


# --- what lies over the columns comes along

FORMAT = (
    '<conditionalFormatting sqref="{}"><cfRule type="expression" priority="1"><formula>{}</formula></cfRule>'
    "</conditionalFormatting>"
)
VALIDATION = (
    '<dataValidations count="1"><dataValidation type="list" sqref="{}"><formula1>{}</formula1></dataValidation>'
    "</dataValidations>"
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A2:A3", "A2:A5"),
        ("A1:B3", "A1:B5"),
        ("A2:A3 D7", "A2:A5 D7"),
        ("A2:D3", "A2:D3 A4:B5"),
        ("A2:A4", "A2:A5"),
        ("A2:A99", "A2:A99"),
        ("A3", "A3"),
        ("C2:C3", "C2:C3"),
        ("A1:A1048576", "A1:A1048576"),
    ],
)
def test_formats_and_validations_reach_to_the_new_rows(before: str, after: str) -> None:
    around = FORMAT.format(before, "$A2>1") + VALIDATION.format(before, '"x,y"')
    package = grown(sheet_of(*ROWS, tables=(TABLE,), after=around), {"a": 3}, {"a": 4})
    found = [e.get("sqref") for e in package.tree(SHEET).iter() if isinstance(e.tag, str) and e.get("sqref")]
    assert found == [after, after]


def test_lists_names_and_charts_over_a_column_reach_to_the_new_rows() -> None:
    other = RawSheet("", name="Other's", after=VALIDATION.format("A1:A9", "Data!$A$2:$A$3"))
    names = "<definedName name='x'>Data!$A$2:$B$3</definedName><definedName name='y'>Data!$A$2:$A$2</definedName>"
    package = opened(RawWorkbook((PLAIN.sheets[0], other), names=names))
    chart = (
        b'<c:chart xmlns:c="c"><c:f>Data!$B$2:$B$3</c:f><c:f>Data!$B$1</c:f><c:f>Other!$B$2:$B$3</c:f></c:chart>'
    )
    package.add("xl/charts/chart1.xml", chart, "application/vnd.openxmlformats-officedocument.drawingml.chart+xml")
    append(package, "t", [{"a": 3}])
    assert b"<formula1>Data!$A$2:$A$4</formula1>" in package["xl/worksheets/sheet2.xml"]
    assert b">Data!$A$2:$B$4<" in package["xl/workbook.xml"]
    assert b">Data!$A$2:$A$2<" in package["xl/workbook.xml"]
    assert re.findall(rb"<c:f>(.*?)</c:f>", package["xl/charts/chart1.xml"]) == [
        b"Data!$B$2:$B$4",
        b"Data!$B$1",
        b"Other!$B$2:$B$3",
    ]


SPARKLINES = (
    '<extLst><ext uri="{{05C60535-1F16-4fd2-B633-F4F36F0B64E0}}" xmlns:x14="http://schemas.microsoft.com/office/'
    'spreadsheetml/2009/9/main"><x14:sparklineGroups xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
    "<x14:sparklineGroup><x14:sparklines><x14:sparkline><xm:f>{}</xm:f><xm:sqref>{}</xm:sqref></x14:sparkline>"
    "</x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>"
)


@pytest.mark.parametrize(
    ("source", "place", "found"),
    [
        ("Data!A3:A3", "B3", [("Data!A3:A3", "B3"), ("Data!A4:A4", "B4"), ("Data!A5:A5", "B5")]),
        ("Data!A2:A3", "D1", [("Data!A2:A5", "D1")]),
    ],
)
def test_sparklines_come_with_every_row_or_show_the_new_ones(source: str, place: str, found: list[Any]) -> None:
    sheet = replace(PLAIN.sheets[0], after=SPARKLINES.format(source, place))
    sheet = replace(sheet, after=sheet.after, tables=(TABLE,))
    package = opened(RawWorkbook((sheet,)))
    append(package, "t", [{"a": 3}, {"a": 4}])
    text = package[SHEET].decode()
    assert re.findall(r"<xm:f>(.*?)</xm:f><xm:sqref>(.*?)</xm:sqref>", text) == found


def fixed(formula: str) -> list[Problem]:
    cells = f"<row r='1'><c r='A1'><f>{formula}</f><v>3</v></c></row>"
    package = opened(RawWorkbook((PLAIN.sheets[0], RawSheet(cells, name="Summen"))))
    return append(package, "t", [{"a": 3}])


def test_a_formula_that_sees_only_the_old_rows_is_named() -> None:
    (problem,) = fixed("SUM(Data!$A$2:$A$3)")
    assert problem.code == "fixed_range"
    assert problem.facts == {"sheet": "Summen", "cell": "A1", "count": 1}


@pytest.mark.parametrize(
    "formula", ["SUM(t[a])", "SUM(Data!A:A)", "Data!A3", "SUM(Data!$D$2:$D$3)", '"Data!$A$2:$A$3"']
)
def test_other_formulas_are_not_named(formula: str) -> None:
    assert fixed(formula) == []


# --- cached results


def results(change: Callable[[Package], object], *formulas: str, names: str = "") -> list[bool]:
    """Whether the cached result of each formula on another sheet is still there."""
    cells = "".join(f"<c r='{address(1, n)}' t='str'><f>{f}</f><v>alt</v></c>" for n, f in enumerate(formulas, 1))
    package = opened(RawWorkbook((PLAIN.sheets[0], RawSheet(f"<row r='1'>{cells}</row>", name="S")), names=names))
    change(package)
    return [
        "<v>alt</v>" in cell(package, address(1, n), "xl/worksheets/sheet2.xml")
        for n in range(1, len(formulas) + 1)
    ]


def test_results_that_depend_on_a_changed_cell_are_dropped_and_no_others() -> None:
    formulas = (
        "Data!A2",
        "SUM(Data!A:A)",
        "SUM(t[a])",
        "n",
        "Data!B2",
        "SUM(t[b])",
        "A1&amp;1",
        "1+1",
        'INDIRECT("x")',
    )
    kept = results(
        lambda p: change_cells(p, "Data", {"A2": 9}),
        *formulas,
        names="<definedName name='n'>Data!$A$2</definedName>",
    )
    assert kept == [False, False, False, False, True, True, False, True, False]


def test_a_table_that_grew_changes_what_counts_its_rows() -> None:
    assert results(lambda p: append(p, "t", [{"a": 1}]), "ROWS(t[b])", "COUNTA(t)", "Data!B2") == [
        False,
        False,
        True,
    ]


def test_chains_of_formulas_are_followed_in_either_direction() -> None:
    forth = ["Data!A2"] + [f"{address(1, n)}+1" for n in range(1, 40)]
    back = [f"{address(1, n)}+1" for n in range(2, 41)] + ["Data!A2"]
    for chain in (forth, back):
        assert not any(results(lambda p: change_cells(p, "Data", {"A2": 9}), *chain))


def test_an_answer_replaces_the_result_and_never_the_formula() -> None:
    package = opened(RawWorkbook((sheet_of(*COMPUTED, tables=(CALCULATED,)),)))
    surgery = Surgery(package)
    surgery.answer(package.sheets()[0], 2, {2: "Wört<", 3: None})
    surgery.answer(package.sheets()[0], 1, {2: 5})
    surgery.finish()
    assert cell(package, "B2") == '<c r="B2" t="str"><f>t[[#This Row],[a]]*2</f><v>Wört&lt;</v></c>'
    assert cell(package, "B3") == '<c r="B3" t="str"><f>t[[#This Row],[a]]*2</f><v/></c>'
    assert surgery.unanswered == [(SHEET, 2, 1)]
    assert cell(package, "A2") == '<c r="A2"><v>1</v></c>'


@pytest.mark.parametrize(
    "old",
    [
        '<c r="A2" s="2" t="str"><f>1</f><v>alt</v></c>',
        '<c t="e" r="A2" s="2"><f>1</f><v>#N/A</v></c>',
        '<c r="A2" t="b" s="2"><f ca="1">1</f><v>1</v></c>',
        '<c r="A2" s="2"><f>1</f></c>',
        '<c r="A2" s="2"><f>1</f><v/></c>',
        "<c s='2' r='A2' t='n'><f>1</f><v>3</v></c>",
    ],
)
def test_whatever_the_result_was_its_type_goes_with_it(old: str) -> None:
    package = opened(RawWorkbook((sheet_of(f"<row r='2'>{old}</row>"),)))
    surgery = Surgery(package)
    surgery.answer(package.sheets()[0], 1, {2: 46433})
    surgery.finish()
    assert values(package)[1][0] == 46433
    assert " t=" not in cell(package, "A2")


# --- rows given back


def test_what_was_appended_and_given_back_leaves_no_trace() -> None:
    around = FORMAT.format("A2:B3", "$A2>1") + VALIDATION.format("A2:A3", "$A$2:$A$3")
    sheet = sheet_of(*COMPUTED, tables=(CALCULATED,), before='<dimension ref="A1:B3"/>', after=around)
    chain = '<c r="B2" i="1"/><c r="B3" i="1"/>'
    before = opened(RawWorkbook((sheet,), names="<definedName name='x'>Data!$A$2:$A$3</definedName>", chain=chain))
    package = opened(
        RawWorkbook((sheet,), names="<definedName name='x'>Data!$A$2:$A$3</definedName>", chain=chain)
    )
    append(package, "t", [{"a": 3}, {"a": 4}])
    surgery = Surgery(package)
    assert surgery.shrink(surgery.tables["t"], 3)
    surgery.finish()
    for part in before.names:
        if part not in ("xl/workbook.xml", SHEET):
            assert canonical(package, part) == canonical(before, part), part
    assert values(package) == values(before)
    assert b"Data!$A$2:$A$3" in package["xl/workbook.xml"]
    assert [e.get("sqref") for e in package.tree(SHEET).iter() if e.get("sqref")] == ["A2:B3", "A2:A3"]


def test_links_of_the_order_of_calculation_keep_their_sheets() -> None:
    chain = '<c r="B3" i="1"/><c r="B2"/>'
    package = opened(RawWorkbook((sheet_of(*COMPUTED, tables=(CALCULATED,)),), chain=chain))
    surgery = Surgery(package)
    assert surgery.shrink(surgery.tables["t"], 2)
    surgery.finish()
    assert [(link.get("r"), link.get("i")) for link in package.tree("xl/calcChain.xml")] == [("B2", "1")]


def canonical(package: Package, part: str) -> bytes:
    return bytes(etree.tostring(package.tree(part), method="c14n"))


def test_rows_whose_formula_others_share_are_kept() -> None:
    rows = (
        "<row r='2'><c r='A2'><v>1</v></c></row>",
        "<row r='3'><c r='B3'><f t='shared' ref='B3:B9' si='0'>A3</f></c></row>",
    )
    surgery = Surgery(opened(RawWorkbook((sheet_of(*rows, tables=(TABLE,)),))))
    assert not surgery.shrink(surgery.tables["t"], 2)


# --- formulas as text


@given(
    st.integers(1, 9999),
    st.integers(1, 500),
    st.integers(0, 999),
    st.integers(0, 99),
    st.sampled_from(["SUM({})*2", 'IF({}>0,"A1",{})', "'It''s'!{}+t[[#This Row],[a]]", "{}:{}", "LOG10({})"]),
)
def test_a_formula_moved_down_and_back_is_the_same(
    row: int, column: int, down: int, right: int, form: str
) -> None:
    formula = form.replace("{}", address(row, column))
    moved = translated(formula, down, right)
    assert address(row + down, column + right) in moved
    assert translated(moved, -down, -right) == formula


def test_headers_are_not_needed_to_append() -> None:
    table = replace(TABLE, ref="A2:B3", attributes='headerRowCount="0"', filtered=False)
    package = grown(sheet_of(*ROWS, headers="", tables=(table,)), {"a": 3})
    assert [row[0] for row in values(package)] == ["", 1, 2, 3]


def test_two_tables_side_by_side_grow_each_for_itself() -> None:
    rows = tuple(re.sub("</row>", f"<c r='D{n}'><v>{n}</v></c></row>", row) for n, row in enumerate(ROWS, 2))
    headers = HEADERS.replace("</row>", "<c r='D1' t='inlineStr'><is><t>d</t></is></c></row>")
    sheet = sheet_of(*rows, headers=headers, tables=(TABLE, RawTable("u", "D1:D3", ("d",))))
    package = opened(RawWorkbook((sheet,)))
    append(package, "u", [{"d": 4}, {"d": 5}])
    append(package, "t", [{"a": 3}])
    assert [row[3] for row in values(package)] == ["d", 2, 3, 4, 5]
    assert [row[0] for row in values(package)] == ["a", 1, 2, 3, ""]


def test_a_table_below_another_is_in_its_way() -> None:
    rows = "<row r='5'><c r='A5' t='inlineStr'><is><t>c</t></is></c></row>"
    sheet = sheet_of(*ROWS, rows, tables=(TABLE, RawTable("u", "A5:A6", ("c",))))
    with pytest.raises(Refusal, match="content_below"):
        grown(sheet, {"a": 3}, {"a": 4})
