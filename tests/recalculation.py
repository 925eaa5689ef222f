"""Masters full of rows, and what a spreadsheet program that is not ours makes of them."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
from lightened import lighten
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from addin.books.cells import content
from addin.books.names import Names
from addin.core.computed import computed
from addin.masters import desk
from addin.tables import TABLES
from addin.tables.choices import CHOICES
from addin.tables.frames import frame_of
from addin.tables.model import Column, Table, Value
from addin.tables.settings import SETTINGS as DECLARED
from addin.words import Words
from workbook_templates import template

AS_OF = date(2027, 2, 15)
ROWS = 40
SETTINGS: dict[str, dict[str, Value]] = {
    "de": {
        "house.state": "BY",
        "calendar.assumption_day": True,
        "calendar.closed_on": "11.02.2027; 2027-02-19, 4.3.2027",
        "lead.web": 4,
        "stock.min_issues": 2,
    },
    "en": {"house.state": "NI", "calendar.closed_on": date(2027, 2, 16), "stock.min_issues": 1},
}
FILLED = [table for table in TABLES.values() if table.area != "system"]

_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <item oor:path="/org.openoffice.Office.Calc/Formula/Load">
    <prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
  </item>
</oor:items>"""


class Invented:
    """Rows for every table that hold whatever their declarations allow, blanks and dead references included."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)

    def rows(self, table: Table) -> list[dict[str, Value]]:
        rows = [{c.key: self.value(table, c, n) for c in table.stored} for n in range(1, ROWS + 1)]
        return [{**row, **self.in_order(table, row)} for row in rows]

    def value(self, table: Table, column: Column, number: int) -> Value:
        if column.kind == "id":
            return f"{table.prefix}-{number:04d}"
        if self.dice.random() < (0.05 if column.required else 0.3):
            return None
        if column.unique:
            return f"{column.key} {number}"
        if (table.key, column.key) == ("contracts", "ends_on") and self.dice.random() < 0.1:
            return date(2099, 12, 31)
        return self.of_kind(column)

    def of_kind(self, column: Column) -> Value:
        dice = self.dice
        match column.kind:
            case "ref":
                number = dice.choice([1, 2, 3, dice.randint(1, ROWS)])  # a few rows are meant often
                return f"{TABLES[column.ref].prefix}-{9999 if dice.random() < 0.03 else number:04d}"
            case "choice":
                return dice.choice(CHOICES[column.choices])
            case "flag":
                return dice.random() < 0.5
            case "date":
                return dice.choice([AS_OF, *[self.day()] * 10])
            case "moment":
                return datetime.combine(self.day(), time()) + timedelta(minutes=dice.randrange(1440))
            case "integer":
                return self.number(column, dice.choice([3, 12, 40, 400]), 0)
            case "number" | "money":
                return self.number(column, dice.choice([1, 20, 5000]), 2)
            case "percent":
                return dice.choice([0, 0.05, 0.1, 0.15, 0.175, 0.5, 1])
            case _:
                return dice.choice(["Müller & Söhne", "A · B", "01069", "=x", "x", "Straße 5"])

    def day(self) -> date:
        """Mostly near the key date, where rules change their mind."""
        return AS_OF + timedelta(round(self.dice.choice([5, 40, 400]) * self.dice.gauss(0, 1)))

    def number(self, column: Column, spread: float, places: int) -> float:
        low = column.minimum if column.minimum is not None else -spread
        high = min(column.maximum or spread, max(spread, low))
        return round(self.dice.uniform(low, high), places) if places else self.dice.randint(int(low), int(high))

    @staticmethod
    def in_order(table: Table, row: Mapping[str, Value]) -> dict[str, Value]:
        """The periods of a row, each from its earlier to its later end."""
        found: dict[str, Value] = {}
        for first, last in table.periods:
            ends: list[Any] = [{**row, **found}[first], {**row, **found}[last]]
            if all(end is not None for end in ends):
                found |= dict(zip((first, last), sorted(ends), strict=True))
        return found


@dataclass(frozen=True)
class Master:
    """A full master: what stands in its tables, Python's answers, and the file."""

    words: Words
    frames: dict[str, pd.DataFrame]
    answers: dict[str, pd.DataFrame]
    names: Names
    content: bytes

    def expected(self, column: Column, value: Any) -> Any:
        return comparable(content(column, value, self.words.language, self.names.shown))


def demo_master(path: Path, language: str) -> Master:
    """The demo as its command made it at a path, read back."""
    made = desk(path, datetime.combine(AS_OF, time(9)), None)
    frames = {table.key: made.table(table.key) for table in FILLED}
    answers = {key: computed(key, frames, made.today, made.settings) for key in frames}
    return Master(Words.of(language), frames, answers, Names(lambda table: frames[table.key]), path.read_bytes())


def invented_master(language: str) -> Master:
    invented = Invented(seed=20270215)
    rows = {table.key: invented.rows(table) for table in FILLED}
    frames = {
        key: frame_of(
            TABLES[key], {c.key: [row[c.key] for row in found] for c in TABLES[key].stored}, range(2, ROWS + 2)
        )
        for key, found in rows.items()
    }
    settings: dict[str, Value] = {"as_of": AS_OF, **SETTINGS[language]}
    read = {key: DECLARED[key].value_of(value) for key, value in settings.items()}
    answers = {key: computed(key, frames, AS_OF, read) for key in frames}
    names = Names(lambda table: frames[table.key])
    words = Words.of(language)
    return Master(words, frames, answers, names, filled(words, frames, answers, names, settings))


def filled(words: Words, frames: Any, answers: Any, names: Names, settings: Mapping[str, Value]) -> bytes:
    """The committed template with rows in its tables, as a coordinator would have typed them."""
    workbook = load_workbook(BytesIO(template(words.language)))
    for key, frame in frames.items():
        sheet = workbook[words.text(f"tables.{key}.sheet")]
        for number, column in enumerate(TABLES[key].columns, 1):
            values = answers[key][column.key] if column.refreshed else frame.get(column.key)
            fill_column(sheet, number, column, values, lambda c, v: content(c, v, words.language, names.shown))
        sheet.tables[key].ref = f"A1:{get_column_letter(len(TABLES[key].columns))}{len(frame) + 1}"
        sheet.tables[key].autoFilter.ref = sheet.tables[key].ref
    set_settings(workbook[words.text("tables.settings.sheet")], settings, words)
    target = BytesIO()
    workbook.save(target)
    return target.getvalue()


def fill_column(sheet: Worksheet, number: int, column: Column, values: Any, shown: Any) -> None:
    pattern = sheet.cell(2, number)
    formula = pattern.value
    for row in range(2, ROWS + 2):
        cell = sheet.cell(row, number)
        cell._style = copy(pattern._style)
        cell.value = formula if column.formula else shown(column, values[row])
        if isinstance(cell.value, str) and not column.formula:
            cell.data_type = "s"


def set_settings(sheet: Worksheet, settings: Mapping[str, Value], words: Words) -> None:
    rows = {sheet.cell(row, 1).value: row for row in range(2, sheet.max_row + 1)}
    for key, value in settings.items():
        sheet.cell(rows[key], 3).value = value
    if words.language == "de":  # a label or its key: either is understood
        sheet.cell(rows["house.state"], 3).value = words.text(f"choices.federal_state.{settings['house.state']}")


def recalculated(files: Mapping[str, bytes], soffice: str, folder: Path) -> dict[str, CalamineWorkbook]:
    """What a spreadsheet program makes of the files when it trusts no result that stands in them."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, "utf-8")
    sources = [folder / f"{name}.xlsx" for name in files]
    for source, content_ in zip(sources, files.values(), strict=True):
        source.write_bytes(content_)
        lighten(source)
    target = folder / "answered"
    start = [soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx"]
    for _ in range(2):  # a fresh profile may end its first start before it worked
        subprocess.run([*start, "--outdir", target, *sources], check=False, capture_output=True, timeout=300)
        if all((target / source.name).exists() for source in sources):
            break
    return {name: CalamineWorkbook.from_path(str(target / f"{name}.xlsx")) for name in files}


def comparable(cell: Any) -> Any:
    """A cell's value however it was read: blank, a number, or text; a day as its number."""
    if cell is None or cell == "" or cell != cell:
        return ""
    if isinstance(cell, bool | str):
        return cell
    if isinstance(cell, datetime):
        return round((cell - datetime(1899, 12, 30)) / timedelta(1), 6)
    if isinstance(cell, date):
        return float((cell - date(1899, 12, 30)).days)
    return float(f"{cell:.12g}")


def sheet_rows(book: CalamineWorkbook, table: Table, words: Words) -> list[list[Any]]:
    return book.get_sheet_by_name(words.text(f"tables.{table.key}.sheet")).to_python()
