"""Rounds of reprints: asked, proofed, approved, ordered, received."""

from __future__ import annotations

from datetime import date

from addin.plan import NewRow
from addin.tables.model import Value
from workbook_templates.demo.ids import identity
from workbook_templates.demo.keydate import past, workdays_after
from workbook_templates.demo.material import MATERIALS
from workbook_templates.demo.staff import DESIGN, MANAGER, NAMES, REPS
from workbook_templates.demo.stock import RECEIVED_ON, delivered
from workbook_templates.demo.wording import Wording

# Working days from the question to the reps until each step
_PROOF, _APPROVAL, _ORDER, _RECEIPT = 6, 8, 9, 24
_OVER = (1, 2, 4, 8, 15)
# material, asked on, quantity of the rounds under way
_UNDER_WAY = ((11, date(2027, 1, 18), 5000), (3, date(2027, 2, 8), 500))


def rows(wording: Wording) -> list[NewRow]:
    """Every round but the planted one; those that are over brought what the stock received."""
    asked_on = workdays_after(RECEIVED_ON, -_RECEIPT)
    over = [(material, asked_on, delivered(material)) for material in _OVER]
    return [_round(number, *facts, wording) for number, facts in enumerate([*over, *_UNDER_WAY], 1)]


def _round(number: int, material: int, asked_on: date, quantity: int, wording: Wording) -> NewRow:
    row: dict[str, Value] = {
        "reprint_id": identity("reprints", number),
        "material_id": identity("materials", material),
        "version": MATERIALS[material - 1].version or None,
        "asked_on": asked_on,
        "answers_due": workdays_after(asked_on, 3),
        "quantity": quantity,
    }
    if proof_on := past(workdays_after(asked_on, _PROOF)):
        unchanged = wording.text("reprints", "unchanged")
        answers = "\n".join(f"{NAMES[rep]}: {unchanged}" for rep in REPS)
        row |= {"answers": answers, "proof_on": proof_on, "checked_by": DESIGN}
    if approved_on := past(workdays_after(asked_on, _APPROVAL)):
        row |= {"approved_by": MANAGER, "approved_on": approved_on}
    if ordered_on := past(workdays_after(asked_on, _ORDER)):
        cost = round(quantity * MATERIALS[material - 1].cost, 2)
        row |= {"ordered_on": ordered_on, "promised_on": workdays_after(ordered_on, 14), "cost": cost}
    if received_on := past(workdays_after(asked_on, _RECEIPT)):
        row |= {"received_on": received_on, "received": quantity}
    return NewRow("reprints", row)
