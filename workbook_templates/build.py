"""Builds the master workbooks: `python -m workbook_templates.build` writes both languages beside this file."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.workbook.properties import CalcProperties

from addin.tables import AREAS, TABLES
from addin.tables.formulas import native
from addin.tables.model import Table
from addin.tables.settings import SETTINGS
from addin.words import LANGUAGES, Words
from workbook_templates import FOLDER, file_name
from workbook_templates.days_off import add_days_off
from workbook_templates.lists import add_lists, define
from workbook_templates.pack import written
from workbook_templates.places import places
from workbook_templates.settings_sheet import add_settings_sheet
from workbook_templates.sheets import add_table_sheet
from workbook_templates.start import add_start


def built(language: str) -> bytes:
    """The empty master workbook of that language, the same bytes on every run."""
    words = Words.of(language)
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    answers = {words.text("start.sheet"): add_start(workbook, words)}
    for table in TABLES.values():
        answers[words.text(f"tables.{table.key}.sheet")] = _add_table(workbook, table, words)
    lists = add_lists(workbook, words)
    answers[lists.title] = add_days_off(workbook, lists, words)
    _describe(workbook, words)
    return written(workbook, answers)


def _add_table(workbook: Workbook, table: Table, words: Words) -> dict[str, str | float]:
    """Adds the sheet of a table; what comes back is what its formulas show in the blank row: nothing."""
    settings = table.key == "settings"
    sheet = add_settings_sheet(workbook, words) if settings else add_table_sheet(workbook, table, words)
    sheet.sheet_properties.tabColor = AREAS[table.area]
    if table.hidden or switched_off(table.area):
        sheet.sheet_state = "hidden"
    define(workbook, f"sheet_{table.key}", f"'{sheet.title}'!$A$1")
    if "pick" in table.by_key:
        whole = native(f"{table.key}[pick]", table, words.language)
        define(workbook, f"pick_{table.key}", whole)
    return {place.cells.partition(":")[0]: "" for place in places(table) if place.column.formula}


def switched_off(area: str) -> bool:
    """Whether a new workbook hides the sheets of the area."""
    setting = SETTINGS.get(f"areas.{area}")
    return setting is not None and setting.default is False


def _describe(workbook: Workbook, words: Words) -> None:
    """Who wrote the workbook and what it is; a reader calculates everything when it opens it."""
    workbook.properties.creator = workbook.properties.lastModifiedBy = "Teeup"
    workbook.properties.title = words.text("start.document.title")
    workbook.properties.subject = words.text("start.document.subject")
    workbook.properties.language = words.language
    workbook.calculation = CalcProperties(fullCalcOnLoad=True)
    workbook.active = 0
    workbook.worksheets[0].sheet_view.tabSelected = True


if __name__ == "__main__":
    for language in LANGUAGES:
        (FOLDER / file_name(language)).write_bytes(built(language))
