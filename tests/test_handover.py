"""Every department gets the list of what it has to do, once (R-10; CM-02, CM-03)."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from demo_runs import NOW, decided, demo_book, desk, lines, state
from demo_tables import frames
from python_calamine import CalamineWorkbook

from addin.commands.register import COMMANDS
from addin.desk import Desk
from addin.plan import Change, Plan
from addin.tables import TABLES
from addin.tables.frames import changed, frame_of_rows
from addin.words import LANGUAGES
from workbook_templates.demo.keydate import AS_OF

ROW = 2


def one(
    issue: dict[str, object] | None = None, contract: dict[str, object] | None = None, **facts: object
) -> Plan:
    """The plan for one promise of one running contract."""
    rows = {
        "promises": {
            "promise_id": "L-0001",
            "contract_id": "V-0001",
            "kind": "ad",
            "what": "1/1",
            "quantity": 1.0,
            "department": "design",
            **facts,
        },
        "contracts": {
            "contract_id": "V-0001",
            "company_id": "F-0001",
            "state": "active",
            **(contract or {"starts_on": date(2027, 1, 1), "ends_on": date(2027, 12, 31)}),
        },
        "issues": {"issue_id": "A-0001", "publication": "Dosieren", "issue": "4/2027", **(issue or {})},
    }
    tables = {}
    for key, row in rows.items():
        tables[key] = frame_of_rows(TABLES[key], [row], [ROW])
    return decided("handover", tables)


def dates(plan: Plan) -> tuple[object, object]:
    """Begin by and ready by of the only line."""
    (line,) = lines(plan.reports[0])
    return line.values[0], line.values[8]


IN_APRIL = {"copy_deadline": date(2027, 3, 31), "published_on": date(2027, 4, 21)}


def test_design_begins_five_working_days_before_the_copy_deadline() -> None:
    """Good Friday and Easter Monday lie between."""
    assert dates(one(IN_APRIL, issue_id="A-0001")) == (date(2027, 3, 22), date(2027, 3, 31))


@pytest.mark.parametrize("kind", ["banner", "link"])
def test_the_web_team_begins_two_working_days_before_the_window(kind: str) -> None:
    window = {"window_from": date(2027, 3, 1), "window_until": date(2027, 5, 31), "department": "web"}
    assert dates(one(kind=kind, **window)) == (date(2027, 2, 25), date(2027, 3, 1))


def test_what_has_neither_issue_nor_window_is_due_before_the_contract_ends() -> None:
    assert dates(one(kind="spoken", department="sales"))[1] == date(2027, 12, 31)


@pytest.mark.parametrize(
    "facts",
    [
        {"handed_over_on": date(2027, 1, 4)},
        {"confirmed_on": date(2027, 1, 4)},
        {"waived_on": date(2027, 1, 4)},
        {"done": 1.0, "accepted_on": date(2027, 1, 4)},
        {"issue_id": "A-0001"},  # no artwork came, and the copy deadline is past
    ],
)
def test_what_is_in_hand_or_over_is_not_handed_over(facts: dict[str, object]) -> None:
    past = {"copy_deadline": date(2027, 1, 20), "published_on": date(2027, 2, 10)}
    assert one(past, **facts).changes == ()


@pytest.mark.parametrize("contract_state", ["draft", "ended", "cancelled"])
def test_contracts_that_do_not_run_are_not_handed_over(contract_state: str) -> None:
    assert one(contract={"state": contract_state}).changes == ()


def test_a_promise_without_department_is_named_and_not_handed_over() -> None:
    plan = one(department=None)
    assert plan.changes == ()
    assert [(p.code, p.row, p.column) for p in plan.problems] == [("handover_no_department", ROW, "department")]


@pytest.mark.parametrize(("signed_on", "told"), [(date(2027, 3, 24), 0), (date(2027, 3, 25), 1)])
def test_a_booking_after_the_close_is_a_warning(signed_on: date, told: int) -> None:
    plan = one({**IN_APRIL, "booking_close": date(2027, 3, 24)}, {"signed_on": signed_on}, issue_id="A-0001")
    assert [(p.code, p.severity) for p in plan.problems] == [("booked_after_close", "warning")] * told
    assert len(plan.changes) == 1


@pytest.mark.parametrize(("waived_on", "told"), [(date(2027, 2, 10), 0), (date(2027, 2, 11), 1)])
def test_a_cancellation_after_the_last_day_needs_the_manager(waived_on: date, told: int) -> None:
    plan = one({**IN_APRIL, "cancel_until": date(2027, 2, 10)}, issue_id="A-0001", waived_on=waived_on)
    assert [(p.code, p.severity) for p in plan.problems] == [("cancelled_too_late", "error")] * told


def test_a_late_cancellation_of_an_issue_that_has_appeared_is_history() -> None:
    past = {
        "copy_deadline": date(2027, 1, 6),
        "published_on": date(2027, 1, 27),
        "cancel_until": date(2026, 12, 1),
    }
    assert one(past, issue_id="A-0001", waived_on=date(2027, 1, 4)).problems == ()


# ------------------------------------------------------------------ the demo


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_demo_hands_over_what_nobody_works_on(language: str) -> None:
    plan = decided("handover", language=language)
    assert plan.problems == ()
    rows = frames(language)["promises"].loc[[change.row for change in plan.changes]]
    assert plan.counts["handed_over"] == len(rows) == 9
    assert rows[["handed_over_on", "confirmed_on", "waived_on"]].isna().all(axis=None)
    assert {"L-0406", "L-0407"} <= set(rows["promise_id"])
    assert not lines(plan.reports[0], "critical")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_department_has_a_file_with_its_own_lines(language: str) -> None:
    plan = decided("handover", language=language)
    ids = []
    for file in plan.files:
        (sheet,) = CalamineWorkbook.from_filelike(BytesIO(file.content)).sheet_names
        rows = CalamineWorkbook.from_filelike(BytesIO(file.content)).get_sheet_by_name(sheet).to_python()
        ids += [cell for row in rows for cell in row if str(cell).startswith("L-0")]
    listed = frames(language)["promises"].loc[[change.row for change in plan.changes], "promise_id"]
    assert sorted(ids) == sorted(listed)
    assert len(plan.files) == 2


def test_a_second_run_hands_nothing_over_and_changes_nothing(tmp_path: Path) -> None:
    book = demo_book()
    first = desk(book, tmp_path).run(COMMANDS["handover"], {})
    assert (first.counts["handed_over"], first.counts["files_written"]) == (9, 2)
    again = desk(book, tmp_path).run(COMMANDS["handover"], {})
    assert (again.cells, again.counts["handed_over"]) == (0, 0)
    assert (again.counts["sheets_written"], again.counts["files_written"]) == (0, 0)


def test_a_file_that_was_lost_is_written_again_by_the_next_run_of_the_day(tmp_path: Path) -> None:
    book = demo_book()
    first = desk(book, tmp_path).run(COMMANDS["handover"], {})
    content = first.files[0].read_bytes()
    first.files[0].unlink()
    assert desk(book, tmp_path).run(COMMANDS["handover"], {}).counts["files_written"] == 1
    assert first.files[0].read_bytes() == content


def test_the_next_day_lists_only_what_is_new(tmp_path: Path) -> None:
    book = demo_book()
    desk(book, tmp_path).run(COMMANDS["handover"], {})
    promises = frames()["promises"]
    row = int(promises.index[promises["promise_id"] == "L-0397"][0])
    change = Change("promises", row, "handed_over_on", AS_OF, None)
    desk(book, tmp_path).carry_out(Plan(changes=(change,)), "probe")
    tomorrow = Desk(book, NOW, tmp_path, date(2027, 2, 16)).run(COMMANDS["handover"], {})
    assert [line.values[2] for line in lines(tomorrow.plan.reports[0])] == ["L-0397"]


def test_a_rehearsal_marks_nothing_and_undo_takes_the_marks_back(tmp_path: Path) -> None:
    book = demo_book()
    earlier = state(book)
    desk(book, tmp_path).run(COMMANDS["handover"], {}, rehearse=True)
    assert (state(book), list(tmp_path.iterdir())) == (earlier, [])
    desk(book, tmp_path).run(COMMANDS["handover"], {})
    marked = pd.DataFrame(state(book)["promises"])["handed_over_on"].eq(pd.Timestamp(AS_OF)).sum()
    assert marked == 9
    desk(book, tmp_path).undo()
    assert state(book) == earlier


def test_when_all_is_handed_over_the_report_says_so() -> None:
    promises = frames()["promises"]
    done = changed(promises, [(row, "handed_over_on", date(2027, 1, 4)) for row in promises.index])
    plan = decided("handover", {"promises": done})
    assert (plan.files, plan.changes, lines(plan.reports[0])) == ((), (), [])
