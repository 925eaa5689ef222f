"""Commands run on the demo as a coordinator runs them: decided alone, or carried out by the desk."""

import pickle
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from demo_tables import demo, frames, settings

from addin.books import Edit
from addin.books.memory import MemoryBook
from addin.commands.register import COMMANDS
from addin.commands.situation import Situation
from addin.desk import Desk
from addin.plan import Plan
from addin.reports.model import Line, Report, Table
from addin.tables import TABLES
from addin.tables.settings import SETTINGS
from addin.words import Words
from workbook_templates.demo.keydate import AS_OF

NOW = datetime(2027, 2, 15, 9, 30)


def decided(
    name: str,
    tables: Mapping[str, pd.DataFrame] | None = None,
    language: str = "de",
    chosen: Mapping[str, Any] | None = None,
    today: date = AS_OF,
    **options: Any,
) -> Plan:
    """What the command decides on the demo, or on other tables in its place; `chosen` are other settings."""
    stored = settings()
    known = {key: setting.value_of(stored.get(key)) for key, setting in SETTINGS.items()}
    given = {**frames(language), **(tables or {})}
    situation = Situation(given, today, {**known, **(chosen or {})}, Words.of(language), options, (), NOW)
    return COMMANDS[name].decision(situation)


@cache
def _demo_kept(language: str) -> bytes:
    book = MemoryBook(language)
    book.apply(Edit(rows=tuple(row for row in demo(language) if row.table != "log")))
    return pickle.dumps(book)


def demo_book(language: str = "de") -> MemoryBook:
    """The demo in memory."""
    book: MemoryBook = pickle.loads(_demo_kept(language))
    return book


def desk(book: MemoryBook, folder: Path) -> Desk:
    return Desk(book, NOW, folder, AS_OF)


def state(book: MemoryBook) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables but the log."""
    found = {key: book.read(table).frame for key, table in TABLES.items() if key != "log"}
    return {
        key: frame.astype(object).where(frame.notna(), None).to_dict("records") for key, frame in found.items()
    }


def table(report: Report, at: int = 0) -> Table:
    """The report's tables in order, empty ones too."""
    return [block for block in report.blocks if isinstance(block, Table)][at]


def lines(report: Report, severity: str = "") -> list[Line]:
    """All lines of all tables, or those of one severity."""
    every = [line for block in report.blocks if isinstance(block, Table) for line in block.lines]
    return [line for line in every if not severity or line.severity == severity]
