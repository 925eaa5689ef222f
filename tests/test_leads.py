"""Prospects handed to sales: what a rep needs, the answer that is due, the reminder, the manager (R-34, M-12)."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from demo_runs import decided, demo_book, desk, lines, state, table
from demo_tables import frames, named

from addin.commands.register import COMMANDS
from addin.errors import Refusal
from addin.plan import Plan
from addin.tables.frames import changed

READY, NOT_ASKED, WAITING = "F-0093", "F-0126", "F-0091"  # grade A and free; no grade; handed over on 10 February
BRIEFING = "Plant für Herbst eine Produkteinführung, Budget 20.000 Euro."


def rows(plan: Plan, name: str) -> list[Mapping[str, Any]]:
    return [row.values for row in plan.rows if row.table == name]


def companies(company: str, **cells: Any) -> dict[str, pd.DataFrame]:
    frame = frames()["companies"]
    row = int(frame.index[frame["company_id"] == company][0])
    return {"companies": changed(frame, [(row, key, value) for key, value in cells.items()])}


def contacts(company: str, **cells: Any) -> dict[str, pd.DataFrame]:
    frame = frames()["contacts"]
    own = frame.index[frame["company_id"] == company]
    return {"contacts": changed(frame, [(row, key, value) for row in own for key, value in cells.items()])}


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_prospect_of_grade_a_is_handed_over_and_the_rep_s_mail_prepared(language: str) -> None:
    plan = decided("handover-lead", language=language, company=READY, briefing=BRIEFING)
    (lead,) = rows(plan, "handovers")
    assert lead["rep"] == named("companies", READY)["rep"]
    assert (lead["grade"], lead["handed_on"], lead["briefing"]) == ("A", date(2027, 2, 15), BRIEFING)
    assert [(c.column, c.after) for c in plan.changes] == [("prospect_state", "handed_over")]
    mail = next(row for row in rows(plan, "recipients") if row["about"] == lead["handover_id"])
    assert (mail["person"], mail["channel"], mail["send"]) == (lead["rep"], "email", True)
    assert BRIEFING in str(mail["content"]) and '"answer_by": {"day": "2027-02-22"}' in str(mail["content"])


@pytest.mark.parametrize(
    ("tables", "options", "code"),
    [
        ({}, {"company": NOT_ASKED, "briefing": BRIEFING}, "lead_grade_low"),
        ({}, {"company": READY}, "lead_without_briefing"),
        ({}, {"company": READY, "briefing": "  "}, "lead_without_briefing"),
        ({}, {"company": "F-0001", "briefing": BRIEFING}, "lead_no_prospect"),
        (companies(READY, rep=None), {"company": READY, "briefing": BRIEFING}, "lead_without_rep"),
        (contacts(READY, active=False), {"company": READY, "briefing": BRIEFING}, "lead_without_contact"),
        (
            {**contacts(READY, email_state="dead", phone_state="dead"), **companies(READY, post_state="dead")},
            {"company": READY, "briefing": BRIEFING},
            "lead_without_channel",
        ),
        ({}, {"company": READY, "outcome": "accepted"}, "lead_not_handed"),
        ({}, {"outcome": "accepted"}, "lead_without_company"),
        ({}, {"company": WAITING, "outcome": "returned"}, "lead_returned_without_reason"),
    ],
)
def test_whatever_a_rep_would_miss_is_refused(tables: Any, options: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        decided("handover-lead", tables, **options)


def test_below_grade_b_a_reason_hands_over_by_hand() -> None:
    plan = decided("handover-lead", company=NOT_ASKED, briefing=BRIEFING, reason="will zurückgerufen werden")
    (lead,) = rows(plan, "handovers")
    assert (lead["grade"], lead["reason"]) == (None, "will zurückgerufen werden")


def test_what_is_missing_for_the_grade_is_told() -> None:
    answers = frames()["answers"]
    some = {"answers": answers[~((answers["company_id"] == READY) & (answers["points"] > 2))]}
    with pytest.raises(Refusal) as refused:
        decided("handover-lead", some, company=READY, briefing=BRIEFING)
    assert refused.value.facts["missing"]


def test_nobody_is_handed_over_twice_but_after_a_return() -> None:
    plan = decided("handover-lead", company=WAITING, briefing=BRIEFING)
    assert [problem.code for problem in plan.problems] == ["lead_handed_already"]
    assert rows(plan, "handovers") == []
    returned = decided("handover-lead", company="F-0079", briefing=BRIEFING)  # came back in April
    assert rows(returned, "handovers")[0]["company_id"] == "F-0079"


@pytest.mark.parametrize(
    ("today", "stage", "reader"),
    [
        (date(2027, 2, 17), 1, "M-0004"),  # the last day for the answer
        (date(2027, 2, 18), 2, "M-0004"),
        (date(2027, 2, 23), 2, "M-0004"),
        (date(2027, 2, 24), 3, "M-0002"),  # as many working days again
    ],
)
def test_the_rep_is_reminded_and_then_the_manager_told(today: date, stage: int, reader: str) -> None:
    (mail,) = rows(decided("handover-lead", today=today), "recipients")
    assert (mail["stage"], mail["person"], mail["about"]) == (stage, reader, "U-0014")


def test_a_rep_who_is_away_is_stood_in_for() -> None:
    frame = frames()["staff"]
    row = int(frame.index[frame["staff_id"] == "M-0004"][0])
    days = (("vacation_from", datetime(2027, 2, 15)), ("vacation_until", datetime(2027, 2, 19)))
    away = {"staff": changed(frame, [(row, key, day) for key, day in days])}
    (mail,) = rows(decided("handover-lead", away), "recipients")
    assert mail["person"] == "M-0005" and "Deniz Yıldız" in str(mail["content"])


def test_an_answer_is_noted_and_ends_the_reminders() -> None:
    plan = decided("handover-lead", company=WAITING, outcome="accepted")
    told = {change.column: change.after for change in plan.changes}
    assert told == {"answered_on": date(2027, 2, 15), "outcome": "accepted"}
    assert rows(plan, "recipients") == []
    back = decided("handover-lead", company=WAITING, outcome="returned", because="zu klein")
    told = {change.column: change.after for change in back.changes}
    assert (told["returned_because"], told["prospect_state"]) == ("zu klein", "returned")


def test_each_rep_s_list_shows_what_waits_first_and_then_who_is_ready() -> None:
    report = decided("handover-lead", today=date(2027, 2, 24)).reports[0]
    assert [line.values[0] for line in lines(report, "critical")] == [named("companies", WAITING)["name"]]
    ready = {str(line.values[0]) for line in table(report, 1).lines}
    assert named("companies", READY)["name"] in ready
    assert named("companies", WAITING)["name"] not in ready


def test_an_empty_workbook_says_what_to_do() -> None:
    empty = {key: frames()[key].iloc[:0] for key in ("handovers", "companies", "contacts", "answers")}
    assert lines(decided("handover-lead", empty).reports[0]) == []


def test_a_rehearsal_changes_nothing_a_second_run_nothing_more_and_undo_takes_it_back(tmp_path: Path) -> None:
    book, options = demo_book(), {"company": READY, "briefing": BRIEFING}
    before = state(book)
    desk(book, tmp_path).run(COMMANDS["handover-lead"], options, rehearse=True)
    assert state(book) == before
    desk(book, tmp_path).run(COMMANDS["handover-lead"], options)
    after = state(book)
    assert after != before
    assert desk(book, tmp_path).run(COMMANDS["handover-lead"], options).cells == 0
    assert state(book) == after
    desk(book, tmp_path).undo(1)
    assert state(book) == before
