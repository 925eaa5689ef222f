"""The interview with a prospect: the form, what comes back, score and grade, and what is missing (R-33)."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from demo_runs import decided, demo_book, desk, lines, state
from demo_tables import frames, named

from addin.commands.register import COMMANDS
from addin.core.qualifying import Qualification, next_state
from addin.errors import Refusal
from addin.imports.interview_forms import filled_form
from addin.plan import Plan
from addin.tables.frames import changed
from addin.tables.interview_forms import ANSWER_COLUMN, FIRST_LINE, ON_PLACE, POINTS_COLUMN, WHOM_PLACE

ASKED, FRESH = "F-0079", "F-0126"  # all ten questions answered by an assistant; nothing answered
ALL = {f"FR-{number:04d}": (f"Antwort {number}", 5) for number in range(1, 11)}


def form(company: str, folder: Path, language: str = "de", tables: Any = None) -> Path:
    plan = decided("interview", tables, language, company=company)
    path = folder / plan.files[0].name
    path.write_bytes(plan.files[0].content)
    return path


def filled(
    path: Path, answers: Mapping[str, tuple[str | None, object]], whom: str = "", on: date | None = None
) -> str:
    """The form as somebody fills it in Excel."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for row in range(FIRST_LINE, FIRST_LINE + 10):
        question = sheet.cell(row, 1).value
        if question in answers:
            answer, points = answers[str(question)]
            sheet.cell(row, ANSWER_COLUMN).value = answer
            sheet.cell(row, POINTS_COLUMN).value = points  # type: ignore[assignment]
    sheet.cell(*WHOM_PLACE).value = whom or None
    if on:
        sheet.cell(*ON_PLACE).value = on
    book.save(path)
    return str(path)


def rows(plan: Plan, table: str) -> list[Mapping[str, Any]]:
    return [row.values for row in plan.rows if row.table == table]


def test_the_form_shows_what_is_known_and_reads_back_as_nothing_new(tmp_path: Path) -> None:
    path = form(ASKED, tmp_path)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    known = frames()["answers"].query("company_id == @ASKED")
    shown = [sheet.cell(row, ANSWER_COLUMN).value for row in range(FIRST_LINE, FIRST_LINE + 10)]
    assert shown == known["answer"].tolist()
    plan = decided("interview", file=[str(path)])
    assert (plan.changes, plan.rows, plan.problems) == ((), (), ())


@pytest.mark.parametrize("language", ["de", "en"])
def test_questions_are_asked_in_the_workbook_s_language(tmp_path: Path, language: str) -> None:
    sheet = openpyxl.load_workbook(form(FRESH, tmp_path, language)).worksheets[0]
    asked = [sheet.cell(row, 3).value for row in range(FIRST_LINE, FIRST_LINE + 10)]
    assert asked == frames(language)["questions"][f"question_{language}"].tolist()


def test_the_same_form_is_the_same_file() -> None:
    assert decided("interview", company=FRESH).files == decided("interview", company=FRESH).files


def test_answers_come_back_with_points_the_talk_and_the_state(tmp_path: Path) -> None:
    path = filled(form(FRESH, tmp_path), ALL, "Rüdiger Krüger · P-0253", date(2027, 2, 12))
    plan = decided("interview", file=[path])
    answers = rows(plan, "answers")
    assert {row["question_id"]: (row["answer"], row["points"]) for row in answers} == ALL
    assert {(row["company_id"], row["asked_whom"], row["asked_by"], row["asked_on"]) for row in answers} == {
        (FRESH, "P-0253", "M-0010", date(2027, 2, 12))
    }
    (talk,) = rows(plan, "activities")
    assert (talk["on"], talk["purpose"], talk["contact_id"]) == (date(2027, 2, 12), "qualify", "P-0253")
    assert [(c.column, c.after) for c in plan.changes] == [("prospect_state", "qualified")]
    line = next(line for line in lines(plan.reports[0]) if line.values[0] == named("companies", FRESH)["name"])
    assert line.values[2:8] == (25.0, 5.0, 5.0, 5.0, 5.0, 5.0)
    assert line.values[8] is None


def test_what_is_missing_counts_nothing_and_is_shown(tmp_path: Path) -> None:
    some = {key: ALL[key] for key in ("FR-0001", "FR-0002", "FR-0003")}
    plan = decided("interview", file=[filled(form(FRESH, tmp_path), some, "P-0253")])
    line = next(line for line in lines(plan.reports[0]) if line.values[0] == named("companies", FRESH)["name"])
    assert line.values[2] == 8.0
    assert line.values[8] == "Entscheidung, Bedarf, Zeitpunkt, Passung"
    assert [(c.column, c.after) for c in plan.changes] == [("prospect_state", "qualifying")]


def test_an_assistant_s_word_about_the_decision_counts_three_points_at_most(tmp_path: Path) -> None:
    row = frames()["contacts"].query("contact_id == 'P-0253'").index[0]
    tables = {"contacts": changed(frames()["contacts"], [(int(row), "is_assistant", True)])}
    plan = decided("interview", tables, file=[filled(form(FRESH, tmp_path), ALL, "P-0253")])
    line = next(line for line in lines(plan.reports[0]) if line.values[0] == named("companies", FRESH)["name"])
    assert (line.values[2], line.values[4]) == (23.0, 3.0)
    assert "höchstens 3" in str(line.values[9])
    assert {row["points"] for row in rows(plan, "answers")} == {5}  # what was said stands as it was said


def test_no_points_on_a_knock_out_question_make_a_d(tmp_path: Path) -> None:
    out = {**ALL, "FR-0005": ("nein", 0)}
    plan = decided("interview", file=[filled(form(FRESH, tmp_path), out, "P-0253")])
    line = next(line for line in lines(plan.reports[0]) if line.values[0] == named("companies", FRESH)["name"])
    assert line.values[2] == 22.0 and "FR-0005" in str(line.values[9])
    assert [(c.column, c.after) for c in plan.changes] == [("prospect_state", "qualifying")]


@pytest.mark.parametrize("points", [6, -1, 2.5, "viel", "=1+1"])
def test_what_are_no_points_is_refused_and_the_rest_taken(tmp_path: Path, points: object) -> None:
    plan = decided(
        "interview", file=[filled(form(FRESH, tmp_path), {**ALL, "FR-0003": ("wir", points)}, "P-0253")]
    )
    assert len(rows(plan, "answers")) == (9 if points != "=1+1" else 10)
    codes = [(problem.code, problem.row) for problem in plan.problems]
    assert codes == ([("interview_points", FIRST_LINE + 2)] if points != "=1+1" else [])


def test_only_what_was_changed_in_the_form_overwrites_what_was_entered_since(tmp_path: Path) -> None:
    path = filled(form(ASKED, tmp_path), {"FR-0002": ("die Hälfte", 4)}, "P-0184")
    answers = frames()["answers"]
    row = answers.query("company_id == @ASKED and question_id == 'FR-0001'").index[0]
    since = {"answers": changed(answers, [(int(row), "points", 5)])}
    plan = decided("interview", since, file=[path])
    assert {c.row for c in plan.changes if c.table == "answers"} == {int(row) + 1}


def test_an_answer_that_was_emptied_stays_in_the_workbook(tmp_path: Path) -> None:
    plan = decided("interview", file=[filled(form(ASKED, tmp_path), {"FR-0001": (None, None)}, "P-0184")])
    assert (plan.changes, plan.rows) == ((), ())


def test_whoever_answered_must_be_known_or_it_is_told(tmp_path: Path) -> None:
    plan = decided("interview", file=[filled(form(FRESH, tmp_path), ALL, "die Dame am Empfang")])
    assert [problem.code for problem in plan.problems] == ["interview_whom_unknown"]
    assert {row.get("asked_whom") for row in rows(plan, "answers")} == {None}


def test_a_text_that_begins_like_a_formula_stays_text(tmp_path: Path) -> None:
    path = form("F-0179", tmp_path)  # =quadrat Siebbau GmbH
    assert openpyxl.load_workbook(path).worksheets[0]["A1"].data_type == "s"
    book = openpyxl.load_workbook(path)
    cell = book.worksheets[0].cell(FIRST_LINE, ANSWER_COLUMN)
    cell.value, cell.data_type = "=viel", "s"
    book.save(path)
    assert filled_form(path).answers[0].answer == "=viel"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"form": "write"}, "interview_without_company"),
        ({"company": "gibt es nicht"}, "nobody_of_that_name"),
    ],
)
def test_a_form_is_for_a_company_that_is_there(options: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        decided("interview", **options)


def test_a_file_that_is_no_form_of_ours_is_refused(tmp_path: Path) -> None:
    foreign = tmp_path / "fremd.xlsx"
    openpyxl.Workbook().save(foreign)
    with pytest.raises(Refusal, match="interview_foreign"):
        decided("interview", file=[str(foreign)])
    tables = {"companies": frames()["companies"].query("company_id != @FRESH")}
    with pytest.raises(Refusal, match="interview_company_gone"):
        decided("interview", tables, file=[str(form(FRESH, tmp_path))])
    with pytest.raises(Refusal, match="interview_ahead"):
        decided("interview", file=[filled(form(FRESH, tmp_path), ALL, "P-0253", date(2027, 2, 16))])


@pytest.mark.parametrize("state_before", ["handed_over", "won", "dead"])
def test_who_is_further_on_stays_there(state_before: str) -> None:
    standing = Qualification(25.0, "A", {}, (), 0, False, (), None)
    assert next_state(state_before, standing) == state_before
    assert next_state("returned", standing) == "qualified"


def test_a_rehearsal_changes_nothing_a_second_run_nothing_more_and_undo_takes_it_back(tmp_path: Path) -> None:
    book = demo_book()
    options = {"file": [filled(form(FRESH, tmp_path), ALL, "P-0253")]}
    before = state(book)
    desk(book, tmp_path).run(COMMANDS["interview"], options, rehearse=True)
    assert state(book) == before
    desk(book, tmp_path).run(COMMANDS["interview"], options)
    after = state(book)
    assert after != before
    assert desk(book, tmp_path).run(COMMANDS["interview"], options).cells == 0
    assert state(book) == after
    desk(book, tmp_path).undo(1)
    assert state(book) == before
