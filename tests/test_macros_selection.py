"""The selected rows travel with the request: only visible ones, only where more than one cell is selected."""

from pathlib import Path

import pytest
from excel_host import Excel, small_master, unheard

from addin.words import Words


@pytest.fixture
def excel(tmp_path: Path) -> Excel:
    excel = Excel(tmp_path / "home")
    excel.start = unheard
    excel.open(small_master(tmp_path / "Master.xlsx"))
    return excel


def rows_sent(excel: Excel, selected: str) -> tuple[str, str]:
    """The sheet and rows that a click sends while this is selected."""
    excel.sheet(1).sheet.vba_get("Range", [selected]).vba_get("Select")
    excel.click("expiry-flags")
    (request,) = excel.requests
    return request["sheet"], request["rows"]


@pytest.mark.parametrize(
    ("selected", "rows"),
    [
        ("A2:C2", "2"),
        ("B3:C5", "3-5"),
        ("A2,A4:B5,C9", "2,4-5,9"),
        ("A:A", "1-10"),
        ("2:3", "2-3"),
        ("A9:A500", "9-10"),
        ("A1:XFD1048576", "1-10"),
    ],
)
def test_the_rows_of_the_selection_are_sent(excel: Excel, selected: str, rows: str) -> None:
    assert rows_sent(excel, selected) == ("Verträge", rows)


def test_a_single_cell_means_no_row_in_particular(excel: Excel) -> None:
    assert rows_sent(excel, "B4") == ("", "")


def test_rows_below_the_used_ones_are_none(excel: Excel) -> None:
    assert rows_sent(excel, "A40:B50") == ("Verträge", "")


def test_hidden_rows_are_left_out(excel: Excel) -> None:
    for row in (4, 6, 7):
        excel.sheet(1).sheet.vba_get("Rows", [row]).vba_set("Hidden", True)
    assert rows_sent(excel, "A2:C9") == ("Verträge", "2-3,5,8-9")


def test_rows_that_are_all_hidden_are_none(excel: Excel) -> None:
    for row in (4, 5):
        excel.sheet(1).sheet.vba_get("Rows", [row]).vba_set("Hidden", True)
    assert rows_sent(excel, "A4:C5") == ("Verträge", "")


def test_more_rows_than_can_be_looked_through_are_refused_before_anything_is_written(excel: Excel) -> None:
    excel.sheet(1).set_value("A300000", "far below")
    excel.sheet(1).sheet.vba_get("Range", ["A:A"]).vba_get("Select")
    excel.click("expiry-flags")
    assert excel.told == [Words.of("de").text("dialogs.too_many_rows")]
    assert not excel.requests
