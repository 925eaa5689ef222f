"""The course of the stock: what comes and goes of each material until it runs out, or day by day (R-24)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import floor

from addin.core.materials import StockDay
from addin.reports.model import Block, Figure, Figures, Group, Heading, Line, Note, Place, Report, Table
from addin.words import Words

KEY = "stock_course"


@dataclass(frozen=True)
class Event:
    """One delivery, one show, one request ahead, and where it stands."""

    on: date
    pieces: int
    what: str
    place: Place


@dataclass(frozen=True)
class Course:
    """One material from today on: its days until it runs out, and what happens on them."""

    name: str
    place: Place
    on_hand: int
    daily_use: float | None
    order_by: date | None
    days: Sequence[StockDay]
    events: Sequence[Event]


def stock_course(courses: Sequence[Course], words: Words, today: date) -> Report:
    """One sheet: for each material what is there today, what comes, what goes, and the day it does not suffice."""
    text = words.texts("reports.stock_course")
    groups = tuple(Group(course.name, tuple(_steps(course, words))) for course in courses)
    table = Table(_headings(words, "event"), groups, text("empty"))
    note = Note(text("next" if groups else "next_when_empty"))
    return _report(words, today, text("title"), text("subtitle"), (table, note))


def stock_days(course: Course, words: Words, today: date) -> Report:
    """One sheet: the stock of one material in the evening of every day."""
    text = words.texts("reports.stock_course")
    lines = tuple(_day(day, course, words) for day in course.days)
    table = Table(_headings(words, "day_note"), (Group("", lines),), text("empty"))
    title = text("title_of_one", name=course.name)
    blocks = (_figures(course, words), table, Note(text("next")))
    return _report(words, today, title, text("subtitle_of_one"), blocks)


def _report(words: Words, today: date, title: str, subtitle: str, blocks: tuple[Block, ...]) -> Report:
    return Report(KEY, words.text("reports.stock_course.sheet"), title, today, blocks, subtitle, landscape=False)


def _headings(words: Words, first: str) -> tuple[Heading, ...]:
    text = words.texts("reports.stock_course")
    return (
        Heading(text(first), linked=True),
        Heading(text("on"), "date"),
        Heading(text("comes"), "integer"),
        Heading(text("goes"), "integer"),
        Heading(text("stock"), "integer"),
    )


def _figures(course: Course, words: Words) -> Figures:
    out = next((day.on for day in course.days if day.short), None)
    use = None if course.daily_use is None else round(course.daily_use, 2)
    return Figures(
        (
            Figure(words.label("materials", "on_hand"), course.on_hand),
            Figure(words.label("materials", "daily_use"), use, "number"),
            Figure(words.label("materials", "order_by"), course.order_by, "date"),
            Figure(words.text("reports.stock.runs_out"), out, "date"),
        )
    )


def _steps(course: Course, words: Words) -> Iterator[Line]:
    text = words.texts("reports.stock_course")
    first = course.days[0]
    yield Line((text("today"), first.on, None, None, course.on_hand), place=course.place)
    for day in course.days:
        for event in course.events:
            if event.on == day.on or (day is first and event.on < day.on):
                yield _happens(event, day)
        if day.on == course.order_by:
            yield Line((text("order_by"), day.on, None, None, _pieces(day.stock)), place=course.place)
        if day.short:
            yield Line((text("short"), day.on, None, None, _pieces(day.stock)), "warning", course.place)
            return


def _happens(event: Event, day: StockDay) -> Line:
    comes, goes = (event.pieces, None) if event.pieces > 0 else (None, -event.pieces)
    return Line((event.what, event.on, comes, goes, _pieces(day.stock)), place=event.place)


def _day(day: StockDay, course: Course, words: Words) -> Line:
    own = [event for event in course.events if event.on == day.on]
    said = [event.what for event in own] + ([words.text("reports.stock_course.short")] if day.short else [])
    values = (
        ", ".join(said) or None,
        day.on,
        _pieces(day.arrives) or None,
        _pieces(day.needed) or None,
        _pieces(day.stock),
    )
    return Line(values, "warning" if day.short else "", own[0].place if own else course.place)


def _pieces(number: float) -> int:
    """Whole pieces; a part of one is no piece any more."""
    return floor(round(number, 6))
