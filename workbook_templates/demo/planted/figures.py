"""X24 and X25: numbers that reps turned in, and targets that are none."""

from __future__ import annotations

from datetime import timedelta

from addin.plan import NewRow
from addin.tables.model import Value
from workbook_templates.demo.figures import FORM_ASKED_BACK, NEWEST, SPECIAL_TARGETS, form_of, target_row
from workbook_templates.demo.planted.case import planted
from workbook_templates.demo.wording import Wording

STATED_TOTAL = 23_110.00
_FORM_LINES = (4_150.00, 2_980.50, 6_420.00, 1_275.40, 3_310.00, 4_974.00)  # together 10 cents less


def form_asked_back() -> list[dict[str, Value]]:
    """The lines of the form that was not accepted: they stand in no table."""
    return [
        {
            "on": FORM_ASKED_BACK + timedelta(days=4 * place + 4),
            "rep": NEWEST,
            "net": net,
            "cost": round(net * 0.6, 2),
            "source": form_of(NEWEST, FORM_ASKED_BACK),
        }
        for place, net in enumerate(_FORM_LINES)
    ]


@planted(
    "X24",
    "R-47",
    ("targets", "M-0009/2027-01-01", "stated_total", STATED_TOTAL),
    ("targets", "M-0009/2027-01-01", "sum_of_lines", 23_109.90),
    ("targets", "M-0009/2027-01-01", "turned_in_on", None),
)
def total_that_differs_by_ten_cents(wording: Wording) -> list[NewRow]:
    """The form was asked back: its lines are not booked, the month counts as not turned in."""
    more: dict[str, Value] = {
        "stated_total": STATED_TOTAL,
        "turned_in_on": None,
        "note": wording.text("notes", "ten_cents"),
    }
    return [target_row(NEWEST, FORM_ASKED_BACK, **more)]


@planted(
    "X25",
    "R-48",
    ("targets", "M-0009/2026-03-01", "revenue_attained", None),
    ("targets", "M-0009/2026-04-01", "revenue_attained", None),
)
def target_of_zero_and_no_target(wording: Wording) -> list[NewRow]:
    """The territory was newly cut: attainment is blank, not zero per cent and not an error."""
    zero, missing = SPECIAL_TARGETS[:2]
    note = wording.text("notes", "no_target")
    return [
        target_row(NEWEST, zero, revenue_target=0, margin_target=0, note=note),
        target_row(NEWEST, missing, revenue_target=None, margin_target=None, note=note),
    ]
