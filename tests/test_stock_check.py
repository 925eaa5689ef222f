"""What the stock report says: the demo's planted cases, the vectors of the rules, and rows of our own."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from material_world import BROCHURE, TODAY, decided, demo_frames, lines, move, used_daily, values, world

from addin.core.house import House
from addin.core.materials import learned_lead, projection, reorder_point, safety_stock, stock_out
from addin.errors import Refusal
from addin.plan import Plan
from addin.words import LANGUAGES, Words

(
    NAME,
    ON_HAND,
    ON_ORDER,
    RESERVED,
    USE,
    DEVIATION,
    SAFETY,
    POINT,
    COVER,
    OUT,
    ORDER_BY,
    QUANTITY,
    ROUND,
    HINT,
    WAY,
) = range(15)


def checked(language: str = "de", **options: Any) -> Plan:
    return decided("stock-check", demo_frames(language), language, **options)


def material(language: str, number: int) -> str:
    return str(demo_frames(language)["materials"]["name"].iloc[number - 1])


# ------------------------------------------------------------------ vectors


@pytest.mark.parametrize(
    ("daily_use", "lead_days", "safety", "point"),
    [(100, 26, 1000, 3600), (10_500, 7, 40_000, 113_500), (18.4, 21, 54.27, 441)],
)
def test_the_reorder_points_of_the_textbooks_come_out(
    daily_use: float, lead_days: int, safety: float, point: int
) -> None:
    assert reorder_point(daily_use, lead_days, safety) == point


def test_the_safety_stock_of_the_textbook_comes_out() -> None:
    safety = safety_stock(7.2, 21, 0.95)
    assert round(safety, 2) == 54.27
    assert reorder_point(18.4, 21, safety) == 441


# ------------------------------------------------------------------ the demo


@pytest.mark.parametrize("language", LANGUAGES)
def test_x15_a_show_takes_300_pieces_and_the_order_comes_three_weeks_earlier(language: str) -> None:
    report, course = checked(language).reports
    line = values(lines(report)[material(language, 25)])
    words = Words.of(language)
    assert (line[ON_HAND], line[RESERVED], line[COVER]) == (631, 300, 56)
    assert line[ORDER_BY] == date(2027, 4, 16)
    assert words.shown(date(2027, 5, 12)) in line[HINT]
    assert words.shown(date(2027, 5, 7)) in line[HINT]
    shows = demo_frames(language)["shows"]
    show = shows.loc[shows["show_id"] == "S-0003", "name"].iloc[0]
    own = next(group for group in course.tables[0].groups if group.title == line[NAME])
    assert [values(step)[1:4] for step in own.lines if step.values[0] == show] == [[date(2027, 5, 12), None, 300]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_x16_the_quantity_is_capped_and_the_run_larger_than_the_need_is_warned_of(language: str) -> None:
    plan = checked(language)
    line = values(lines(plan.reports[0])[material(language, 26)])
    assert line[QUANTITY] == 382
    assert Words.of(language).shown(date(2027, 12, 31)) in line[HINT]
    (problem,) = plan.problems
    assert (problem.code, problem.severity, problem.row) == ("run_larger_than_need", "warning", 27)
    assert (problem.facts["value"], problem.facts["run"]) == (382, 500)


@pytest.mark.parametrize("language", LANGUAGES)
def test_x17_the_reprint_that_is_held_says_so(language: str) -> None:
    line = values(lines(checked(language).reports[0])[material(language, 25)])
    words = Words.of(language)
    assert line[ROUND] == f"{words.text('choices.reprint_state.blocked')}\nND-0008"
    assert line[WAY] == words.text("reports.stock.ways.changed")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_else_in_the_demo_is_critical(language: str) -> None:
    plan = checked(language)
    assert [line for line in lines(plan.reports[0]).values() if line.severity == "critical"] == []
    assert [problem for problem in plan.problems if problem.severity == "error"] == []
    assert plan.counts == {"materials": 26, "order_now": 1, "order_near": 6, "low": 8, "negative": 0}


def test_what_hurts_most_stands_first() -> None:
    found = list(lines(checked().reports[0]).values())
    ranks = ["critical", "warning", "notice", ""]
    assert [line.severity for line in found] == sorted((line.severity for line in found), key=ranks.index)
    first = values(found[0])
    assert first[NAME] == "Broschüre englisch"  # none for five days, whatever is done
    assert "06.03.2027" in first[HINT]
    assert "11.03.2027" in first[HINT]


def test_every_line_leads_to_its_material() -> None:
    frame = demo_frames("de")["materials"]
    for name, line in lines(checked().reports[0]).items():
        assert line.place is not None
        assert frame.at[line.place.row, "name"] == name


# ------------------------------------------------------------------ rows of our own


def one(**rows: Any) -> tuple[Plan, list[Any]]:
    """The plan for one brochure, and its line."""
    plan = decided("stock-check", world(**{"materials": [BROCHURE], **rows}))
    (line,) = plan.reports[0].tables[0].lines
    return plan, values(line)


def test_ten_a_day_and_two_hundred_left_last_twenty_days_and_must_be_ordered_now() -> None:
    plan, line = one(stock_moves=used_daily(200))
    assert (line[USE], line[DEVIATION], line[COVER]) == (10, 0, 20)
    assert line[OUT] == TODAY + timedelta(days=21)
    assert line[ORDER_BY] == TODAY
    assert next(plan.reports[0].tables[0].lines).severity == "critical"


def test_a_negative_stock_is_an_error_that_leads_to_its_material() -> None:
    plan, line = one(stock_moves=[move(1, TODAY, "opening", 3), move(2, TODAY, "issue", -5)])
    assert line[ON_HAND] == -2
    assert [(p.code, p.severity, p.row, p.column) for p in plan.problems] == [
        ("negative_stock", "error", 2, "on_hand")
    ]
    assert plan.counts["negative"] == 1


def test_a_negative_stock_shows_even_of_what_is_not_kept_any_more() -> None:
    gone = BROCHURE | {"active": False}
    plan, _ = one(materials=[gone], stock_moves=[move(1, TODAY, "issue", -5)])
    assert plan.counts["negative"] == 1
    assert decided("stock-check", world(materials=[gone])).counts["materials"] == 0


def test_four_issues_are_too_little_data() -> None:
    _, line = one(stock_moves=[move(1, TODAY, "opening", 50), *used_daily(0)[1:5]])
    assert line[USE] == "zu wenig Daten"
    assert line[ORDER_BY] is None


def test_a_fixed_safety_stock_is_the_reorder_point_where_there_is_too_little_data() -> None:
    plan, line = one(materials=[BROCHURE | {"safety_stock": 60}], stock_moves=[move(1, TODAY, "opening", 50)])
    assert (line[SAFETY], line[POINT]) == (60, 60)
    assert plan.counts["low"] == 1


def test_a_delivery_that_comes_in_time_needs_no_order_yet() -> None:
    ordered = {
        "reprint_id": "ND-0001",
        "material_id": "MT-0001",
        "asked_on": TODAY - timedelta(days=20),
        "ordered_on": TODAY - timedelta(days=10),
        "quantity": 5000,
        "promised_on": TODAY + timedelta(days=15),
    }
    _, line = one(stock_moves=used_daily(200), reprints=[ordered])
    assert line[ON_ORDER] == 5000
    assert line[ORDER_BY] > TODAY + timedelta(days=400)


@pytest.mark.parametrize(("days", "asked"), [(-1, ["delivery_late"]), (0, [])], ids=["yesterday", "today"])
def test_a_delivery_that_is_overdue_is_asked_after(days: int, asked: list[str]) -> None:
    late = {
        "reprint_id": "ND-0001",
        "material_id": "MT-0001",
        "ordered_on": date(2027, 1, 4),
        "quantity": 5000,
        "promised_on": TODAY + timedelta(days=days),
    }
    plan, _ = one(stock_moves=used_daily(200), reprints=[late])
    assert [p.code for p in plan.problems] == asked
    assert all((p.table, p.row) == ("reprints", 2) for p in plan.problems)


@pytest.mark.parametrize(("on_hand", "low"), [(60, 1), (61, 0)])
def test_the_stock_that_has_just_come_down_to_its_reorder_point_is_low(on_hand: int, low: int) -> None:
    plan, line = one(materials=[BROCHURE | {"safety_stock": 60}], stock_moves=[move(1, TODAY, "opening", on_hand)])
    assert (line[POINT], plan.counts["low"]) == (60, low)


@pytest.mark.parametrize(("days", "near"), [(30, 1), (31, 0)])
def test_an_order_is_near_thirty_days_before_its_day(days: int, near: int) -> None:
    quick = BROCHURE | dict.fromkeys(("review_days", "proof_days", "production_days", "delivery_days"), 0)
    plan, line = one(materials=[quick], stock_moves=used_daily(10 * (days - 1)))
    assert line[ORDER_BY] == TODAY + timedelta(days=days)
    assert (plan.counts["order_now"], plan.counts["order_near"]) == (0, near)


def received(number: int, ordered_on: date, workdays: int) -> dict[str, Any]:
    house = House("BE")
    return {
        "reprint_id": f"ND-{number:04d}",
        "material_id": "MT-0001",
        "ordered_on": ordered_on,
        "quantity": 100,
        "received_on": house.workday(ordered_on, workdays),
    }


def test_a_lead_time_that_orders_have_taught_otherwise_is_a_hint_to_production() -> None:
    took = (25, 25, 25, 18, 18, 18)  # the oldest does not count any more
    rounds = [received(n, date(2026, n + 1, 2), days) for n, days in enumerate(took)]
    plan, _ = one(reprints=rounds)
    assert [(p.code, p.facts["value"], p.facts["learned"]) for p in plan.problems] == [
        ("lead_time_differs", 14, 18)
    ]
    assert any("18" in getattr(block, "text", "") for block in plan.reports[0].blocks)


def test_three_working_days_more_are_within_the_tolerance() -> None:
    plan, _ = one(reprints=[received(1, date(2026, 3, 2), 17)])
    assert plan.problems == ()


def test_what_lasts_until_its_version_ends_is_not_reprinted() -> None:
    ends = BROCHURE | {"valid_until": TODAY + timedelta(days=10)}
    plan, line = one(materials=[ends], stock_moves=used_daily(200))
    assert plan.counts["order_now"] == 0
    assert line[QUANTITY] is None
    lasts = Words.of("de").text("reports.stock.hints.lasts", until=TODAY + timedelta(days=10))
    assert lasts in line[HINT].splitlines()


@pytest.mark.parametrize(("days", "ordered"), [(20, None), (21, 210), (22, 220)])
def test_stock_that_fails_on_the_last_valid_day_is_reprinted(days: int, ordered: int | None) -> None:
    ends = BROCHURE | {"valid_until": TODAY + timedelta(days=days)}
    _, line = one(materials=[ends], stock_moves=used_daily(200))
    assert (line[OUT], line[QUANTITY]) == (TODAY + timedelta(days=21), ordered)


def test_a_smallest_run_that_is_just_needed_is_not_too_large() -> None:
    ends = BROCHURE | {"valid_until": TODAY + timedelta(days=40), "min_run": 400}
    plan, line = one(materials=[ends], stock_moves=used_daily(200))
    assert (line[QUANTITY], plan.problems) == (400, ())


def test_a_show_that_names_no_day_of_arrival_needs_its_pieces_when_it_begins() -> None:
    begins = TODAY + timedelta(days=5)
    fair = {"show_id": "S-0001", "name": "Dosierforum", "starts_on": begins, "ends_on": begins}
    packed = {"show_id": "S-0001", "material_id": "MT-0001", "planned": 195}
    _, line = one(stock_moves=used_daily(200), shows=[fair], show_items=[packed])
    assert line[OUT] == begins


def test_what_comes_back_from_every_show_has_no_day_to_order_by() -> None:
    stand = {"material_id": "MT-0001", "name": "Messestand", "kind": "stand", "consumable": False}
    _, line = one(materials=[stand], stock_moves=used_daily(5))
    assert (line[USE], line[POINT], line[ORDER_BY], line[QUANTITY]) == (10, None, None, None)


def test_an_empty_workbook_says_what_to_do_first() -> None:
    plan = decided("stock-check", world())
    texts = [getattr(block, "text", "") for block in plan.reports[0].blocks]
    assert Words.of("de").text("reports.stock.next_when_empty") in texts
    assert plan.problems == ()


def test_the_course_of_one_material_is_told_day_by_day() -> None:
    _, course = checked(material="Imagebroschüre des Verlags").reports
    days = [values(line) for line in course.tables[0].lines]
    assert [day[1] for day in days[:3]] == [TODAY + timedelta(days=n) for n in range(3)]
    assert (days[0][4], days[1][4]) == (631, 625)
    taken = next(day for day in days if day[1] == date(2027, 5, 12))
    assert (taken[3], taken[4]) == (300, -177)
    assert days[-1][1] == date(2027, 5, 12) + timedelta(days=14)


def test_an_unknown_material_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        checked(material="Gibt es nicht")
    assert refused.value.facts["value"] == "Gibt es nicht"


# ------------------------------------------------------------------ algebra

AMOUNTS = st.dictionaries(
    st.integers(-30, 400).map(lambda n: TODAY + timedelta(days=n)), st.integers(1, 500), max_size=6
)


@settings(deadline=None)
@given(st.integers(0, 2000), st.integers(0, 40), AMOUNTS, AMOUNTS)
def test_the_projection_is_what_one_counts_by_hand(
    on_hand: int, use: int, arrivals: dict[date, float], needs: dict[date, float]
) -> None:
    days = list(projection(TODAY, on_hand, use, arrivals, needs))
    for number in (0, 1, 7, 365):
        until = TODAY + timedelta(days=number)
        came = sum(n for day, n in arrivals.items() if day <= until)
        went = sum(n for day, n in needs.items() if day <= until)
        assert days[number].stock == on_hand + came - went - use * number
    out = stock_out(TODAY, on_hand, use, arrivals, needs)
    assert out == next((day.on for day in days if day.stock < 0), None)


@settings(deadline=None)
@given(st.integers(0, 2000), st.integers(1, 40), AMOUNTS, AMOUNTS)
def test_a_show_never_makes_the_stock_last_longer(
    on_hand: int, use: int, arrivals: dict[date, float], needs: dict[date, float]
) -> None:
    without = stock_out(TODAY, on_hand, use, arrivals, {}) or date.max
    assert (stock_out(TODAY, on_hand, use, arrivals, needs) or date.max) <= without


def test_an_order_received_the_same_day_took_no_working_day() -> None:
    assert learned_lead([(TODAY, TODAY)], House()) == 0
    assert learned_lead([], House()) is None
