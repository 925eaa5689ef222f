"""What each rep has to follow up (R-34): prospects handed over, rep by rep, and those that are ready for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from addin.core.lead_handovers import Standing
from addin.reports.directory import Directory
from addin.reports.model import Figure, Figures, Group, Heading, Line, Note, Place, Report, Severity, Table
from addin.words import Words

KEY = "leads"
_ORDER: tuple[Standing, ...] = ("escalate", "remind", "waiting", "accepted", "returned")
_TONES: dict[Standing, Severity] = {"escalate": "critical", "remind": "warning", "waiting": "notice"}


@dataclass(frozen=True)
class HandedOver:
    """The latest hand-over of a company, its cells, where it stands, and the contact's number if it is alive."""

    row: int
    cells: Mapping[str, Any]
    standing: Standing
    phone: str | None


def handover_list(
    handed: Sequence[HandedOver],
    ready: Sequence[tuple[int, Mapping[str, Any]]],
    names: Directory,
    words: Words,
    today: date,
) -> Report:
    """One group for each rep, what waits for an answer first; then the prospects of grade A and B without rep.

    What has become a customer is not followed up any more.
    """
    text = words.texts("reports.leads")
    open_ones = [one for one in handed if one.cells["contract_id"] is None]
    table = Table(_headings(words), tuple(_groups(open_ones, names, words)), text("empty"), text("table"))
    overdue = any(one.standing in ("remind", "escalate") for one in open_ones)
    blocks = (
        _figures(open_ones, len(ready), words),
        table,
        Note(text("next_when_overdue" if overdue else "next")),
        _ready_table(ready, names, words),
    )
    return Report(KEY, text("sheet"), text("title"), today, blocks, text("subtitle"))


def _figures(handed: Sequence[HandedOver], ready: int, words: Words) -> Figures:
    standings = [one.standing for one in handed]
    text = words.texts("reports.leads")
    shown = [
        Figure(text(f"standings.{name}"), count, severity=_TONES.get(name, "") if count else "")
        for name in _ORDER
        for count in [standings.count(name)]
    ]
    return Figures((*shown, Figure(text("ready"), ready)))


def _headings(words: Words) -> tuple[Heading, ...]:
    label = words.labels("handovers")
    return (
        Heading(label("company_id"), width=38, linked=True),
        Heading(label("grade"), "choice"),
        Heading(label("contact_id")),
        Heading(words.label("contacts", "phone"), "choice"),
        Heading(label("handed_on"), "date"),
        Heading(label("answer_due"), "date"),
        Heading(words.text("reports.leads.standing"), "choice"),
        Heading(label("briefing")),
    )


def _groups(handed: Sequence[HandedOver], names: Directory, words: Words) -> Iterator[Group]:
    for rep in sorted({one.cells["rep"] for one in handed}, key=names.person):
        own = [one for one in handed if one.cells["rep"] == rep]
        own.sort(key=lambda one: (_ORDER.index(one.standing), one.cells["handed_on"] or date.max))
        title = words.text("reports.leads.group", name=names.person(rep), n=len(own))
        yield Group(title, tuple(_line(one, names, words) for one in own))


def _line(one: HandedOver, names: Directory, words: Words) -> Line:
    cells = one.cells
    told = cells["returned_because"] if one.standing == "returned" else cells["briefing"]
    values = (
        names.company(cells["company_id"]),
        cells["grade"],
        names.contact(cells["contact_id"]) or None,
        one.phone,
        cells["handed_on"],
        cells["answer_due"],
        words.text(f"reports.leads.standings.{one.standing}"),
        told,
    )
    return Line(values, _TONES.get(one.standing, ""), Place("handovers", one.row, "company_id"))


def _ready_table(ready: Sequence[tuple[int, Mapping[str, Any]]], names: Directory, words: Words) -> Table:
    text, label = words.texts("reports.leads"), words.labels("companies")
    headings = (
        Heading(label("name"), width=38, linked=True),
        Heading(label("grade"), "choice"),
        Heading(text("caller")),
        Heading(label("phone"), "choice"),
        Heading(label("score"), "number"),
        Heading(label("prospect_state"), "choice"),
        Heading(label("rep")),
    )
    lines = tuple(_ready_line(row, cells, names, words) for row, cells in ready)
    return Table(headings, (Group("", lines),), text("none_ready"), text("ready_title"))


def _ready_line(row: int, cells: Mapping[str, Any], names: Directory, words: Words) -> Line:
    caller, phone = names.caller(cells["company_id"])
    state = cells["prospect_state"]
    values = (
        cells["name"],
        cells["grade"],
        caller or None,
        phone or None,
        cells["score"],
        words.text(f"choices.prospect_state.{state}") if state else None,
        names.person(cells["rep"]) or None,
    )
    return Line(values, place=Place("companies", row, "grade"))
