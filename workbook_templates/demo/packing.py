"""What travels to the fairs and what came back; sent, used and returned pieces add up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from addin.plan import NewRow
from addin.tables.model import Value
from workbook_templates.demo.dice import dice
from workbook_templates.demo.fairs import COLD_DAYS, FAIRS, FORUM_2026, FORUM_2027, RHINE_FORUM, Fair
from workbook_templates.demo.ids import identity
from workbook_templates.demo.material import MATERIALS, Material
from workbook_templates.demo.staff import COORDINATOR
from workbook_templates.demo.wording import Wording

_PACKED = {
    FORUM_2026: (1, 2, 3, 4, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 20, 21, 23, 24),
    COLD_DAYS: (2, 3, 4, 8, 11, 13, 14, 15, 16, 18, 20, 23, 24),
    RHINE_FORUM: (1, 3, 4, 6, 7, 8, 11, 12, 15, 16, 20, 21, 23, 24),
    FORUM_2027: (1, 4, 6, 8, 9, 10, 12, 15, 16, 20, 22, 24),
}
_BOOKED_ON = {FORUM_2026: date(2026, 11, 4)}
_RETURNED = (FORUM_2026, COLD_DAYS)


@dataclass(frozen=True)
class Line:
    """One line of a packing list; nothing was used yet where the fair is to come."""

    fair: Fair
    material: Material
    planned: int
    used: int = 0
    damaged: int = 0

    @property
    def returned(self) -> bool:
        return self.fair in _RETURNED

    @property
    def back_good(self) -> int:
        return self.planned - self.used - self.damaged

    @property
    def booked_on(self) -> date | None:
        return _BOOKED_ON.get(self.fair)


def lines() -> Iterator[Line]:
    """Every line but those of the planted cases."""
    for fair, numbers in _PACKED.items():
        for number in numbers:
            yield _line(fair, MATERIALS[number - 1])


def _line(fair: Fair, material: Material) -> Line:
    thrower = dice(f"packing {fair.show_id} {material.number}")
    if not material.consumable:
        return Line(fair, material, 40 if material.kind == "shirt" else 1)
    planned = max(10, int(material.use * material.cover * 0.15) // 10 * 10)
    if fair not in _RETURNED:
        return Line(fair, material, planned)
    return Line(fair, material, planned, int(planned * thrower.uniform(0.4, 0.8)), thrower.randrange(3))


def rows(_wording: Wording) -> list[NewRow]:
    """The packing lists of all fairs but the planted lines."""
    return [_row(line) for line in lines()]


def _row(line: Line) -> NewRow:
    row: dict[str, Value] = {
        "show_id": line.fair.show_id,
        "material_id": line.material.material_id,
        "version": line.material.version or None,
        "inventory_no": None if line.material.consumable else f"INV-{line.material.number:03d}",
        "box": f"K{line.material.number % 5 + 1}",
        "planned": line.planned,
        "value": line.material.cost,
    }
    if line.returned:
        row |= {
            "sent": line.planned,
            "used": line.used,
            "back_good": line.back_good,
            "back_damaged": line.damaged,
            "checked_by": COORDINATOR,
            "booked_on": line.booked_on,
            "shipment_id": identity("shipments", 1 + 2 * FAIRS.index(line.fair)),
        }
    return NewRow("show_items", row)
