"""The closed master workbook: what it reads from cells, what it leaves alone, what it refuses."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from addin.books import Edit, Removal, markup
from addin.books.addresses import Area, address
from addin.books.closed import ClosedBook
from addin.books.excel_tables import ExcelTable, excel_tables
from addin.books.package import Package
from addin.books.surgery import change_cells
from addin.errors import Refusal
from addin.masters import create
from addin.plan import Change, NewRow
from addin.tables import TABLES
from addin.words import Words

NOW = datetime(2027, 2, 15, 9, 30)
WORDS = Words.of("de")
COMPANY: dict[str, Any] = {
    "company_id": "F-0001",
    "name": "Hansen Druck GmbH",
    "status": "customer",
    "zip": "01069",
}
CONTRACT: dict[str, Any] = {
    "contract_id": "V-0001",
    "company_id": "F-0001",
    "state": "active",
    "starts_on": date(2026, 7, 1),
    "term_months": 12,
    "value": 7800.5,
}
FILLED = Edit(rows=(NewRow("companies", COMPANY), NewRow("contracts", CONTRACT)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A German master with one company and one contract, both in row 2."""
    file = tmp_path / "Master.xlsx"
    create(file, "de")
    assert ClosedBook(file, NOW).apply(FILLED).rows == (2, 2)
    return file


def patched(path: Path, change: Callable[[Package], object]) -> None:
    """The file as somebody else might have left it."""
    package = Package.open(path.read_bytes())
    change(package)
    path.write_bytes(package.to_bytes())


def excel_table(package: Package, name: str) -> ExcelTable:
    return next(table for table in excel_tables(package) if table.name == name)


def place(path: Path, table: str, column: str, row: int = 2) -> tuple[str, str]:
    """Sheet and address of a cell."""
    found = re.fullmatch(r"#'(.*)'!(\w+)", ClosedBook(path, NOW).locate(TABLES[table], row, column))
    assert found
    return found[1], found[2]


def typed(path: Path, table: str, column: str, content: Any) -> None:
    """What a person types into a cell of row 2."""
    sheet, cell = place(path, table, column)
    patched(path, lambda package: change_cells(package, sheet, {cell: content}))


def raw_cell(path: Path, table: str, column: str, row: int = 2) -> Any:
    """The cell as openpyxl reads it, a formula as its text."""
    sheet, cell = place(path, table, column, row)
    return openpyxl.load_workbook(path)[sheet][cell].value


def read(path: Path, table: str, column: str) -> Any:
    return ClosedBook(path, NOW).read(TABLES[table]).frame.at[2, column]


# --- what stands in the cells


@pytest.mark.parametrize(
    ("column", "content", "value"),
    [
        ("starts_on", 46204, pd.Timestamp(2026, 7, 1)),  # a number that nobody formatted as a date
        ("starts_on", date(2026, 7, 1), pd.Timestamp(2026, 7, 1)),
        ("value", date(1900, 1, 12), 12.0),  # a number that somebody formatted as a date
        ("contract_no", 4711, "4711"),
        ("contract_no", "0815", "0815"),
        ("contract_no", " 0815 ", "0815"),
        ("company_id", "F-0001", "F-0001"),
        ("company_id", "Hansen Druck GmbH", "F-0001"),
        ("state", "LAUFEND", "active"),
        ("state", "active", "active"),
        ("note", None, None),
    ],
)
def test_a_cell_is_read_as_what_it_means(path: Path, column: str, content: Any, value: Any) -> None:
    if column == "value":
        patched(path, lambda package: formatted_as_date(package, path))
        content = 12
    typed(path, "contracts", column, content)
    assert read(path, "contracts", column) == value


def formatted_as_date(package: Package, path: Path) -> None:
    """The value of the contract with the format of its first day."""
    sheet, source = place(path, "contracts", "starts_on")
    part = next(s.part for s in package.sheets() if s.name == sheet)
    (style,) = (c.get("s") or "" for c in markup.everywhere(package.tree(part), "c") if c.get("r") == source)
    format_cell(package, place(path, "contracts", "value"), style)


def format_cell(package: Package, where: tuple[str, str], style: str) -> None:
    part = next(s.part for s in package.sheets() if s.name == where[0])
    root = package.tree(part)
    next(c for c in markup.everywhere(root, "c") if c.get("r") == where[1]).set("s", style)
    package.put(part, root)


def test_dates_of_a_workbook_that_counts_from_1904_are_the_same_dates(tmp_path: Path) -> None:
    file = tmp_path / "Mac.xlsx"
    create(file, "de")
    patched(file, count_from_1904)
    ClosedBook(file, NOW).apply(FILLED)
    assert raw_cell(file, "contracts", "starts_on") == datetime(2026, 7, 1)
    assert read(file, "contracts", "starts_on") == pd.Timestamp(2026, 7, 1)
    typed(file, "contracts", "signed_on", 44700)
    patched(file, lambda package: format_cell(package, place(file, "contracts", "signed_on"), "0"))
    assert read(file, "contracts", "signed_on") == pd.Timestamp(2026, 5, 20)
    again = Change("contracts", 2, "starts_on", None, date(2026, 7, 1))
    assert ClosedBook(file, NOW).apply(Edit(changes=(again,))).cells == 0


def count_from_1904(package: Package) -> None:
    workbook = package.tree(package.workbook)
    markup.placed(workbook, "workbookPr", ["bookViews", "sheets"]).set("date1904", "1")
    package.put(package.workbook, workbook)


def test_an_error_in_a_cell_is_a_problem_and_no_blank(path: Path) -> None:
    sheet, cell = place(path, "contracts", "value")
    part = next(s.part for s in Package.open(path.read_bytes()).sheets() if s.name == sheet)

    def broken(package: Package) -> None:
        package[part] = re.sub(
            rb'<c r="%b"([^>]*)>.*?</c>' % cell.encode(),
            rb'<c r="%b"\1 t="e"><v>#N/A</v></c>' % cell.encode(),
            package[part],
        )

    patched(path, broken)
    (problem,) = ClosedBook(path, NOW).read(TABLES["contracts"]).problems
    assert (problem.row, problem.column, problem.code) == (2, "value", "error_cell")


# --- however the coordinator arranged her workbook


def test_a_renamed_sheet_does_no_harm(path: Path) -> None:
    def rename(package: Package) -> None:
        package[package.workbook] = package[package.workbook].replace("Verträge".encode(), b"O'Hara &amp; Co")

    patched(path, rename)
    assert read(path, "contracts", "value") == 7800.5
    assert ClosedBook(path, NOW).locate(TABLES["contracts"], 2, "contract_id") == "#'O''Hara & Co'!A2"


def relabel(name: str, label: str, path: Path, table: str = "contracts") -> None:
    """Gives a column another header, in the cell and in the table's part."""

    def change(package: Package) -> None:
        excel = excel_table(package, table)
        root = package.tree(excel.part)
        column = next(c for c in markup.everywhere(root, "tableColumn") if c.get("name") == name)
        column.set("name", label)
        package.put(excel.part, root)
        cell = address(excel.area.top, excel.area.left + excel.headers.index(name))
        sheet = package.tree(excel.sheet.part)
        header = next(c for c in markup.everywhere(sheet, "c") if c.get("r") == cell)
        for child in list(header):
            header.remove(child)
        header.set("t", "inlineStr")
        markup.child(markup.child(header, "is"), "t").text = label
        package.put(excel.sheet.part, sheet)

    patched(path, change)


def test_headers_in_the_other_language_are_known(path: Path) -> None:
    relabel("Beginn", Words.of("en").label("contracts", "starts_on"), path)
    assert read(path, "contracts", "starts_on") == pd.Timestamp(2026, 7, 1)
    assert ClosedBook(path, NOW).language == "de"


def test_columns_that_changed_places_are_found_by_their_headers(path: Path) -> None:
    first, second = WORDS.label("contracts", "contract_no"), WORDS.label("contracts", "note")
    relabel(first, "?", path)
    relabel(second, first, path)
    relabel("?", second, path)
    ClosedBook(path, NOW).apply(Edit(changes=(Change("contracts", 2, "note", None, "steht jetzt vorn"),)))
    assert place(path, "contracts", "note")[1] == "B2"
    assert read(path, "contracts", "note") == "steht jetzt vorn"


def test_a_renamed_column_is_named_with_its_likely_twin(path: Path) -> None:
    relabel("Beginn", "Beginn am", path)
    with pytest.raises(Refusal, match="column_renamed") as refusal:
        ClosedBook(path, NOW).read(TABLES["contracts"])
    assert refusal.value.facts["twin"] == "Beginn am"


def test_a_master_that_lacks_a_later_column_is_read_and_refuses_only_what_must_stand_there(path: Path) -> None:
    relabel(WORDS.label("companies", "different_from"), "Eigenes", path, "companies")
    assert (read(path, "companies", "different_from"), read(path, "companies", "zip")) == (None, "01069")
    other = {**COMPANY, "company_id": "F-0002", "different_from": None}
    ClosedBook(path, NOW).apply(Edit(changes=(Change("companies", 2, "zip", None, "00001"),)))
    assert ClosedBook(path, NOW).apply(Edit(rows=(NewRow("companies", other),))).rows == (3,)
    before = path.read_bytes()
    for judged in (
        Edit(changes=(Change("companies", 2, "different_from", None, "F-0002"),)),
        Edit(rows=(NewRow("companies", {**other, "company_id": "F-0003", "different_from": "F-0001"}),)),
    ):
        with pytest.raises(Refusal, match="column_missing") as refusal:
            ClosedBook(path, NOW).apply(judged)
        assert "verschieden von" in str(refusal.value.facts["column"])
    assert path.read_bytes() == before


def test_a_table_under_another_name_is_found_by_its_sheet(path: Path) -> None:
    def rename(package: Package) -> None:
        part = excel_table(package, "contracts").part
        package[part] = package[part].replace(b'ame="contracts"', b'ame="Tabelle7"')

    patched(path, rename)
    assert read(path, "contracts", "value") == 7800.5


def test_a_table_turned_into_a_range_is_named(path: Path) -> None:
    def turn(package: Package) -> None:
        sheet = excel_table(package, "contracts").sheet
        for arrow in package.relationships(sheet.part):
            if arrow.kind == "table":
                package.unrelate(sheet.part, arrow.id)

    patched(path, turn)
    with pytest.raises(Refusal, match="table_is_range"):
        ClosedBook(path, NOW).read(TABLES["contracts"])


# --- what is written, and what is not


def test_a_second_time_nothing_is_written_at_all(path: Path) -> None:
    answers = {"contracts": pd.DataFrame({"bucket": ["b180"], "days_to_notice": [float("nan")]}, index=[2])}
    edit = Edit(changes=(Change("contracts", 2, "value", 7800.5, 9000),), results=answers)
    assert ClosedBook(path, NOW).apply(edit).cells == 2
    before, backups = path.read_bytes(), backed_up(path)
    assert ClosedBook(path, NOW).apply(edit).cells == 0
    assert path.read_bytes() == before
    assert backed_up(path) == backups


def backed_up(path: Path) -> list[Path]:
    return sorted((path.parent / "teeup-backups").glob("*.xlsx"))


def test_the_file_before_is_kept_as_often_as_the_settings_say(path: Path) -> None:
    settings = ClosedBook(path, NOW).read(TABLES["settings"]).frame
    (row,) = settings.index[settings["key"] == "backups.kept"]
    ClosedBook(path, NOW).apply(Edit(changes=(Change("settings", int(row), "value", 5, 2),)))
    for value in range(5):
        ClosedBook(path, NOW).apply(Edit(changes=(Change("contracts", 2, "value", None, value),)))
    assert len(backed_up(path)) == 2


def test_one_book_applies_several_edits_one_after_the_other(path: Path) -> None:
    book = ClosedBook(path, NOW)
    for value in (1, 2, 3):
        assert book.apply(Edit(changes=(Change("contracts", 2, "value", None, value),))).cells == 1
    assert book.read(TABLES["contracts"]).frame.at[2, "value"] == 3


def test_an_answer_is_the_formula_s_cached_result(path: Path) -> None:
    formula = raw_cell(path, "contracts", "bucket")
    answers = pd.DataFrame({"bucket": ["b180"], "current_end": [pd.Timestamp(2027, 6, 30)]}, index=[2])
    ClosedBook(path, NOW).apply(Edit(results={"contracts": answers}))
    assert raw_cell(path, "contracts", "bucket") == formula
    cached = openpyxl.load_workbook(path, data_only=True)["Verträge"]
    assert cached[place(path, "contracts", "bucket")[1]].value == WORDS.text("choices.bucket.b180")
    assert cached[place(path, "contracts", "current_end")[1]].value == datetime(2027, 6, 30)


def test_an_answer_that_is_still_true_stays_when_what_it_depends_on_changes(path: Path) -> None:
    for day in (date(2027, 6, 30), date(2027, 6, 29)):
        answers = pd.DataFrame({"bucket": ["b180"], "current_end": [pd.Timestamp(day)]}, index=[2])
        ClosedBook(path, NOW).apply(Edit(results={"contracts": answers}))
    sheet, cell = place(path, "contracts", "bucket")
    assert openpyxl.load_workbook(path, data_only=True)[sheet][cell].value == WORDS.text("choices.bucket.b180")


def test_new_rows_have_their_formulas_with_python_s_answers(path: Path) -> None:
    row = {**CONTRACT, "contract_id": "V-0002", "bucket": "b180", "current_end": date(2027, 6, 30)}
    applied = ClosedBook(path, NOW).apply(Edit(rows=(NewRow("contracts", row),)))
    assert applied.rows == (3,)
    assert raw_cell(path, "contracts", "bucket", 3) == raw_cell(path, "contracts", "bucket")
    sheet, cell = place(path, "contracts", "bucket", 3)
    assert openpyxl.load_workbook(path, data_only=True)[sheet][cell].value == WORDS.text("choices.bucket.b180")


def test_validations_and_formats_reach_every_new_row(path: Path) -> None:
    rows = tuple(NewRow("contracts", {**CONTRACT, "contract_id": f"V-{n:04}"}) for n in range(2, 9))
    ClosedBook(path, NOW).apply(Edit(rows=rows))
    package = Package.open(path.read_bytes())
    excel = excel_table(package, "contracts")
    ends = [Area.of(part).bottom for part in areas(package, excel.sheet.part)]
    assert ends
    assert set(ends) == {excel.last_row} == {9}


def areas(package: Package, part: str) -> Iterator[str]:
    for element in markup.everywhere(package.tree(part), "dataValidation", "conditionalFormatting"):
        yield from (element.get("sqref") or "").split()


def test_a_computed_cell_without_formula_is_left_alone_and_named(path: Path) -> None:
    sheet, cell = place(path, "contracts", "bucket")
    part = next(s.part for s in Package.open(path.read_bytes()).sheets() if s.name == sheet)

    def overwrite(package: Package) -> None:
        root = package.tree(part)
        found = next(c for c in markup.everywhere(root, "c") if c.get("r") == cell)
        for child in list(found):
            found.remove(child)
        found.set("t", "n")
        markup.child(found, "v").text = "5"
        package.put(part, root)

    patched(path, overwrite)
    applied = ClosedBook(path, NOW).apply(
        Edit(results={"contracts": pd.DataFrame({"bucket": ["b180"]}, index=[2])})
    )
    (problem,) = applied.problems
    assert (problem.table, problem.row, problem.column, problem.code) == (
        "contracts",
        2,
        "bucket",
        "formula_missing",
    )
    assert raw_cell(path, "contracts", "bucket") == 5


def test_a_formula_where_a_value_should_go_is_refused_and_the_file_is_untouched(path: Path) -> None:
    sheet, cell = place(path, "contracts", "value")
    part = next(s.part for s in Package.open(path.read_bytes()).sheets() if s.name == sheet)
    pattern = rb'(<c r="%b"[^>]*>)<v>7800.5</v>' % cell.encode()
    patched(
        path, lambda p: p.put(part, markup.parsed(re.sub(pattern, rb"\1<f>7800+0.5</f><v>7800.5</v>", p[part])))
    )
    before = path.read_bytes()
    edit = Edit(
        changes=(Change("contracts", 2, "value", None, 9), Change("companies", 2, "name", None, "Neu")),
        rows=(NewRow("companies", {**COMPANY, "company_id": "F-0002"}),),
    )
    with pytest.raises(Refusal, match="formula_cell") as refusal:
        ClosedBook(path, NOW).apply(edit)
    assert (refusal.value.facts["sheet"], refusal.value.facts["cell"]) == (sheet, cell)
    assert path.read_bytes() == before
    assert len(backed_up(path)) == 1


def test_rows_taken_back_leave_the_tables_as_they_were(path: Path) -> None:
    before = Package.open(path.read_bytes())
    rows = tuple(NewRow("contracts", {**CONTRACT, "contract_id": f"V-{n:04}"}) for n in range(2, 6))
    numbers = ClosedBook(path, NOW).apply(Edit(rows=rows)).rows
    ClosedBook(path, NOW).apply(Edit(removals=tuple(Removal("contracts", number) for number in numbers)))
    after = Package.open(path.read_bytes())
    excel = excel_table(after, "contracts")
    assert excel == excel_table(before, "contracts")
    assert shapes(after, excel.sheet.part) == shapes(before, excel.sheet.part)


def shapes(package: Package, part: str) -> list[tuple[str, dict[Any, Any], str]]:
    """Every element of a sheet but cached results and its dimension, which may be too large."""
    found = package.tree(part).iter()
    return [(str(e.tag), dict(e.attrib), e.text or "") for e in found if markup.local(e) not in ("v", "dimension")]


def test_a_blanked_row_in_the_middle_keeps_its_place_and_its_formulas(path: Path) -> None:
    rows = tuple(NewRow("contracts", {**CONTRACT, "contract_id": f"V-{n:04}"}) for n in (2, 3))
    ClosedBook(path, NOW).apply(Edit(rows=rows))
    ClosedBook(path, NOW).apply(Edit(removals=(Removal("contracts", 3),)))
    assert list(ClosedBook(path, NOW).read(TABLES["contracts"]).frame["contract_id"]) == ["V-0001", "V-0003"]
    assert raw_cell(path, "contracts", "bucket", 3).startswith("=")
    assert raw_cell(path, "contracts", "value", 3) is None


def test_a_row_that_is_changed_and_removed_at_once_is_removed(path: Path) -> None:
    new = NewRow("contracts", {**CONTRACT, "contract_id": "V-0002"})
    edit = Edit((Change("contracts", 2, "value", 7800.5, 1),), (new,), (Removal("contracts", 2),))
    assert ClosedBook(path, NOW).apply(edit).rows == (3,)
    frame = ClosedBook(path, NOW).read(TABLES["contracts"]).frame
    assert frame["contract_id"].to_dict() == {3: "V-0002"}
    sheet = openpyxl.load_workbook(path)["Verträge"]
    assert sheet["A2"].value is None
    package = Package.open(path.read_bytes())
    addresses = [
        c.get("r") for c in markup.everywhere(package.tree(excel_table(package, "contracts").sheet.part), "c")
    ]
    assert len(addresses) == len(set(addresses))


def test_areas_are_hidden_and_shown_and_one_sheet_always_stands_in_front(path: Path) -> None:
    def states() -> dict[str, str]:
        package = Package.open(path.read_bytes())
        return {table.name: table.sheet.state for table in excel_tables(package)}

    before = states()
    ClosedBook(path, NOW).apply(Edit(visible={"contracts": False, "companies": True}))
    assert states() == {**before, "contracts": "hidden", "companies": "visible"}
    stamp = path.stat().st_mtime_ns
    ClosedBook(path, NOW).apply(Edit(visible={"contracts": False, "companies": True}))
    assert path.stat().st_mtime_ns == stamp
    ClosedBook(path, NOW).apply(Edit(visible={"contracts": True}))
    assert states() == before


def test_a_sheet_in_front_that_is_hidden_gives_way_to_the_first_that_is_seen(path: Path) -> None:
    def front(package: Package) -> int:
        (view,) = markup.everywhere(package.tree(package.workbook), "workbookView")
        return int(view.get("activeTab", "0"))

    def come_to_front(package: Package) -> None:
        workbook = package.tree(package.workbook)
        index = excel_table(package, "contracts").sheet.index
        next(markup.everywhere(workbook, "workbookView")).set("activeTab", str(index))
        package.put(package.workbook, workbook)

    patched(path, come_to_front)
    ClosedBook(path, NOW).apply(Edit(visible={"contracts": False}))
    package = Package.open(path.read_bytes())
    assert package.sheets()[front(package)].state == "visible"


def test_a_reference_is_written_as_a_person_recognises_it(path: Path) -> None:
    row = {**CONTRACT, "contract_id": "V-0002", "company_id": "F-0002"}
    company = {**COMPANY, "company_id": "F-0002", "name": "Neu & Alt KG"}
    ClosedBook(path, NOW).apply(Edit(rows=(NewRow("contracts", row), NewRow("companies", company))))
    assert raw_cell(path, "contracts", "company_id", 3) == "Neu & Alt KG · F-0002"


def test_one_stray_cell_far_out_does_not_fill_the_memory(path: Path) -> None:
    sheet, _ = place(path, "contracts", "value")
    patched(path, lambda package: change_cells(package, sheet, {"XFD1048576": 1}))
    with pytest.raises(Refusal, match="cell_far_out") as refusal:
        ClosedBook(path, NOW).read(TABLES["contracts"])
    assert refusal.value.facts["cell"] == "XFD1048576"


def test_no_library_that_loses_things_ever_saves_a_coordinator_s_file() -> None:
    books = Path(__file__).parent.parent / "addin" / "books"
    assert [file.name for file in books.glob("*.py") if "openpyxl" in file.read_text("utf-8")] == []
