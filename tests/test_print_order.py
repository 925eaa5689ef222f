"""The gate before the printer cannot be passed out of order, and what is needed is ordered (R-25, R-26)."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from material_world import BROCHURE, TODAY, decided, demo_frames, used_daily, values, world
from test_reprint_review import REPS, carried_out

from addin.core import reprints
from addin.errors import Refusal
from addin.plan import Plan
from addin.words import LANGUAGES, Words

ASKED = {
    "reprint_id": "ND-0001",
    "material_id": "MT-0001",
    "version": "2027",
    "asked_on": date(2027, 2, 8),
    "answers_due": date(2027, 2, 11),
}
ANSWERED = ASKED | {"answers": "Ada Weiß: ja\nBo Groß: ja"}
PROOFED = ANSWERED | {"proof_on": date(2027, 2, 12), "checked_by": "M-0006"}
APPROVED = PROOFED | {"approved_on": TODAY, "approved_by": "M-0006"}
STEPS = ("proof", "approved", "ordered")
WISHED = ANSWERED | {"changes": "Ada Weiß: Seite 4"}


def tables(round_: dict[str, Any] | None = None, **rows: Any) -> dict[str, pd.DataFrame]:
    base = {"materials": [BROCHURE], "staff": REPS, "stock_moves": used_daily(200)}
    return world(**(base | ({"reprints": [round_]} if round_ else {}) | rows))


def order(round_: dict[str, Any] | None, rows: Any = None, **options: Any) -> Plan:
    return decided("print-order", tables(round_, **(rows or {})), **({"material": "MT-0001"} | options))


def cells(plan: Plan) -> dict[str, Any]:
    return {change.column: change.after for change in plan.changes}


def refused(round_: dict[str, Any] | None, rows: Any = None, **options: Any) -> Refusal:
    with pytest.raises(Refusal) as found:
        order(round_, rows, **options)
    return found.value


# ------------------------------------------------------------------ the gate


def test_the_whole_way_from_the_question_to_the_order() -> None:
    now: Mapping[str, pd.DataFrame] = tables()
    plan = decided("reprint-review", now)
    now = carried_out(plan, now)
    said = ["Ada Weiß: ja", "Bo Groß: Seite 4"]
    now = carried_out(decided("reprint-review", now, material="MT-0001", answer=said), now)
    for step in ("changed", "proof", "approved", "ordered"):
        plan = decided("print-order", now, material="MT-0001", step=step, by="Cem Öz")
        assert plan.counts["steps_taken"] == 1
        now = carried_out(plan, now)
        again = decided("print-order", now, material="MT-0001", step=step, by="Cem Öz")
        assert (again.changes, again.counts["steps_known"]) == ((), 1)
    row = now["reprints"].iloc[0]
    assert row["ordered_on"].date() == TODAY
    assert row["quantity"] == 700  # 90 days at ten a day less 200, in fifties
    assert row["promised_on"].date() == date(2027, 3, 5)  # 14 working days in Berlin


@pytest.mark.parametrize(
    ("round_", "step", "code"),
    [
        (None, "proof", "reprint_missing"),
        (ASKED | {"asked_on": None, "answers_due": None}, "proof", "reprint_not_asked"),
        (ASKED, "proof", "reprint_unanswered"),
        (ASKED, "approved", "reprint_unanswered"),
        (ASKED, "ordered", "reprint_unanswered"),
        (WISHED, "proof", "reprint_held_by_wish"),
        (WISHED, "ordered", "reprint_held_by_wish"),
        (ANSWERED | {"answers": "Ada Weiß: ja\nBo Groß: Logo"}, "proof", "reprint_held"),
        (ANSWERED, "changed", "reprint_nothing_to_change"),
        (ANSWERED, "approved", "reprint_not_proofed"),
        (ANSWERED, "ordered", "reprint_not_proofed"),
        (PROOFED | {"checked_by": None}, "approved", "reprint_not_proofed"),
        (PROOFED, "ordered", "reprint_not_approved"),
        (APPROVED | {"approved_by": None}, "ordered", "reprint_not_approved"),
        (APPROVED | {"changes": "Logo", "changed_on": TODAY}, "ordered", "reprint_proof_too_old"),
        (APPROVED | {"approved_on": date(2027, 2, 11)}, "ordered", "reprint_approval_too_old"),
        (APPROVED | {"version": "2026"}, "ordered", "reprint_of_old_version"),
    ],
)
def test_no_step_is_taken_before_the_one_it_rests_on(round_: Any, step: str, code: str) -> None:
    assert refused(round_, step=step, by="Cem Öz").code == code


@pytest.mark.parametrize("steps", [way for way in permutations(STEPS) if way[0] != "proof"])
def test_no_other_order_of_steps_passes(steps: tuple[str, ...]) -> None:
    assert refused(ANSWERED, step=steps[0], by="Cem Öz").code == "reprint_not_proofed"


def test_the_refusal_names_who_has_not_answered_and_until_when() -> None:
    facts = refused(ASKED | {"answers": "Ada Weiß: ja"}, step="proof").facts
    assert (facts["names"], facts["due"], facts["after"]) == (("Bo Groß",), date(2027, 2, 11), date(2027, 2, 16))


def test_reps_who_let_the_time_pass_twice_hold_nothing_up() -> None:
    late = ASKED | {"asked_on": date(2027, 2, 1), "answers_due": date(2027, 2, 4)}
    assert cells(order(late, step="proof", by="Cem Öz"))["proof_on"] == TODAY


def test_an_edition_that_has_ended_is_not_ordered() -> None:
    ended = BROCHURE | {"valid_until": TODAY - timedelta(days=1)}
    assert refused(APPROVED, {"materials": [ended]}).code == "reprint_version_expired"


def test_proof_and_approval_need_a_name() -> None:
    assert refused(ANSWERED, step="proof").code == "proof_without_name"
    assert refused(PROOFED, step="approved").code == "approval_without_name"
    assert refused(PROOFED, step="approved", by="Niemand").code == "nobody_of_that_name"


def test_a_step_is_not_booked_ahead_nor_before_the_one_it_rests_on() -> None:
    assert refused(ANSWERED, step="proof", by="Cem Öz", on=TODAY + timedelta(days=1)).code == "step_out_of_time"
    assert refused(PROOFED, step="approved", by="Cem Öz", on=date(2027, 2, 11)).code == "step_out_of_time"


def test_a_change_that_makes_a_new_edition_makes_it_the_valid_one() -> None:
    plan = order(WISHED, step="changed", version="2027-2")
    assert [(c.table, c.column, c.after) for c in plan.changes] == [
        ("reprints", "changed_on", TODAY),
        ("reprints", "version", "2027-2"),
        ("materials", "version", "2027-2"),
        ("materials", "content_on", TODAY),
    ]


def test_every_reason_to_stop_has_its_words() -> None:
    source = Path(reprints.__file__).read_text("utf-8")
    codes = set(re.findall(r'Hindrance\(\s*"(\w+)"', source))
    assert len(codes) > 8
    for language in LANGUAGES:
        assert codes <= Words.of(language).tree("errors").keys()


# ------------------------------------------------------------------ X17


@pytest.mark.parametrize("language", LANGUAGES)
def test_x17_a_reprint_with_an_open_wish_cannot_be_ordered(language: str) -> None:
    for step in ("ordered", "proof", "approved"):
        with pytest.raises(Refusal) as found:
            decided("print-order", demo_frames(language), language, material="MT-0025", step=step, by="M-0012")
        assert found.value.code == "reprint_held"
        assert found.value.facts["names"] == ("Jörg Süßmilch",)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_of_rounds_shows_the_held_one_and_nothing_else(language: str) -> None:
    plan = decided("print-order", demo_frames(language), language)
    marked = [values(line)[1] for line in plan.reports[0].tables[0].lines if line.severity]
    assert marked == ["ND-0008"]
    assert plan.counts["rounds"] == 3


# ------------------------------------------------------------------ how many


def test_the_suggested_quantity_is_ordered_where_none_is_given() -> None:
    assert cells(order(APPROVED))["quantity"] == 700


def test_another_quantity_needs_a_reason_which_stays_with_the_round() -> None:
    assert refused(APPROVED, quantity=1000).code == "order_without_reason"
    plan = order(APPROVED, quantity=1000, reason="Staffelpreis ab 1.000")
    assert (cells(plan)["quantity"], cells(plan)["note"]) == (1000, "Staffelpreis ab 1.000")
    assert refused(APPROVED | {"quantity": 1000}).code == "order_without_reason"
    assert "quantity" not in cells(order(APPROVED | {"quantity": 1000, "note": "Staffelpreis"}))


def test_a_run_larger_than_the_rest_of_its_validity_needs_is_refused() -> None:
    ends = BROCHURE | {"valid_until": TODAY + timedelta(days=40), "min_run": 500}
    found = refused(APPROVED, {"materials": [ends]})
    assert (found.code, found.facts["suggested"], found.facts["run"]) == ("order_run_too_large", 400, 500)
    plan = order(APPROVED, {"materials": [ends]}, quantity=500, reason="letzte Messe")
    assert cells(plan)["quantity"] == 500


def test_without_a_daily_use_the_quantity_must_be_given() -> None:
    few = {"stock_moves": []}
    assert refused(APPROVED, few).code == "order_without_quantity"
    assert cells(order(APPROVED, few, quantity=300))["quantity"] == 300
    assert refused(APPROVED, few, quantity=0).code == "order_of_nothing"


def test_the_order_gets_a_sheet_for_production() -> None:
    rounds, sheet = order(APPROVED).reports
    shown = {line.values[0]: line.values[1] for line in sheet.tables[0].lines}
    words = Words.of("de")
    assert sheet.key == "print_order.ND-0001"
    assert shown[words.label("reprints", "quantity")] == "700"
    assert shown[words.label("reprints", "approved_by")] == "Cem Öz"
    assert values(next(rounds.tables[0].lines))[3] == words.text("choices.reprint_state.ordered")


def test_of_two_open_rounds_one_must_be_named() -> None:
    two = {"reprints": [APPROVED, APPROVED | {"reprint_id": "ND-0002"}]}
    assert refused(None, two).code == "rounds_open"
    assert {c.row for c in order(None, two, material="nd-0002").changes} == {3}
