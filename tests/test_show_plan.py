"""A show teed up: tasks around its dates, last time's packing list, the way there and back (R-28, R-80)."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from demo_runs import decided, demo_book, desk, lines, state, table
from material_world import frame

from addin.books import Edit
from addin.books.memory import MemoryBook
from addin.commands.register import COMMANDS
from addin.errors import Refusal
from addin.plan import Change, Plan
from addin.tables import TABLES
from addin.words import LANGUAGES

FAIR: dict[str, Any] = {
    "show_id": "S-0009",
    "name": "Pumpentage 2027",
    "starts_on": date(2027, 4, 6),
    "ends_on": date(2027, 4, 8),
    "lead": "M-0014",
}
BEFORE: dict[str, Any] = {
    "show_id": "S-0008",
    "name": "PUMPENTAGE 2026",
    "starts_on": date(2026, 4, 7),
    "ends_on": date(2026, 4, 9),
}
STEP: dict[str, Any] = {
    "checklist": "Messe",
    "anchor": "show_start",
    "offset_days": -2,
    "what": "Kisten packen",
    "role": "coordinator",
    "area": "show",
}
FLYER: dict[str, Any] = {"material_id": "MT-0001", "name": "Flyer", "version": "2027"}
WENT: dict[str, Any] = {
    "show_id": "S-0008",
    "material_id": "MT-0001",
    "version": "2026",
    "box": "K1",
    "planned": 100,
    "sent": 80,
    "used": 60,
    "value": 0.5,
}


def plan(
    *steps: Mapping[str, Any],
    shows: tuple[Mapping[str, Any], ...] = (BEFORE, FAIR),
    tasks: tuple[Mapping[str, Any], ...] = (),
    items: tuple[Mapping[str, Any], ...] = (),
    shipments: tuple[Mapping[str, Any], ...] = (),
    materials: tuple[Mapping[str, Any], ...] = (FLYER,),
    **options: Any,
) -> Plan:
    tables = {
        "shows": frame("shows", list(shows)),
        "checklists": frame("checklists", list(steps)),
        "tasks": frame("tasks", list(tasks)),
        "show_items": frame("show_items", list(items)),
        "shipments": frame("shipments", list(shipments)),
        "materials": frame("materials", list(materials)),
    }
    return decided("show-plan", tables, **options)


def new(found: Plan, key: str) -> list[Mapping[str, Any]]:
    return [row.values for row in found.rows if row.table == key]


# ------------------------------------------------------------------ tasks


def test_a_step_is_due_so_many_working_days_around_the_show() -> None:
    after = {**STEP, "anchor": "show_end", "offset_days": 2, "what": "Kontakte anrufen", "role": "rep"}
    tasks = new(plan(STEP, after), "tasks")
    due = {task["what"]: (task["due_on"], task["owner"]) for task in tasks}
    assert due["Kisten packen"] == (date(2027, 4, 2), "M-0010")
    assert due["Kontakte anrufen"] == (date(2027, 4, 12), "M-0014")


def test_the_way_back_is_a_task_30_working_days_before_the_show_ends() -> None:
    (_, task) = sorted(new(plan(STEP), "tasks"), key=lambda task: str(task["what"]))
    assert (task["due_on"], task["offset_days"]) == (date(2027, 2, 22), -30)


def test_a_checklist_that_knows_the_way_back_needs_no_second_task() -> None:
    own = {**STEP, "what": "Rücktransport beauftragen"}
    assert [task["what"] for task in new(plan(own), "tasks")] == ["Rücktransport beauftragen"]


def test_a_party_has_its_own_steps_where_there_is_one() -> None:
    step = {**STEP, "anchor": "party", "what": "Namensschilder", "offset_days": -1}
    assert "Namensschilder" not in [task["what"] for task in new(plan(step), "tasks")]
    party = {**FAIR, "party_at": datetime(2027, 4, 7, 18, 30)}
    tasks = {task["what"]: task["due_on"] for task in new(plan(step, shows=(party,)), "tasks")}
    assert tasks["Namensschilder"] == date(2027, 4, 6)


TASK: dict[str, Any] = {
    "task_id": "TK-0001",
    "due_on": date(2027, 4, 2),
    "what": "Kisten packen",
    "about": "S-0009",
    "checklist": "Messe",
    "anchor_on": date(2027, 4, 6),
    "offset_days": -2,
}
MOVED = {**FAIR, "starts_on": date(2027, 4, 13), "ends_on": date(2027, 4, 15)}


def test_open_tasks_follow_a_show_that_moves_and_done_ones_stay() -> None:
    done = {**TASK, "task_id": "TK-0002", "what": "Stand buchen", "done_on": date(2027, 2, 1)}
    dropped = {**TASK, "task_id": "TK-0003", "what": "Bus mieten", "dropped_on": date(2027, 2, 1)}
    found = plan(STEP, shows=(MOVED,), tasks=(TASK, done, dropped))
    assert [(c.row, c.column, c.after) for c in found.changes] == [
        (2, "due_on", date(2027, 4, 9)),
        (2, "anchor_on", date(2027, 4, 13)),
    ]
    assert found.counts["tasks_moved"] == 1


def test_a_day_that_somebody_has_set_by_hand_stays_while_the_show_stays() -> None:
    found = plan(STEP, tasks=({**TASK, "due_on": date(2027, 3, 1)},))
    assert found.changes == ()


def test_what_is_a_task_already_is_none_again() -> None:
    assert "Kisten packen" not in [task["what"] for task in new(plan(STEP, tasks=(TASK,)), "tasks")]
    other = {**TASK, "about": "S-0008"}
    assert "Kisten packen" in [task["what"] for task in new(plan(STEP, tasks=(other,)), "tasks")]


# ------------------------------------------------------------------ packing list and shipments


def test_last_edition_s_list_goes_again_in_the_editions_that_are_valid_now() -> None:
    (line,) = new(plan(items=(WENT,)), "show_items")
    assert line == {
        "show_id": "S-0009",
        "material_id": "MT-0001",
        "inventory_no": None,
        "box": "K1",
        "value": 0.5,
        "version": "2027",
        "planned": 80,
    }


def test_what_is_no_longer_kept_or_stayed_at_home_does_not_go() -> None:
    assert new(plan(items=(WENT,), materials=({**FLYER, "active": False},)), "show_items") == []
    assert new(plan(items=({**WENT, "sent": 0},)), "show_items") == []


def test_a_show_that_has_a_list_keeps_it() -> None:
    own = {**WENT, "show_id": "S-0009", "sent": None}
    assert new(plan(items=(WENT, own)), "show_items") == []


def test_another_show_can_be_the_template() -> None:
    other = {**BEFORE, "name": "Hausmesse"}
    assert new(plan(shows=(other, FAIR), items=(WENT,)), "show_items") == []
    assert len(new(plan(shows=(other, FAIR), items=(WENT,), **{"from": "Hausmesse"}), "show_items")) == 1


def test_both_ways_are_planned_once() -> None:
    ways = new(plan(), "shipments")
    assert [(way["direction"], way["must_arrive_by"]) for way in ways] == [
        ("out", date(2027, 4, 5)),
        ("back", date(2027, 4, 22)),
    ]
    there = {"shipment_id": "SD-0001", "show_id": "S-0009", "direction": "out"}
    assert [way["direction"] for way in new(plan(shipments=(there,)), "shipments")] == ["back"]


# ------------------------------------------------------------------ the demo


@pytest.mark.parametrize("language", LANGUAGES)
def test_next_autumn_s_forum_gets_its_eleven_tasks_and_is_compared_with_the_last(language: str) -> None:
    found = decided("show-plan", language=language, show="S-0004")
    assert found.counts == {"tasks_opened": 11, "tasks_moved": 0, "lines_packed": 0, "shipments_planned": 0}
    tasks, items = table(found.reports[0]), table(found.reports[0], 1)
    assert (len(list(tasks.lines)), len(list(items.lines))) == (11, 12)
    assert next(items.lines).values[3:] == (120, 93)


def postponed(book: MemoryBook, show_id: str, by: int) -> None:
    """The coordinator moves a show by so many days."""
    from datetime import timedelta

    shows = book.read(TABLES["shows"]).frame
    row = int(shows.index[shows["show_id"] == show_id][0])
    days = {key: shows.at[row, key].date() for key in ("starts_on", "ends_on")}
    changes = (Change("shows", row, key, day, day + timedelta(days=by)) for key, day in days.items())
    book.apply(Edit(changes=tuple(changes)))


def test_a_second_run_changes_nothing_and_undo_brings_everything_back(tmp_path: Path) -> None:
    book = demo_book()
    postponed(book, "S-0003", 7)
    before, command = state(book), COMMANDS["show-plan"]
    assert desk(book, tmp_path).run(command, {}, rehearse=True).counts["tasks_moved"] == 7
    assert state(book) == before
    desk(book, tmp_path).run(command, {})
    after = state(book)
    again = desk(book, tmp_path).run(command, {})
    assert (again.cells, again.counts["sheets_written"]) == (0, 0)
    assert state(book) == after
    desk(book, tmp_path).undo()
    assert state(book) == before


def test_a_show_without_days_cannot_be_planned() -> None:
    with pytest.raises(Refusal) as refused:
        plan(shows=({**FAIR, "ends_on": None},), show="S-0009")
    assert refused.value.code == "show_without_dates"


def test_where_nothing_hangs_on_a_show_and_nothing_went_before_the_sheet_says_so() -> None:
    tasks = ({**TASK, "what": "Rückversand", "checklist": None, "about": "S-0001"},)
    found = plan(tasks=tasks, shows=(FAIR,))
    assert table(found.reports[0], 1).empty == "Die Packliste ist leer."
    assert len(lines(found.reports[0])) == 1
