"""Checklists, and the tasks that follow from them or were set by hand."""

from __future__ import annotations

from datetime import date, timedelta

from addin.plan import NewRow
from addin.tables.model import Value
from workbook_templates.demo.contracts import contracts
from workbook_templates.demo.fairs import RHINE_FORUM
from workbook_templates.demo.ids import identity
from workbook_templates.demo.keydate import AS_OF, workdays_after
from workbook_templates.demo.staff import COORDINATOR, MANAGER, REPS, SECOND_COORDINATOR, SHOWS
from workbook_templates.demo.wording import Wording

# checklist, anchor, area, then offset in working days, step, role and department
_CHECKLISTS: tuple[tuple[str, str, str, tuple[tuple[int, str, str, str | None], ...]], ...] = (
    (
        "show",
        "show_start",
        "show",
        (
            (-60, "invitations", "coordinator", None),
            (-40, "shirts", "coordinator", None),
            (-30, "return_transport", "coordinator", None),
            (-20, "packing_list", "coordinator", "shows"),
            (-10, "print_check", "department", "design"),
            (-6, "ship", "department", "shows"),
            (-2, "briefing", "manager", "sales"),
        ),
    ),
    ("show_after", "show_end", "show", ((2, "hot_leads", "rep", "sales"), (5, "count", "coordinator", None))),
    (
        "contract",
        "contract_start",
        "contract",
        (
            (0, "hand_over", "coordinator", None),
            (2, "crm", "coordinator", None),
            (5, "artwork", "coordinator", None),
            (10, "welcome_call", "coordinator", None),
        ),
    ),
    ("party", "party", "party", ((-42, "guests", "coordinator", None), (-5, "badges", "coordinator", None))),
    ("trip", "trip_start", "trip", ((-10, "tickets", "coordinator", None), (-2, "folder", "coordinator", None))),
    ("month", "month_end", "general", ((2, "figures", "rep", "sales"), (4, "report", "coordinator", None))),
)
_OWNERS = {"coordinator": COORDINATOR, "department": SHOWS, "manager": MANAGER, "rep": REPS[0]}


def rows(wording: Wording) -> list[NewRow]:
    """Checklists and tasks."""
    return [*_checklists(wording), *_tasks(wording)]


def _checklists(wording: Wording) -> list[NewRow]:
    """The steps of all checklists."""
    return [
        NewRow(
            "checklists",
            {
                "checklist": wording.text("checklists", key),
                "anchor": anchor,
                "offset_days": offset,
                "what": wording.text("steps", step),
                "role": role,
                "department": department,
                "area": area,
            },
        )
        for key, anchor, area, steps in _CHECKLISTS
        for offset, step, role, department in steps
    ]


def _tasks(wording: Wording) -> list[NewRow]:
    """Tasks of the next fair, of the contracts that began lately, and what was noted by hand; by due date."""
    found = _of_checklist("show", RHINE_FORUM.starts_on, RHINE_FORUM.show_id, wording)
    for contract in contracts():
        if contract.state == "active" and date(2026, 12, 1) <= contract.span.starts_on <= AS_OF:
            found += _of_checklist("contract", contract.span.starts_on, contract.contract_id, wording)
    found += [_by_hand(place, note) for place, note in enumerate(wording.list("tasks"))]
    found.sort(key=lambda task: str(task["due_on"]))
    return [NewRow("tasks", {"task_id": identity("tasks", number)} | task) for number, task in enumerate(found, 1)]


def _of_checklist(key: str, anchor_on: date, about: str, wording: Wording) -> list[dict[str, Value]]:
    area, steps = next((area, steps) for name, _, area, steps in _CHECKLISTS if name == key)
    return [
        {
            "due_on": due_on,
            "what": wording.text("steps", step),
            "owner": _OWNERS[role],
            "area": area,
            "about": about,
            "done_on": _done(due_on),
            "checklist": wording.text("checklists", key),
            "anchor_on": anchor_on,
            "offset_days": offset,
        }
        for offset, step, role, _ in steps
        for due_on in (workdays_after(anchor_on, offset),)
    ]


def _done(due_on: date) -> date | None:
    """Done a day early, unless it was due in the last days."""
    return workdays_after(due_on, -1) if due_on <= AS_OF - timedelta(days=4) else None


def _by_hand(place: int, note: str) -> dict[str, Value]:
    due_on = workdays_after(AS_OF, 3 * place - 12)
    return {
        "due_on": due_on,
        "what": note,
        "owner": (COORDINATOR, SECOND_COORDINATOR)[place % 2],
        "area": "general",
        "done_on": _done(due_on),
    }
