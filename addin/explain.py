"""What happened, in the coordinator's words: sentences for a person, one object for a program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from addin.commands.selection import told
from addin.errors import Refusal
from addin.reports.problems import place, sentences, worded
from addin.tables import TABLES
from addin.tables.model import Problem
from addin.words import Words

if TYPE_CHECKING:
    from addin.desk import Outcome
    from addin.plan import Change

SHOWN_AT_MOST = 20
SHOWN_OF_A_KIND = 3


def problem_line(problem: Problem, words: Words) -> str:
    return f"{place(problem, words)}: {' '.join(sentences(problem, words))}"


def refusal_line(refusal: Refusal, words: Words) -> str:
    """Why nothing was begun, and the way out."""
    return words.text(f"errors.{refusal.code}", **worded(refusal.facts, words))


def outcome_lines(outcome: Outcome, command: str, words: Words) -> Iterator[str]:
    """The run as a person reads it in the terminal: what was done, what to look at, what to do next."""
    yield from done_lines(outcome, command, words)
    if not outcome.rehearsed:
        yield words.text(f"commands.{command}.next")


def done_lines(outcome: Outcome, command: str, words: Words) -> Iterator[str]:
    """What was done, in one line, then the figures, and what to look at."""
    first = words.text(f"commands.{command}.{'rehearsed' if outcome.rehearsed else 'done'}", today=outcome.today)
    yield f"{first} {words.text('commands.only_rows', rows=told(outcome.selected))}" if outcome.selected else first
    known = words.tree("commands.counts")
    for name, number in outcome.counts.items():
        if name in known and number:
            yield f"  {words.text(f'commands.counts.{name}', n=number)}"
    yield from (f"  {line}" for line in _effects(outcome, words))
    yield from _problem_lines(outcome, words)


def _effects(outcome: Outcome, words: Words) -> Iterator[str]:
    if outcome.rehearsed:
        yield from _first([change_line(change, words) for change in outcome.plan.changes], words)
        if outcome.plan.rows:
            yield words.text("commands.would_append", n=len(outcome.plan.rows))
    else:
        yield words.text("commands.cells_changed", n=outcome.cells)
    yield from (words.text("commands.sheet_written", sheet=sheet) for sheet in outcome.sheets)
    yield from (words.text("commands.file_written", file=str(path)) for path in outcome.files)


def change_line(change: Change, words: Words) -> str:
    """One cell of a rehearsed plan: where, what stands there, what would."""
    from addin.history import text_of_value

    column = TABLES[change.table][change.column]
    before, after = (text_of_value(column, v, words.language) or "–" for v in (change.before, change.after))
    where = place(Problem(change.table, change.row, change.column, ""), words)
    return f"{where}: {before} → {after}"


def _problem_lines(outcome: Outcome, words: Words) -> Iterator[str]:
    """Errors before warnings, and of each kind only the first few: the check report has them all."""
    if not outcome.problems:
        return
    yield words.text("commands.problems", n=len(outcome.problems))
    kinds: dict[tuple[str, ...], list[Problem]] = {}
    for problem in sorted(outcome.problems, key=lambda problem: problem.severity):
        kinds.setdefault((problem.severity, problem.code, problem.table, problem.column), []).append(problem)
    for alike in kinds.values():
        lines = [problem_line(problem, words) for problem in alike[:SHOWN_OF_A_KIND]]
        yield from (f"  {line}" for line in lines)
        if len(alike) > len(lines):
            yield f"  {words.text('commands.and_more_like_this', n=len(alike) - len(lines))}"


def _first(lines: list[str], words: Words) -> Iterator[str]:
    yield from lines[:SHOWN_AT_MOST]
    if len(lines) > SHOWN_AT_MOST:
        yield words.text("commands.and_more", n=len(lines) - SHOWN_AT_MOST)


def outcome_object(outcome: Outcome, command: str, words: Words) -> dict[str, Any]:
    """The run as one JSON object: counts, files and problems."""
    return {
        "command": command,
        "today": outcome.today.isoformat(),
        "rehearsed": outcome.rehearsed,
        "cells_changed": outcome.cells,
        "rows_appended": len(outcome.plan.rows),
        "selected_rows": list(outcome.selected),
        "counts": dict(outcome.counts),
        "sheets": list(outcome.sheets),
        "files": [str(path) for path in outcome.files],
        "problems": [problem_object(problem, words) for problem in outcome.problems],
    }


def problem_object(problem: Problem, words: Words) -> dict[str, Any]:
    return {
        "table": problem.table,
        "row": problem.row,
        "column": problem.column,
        "code": problem.code,
        "severity": problem.severity,
        "text": problem_line(problem, words),
    }
