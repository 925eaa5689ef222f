"""Bonuses (P-17): per coordinator and month what was earned, and why other hand-overs earned nothing (R-35)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

import pandas as pd

from addin.core.dates import month_end
from addin.core.records import records
from addin.core.sales import Period
from addin.reports.calendar import period_name
from addin.reports.directory import Directory
from addin.reports.model import Figure, Figures, Group, Heading, Line, Note, Place, Report, Severity, Table, totals
from addin.tables.model import Value
from addin.words import Words

KEY = "bonuses"
_STATES = ("due", "approved", "paid", "rejected")
_TONES: dict[str, Severity] = {"due": "warning", "approved": "notice", "rejected": "critical"}
_PAYROLL = (
    *("coordinator", "handover_id", "company_id", "handed_on", "contract_id", "bonus"),
    *("bonus_approved_by", "bonus_approved_on", "bonus_paid_on"),
)


def bonus_list(handovers: pd.DataFrame, names: Directory, words: Words, today: date) -> Report:
    """What each coordinator earned, by the month in which the contract was signed; then all other hand-overs.

    `handovers` are those of the workbook with their computed columns and verdicts.
    """
    text = words.texts("reports.bonuses")
    earned = handovers[handovers["verdict"] == "earned"]
    others = handovers[handovers["verdict"] != "earned"]
    earnings = _earned_table(list(records(earned)), names, words)
    waiting = bool((earned["bonus_state"] == "due").any())
    next_step = Note(text("next" if waiting else "next_when_none"))
    blocks = (_figures(earned, words), earnings, next_step, _others_table(others, names, words, today))
    return Report(KEY, text("sheet"), text("title"), today, blocks, text("subtitle"))


def _figures(earned: pd.DataFrame, words: Words) -> Figures:
    state = words.texts("choices.bonus_state")
    sums = earned.groupby("bonus_state")["bonus"].agg(["size", "sum"])
    counted: Mapping[Any, Any] = sums.to_dict("index")
    figures = []
    for name in _STATES:
        found = counted.get(name, {"size": 0, "sum": 0.0})
        tone = _TONES.get(name, "") if found["size"] else ""
        figures.append(Figure(state(name), int(found["size"]), below=round(float(found["sum"]), 2), severity=tone))
    return Figures(tuple(figures))


_Record = tuple[int, dict[str, Any]]


def _earned_table(earned: Sequence[_Record], names: Directory, words: Words) -> Table:
    text, label = words.texts("reports.bonuses"), words.labels("handovers")
    headings = (
        Heading(label("handover_id"), "choice", linked=True),
        Heading(label("company_id")),
        Heading(label("handed_on"), "date"),
        Heading(label("contract_id"), "choice"),
        Heading(words.label("contracts", "signed_on"), "date"),
        Heading(text("basis"), "money", summed=True),
        Heading(label("bonus"), "money", summed=True),
        Heading(label("bonus_state"), "choice"),
        Heading(label("bonus_approved_by")),
        Heading(label("bonus_paid_on"), "date"),
    )
    groups = tuple(_groups(earned, headings, names, words))
    every = [line for group in groups for line in group.lines]
    total = totals(text("grand_total"), headings, every) if groups else ()
    return Table(headings, groups, text("empty"), text("earned"), total)


def _groups(
    earned: Sequence[_Record], headings: Sequence[Heading], names: Directory, words: Words
) -> Iterator[Group]:
    """One group for each coordinator and month, the latest month first."""

    def key(record: _Record) -> tuple[str, int]:
        signed = record[1]["signed_on"]
        return names.person(record[1]["coordinator"]), -(signed.year * 12 + signed.month)

    for (name, _), rows in groupby(sorted(earned, key=key), key):
        found = list(rows)
        first = found[0][1]["signed_on"].replace(day=1)
        month = period_name(first, month_end(first), words)
        lines = tuple(_earned_line(row, cells, names, words) for row, cells in found)
        title = words.text("reports.bonuses.group", name=name, month=month)
        yield Group(title, lines, totals(words.text("reports.bonuses.total"), headings, lines))


def _earned_line(row: int, cells: Mapping[str, Any], names: Directory, words: Words) -> Line:
    state = cells["bonus_state"]
    values = (
        cells["handover_id"],
        names.company(cells["company_id"]),
        cells["handed_on"],
        cells["first_contract"],
        cells["signed_on"],
        cells["value"],
        cells["bonus"],
        words.text(f"choices.bonus_state.{state}"),
        names.person(cells["bonus_approved_by"]) or None,
        cells["bonus_paid_on"],
    )
    return Line(values, _TONES.get(state, ""), Place("handovers", row, "bonus_state"))


def _others_table(others: pd.DataFrame, names: Directory, words: Words, today: date) -> Table:
    """What still can become a bonus first, the nearest last day before the others."""
    text, label = words.texts("reports.bonuses"), words.labels("handovers")
    headings = (
        Heading(label("handover_id"), "choice", linked=True),
        Heading(label("company_id")),
        Heading(label("handed_on"), "date"),
        Heading(text("first_contract"), "choice"),
        Heading(words.label("contracts", "signed_on"), "date"),
        Heading(text("until"), "date"),
        Heading(label("coordinator")),
        Heading(text("why")),
    )
    rows = sorted(records(others), key=lambda record: _nearness(record[1], today))
    lines = tuple(_other_line(row, cells, names, words, today) for row, cells in rows)
    return Table(headings, (Group("", lines),), text("empty_others"), text("others"))


def _nearness(cells: Mapping[str, Any], today: date) -> tuple[bool, date]:
    return _why(cells, today) != "unsigned", cells["until"] or date.max


def _why(cells: Mapping[str, Any], today: date) -> str:
    """The verdict; of what nobody signed in time, that it is over."""
    over = cells["verdict"] == "unsigned" and cells["until"] and cells["until"] < today
    return "over" if over else str(cells["verdict"])


def _other_line(row: int, cells: Mapping[str, Any], names: Directory, words: Words, today: date) -> Line:
    values = (
        cells["handover_id"],
        names.company(cells["company_id"]),
        cells["handed_on"],
        cells["first_contract"],
        cells["signed_on"],
        cells["until"],
        names.person(cells["coordinator"]),
        words.text(f"reports.bonuses.verdicts.{_why(cells, today)}", on=cells["until"]),
    )
    return Line(values, place=Place("handovers", row, "handed_on"))


def payroll_headings(words: Words) -> list[str]:
    """The columns of the payroll list."""
    text = words.texts("reports.bonuses")
    month, number = text("month"), words.label("staff", "staff_id")
    return [month, number, *(words.label("handovers", key) for key in _PAYROLL), text("basis")]


def payroll_row(cells: Mapping[str, Any], month: Period, names: Directory) -> list[Value]:
    """A bonus as the payroll office gets it."""
    shown = {
        **cells,
        "coordinator": names.person(cells["coordinator"]),
        "company_id": names.company(cells["company_id"]),
        "bonus_approved_by": names.person(cells["bonus_approved_by"]),
    }
    return [f"{month.first:%Y-%m}", cells["coordinator"], *(shown[key] for key in _PAYROLL), cells["value"]]
