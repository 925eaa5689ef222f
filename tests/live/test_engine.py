"""What the bench promises: LibreOffice through xlwings as if it were Excel."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import xlwings as xw
from office import Office
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.table import Table
from workbooks import empty_master

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def master(live_app: xw.App, tmp_path_factory: pytest.TempPathFactory) -> Iterator[xw.Book]:
    """An empty German master that every test of this file writes into, each at a place of its own."""
    path = empty_master(tmp_path_factory.mktemp("engine") / "Mappe ÄÖÜ.xlsx", "de")
    book = live_app.books.open(path)
    yield book
    book.close()


def test_a_workbook_is_found_by_its_name(master: xw.Book, live_app: xw.App) -> None:
    assert live_app.books["mappe äöü.xlsx"] == master == xw.Book("Mappe ÄÖÜ.xlsx")
    assert Path(master.fullname).is_file()


def test_a_table_is_found_by_its_name(master: xw.Book) -> None:
    table = master.sheets["Verträge"].tables["contracts"]
    assert table.range.address == "$A$1:$AI$2"
    assert table.header_row_range is not None
    assert table.header_row_range.value[:2] == ["Vertrags-ID", "Vertragsnummer"]
    assert table.data_body_range is not None
    assert table.data_body_range.shape == (1, 35)


def test_values_of_all_kinds_come_back_in_a_whole_block(master: xw.Book) -> None:
    rows = [
        ["Hansen & Söhne", 7800.5, dt.datetime(2027, 2, 15), True, None],
        [None, -1.0, dt.datetime(2027, 2, 15, 9, 30, 1), False, "zwei\nZeilen"],
    ]
    target = master.sheets["Start"].range("BA1:BE2")
    target.value = rows
    assert target.value == rows


def test_a_text_is_parsed_unless_its_cell_is_a_text_cell(master: xw.Book) -> None:
    general, text = (master.sheets["Start"].range(place) for place in ("BA5:BC5", "BA6:BC6"))
    text.number_format = "@"
    for target in (general, text):
        target.value = ["01069", "=1+1", "'Zitat"]
    assert general.value == [1069.0, 2.0, "Zitat"]
    assert text.value == ["01069", "=1+1", "Zitat"]


def test_a_blank_clears_and_an_error_is_nothing(master: xw.Book) -> None:
    target = master.sheets["Start"].range("BA8:BC8")
    target.value = ["=1/0", "", None]
    assert target.value == [None, None, None]
    assert target.options(err_to_str=True).value == ["#DIV/0!", None, None]
    assert target.formula == (("=1/0", "", ""),)


def test_money_comes_as_a_decimal_as_on_windows(master: xw.Book) -> None:
    cell = master.sheets["Start"].range("BA9")
    cell.number_format = '#,##0.00 "€"'
    cell.value = 7800.5
    assert cell.value == Decimal("7800.5")


def test_a_date_brings_its_format_into_a_general_cell_only(master: xw.Book) -> None:
    target = master.sheets["Start"].range("BA10:BB10")
    target[0].number_format = "#,##0"
    target.value = [dt.datetime(2027, 2, 15)] * 2
    assert [cell.number_format for cell in target] == ["#,##0", "dd.mm.yyyy"]
    assert target.number_format is None
    assert target.value == [46433.0, dt.datetime(2027, 2, 15)]


def test_every_formula_of_the_master_reads_as_it_was_written(master: xw.Book) -> None:
    written = load_workbook(master.fullname)
    for sheet in master.sheets:
        told = sheet.range("A1", sheet.used_range.last_cell).formula
        cells = written[sheet.name].iter_rows(max_row=len(told), max_col=len(told[0]))
        for row, texts in zip(cells, told, strict=True):
            for cell, text in zip(row, texts, strict=True):
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    assert text == cell.value.replace("_xlfn.", ""), f"{sheet.name}!{cell.coordinate}"


def test_a_formula_for_a_range_moves_along(master: xw.Book) -> None:
    sheet = master.sheets["Start"]
    sheet.range("BA12:BA14").value = [[1], [2], [3]]
    sheet.range("BB12:BB14").formula = "=BA12*10+BA$12"
    assert sheet.range("BB12:BB14").value == [11.0, 21.0, 31.0]
    assert sheet.range("BB14").formula == "=BA14*10+BA$12"


def test_a_resized_table_is_seen_by_the_formulas_over_it(master: xw.Book) -> None:
    table = master.sheets["Mitarbeiter"].tables["staff"]
    count = master.sheets["Start"].range("BA16")
    count.formula = "=ROWS(staff[Name])"
    table.resize(table.range.resize(row_size=5))
    assert table.data_body_range is not None
    assert (table.data_body_range.shape[0], count.value) == (4, 4.0)
    with pytest.raises(ValueError, match="header"):
        table.resize(table.range.offset(row_offset=1))


def test_what_is_selected_is_told(master: xw.Book) -> None:
    sheet = master.sheets["Verträge"]
    sheet.range("A5:B9").select()
    assert (master.selection.sheet, master.selection.address) == (sheet, "$A$5:$B$9")
    sheet.range("A5:A9,A12").select()
    assert master.app.selection.address == "$A$5:$A$9,$A$12"


def test_hidden_rows_are_told_from_those_that_are_seen(master: xw.Book) -> None:
    rows = master.sheets["Firmen"].range("A5:A9")
    rows[1:3].rows.hidden = True
    assert rows.rows.hidden is None
    assert [area.address for area in rows.get_special_cells("visible")] == ["$A$5", "$A$8:$A$9"]


def test_names_have_a_scope(master: xw.Book) -> None:
    sheet = master.sheets["Verträge"]
    master.names.add("zinssatz", "=Start!$L$2")
    sheet.names.add("_mark", '="expiry:1234"')
    assert master.names["zinssatz"].refers_to_range.address == "$L$2"
    assert [(name.name, name.refers_to) for name in sheet.names] == [("Verträge!_mark", '="expiry:1234"')]
    sheet.names["_mark"].delete()
    assert "Verträge!_mark" not in [name.name for name in master.names]


def test_a_sheet_is_copied_into_another_workbook(master: xw.Book, live_app: xw.App) -> None:
    other = live_app.books.add()
    try:
        source = other.sheets[0]
        source.range("A1:B2").value = [["Firma", 1.5], ["=B1*2", dt.datetime(2027, 2, 15)]]
        source.range("A3").add_hyperlink("#'Verträge'!C12", "C12")
        source.names.add("_mark", '="x"')
        copied = source.copy(before=master.sheets[1], name="Liste Ä")
        assert (copied.index, copied.range("A1:B2").value) == (
            2,
            [["Firma", 1.5], [3.0, dt.datetime(2027, 2, 15)]],
        )
        assert copied.range("A3").hyperlink == "#'Verträge'!C12"
        assert [name.refers_to for name in copied.names] == ['="x"']
        copied.delete()
        assert "Liste Ä" not in master.sheet_names
    finally:
        other.close()


def test_sheets_are_added_renamed_hidden_and_taken_out(master: xw.Book) -> None:
    made = master.sheets.add("Neu", after=master.sheets["Start"])
    assert (made.index, bool(made.visible)) == (2, True)
    made.visible = False
    made.name = "Neuer"
    assert not master.sheets["neuer"].visible
    made.delete()
    assert [sheet.name for sheet in master.sheets][:2] == ["Start", "Mitarbeiter"]


def test_rows_are_put_in_and_taken_out_of_a_table(master: xw.Book) -> None:
    sheet = master.sheets["Preise"]
    table = sheet.tables["prices"]
    before = table.range.address
    sheet.range("A2").value = "P-1"
    sheet.range("2:2").insert("down")
    assert (sheet.range("A3").value, table.range.shape[0]) == ("P-1", 3)
    sheet.range("2:2").delete("up")
    assert (sheet.range("A2").value, table.range.address) == ("P-1", before)


def test_what_excel_shows_is_remembered_across_processes(
    office: Office, live_app: xw.App, master: xw.Book
) -> None:
    script = (
        f"import engine; app = engine.activate({str(office.home)!r}); app.status_bar = 'liest'\n"
        f"book = app.books[{master.name!r}]; print(book.sheets['Start'].range('L2').value, app.hwnd)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=HERE, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [f"{master.sheets['Start'].range('L2').value} {live_app.hwnd}"]
    assert live_app.status_bar == "liest"


def test_excel_says_and_calculates_as_it_is_told(live_app: xw.App, master: xw.Book) -> None:
    cell = master.sheets["Start"].range("BA20:BB20")
    cell.formula = ["=1", "=BA20+1"]
    assert cell.value == [1.0, 2.0]
    with live_app.properties(calculation="manual", screen_updating=False):
        cell[0].value = 5
        assert cell.value == [5.0, 2.0]
    live_app.calculate()
    assert cell.value == [5.0, 6.0]
    assert (live_app.calculation, live_app.screen_updating) == ("automatic", True)
    assert live_app.alert("Fertig.", "Teeup") == "ok"


def test_only_a_macro_that_is_there_can_be_run(live_app: xw.App, office: Office) -> None:
    with pytest.raises(Exception, match="Cannot run"):
        live_app.macro("'other.xlam'!Shown")("abc")
    office.journal.note("knows", "'other.xlam'!Shown")
    live_app.macro("'other.xlam'!Shown")("abc")
    assert office.journal.last("macro", None) == ["'other.xlam'!Shown", "abc"]


def test_a_block_is_found_from_its_corner(master: xw.Book) -> None:
    sheet = master.sheets["Start"]
    sheet.range("BA30").value = [["a", "b"], ["c", "d"], ["e", "f"]]
    assert sheet.range("BA30").expand().address == "$BA$30:$BB$32"
    assert sheet.range("BA30").end("down").row == 32
    assert sheet.range("BB31").current_region.address == "$BA$30:$BB$32"
    sheet.range("BA30:BB32").clear_contents()
    assert sheet.range("BA30:BB32").options(ndim=2).value == [[None, None]] * 3


def test_a_totals_row_goes_and_comes_back_below_new_rows(live_app: xw.App, tmp_path: Path) -> None:
    book = live_app.books.open(with_totals(tmp_path / "Summen.xlsx"))
    try:
        sheet = book.sheets[0]
        table = sheet.tables["sums"]
        assert table.totals_row_range is not None
        assert (table.data_body_range.shape, table.totals_row_range.value) == ((2, 2), ["Summe", 3.0])
        table.show_totals = False
        table.resize(sheet.range("A1:B4"))
        sheet.range("A4:B4").value = ["z", 4]
        table.show_totals = True
        assert (table.range.address, table.totals_row_range.value) == ("$A$1:$B$5", ["Summe", 7.0])
    finally:
        book.close()


def with_totals(path: Path) -> Path:
    """A workbook with a table of two rows and their sum."""
    workbook = Workbook()
    for row in (["Name", "Wert"], ["x", 1], ["y", 2], ["Summe", "=SUBTOTAL(109,sums[Wert])"]):
        workbook.active.append(row)
    table = Table(displayName="sums", ref="A1:B4", totalsRowCount=1)
    table._initialise_columns()
    for column, name in zip(table.tableColumns, ("Name", "Wert"), strict=True):
        column.name = name
    table.autoFilter.ref = "A1:B3"
    workbook.active.add_table(table)
    workbook.save(path)
    return path
