"""The settings: one row for each number of the rules that a coordinator may change, with its meaning."""

from __future__ import annotations

from itertools import pairwise

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from addin.tables import TABLES
from addin.tables.model import Kind
from addin.tables.settings import SETTINGS, Setting
from addin.words import Words
from workbook_templates import formats
from workbook_templates.places import FIRST_ROW, Place, places
from workbook_templates.sheets import Row, fill_table_sheet
from workbook_templates.validations import rule_of_kind, validation, worded

TABLE = TABLES["settings"]
_WIDTHS = {"key": 26.0, "name": 34.0, "value": 40.0, "meaning": 84.0}
_GROUP_ENDS = Border(bottom=Side("thin", color=formats.SLATE))


def add_settings_sheet(workbook: Workbook, words: Words) -> Worksheet:
    """The sheet of all settings with their defaults, checked row by row where a value has bounds."""
    settings = list(SETTINGS.values())
    sheet = fill_table_sheet(workbook, TABLE, words, [_row(setting, words) for setting in settings])
    columns = {place.column.key: place for place in places(TABLE, len(settings))}
    for key, place in columns.items():
        sheet.column_dimensions[place.letter].width = _WIDTHS[key]
        if key != "value":
            sheet.add_data_validation(validation(TABLE, place.column, place.letter, place.cells, words))
    for row, setting in enumerate(settings, FIRST_ROW):
        _set_up_value(sheet, f"{columns['value'].letter}{row}", setting, words)
    _part_groups(sheet, settings, columns)
    return sheet


def _row(setting: Setting, words: Words) -> Row:
    name, meaning = words.tree("settings")[setting.key]
    return {"key": setting.key, "name": name, "value": setting.shown(setting.default, words), "meaning": meaning}


def _set_up_value(sheet: Worksheet, cell: str, setting: Setting, words: Words) -> None:
    kind = _kind(setting)
    sheet[cell].number_format = formats.number_format(kind, words)
    sheet[cell].font = Font(name=formats.FONT, size=11, bold=True, color=formats.NAVY)
    sheet[cell].alignment = Alignment(horizontal="left", vertical="top")
    rule, error = rule_of_kind(kind, setting.choices, setting.minimum, setting.maximum, words)
    name, meaning = words.tree("settings")[setting.key]
    sheet.add_data_validation(worded(rule, cell, name, meaning, error))


def _kind(setting: Setting) -> Kind:
    """What its cell holds: several numbers or days in one cell are text."""
    match setting.kind:
        case "numbers" | "dates":
            return "text"
        case kind:
            return kind


def _part_groups(sheet: Worksheet, settings: list[Setting], columns: dict[str, Place]) -> None:
    """A line under the last setting of each group."""
    for row, (this, following) in enumerate(pairwise(settings), FIRST_ROW):
        if _group(this) != _group(following):
            for place in columns.values():
                sheet[f"{place.letter}{row}"].border = _GROUP_ENDS


def _group(setting: Setting) -> str:
    return setting.key.partition(".")[0] if "." in setting.key else ""
