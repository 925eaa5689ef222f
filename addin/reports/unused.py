"""What customers have not used yet (P-12): what lapses first, whom to call, and what it is worth."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pandas as pd

from addin.core.records import records
from addin.core.reminders import CALL
from addin.reports.directory import Directory
from addin.reports.model import Figure, Figures, Group, Heading, Line, Note, Place, Report, Severity, Table
from addin.words import Words

KEY = "unused"
_SOON = 30  # days
_TONES: dict[int, Severity] = {CALL: "critical", CALL - 1: "warning"}


def unused_report(idle: pd.DataFrame, names: Directory, words: Words, today: date) -> Report:
    """One sheet with every unused item, a group a customer; whose items lapse first comes first."""
    text = words.texts("reports.unused")
    rows = idle.sort_values("use_by", kind="stable")
    groups = tuple(_groups(rows, names, words, today))
    table = Table(_headings(words), groups, text("empty"))
    note = Note(text("next" if groups else "next_when_empty"))
    figures = (_figures(rows, words, today),) if groups else ()
    return Report(KEY, text("sheet"), text("title"), today, (*figures, table, note), text("subtitle"))


def _figures(rows: pd.DataFrame, words: Words, today: date) -> Figures:
    text = words.texts("reports.unused.figures")
    soon = int((rows["use_by"] <= pd.Timestamp(today + timedelta(days=_SOON))).sum())
    calls = int(rows["stage"].eq(CALL).sum())
    return Figures(
        (
            Figure(text("items"), len(rows)),
            Figure(text("value"), float(rows["list_value"].sum()), "money"),
            Figure(text("soon"), soon, severity="warning" if soon else ""),
            Figure(text("calls"), calls, severity="critical" if calls else ""),
        )
    )


def _groups(rows: pd.DataFrame, names: Directory, words: Words, today: date) -> Iterator[Group]:
    for company, items in rows.groupby("company_id", sort=False):
        caller = ", ".join(part for part in names.caller(str(company)) if part) or "–"
        title = words.text("reports.unused.group", company=names.company(str(company)), caller=caller)
        yield Group(title, tuple(_lines(items, words, today)))


def _headings(words: Words) -> tuple[Heading, ...]:
    label = words.labels("promises")
    text = words.texts("reports.unused")
    return (
        Heading(label("use_by"), "date"),
        Heading(text("days"), "integer"),
        Heading(text("stage"), "choice"),
        Heading(label("promise_id"), "choice", linked=True),
        Heading(label("contract_id"), "choice"),
        Heading(label("what")),
        Heading(label("list_value"), "money"),
        Heading(label("note")),
    )


def _lines(items: pd.DataFrame, words: Words, today: date) -> Iterator[Line]:
    for row, item in records(items):
        values = (
            item["use_by"],
            (item["use_by"] - today).days,
            words.text(f"reports.unused.stages.{item['stage']}"),
            item["promise_id"],
            item["contract_id"],
            item["what"],
            item["list_value"],
            item["note"],
        )
        yield Line(values, _TONES.get(item["stage"], ""), Place("promises", row, "promise_id"))
