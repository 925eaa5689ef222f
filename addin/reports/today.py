"""The today list (P-01): everything that is due, what hurts most first, and how to deal with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from addin.core.today import Due, most_urgent_first
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
)
from addin.words import Words

KEY = "today_list"
_URGENCIES: tuple[Severity, ...] = ("critical", "warning", "notice")


def today_list(
    dues: Iterable[Due], errors: int, names: Directory, covered: Mapping[str, str], words: Words, today: date
) -> Report:
    """One sheet with all that is due, and how many `errors` the data hold (P-01).

    `covered` are the stand-ins of those who are away, by their ids. Every line leads to its cell and says which
    command or which entry deals with it.
    """
    text = words.texts("reports.today")
    ranked = most_urgent_first(dues)
    lines = tuple(_line(due, names, covered, words, today) for due in ranked)
    blocks: list[Block] = [_figures(ranked, errors, words)]
    if errors:
        blocks.append(Note(text("errors_note", n=errors), "critical"))
    blocks.append(Table(_headings(words), (Group("", lines),), text("empty")))
    blocks.append(Note(text("next" if ranked else "next_when_empty")))
    return Report(KEY, text("sheet"), text("title", today=today), today, tuple(blocks))


def _figures(dues: list[Due], errors: int, words: Words) -> Figures:
    text = words.texts("reports.today")
    urgencies = [
        Figure(text(f"urgencies.{urgency}"), count, severity=urgency if count else "")
        for urgency in _URGENCIES
        for count in [sum(due.urgency == urgency for due in dues)]
    ]
    at_stake = round(sum(due.value or 0 for due in dues if due.urgency == "critical"), 2)
    return Figures(
        (
            *urgencies,
            Figure(text("at_stake"), at_stake, "money"),
            Figure(text("errors"), errors, severity="critical" if errors else ""),
        )
    )


def _headings(words: Words) -> tuple[Heading, ...]:
    text = words.texts("reports.today")
    return (
        Heading(text("on"), "date"),
        Heading(text("days"), "integer"),
        Heading(text("kind"), "choice", linked=True),
        Heading(words.label("contracts", "company_id")),
        Heading(text("subject")),
        Heading(text("person"), "choice"),
        Heading(words.label("contracts", "value"), "money"),
        Heading(text("way")),
    )


def _line(due: Due, names: Directory, covered: Mapping[str, str], words: Words, today: date) -> Line:
    text = words.texts("reports.today")
    values = (
        due.on,
        (due.on - today).days,
        text(f"kinds.{due.kind}"),
        names.company(due.company_id),
        due.subject,
        _person(due.person, names, covered, words),
        due.value,
        text(f"ways.{due.kind}"),
    )
    return Line(values, due.urgency, Place(due.table, due.row, due.column))


def _person(person: str | None, names: Directory, covered: Mapping[str, str], words: Words) -> str:
    """Who deals with it: while somebody is away the stand-in, and for whom."""
    stand_in = covered.get(person or "")
    if not stand_in:
        return names.person(person)
    return words.text("reports.today.stand_in", name=names.person(stand_in), away=names.person(person))
