"""The desk carries plans out, logs them and takes them back."""

import copy
import itertools
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from addin import history
from addin.books import Edit
from addin.books.memory import MemoryBook
from addin.commands.register import COMMANDS
from addin.desk import Desk
from addin.errors import Refusal
from addin.plan import Change, File, NewRow, Plan
from addin.tables import TABLES

NOW = datetime(2027, 2, 15, 9, 30)
TODAY = date(2027, 2, 15)
COMPANY = {"company_id": "F-0001", "name": "Hansen Druck GmbH", "status": "customer"}
CONTRACT = {
    "contract_id": "V-0001",
    "company_id": "F-0001",
    "state": "active",
    "starts_on": date(2026, 6, 1),
    "term_months": 12,
    "renew_months": 12,
    "notice_value": 3,
    "notice_unit": "months",
    "value": 7800.0,
}


@pytest.fixture
def book() -> MemoryBook:
    book = MemoryBook("de")
    book.apply(Edit(rows=(NewRow("companies", COMPANY), NewRow("contracts", CONTRACT))))
    return book


def desk(book: MemoryBook, folder: Path) -> Desk:
    return Desk(book, NOW, folder, TODAY)


def state(book: MemoryBook) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables but the log."""
    frames = {key: book.read(table).frame for key, table in TABLES.items() if key != "log"}
    return {
        key: frame.astype(object).where(frame.notna(), None).to_dict("records") for key, frame in frames.items()
    }


def renamed(before: str, after: str) -> Plan:
    return Plan(changes=(Change("companies", 2, "name", before, after),))


def test_what_was_done_stands_in_the_log_with_before_and_after(book: MemoryBook, tmp_path: Path) -> None:
    desk(book, tmp_path).carry_out(renamed("Hansen Druck GmbH", "Hansen KG"), "probe")
    line = book.read(TABLES["log"]).frame.iloc[0]
    assert list(line[["run", "command", "table", "record", "column"]]) == [1, "probe", "Firmen", "F-0001", "Firma"]
    assert list(line[["before", "after"]]) == ["Hansen Druck GmbH", "Hansen KG"]


def test_undo_puts_back_every_cell_and_takes_out_every_row(book: MemoryBook, tmp_path: Path) -> None:
    earlier = state(book)
    plan = Plan(
        changes=(
            Change("contracts", 2, "value", 7800.0, 9000.0),
            Change("contracts", 2, "starts_on", date(2026, 6, 1), date(2026, 7, 31)),
            Change("contracts", 2, "notice_unit", "months", "weeks"),
            Change("contracts", 2, "term_months", 12, None),
        ),
        rows=(NewRow("companies", {**COMPANY, "company_id": "F-0002", "zip": "01069"}),),
    )
    desk(book, tmp_path).carry_out(plan, "probe")
    assert state(book) != earlier
    assert desk(book, tmp_path).undo().problems == ()
    assert state(book) == earlier


def test_undo_goes_back_run_by_run_and_over_several_at_once(book: MemoryBook, tmp_path: Path) -> None:
    names = ["Hansen Druck GmbH", "Zwei", "Drei", "Vier", "Fünf"]
    for before, after in itertools.pairwise(names):
        desk(book, tmp_path).carry_out(renamed(before, after), "probe")
    for count, expected in ((1, "Vier"), (2, "Zwei"), (1, "Hansen Druck GmbH")):
        desk(book, tmp_path).undo(count)
        assert state(book)["companies"][0]["name"] == expected
    with pytest.raises(Refusal, match="nothing_to_undo"):
        desk(book, tmp_path).undo()


def test_undo_leaves_what_was_changed_since_and_says_so(book: MemoryBook, tmp_path: Path) -> None:
    plan = Plan(
        changes=(
            Change("companies", 2, "name", "Hansen Druck GmbH", "Hansen KG"),
            Change("companies", 2, "city", None, "Kiel"),
        )
    )
    desk(book, tmp_path).carry_out(plan, "probe")
    book.apply(Edit(changes=(Change("companies", 2, "name", "Hansen KG", "Hansen & Töchter KG"),)))
    outcome = desk(book, tmp_path).undo()
    assert [(p.code, p.column) for p in outcome.problems] == [("changed_since", "name")]
    company = state(book)["companies"][0]
    assert (company["name"], company["city"]) == ("Hansen & Töchter KG", None)


def test_undo_finds_a_row_that_was_sorted_elsewhere_since(book: MemoryBook, tmp_path: Path) -> None:
    desk(book, tmp_path).carry_out(renamed("Hansen Druck GmbH", "Hansen KG"), "probe")
    log = book.read(TABLES["log"]).frame
    companies = book.read(TABLES["companies"]).frame.rename(index={2: 17})
    back = history.taken_back(log, [1], {"companies": companies})
    assert back.changes == (Change("companies", 17, "name", "Hansen KG", "Hansen Druck GmbH"),)


def test_an_appended_row_that_was_edited_since_stays(book: MemoryBook, tmp_path: Path) -> None:
    new = NewRow("companies", {**COMPANY, "company_id": "F-0002"})
    desk(book, tmp_path).carry_out(Plan(rows=(new,)), "probe")
    book.apply(Edit(changes=(Change("companies", 3, "city", None, "Kiel"),)))
    outcome = desk(book, tmp_path).undo()
    assert [p.code for p in outcome.problems] == ["row_changed_since"]
    assert len(state(book)["companies"]) == 2


def test_a_rehearsal_changes_nothing(book: MemoryBook, tmp_path: Path) -> None:
    earlier = state(book)
    outcome = desk(book, tmp_path).run(COMMANDS["expiry-flags"], {}, rehearse=True)
    assert outcome.rehearsed
    assert outcome.plan.changes
    assert (state(book), book.sheets, list(tmp_path.iterdir())) == (earlier, {}, [])
    assert len(book.read(TABLES["log"]).frame) == 0


def test_a_table_that_was_full_and_is_empty_stops_every_command(book: MemoryBook, tmp_path: Path) -> None:
    desk(book, tmp_path).run(COMMANDS["expiry-flags"], {})
    book._rows["contracts"].clear()
    with pytest.raises(Refusal, match="table_emptied"):
        desk(book, tmp_path).run(COMMANDS["expiry-flags"], {})
    desk(book, tmp_path).run(COMMANDS["expiry-flags"], {"accept-empty": True})


def test_files_are_written_whole_and_only_when_they_are_new(book: MemoryBook, tmp_path: Path) -> None:
    plan = Plan(files=(File("Kalender/Ümlaut.ics", b"BEGIN"),))
    assert desk(book, tmp_path).carry_out(plan, "probe").counts["files_written"] == 1
    assert (tmp_path / "Kalender" / "Ümlaut.ics").read_bytes() == b"BEGIN"
    assert desk(book, tmp_path).carry_out(plan, "probe").counts["files_written"] == 0


def test_the_key_date_is_the_one_asked_for_then_the_frozen_one_then_today(
    book: MemoryBook, tmp_path: Path
) -> None:
    assert Desk(book, NOW, tmp_path).today == NOW.date()
    book.apply(Edit(rows=(NewRow("settings", {"key": "as_of", "value": date(2023, 10, 5)}),)))
    assert Desk(book, NOW, tmp_path).today == date(2023, 10, 5)
    assert Desk(book, NOW, tmp_path, TODAY).today == TODAY


def test_undo_of_a_key_date_brings_back_the_answers_of_the_earlier_one(book: MemoryBook, tmp_path: Path) -> None:
    def mine() -> Desk:
        return Desk(book, NOW, tmp_path)

    mine().run(COMMANDS["refresh"], {})
    before = mine().run(COMMANDS["refresh"], {}).cells, copy.deepcopy(book._results)
    mine().run(COMMANDS["as-of"], {"date": date(2028, 4, 1)})
    assert book._results != before[1]
    mine().undo()
    assert before[0] == 0 and book._results == before[1]


@pytest.mark.parametrize(
    "name", ["refresh", "check", "expiry-flags", "expiry-calendar", "contract-intake", "today"]
)
def test_a_second_run_on_the_same_day_changes_no_cell_and_no_sheet(
    book: MemoryBook, tmp_path: Path, name: str
) -> None:
    options = {"period": "quarter"}
    desk(book, tmp_path).run(COMMANDS[name], options)
    again = desk(book, tmp_path).run(COMMANDS[name], options)
    assert (again.cells, again.counts["sheets_written"], again.counts["files_written"]) == (0, 0, 0)


def test_expiry_flags_open_the_talk_once_a_term(book: MemoryBook, tmp_path: Path) -> None:
    desk(book, tmp_path).run(COMMANDS["expiry-flags"], {})
    contract = state(book)["contracts"][0]
    assert contract["renewal_state"] == "open"
    assert contract["renewal_term_end"] == pd.Timestamp(2027, 5, 31)
    book.apply(Edit(changes=(Change("contracts", 2, "renewal_state", "open", "talking"),)))
    desk(book, tmp_path).run(COMMANDS["expiry-flags"], {})
    assert state(book)["contracts"][0]["renewal_state"] == "talking"


def test_rows_that_an_undo_took_out_do_not_stop_the_next_command(tmp_path: Path) -> None:
    book = MemoryBook("de")
    desk(book, tmp_path).carry_out(
        Plan(rows=(NewRow("companies", COMPANY), NewRow("contracts", CONTRACT))), "probe"
    )
    desk(book, tmp_path).undo()
    assert desk(book, tmp_path).run(COMMANDS["expiry-flags"], {}).counts["contracts"] == 0


def test_the_sheet_of_a_rep_who_is_no_longer_in_the_calendar_goes(book: MemoryBook, tmp_path: Path) -> None:
    book.apply(Edit(rows=(NewRow("staff", {"staff_id": "M-0001", "name": "Ada", "role": "rep"}),)))
    desk(book, tmp_path).run(COMMANDS["expiry-calendar"], {"period": "quarter"})
    assert book.reports() == ("expiry_calendar.none",)
    book.apply(Edit(changes=(Change("contracts", 2, "rep", None, "M-0001"),)))
    desk(book, tmp_path).run(COMMANDS["expiry-calendar"], {"period": "quarter"})
    assert book.reports() == ("expiry_calendar.M-0001",)


def test_files_go_where_the_settings_say(book: MemoryBook, tmp_path: Path) -> None:
    book.apply(Edit(rows=(NewRow("settings", {"key": "output.folder", "value": "Ausgang"}),)))
    plan = Plan(files=(File("a.ics", b"BEGIN"),))
    outcome = desk(book, tmp_path / "Mappe").carry_out(plan, "probe")
    assert outcome.files == (tmp_path / "Ausgang" / "a.ics",)
    assert (tmp_path / "Ausgang" / "a.ics").is_file()


def test_a_file_that_cannot_be_written_is_named_and_the_workbook_is_untouched(
    book: MemoryBook, tmp_path: Path
) -> None:
    (tmp_path / "Mappe").write_text("a file where the folder should be")
    plan = Plan(changes=renamed("Hansen Druck GmbH", "Hansen KG").changes, files=(File("a.ics", b"BEGIN"),))
    with pytest.raises(Refusal, match="file_unwritten"):
        desk(book, tmp_path / "Mappe").carry_out(plan, "probe")
    assert state(book)["companies"][0]["name"] == "Hansen Druck GmbH"
