"""Before a reprint the reps are asked: who, until when, and what their answers do."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from material_world import BROCHURE, TODAY, decided, demo_frames, frame, used_daily, values, world

from addin.core.computed.given import Given
from addin.core.reprints import Round, answers, open_rounds, with_answer, without_wish
from addin.errors import Refusal
from addin.plan import Plan
from addin.tables.frames import changed
from addin.words import LANGUAGES, Words

REPS = [
    {"staff_id": "M-0004", "name": "Ada Weiß", "role": "rep", "email": "ada@nordlicht.example"},
    {"staff_id": "M-0005", "name": "Bo Groß", "role": "rep", "stand_in": "M-0004"},
    {"staff_id": "M-0006", "name": "Cem Öz", "role": "coordinator"},
    {"staff_id": "M-0007", "name": "Dana Alt", "role": "rep", "active": False},
    {"staff_id": "M-0008", "name": "Ewa Weg", "role": "rep", "left_on": date(2026, 12, 31)},
]
YES = frozenset({"ja", "yes"})
ASKED = {
    "reprint_id": "ND-0001",
    "material_id": "MT-0001",
    "version": "2027",
    "asked_on": date(2027, 2, 10),
    "answers_due": date(2027, 2, 15),
}


def tables(**rows: Any) -> dict[str, pd.DataFrame]:
    base = {"materials": [BROCHURE], "staff": REPS, "stock_moves": used_daily(200)}
    return world(**(base | rows))


def carried_out(plan: Plan, before: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables as they are after a plan."""
    after = dict(before)
    for key in {change.table for change in plan.changes}:
        cells = [(c.row, c.column, c.after) for c in plan.changes if c.table == key]
        after[key] = changed(after[key], cells)
    for key in {row.table for row in plan.rows}:
        new = frame(key, [dict(row.values) for row in plan.rows if row.table == key])
        new.index += len(after[key])
        after[key] = pd.concat([after[key], new]) if len(after[key]) else new
    return after


def one_round(cells: dict[str, Any], today: date = TODAY) -> Round:
    (found,) = open_rounds(Given(tables(reprints=[cells]), today, {}), frame("staff", REPS), YES)
    return found


# ------------------------------------------------------------------ who is asked, about what


def test_what_must_be_ordered_soon_gets_a_round_and_three_working_days() -> None:
    plan = decided("reprint-review", tables())
    (row,) = plan.rows
    assert dict(row.values) == {
        "reprint_id": "ND-0001",
        "material_id": "MT-0001",
        "version": "2027",
        "asked_on": TODAY,
        "answers_due": date(2027, 2, 18),
    }
    assert plan.counts == {"rounds_opened": 1, "answers_missing": 2, "rounds_held": 0}


def test_all_active_reps_are_asked_and_nobody_else() -> None:
    plan = decided("reprint-review", tables())
    asked = [values(line)[0] for line in plan.reports[0].tables[0].lines]
    assert asked == ["Ada Weiß", "Bo Groß"]


def test_the_stand_in_of_who_is_away_stands_beside_the_name() -> None:
    away = {"vacation_from": TODAY, "vacation_until": TODAY + timedelta(days=4)}
    staff = [row | away if row["name"] == "Bo Groß" else row for row in REPS]
    plan = decided("reprint-review", tables(staff=staff))
    lines = [values(line) for line in plan.reports[0].tables[0].lines]
    assert [(line[0], line[5]) for line in lines] == [("Ada Weiß", None), ("Bo Groß", "Ada Weiß")]


def test_what_was_asked_is_not_asked_again() -> None:
    first = decided("reprint-review", tables())
    after = carried_out(first, tables())
    again = decided("reprint-review", after)
    assert (again.rows, again.changes) == ((), ())
    assert again.reports == first.reports


def test_what_is_not_due_is_asked_about_only_by_name() -> None:
    plenty = tables(stock_moves=used_daily(5000))
    assert decided("reprint-review", plenty).rows == ()
    assert len(decided("reprint-review", plenty, material="Imagebroschüre").rows) == 1


def test_a_round_that_somebody_has_drafted_is_asked_now() -> None:
    draft = {"reprint_id": "ND-0001", "material_id": "MT-0001", "version": "2027"}
    plan = decided("reprint-review", tables(reprints=[draft]))
    assert plan.rows == ()
    assert {c.column: c.after for c in plan.changes} == {"asked_on": TODAY, "answers_due": date(2027, 2, 18)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_x16_is_not_asked_about_but_needs_a_new_edition_first(language: str) -> None:
    plan = decided("reprint-review", demo_frames(language), language)
    assert "MT-0026" not in {row.values["material_id"] for row in plan.rows}
    price_list = str(demo_frames(language)["materials"]["name"].iloc[25])
    unasked = Words.of(language).text("reports.reprints.questions.unasked", name=price_list)
    assert unasked in [getattr(block, "text", "") for block in plan.reports[0].blocks]


@pytest.mark.parametrize("language", LANGUAGES)
def test_x17_the_wish_of_one_rep_stands_in_the_list(language: str) -> None:
    plan = decided("reprint-review", demo_frames(language), language)
    held = [group for group in plan.reports[0].tables[0].groups if "ND-0008" in group.title]
    ((line,),) = (group.lines for group in held)
    assert values(line)[0] == "Jörg Süßmilch"
    assert "4" in values(line)[4]
    assert line.place is not None
    assert plan.counts["rounds_held"] == 1


def test_the_demo_asks_about_four_materials_and_reminds_of_one() -> None:
    plan = decided("reprint-review", demo_frames("de"))
    asked = {row.values["material_id"] for row in plan.rows}
    assert asked == {"MT-0002", "MT-0010", "MT-0012", "MT-0015"}
    assert [line for line in plan.reports[0].tables[0].lines if line.severity == "critical"] == []


# ------------------------------------------------------------------ answers


def test_every_answer_stands_in_a_line_of_its_own() -> None:
    plan = decided(
        "reprint-review", tables(reprints=[ASKED]), material="MT-0001", answer=["Ada Weiß: ja", "M-0005: yes."]
    )
    assert [(c.column, c.after) for c in plan.changes] == [("answers", "Ada Weiß: ja\nBo Groß: yes.")]
    assert plan.counts["answers_missing"] == 0


def test_an_answer_that_is_no_plain_yes_holds_the_round() -> None:
    plan = decided(
        "reprint-review", tables(reprints=[ASKED]), material="MT-0001", answer=["Ada Weiß: ja, aber Seite 4"]
    )
    assert {c.column: c.after for c in plan.changes} == {
        "answers": "Ada Weiß: ja, aber Seite 4",
        "changes": "Ada Weiß: ja, aber Seite 4",
    }
    assert plan.counts["rounds_held"] == 1


def test_who_has_thought_better_of_it_takes_the_wish_back() -> None:
    wished = ASKED | {"answers": "Ada Weiß: Seite 4", "changes": "Ada Weiß: Seite 4\nBo Groß: Logo"}
    plan = decided("reprint-review", tables(reprints=[wished]), material="MT-0001", answer=["Ada Weiß: ja"])
    assert {c.column: c.after for c in plan.changes} == {"answers": "Ada Weiß: ja", "changes": "Bo Groß: Logo"}


def test_a_new_wish_after_the_change_holds_the_round_again() -> None:
    worked_in = ASKED | {"changes": "Ada Weiß: Seite 4", "changed_on": date(2027, 2, 12)}
    plan = decided("reprint-review", tables(reprints=[worked_in]), material="MT-0001", answer=["Bo Groß: Logo"])
    assert {c.column: c.after for c in plan.changes}["changed_on"] is None


def test_the_same_answer_twice_changes_nothing_the_second_time() -> None:
    options: dict[str, Any] = {"material": "MT-0001", "answer": ["Ada Weiß: Seite 4"]}
    first = decided("reprint-review", tables(reprints=[ASKED]), **options)
    after = carried_out(first, tables(reprints=[ASKED]))
    assert decided("reprint-review", after, **options).changes == ()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"answer": ["Ada Weiß: ja"]}, "answer_without_material"),
        ({"answer": ["ja"], "material": "MT-0001"}, "answer_unread"),
        ({"answer": ["Ada Weiß:"], "material": "MT-0001"}, "answer_unread"),
        ({"answer": ["Cem Öz: ja"], "material": "MT-0001"}, "nobody_of_that_name"),
        ({"material": "Plakat"}, "nobody_of_that_name"),
    ],
)
def test_what_cannot_be_entered_is_refused(options: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        decided("reprint-review", tables(reprints=[ASKED]), **options)
    assert refused.value.code == code


def test_an_answer_needs_a_question() -> None:
    with pytest.raises(Refusal, match="answer_without_question"):
        decided("reprint-review", tables(), material="MT-0001", answer=["Ada Weiß: ja"])


# ------------------------------------------------------------------ when the review is over


@pytest.mark.parametrize(
    ("said", "today", "over"),
    [
        ("Ada Weiß: ja\nBo Groß: ja", TODAY, True),
        ("ada weiß : ja\nM-0005: ja", TODAY, True),
        ("Ada Weiß: ja", TODAY, False),
        ("Ada Weiß: ja", date(2027, 2, 18), False),  # the day on which the time passes for the second time
        ("Ada Weiß: ja", date(2027, 2, 19), True),
        (None, date(2027, 2, 19), True),
    ],
)
def test_a_review_is_over_when_all_have_answered_or_the_time_has_passed_twice(
    said: str | None, today: date, over: bool
) -> None:
    assert one_round(ASKED | {"answers": said}, today).answered(today) is over


NAMES = st.sampled_from(["Ada", "Bo", "Cem"])
TEXTS = st.text("abc 4", min_size=1).filter(str.strip)


@settings(deadline=None)
@given(st.lists(st.tuples(NAMES, TEXTS), max_size=8))
def test_the_last_answer_of_each_rep_counts(said: list[tuple[str, str]]) -> None:
    text = ""
    for name, answer in said:
        text = with_answer(text, name, answer)
    assert answers(text) == {name.casefold(): " ".join(answer.split()) for name, answer in said}
    for name in ("Ada", "Bo", "Cem"):
        text = without_wish(text, name)
    assert text == ""
