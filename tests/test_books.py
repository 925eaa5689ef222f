"""What every book promises, wherever it lives: one suite, run against each."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from addin.books import Book, Edit, Removal
from addin.books.memory import MemoryBook
from addin.errors import Refusal
from addin.plan import Change, NewRow
from addin.tables import TABLES

NOW = datetime(2027, 2, 15, 9, 30)
COMPANY = {"company_id": "F-0001", "name": "Hansen Druck GmbH", "status": "customer", "zip": "01069"}
CONTRACT = {
    "contract_id": "V-0001",
    "company_id": "F-0001",
    "state": "active",
    "starts_on": date(2026, 7, 1),
    "term_months": 12,
    "value": 7800.5,
}
MATERIAL = {"material_id": "MT-0001", "name": "Mediadaten 2027", "consumable": True}


def closed(folder: Path, language: str) -> Book:
    from addin.books.closed import ClosedBook
    from addin.masters import create

    path = folder / "Mappe ÄÖÜ.xlsx"
    if not path.exists():
        create(path, language)
    return ClosedBook(path, NOW)


@pytest.fixture(params=["memory", "closed"])
def anew(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Book]:
    """The same German master workbook, opened anew each time (in memory there is only one)."""
    if request.param == "closed":
        return lambda: closed(tmp_path, "de")
    book = MemoryBook("de")
    return lambda: book


def rows(*values: tuple[str, dict[str, Any]]) -> Edit:
    return Edit(rows=tuple(NewRow(table, row) for table, row in values))


def records(book: Book, table: str) -> list[dict[str, Any]]:
    """The rows of a table without their blanks."""
    frame = book.read(TABLES[table]).frame
    return [{k: v for k, v in row.items() if not pd.isna(v)} for row in frame.to_dict("records")]


def test_an_empty_master_has_every_table_and_no_row(anew: Callable[[], Book]) -> None:
    book = anew()
    for key, table in TABLES.items():
        frame = book.read(table).frame
        assert list(frame.columns) == [column.key for column in table.stored], key
        assert len(frame) == 0 or key == "settings", key


def test_an_appended_row_is_read_back_value_by_value(anew: Callable[[], Book]) -> None:
    anew().apply(rows(("companies", COMPANY), ("contracts", CONTRACT)))
    assert records(anew(), "companies") == [COMPANY]
    assert records(anew(), "contracts") == [{**CONTRACT, "starts_on": pd.Timestamp(2026, 7, 1)}]


def test_the_rows_it_names_are_where_the_new_rows_stand(anew: Callable[[], Book]) -> None:
    companies = [{**COMPANY, "company_id": f"F-{n:04d}"} for n in range(1, 4)]
    applied = anew().apply(rows(*(("companies", company) for company in companies)))
    frame = anew().read(TABLES["companies"]).frame
    assert list(frame.index) == list(applied.rows)
    assert list(frame["company_id"]) == ["F-0001", "F-0002", "F-0003"]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+49 30 23125 100", "-", "@SUMME(A1)", "'x", "  ein  ", "01069", "Zeile 1\nZeile 2", '<&>"', "🎪"],
)
def test_text_stays_the_text_it_is(anew: Callable[[], Book], text: str) -> None:
    anew().apply(rows(("companies", {**COMPANY, "note": text})))
    assert records(anew(), "companies")[0]["note"] == text.strip()


def test_a_changed_cell_changes_and_its_neighbours_do_not(anew: Callable[[], Book]) -> None:
    row = anew().apply(rows(("companies", COMPANY))).rows[0]
    applied = anew().apply(
        Edit(changes=(Change("companies", row, "name", COMPANY["name"], "Petersen & Söhne KG"),))
    )
    assert applied.cells == 1
    assert records(anew(), "companies") == [{**COMPANY, "name": "Petersen & Söhne KG"}]


def test_a_cell_can_be_blanked(anew: Callable[[], Book]) -> None:
    row = anew().apply(rows(("companies", COMPANY))).rows[0]
    anew().apply(Edit(changes=(Change("companies", row, "zip", "01069", None),)))
    assert "zip" not in records(anew(), "companies")[0]


def test_a_value_that_stands_there_already_is_no_change(anew: Callable[[], Book]) -> None:
    applied = anew().apply(rows(("companies", COMPANY), ("contracts", CONTRACT)))
    row = applied.rows[1]
    changes = tuple(Change("contracts", row, key, value, value) for key, value in CONTRACT.items())
    assert anew().apply(Edit(changes=changes)).cells == 0


def test_a_removed_row_is_gone_and_the_others_stay_where_they_are(anew: Callable[[], Book]) -> None:
    companies = [{**COMPANY, "company_id": f"F-{n:04d}"} for n in range(1, 4)]
    numbers = anew().apply(rows(*(("companies", company) for company in companies))).rows
    anew().apply(Edit(removals=(Removal("companies", numbers[1]),)))
    frame = anew().read(TABLES["companies"]).frame
    assert list(frame.index) == [numbers[0], numbers[2]]


def test_rows_taken_out_at_the_end_make_room_again(anew: Callable[[], Book]) -> None:
    first = anew().apply(rows(("companies", COMPANY), ("companies", {**COMPANY, "company_id": "F-0002"}))).rows
    anew().apply(Edit(removals=tuple(Removal("companies", number) for number in first)))
    assert records(anew(), "companies") == []
    assert anew().apply(rows(("companies", COMPANY))).rows == first[:1]


def test_a_change_to_a_row_that_is_not_there_is_refused_and_nothing_is_written(anew: Callable[[], Book]) -> None:
    anew().apply(rows(("companies", COMPANY)))
    edit = Edit(
        changes=(Change("companies", 999, "name", None, "X"),),
        rows=(NewRow("companies", {**COMPANY, "company_id": "F-0002"}),),
    )
    with pytest.raises(Refusal, match="row_missing"):
        anew().apply(edit)
    assert records(anew(), "companies") == [COMPANY]


def test_python_s_answers_that_stand_already_are_no_change(anew: Callable[[], Book]) -> None:
    row = anew().apply(rows(("materials", MATERIAL))).rows[0]
    answers = pd.DataFrame({"reorder_point": [120.0], "order_by": [pd.Timestamp(2027, 6, 30)]}, index=[row])
    assert anew().apply(Edit(results={"materials": answers})).cells == 2
    assert anew().apply(Edit(results={"materials": answers})).cells == 0


def test_the_results_of_formulas_are_changed_once_at_most(anew: Callable[[], Book]) -> None:
    row = anew().apply(rows(("companies", COMPANY), ("contracts", CONTRACT))).rows[1]
    answers = pd.DataFrame({"current_end": [pd.Timestamp(2027, 6, 30)], "bucket": ["b180"]}, index=[row])
    assert anew().apply(Edit(results={"contracts": answers})).cells in (0, 2)  # in Excel they are right already
    assert anew().apply(Edit(results={"contracts": answers})).cells == 0


def test_an_empty_edit_changes_nothing(anew: Callable[[], Book]) -> None:
    assert anew().apply(Edit()).cells == 0


def test_a_cell_has_an_address_that_a_link_can_lead_to(anew: Callable[[], Book]) -> None:
    row = anew().apply(rows(("companies", COMPANY))).rows[0]
    address = anew().locate(TABLES["companies"], row, "name")
    assert address.startswith("#")
    assert address.endswith(str(row))
