"""A wrong row in the coordinator's words: where it is, what is wrong, the way out."""

from __future__ import annotations

from collections.abc import Mapping

from addin.tables import TABLES
from addin.tables.model import Problem
from addin.words import Words


def sentences(problem: Problem, words: Words) -> tuple[str, str]:
    """What is wrong, and the way out."""
    facts = worded(problem.facts, words, problem.table)
    code = f"problems.{problem.code}"
    return words.text(f"{code}.what", **facts), words.text(f"{code}.fix", **facts)


def place(problem: Problem, words: Words) -> str:
    """Where a problem is: sheet, row and column, as far as it has them."""
    sheet = sheet_label(problem.table, words)
    if problem.row is None:
        return sheet
    column = column_label(problem.table, problem.column, words)
    return words.text(
        f"commands.place.{'cell' if column else 'row'}", sheet=sheet, row=str(problem.row), column=column
    )


def sheet_label(table: str, words: Words) -> str:
    """The name of a table's sheet; what is no table of ours (an imported file) keeps its name."""
    return words.text(f"tables.{table}.sheet") if table in TABLES else table


def column_label(table: str, column: str, words: Words) -> str:
    """The header of a column; what is no column of ours keeps its name."""
    known = table in TABLES and column in TABLES[table].by_key
    return words.label(table, column) if known else column


def worded(facts: Mapping[str, object], words: Words, table: str = "") -> dict[str, object]:
    """Facts with the keys of tables and columns in them replaced by what the coordinator reads in her workbook."""
    table = table or str(facts.get("table", ""))
    return {name: _worded(name, value, words, table) for name, value in facts.items()}


def _worded(name: str, value: object, words: Words, table: str) -> object:
    if name not in ("table", "other", "column") or not isinstance(value, str):
        return value
    return sheet_label(value, words) if value in TABLES else column_label(table, value, words)
