"""What travels to a show: box by box, on paper, and out of stock once (R-26, R-28; P-22)."""

import subprocess
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from demo_runs import decided, demo_book, desk, lines, state, table
from material_world import frame

from addin.commands.register import COMMANDS
from addin.errors import Refusal
from addin.plan import Plan
from addin.words import LANGUAGES

FAIR: dict[str, Any] = {
    "show_id": "S-0009",
    "name": "Pumpentage",
    "starts_on": date(2027, 4, 6),
    "ends_on": date(2027, 4, 8),
}
FLYER: dict[str, Any] = {"material_id": "MT-0001", "name": "Flyer", "version": "2027", "consumable": True}
LINE: dict[str, Any] = {
    "show_id": "S-0009",
    "material_id": "MT-0001",
    "version": "2027",
    "box": "K1",
    "planned": 100,
}
STOCK: dict[str, Any] = {
    "move_id": "LB-0001",
    "moved_on": date(2027, 1, 4),
    "material_id": "MT-0001",
    "kind": "opening",
    "quantity": 500,
}
OUT: dict[str, Any] = {**STOCK, "move_id": "LB-0002", "kind": "show_out", "quantity": -100, "show_id": "S-0009"}
SHIPMENT: dict[str, Any] = {"shipment_id": "SD-0001", "show_id": "S-0009", "direction": "out", "state": "planned"}


def pack(
    *items: Mapping[str, Any],
    moves: tuple[Mapping[str, Any], ...] = (STOCK,),
    shipments: tuple[Mapping[str, Any], ...] = (SHIPMENT,),
    material: Mapping[str, Any] = FLYER,
    shows: tuple[Mapping[str, Any], ...] = (FAIR,),
    **options: Any,
) -> Plan:
    tables = {
        "shows": frame("shows", list(shows)),
        "materials": frame("materials", [material]),
        "show_items": frame("show_items", list(items)),
        "stock_moves": frame("stock_moves", list(moves)),
        "shipments": frame("shipments", list(shipments)),
    }
    return decided("packlist", tables, **options)


def moved(plan: Plan) -> list[tuple[Any, Any]]:
    return [(row.values["kind"], row.values["quantity"]) for row in plan.rows]


def codes(plan: Plan) -> list[str]:
    return [problem.code for problem in plan.problems]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_next_show_of_the_demo_is_packed_into_five_boxes(language: str) -> None:
    plan = decided("packlist", language=language)
    assert (plan.counts["boxes"], plan.counts["pack_lines"]) == (5, 15)
    assert [len(group.lines) for group in table(plan.reports[0]).groups] == [3, 5, 2, 3, 2]
    assert codes(plan) == ["packed_beyond_stock"]  # the stand has not come back from the last show
    assert (plan.changes, plan.rows) == ((), ())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_and_every_box_is_on_the_papers(language: str, pdftotext: str, tmp_path: Path) -> None:
    plan = decided("packlist", language=language)
    texts = []
    for file in plan.files:
        (tmp_path / file.name).write_bytes(file.content)
        call = [pdftotext, "-layout", str(tmp_path / file.name), "-"]
        texts.append(subprocess.run(call, check=True, capture_output=True, text=True).stdout)
    packed, labels, note = texts
    names = [str(line.values[0]) for line in lines(plan.reports[0])]
    assert all(name in note and name in labels for name in names)
    assert all(f"K{number}" in packed for number in range(1, 6))
    assert labels.count("K1") == 1 and "Rheinhallen" in labels and "SD-0005" in note
    assert "644" in note


def test_booking_out_marks_the_lines_and_the_shipment() -> None:
    plan = pack(LINE, step="book", by="M-0010")
    assert moved(plan) == [("show_out", -100)]
    after = {(c.table, c.column): c.after for c in plan.changes}
    assert after == {
        ("show_items", "sent"): 100,
        ("show_items", "shipment_id"): "SD-0001",
        ("shipments", "sent_on"): date(2027, 2, 15),
        ("shipments", "boxes"): 1,
        ("shipments", "state"): "picked_up",
    }
    assert [line.values[5] for line in lines(plan.reports[0])] == ["versandt"]


@pytest.mark.parametrize(
    ("items", "moves", "expected"),
    [
        ([LINE], (STOCK, OUT), [-100]),  # the line is new: what went before went with another one
        ([{**LINE, "sent": 100}], (STOCK, OUT), []),
        ([{**LINE, "sent": 100}], (STOCK,), [-100]),  # entered by hand, unknown to the stock
        ([{**LINE, "sent": 120}], (STOCK, OUT), [-20]),
        ([{**LINE, "sent": 100}, {**LINE, "box": "K2", "planned": 30}], (STOCK, OUT), [-30]),
        ([{**LINE, "sent": 60}, {**LINE, "sent": 40}], (STOCK, OUT), []),
        ([{**LINE, "sent": 0}], (STOCK,), []),
        ([{**LINE, "planned": None}], (STOCK,), []),
    ],
)
def test_nothing_leaves_the_stock_twice_and_nothing_leaves_it_unbooked(
    items: list[dict[str, Any]], moves: tuple[dict[str, Any], ...], expected: list[int]
) -> None:
    assert [quantity for _, quantity in moved(pack(*items, moves=moves, step="book"))] == expected


@pytest.mark.parametrize(
    ("line", "material", "code"),
    [
        ({"version": "2026"}, {}, "obsolete_packed"),
        ({}, {"valid_until": date(2027, 4, 7)}, "expired_packed"),
        ({"box": None}, {}, "packed_without_box"),
        ({"planned": 501}, {}, "packed_beyond_stock"),
    ],
)
def test_what_should_be_looked_at_first_is_warned_of_and_booked_all_the_same(
    line: dict[str, Any], material: dict[str, Any], code: str
) -> None:
    plan = pack({**LINE, **line}, material={**FLYER, **material}, step="book")
    assert [(problem.code, problem.severity) for problem in plan.problems] == [(code, "warning")]
    assert len(moved(plan)) == 1


def test_an_edition_that_is_valid_to_the_last_day_of_the_show_may_go() -> None:
    assert codes(pack(LINE, material={**FLYER, "valid_until": date(2027, 4, 8)})) == []


def test_boxes_stand_in_the_order_of_their_numbers() -> None:
    plan = pack({**LINE, "box": "K10"}, {**LINE, "box": "K2"}, {**LINE, "box": None})
    assert [group.title.split(" (")[0] for group in table(plan.reports[0]).groups] == [
        "Kiste K2",
        "Kiste K10",
        "Ohne Kiste",
    ]


def test_a_show_without_a_packing_list_is_told_so_and_prints_nothing() -> None:
    plan = pack()
    assert plan.files == ()
    assert table(plan.reports[0]).empty == "Für diese Messe ist nichts zu packen."


def test_where_no_show_lies_ahead_one_must_be_named() -> None:
    over = {**FAIR, "starts_on": date(2027, 1, 6), "ends_on": date(2027, 1, 8)}
    with pytest.raises(Refusal) as refused:
        pack(shows=(over,))
    assert refused.value.code == "no_show_ahead"
    assert pack(shows=(over,), show="Pumpentage").counts["pack_lines"] == 0


def test_text_on_a_label_is_text_whatever_it_says(pdftotext: str, tmp_path: Path) -> None:
    odd = '#panic("x") *fett* $x$ <a>'
    plan = pack({**LINE, "box": odd}, material={**FLYER, "name": odd})
    (tmp_path / "l.pdf").write_bytes(plan.files[1].content)
    call = [pdftotext, str(tmp_path / "l.pdf"), "-"]
    shown = subprocess.run(call, check=True, capture_output=True, text=True).stdout
    assert '#panic("x") *fett* $x$ <a>' in " ".join(shown.split())


def test_a_second_run_books_nothing_and_undo_brings_everything_back(tmp_path: Path) -> None:
    book = demo_book()
    before = state(book)
    rehearsed = desk(book, tmp_path).run(COMMANDS["packlist"], {"step": "book"}, rehearse=True)
    assert rehearsed.counts["moves_booked"] == 15 and state(book) == before
    desk(book, tmp_path).run(COMMANDS["packlist"], {"step": "book"})
    after = state(book)
    again = desk(book, tmp_path).run(COMMANDS["packlist"], {"step": "book"})
    assert (again.cells, again.counts["moves_booked"], again.counts["sheets_written"]) == (0, 0, 0)
    assert state(book) == after
    desk(book, tmp_path).undo()
    assert state(book) == before
