"""Sales forms out and back (R-47): real files, filled in as a rep would, in Excel's own form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from demo_runs import decided
from openpyxl import load_workbook

from addin import masters
from addin.commands.register import COMMANDS
from addin.core.collecting import Deadlines, expected
from addin.core.house import House
from addin.errors import Refusal
from addin.plan import NewRow, Plan
from addin.words import LANGUAGES, Words

NOW = datetime(2027, 2, 15, 9, 0)
TODAY = NOW.date()
FIRST = 7
LINE = (date(2027, 1, 12), "Hansen Druck GmbH", "Anzeige 1/1 Seite 4c", "Neugeschäft", 1000.0, 400.0, None)
STAFF: dict[str, Any] = {"staff_id": "M-0001", "name": "Ada Süß", "role": "rep", "active": True}


@pytest.fixture
def master(tmp_path: Path) -> Path:
    """A German master with one rep, one company and no target."""
    path = tmp_path / "Master.xlsx"
    masters.create(path, "de")
    company: dict[str, Any] = {"company_id": "F-0001", "name": "Hansen Druck GmbH", "status": "customer"}
    rows = (NewRow("staff", STAFF), NewRow("companies", company))
    masters.desk(path, NOW, TODAY).carry_out(Plan(rows=rows), "build", logged=False)
    return path


def collect(master: Path, *forms: Path) -> Any:
    return masters.desk(master, NOW, TODAY).run(COMMANDS["collect"], {"file": list(forms)})


@pytest.fixture
def form(master: Path) -> Path:
    """The form that the first run writes for the rep."""
    (written,) = collect(master).files
    return Path(written)


def filled(form: Path, total: float | str | None, *lines: tuple[Any, ...]) -> Path:
    """The form as a rep sends it back."""
    workbook = load_workbook(form)
    sheet = workbook.worksheets[0]
    sheet["C4"] = total
    for row, line in enumerate(lines, FIRST):
        for column, value in enumerate(line, 1):
            sheet.cell(row, column).value = value
    back = form.with_name(f"zurück {form.name}")
    workbook.save(back)
    return back


def sales(master: Path) -> list[dict[str, Any]]:
    frame = masters.desk(master, NOW, TODAY).table("sales")
    return [{k: v for k, v in row.items() if v == v and v is not None} for row in frame.to_dict("records")]


def codes(outcome: Any) -> list[str]:
    return [problem.code for problem in outcome.problems]


def test_a_form_that_comes_back_is_booked_and_the_rep_has_turned_in(master: Path, form: Path) -> None:
    outcome = collect(
        master, filled(form, 900.0, LINE, (date(2027, 1, 31), None, "Banner", None, -100, None, "Storno"))
    )
    assert outcome.counts["rows_taken"] == 2 and not outcome.problems
    first, second = sales(master)
    assert (first["company_id"], first["kind"], first["net"], first["cost"]) == ("F-0001", "new", 1000.0, 400.0)
    assert (second["net"], second["note"], second["rep"]) == (-100.0, "Storno", "M-0001")
    target = masters.desk(master, NOW, TODAY).table("targets").iloc[0]
    assert (target["rep"], target["stated_total"], target["form_id"]) == ("M-0001", 900.0, form.name)
    assert target["turned_in_on"].date() == TODAY


def test_x24_a_total_that_differs_by_ten_cents_books_nothing_and_is_asked_back(master: Path, form: Path) -> None:
    before = master.read_bytes()
    outcome = collect(master, filled(form, 1000.10, LINE))
    (problem,) = outcome.problems
    assert problem.code == "form_total_differs" and problem.facts["difference"] == 0.10
    assert outcome.counts["rows_refused"] == 1 and outcome.must_act
    assert not sales(master) and master.read_bytes() == before


def test_the_same_form_again_changes_nothing(master: Path, form: Path) -> None:
    back = filled(form, 1000.0, LINE)
    collect(master, back)
    before = master.read_bytes()
    outcome = collect(master, back)
    assert outcome.counts["already_there"] == 1 and outcome.cells == 0
    assert master.read_bytes() == before


def test_undo_takes_a_booked_form_back_and_it_can_be_booked_again(master: Path, form: Path) -> None:
    back = filled(form, 1000.0, LINE)
    collect(master, back)
    masters.desk(master, NOW, TODAY).undo()
    assert not sales(master)
    assert collect(master, back).counts["rows_taken"] == 1


def test_a_rehearsal_books_nothing(master: Path, form: Path) -> None:
    before = master.read_bytes()
    back = filled(form, 1000.0, LINE)
    outcome = masters.desk(master, NOW, TODAY).run(COMMANDS["collect"], {"file": [back]}, rehearse=True)
    assert outcome.counts["rows_taken"] == 1 and master.read_bytes() == before


def test_another_form_for_a_month_that_is_booked_is_refused(master: Path, form: Path) -> None:
    collect(master, filled(form, 1000.0, LINE))
    workbook = load_workbook(form)
    workbook["_teeup"]["A1"] = "another.xlsx"
    workbook.save(form)
    outcome = collect(master, filled(form, 1000.0, LINE))
    assert codes(outcome) == ["form_booked_before"] and len(sales(master)) == 1


def test_two_forms_for_one_month_in_one_run_are_booked_once(master: Path, form: Path) -> None:
    back = filled(form, 1000.0, LINE)
    copy = back.with_name("Kopie.xlsx")
    copy.write_bytes(back.read_bytes())
    outcome = collect(master, back, copy)
    assert (outcome.counts["rows_taken"], outcome.counts["already_there"]) == (1, 1)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ((date(2027, 2, 1), *LINE[1:]), "form_other_month"),
        (("12.13.2027", *LINE[1:]), "import_no_date"),
        ((LINE[0], LINE[1], LINE[2], "geschenkt", *LINE[4:]), "form_unknown_kind"),
        ((*LINE[:4], "tausend", *LINE[5:]), "import_no_money"),
        ((None, *LINE[1:]), "required"),
    ],
    ids=["another month", "no date", "no kind", "no number", "no day"],
)
def test_a_wrong_line_asks_the_whole_form_back(master: Path, form: Path, line: tuple[Any, ...], code: str) -> None:
    outcome = collect(master, filled(form, 2000.0, LINE, line))
    assert code in codes(outcome) and not sales(master)
    assert all(problem.row == FIRST + 1 for problem in outcome.problems if problem.code == code)


def test_an_unknown_company_is_booked_without_one_and_named(master: Path, form: Path) -> None:
    outcome = collect(master, filled(form, 1000.0, (LINE[0], "Neue & Söhne", *LINE[2:])))
    assert codes(outcome) == ["form_unknown_company"]
    (sale,) = sales(master)
    assert sale["note"] == "Neue & Söhne" and "company_id" not in sale


def test_imported_text_that_looks_like_a_formula_stays_text(master: Path, form: Path) -> None:
    back = filled(form, 1000.0, LINE)
    workbook = load_workbook(back)
    cell = workbook.worksheets[0].cell(FIRST, 3)
    cell.value, cell.data_type = "=1+1", "s"
    workbook.save(back)
    collect(master, back)
    assert sales(master)[0]["product"] == "=1+1"


@pytest.mark.parametrize("total", [None, "tausend"])
def test_a_form_without_a_total_is_refused_before_anything_is_booked(master: Path, form: Path, total: Any) -> None:
    with pytest.raises(Refusal) as refused:
        collect(master, filled(form, total, LINE))
    assert refused.value.code == "form_without_total"


def test_a_form_with_a_moved_column_is_refused(master: Path, form: Path) -> None:
    back = filled(form, 1000.0, LINE)
    workbook = load_workbook(back)
    workbook.worksheets[0].insert_cols(2)
    workbook.worksheets[0]["C4"] = 1000.0
    workbook.save(back)
    with pytest.raises(Refusal) as refused:
        collect(master, back)
    assert refused.value.code == "form_changed"


def _text(path: Path) -> Path:
    path.write_text("a;b\n1;2\n", "utf-8")
    return path


def _other_workbook(path: Path) -> Path:
    masters.create(path.with_suffix(".xlsx"), "de")
    return path.with_suffix(".xlsx")


@pytest.mark.parametrize("made", [_text, _other_workbook], ids=["a text file", "another workbook"])
def test_another_file_is_no_form(master: Path, tmp_path: Path, made: Callable[[Path], Path]) -> None:
    with pytest.raises(Refusal) as refused:
        collect(master, made(tmp_path / "etwas.csv"))
    assert refused.value.code == "form_foreign"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_is_locked_but_for_its_fields_and_checks_itself(language: str, tmp_path: Path) -> None:
    (file,) = decided("collect", language=language).files
    (tmp_path / file.name).write_bytes(file.content)
    workbook = load_workbook(tmp_path / file.name)
    sheet, hidden = workbook.worksheets
    assert sheet.protection.sheet and hidden.sheet_state == "veryHidden"
    free = {cell.coordinate for row in sheet for cell in row if not cell.protection.locked}
    assert {"C4", "A7", "G206"} <= free and not free & {"A1", "D4", "A6", "A207"}
    assert Words.of(language).text("reports.form.wrong") in str(sheet["D4"].value)


def test_the_demo_lacks_the_numbers_of_one_rep_whose_form_is_written() -> None:
    plan = decided("collect")
    assert [file.name for file in plan.files] == ["meldung_M-0009_2027-01.xlsx"]
    assert plan.counts["numbers_missing"] == 1


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2027, 2, 2), "waiting"),
        (date(2027, 2, 3), "remind"),
        (date(2027, 2, 4), "remind"),
        (date(2027, 2, 5), "tell_manager"),
    ],
)
def test_who_is_late_is_reminded_then_the_manager_is_told(today: date, state: str) -> None:
    from demo_tables import frames

    staff, targets = frames()["staff"], frames()["targets"]
    asked = expected(staff, targets, date(2027, 1, 1), today, House("BE"), Deadlines())
    assert {one.rep: one.state for one in asked}["M-0009"] == state
