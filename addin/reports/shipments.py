"""Shipments (P-23): where the boxes are, what is late, and which show has no way back yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from addin.core.shipments import OPEN_ALARMS, Shipment, UnbookedReturn
from addin.reports.model import (
    Figure,
    Figures,
    Group,
    Heading,
    Line,
    Note,
    Place,
    Report,
    Severity,
    Table,
)
from addin.words import Words

KEY = "shipments"
_TONES: dict[str, Severity] = {
    "overdue": "critical",
    "problem": "warning",
    "at_risk": "warning",
    "came_late": "notice",
}
_GROUPS = ("alarm", "open", "delivered")


def shipment_list(
    found: Sequence[Shipment],
    unbooked: Sequence[UnbookedReturn],
    shows: Mapping[str, str | None],
    words: Words,
    today: date,
) -> Report:
    """One sheet: what hurts first, then what is on its way or planned, then what has arrived (P-23; R-28)."""
    text = words.texts("reports.shipments")
    groups = tuple(
        Group(text(f"groups.{key}", n=len(own)), tuple(_line(one, shows, words) for one in own))
        for key in _GROUPS
        if (own := [one for one in found if _group_of(one) == key])
    )
    notes = tuple(
        Note(text("unbooked", show=one.name, until=one.book_by, ends=one.ends_on), "warning") for one in unbooked
    )
    alarmed = any(one.alarm in OPEN_ALARMS for one in found)
    blocks = (
        *((_figures(found, unbooked, words),) if found or unbooked else ()),
        *notes,
        Table(_headings(words), groups, text("empty")),
        Note(text("next_when_late" if alarmed else "next" if found else "next_when_empty")),
    )
    return Report(KEY, text("sheet"), text("title"), today, blocks, text("subtitle"))


def _group_of(one: Shipment) -> str:
    if one.alarm in OPEN_ALARMS:
        return "alarm"
    return "delivered" if one.cells["delivered_on"] else "open"


def _figures(found: Sequence[Shipment], unbooked: Sequence[UnbookedReturn], words: Words) -> Figures:
    counts: dict[str, tuple[int, Severity]] = {
        "overdue": (sum(one.alarm == "overdue" for one in found), "critical"),
        "at_risk": (sum(one.alarm in ("at_risk", "problem") for one in found), "warning"),
        "open": (sum(one.cells["delivered_on"] is None for one in found), ""),
        "came_late": (sum(one.alarm == "came_late" for one in found), "notice"),
        "unbooked": (len(unbooked), "warning"),
    }
    text = words.texts("reports.shipments.figures")
    return Figures(tuple(Figure(text(key), n, severity=tone if n else "") for key, (n, tone) in counts.items()))


_DATES = ("sent_on", "expected_on", "must_arrive_by", "delivered_on")


def _headings(words: Words) -> tuple[Heading, ...]:
    text, label = words.texts("reports.shipments"), words.labels("shipments")
    return (
        Heading(label("shipment_id"), "choice", linked=True),
        Heading(label("show_id")),
        Heading(label("direction"), "choice"),
        Heading(label("carrier")),
        Heading(label("tracking_no"), "choice"),
        Heading(label("boxes"), "integer"),
        *(Heading(label(key), "date") for key in _DATES),
        Heading(label("state"), "choice"),
        Heading(text("days"), "integer"),
        Heading(text("way"), width=34),
    )


def _line(one: Shipment, shows: Mapping[str, str | None], words: Words) -> Line:
    cells = one.cells
    values = (
        cells["shipment_id"],
        shows.get(cells["show_id"]) or cells["show_id"],
        words.text(f"choices.direction.{cells['direction']}") if cells["direction"] else None,
        cells["carrier"],
        cells["tracking_no"],
        None if cells["boxes"] is None else int(cells["boxes"]),
        *(cells[key] for key in _DATES),
        words.text(f"choices.shipment_state.{cells['state']}") if cells["state"] else None,
        one.days,
        words.text(f"reports.shipments.ways.{one.alarm or _step(one)}"),
    )
    return Line(values, _TONES.get(one.alarm, ""), Place("shipments", one.row, "tracking_no"))


def _step(one: Shipment) -> str:
    """What comes next for a shipment that is in time."""
    if one.cells["delivered_on"]:
        return "delivered"
    if one.cells["state"] in (None, "planned"):
        return "planned"
    return "number" if not one.cells["tracking_no"] else "under_way"
