"""The thirty planted cases: their rows, and what the rules must find in them."""

from __future__ import annotations

from addin.plan import NewRow
from workbook_templates.demo.planted import contracts, figures, material, office, people, promises
from workbook_templates.demo.planted.case import CASES, FINDINGS, Planted
from workbook_templates.demo.wording import Wording

PLANTED: tuple[Planted, ...] = tuple(sorted(FINDINGS, key=lambda found: found.case))

__all__ = ["CASES", "PLANTED", "Planted", "contracts", "figures", "material", "office", "people", "promises"]


def rows(wording: Wording) -> list[NewRow]:
    """The rows of all cases, case by case."""
    return [row for case in sorted(CASES) for row in CASES[case](wording)]
