"""Whose numbers are in and whose are missing (R-47), rep by rep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from addin.core.collecting import Expected, State
from addin.reports.calendar import period_name
from addin.reports.directory import Directory
from addin.reports.model import (
    Block,
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
    totals,
)
from addin.words import Words

KEY = "collect"
_TONES: dict[State, Severity] = {"late": "notice", "remind": "warning", "tell_manager": "warning"}


def collecting(
    asked: Sequence[Expected], booked: Mapping[str, float], names: Directory, words: Words, today: date
) -> Report:
    """One line for each rep; `booked` is what stands in the sales of the month, by rep."""
    text = words.texts("reports.collect")
    headings = (
        Heading(words.label("sales", "rep"), linked=True),
        Heading(text("state"), "choice"),
        Heading(text("due_on"), "date"),
        Heading(words.label("targets", "turned_in_on"), "date"),
        Heading(words.label("targets", "stated_total"), "money", summed=True),
        Heading(text("booked"), "money", summed=True),
        Heading(text("way")),
    )
    lines = tuple(_line(one, booked.get(one.rep, 0.0), names, words) for one in asked)
    missing = sum(one.state != "in" for one in asked)
    figures = (
        Figure(text("in"), len(asked) - missing),
        Figure(text("missing"), missing, severity="warning" if any(map(_overdue, asked)) else ""),
    )
    table = Table(headings, (Group("", lines),), text("empty"), totals=totals(text("total"), headings, lines))
    blocks: tuple[Block, ...] = (Figures(figures), table, Note(text("next" if missing else "next_when_all")))
    month = period_name(asked[0].month, asked[0].month, words) if asked else ""
    return Report(KEY, text("sheet"), text("title", month=month), today, blocks, text("subtitle"))


def _overdue(one: Expected) -> bool:
    return one.state not in ("in", "waiting")


def _line(one: Expected, booked: float, names: Directory, words: Words) -> Line:
    text = words.texts("reports.collect")
    values = (
        names.person(one.rep),
        text(f"states.{one.state}"),
        one.due_on,
        one.turned_in_on,
        one.stated,
        round(booked, 2),
        text(f"ways.{one.state}"),
    )
    place = Place("staff", one.row, "name") if one.row else None
    return Line(values, _TONES.get(one.state, ""), place)
