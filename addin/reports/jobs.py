"""The job lists of the departments: what to do for which customer, and by when (R-10)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from addin.reports.frames import plain
from addin.reports.fulfilment import Ledger
from addin.reports.model import Figure, Figures, Group, Heading, Line, Note, Place, Report, Severity, Table
from addin.words import Words

KEY = "handover"


def job_list(jobs: pd.DataFrame, ledger: Ledger, words: Words, today: date) -> Report:
    """One sheet with everything handed over today, a group a department, the most urgent first."""
    text = words.texts("reports.handover")
    groups = tuple(
        Group(text("group", department=_department(key, words), n=len(lines)), lines)
        for key, lines in _by_department(jobs, ledger, today)
    )
    figures = Figures(
        tuple(Figure(_department(key, words), len(rows)) for key, rows in jobs.groupby("department"))
    )
    blocks = (
        *((figures,) if groups else ()),
        Table(_headings(words), groups, text("empty")),
        Note(text("next" if groups else "next_when_empty")),
    )
    return Report(KEY, text("sheet"), text("title"), today, blocks, text("subtitle"))


def department_lists(
    jobs: pd.DataFrame, ledger: Ledger, words: Words, today: date
) -> Iterator[tuple[str, Report]]:
    """For each department its own list under the name of its file, to be sent to it."""
    text = words.texts("reports.handover")
    for key, lines in _by_department(jobs, ledger, today):
        department = _department(key, words)
        title = text("file_title", department=department)
        blocks = (Table(_headings(words), (Group("", lines),), text("empty")), Note(text("file_next")))
        name = text("file", department=department, day=today.isoformat())
        yield name, Report(f"{KEY}.{key}", department, title, today, blocks)


def _department(key: Any, words: Words) -> str:
    return words.text(f"choices.department.{key}")


def _by_department(jobs: pd.DataFrame, ledger: Ledger, today: date) -> Iterator[tuple[str, tuple[Line, ...]]]:
    for key, rows in jobs.groupby("department", sort=True):
        yield str(key), tuple(_line(row, ledger, today) for row in rows.itertuples())


def _headings(words: Words) -> tuple[Heading, ...]:
    label = words.labels("promises")
    text = words.texts("reports.handover")
    return (
        Heading(text("do_by"), "date"),
        Heading(text("days"), "integer"),
        Heading(label("promise_id"), "choice", linked=True),
        Heading(words.label("contracts", "company_id")),
        Heading(label("contract_id"), "choice"),
        Heading(label("what")),
        Heading(label("quantity"), "integer"),
        Heading(label("format"), "choice"),
        Heading(text("needed_on"), "date"),
        Heading(label("artwork_due"), "date"),
        Heading(label("artwork_on"), "date"),
        Heading(label("target_url")),
        Heading(label("note")),
    )


def _line(row: Any, ledger: Ledger, today: date) -> Line:
    do_by = plain(row.do_by)
    days = (do_by - today).days if isinstance(do_by, date) else None
    late: Severity = "warning" if days is not None and days < 0 else ""
    values = (
        do_by,
        days,
        plain(row.promise_id),
        ledger.company_of(row.contract_id),
        plain(row.contract_id),
        plain(row.what),
        *(plain(value) for value in (row.quantity, row.format, row.needed_on, row.artwork_due, row.artwork_on)),
        plain(row.target_url),
        plain(row.note),
    )
    return Line(values, late, Place("promises", int(row.Index), "handed_over_on"))
