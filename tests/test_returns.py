"""Returned letters and dead numbers, noted by hand; addresses put right, with who said so (R-45, R-46)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from demo_runs import decided, demo_book, desk, lines, state
from demo_tables import frames, rows_of

from addin.books.memory import MemoryBook
from addin.commands.register import COMMANDS
from addin.desk import Outcome
from addin.errors import Refusal
from addin.plan import Change, NewRow, Plan
from addin.tables import TABLES
from addin.words import LANGUAGES, Words
from workbook_templates.demo.keydate import AS_OF

EVA = "P-0001"
COMPANY = str(next(row["company_id"] for row in rows_of("contacts") if row["contact_id"] == EVA))
DEAD, FULL = "P-0299", "P-0308"  # of X21


def noted(plan: Plan) -> Mapping[str, Any]:
    """The one new return of a plan."""
    (row,) = [row.values for row in plan.rows if row.table == "returns"]
    return row


def cells(plan: Plan, table: str) -> dict[str, Any]:
    """What the plan makes of the cells of one row of a table."""
    return {change.column: change.after for change in plan.changes if change.table == table and _ours(change)}


def _ours(change: Change) -> bool:
    """Not what follows from the planted returns of X21."""
    key = {"contacts": "contact_id", "companies": "company_id", "tasks": "task_id", "returns": "return_id"}
    named = frames()[change.table].at[change.row, key.get(change.table, "mailing_id")]
    return named not in (DEAD, FULL, *(f"RL-00{number}" for number in range(36, 41)))


def tasks(plan: Plan) -> list[Mapping[str, Any]]:
    """The new tasks, but for the two of X21."""
    return [row.values for row in plan.rows if row.table == "tasks" and row.values["company_id"] != "F-0172"]


def codes(plan: Plan) -> Counter[str]:
    return Counter(problem.code for problem in plan.problems if problem.code != "return_sender_trouble")


def run(book: MemoryBook, folder: Path, **options: Any) -> Outcome:
    return desk(book, folder).run(COMMANDS["returns"], options)


def cell(book: MemoryBook, table: str, row_id: str, column: str) -> Any:
    frame = book.read(TABLES[table]).frame
    value = frame.loc[frame.iloc[:, 0] == row_id, column].iloc[0]
    return None if pd.isna(value) else value


# ------------------------------------------------------------------ what the post and the telephone say


@pytest.mark.parametrize(
    ("mark", "kind"),
    [
        ("Empfänger nicht zu ermitteln", "hard"),
        ("unbekannt verzogen", "moved"),
        ("Firma erloschen", "hard"),
        ("gone away", "moved"),
    ],
)
def test_a_letter_that_came_back_makes_the_company_s_place_dead_and_a_task(mark: str, kind: str) -> None:
    plan = decided("returns", contact=EVA, channel="post", reason=mark)
    row = noted(plan)
    assert (row["class"], row["action"], row["reason"], row["on"]) == (kind, "suppressed", mark, AS_OF)
    assert (row["company_id"], row["contact_id"]) == (COMPANY, EVA)
    assert cells(plan, "companies") == {"post_state": "dead"}
    (task,) = tasks(plan)
    assert task["about"] == row["return_id"]


def test_a_letter_to_nobody_in_particular_is_the_company_s() -> None:
    plan = decided("returns", company=COMPANY, reason="unbekannt verzogen")
    assert (noted(plan)["company_id"], noted(plan)["contact_id"]) == (COMPANY, None)
    assert cells(plan, "companies") == {"post_state": "dead"}


def test_a_refused_letter_is_a_question_of_objection_and_nothing_dies() -> None:
    plan = decided("returns", contact=EVA, channel="post", reason="Annahme verweigert")
    assert (noted(plan)["class"], noted(plan)["action"]) == ("refused", "none")
    assert not cells(plan, "companies") and not cells(plan, "contacts")
    assert codes(plan) == {"return_refused": 1}
    (task,) = tasks(plan)
    assert "Werbung" in task["what"]


def test_who_has_died_is_written_to_no_more_and_the_company_stays() -> None:
    plan = decided("returns", contact=EVA, reason="Empfänger verstorben")
    assert cells(plan, "contacts") == {"active": False, "left_on": AS_OF}
    assert not cells(plan, "companies") and not tasks(plan)
    assert (noted(plan)["action"], noted(plan)["repaired_on"]) == ("left", AS_OF)


def test_two_calls_in_vain_on_two_days_make_a_number_dead(tmp_path: Path) -> None:
    book = demo_book()
    run(book, tmp_path, contact=EVA, reason="nicht erreicht", on=AS_OF - timedelta(days=1))
    assert cell(book, "contacts", EVA, "phone_state") == "soft"
    run(book, tmp_path, contact=EVA, reason="besetzt", on=AS_OF - timedelta(days=1))
    assert cell(book, "contacts", EVA, "phone_state") == "soft"
    run(book, tmp_path, contact=EVA, reason="nicht erreicht")
    assert cell(book, "contacts", EVA, "phone_state") == "dead"


def test_the_setting_says_how_many_calls_are_too_many(tmp_path: Path) -> None:
    returns = frames()["returns"]
    book = demo_book()
    run(book, tmp_path, contact=EVA, reason="nicht erreicht", on=AS_OF - timedelta(days=1))
    returns = book.read(TABLES["returns"]).frame
    options = {"contact": EVA, "reason": "nicht erreicht"}
    for limit, state_after in ((2, "dead"), (3, "soft")):
        plan = decided("returns", {"returns": returns}, chosen={"phone.dead_attempts": limit}, **options)
        assert cells(plan, "contacts")["phone_state"] == state_after


def test_no_such_number_makes_it_dead_at_once() -> None:
    plan = decided("returns", contact=EVA, reason="Kein Anschluss unter dieser Nummer")
    assert (noted(plan)["channel"], noted(plan)["class"]) == ("phone", "hard")
    assert cells(plan, "contacts") == {"phone_state": "dead"}


def test_a_code_is_one_of_a_mail() -> None:
    plan = decided("returns", contact=EVA, reason="5.1.1")
    assert (noted(plan)["channel"], noted(plan)["code"], noted(plan)["reason"]) == ("email", "5.1.1", None)
    assert cells(plan, "contacts") == {"email_state": "dead"}


# ------------------------------------------------------------------ what was typed into the sheet


def test_a_return_typed_into_the_sheet_is_judged_and_completed(tmp_path: Path) -> None:
    book = demo_book()
    typed = {"return_id": "RL-0041", "on": AS_OF, "channel": "post", "company_id": COMPANY, "reason": "verzogen"}
    desk(book, tmp_path).carry_out(Plan(rows=(NewRow("returns", typed),)), "by hand")
    run(book, tmp_path)
    assert cell(book, "companies", COMPANY, "post_state") == "dead"
    assert cell(book, "returns", "RL-0041", "class") == "moved"
    assert cell(book, "returns", "RL-0041", "address")


def test_what_nobody_can_class_is_named_and_listed(tmp_path: Path) -> None:
    book = demo_book()
    typed = {"return_id": "RL-0041", "on": AS_OF, "channel": "post", "company_id": COMPANY, "reason": "Kaffee"}
    desk(book, tmp_path).carry_out(Plan(rows=(NewRow("returns", typed),)), "by hand")
    outcome = run(book, tmp_path)
    assert codes(outcome.plan) == {"return_unclear": 1}
    assert cell(book, "companies", COMPANY, "post_state") != "dead"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_of_open_returns_has_what_is_to_be_done_first(language: str) -> None:
    (report,) = decided("returns", language=language).reports
    (table,) = [block for block in report.blocks if hasattr(block, "groups")]
    titles = Words.of(language).tree("reports.returned.groups")
    assert [group.title for group in table.groups] == [titles["dead"], titles["sender"]]
    assert len(lines(report)) == 5


# ------------------------------------------------------------------ put right


@pytest.mark.parametrize(
    ("right", "table", "expected"),
    [
        ("eva.neu@kunde.example", "contacts", {"email": "eva.neu@kunde.example", "email_state": "unchecked"}),
        ("+49 40 123456", "contacts", {"phone": "+49 40 123456", "phone_state": "unchecked"}),
        (
            "Neuer Wall 5 a, 01069 Dresden",
            "companies",
            {"street": "Neuer Wall 5 a", "zip": "01069", "city": "Dresden", "post_state": "unchecked"},
        ),
    ],
)
def test_a_new_address_is_written_and_is_to_be_checked(right: str, table: str, expected: dict[str, Any]) -> None:
    plan = decided("returns", contact=EVA, new=right, source="Anruf")
    before = frames()[table].iloc[0]
    assert expected.items() >= cells(plan, table).items()
    assert all(expected[name] == before[name] for name in expected.keys() - cells(plan, table).keys())
    row = noted(plan)
    assert (row["new_value"], row["repair_source"], row["repaired_on"]) == (right, "Anruf", AS_OF)
    assert row["action"] == "corrected" and row["repaired_by"] and not tasks(plan)


def test_a_correction_ends_the_open_returns_and_the_task(tmp_path: Path) -> None:
    book = demo_book()
    run(book, tmp_path, contact=EVA, reason="kein Anschluss")
    task = state(book)["tasks"][-1]
    assert task["done_on"] is None
    run(book, tmp_path, contact=EVA, new="+49 30 5550 100", source="Zentrale")
    row = next(row for row in state(book)["returns"] if row["return_id"] == task["about"])
    assert (row["action"], row["new_value"], row["class"]) == ("corrected", "+49 30 5550 100", "hard")
    assert cell(book, "tasks", task["task_id"], "done_on").date() == AS_OF
    assert cell(book, "contacts", EVA, "phone_state") == "unchecked"


def test_a_task_waits_until_everything_of_a_person_is_put_right(tmp_path: Path) -> None:
    book = demo_book()
    run(book, tmp_path, contact=EVA, reason="kein Anschluss")
    run(book, tmp_path, contact=EVA, reason="5.1.1")
    (task,) = [task for task in state(book)["tasks"] if str(task["about"]) > "RL-0040" and "RL" in task["about"]]
    run(book, tmp_path, contact=EVA, new="+49 30 5550 100", source="Zentrale")
    assert cell(book, "tasks", task["task_id"], "done_on") is None
    run(book, tmp_path, contact=EVA, new="eva.neu@kunde.example", source="Zentrale")
    assert cell(book, "tasks", task["task_id"], "done_on") is not None


def test_the_new_address_dies_of_its_own_returns_only(tmp_path: Path) -> None:
    book = demo_book()
    run(book, tmp_path, contact=EVA, reason="kein Anschluss", on=AS_OF - timedelta(days=9))
    run(book, tmp_path, contact=EVA, new="+49 30 5550 100", source="Zentrale")
    run(book, tmp_path, contact=EVA, reason="nicht erreicht")
    assert cell(book, "contacts", EVA, "phone_state") == "soft"


def test_a_return_and_its_correction_may_be_said_at_once() -> None:
    plan = decided("returns", contact=EVA, reason="unbekannt verzogen", new="Markt 1, 20095 Hamburg", source="Web")
    assert (noted(plan)["class"], noted(plan)["action"]) == ("moved", "corrected")
    assert cells(plan, "companies")["post_state"] == "unchecked"
    assert not tasks(plan)


@pytest.mark.parametrize("said", [{"left": date(2027, 2, 1)}, {"reason": "ausgeschieden", "on": date(2027, 2, 1)}])
def test_a_person_who_left_is_inactive_and_the_company_stays(said: dict[str, Any], tmp_path: Path) -> None:
    book = demo_book()
    run(book, tmp_path, contact=EVA, reason="5.1.1")
    company = state(book)["companies"]
    run(book, tmp_path, contact=EVA, source="Zentrale", **said)
    assert cell(book, "contacts", EVA, "active") is False
    assert cell(book, "contacts", EVA, "left_on").date() == date(2027, 2, 1)
    row = state(book)["returns"][-1]
    assert (row["action"], row["repair_source"]) == ("left", "Zentrale")
    assert state(book)["companies"] == company
    assert state(book)["tasks"][-1]["done_on"] is not None


def test_a_company_without_anybody_left_is_named() -> None:
    contacts = frames()["contacts"]
    alone = contacts[(contacts["company_id"] != COMPANY) | (contacts["contact_id"] == EVA)]
    plan = decided("returns", {"contacts": alone}, contact=EVA, left=AS_OF, source="Zentrale")
    assert codes(plan) == {"return_nobody_left": 1}


# ------------------------------------------------------------------ again, back, not at all

SAID: list[dict[str, Any]] = [
    {"contact": EVA, "reason": "unbekannt verzogen"},
    {"contact": EVA, "reason": "kein Anschluss"},
    {"contact": EVA, "reason": "verstorben"},
    {"contact": EVA, "new": "eva.neu@kunde.example", "source": "Anruf"},
    {"contact": EVA, "left": AS_OF, "source": "Anruf"},
    {},
]


@pytest.mark.parametrize("said", SAID, ids=lambda said: "-".join(map(str, said.values())) or "nothing")
def test_said_twice_changes_once_and_undo_takes_it_back(said: dict[str, Any], tmp_path: Path) -> None:
    book = demo_book()
    earlier = state(book)
    assert desk(book, tmp_path).run(COMMANDS["returns"], said, rehearse=True).plan.changes
    assert state(book) == earlier
    assert run(book, tmp_path, **said).cells
    again = run(book, tmp_path, **said)
    assert (again.cells, again.counts["sheets_written"]) == (0, 0)
    desk(book, tmp_path).undo()
    assert state(book) == earlier


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"contact": EVA}, "return_nothing_said"),
        ({"contact": EVA, "new": "eva.neu@kunde.example"}, "return_source_missing"),
        ({"contact": EVA, "left": AS_OF}, "return_source_missing"),
        ({"contact": EVA, "reason": "Kaffee"}, "return_unread"),
        ({"contact": EVA, "new": "nirgends", "source": "Anruf"}, "return_value_unread"),
        ({"contact": EVA, "new": "a@b", "source": "Anruf"}, "return_value_unread"),
        ({"company": COMPANY, "reason": "kein Anschluss"}, "return_contact_missing"),
        ({"contact": "P-9999", "reason": "verzogen"}, "nobody_of_that_name"),
    ],
)
def test_what_cannot_be_noted_is_refused(said: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        decided("returns", **said)
    assert refused.value.code == code
    for language in LANGUAGES:
        assert Words.of(language).text(f"errors.{code}", **refused.value.facts)


def test_a_return_of_an_address_that_nobody_has_is_refused() -> None:
    contacts = frames()["contacts"].assign(phone=None, mobile=None)
    with pytest.raises(Refusal) as refused:
        decided("returns", {"contacts": contacts}, contact=EVA, reason="kein Anschluss")
    assert refused.value.code == "return_no_address"
