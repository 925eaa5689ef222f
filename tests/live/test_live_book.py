"""What only an open workbook promises: nothing half done, Excel as it was, cells that stay what they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xlwings as xw
from workbooks import empty_master

from addin.books import Edit, Removal, ReportSheet
from addin.books.closed import ClosedBook
from addin.books.live import LiveBook
from addin.books.live.excel import book_named, file_of
from addin.errors import Refusal
from addin.plan import Change, NewRow
from addin.tables import TABLES

NOW = datetime(2027, 2, 15, 9, 30)
HEADERS = 1  # the row they stand in
FIRST, LAST, ROWS = 2, 6, 5


@pytest.fixture(scope="module")
def opened(live_app: xw.App, tmp_path_factory: pytest.TempPathFactory) -> Iterator[xw.Book]:
    """An open German master with five companies and five contracts, in rows 2 to 6."""
    folder = tmp_path_factory.mktemp("live")
    book = live_app.books.open(empty_master(folder / "Mappe ÄÖÜ.xlsx", "de"))
    companies = [{"company_id": f"F-{n:04d}", "name": f"Firma {n}", "zip": f"0106{n}"} for n in range(1, 6)]
    contracts = [
        {"contract_id": f"V-{n:04d}", "company_id": "F-0001", "value": 100.0 * n, "starts_on": date(2026, n, 1)}
        for n in range(1, 6)
    ]
    LiveBook(book, NOW, folder).apply(added(companies=companies, contracts=contracts))
    yield book
    book.close()


@pytest.fixture
def master(opened: xw.Book) -> Iterator[xw.Book]:
    """The open master, whose companies and contracts are as they were after every test."""
    tables = [opened.sheets[sheet].tables[0] for sheet in ("Firmen", "Verträge")]
    kept = [(table.range, table.range.formula) for table in tables]
    dressed = [cell(opened, *place) for place in (("companies", 2, "city"), ("contracts", 2, "value"))]
    dressed.append(cell(opened, "contracts", 2, "starts_on"))
    forms = [each.number_format for each in dressed]
    yield opened
    for each, form in zip(dressed, forms, strict=True):
        each.resize(ROWS).number_format = form
    for table, (area, formulas) in zip(tables, kept, strict=True):
        table.resize(area)
        area.offset(area.shape[0]).clear()
        area.formula = formulas


def added(**rows: list[dict[str, Any]]) -> Edit:
    return Edit(rows=tuple(NewRow(table, row) for table, some in rows.items() for row in some))


def changed(table: str, cells: Mapping[tuple[int, str], Any]) -> Edit:
    return Edit(changes=tuple(Change(table, row, column, None, value) for (row, column), value in cells.items()))


def cell(book: xw.Book, table: str, row: int, column: str) -> xw.Range:
    """The cell of a table's row under a column's German header."""
    from addin.words import Words

    excel = next(t for sheet in book.sheets for t in sheet.tables if t.name == table)
    headers = [" ".join(str(header).split()) for header in excel.header_row_range.value]
    place = headers.index(" ".join(Words.of("de").label(table, column).split()))
    return excel.parent.range((row, excel.range.column + place))


def state(book: xw.Book) -> dict[str, Any]:
    """All that an edit could change: contents, formats of the tables' rows and those below, areas, sheets."""
    found: dict[str, Any] = {"sheets": [(sheet.name, bool(sheet.visible)) for sheet in book.sheets]}
    for name in ("Firmen", "Verträge", "Protokoll"):
        sheet = book.sheets[name]
        rows = sheet.range((1, 1), (12, 40))
        found[name] = rows.formula
        looks = [sheet.range((row, column)) for row in (3, 8) for column in range(1, 12)]
        found[f"{name} formats"] = [each.number_format for each in looks]
        found[f"{name} area"] = [table.range.address for table in sheet.tables]
    return found


def settings(book: xw.Book) -> tuple[Any, ...]:
    app = book.app
    quiet = (app.screen_updating, app.enable_events, app.display_alerts, app.calculation, app.status_bar)
    return (*quiet, app.books.active.name, book.sheets.active.name, app.selection.address)


def report(text: str, key: str = "probe", sheet: str = "Probe") -> ReportSheet:
    from addin.reports.model import Note, Report
    from addin.reports.workbook import rendered
    from addin.words import Words

    made = Report(key, sheet, text, date(2027, 2, 15), (Note(text),))
    return ReportSheet(key, sheet, rendered(made, Words.of("de"), lambda *_: ""))


EVERYTHING = Edit(
    changes=(
        Change("companies", 2, "name", "Firma 1", "=Neu"),
        Change("companies", 3, "zip", "01062", None),
        Change("contracts", 3, "value", 200.0, 250.5),
        Change("contracts", 6, "value", 500.0, None),
        Change("contracts", 4, "starts_on", date(2026, 3, 1), date(2026, 8, 1)),
    ),
    rows=(NewRow("companies", {"company_id": "F-0006", "name": "Neu", "zip": "00001"}),),
    removals=(Removal("contracts", 6),),
    sheets=(report("eins"),),
    visible={"shows": False},
)


# --- nothing half done


def test_what_fails_in_the_middle_is_put_back_whole(master: xw.Book, tmp_path: Path) -> None:
    """The folder for the report is not there, which is found when all cells have been written."""
    earlier = state(master)
    with pytest.raises(FileNotFoundError):
        LiveBook(master, NOW, tmp_path / "nowhere").apply(EVERYTHING)
    assert state(master) == earlier


def test_excel_is_as_it_was_after_success_and_after_failure(master: xw.Book, tmp_path: Path) -> None:
    master.sheets["Firmen"].activate()
    master.sheets["Firmen"].range("B3:C4").select()
    master.app.calculation, master.app.status_bar = "manual", "Bitte warten"
    earlier = settings(master)
    for folder in (tmp_path / "nowhere", tmp_path):
        try:
            LiveBook(master, NOW, folder).apply(EVERYTHING)
        except FileNotFoundError:
            assert folder != tmp_path
        assert settings(master) == earlier
    master.app.calculation, master.app.status_bar = "automatic", False
    master.sheets["Probe"].delete()
    LiveBook(master, NOW, tmp_path).apply(Edit(visible={"shows": True}))


@pytest.mark.parametrize(
    ("code", "edit"),
    {
        "formula_cell": changed("contracts", {(3, "value"): 1.0, (4, "value"): 3.0}),
        "content_below": added(companies=[{"company_id": "F-0006", "name": "Neu"}]),
        "merged_cell": changed("companies", {(3, "name"): "X", (5, "city"): "Kiel"}),
        "row_missing": changed("companies", {(3, "name"): "X", (9, "name"): "Y"}),
        "text_too_long": changed("companies", {(3, "name"): "X", (4, "note"): "x" * 40_000}),
    }.items(),
)
def test_what_cannot_be_written_is_refused_before_anything_is(
    master: xw.Book, tmp_path: Path, code: str, edit: Edit
) -> None:
    places = {
        "formula_cell": cell(master, "contracts", 4, "value"),
        "content_below": cell(master, "companies", 7, "name"),
        "merged_cell": cell(master, "companies", 5, "city"),
    }
    places["formula_cell"].formula, places["content_below"].value = "=1+1", "im Weg"
    merged = places["merged_cell"].resize(1, 2).impl.xl
    merged.merge(True)
    earlier = state(master)
    try:
        with pytest.raises(Refusal, match=code) as refusal:
            LiveBook(master, NOW, tmp_path).apply(edit)
        assert state(master) == earlier
        assert code not in places or refusal.value.facts["cell"] == places[code].get_address(False, False)
    finally:
        merged.merge(False)
        places["content_below"].clear_contents()


def test_a_cell_that_was_changed_since_it_was_read_is_left_to_the_coordinator(
    master: xw.Book, tmp_path: Path
) -> None:
    book = LiveBook(master, NOW, tmp_path)
    book.read(TABLES["companies"])
    cell(master, "companies", 3, "name").value = "Inzwischen"
    with pytest.raises(Refusal, match="changed_since_read"):
        book.apply(changed("companies", {(2, "name"): "X", (3, "name"): "Y"}))
    assert cell(master, "companies", 2, "name").value == "Firma 1"


def test_a_table_that_grew_since_it_was_read_is_left_to_the_coordinator(master: xw.Book, tmp_path: Path) -> None:
    book = LiveBook(master, NOW, tmp_path)
    book.read(TABLES["companies"])
    table = master.sheets["Firmen"].tables["companies"]
    table.resize(table.range.resize(8))
    with pytest.raises(Refusal, match="changed_since_read"):
        book.apply(changed("companies", {(2, "name"): "X"}))


def test_a_protected_sheet_is_named(master: xw.Book, tmp_path: Path) -> None:
    sheet = master.sheets["Firmen"]
    sheet.impl.xl.protect("")
    try:
        with pytest.raises(Refusal, match="sheet_protected"):
            LiveBook(master, NOW, tmp_path).apply(changed("companies", {(2, "name"): "X"}))
    finally:
        sheet.impl.xl.unprotect("")


# --- cells stay what they are


@pytest.mark.parametrize("form", ["General", "0.00", "@"])
def test_text_stays_text_whatever_the_format_of_its_cell(master: xw.Book, tmp_path: Path, form: str) -> None:
    texts = ["01069", "=1+1", "'x", "1.2.", "+49 30"]
    cell(master, "companies", FIRST, "city").resize(5).number_format = form
    cells = {(row, "city"): text for row, text in enumerate(texts, FIRST)}
    assert LiveBook(master, NOW, tmp_path).apply(changed("companies", cells)).cells == len(texts)
    assert list(LiveBook(master, NOW, tmp_path).read(TABLES["companies"]).frame["city"]) == texts
    assert cell(master, "companies", FIRST, "city").number_format == "@"


def test_numbers_and_days_do_not_become_text_in_cells_made_for_text(master: xw.Book, tmp_path: Path) -> None:
    for column in ("value", "starts_on"):
        cell(master, "contracts", 3, column).number_format = "@"
    edit = changed("contracts", {(3, "value"): 12.5, (3, "starts_on"): date(2026, 12, 31)})
    LiveBook(master, NOW, tmp_path).apply(edit)
    assert cell(master, "contracts", 3, "value").value == 12.5
    assert cell(master, "contracts", 3, "starts_on").value == datetime(2026, 12, 31)


def test_cells_between_changed_ones_stay_as_they_are(master: xw.Book, tmp_path: Path) -> None:
    """Written in one block over what may be written again, never over formulas, texts or errors."""
    column = [cell(master, "contracts", row, "value") for row in range(FIRST, LAST + 1)]
    column[1].formula, column[2].number_format, column[2].value = "=1+1", "@", "007"
    LiveBook(master, NOW, tmp_path).apply(changed("contracts", {(2, "value"): 1.0, (6, "value"): 5.0}))
    assert [each.value for each in column] == [1, 2, "007", 400, 5]
    assert column[1].formula == "=1+1"


def test_hidden_rows_are_written_too_and_stay_hidden(master: xw.Book, tmp_path: Path) -> None:
    hidden = master.sheets["Verträge"].range("3:4")
    hidden.rows.hidden = True
    cells = {(row, "value"): 10.0 * row for row in range(FIRST, LAST + 1)}
    LiveBook(master, NOW, tmp_path).apply(changed("contracts", cells))
    assert list(LiveBook(master, NOW, tmp_path).read(TABLES["contracts"]).frame["value"]) == [20, 30, 40, 50, 60]
    assert hidden.rows.hidden
    hidden.rows.hidden = False


def test_new_rows_look_and_calculate_like_the_last_one(master: xw.Book, tmp_path: Path) -> None:
    earlier = cell(master, "contracts", LAST, "current_end").formula
    row = {"contract_id": "V-0006", "company_id": "F-0001", "starts_on": date(2026, 7, 1), "term_months": 12}
    assert LiveBook(master, NOW, tmp_path).apply(added(contracts=[row])).rows == (LAST + 1,)
    new = cell(master, "contracts", LAST + 1, "current_end")
    assert new.formula.replace("7", "6") == earlier.replace("7", "6")
    assert new.value == datetime(2027, 6, 30)
    for column in ("starts_on", "value", "note"):
        last, made = (cell(master, "contracts", each, column).number_format for each in (LAST, LAST + 1))
        assert made == last


def test_rows_go_into_a_table_with_a_blank_end_and_columns_of_her_own(master: xw.Book, tmp_path: Path) -> None:
    table = master.sheets["Firmen"].tables["companies"]
    table.resize(table.range.resize(9))
    edit = added(companies=[{"company_id": f"F-001{n}", "name": f"Neu {n}"} for n in range(4)])
    assert LiveBook(master, NOW, tmp_path).apply(edit).rows == (7, 8, 9, 10)
    assert table.range.shape[0] == 10


# --- reading


def test_an_error_in_a_cell_is_a_problem_and_no_blank(master: xw.Book, tmp_path: Path) -> None:
    cell(master, "contracts", 3, "value").formula = "=1/0"
    reading = LiveBook(master, NOW, tmp_path).read(TABLES["contracts"])
    assert [(p.row, p.column, p.code) for p in reading.problems] == [(3, "value", "error_cell")]
    assert pd.isna(reading.frame.at[3, "value"])


def test_a_table_is_found_on_a_renamed_sheet_and_in_another_order(master: xw.Book, tmp_path: Path) -> None:
    sheet = master.sheets["Firmen"]
    sheet.name = "Kunden neu"
    try:
        book = LiveBook(master, NOW, tmp_path)
        assert len(book.read(TABLES["companies"]).frame) == 5
        assert book.locate(TABLES["companies"], 3, "name").startswith("#'Kunden neu'!")
    finally:
        sheet.name = "Firmen"


def test_a_renamed_header_is_named_with_what_it_is_called_now(master: xw.Book, tmp_path: Path) -> None:
    header = cell(master, "companies", HEADERS, "name")
    earlier, header.value = header.value, "Firma (neu)"
    try:
        with pytest.raises(Refusal, match="column_renamed") as refusal:
            LiveBook(master, NOW, tmp_path).read(TABLES["companies"])
        assert refusal.value.facts["twin"] == "Firma (neu)"
    finally:
        header.value = earlier


# --- reports


def test_a_report_takes_the_place_of_the_earlier_one_and_is_written_once(master: xw.Book, tmp_path: Path) -> None:
    def names() -> list[str]:
        return [sheet.name for sheet in master.sheets]

    earlier = names()
    counts = [LiveBook(master, NOW, tmp_path).apply(Edit(sheets=(report(t),))).sheets for t in ("eins", "eins")]
    assert (counts, names()) == ([1, 0], [*earlier, "Probe"])
    master.sheets["Probe"].name = "Umbenannt"
    master.sheets.add("Danach", after=master.sheets["Umbenannt"])
    assert LiveBook(master, NOW, tmp_path).apply(Edit(sheets=(report("zwei"),))).sheets == 1
    assert names() == [*earlier, "Umbenannt", "Danach"]
    assert "zwei" in str(master.sheets["Umbenannt"].used_range.value)
    assert list(tmp_path.iterdir()) == []
    assert LiveBook(master, NOW, tmp_path).apply(Edit(dropped=("probe", "gibt es nicht"))).sheets == 1
    master.sheets["Danach"].delete()
    assert (names(), LiveBook(master, NOW, tmp_path).reports()) == (earlier, ())


def test_a_sheet_of_hers_that_has_the_report_s_name_is_left_alone(master: xw.Book, tmp_path: Path) -> None:
    own = master.sheets.add("Probe", after=master.sheets[-1])
    own.range("A1").value = "meins"
    LiveBook(master, NOW, tmp_path).apply(Edit(sheets=(report("eins"), report("zwei", "other", "Andere"))))
    assert [sheet.name for sheet in master.sheets][-3:] == ["Probe", "Probe (2)", "Andere"]
    assert own.range("A1").value == "meins"
    for name in ("Probe", "Probe (2)", "Andere"):
        master.sheets[name].delete()


def test_a_report_that_her_own_formulas_need_is_not_taken_from_under_them(master: xw.Book, tmp_path: Path) -> None:
    LiveBook(master, NOW, tmp_path).apply(Edit(sheets=(report("eins"),)))
    own = master.sheets.add("Eigenes", after=master.sheets[-1])
    own.range("A1").formula = "=Probe!A1"
    for edit in (Edit(dropped=("probe",)), Edit(sheets=(report("zwei"),))):
        with pytest.raises(Refusal, match="report_referred_to") as refusal:
            LiveBook(master, NOW, tmp_path).apply(edit)
        assert refusal.value.facts["where"] == "Eigenes"
    own.delete()
    master.sheets["Probe"].delete()


def test_reports_written_into_the_closed_file_are_known_in_excel_and_the_other_way_round(
    live_app: xw.App, tmp_path: Path
) -> None:
    path = empty_master(tmp_path / "Zu.xlsx", "de")
    closed = ClosedBook(path, NOW)
    closed.apply(Edit(sheets=(report("eins"),)))
    book = live_app.books.open(path)
    live = LiveBook(book, NOW, tmp_path)
    assert sorted(live.reports()) == sorted(closed.reports())
    assert live.apply(Edit(sheets=(report("eins"), report("zwei", "other", "Andere")))).sheets == 1
    saved = tmp_path / "Gesichert.xlsx"
    book.save(saved)
    book.close()
    assert ClosedBook(saved, NOW).apply(Edit(sheets=(report("zwei", "other", "Andere"),))).sheets == 0


# --- finding the workbook


def test_the_open_workbook_is_found_by_its_name_and_the_others_are_named(master: xw.Book) -> None:
    assert book_named("MAPPE äöü.XLSX") == master
    assert file_of(master) == Path(master.fullname)
    with pytest.raises(Refusal, match="book_not_open") as refusal:
        book_named("Andere.xlsx")
    assert master.name in str(refusal.value.facts["books"])


def test_a_workbook_that_nobody_may_save_is_refused(
    open_book: Callable[[Path | str], xw.Book], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = open_book(empty_master(tmp_path / "Nur lesen.xlsx", "de"))
    monkeypatch.setattr("os.access", lambda *_: False)  # who runs tests as root may write everything
    with pytest.raises(Refusal, match="book_read_only"):
        LiveBook(book, NOW, tmp_path)


def test_a_workbook_that_was_never_saved_has_no_file(live_app: xw.App) -> None:
    book = live_app.books.add()
    assert file_of(book) is None
    book.close()
