"""Tickets: what is due and what is overdue (R-19)."""

from __future__ import annotations

from addin.core.computed.given import Columns, Given, work_state


def tickets(given: Given) -> Columns:
    frame = given["tickets"]
    days = {item: given.setting(f"sla.{item}") for item in ("critical", "high", "low")}
    allowed = frame["severity"].map(days).fillna(given.setting("sla.normal")).astype("float64")
    due_on = given.workdays_on(frame["opened_on"], allowed)
    asked = frame["ticket_id"].notna() | frame["problem"].notna()
    return {"due_on": due_on, "state": work_state(given, asked, frame["solved_on"], due_on)}
