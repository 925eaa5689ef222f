"""The hidden sheet `_lists`: every value list, and the holidays of the 16 states (R-08)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import count

import holidays
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from addin.tables import TABLES
from addin.tables.choices import CHOICES
from addin.tables.formulas import native
from addin.tables.settings import SETTINGS
from addin.words import Words
from workbook_templates import formats

SHEET = "_lists"
YEARS = range(2020, 2046)
STATES = CHOICES["federal_state"]
_HOUSE_STATE = "house.state"


def holidays_of(state: str) -> list[date]:
    """The public holidays of a state in the years that the workbook knows, in their order."""
    return sorted(holidays.country_holidays("DE", subdiv=state, years=YEARS))


def add_lists(workbook: Workbook, words: Words) -> Worksheet:
    """The hidden sheet, and the names by which validations and formulas reach its columns."""
    sheet: Worksheet = workbook.create_sheet(SHEET)
    sheet.sheet_state = "hidden"
    columns = count(1)
    for name, items in CHOICES.items():
        labels = [words.text(f"choices.{name}.{item}") for item in items]
        cells = _fill(sheet, next(columns), [name], labels)
        define(workbook, f"list_{name}", cells)
    _add_holidays(workbook, sheet, next(columns), words)
    return sheet


def _add_holidays(workbook: Workbook, sheet: Worksheet, first: int, words: Words) -> None:
    """A column a state under its key and its label: whichever stands in the settings finds it."""
    days = {state: holidays_of(state) for state in STATES}
    longest = max(map(len, days.values()))
    for column, state in enumerate(STATES, first):
        label = words.text(f"choices.federal_state.{state}")
        _fill(sheet, column, [state, label], days[state], formats.number_format("date", words))
    left, right = get_column_letter(first), get_column_letter(first + len(STATES) - 1)
    define(workbook, "house_holidays", _house_column(left, right, longest, words))


def _house_column(left: str, right: str, longest: int, words: Words) -> str:
    """The column of the house's state; the default state's where the setting is blank or unknown."""
    setting = native(f"setting({_HOUSE_STATE})", TABLES["settings"], words.language)
    default = STATES.index(str(SETTINGS[_HOUSE_STATE].default)) + 1
    keys, labels = (f"{SHEET}!${left}${row}:${right}${row}" for row in (1, 2))
    found = f"IFERROR(MATCH({setting},{labels},0),IFERROR(MATCH({setting},{keys},0),{default}))"
    return f"INDEX({SHEET}!${left}$3:${right}${longest + 2},0,{found})"


def _fill(
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
