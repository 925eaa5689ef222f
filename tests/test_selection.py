"""A command acts on the rows that are selected in its table, and says which; on all rows otherwise."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from addin.__main__ import main
from addin.books import Edit
from addin.books.memory import MemoryBook
from addin.commands.register import COMMANDS
from addin.commands.selection import Rows
from addin.desk import Desk, Outcome
from addin.errors import Refusal
from addin.explain import done_lines, outcome_object
from addin.plan import NewRow
from addin.tables import TABLES
from addin.words import Words

NOW, TODAY = datetime(2027, 2, 15, 9, 30), date(2027, 2, 15)
FULL, PART = "expiry_list", "expiry_list.selection"


@pytest.fixture
def book() -> MemoryBook:
    """Five contracts in rows 2 to 6, all of which run out soon; row 4 is of another rep."""
    book = MemoryBook("de")
    company = NewRow("companies", {"company_id": "F-0001", "name": "Hansen Druck GmbH", "status": "customer"})
    reps = [NewRow("staff", {"staff_id": f"M-000{n}", "name": name}) for n, name in ((1, "Ada"), (2, "Kim"))]
    contracts = [
        NewRow(
            "contracts",
            {
                "contract_id": f"V-000{n}",
                "company_id": "F-0001",
                "rep": "M-0002" if n == 3 else "M-0001",
                "state": "active",
                "starts_on": date(2026, 4, 1),
                "term_months": 12,
                "value": 1000.0 * n,
            },
        )
        for n in range(1, 6)
    ]
    book.apply(Edit(rows=(company, *reps, *contracts)))
    return book


def run(book: MemoryBook, folder: Path, command: str, rows: str = "", sheet: str = "", **options: Any) -> Outcome:
    selected = Rows.of(rows, sheet) if rows else None
    return Desk(book, NOW, folder, TODAY).run(COMMANDS[command], {"period": "quarter", **options}, rows=selected)


def opened(book: MemoryBook) -> list[int]:
    """The rows whose renewal talk was opened."""
    state: Any = book.read(TABLES["contracts"]).frame["renewal_state"]
    return list(state.index[state == "open"])


def test_only_the_selected_rows_change(book: MemoryBook, tmp_path: Path) -> None:
    outcome = run(book, tmp_path, "expiry-flags", "3-4,6")
    assert opened(book) == [3, 4, 6]
    assert (outcome.selected, outcome.counts["contracts"], outcome.counts["to_talk"]) == ((3, 4, 6), 3, 3)


def test_the_outcome_says_which_rows_were_meant(book: MemoryBook, tmp_path: Path) -> None:
    outcome = run(book, tmp_path, "expiry-flags", "3-4,6")
    for language, sentence in (("de", "Nur für die gewählten Zeilen 3-4, 6."), ("en", "rows 3-4, 6 only.")):
        first = next(iter(done_lines(outcome, "expiry-flags", Words.of(language))))
        assert first.endswith(sentence)
        assert outcome_object(outcome, "expiry-flags", Words.of(language))["selected_rows"] == [3, 4, 6]


def test_the_priority_of_a_selected_row_is_the_one_it_has_among_all(book: MemoryBook, tmp_path: Path) -> None:
    run(book, tmp_path, "expiry-flags", "6")
    alone = book.read(TABLES["contracts"]).frame.at[6, "renewal_priority"]
    assert {change.row for change in run(book, tmp_path, "expiry-flags").plan.changes} == {2, 3, 4, 5}
    assert book.read(TABLES["contracts"]).frame.at[6, "renewal_priority"] == alone


def test_the_list_of_all_contracts_stays_beside_the_one_of_the_selected(book: MemoryBook, tmp_path: Path) -> None:
    run(book, tmp_path, "expiry-flags")
    whole = book.sheets[FULL]
    outcome = run(book, tmp_path, "expiry-flags", "3-4")
    (report,) = outcome.plan.reports
    assert (set(book.sheets), book.sheets[FULL]) == ({FULL, PART}, whole)
    assert (report.sheet, "Zeilen 3-4" in report.subtitle) == ("Auswahl Ablaufliste", True)


def test_the_next_run_over_all_rows_takes_the_list_of_the_selected_out(book: MemoryBook, tmp_path: Path) -> None:
    run(book, tmp_path, "expiry-flags", "3-4")
    run(book, tmp_path, "expiry-flags")
    assert set(book.sheets) == {FULL}


def test_calendars_of_selected_rows_stand_beside_those_of_all(book: MemoryBook, tmp_path: Path) -> None:
    run(book, tmp_path, "expiry-calendar")
    whole = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert len(whole) == 2
    outcome = run(book, tmp_path, "expiry-calendar", "4")
    assert [file.name for file in outcome.files] == ["Auswahl Kalender Kim.ics"]
    assert {name: (tmp_path / name).read_bytes() for name in whole} == whole
    assert "expiry_calendar.M-0002.selection" in book.sheets
    run(book, tmp_path, "expiry-calendar")
    assert set(book.sheets) == {"expiry_calendar.M-0001", "expiry_calendar.M-0002"}


@pytest.mark.parametrize("command", ["expiry-flags", "expiry-calendar"])
def test_a_second_run_over_the_same_rows_changes_nothing(book: MemoryBook, tmp_path: Path, command: str) -> None:
    run(book, tmp_path, command, "3-4")
    again = run(book, tmp_path, command, "3-4")
    assert (again.cells, again.counts["sheets_written"], again.counts["files_written"]) == (0, 0, 0)


@pytest.mark.parametrize(("rows", "sheet"), [("2-6", ""), ("1-1048576", ""), ("3", "Firmen")])
def test_a_whole_table_and_another_sheet_mean_all_rows(
    book: MemoryBook, tmp_path: Path, rows: str, sheet: str
) -> None:
    outcome = run(book, tmp_path, "expiry-flags", rows, sheet)
    assert (opened(book), outcome.selected) == ([2, 3, 4, 5, 6], ())


def test_selected_rows_that_hold_no_data_are_named(book: MemoryBook, tmp_path: Path) -> None:
    outcome = run(book, tmp_path, "expiry-flags", "5-8")
    assert outcome.selected == (5, 6)
    assert [(p.code, p.facts["rows"], p.severity) for p in outcome.problems] == [
        ("rows_left_out", "7-8", "warning")
    ]


def test_a_selection_without_any_data_is_refused(book: MemoryBook, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="rows_elsewhere") as refusal:
        run(book, tmp_path, "expiry-flags", "20-22")
    assert refusal.value.facts == {"table": "contracts", "rows": "20-22"}


def test_a_command_that_acts_on_no_table_does_not_mind_a_selection(book: MemoryBook, tmp_path: Path) -> None:
    assert run(book, tmp_path, "today", "3").selected == ()


@pytest.mark.parametrize("text", ["", "x", "9-5", "5-9,", "-3", "5;6"])
def test_what_names_no_rows_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="rows_unread"):
        Rows.of(text)


def test_the_terminal_takes_rows_of_a_closed_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from addin import masters

    path = tmp_path / "Mappe.xlsx"
    masters.demo(path, "de", NOW)
    rows = masters.desk(path, NOW, None).table("contracts").index.tolist()[:2]
    capsys.readouterr()
    main(["expiry-flags", str(path), "--rows", f"{rows[0]}-{rows[1]}", "--json"])
    assert json.loads(capsys.readouterr().out)["selected_rows"] == rows
    with pytest.raises(SystemExit) as wrong:
        main(["expiry-flags", str(path), "--rows", "viele"])
    assert wrong.value.code == 2
