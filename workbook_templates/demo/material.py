"""Sales material: what there is of it and how long a reprint takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from addin.plan import NewRow
from addin.tables.model import Value
from workbook_templates.demo.ids import identity
from workbook_templates.demo.staff import COORDINATOR, DESIGN
from workbook_templates.demo.wording import Wording

_CONTENT_2027 = date(2026, 12, 1)


@dataclass(frozen=True)
class Material:
    """A material; `use` is what goes out on a working day (0: it comes back), `cover` how long the rest lasts."""

    number: int
    key: str
    kind: str
    cost: float
    use: float
    cover: int
    run: int
    version: str = "2026"
    language: str = "de"
    size: str = ""

    @property
    def material_id(self) -> str:
        return identity("materials", self.number)

    @property
    def consumable(self) -> bool:
        return self.use > 0


_M = Material
MATERIALS = (
    _M(1, "brochure_dosing", "brochure", 1.35, 6.0, 135, 1000),
    _M(2, "brochure_packing", "brochure", 1.35, 4.0, 30, 1000),
    _M(3, "brochure_english", "brochure", 1.45, 2.5, 18, 500, language="en"),
    _M(4, "kit", "kit", 4.80, 1.5, 110, 250),
    _M(5, "price_list_english", "price_list", 0.62, 0.8, 140, 250, "2027", "en"),
    _M(6, "media_kit", "media_kit", 2.10, 3.0, 95, 500, "2027"),
    _M(7, "media_kit_english", "media_kit", 2.25, 1.0, 150, 250, "2027", "en"),
    _M(8, "contract_form", "contract_form", 0.18, 5.0, 60, 1000, "03/2025"),
    _M(9, "contract_form_stand", "contract_form", 0.20, 1.5, 200, 500, "01/2026"),
    _M(10, "flyer_forum", "flyer", 0.09, 12.0, 45, 5000, "2027"),
    _M(11, "flyer_online", "flyer", 0.09, 8.0, 12, 2500),
    _M(12, "sample_dosing", "sample", 3.10, 2.0, 40, 100, "1/2027"),
    _M(13, "sample_packing", "sample", 3.00, 1.2, 85, 100, "9/2026"),
    _M(14, "sample_cooling", "sample", 2.80, 0.5, 160, 100, "1/2027"),
    _M(15, "giveaway_pen", "giveaway", 0.55, 7.0, 50, 1000, ""),
    _M(16, "giveaway_bag", "giveaway", 1.90, 2.5, 70, 500, ""),
    _M(17, "shirt", "shirt", 8.40, 0, 0, 24, "", size="M"),
    _M(18, "shirt", "shirt", 8.40, 0, 0, 24, "", size="L"),
    _M(19, "shirt", "shirt", 8.40, 0, 0, 24, "", size="XL"),
    _M(20, "stand", "stand", 18500, 0, 0, 1, ""),
    _M(21, "rollup_house", "rollup", 189, 0, 0, 1, "2026"),
    _M(22, "rollup_forum", "rollup", 189, 0, 0, 1, "2027"),
    _M(23, "monitor", "equipment", 740, 0, 0, 1, ""),
    _M(24, "counter", "equipment", 1280, 0, 0, 1, ""),
)


def rows(wording: Wording) -> list[NewRow]:
    """The row of every material but those of the planted cases."""
    return [material_row(material, wording) for material in MATERIALS]


def material_row(material: Material, wording: Wording, **more: Value) -> NewRow:
    """The row of a material; `more` says what is special about it."""
    printed = material.kind not in ("stand", "equipment")
    row: dict[str, Value] = {
        "material_id": material.material_id,
        "name": " ".join(filter(None, (wording.text("materials", material.key), material.size))),
        "kind": material.kind,
        "version": material.version or None,
        "consumable": material.consumable or material.kind == "shirt",
        "review_days": 3 if material.consumable else 0,
        "proof_days": 3 if printed else 0,
        "production_days": 10 if printed else 20,
        "delivery_days": 4,
        "min_run": material.run,
        "multiple": 50 if material.run >= 100 else material.run,
        "owner": DESIGN if printed else COORDINATOR,
        "service_level": 0.95,
        "cover_target": 90,
        "unit_cost": material.cost,
        "language": material.language,
        "size": material.size or None,
        "location": f"R{material.number % 6 + 1}-{material.number:02d}",
        "content_on": _CONTENT_2027 if material.version == "2027" else None,
        "active": True,
    }
    return NewRow("materials", row | more)
