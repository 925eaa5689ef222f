"""A show's plan: every task with its day and its owner, and what goes along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from addin.core.records import records
from addin.reports.model import Figure, Figures, Group, Heading, Line, Note, Place, Report, Severity, Table
from addin.tables.model import Value
from addin.words import Words

KEY = "show_plan"


@dataclass(frozen=True)
class Packed:
    """A line of the packing list; `used` is what the last edition used up, None where nobody has counted."""

    row: int
    name: str
    version: str | None
    box: str | None
    planned: float | None
    used: int | None


@dataclass(frozen=True)
class ShowPlan:
    """A show as it will stand; `source` names the show from which the packing list is or could be taken."""

    show_id: str
    show: str
    starts_on: date
    ends_on: date
    tasks: pd.DataFrame
    items: Sequence[Packed]
    source: str | None
    people: Mapping[str, str]


def show_plan_report(plan: ShowPlan, words: Words, today: date) -> Report:
    """One sheet: the tasks by their day, then the packing list."""
    text = words.texts("reports.show_plans")
    tasks = [_task(row, cells, plan, words, today) for row, cells in records(plan.tasks)]
    items = tuple(_item(line) for line in plan.items)
    source = text("source", source=plan.source) if plan.source and items else ""
    blocks = (
        _figures(plan, tasks, words, today),
        Table(_task_headings(words), (Group("", tuple(tasks)),), text("tasks.empty"), text("tasks.title")),
        *((Note(source),) if source else ()),
        Table(_item_headings(words), (Group("", items),), text("items.empty"), text("items.title")),
        Note(text("next" if items else "next_when_empty")),
    )
    title = text("title", show=plan.show)
    return Report(
        KEY, text("sheet"), title, today, blocks, text("subtitle", first=plan.starts_on, last=plan.ends_on)
    )


def _figures(plan: ShowPlan, tasks: Sequence[Line], words: Words, today: date) -> Figures:
    text = words.texts("reports.show_plans.figures")
    open_ = plan.tasks[plan.tasks["done_on"].isna() & plan.tasks["dropped_on"].isna()]
    overdue = sum(line.severity == "warning" for line in tasks)
    return Figures(
        (
            Figure(text("days"), (plan.starts_on - today).days),
            Figure(text("tasks"), len(plan.tasks)),
            Figure(text("open"), len(open_)),
            Figure(text("overdue"), overdue, severity="warning" if overdue else ""),
            Figure(text("lines"), len(plan.items)),
        )
    )


def _task_headings(words: Words) -> tuple[Heading, ...]:
    label = words.labels("tasks")
    return (
        Heading(label("what"), linked=True),
        Heading(label("due_on"), "date"),
        Heading(words.text("reports.show_plans.days"), "integer"),
        Heading(label("owner"), "choice"),
        Heading(label("state"), "choice"),
        Heading(label("checklist"), "choice"),
    )


def _task(row: int, cells: Mapping[str, Any], plan: ShowPlan, words: Words, today: date) -> Line:
    state, tone = _state(cells, today)
    values: tuple[Value, ...] = (
        cells["what"],
        cells["due_on"],
        (cells["due_on"] - today).days if cells["due_on"] else None,
        plan.people.get(cells["owner"] or "", cells["owner"]),
        words.text(f"choices.task_state.{state}"),
        cells["checklist"],
    )
    return Line(values, tone, Place("tasks", row, "what"))


def _state(cells: Mapping[str, Any], today: date) -> tuple[str, Severity]:
    if cells["done_on"]:
        return "done", ""
    if cells["dropped_on"]:
        return "dropped", ""
    return ("overdue", "warning") if cells["due_on"] and cells["due_on"] < today else ("open", "")


def _item_headings(words: Words) -> tuple[Heading, ...]:
    label = words.labels("show_items")
    return (
        Heading(label("material_id"), linked=True),
        Heading(label("version"), "choice"),
        Heading(label("box"), "choice"),
        Heading(label("planned"), "integer"),
        Heading(words.text("reports.show_plans.used"), "integer"),
    )


def _item(line: Packed) -> Line:
    planned = None if line.planned is None else int(line.planned)
    values = (line.name, line.version, line.box, planned, line.used)
    return Line(values, place=Place("show_items", line.row, "planned"))
