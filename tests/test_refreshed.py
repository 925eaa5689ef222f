"""The columns that Python alone refreshes: orders, bonuses, per diems and post lengths."""

from datetime import date, datetime, timedelta

import pytest
from drawn_rows import TODAY, Rows, answered, first_answers, frames_of

from addin.tables.model import Value


def _brochure(**more: Value) -> Rows:
    """Ten pieces a day for 180 days, 560 left: 56 days of cover; 15 working days from review to delivery."""
    out = [
        {"material_id": "MT-1", "kind": "issue", "quantity": -10, "moved_on": TODAY - timedelta(days=n)}
        for n in range(180)
    ]
    received = {"material_id": "MT-1", "kind": "receipt", "quantity": 2360, "moved_on": date(2026, 1, 1)}
    steps = {"review_days": 5, "proof_days": 3, "production_days": 5, "delivery_days": 2}
    return {"materials": [{"material_id": "MT-1", **steps, **more}], "stock_moves": [received, *out]}


def _with_show(rows: Rows) -> Rows:
    """The same, and a show takes 300 pieces that must be there in 20 days."""
    return rows | {
        "shows": [{"show_id": "S-1", "must_arrive_by": TODAY + timedelta(days=20)}],
        "show_items": [{"show_id": "S-1", "material_id": "MT-1", "planned": 300}],
    }


def test_a_show_brings_the_day_to_order_forward_although_the_cover_looks_fine() -> None:
    """X15"""
    alone, show = first_answers("materials", _brochure()), first_answers("materials", _with_show(_brochure()))
    assert (alone["on_hand"], alone["daily_use"], alone["cover_days"]) == (560, 10, 56)
    assert alone["order_by"] == date(2027, 3, 19)  # the stock is gone on 13 April
    assert show["order_by"] == date(2027, 2, 19)  # on 14 March; 8 March is a holiday in Berlin
    assert show["reserved"] == 300


def test_what_should_have_been_ordered_already_is_to_be_ordered_today() -> None:
    assert first_answers("materials", _brochure(production_days=200))["order_by"] == TODAY


def test_an_ordered_reprint_puts_the_next_order_off() -> None:
    coming = {"reprints": [{"reprint_id": "ND-1", "material_id": "MT-1", "ordered_on": TODAY, "quantity": 1000.0}]}
    later = _brochure() | coming
    later["reprints"][0]["promised_on"] = TODAY + timedelta(days=30)
    assert first_answers("materials", later)["order_by"] > first_answers("materials", _brochure())["order_by"]
    assert first_answers("materials", later)["on_order"] == 1000


def test_even_use_needs_no_safety_and_a_typed_safety_replaces_the_computedfirst_answers() -> None:
    assert first_answers("materials", _brochure())["reorder_point"] == 210  # 15 working days are 21 days
    assert first_answers("materials", _brochure(safety_stock=40))["reorder_point"] == 250


def test_the_order_is_capped_where_the_version_ends() -> None:
    """X16"""
    assert first_answers("materials", _brochure(cover_target=90))["order_quantity"] == 340
    assert (
        first_answers("materials", _brochure(cover_target=90, min_run=500, multiple=250))["order_quantity"] == 500
    )
    ends = {"valid_until": TODAY + timedelta(days=30)}
    assert first_answers("materials", _brochure(min_run=1000, **ends))["order_quantity"] == 300


def test_what_comes_back_from_shows_is_never_reordered() -> None:
    again = first_answers("materials", _brochure(consumable=False))
    assert (again["reorder_point"], again["order_by"], again["order_quantity"]) == (None, None, None)


def _handed(*signed: tuple[date, float], **more: Value) -> Rows:
    base = {"company_id": "F-1", "coordinator": "M-1", "rep": "M-2", "handed_on": date(2026, 3, 1)}
    return {
        "handovers": [{"handover_id": "U-1", **base, **more}],
        "contracts": [
            {"contract_id": f"V-{n}", "company_id": "F-1", "state": "active", "signed_on": day, "value": value}
            for n, (day, value) in enumerate(signed)
        ],
        "staff": [{"staff_id": "M-1", "bonus": True}],
    }


@pytest.mark.parametrize(
    ("signed", "bonus"),
    [
        ([(date(2027, 3, 1), 10_000.0)], 200.0),  # the last day of the twelve months
        ([(date(2027, 3, 2), 10_000.0)], None),  # one day later
        ([(date(2026, 5, 1), 100.0)], 50.0),
        ([(date(2026, 5, 1), 100_000.0)], 500.0),
        ([(date(2026, 2, 1), 10_000.0), (date(2026, 5, 1), 10_000.0)], None),  # was a customer before
        ([], None),
    ],
)
def test_the_first_contract_in_time_earns_the_bonus(signed: list[tuple[date, float]], bonus: float | None) -> None:
    """X23"""
    answers = first_answers("handovers", _handed(*signed))
    assert answers["bonus"] == bonus
    assert answers["bonus_state"] == ("due" if bonus else "candidate")


def test_a_company_earns_one_bonus_and_what_came_back_none() -> None:
    rows = _handed((date(2026, 5, 1), 10_000.0))
    rows["handovers"].append(rows["handovers"][0] | {"handover_id": "U-2", "handed_on": date(2026, 4, 1)})
    assert answered("handovers", frames_of(rows))["bonus"].fillna(0).tolist() == [200.0, 0.0]
    assert first_answers("handovers", _handed((date(2026, 5, 1), 10_000.0), outcome="returned"))["bonus"] is None


def _trip(leaves: str, returns: str, **meals: Value) -> float | None:
    times = {"leaves_at": datetime.fromisoformat(leaves), "returns_at": datetime.fromisoformat(returns)}
    answer: float | None = first_answers("trips", {"trips": [{"trip_id": "R-1", **times, **meals}]})["per_diem"]
    return answer


def test_per_diems_as_the_published_example_counts_them() -> None:
    """14 + (28 - 5.60 - 11.20) + (14 - 5.60)"""
    assert _trip("2027-03-01 07:00", "2027-03-03 18:00", breakfasts=2, lunches=1) == 33.6


def test_per_diems_begin_after_eight_hours_and_never_fall_below_nothing() -> None:
    assert _trip("2027-03-01 08:00", "2027-03-01 16:00") == 0
    assert _trip("2027-03-01 08:00", "2027-03-01 16:01") == 14
    assert _trip("2027-03-01 20:00", "2027-03-02 09:00") == 28
    assert _trip("2027-03-01 08:00", "2027-03-01 18:00", lunches=1, dinners=1) == 0
    assert _trip("2027-03-02 08:00", "2027-03-01 18:00") is None


def _post(text: str, network: str = "x", link: str | None = None) -> int:
    post = {"post_id": "B-1", "text": text, "network": network, "link": link}
    length: int = first_answers("posts", {"posts": [post]})["length"]
    return length


def test_a_link_counts_23_on_x_and_in_full_elsewhere() -> None:
    """X29"""
    link = "https://verlag.example/" + "a" * 67
    assert (len(link), _post("x" * 270, link=link), _post("x" * 270, "linkedin", link)) == (90, 294, 361)
    assert _post(f"Neu: {link}", link=link) == 28


def test_x_counts_letters_as_its_own_parser_does() -> None:
    """The figures are those of twitter-text-parser 3.0.0."""
    assert _post("Straße über Äcker €") == 20
    assert _post("👨‍👩‍👧‍👦 Familie") == 10
    assert _post("🇩🇪🇫🇷") == 4
    assert _post("日本語テスト") == 12
    assert _post("Siehe https://example.org/pfad.") == 30
    assert _post("verlag.de ist da") == 30
    assert _post("info@verlag.de") == 14
