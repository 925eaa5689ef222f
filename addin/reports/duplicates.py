"""Pairs that may be one company or one person: how alike, why, and which record stays (P-15)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from addin.reports.directory import Directory
from addin.reports.model import Figure, Figures, Group, Heading, Line, Note, Place, Report, Severity, Table
from addin.words import Words

KEY = "duplicates"
_DECISIONS: tuple[Literal["merge", "review", "related"], ...] = ("merge", "review", "related")
_TONES: Mapping[str, Severity] = {"merge": "warning", "review": "notice"}


@dataclass(frozen=True)
class Record:
    """One of the two: its id, its row in the sheet, its cells."""

    row_id: str
    row: int
    cells: Mapping[str, Any]


@dataclass(frozen=True)
class Proposal:
    """A pair of rows of one table; `reasons` are keys of words."""

    table: Literal["companies", "contacts"]
    decision: Literal["merge", "review", "related", "new"]
    similarity: float
    reasons: Sequence[str]
    stays: Record
    goes: Record


def duplicates(found: Sequence[Proposal], names: Directory, words: Words, today: date) -> Report:
    """Every pair in groups by what is proposed, companies before people."""
    text = words.texts("reports.duplicates")
    groups = tuple(_groups(found, names, words))
    table = Table(_headings(words), groups, text("empty"))
    note = Note(text("next" if groups else "next_when_empty"))
    figures = (_figures(found, words),) if groups else ()
    return Report(KEY, text("sheet"), text("title"), today, (*figures, table, note), text("subtitle"))


def reasons_text(reasons: Iterable[str], words: Words) -> str:
    """Why, in a few words: what speaks for it and what against."""
    return ", ".join(words.text(f"reports.duplicates.reasons.{reason}") for reason in reasons)


def _figures(found: Sequence[Proposal], words: Words) -> Figures:
    text = words.texts("reports.duplicates.figures")
    counted = {decision: sum(pair.decision == decision for pair in found) for decision in _DECISIONS}
    figures = (
        Figure(text(decision), number, severity=_TONES.get(decision, "") if number else "")
        for decision, number in counted.items()
    )
    return Figures(tuple(figures))


def _groups(found: Sequence[Proposal], names: Directory, words: Words) -> Iterator[Group]:
    for table in ("companies", "contacts"):
        for decision in _DECISIONS:
            pairs = [pair for pair in found if (pair.table, pair.decision) == (table, decision)]
            if pairs:
                title = words.text(f"reports.duplicates.groups.{table}.{decision}")
                yield Group(title, tuple(_line(pair, names, words) for pair in pairs))


def _headings(words: Words) -> tuple[Heading, ...]:
    text = words.texts("reports.duplicates.columns")
    return (
        Heading(text("similarity"), "percent"),
        Heading(text("stays"), linked=True),
        Heading(text("stays_known")),
        Heading(text("goes")),
        Heading(text("goes_known")),
        Heading(text("reason")),
    )


def _line(pair: Proposal, names: Directory, words: Words) -> Line:
    key = "company_id" if pair.table == "companies" else "contact_id"
    values = (
        pair.similarity,
        _named(pair.table, pair.stays, names),
        _known(pair.table, pair.stays, names, words),
        _named(pair.table, pair.goes, names),
        _known(pair.table, pair.goes, names, words),
        reasons_text(pair.reasons, words),
    )
    return Line(values, _TONES.get(pair.decision, ""), Place(pair.table, pair.stays.row, key))


def _named(table: str, record: Record, names: Directory) -> str:
    name = names.company(record.row_id) if table == "companies" else names.contact(record.row_id)
    return f"{name} · {record.row_id}"


def _known(table: str, record: Record, names: Directory, words: Words) -> str:
    """What helps to judge: status, place and country of a company; company and mail address of a person."""
    cells = record.cells
    if table == "contacts":
        return ", ".join(filter(None, (names.company(cells["company_id"]), cells["email"])))
    status = words.text(f"choices.company_status.{cells['status']}") if cells["status"] else ""
    return ", ".join(filter(None, (status, cells["city"], cells["country"])))
