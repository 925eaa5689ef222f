"""The list of first calls (P-16): whom to call and with what, then whom not and why (R-40)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pandas as pd

from addin.core.cold_calls import STAGES, ColdCall, in_order
from addin.core.records import records
from addin.reports.model import Block, Figure, Figures, Group, Heading, Line, Note, Place, Report, Severity, Table
from addin.tables.model import Value
from addin.words import Words

KEY = "call_list"
_TONES: dict[str, Severity] = {"due": "warning"}
_WIDE = 38  # characters: a link does not wrap everywhere


def call_list(
    calls: Sequence[ColdCall], questions: pd.DataFrame, speaker: str, words: Words, today: date
) -> Report:
    """Everybody to be called by where the talk stands, the script with the questions, and who is not called."""
    text = words.texts("reports.cold_calls")
    allowed = [call for call in calls if not call.refused]
    refused = [call for call in calls if call.refused]
    blocks: tuple[Block, ...] = (
        _figures(allowed, len(refused), words),
        _calls(allowed, words),
        Note(text("next" if allowed else "next_when_none")),
        *_script(speaker, words),
        question_table(questions, words),
        _refused(refused, words),
    )
    return Report(KEY, text("sheet"), text("title"), today, blocks, text("subtitle"))


def _figures(allowed: Sequence[ColdCall], refused: int, words: Words) -> Figures:
    counts = {stage: sum(call.stage == stage for call in allowed) for stage in STAGES}
    label = words.texts("reports.cold_calls.figures")
    shown = [
        Figure(label(stage), counts[stage], severity=_TONES.get(stage, "") if counts[stage] else "")
        for stage in STAGES
    ]
    return Figures((*shown, Figure(label("refused"), refused)))


def _calls(allowed: Sequence[ColdCall], words: Words) -> Table:
    text = words.texts("reports.cold_calls")
    contact, activity = words.labels("contacts"), words.labels("activities")
    headings = (
        Heading(words.label("companies", "name"), width=_WIDE, linked=True),
        Heading(words.label("companies", "prospect_state"), "choice"),
        Heading(text("whom")),
        Heading(contact("phone"), "choice"),
        Heading(text("decider")),
        Heading(text("basis")),
        Heading(text("unanswered"), "integer"),
        Heading(text("last"), "date"),
        Heading(activity("result"), "choice"),
        Heading(text("again_on"), "date"),
    )
    groups = tuple(
        Group(text(f"groups.{stage}", n=len(found)), tuple(_line(call, words) for call in found))
        for stage in STAGES
        if (found := in_order(call for call in allowed if call.stage == stage))
    )
    return Table(headings, groups, text("empty"))


def _line(call: ColdCall, words: Words) -> Line:
    contact, last = call.contact or {}, call.last
    values: tuple[Value, ...] = (
        call.company["name"],
        _choice("prospect_state", call.company["prospect_state"], words),
        _person(contact, words),
        contact.get("phone") or contact.get("mobile"),
        call.decider,
        contact.get("basis_phone"),
        call.unanswered,
        last and last.on,
        _choice("activity_result", last and last.result, words),
        last and last.again_on,
    )
    return Line(values, _TONES.get(call.stage, ""), Place("companies", call.row, "name"))


def _choice(items: str, item: Any, words: Words) -> str | None:
    return words.text(f"choices.{items}.{item}") if item else None


def _person(contact: Any, words: Words) -> str | None:
    """Name and function; of the assistant that she is it, whatever her function says."""
    name = " ".join(part for part in (contact.get("first_name"), contact.get("last_name")) if part)
    role = words.text("reports.cold_calls.assistant") if contact.get("is_assistant") is True else ""
    return ", ".join(part for part in (name, role or contact.get("function")) if part) or None


def _script(speaker: str, words: Words) -> Iterator[Note]:
    """What to say, step by step."""
    text = words.texts("reports.cold_calls")
    yield Note(text("script_title"))
    for step in words.tree("reports.cold_calls.script"):
        yield Note(text(f"script.{step}", speaker=speaker))


def question_table(questions: pd.DataFrame, words: Words) -> Table:
    """The questions in the reader's language, in the order of the sheet."""
    label = words.labels("questions")
    headings = (
        Heading(words.text("reports.cold_calls.question"), width=_WIDE),
        Heading(label("topic"), "choice", linked=True),
        Heading(label("scale")),
        Heading(label("weight"), "number"),
        Heading(label("knock_out"), "choice"),
    )
    lines = tuple(_question_lines(questions, words))
    text = words.texts("reports.cold_calls")
    return Table(headings, (Group("", lines),), text("no_questions"), text("questions"))


def _question_lines(questions: pd.DataFrame, words: Words) -> Iterator[Line]:
    for row, cells in records(questions):
        values = (
            question_in(cells, words.language),
            _choice("question_topic", cells["topic"], words),
            cells["scale"],
            cells["weight"],
            words.shown(True) if cells["knock_out"] is True else None,
        )
        yield Line(values, place=Place("questions", row, "topic"))


def question_in(cells: Any, language: str) -> str | None:
    """A question in a language; in German where it has none of its own."""
    text: str | None = cells[f"question_{language}"] or cells["question_de"]
    return text


def _refused(refused: Sequence[ColdCall], words: Words) -> Table:
    text = words.texts("reports.cold_calls")
    headings = (
        Heading(words.label("companies", "name"), width=_WIDE, linked=True),
        Heading(words.label("companies", "prospect_state"), "choice"),
        Heading(text("whom")),
        Heading(text("why")),
    )
    lines = tuple(_refused_line(call, words) for call in in_order(refused))
    return Table(headings, (Group("", lines),), text("nobody_refused"), text("refused_title", n=len(lines)))


def _refused_line(call: ColdCall, words: Words) -> Line:
    state = _choice("prospect_state", call.company["prospect_state"], words)
    values = (call.company["name"], state, _person(call.contact or {}, words), call.refused)
    return Line(values, place=Place("companies", call.row, "name"))
