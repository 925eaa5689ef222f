"""Booking what came and what went, and what each booking closes."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from material_world import BROCHURE, TODAY, decided, demo_frames, frame, world

from addin.core.stock_moves import stock_on
from addin.errors import Refusal
from addin.plan import Plan

REP = {"staff_id": "M-0004", "name": "Deniz Yıldız", "role": "rep"}
FAIR = {"show_id": "S-0003", "name": "Dosierforum", "starts_on": date(2027, 5, 13), "ends_on": date(2027, 5, 15)}
OPENING = {
    "move_id": "LB-0001",
    "moved_on": date(2027, 1, 4),
    "material_id": "MT-0001",
    "kind": "opening",
    "quantity": 100,
}
ORDER = {
    "reprint_id": "ND-0006",
    "material_id": "MT-0001",
    "version": "2027",
    "ordered_on": date(2027, 1, 29),
    "quantity": 500,
}


def tables(**rows: Any) -> dict[str, Any]:
    base = {"materials": [BROCHURE], "staff": [REP], "shows": [FAIR], "stock_moves": [OPENING]}
    return world(**(base | rows))


def book(
    quantity: int | None = None, *, material: str = "Imagebroschüre", rows: Any = None, **options: Any
) -> Plan:
    return decided("stock-move", tables(**(rows or {})), material=material, quantity=quantity, **options)


def moves(plan: Plan) -> list[tuple[Any, Any]]:
    return [(row.values["kind"], row.values["quantity"]) for row in plan.rows]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"kind": "receipt"}, ("receipt", 20)),
        ({"kind": "issue", "person": "Deniz Yıldız"}, ("issue", -20)),
        ({}, ("issue", -20)),
        ({"kind": "return", "person": "M-0004"}, ("issue", 20)),
        ({"kind": "request", "on": date(2027, 3, 1)}, ("request", -20)),
        ({"kind": "issue", "show": "Dosierforum"}, ("show_out", -20)),
        ({"kind": "return", "show": "S-0003"}, ("show_back", 20)),
        ({"kind": "count", "reason": "Schwund"}, ("count", -80)),
    ],
)
def test_every_kind_is_booked_with_its_sign(options: dict[str, Any], expected: tuple[str, int]) -> None:
    plan = book(20, **options)
    assert moves(plan) == [expected]
    assert plan.problems == ()
    assert plan.rows[0].values["move_id"] == "LB-0002"
    assert plan.rows[0].values["version"] == "2027"


def test_the_stock_after_the_booking_is_told() -> None:
    assert book(20).counts == {"booked": 1, "on_hand": 80}
    assert book(20, kind="request").counts["on_hand"] == 100


@settings(deadline=None)
@given(st.integers(0, 300))
def test_after_a_count_the_stock_is_what_was_counted(counted: int) -> None:
    plan = book(counted, kind="count", reason="Inventur")
    after = frame("stock_moves", [OPENING, *(dict(row.values) for row in plan.rows)])
    assert stock_on(after, "MT-0001", TODAY) == counted
    assert len(plan.rows) == (counted != 100)


def test_a_count_is_compared_with_the_stock_of_its_day() -> None:
    later = OPENING | {"move_id": "LB-0002", "moved_on": TODAY, "kind": "issue", "quantity": -30}
    plan = book(95, kind="count", on=date(2027, 2, 1), reason="Inventur", rows={"stock_moves": [OPENING, later]})
    assert moves(plan) == [("count", -5)]
    assert plan.counts["on_hand"] == 65


def test_a_count_that_agrees_books_nothing() -> None:
    plan = book(100, kind="count")
    assert (plan.rows, plan.counts) == ((), {"booked": 0, "count_agrees": 1})


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"quantity": 0}, "move_of_nothing"),
        ({"quantity": -3}, "move_of_nothing"),
        ({"quantity": None}, "move_without_quantity"),
        ({"quantity": 3, "material": None}, "move_without_material"),
        ({"quantity": 3, "material": "Plakat"}, "nobody_of_that_name"),
        ({"quantity": 3, "material": "Imagebroschur"}, "perhaps_meant"),
        ({"quantity": 3, "material": "broschüre"}, "perhaps_meant"),
        ({"quantity": 3, "person": "Niemand"}, "nobody_of_that_name"),
        ({"quantity": 3, "on": TODAY + timedelta(days=1)}, "move_ahead"),
        ({"quantity": 99, "kind": "count"}, "count_without_reason"),
        ({"quantity": 3, "kind": "receipt", "order": "ND-0001"}, "order_not_open"),
        ({"quantity": 3, "request": "LB-0001"}, "request_not_open"),
    ],
)
def test_what_cannot_be_is_refused(options: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        book(**options)
    assert refused.value.code == code


def test_a_name_that_is_written_alike_is_offered_with_its_id() -> None:
    with pytest.raises(Refusal) as refused:
        book(3, material="Imagebroschur")
    assert refused.value.facts["likely"] == ["Imagebroschüre · MT-0001"]


def test_name_and_id_as_a_cell_shows_them_are_understood() -> None:
    assert moves(book(3, material="Imagebroschüre · MT-0001")) == [("issue", -3)]


def test_the_last_pieces_are_issued_without_a_word() -> None:
    assert book(100).problems == ()


def test_what_was_only_asked_for_is_still_in_stock() -> None:
    asked = OPENING | {"move_id": "LB-0002", "kind": "request", "quantity": -40}
    assert book(100, rows={"stock_moves": [OPENING, asked]}).counts["on_hand"] == 0


def test_an_issue_beyond_the_stock_is_booked_and_reported() -> None:
    plan = book(120)
    assert moves(plan) == [("issue", -120)]
    assert [(p.code, p.severity) for p in plan.problems] == [("issue_beyond_stock", "warning")]
    assert plan.counts["on_hand"] == -20


def test_an_outdated_edition_is_issued_with_a_warning() -> None:
    assert [p.code for p in book(5, version="2026").problems] == ["obsolete_issued"]
    ended = BROCHURE | {"valid_until": date(2027, 1, 31)}
    assert [p.code for p in book(5, rows={"materials": [ended]}).problems] == ["expired_issued"]


def test_the_same_move_twice_is_booked_once() -> None:
    first = book(20, person="M-0004", reason="Messebesuch")
    there = [OPENING, dict(first.rows[0].values)]
    again = book(20, person="M-0004", reason="Messebesuch", rows={"stock_moves": there})
    assert again.rows == ()
    assert [(p.code, p.facts["id"]) for p in again.problems] == [("already_booked", "LB-0002")]
    another = book(20, person="M-0004", reason="noch einmal", rows={"stock_moves": there})
    assert moves(another) == [("issue", -20)]


def test_a_receipt_closes_the_order_it_brings() -> None:
    plan = book(500, kind="receipt", rows={"reprints": [ORDER]})
    assert [(c.row, c.column, c.after) for c in plan.changes] == [(2, "received_on", TODAY), (2, "received", 500)]
    assert plan.problems == ()


def test_a_delivery_that_differs_from_its_order_closes_it_and_is_reported() -> None:
    plan = book(480, kind="receipt", rows={"reprints": [ORDER]})
    assert [(p.code, p.facts["ordered"]) for p in plan.problems] == [("order_differs", 500)]
    assert {c.column for c in plan.changes} == {"received_on", "received"}


def test_of_two_open_orders_one_must_be_named() -> None:
    two = {"reprints": [ORDER, ORDER | {"reprint_id": "ND-0007"}]}
    with pytest.raises(Refusal, match="orders_open"):
        book(500, kind="receipt", rows=two)
    assert {c.row for c in book(500, kind="receipt", order="nd-0007", rows=two).changes} == {3}


def test_nothing_arrives_before_it_was_ordered() -> None:
    with pytest.raises(Refusal, match="receipt_before_order"):
        book(500, kind="receipt", on=date(2027, 1, 28), rows={"reprints": [ORDER]})


def test_what_goes_to_a_show_leaves_its_packing_list() -> None:
    line = {"show_id": "S-0003", "material_id": "MT-0001", "planned": 60}
    plan = book(60, show="Dosierforum", rows={"show_items": [line]})
    assert [(c.table, c.row, c.column, c.after) for c in plan.changes] == [("show_items", 2, "sent", 60)]


def test_an_issue_settles_the_request_it_answers() -> None:
    asked = book(40, kind="request", on=date(2027, 3, 1), person="M-0004")
    rows = [OPENING, dict(asked.rows[0].values)]
    part = book(30, person="M-0004", request="LB-0002", rows={"stock_moves": rows})
    assert moves(part) == [("issue", -30), ("request", 30)]
    assert part.rows[1].values["moved_on"] == date(2027, 3, 1)
    rows += [dict(row.values) for row in part.rows]
    rest = book(30, person="M-0004", request="LB-0002", reason="Rest", rows={"stock_moves": rows})
    assert moves(rest) == [("issue", -30), ("request", 10)]
    rows += [dict(row.values) for row in rest.rows]
    with pytest.raises(Refusal, match="request_not_open"):
        book(1, request="LB-0002", rows={"stock_moves": rows})
    plan = decided("stock-check", tables(stock_moves=rows))
    (line,) = plan.reports[0].tables[0].lines
    assert line.values[1:4] == (40, None, None)


def test_the_demo_s_open_order_is_closed_by_its_receipt() -> None:
    plan = decided("stock-move", demo_frames("de"), material="MT-0011", quantity=5000, kind="receipt")
    assert {(c.table, c.column) for c in plan.changes} == {("reprints", "received_on"), ("reprints", "received")}
    assert plan.counts["on_hand"] == 5081
