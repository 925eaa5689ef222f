"""Rows of every table, drawn at random, and Python's answers for them."""

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from addin.core.computed import computed, sources
from addin.tables import TABLES
from addin.tables.choices import CHOICES
from addin.tables.frames import frame_of_rows, plain
from addin.tables.model import Column, Table, Value

TODAY = date(2027, 2, 15)
ROWS = 40
FILLED = {key: table for key, table in TABLES.items() if table.area != "system"}
Rows = dict[str, list[dict[str, Value]]]


def frames_of(rows: Mapping[str, list[dict[str, Value]]]) -> dict[str, pd.DataFrame]:
    """Every table as a book reads it; what a row does not say is blank."""
    return {
        key: frame_of_rows(table, rows.get(key, []), range(2, len(rows.get(key, [])) + 2))
        for key, table in TABLES.items()
    }


def answered(key: str, frames: Mapping[str, pd.DataFrame], **settings: Value) -> pd.DataFrame:
    return computed(key, {source: frames[source] for source in sources(key)}, TODAY, settings)


class Drawn:
    """Rows of every table, drawn with a fixed seed."""

    def __init__(self, seed: int) -> None:
        self._draw = random.Random(seed)
        self.rows: Rows = {key: [self._row(table, n) for n in range(ROWS)] for key, table in FILLED.items()}
        for move in self.rows["stock_moves"]:  # enough of the same material for its daily use
            move["material_id"] = self._draw.choice(["MT-0001", "MT-0002", "MT-0003", "MT-0004", "MT-0005"])
            move["kind"] = self._draw.choice(["issue", "issue", "issue", "receipt", "request", "count"])
            move["moved_on"] = TODAY - timedelta(days=self._draw.randint(-5, 250))

    def _row(self, table: Table, number: int) -> dict[str, Value]:
        row = {column.key: self._value(table, column, number) for column in table.stored}
        if not any(value is not None for value in row.values()):
            row[next(c.key for c in table.stored if c.kind in ("text", "long"))] = "x"
        return row

    def _value(self, table: Table, column: Column, number: int) -> Value:
        if column.kind == "id":
            return f"{table.prefix}-{number + 1:04}" if self._draw.random() < 0.95 else None
        return self._cell(column) if self._draw.random() < 0.7 else None

    def _cell(self, column: Column) -> Value:
        draw = self._draw
        low, high = column.minimum or 0, min(column.maximum or 60, 60)
        match column.kind:
            case "ref":
                return f"{TABLES[column.ref].prefix}-{draw.choice([*range(1, 41), 9999]):04}"
            case "choice":
                return draw.choice(list(CHOICES[column.choices]))
            case "flag":
                return draw.random() < 0.5
            case "date":
                near, far = draw.choice((-1, 0, 0, 1)), draw.randint(-700, 2500)
                return TODAY + timedelta(days=draw.choice((near, near, draw.randint(-40, 40), far)))
            case "moment":
                return datetime(2027, 2, 15, 8, 30) + timedelta(hours=draw.randint(-100, 100))
            case "integer":
                return draw.choice([int(low), draw.randint(int(low), int(high))])
            case "number" | "money" | "percent":
                lowest = -50.0 if column.minimum is None else low
                return draw.choice((0.0, 0.1, 1.0, round(draw.uniform(lowest, column.maximum or 3000), 3)))
        return draw.choice(["Anzeige 1/1", "anzeige 1/1", "Banner groß", "A & B", f"{column.key} 7"])


def first_answers(key: str, rows: Rows, **settings: Value) -> dict[str, Any]:
    """The answers for the first row of a table."""
    answers = answered(key, frames_of(rows), **settings)
    return {column.key: plain(column, answers.iloc[0][column.key]) for column in TABLES[key].computed}
