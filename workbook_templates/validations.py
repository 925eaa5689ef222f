"""What Excel lets into a cell, with the hint that shows when it is chosen and the way out when it refuses."""

from __future__ import annotations

from typing import Literal

from openpyxl.worksheet.datavalidation import DataValidation

from addin.tables import TABLES
from addin.tables.model import Column, Kind, Table
from addin.words import Words

_NumberType = Literal["whole", "decimal"]
_EARLIEST, _LATEST = "DATE(1950,1,1)", "DATE(2199,12,31)"
_TITLE, _PROMPT, _ERROR = 32, 255, 225  # what Excel takes, in characters
_NUMBERS: dict[Kind, _NumberType] = {
    "integer": "whole",
    "number": "decimal",
    "money": "decimal",
    "percent": "decimal",
}


def validation(table: Table, column: Column, letter: str, cells: str, words: Words) -> DataValidation:
    """The validation of a column's cells; where anything may be typed, it holds the hint alone."""
    label, hint = words.tree(f"tables.{table.key}.columns.{column.key}")
    rule, error = _rule(column, letter, words)
    return worded(rule, cells, label, hint, error)


def worded(rule: DataValidation, cells: str, label: str, hint: str, error: str = "") -> DataValidation:
    """The validation for the cells, with its hint and, where it refuses something, its error."""
    rule.add(cells)
    rule.promptTitle, rule.prompt, rule.showInputMessage = _cut(label, _TITLE), _cut(hint, _PROMPT), True
    if error:
        rule.errorTitle, rule.error, rule.showErrorMessage = _cut(label, _TITLE), _cut(error, _ERROR), True
    return rule


def _rule(column: Column, letter: str, words: Words) -> tuple[DataValidation, str]:
    """What the column lets in and what Excel says to the rest."""
    if column.computed:
        never = DataValidation("custom", formula1="FALSE", errorStyle="warning", allow_blank=False)
        return never, words.text("start.cells.computed")
    if column.kind == "ref":
        return _one_of_table(column.ref, words)
    if column.unique:
        once = f"COUNTIF(${letter}:${letter},{letter}2)=1"
        return DataValidation("custom", formula1=once, allow_blank=True), words.text("start.cells.unique")
    return rule_of_kind(column.kind, column.choices, column.minimum, column.maximum, words)


def rule_of_kind(
    kind: Kind, choices: str, minimum: float | None, maximum: float | None, words: Words
) -> tuple[DataValidation, str]:
    """What a kind of value lets in and what Excel says to the rest; no words where it lets in everything."""
    if kind in ("choice", "flag"):
        listed = DataValidation("list", formula1=f"list_{choices or 'yes_no'}", allow_blank=True)
        return listed, words.text("start.cells.choice")
    if kind in ("date", "moment"):
        days = DataValidation("date", operator="between", formula1=_EARLIEST, formula2=_LATEST, allow_blank=True)
        return days, words.text("start.cells.date")
    if kind in _NUMBERS:
        return _between(_NUMBERS[kind], minimum, maximum), _number_error(kind, minimum, maximum, words)
    return DataValidation(allow_blank=True), ""


def _one_of_table(table: str, words: Words) -> tuple[DataValidation, str]:
    """A row of another table; a bare id is allowed after a warning."""
    sheet, example = words.text(f"tables.{table}.sheet"), f"{TABLES[table].prefix}-0001"
    picked = DataValidation("list", formula1=f"pick_{table}", errorStyle="warning", allow_blank=True)
    return picked, words.text("start.cells.ref", sheet=sheet, example=example)


def _between(kind: _NumberType, minimum: float | None, maximum: float | None) -> DataValidation:
    low = -1e12 if minimum is None else minimum
    high = 1e12 if maximum is None else maximum
    return DataValidation(
        kind, operator="between", formula1=f"{low:.15g}", formula2=f"{high:.15g}", allow_blank=True
    )


def _number_error(kind: Kind, minimum: float | None, maximum: float | None, words: Words) -> str:
    bounds = {"minimum": minimum, "maximum": maximum}
    given = {name: _plain(bound, kind, words) for name, bound in bounds.items() if bound is not None}
    between = words.text(f"start.cells.bounds.{'_'.join(given)}", **given) if given else ""
    return words.text(f"start.cells.{kind}", between=between)


def _plain(bound: float, kind: Kind, words: Words) -> str:
    if kind == "percent":
        return f"{words.shown(round(bound * 100, 4))} %"
    return words.shown(int(bound) if float(bound).is_integer() else bound)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"
