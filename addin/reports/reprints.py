"""Reprints on sheets: open questions to the reps, where each round stands, and the order itself (R-26)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from addin.core.house import House
from addin.core.reprints import Round, next_step
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
from addin.tables.model import Value
from addin.words import Words

QUESTIONS, ROUNDS, ORDER = "reprint_questions", "reprint_rounds", "print_order"


@dataclass(frozen=True)
class Rep:
    """How a rep is reached, and who answers while she is away."""

    email: str | None
    stand_in: str | None


def open_questions(
    rounds: Sequence[Round], reps: Mapping[str, Rep], unasked: Sequence[str], words: Words, today: date
) -> Report:
    """One sheet: for each round the reps whose answer is missing, and the wishes that hold it up (R-26).

    `unasked` are materials that are due but need a new edition first.
    """
    text = words.texts("reports.reprints")
    asking = [one for one in rounds if one.held or not one.answered(today)]
    groups = tuple(Group(_round_title(one, words), tuple(_questions(one, reps, words, today))) for one in asking)
    table = Table(_question_headings(words), groups, text("questions.empty"))
    figures = Figures(
        (
            Figure(text("questions.rounds"), len(asking)),
            Figure(text("questions.missing"), sum(len(one.waiting) for one in asking)),
            Figure(text("questions.held"), sum(one.held for one in asking)),
        )
    )
    notes = [Note(text("questions.unasked", name=name), "notice") for name in unasked]
    next_ = Note(text("questions.next" if groups else "questions.next_when_empty"))
    return _report(QUESTIONS, "questions", (figures, *notes, table, next_), words, today)


def _report(key: str, path: str, blocks: tuple[Table | Figures | Note, ...], words: Words, today: date) -> Report:
    text = words.texts(f"reports.reprints.{path}")
    sheet, title, subtitle = map(text, ("sheet", "title", "subtitle"))
    return Report(key, sheet, title, today, blocks, subtitle)


def _round_title(one: Round, words: Words) -> str:
    return words.text(
        "reports.reprints.questions.group", name=one.material["name"], id=one.reprint_id, n=len(one.waiting)
    )


def _question_headings(words: Words) -> tuple[Heading, ...]:
    text = words.texts("reports.reprints")
    return (
        Heading(text("questions.rep"), linked=True),
        Heading(words.label("reprints", "asked_on"), "date"),
        Heading(words.label("reprints", "answers_due"), "date"),
        Heading(text("questions.days"), "integer"),
        Heading(text("questions.state")),
        Heading(words.label("staff", "stand_in"), "choice"),
        Heading(words.label("staff", "email")),
    )


def _questions(one: Round, reps: Mapping[str, Rep], words: Words, today: date) -> Iterator[Line]:
    """The wish that holds a round first, then everybody whose answer is missing."""
    place = Place("reprints", one.row, "answers")
    if one.held:
        wish = words.text("reports.reprints.questions.wish", wish=one.cells["changes"] or one.cells["answers"])
        who = ", ".join(one.objecting) or None
        yield Line((who, one.cells["asked_on"], one.due, None, wish, None, None), "warning", place)
    if not one.answered(today) and one.due:
        state, tone = _waiting(one, words, today)
        for name in one.waiting:
            rep = reps.get(name, Rep(None, None))
            days = (one.due - today).days
            yield Line((name, one.cells["asked_on"], one.due, days, state, rep.stand_in, rep.email), tone, place)


def _waiting(one: Round, words: Words, today: date) -> tuple[str, Severity]:
    text = words.texts("reports.reprints")
    if one.due and today > one.due:
        return text("questions.overdue", until=one.second_due), "warning"
    return text("questions.open"), "notice"


def rounds_under_way(rounds: Sequence[Round], words: Words, today: date, house: House) -> Report:
    """One sheet: every round with the dates of its steps, and the step it waits for (R-26)."""
    text = words.texts("reports.reprints")
    lines = tuple(_round(one, words, today, house) for one in rounds)
    table = Table(_round_headings(words), (Group("", lines),), text("rounds.empty"))
    note = Note(text("rounds.next" if lines else "rounds.next_when_empty"))
    return _report(ROUNDS, "rounds", (table, note), words, today)


_DATES = ("asked_on", "changed_on", "proof_on", "approved_on", "ordered_on")


def _round_headings(words: Words) -> tuple[Heading, ...]:
    text = words.texts("reports.reprints")

    label = words.labels("reprints")
    return (
        Heading(label("material_id"), linked=True),
        Heading(label("reprint_id"), "choice"),
        Heading(label("version"), "choice"),
        Heading(label("state"), "choice"),
        Heading(text("questions.missing"), "integer"),
        *(Heading(label(key), "date") for key in _DATES),
        Heading(label("quantity"), "integer"),
        Heading(text("rounds.arrives"), "date"),
        Heading(words.text("reports.stock.way")),
    )


def _round(one: Round, words: Words, today: date, house: House) -> Line:
    step = next_step(one, today)
    quantity = one.cells["quantity"]
    values: tuple[Value, ...] = (
        one.material["name"],
        one.reprint_id,
        one.cells["version"],
        words.text(f"choices.reprint_state.{one.state}"),
        0 if one.answered(today) else len(one.waiting),
        *(one.cells[key] for key in _DATES),
        None if quantity is None else int(quantity),
        one.cells["promised_on"] if one.state == "ordered" else one.arrives_on(today, house),
        words.text(f"reports.stock.ways.{step}"),
    )
    late = one.state == "ordered" and one.cells["promised_on"] and one.cells["promised_on"] < today
    return Line(values, "warning" if one.held or late else "", Place("reprints", one.row, "state"))


def order_sheet(one: Round, facts: Sequence[tuple[str, Value]], words: Words, today: date) -> Report:
    """The order as production gets it: what, how many, until when, checked and approved by whom."""
    text = words.texts("reports.reprints")
    lines = tuple(Line((label, words.shown(value))) for label, value in facts if value is not None)
    headings = (Heading(text("order.what"), width=28), Heading(text("order.value"), width=52))
    table = Table(headings, (Group("", lines),), text("order.empty"))
    sheet = text("order.sheet", id=one.reprint_id)
    title = text("order.title", id=one.reprint_id, name=one.material["name"])
    blocks = (table, Note(text("order.next")))
    return Report(f"{ORDER}.{one.reprint_id}", sheet, title, today, blocks, landscape=False)
