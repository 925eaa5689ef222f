"""What came back from a show: counted, explained to the last piece, booked once (R-28; P-25, I-12)."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from demo_runs import decided, demo_book, desk, lines, state
from hypothesis import given
from hypothesis import strategies as st
from material_world import frame
from openpyxl import load_workbook

from addin.books.memory import MemoryBook
from addin.commands.register import COMMANDS
from addin.core.show_returns import ReturnLine, return_moves
from addin.desk import Outcome
from addin.errors import Refusal
from addin.plan import Plan
from addin.words import LANGUAGES

FAIR = {"show_id": "S-0009", "name": "Pumpentage", "starts_on": date(2027, 2, 2), "ends_on": date(2027, 2, 4)}
FLYER: dict[str, Any] = {"material_id": "MT-0001", "name": "Flyer", "kind": "flyer", "consumable": True}
MONITOR: dict[str, Any] = {"material_id": "MT-0002", "name": "Monitor", "kind": "equipment", "consumable": False}
SENT: dict[str, Any] = {"show_id": "S-0009", "material_id": "MT-0001", "box": "K1", "sent": 100, "value": 0.5}
OUT: dict[str, Any] = {
    "move_id": "LB-0001",
    "moved_on": date(2027, 1, 25),
    "material_id": "MT-0001",
    "kind": "show_out",
    "quantity": -100,
    "show_id": "S-0009",
}


def world(*items: Mapping[str, Any], moves: tuple[Mapping[str, Any], ...] = (OUT,)) -> dict[str, Any]:
    """One show that is over, a flyer that is used up there and a monitor that is not."""
    return {
        "shows": frame("shows", [FAIR]),
        "materials": frame("materials", [FLYER, MONITOR]),
        "show_items": frame("show_items", list(items)),
        "stock_moves": frame("stock_moves", list(moves)),
        "tickets": frame("tickets", []),
    }


def check(*items: Mapping[str, Any], today: date = date(2027, 2, 15), **options: Any) -> Plan:
    moves = options.pop("moves", (OUT,))
    return decided("return-check", world(*items, moves=moves), today=today, **options)


def counted(used: int | None, good: int | None, damaged: int | None, **more: Any) -> dict[str, Any]:
    return {**SENT, "used": used, "back_good": good, "back_damaged": damaged, **more}


def moves(plan: Plan) -> list[tuple[Any, Any]]:
    return [(r.values["kind"], r.values["quantity"]) for r in plan.rows if r.table == "stock_moves"]


def codes(plan: Plan | Outcome) -> list[str]:
    return [problem.code for problem in plan.problems]


def run(book: MemoryBook, folder: Path, **options: Any) -> Outcome:
    return desk(book, folder).run(COMMANDS["return-check"], options)


# ------------------------------------------------------------------ X22


@pytest.mark.parametrize("language", LANGUAGES)
def test_x22_five_brochures_are_missing_and_the_roll_up_is_an_incident_with_its_value(language: str) -> None:
    plan = decided("return-check", language=language, step="book")
    by_material = {line.values[10]: line for line in lines(plan.reports[0])}
    assert {line.values[0] for line in lines(plan.reports[0], "warning")} == {by_material[189.0].values[0]}
    brochures = by_material[6.75]
    assert [getattr(cell, "value", cell) for cell in brochures.values[4:9]] == [300, 212, 80, 3, 5]
    (ticket,) = [row.values for row in plan.rows if row.table == "tickets"]
    assert "189" in str(ticket["problem"]) and "INV-021" in str(ticket["problem"])
    assert plan.counts["pieces_missing"] == 6


def test_x22_the_stock_grows_by_what_came_back_good(tmp_path: Path) -> None:
    book = demo_book()
    before = {row["material_id"]: row["quantity"] for row in _stock(book)}
    run(book, tmp_path, step="book")
    after = {row["material_id"]: row["quantity"] for row in _stock(book)}
    assert (after["MT-0001"] - before["MT-0001"], after["MT-0021"] - before["MT-0021"]) == (80, 1)
    gone = {row["material_id"] for row in state(book)["show_items"] if row["show_id"] == "S-0002"}
    assert {key for key in after if after[key] != before[key]} == gone


def _stock(book: MemoryBook) -> list[dict[str, Any]]:
    """On hand by material, as R-20 sums it up."""
    import pandas as pd

    moved = pd.DataFrame(state(book)["stock_moves"])
    own = moved[moved["kind"] != "request"]
    return own.groupby("material_id")["quantity"].sum().reset_index().to_dict("records")


# ------------------------------------------------------------------ the algebra of a line


@given(
    good=st.integers(0, 500),
    used=st.integers(0, 500),
    damaged=st.integers(0, 500),
    missing=st.integers(0, 500),
    asset=st.booleans(),
)
def test_a_booked_line_leaves_nothing_at_the_show(
    good: int, used: int, damaged: int, missing: int, asset: bool
) -> None:
    """After booking the stock has what is good; the show's account and the line's are both closed."""
    sent = good + used + damaged + missing
    line = ReturnLine(
        *(2, "S-0009", "MT-0001", "Flyer", None, None, None, sent, used, good, damaged, missing, 1.0, asset),
        *(None, None, None, True, sent, sent),
    )
    booked = dict(return_moves(line))
    assert sum(booked.values()) == good
    assert -sent + booked.get("show_out", 0) + booked.get("show_back", 0) == 0
    assert -booked.get("show_used", 0) == used + missing
    assert -booked.get("repair" if asset else "scrap", 0) == damaged
    assert all(booked.values())


# ------------------------------------------------------------------ what cannot be right


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (counted(60, 41, 0), "return_beyond_sent"),
        (counted(1, 1, 0, material_id="MT-0002", sent=2), "asset_used_up"),
        (counted(60, 40, 0, sent=101), "return_not_booked_out"),
    ],
)
def test_a_count_that_cannot_be_right_is_an_error_and_not_booked(line: dict[str, Any], code: str) -> None:
    out = (OUT, {**OUT, "material_id": "MT-0002", "quantity": -2})
    plan = check(line, moves=out, step="book")
    assert codes(plan) == [code]
    assert plan.problems[0].severity == "error"
    assert (plan.changes, plan.rows) == ((), ())


def test_what_is_left_when_all_is_counted_is_missing_and_costs_its_value() -> None:
    plan = check(counted(60, 30, 4))
    (line,) = lines(plan.reports[0])
    assert [getattr(cell, "value", cell) for cell in line.values[4:11]] == [100, 60, 30, 4, 6, 0.5, 3.0]
    assert (plan.changes, plan.rows, codes(plan)) == ((), (), [])


def test_an_asset_that_is_damaged_goes_to_repair_and_is_followed_up() -> None:
    out = {**OUT, "material_id": "MT-0002", "quantity": -3}
    plan = check(counted(0, 1, 1, material_id="MT-0002", sent=3, value=740), moves=(out,), step="book")
    assert moves(plan) == [("show_back", 1), ("show_out", 2), ("repair", -1), ("show_used", -1)]
    (ticket,) = [row.values for row in plan.rows if row.table == "tickets"]
    assert "1.480,00" in str(ticket["problem"])


def test_what_is_consumed_is_no_incident() -> None:
    assert check(counted(100, 0, 0), step="book").counts["incidents"] == 0


# ------------------------------------------------------------------ the count sheet


def test_a_show_that_is_over_gets_a_count_sheet_and_one_that_runs_does_not() -> None:
    assert [file.name for file in check(SENT).files] == ["Zählliste S-0009.xlsx"]
    assert check(SENT, today=date(2027, 2, 4)).files == ()
    assert check(counted(60, 40, 0)).files == ()


def filled(sheet: Path, *numbers: tuple[Any, Any, Any]) -> Path:
    """The sheet as the warehouse sends it back."""
    workbook = load_workbook(sheet)
    cells = workbook.worksheets[0]
    first = next(row for row in range(1, 20) if "S-0009" in [c.value for c in cells[row]]) if numbers else 0
    start = next(c.column for c in cells[first] if c.value == 100) + 1
    for row, line in enumerate(numbers, first):
        for column, value in enumerate(line, start):
            cells.cell(row, column).value = value
    back = sheet.with_name(f"zurück {sheet.name}")
    workbook.save(back)
    return back


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    (file,) = check(SENT).files
    path = tmp_path / file.name
    path.write_bytes(file.content)
    return path


def test_our_own_sheet_comes_back_filled_and_is_read(sheet: Path) -> None:
    plan = check(SENT, file=filled(sheet, (60, 30, 4)), by="M-0010")
    after = {change.column: change.after for change in plan.changes}
    assert after == {"used": 60, "back_good": 30, "back_damaged": 4, "checked_by": "M-0010"}
    assert (plan.counts["rows_in"], plan.counts["rows_taken"], plan.counts["pieces_missing"]) == (1, 1, 6)
    assert moves(plan) == []


def test_read_and_booked_in_one_go(sheet: Path) -> None:
    plan = check(SENT, file=filled(sheet, (60, 30, 4)), step="book")
    assert moves(plan) == [("show_back", 30), ("show_out", 70), ("scrap", -4), ("show_used", -66)]


def test_a_row_without_numbers_is_not_counted_yet(sheet: Path) -> None:
    plan = check(SENT, file=sheet)
    assert (plan.counts["rows_uncounted"], plan.counts["rows_taken"], plan.changes) == (1, 0, ())


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        ("Material;einwandfrei\nFlyer;101\n", ["count_beyond_sent"]),
        ("Material;einwandfrei\nFlyer;-1\n", ["minimum_passed"]),
        ("Material;einwandfrei\nPlakat;1\n", ["count_unknown"]),
        ("Material;einwandfrei\nFlyer;1\nMT-0001;2\n", ["count_twice"]),
        ("Material;einwandfrei\nFlyer;viele\n", ["import_no_integer"]),
        ("Messe;Material;einwandfrei\nForum;Flyer;1\n", ["count_unknown"]),
    ],
)
def test_a_row_that_cannot_be_taken_is_refused_with_its_reason(
    content: str, refused: list[str], tmp_path: Path
) -> None:
    (tmp_path / "zählung.csv").write_text(content, "utf-8-sig")
    plan = check(SENT, file=tmp_path / "zählung.csv")
    assert codes(plan) == refused
    counts = plan.counts
    assert counts["rows_refused"] == 1
    assert counts["rows_in"] == sum(
        counts[key] for key in ("rows_taken", "rows_refused", "already_there", "rows_uncounted")
    )


def test_lines_of_the_same_material_are_told_apart_by_their_box(tmp_path: Path) -> None:
    both = (SENT, {**SENT, "box": "K2", "sent": 50})
    out = (OUT, {**OUT, "move_id": "LB-0002", "quantity": -50})
    (tmp_path / "a.csv").write_text("Material;Kiste;gut\nFlyer;K2;20\n", "utf-8")
    plan = check(*both, moves=out, file=tmp_path / "a.csv")
    assert [(c.row, c.column, c.after) for c in plan.changes] == [(3, "back_good", 20)]
    (tmp_path / "b.csv").write_text("Material;gut\nFlyer;20\n", "utf-8")
    assert codes(check(*both, moves=out, file=tmp_path / "b.csv")) == ["count_ambiguous"]


def test_a_thousand_pieces_are_a_thousand(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Material;gut\nFlyer;1.000\n", "utf-8")
    plan = check({**SENT, "sent": 1200}, moves=({**OUT, "quantity": -1200},), file=tmp_path / "a.csv")
    assert [c.after for c in plan.changes] == [1000]


def test_a_line_that_is_booked_cannot_be_counted_anew(tmp_path: Path) -> None:
    booked = counted(60, 30, 4, booked_on=date(2027, 2, 10))
    (tmp_path / "a.csv").write_text("Material;verbraucht;gut;beschädigt\nFlyer;60;31;4\n", "utf-8")
    assert codes(check(booked, file=tmp_path / "a.csv")) == ["count_booked"]
    (tmp_path / "a.csv").write_text("Material;verbraucht;gut;beschädigt\nFlyer;60;30;4\n", "utf-8")
    assert check(booked, file=tmp_path / "a.csv").counts["already_there"] == 1


def test_reading_without_a_file_says_what_is_missing() -> None:
    with pytest.raises(Refusal) as refused:
        check(SENT, step="read")
    assert refused.value.code == "count_without_file"


# ------------------------------------------------------------------ once, rehearsed, undone


def test_a_return_is_booked_once(tmp_path: Path) -> None:
    book = demo_book()
    first = run(book, tmp_path, step="book")
    after = state(book)
    again = run(book, tmp_path, step="book")
    assert (first.counts["moves_booked"], again.counts["moves_booked"]) == (44, 0)
    assert (again.cells, again.counts["sheets_written"]) == (0, 0)
    assert state(book) == after


def test_a_rehearsal_books_nothing_and_undo_takes_everything_back(tmp_path: Path) -> None:
    book = demo_book()
    before = state(book)
    rehearsed = desk(book, tmp_path).run(COMMANDS["return-check"], {"step": "book"}, rehearse=True)
    assert rehearsed.counts["moves_booked"] == 44 and state(book) == before
    run(book, tmp_path, step="book")
    assert state(book) != before
    desk(book, tmp_path).undo()
    assert state(book) == before


def test_where_nothing_came_back_the_sheet_says_so() -> None:
    plan = check()
    assert plan.counts["return_lines"] == 0
    assert next(getattr(block, "empty", "") for block in plan.reports[0].blocks)
