"""X15 to X18 and X22: material that runs out, grows old, or does not come back."""

from __future__ import annotations

from datetime import date, timedelta

from addin.core.dates import is_workday
from addin.plan import NewRow
from addin.tables.model import Value
from workbook_templates.demo.dice import dealt, dice
from workbook_templates.demo.digital import page_row
from workbook_templates.demo.fairs import COLD_DAYS, RHINE_FORUM
from workbook_templates.demo.ids import identity
from workbook_templates.demo.keydate import AS_OF, STATE
from workbook_templates.demo.material import Material, material_row
from workbook_templates.demo.planted.case import planted
from workbook_templates.demo.prices import ONLINE
from workbook_templates.demo.staff import COORDINATOR, NAMES, REP_SHARES, REPS
from workbook_templates.demo.stock import RECEIVED_ON
from workbook_templates.demo.wording import Wording


@planted(
    "X15",
    "R-24",
    ("materials", "MT-0025", "on_hand", 631),
    ("materials", "MT-0025", "reserved", 300),
    ("materials", "MT-0025", "daily_use", 5.9),
    ("materials", "MT-0025", "cover_days", 56),
    ("materials", "MT-0025", "order_by", date(2027, 4, 16)),
    ("materials", "MT-0025", "order_by_without_show", date(2027, 5, 7)),
)
def brochure_that_a_fair_takes(wording: Wording) -> list[NewRow]:
    """By its use it lasts until 2 June, but the fair takes 300 pieces on 12 May: three weeks less."""
    brochure = Material(25, "brochure_image", "brochure", 1.60, 8.5, 56, 1000)
    item: dict[str, Value] = {
        "show_id": RHINE_FORUM.show_id,
        "material_id": brochure.material_id,
        "version": brochure.version,
        "box": "K1",
        "planned": 300,
        "value": brochure.cost,
    }
    return [
        material_row(brochure, wording, production_days=7),
        *_moves(565, brochure, received=1693, issued=1062, times=40),
        NewRow("show_items", item),
    ]


@planted(
    "X16",
    "R-25",
    ("materials", "MT-0026", "daily_use", 1.2),
    ("materials", "MT-0026", "usable_until_end", 382),
    ("materials", "MT-0026", "order_quantity", 382),
    ("materials", "MT-0026", "warning", "run_larger_than_need"),
)
def price_list_that_ends_with_the_year(wording: Wording) -> list[NewRow]:
    """Until its last day 382 pieces are needed (1.2 a day on 319 days); the printer prints 500 at least."""
    price_list = Material(26, "price_list", "price_list", 0.60, 1.7, 40, 500, "2027")
    return [
        material_row(price_list, wording, valid_until=date(2027, 12, 31)),
        *_moves(606, price_list, received=264, issued=216, times=32),
    ]


def _moves(first: int, material: Material, *, received: int, issued: int, times: int) -> list[NewRow]:
    """A receipt before the days in which use is measured, and so many issues in them that add up exactly."""
    thrower = dice(f"planted stock {material.number}")
    since = AS_OF - timedelta(days=180)
    workdays = [day for day in (since + timedelta(days=n) for n in range(180)) if is_workday(day, STATE)]
    days = sorted(thrower.sample(workdays, times))
    reps = dealt(REP_SHARES, times, thrower)
    pieces = [issued // times + (place < issued % times) for place in range(times)]
    thrower.shuffle(pieces)
    issues = [("issue", day, -number, rep) for day, number, rep in zip(days, pieces, reps, strict=True)]
    moves = [("receipt", RECEIVED_ON, received, COORDINATOR), *issues]
    return [_move(first + place, material, *move) for place, move in enumerate(moves)]


def _move(number: int, material: Material, kind: str, day: date, quantity: int, person: str) -> NewRow:
    return NewRow(
        "stock_moves",
        {
            "move_id": identity("stock_moves", number),
            "moved_on": day,
            "material_id": material.material_id,
            "kind": kind,
            "quantity": quantity,
            "version": material.version or None,
            "person": person,
        },
    )


@planted(
    "X17",
    "R-26",
    ("reprints", "ND-0008", "state", "blocked"),
    ("reprints", "ND-0008", "ordered_on", None),
)
def reprint_with_an_open_change(wording: Wording) -> list[NewRow]:
    """Five reps print unchanged, one has asked for a change that nobody has worked in."""
    answers = [f"{NAMES[rep]}: {wording.text('reprints', 'unchanged')}" for rep in REPS[:-1]]
    answers.append(f"{NAMES[REPS[-1]]}: {wording.text('reprints', 'change')}")
    round_: dict[str, Value] = {
        "reprint_id": identity("reprints", 8),
        "material_id": identity("materials", 25),
        "version": "2026",
        "asked_on": date(2027, 2, 3),
        "answers_due": date(2027, 2, 8),
        "answers": "\n".join(answers),
        "changes": wording.text("reprints", "wish"),
        "quantity": 1000,
    }
    return [NewRow("reprints", round_)]


@planted("X18", "R-27", ("web_pages", "W-0074", "edition", "outdated"))
def last_years_media_kit_on_the_website(wording: Wording) -> list[NewRow]:
    """The document on the website is a year older than the edition that is valid."""
    return [
        page_row(
            74,
            what=wording.text("materials", "media_kit"),
            url=f"https://www.{ONLINE}/mediadaten/media-kit-2026.pdf",
            shown_on=f"https://www.{ONLINE}/mediadaten",
            material_id=identity("materials", 6),
            checked_on=date(2027, 2, 12),
            found_on=date(2025, 11, 28),
        )
    ]


@planted(
    "X22",
    "R-28",
    ("show_items", "S-0002/MT-0001", "missing", 5),
    ("show_items", "S-0002/MT-0021", "missing", 1),
    ("show_items", "S-0002/MT-0021", "incident_value", 189),
)
def pieces_that_did_not_come_back(wording: Wording) -> list[NewRow]:
    """300 brochures went, 212 were used, 80 came back good and 3 damaged; one of two roll-ups is gone."""
    brochures: dict[str, Value] = {"sent": 300, "used": 212, "back_good": 80, "back_damaged": 3, "value": 1.35}
    rollups: dict[str, Value] = {"sent": 2, "used": 0, "back_good": 1, "back_damaged": 0, "value": 189}
    note = wording.text("notes", "rollup")
    return [
        *_sent(639, "MT-0001", brochures, box="K1", version="2026"),
        *_sent(640, "MT-0021", rollups, box="K4", inventory_no="INV-021", note=note),
    ]


def _sent(number: int, material_id: str, counted: dict[str, Value], **more: Value) -> list[NewRow]:
    """A line of the packing list that was counted and not booked yet, and the move by which it left."""
    sent = counted["sent"]
    assert isinstance(sent, int)
    line: dict[str, Value] = {
        "show_id": COLD_DAYS.show_id,
        "material_id": material_id,
        "planned": sent,
        "checked_by": COORDINATOR,
        "shipment_id": identity("shipments", 3),
    }
    move: dict[str, Value] = {
        "move_id": identity("stock_moves", number),
        "moved_on": date(2026, 11, 9),
        "material_id": material_id,
        "kind": "show_out",
        "quantity": -sent,
        "person": COORDINATOR,
        "show_id": COLD_DAYS.show_id,
    }
    return [NewRow("show_items", line | counted | more), NewRow("stock_moves", move)]
