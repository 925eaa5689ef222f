"""The check report (P-02): every wrong cell, what is wrong, the way out, and a link to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from addin.reports.model import Figure, Figures, Group, Heading, Line, Note, Place, Report, Severity, Table
from addin.reports.problems import column_label, sentences, sheet_label
from addin.tables import TABLES
from addin.tables.model import Problem
from addin.words import Words

KEY = "data_check"
_SEVERITIES: dict[str, Severity] = {"error": "critical", "warning": "warning"}


def check_report(problems: Sequence[Problem], words: Words, today: date) -> Report:
    """One sheet with every problem, errors before warnings, else in the order given (P-02)."""
    text = words.texts("reports.checks")
    ranked = sorted(problems, key=lambda problem: problem.severity)
    table = Table(_headings(words), (Group("", tuple(_line(p, words) for p in ranked)),), text("clean"))
    note = Note(text("next" if problems else "next_when_clean"))
    blocks = (_figures(problems, words), table, note)
    return Report(KEY, text("sheet"), text("title"), today, blocks)


def _headings(words: Words) -> tuple[Heading, ...]:
    text = words.texts("reports.checks")
    return (
        Heading(text("severity"), "choice"),
        Heading(text("table"), "choice"),
        Heading(text("row"), "integer"),
        Heading(text("column"), "choice", linked=True),
        Heading(text("value"), "text"),
        Heading(text("what"), "text"),
        Heading(text("fix"), "text"),
    )


def _figures(problems: Sequence[Problem], words: Words) -> Figures:
    text = words.texts("reports.checks")
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    return Figures(
        (
            Figure(text("errors"), errors, severity="critical" if errors else ""),
            Figure(text("warnings"), warnings, severity="warning" if warnings else ""),
            Figure(text("tables"), len({problem.table for problem in problems})),
        )
    )


def _line(problem: Problem, words: Words) -> Line:
    what, fix = sentences(problem, words)
    values = (
        words.text(f"reports.checks.severities.{problem.severity}"),
        sheet_label(problem.table, words),
        problem.row,
        column_label(problem.table, problem.column, words),
        words.shown(problem.facts.get("value")),
        what,
        fix,
    )
    return Line(values, _SEVERITIES[problem.severity], _place(problem))


def _place(problem: Problem) -> Place | None:
    """The cell of a problem; of a row as a whole its first cell, of a whole table or a foreign one none."""
    if problem.row is None or problem.table not in TABLES:
        return None
    columns = TABLES[problem.table].by_key
    return Place(problem.table, problem.row, problem.column if problem.column in columns else next(iter(columns)))
