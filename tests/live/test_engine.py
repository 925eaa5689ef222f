"""What the bench promises: LibreOffice through xlwings as if it were Excel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw
from workbooks import empty_master

pytestmark = pytest.mark.xdist_group("live")


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
