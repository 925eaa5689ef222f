"""The list of first calls: who may be called and why, who not and why not, and what a call brought (P-16)."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from demo_runs import decided, demo_book, desk, lines, state, table
from demo_tables import frames, named

from addin.commands.register import COMMANDS
from addin.core.cold_calls import LastCall, stage_of
from addin.errors import Refusal
from addin.plan import Plan
from addin.tables import TABLES
from addin.tables.frames import appended, changed

PROSPECT = "F-0126"  # called on 11 February, to be called again on 18 February


def contacts(company: str = PROSPECT, **cells: Any) -> dict[str, pd.DataFrame]:
    """The demo with other cells at all contacts of a company."""
    frame = frames()["contacts"]
    rows = frame.index[frame["company_id"] == company]
    return {"contacts": changed(frame, [(row, key, value) for row in rows for key, value in cells.items()])}


def listed(plan: Plan) -> dict[Any, Any]:
    """The lines of those to be called, by company."""
    return {line.values[0]: line for line in table(plan.reports[0]).lines}


def refused(plan: Plan) -> dict[Any, Any]:
    return {line.values[0]: line.values[-1] for line in table(plan.reports[0], 2).lines}


def name(company: str = PROSPECT) -> str:
    return str(named("companies", company)["name"])


@pytest.mark.parametrize("language", ["de", "en"])
def test_x20_the_objector_is_not_called_and_the_reason_is_told(language: str) -> None:
    plan = decided("call-list", language=language)
    objector = str(named("companies", str(named("contacts", "P-0297")["company_id"]))["name"])
    assert objector not in listed(plan)
    assert ("widersprochen" if language == "de" else "objected") in refused(plan)[objector]


def test_every_prospect_who_is_not_handed_over_is_on_one_of_the_two_lists() -> None:
    companies = frames()["companies"]
    waiting = companies[(companies["status"] == "prospect")]
    waiting = waiting[~waiting["prospect_state"].isin(["qualified", "handed_over", "won", "dead"])]
    plan = decided("call-list")
    assert len(listed(plan).keys() | refused(plan).keys()) == waiting["name"].nunique()
    assert plan.counts["calls_listed"] + plan.counts["calls_refused"] == len(waiting)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"basis_phone": None}, "sachlich"),
        ({"basis_phone": "  "}, "sachlich"),
        ({"no_phone_on": datetime(2027, 1, 4)}, "widersprochen"),
        ({"phone": None, "mobile": None}, "Telefonnummer"),
        ({"phone_state": "dead"}, ""),
        ({"active": False}, ""),
    ],
)
def test_nobody_is_called_without_ground_number_or_against_her_will(cells: dict[str, Any], reason: str) -> None:
    plan = decided("call-list", contacts(**cells))
    assert name() not in listed(plan)
    assert reason in refused(plan)[name()]


def test_the_assistant_is_called_before_the_one_who_decides() -> None:
    people = frames()["contacts"]
    assistants = people[people["is_assistant"].eq(True)]
    plan = decided("call-list")
    company = next(c for c in assistants["company_id"] if name(c) in listed(plan))
    assert "Assistenz" in listed(plan)[name(company)].values[2]


def test_an_assistant_who_must_not_be_called_leaves_the_others() -> None:
    people = frames()["contacts"]
    plan = decided("call-list")
    assistants = people[people["is_assistant"].eq(True)]
    row, company = next((r, c) for r, c in assistants["company_id"].items() if name(c) in listed(plan))
    changed_people = {"contacts": changed(people, [(row, "objected_on", datetime(2027, 1, 4))])}
    assert "Assistenz" not in listed(decided("call-list", changed_people))[name(company)].values[2]


def test_who_did_not_want_is_left_alone() -> None:
    plan = decided("call-list", company=PROSPECT, result="not_interested")
    assert name() not in listed(plan)
    assert "Kein Interesse" in refused(plan)[name()]


@pytest.mark.parametrize(
    ("last", "stage"),
    [
        (None, "new"),
        (LastCall(date(2027, 2, 1), "callback", date(2027, 2, 15)), "due"),
        (LastCall(date(2027, 2, 1), "callback", date(2027, 2, 16)), "later"),
        (LastCall(date(2027, 2, 1), "reached", None), "again"),
        (LastCall(date(2027, 2, 1), "not_interested", date(2027, 2, 2)), "declined"),
    ],
)
def test_a_prospect_stands_where_the_last_call_left_it(last: LastCall | None, stage: str) -> None:
    assert stage_of(last, date(2027, 2, 15)) == stage


def test_a_promised_call_is_due_on_its_day() -> None:
    assert decided("call-list", today=date(2027, 2, 17)).counts["calls_due"] == 0
    plan = decided("call-list", today=date(2027, 2, 18))
    assert [line.values[0] for line in lines(plan.reports[0], "warning")] == [name()]


def test_a_call_is_noted_with_its_follow_up_and_settles_the_one_that_was_promised() -> None:
    plan = decided("call-list", company=PROSPECT, result="not_reached")
    (row,) = plan.rows
    assert (row.values["purpose"], row.values["result"], row.values["contact_id"]) == (
        "cold",
        "not_reached",
        "P-0253",
    )
    assert row.values["follow_up_on"] == date(2027, 2, 16)
    assert [(c.table, c.column, c.after) for c in plan.changes] == [("activities", "done_on", date(2027, 2, 15))]
    assert listed(plan)[name()].values[7:] == (date(2027, 2, 15), "nicht erreicht", date(2027, 2, 16))


def test_interest_makes_a_prospect_one_who_is_being_qualified() -> None:
    plan = decided("call-list", company=PROSPECT, result="interested")
    assert ("prospect_state", "qualifying") in [(c.column, c.after) for c in plan.changes]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"company": PROSPECT}, "call_without_result"),
        ({"result": "reached"}, "call_without_company"),
        ({"company": PROSPECT, "result": "reached", "on": date(2027, 2, 16)}, "call_ahead"),
        ({"company": PROSPECT, "result": "reached", "contact": "P-0001"}, "nobody_of_that_name"),
    ],
)
def test_half_a_result_is_refused(options: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        decided("call-list", **options)


def test_a_prospect_without_contact_is_named() -> None:
    row = {"company_id": "F-9999", "name": "=Neu & Co", "status": "prospect"}
    plan = decided("call-list", {"companies": appended(TABLES["companies"], frames()["companies"], [row])})
    assert "kein Ansprechpartner" in refused(plan)["=Neu & Co"]


def test_an_empty_workbook_says_what_to_do() -> None:
    plan = decided("call-list", {key: frames()[key].iloc[:0] for key in ("companies", "questions", "activities")})
    assert lines(plan.reports[0]) == []


def test_a_rehearsal_changes_nothing_a_second_run_nothing_more_and_undo_takes_it_back(tmp_path: Path) -> None:
    book, options = demo_book(), {"company": PROSPECT, "result": "interested"}
    before = state(book)
    desk(book, tmp_path).run(COMMANDS["call-list"], options, rehearse=True)
    assert state(book) == before
    desk(book, tmp_path).run(COMMANDS["call-list"], options)
    after = state(book)
    assert after != before
    assert desk(book, tmp_path).run(COMMANDS["call-list"], options).cells == 0
    assert state(book) == after
    desk(book, tmp_path).undo(1)
    assert state(book) == before
