"""Bonuses for prospects that became customers: who earned one, who approves it, what payroll gets (R-35)."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from demo_runs import decided, demo_book, desk, lines, state, table
from demo_tables import frames

from addin.commands.register import COMMANDS
from addin.core.bonuses import judgements
from addin.errors import Refusal
from addin.plan import Plan
from addin.tables import TABLES
from addin.tables.frames import appended, changed

APPROVER = "M-0001"


def cells(plan: Plan) -> dict[str, Any]:
    return {change.column: change.after for change in plan.changes}


def credit(on: date, contract: str | None = "V-0115", company: str = "F-0173") -> dict[str, pd.DataFrame]:
    """The demo with one more credit note."""
    row = {"sale_id": "UM-9999", "on": datetime(on.year, on.month, on.day), "kind": "credit", "net": -500.0}
    row |= {"company_id": company, "contract_id": contract}
    return {"sales": appended(TABLES["sales"], frames()["sales"], [row])}


@pytest.mark.parametrize("language", ["de", "en"])
def test_x23_the_last_day_earns_a_bonus_a_day_later_none_and_a_second_contract_none(language: str) -> None:
    plan = decided("bonus", language=language)
    report = plan.reports[0]
    earned = {line.values[0]: line.values[6] for line in table(report).lines}
    assert earned == {"U-0015": 58.0, "U-0017": 56.0}
    why = {line.values[0]: str(line.values[-1]) for line in table(report, 1).lines}
    assert ("nach dem 26.01.2027" if language == "de" else "after 2027-01-26") in why["U-0016"]
    assert ("schon einen Bonus" if language == "de" else "a bonus already") in why["U-0018"]
    assert plan.counts["bonuses_due"] == 1


def test_every_hand_over_is_on_the_list_once() -> None:
    listed = [line.values[0] for line in lines(decided("bonus").reports[0])]
    assert sorted(listed) == sorted(frames()["handovers"]["handover_id"])


def test_the_contract_that_earned_it_is_entered_where_it_is_missing() -> None:
    handovers = frames()["handovers"]
    row = handovers.index[handovers["handover_id"] == "U-0015"][0]
    plan = decided("bonus", {"handovers": changed(handovers, [(row, "contract_id", None)])})
    assert [(c.row, c.column, c.after) for c in plan.changes] == [(row, "contract_id", "V-0115")]


@pytest.mark.parametrize(
    ("on", "contract", "rejected"),
    [
        (date(2027, 4, 26), "V-0115", True),  # the last day of the three months
        (date(2027, 4, 27), "V-0115", False),
        (date(2027, 2, 1), None, True),
        (date(2027, 2, 1), "V-0001", False),
        (date(2027, 1, 25), "V-0115", False),  # before the contract was signed
    ],
)
def test_a_credit_note_within_three_months_rejects(on: date, contract: str | None, rejected: bool) -> None:
    plan = decided("bonus", credit(on, contract), today=date(2027, 5, 3))
    assert cells(plan).get("credited_on") == (on if rejected else None)
    assert plan.counts["bonuses_due"] == (0 if rejected else 1)


def test_a_bonus_that_was_paid_before_the_credit_note_came_is_told() -> None:
    plan = decided("bonus", credit(date(2026, 8, 3), "V-0117", "F-0175"))
    assert [problem.code for problem in plan.problems] == ["bonus_to_take_back"]
    assert decided("bonus", month=date(2026, 7, 1)).counts["payroll_rows"] == 1
    assert decided("bonus", credit(date(2026, 8, 3), "V-0117", "F-0175"), month=date(2026, 7, 1)).files == ()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"approve": ["U-0015"]}, "bonus_without_approver"),
        ({"approve": ["U-0015"], "by": "M-0011"}, "bonus_own"),
        ({"approve": ["U-0016"], "by": APPROVER}, "bonus_not_due"),
        ({"approve": ["U-0018"], "by": APPROVER}, "bonus_not_due"),
        ({"approve": ["U-7777"], "by": APPROVER}, "nobody_of_that_name"),
    ],
)
def test_what_cannot_be_approved_is_refused(options: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        decided("bonus", **options)


def test_what_is_approved_is_on_the_payroll_list_until_it_is_paid_and_stays_on_that_month_s() -> None:
    plan = decided("bonus", approve=["u-0015; U-0017"], by=APPROVER)  # the second has its approval already
    assert plan.counts["bonuses_approved"] == 1
    assert cells(plan) == {"bonus_approved_by": APPROVER, "bonus_approved_on": date(2027, 2, 15)}
    (file,) = plan.files
    assert file.name == "Lohnliste Boni 2027-02.csv"
    text = file.content.decode("utf-8-sig")
    assert "M-0011;Mehmet Öztürk;U-0015" in text and ";58,00;" in text and "U-0017" not in text
    paid = decided("bonus", month=date(2026, 7, 15)).files[0]
    assert "U-0017" in paid.content.decode("utf-8-sig")


def test_a_rehearsal_changes_nothing_a_second_run_nothing_more_and_undo_takes_it_back(tmp_path: Path) -> None:
    book, options = demo_book(), {"approve": ["U-0015"], "by": APPROVER, "paid": True}
    before = state(book)
    desk(book, tmp_path).run(COMMANDS["bonus"], options, rehearse=True)
    assert state(book) == before
    desk(book, tmp_path).run(COMMANDS["bonus"], options)
    after = state(book)
    assert after != before
    again = desk(book, tmp_path).run(COMMANDS["bonus"], options)
    assert (again.cells, again.counts["files_written"], state(book)) == (0, 0, after)
    desk(book, tmp_path).undo(1)
    assert state(book) == before


def test_a_company_that_had_signed_before_is_no_prospect_any_more() -> None:
    handovers = frames()["handovers"].iloc[:1].assign(company_id="F-0001")
    judged = judgements(handovers, frames()["contracts"], frames()["staff"])
    assert judged["verdict"].tolist() == ["customer"]


def test_a_workbook_without_hand_overs_says_so() -> None:
    plan = decided("bonus", {"handovers": frames()["handovers"].iloc[:0]})
    assert (plan.changes, plan.files, lines(plan.reports[0])) == ((), (), [])


def test_of_two_hand_overs_before_the_contract_the_earlier_earns_the_only_bonus() -> None:
    handovers = frames()["handovers"].query("handover_id == 'U-0017'")
    twice = pd.concat([handovers, handovers.assign(handed_on=datetime(2026, 1, 12))], ignore_index=True)
    judged = judgements(twice, frames()["contracts"], frames()["staff"])
    assert judged["verdict"].tolist() == ["second", "earned"]
