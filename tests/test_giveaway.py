"""Give-aways: what a show needs, by size and in whole cartons, and until when to order it (R-24, R-25, R-29)."""

from collections.abc import Mapping
from datetime import date
from math import ceil
from pathlib import Path
from typing import Any

import pytest
from demo_runs import decided, demo_book, desk, lines, state, table
from demo_tables import whole
from hypothesis import given
from hypothesis import strategies as st
from material_world import frame

from addin.commands.register import COMMANDS
from addin.core.giveaways import size_mix
from addin.core.house import House
from addin.errors import Refusal
from addin.plan import Plan
from addin.tables.settings import SETTINGS
from addin.words import LANGUAGES

FAIR: dict[str, Any] = {
    "show_id": "S-0009",
    "name": "Pumpentage",
    "starts_on": date(2027, 5, 4),
    "ends_on": date(2027, 5, 6),
    "must_arrive_by": date(2027, 5, 3),
    "expected_visitors": 1000,
}
PEN: dict[str, Any] = {
    "material_id": "MT-0001",
    "name": "Stift",
    "kind": "giveaway",
    "consumable": True,
    "production_days": 10,
    "delivery_days": 4,
    "min_run": 100,
    "multiple": 50,
    "unit_cost": 0.5,
}
SIZES = ("S", "M", "L", "XL", "XXL")
SHIRTS = [
    {
        **PEN,
        "material_id": f"MT-001{n}",
        "name": f"Shirt {size}",
        "kind": "shirt",
        "size": size,
        "min_run": 24,
        "multiple": 24,
    }
    for n, size in enumerate(SIZES)
]
STOCK: dict[str, Any] = {
    "move_id": "LB-0001",
    "moved_on": date(2027, 1, 4),
    "material_id": "MT-0001",
    "kind": "opening",
    "quantity": 150,
}


def offer(
    *materials: Mapping[str, Any],
    show: Mapping[str, Any] = FAIR,
    items: tuple[Mapping[str, Any], ...] = (),
    moves: tuple[Mapping[str, Any], ...] = (STOCK,),
    reprints: tuple[Mapping[str, Any], ...] = (),
    **options: Any,
) -> Plan:
    tables = {
        "shows": frame("shows", [show]),
        "materials": frame("materials", list(materials)),
        "show_items": frame("show_items", list(items)),
        "stock_moves": frame("stock_moves", list(moves)),
        "reprints": frame("reprints", list(reprints)),
    }
    return decided("giveaway", tables, **options)


def told(plan: Plan) -> dict[Any, tuple[Any, ...]]:
    """Need, what is short, what to order and until when, by material or size."""
    return {line.values[0]: (line.values[2], *line.values[7:10]) for line in lines(plan.reports[0])}


# ------------------------------------------------------------------ the need


def test_the_need_is_visitors_times_share_and_a_tenth() -> None:
    plan = offer(PEN)  # 1000 x 20 % x 1.1 = 220, less 150 in stock
    assert told(plan)["Stift"] == (220, 70, 100, House("BE").workday(date(2027, 5, 3), -14))
    assert told(offer(PEN, share=50))["Stift"][:3] == (550, 400, 400)
    assert told(offer(PEN, share=50, chosen={"giveaway.reserve": 0.0}))["Stift"][:3] == (500, 350, 350)


def test_what_is_there_is_enough() -> None:
    assert told(offer(PEN, moves=({**STOCK, "quantity": 220},)))["Stift"] == (220, None, None, None)
    assert told(offer(PEN, moves=({**STOCK, "quantity": 219},)))["Stift"][1] == 1


def test_shirts_come_in_sizes_less_the_stock_of_each_and_in_whole_cartons() -> None:
    stock = {**STOCK, "material_id": "MT-0012", "quantity": 60}
    found = told(offer(*SHIRTS, moves=(stock,), shirts=20))  # 220 shirts: 12, 28, 32, 20, 8 per cent
    assert [found[f"Shirt {size}"][0] for size in SIZES] == [27, 62, 71, 44, 18]
    assert [found[f"Shirt {size}"][2] for size in SIZES] == [48, 72, 24, 48, 24]


def test_a_size_that_no_material_has_is_named_and_not_forgotten() -> None:
    plan = offer(*SHIRTS[1:])
    (problem,) = plan.problems
    assert (problem.code, problem.severity, problem.facts["value"]) == ("shirt_size_missing", "warning", "S")
    assert [line.values[1] for line in lines(plan.reports[0], "notice")] == ["S"]


def test_only_what_is_on_the_packing_list_is_meant_where_something_is() -> None:
    bag = {**PEN, "material_id": "MT-0002", "name": "Tasche"}
    line = {"show_id": "S-0009", "material_id": "MT-0002", "planned": 10}
    assert set(told(offer(PEN, bag))) == {"Stift", "Tasche"}
    assert set(told(offer(PEN, bag, items=(line,)))) == {"Tasche"}
    assert told(offer(PEN, bag, items=({**line, "sent": 10},))) == {}


def test_what_others_take_and_what_goes_out_until_then_is_not_there_for_the_show() -> None:
    other = {"show_id": "S-0008", "material_id": "MT-0001", "planned": 30}
    assert told(offer(PEN, items=(other,)))["Stift"][1] == 100
    daily = [
        {**STOCK, "move_id": f"LB-{n:04d}", "moved_on": date(2027, 2, n), "kind": "issue", "quantity": -18}
        for n in range(1, 11)
    ]
    received = {**STOCK, "kind": "receipt", "moved_on": date(2026, 8, 1), "quantity": 1000}
    found = told(offer(PEN, moves=(received, *daily)))["Stift"]  # 820 there, one a day goes on 77 days
    assert found == (220, None, None, None)
    found = told(offer(PEN, moves=({**received, "quantity": 450}, *daily)))["Stift"]
    assert found[1] == 220 + 77 - 270


@given(st.lists(st.integers(1, 100), min_size=1, max_size=6), st.integers(0, 5000))
def test_the_sizes_together_are_the_need_and_never_a_shirt_a_size_more(shares: list[int], shirts: int) -> None:
    mix = size_mix("; ".join(f"G{n} {share}" for n, share in enumerate(shares)))
    assert sum(mix.values()) == pytest.approx(1)
    pieces = [ceil(round(shirts * share, 6)) for share in mix.values()]
    assert shirts <= sum(pieces) < shirts + len(shares) + 1


def test_the_mix_of_the_settings_is_the_one_of_the_rule() -> None:
    mix = size_mix(str(SETTINGS["giveaway.sizes"].default))
    assert [round(mix[size], 2) for size in SIZES] == [0.12, 0.28, 0.32, 0.2, 0.08]


# ------------------------------------------------------------------ the order


def test_ordering_puts_the_need_on_the_packing_list_and_begins_a_round() -> None:
    plan = offer(PEN, step="order")
    line, round_ = (row.values for row in plan.rows)
    assert (line["material_id"], line["planned"]) == ("MT-0001", 220)
    assert (round_["reprint_id"], round_["quantity"], round_["show_id"]) == ("ND-0001", 100, "S-0009")
    assert round_["note"] == "Bedarf für Pumpentage bei 1.000 erwarteten Besuchern"
    assert [line.values[10] for line in lines(plan.reports[0])] == ["ND-0001"]


def test_a_line_that_plans_less_is_raised_and_one_that_plans_more_stays() -> None:
    line = {"show_id": "S-0009", "material_id": "MT-0001", "planned": 50}
    assert [(c.column, c.after) for c in offer(PEN, items=(line,), step="order").changes] == [("planned", 220)]
    assert offer(PEN, items=({**line, "planned": 300},), step="order").changes == ()


def test_a_round_under_way_is_not_begun_again() -> None:
    under_way = {"reprint_id": "ND-0001", "material_id": "MT-0001", "asked_on": date(2027, 2, 1)}
    assert offer(PEN, reprints=(under_way,), step="order").counts["rounds_begun"] == 0


def test_the_day_to_order_by_is_that_of_the_stock_report_once_it_is_planned(tmp_path: Path) -> None:
    book = demo_book()
    desk(book, tmp_path).run(COMMANDS["giveaway"], {"step": "order", "show": "S-0003"})
    plan = decided("giveaway", {key: desk(book, tmp_path).table(key) for key in ("show_items", "reprints")})
    stock = decided("stock-check", {key: desk(book, tmp_path).table(key) for key in ("show_items", "reprints")})
    by_name = {line.values[0]: line.values[10] for line in lines(stock.reports[0])}
    for name, (_, _, order, order_by) in told(plan).items():
        if order:
            assert order_by == getattr(by_name[name], "value", by_name[name])


@pytest.mark.parametrize("language", LANGUAGES)
def test_x15_the_fair_s_300_brochures_are_no_give_away(language: str) -> None:
    plan = decided("giveaway", language=language, show="S-0003")
    assert plan.counts["giveaways"] == 7
    brochure = whole("materials").query("material_id == 'MT-0025'")["name"].iloc[0]
    assert brochure not in told(plan)


def test_a_second_run_changes_nothing_and_undo_brings_everything_back(tmp_path: Path) -> None:
    book, command = demo_book(), COMMANDS["giveaway"]
    before, options = state(book), {"step": "order"}
    desk(book, tmp_path).run(command, options, rehearse=True)
    assert state(book) == before
    desk(book, tmp_path).run(command, options)
    after = state(book)
    again = desk(book, tmp_path).run(command, options)
    assert (again.cells, again.counts["rounds_begun"], again.counts["sheets_written"]) == (0, 0, 0)
    assert state(book) == after
    desk(book, tmp_path).undo()
    assert state(book) == before


@pytest.mark.parametrize(
    ("show", "options", "code"),
    [
        ({**FAIR, "expected_visitors": None}, {}, "show_without_visitors"),
        (FAIR, {"share": 101}, "share_beyond"),
        (FAIR, {"shirts": -1}, "share_beyond"),
    ],
)
def test_what_cannot_be_worked_out_is_refused(show: dict[str, Any], options: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        offer(PEN, show=show, **options)
    assert refused.value.code == code


def test_where_there_are_no_give_aways_the_sheet_says_so() -> None:
    assert table(offer().reports[0]).empty.startswith("Es gibt keine Werbeartikel")
