"""The standing of the prospects (R-33): score and grade, what each topic brought, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from addin.core.qualifying import TOPICS, Qualification
from addin.reports.directory import Directory
from addin.reports.model import Figure, Figures, Group, Heading, Line, Note, Place, Report, Severity, Table
from addin.tables.choices import CHOICES
from addin.words import Words

KEY = "qualification"
_TONES: dict[str, Severity] = {"A": "warning", "B": "warning"}
_Known = tuple[int, Mapping[str, Any], Qualification]


def qualification_list(known: Sequence[_Known], names: Directory, words: Words, today: date) -> Report:
    """Every prospect that was asked anything, grade by grade; row, cells and standing of each company."""
    text = words.texts("reports.interviews")
    groups = tuple(_groups(known, names, words))
    headings = (
        Heading(words.label("companies", "name"), width=38, linked=True),
        Heading(words.label("companies", "prospect_state"), "choice"),
        Heading(words.label("companies", "score"), "number"),
        *(Heading(words.text(f"choices.question_topic.{topic}"), "number") for topic in TOPICS),
        Heading(text("missing")),
        Heading(text("remarks")),
        Heading(text("last_on"), "date"),
        Heading(words.label("companies", "rep")),
    )
    table = Table(headings, groups, text("empty"))
    note = Note(text("next" if groups else "next_when_none"))
    return Report(
        KEY, text("sheet"), text("title"), today, (_figures(known, words), table, note), text("subtitle")
    )


def _figures(known: Sequence[_Known], words: Words) -> Figures:
    grades = [standing.grade for _, _, standing in known]
    text = words.texts("reports.interviews")
    shown = [Figure(text("grade", grade=grade), grades.count(grade)) for grade in CHOICES["grade"]]
    return Figures((*shown, Figure(text("incomplete"), sum(not one.complete for _, _, one in known))))


def _groups(known: Sequence[_Known], names: Directory, words: Words) -> Iterator[Group]:
    for grade in CHOICES["grade"]:
        found = sorted((one for one in known if one[2].grade == grade), key=lambda one: -(one[2].score or 0.0))
        lines = tuple(_line(*one, names, words) for one in found)
        if lines:
            yield Group(words.text("reports.interviews.group", grade=grade, n=len(lines)), lines)


def _line(row: int, company: Mapping[str, Any], standing: Qualification, names: Directory, words: Words) -> Line:
    topic = words.texts("choices.question_topic")
    state = company["prospect_state"]
    ready = standing.grade in _TONES and state not in ("handed_over", "won", "dead")
    values = (
        company["name"],
        words.text(f"choices.prospect_state.{state}") if state else None,
        standing.score,
        *(standing.by_topic[name] for name in TOPICS),
        ", ".join(topic(name) for name in standing.missing) or None,
        " ".join(_remarks(standing, words)) or None,
        standing.last_on,
        names.person(company["rep"]) or None,
    )
    tone: Severity = _TONES.get(str(standing.grade), "") if ready else ""
    return Line(values, tone, Place("companies", row, "grade"))


def _remarks(standing: Qualification, words: Words) -> Iterator[str]:
    text = words.texts("reports.interviews")
    if standing.knocked_out:
        yield text("knocked_out", questions=", ".join(standing.knocked_out))
    if standing.capped:
        yield text("capped")
