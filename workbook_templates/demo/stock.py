"""Every piece that came or went, the oldest move first; what is on hand is their sum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from addin.core.dates import is_workday
from addin.plan import NewRow
from workbook_templates.demo.dice import dice, poisson, thrown
from workbook_templates.demo.fairs import COLD_DAYS, FAIRS, FORUM_2026, Fair
from workbook_templates.demo.ids import identity
from workbook_templates.demo.keydate import AS_OF, STATE
from workbook_templates.demo.material import MATERIALS, Material
from workbook_templates.demo.packing import lines
from workbook_templates.demo.staff import COORDINATOR, REP_SHARES
from workbook_templates.demo.wording import Wording

# The planted cases bring the rest of 640
NUMBER = 564

RECEIVED_ON = date(2026, 5, 11)
_OPENED_ON = date(2026, 1, 5)
_SENT_ON = {FORUM_2026: date(2026, 10, 12), COLD_DAYS: date(2026, 11, 9)}
_USE_SINCE = AS_OF - timedelta(days=180)
_ON_HAND = {17: 60, 18: 100, 19: 60, 20: 1, 21: 4, 22: 3, 23: 2, 24: 2}  # of what comes back
_OPENING = 60
_BUSY, _BUSY_WEEKS = 1.6, 4  # more goes out in the weeks before a fair


@dataclass(frozen=True)
class Move:
    """Pieces that came (or went: negative) on a day."""

    moved_on: date
    material: Material
    kind: str
    quantity: int
    person: str = COORDINATOR
    fair: Fair | None = None


def rows(_wording: Wording) -> list[NewRow]:
    """All moves but those of the planted cases."""
    return [_row(number, move) for number, move in enumerate(_moves(), 1)]


def delivered(material: int) -> int:
    """How many pieces of the material the stock received."""
    return sum(move.quantity for move in _moves() if move.kind == "receipt" and move.material.number == material)


@cache
def _moves() -> tuple[Move, ...]:
    others = [*_openings(), *_fair_moves()]
    consumables = [material for material in MATERIALS if material.consumable]
    issues = list(_issues(consumables, NUMBER - len(others) - len(consumables)))
    moves = [*others, *issues]
    return tuple(sorted([*moves, *_receipts(consumables, moves)], key=_by_day))


def _by_day(move: Move) -> tuple[date, int, str]:
    return move.moved_on, move.material.number, move.kind


def _openings() -> Iterator[Move]:
    for material in MATERIALS:
        pieces = _OPENING if material.consumable else _ON_HAND[material.number]
        yield Move(_OPENED_ON, material, "opening", pieces)


def _fair_moves() -> Iterator[Move]:
    """What went to the fairs, and what came back of those whose return is booked."""
    for line in lines():
        if line.returned:
            yield Move(_SENT_ON[line.fair], line.material, "show_out", -line.planned, fair=line.fair)
            if line.booked_on and line.back_good:
                yield Move(line.booked_on, line.material, "show_back", line.back_good, fair=line.fair)


def _issues(consumables: list[Material], number: int) -> Iterator[Move]:
    """What the reps took, the same number of times for every material."""
    least, more = divmod(number, len(consumables))
    for place, material in enumerate(consumables):
        yield from _issues_of(material, least + (place < more))


def _issues_of(material: Material, times: int) -> Iterator[Move]:
    thrower = dice(f"stock {material.number}")
    days = [day for day in map(_day_of_use, range(180)) if is_workday(day, STATE)]
    usual = material.use * len(days) / times
    for day in sorted(thrower.sample(days, times)):
        pieces = max(1, poisson(usual * (_BUSY if _is_busy(day) else 1), thrower))
        yield Move(day, material, "issue", -pieces, thrown(REP_SHARES, thrower))


def _day_of_use(number: int) -> date:
    return _USE_SINCE + timedelta(days=number)


def _is_busy(day: date) -> bool:
    return any(0 <= (fair.starts_on - day).days < 7 * _BUSY_WEEKS for fair in FAIRS)


def _receipts(consumables: list[Material], moves: list[Move]) -> Iterator[Move]:
    """One delivery each, so large that what is left lasts as long as it shall."""
    for material in consumables:
        left = sum(move.quantity for move in moves if move.material is material)
        used = -sum(move.quantity for move in moves if move.material is material and move.kind == "issue")
        yield Move(RECEIVED_ON, material, "receipt", round(used / 180 * material.cover) - left)


def _row(number: int, move: Move) -> NewRow:
    return NewRow(
        "stock_moves",
        {
            "move_id": identity("stock_moves", number),
            "moved_on": move.moved_on,
            "material_id": move.material.material_id,
            "kind": move.kind,
            "quantity": move.quantity,
            "version": move.material.version or None,
            "person": move.person,
            "show_id": move.fair.show_id if move.fair else None,
        },
    )
