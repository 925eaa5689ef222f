"""The demo's material as its commands see it, in either language, and small worlds of our own."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import pandas as pd
from demo_tables import rows_of

from addin.commands.register import COMMANDS
from addin.commands.situation import Situation
from addin.plan import Plan
from addin.reports.model import Line, Report, Toned
from addin.tables import TABLES
from addin.tables.frames import frame_of_rows
from addin.tables.settings import SETTINGS
from addin.words import Words

TODAY = date(2027, 2, 15)
NOW = datetime(2027, 2, 15, 9, 30)
NEEDED = ("materials", "stock_moves", "reprints", "show_items", "shows", "staff", "web_pages", "contacts")


BROCHURE = {
    "material_id": "MT-0001",
    "name": "Imagebroschüre",
    "kind": "brochure",
    "version": "2027",
    "consumable": True,
    "review_days": 3,
    "proof_days": 3,
    "production_days": 10,
    "delivery_days": 4,
    "min_run": 100,
    "multiple": 50,
}


def frame(table: str, rows: list[Any]) -> pd.DataFrame:
    """Rows as a rule gets them, the first in row 2 of the sheet."""
    return frame_of_rows(TABLES[table], rows, range(2, 2 + len(rows)))


@cache
def demo_frames(language: str) -> Mapping[str, pd.DataFrame]:
    return {key: frame(key, rows_of(key, language)) for key in NEEDED}


def world(**rows: list[dict[str, Any]]) -> dict[str, pd.DataFrame]:
    """Tables with these rows and no others."""
    return {key: frame(key, rows.get(key, [])) for key in NEEDED}


def decided(
    name: str, tables: Mapping[str, pd.DataFrame], language: str = "de", today: date = TODAY, **options: Any
) -> Plan:
    """What a command decides on these tables with every setting at its default."""
    settings = {key: setting.value_of(None) for key, setting in SETTINGS.items()}
    return COMMANDS[name].decision(Situation(tables, today, settings, Words.of(language), options, (), NOW))


def lines(report: Report) -> dict[Any, Line]:
    """Every line of a report by the first of its values."""
    return {line.values[0]: line for table in report.tables for line in table.lines}


def values(line: Line) -> list[Any]:
    return [value.value if isinstance(value, Toned) else value for value in line.values]


def move(number: int, day: date, kind: str, quantity: int) -> dict[str, Any]:
    return {
        "move_id": f"LB-{number:04d}",
        "moved_on": day,
        "material_id": "MT-0001",
        "kind": kind,
        "quantity": quantity,
    }


def used_daily(on_hand: int, use: int = 10, days: int = 100) -> list[dict[str, Any]]:
    """So many a day for so many days until yesterday, and what is left today."""
    received = move(1, TODAY - timedelta(days=days), "receipt", on_hand + use * days)
    issues = [move(n + 1, TODAY - timedelta(days=n), "issue", -use) for n in range(1, days + 1)]
    return [received, *issues]
