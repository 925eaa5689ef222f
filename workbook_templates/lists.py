"""The hidden sheet `_lists`: every value list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from addin.tables.choices import CHOICES
from addin.words import Words

SHEET = "_lists"


def add_lists(workbook: Workbook, words: Words) -> Worksheet:
    """The hidden sheet, and the names by which validations reach its columns."""
    sheet: Worksheet = workbook.create_sheet(SHEET)
    sheet.sheet_state = "hidden"
    for column, (name, items) in enumerate(CHOICES.items(), 1):
        labels = [words.text(f"choices.{name}.{item}") for item in items]
        cells = fill(sheet, column, [name], labels)
        define(workbook, f"list_{name}", cells)
    return sheet


def fill(
    sheet: Worksheet,
    column: int,
    heads: list[str],
    values: Iterable[str | date],
    number_format: str = "General",
) -> str:
    """Writes a column and returns the cells of its values."""
    row = 0
    for row, value in enumerate([*heads, *values], 1):
        cell = sheet.cell(row, column, value)
        cell.number_format = number_format if row > len(heads) else "General"
    letter = get_column_letter(column)
    sheet.column_dimensions[letter].width = 18
    return f"{SHEET}!${letter}${len(heads) + 1}:${letter}${row}"


def define(workbook: Workbook, name: str, meaning: str) -> None:
    workbook.defined_names[name] = DefinedName(name, attr_text=meaning)
