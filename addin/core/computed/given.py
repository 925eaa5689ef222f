"""What the answers are computed from, and what Excel does with it: look up, add up, round, count working days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from addin.core.house import House
from addin.tables import TABLES
from addin.tables.model import Value
from addin.tables.settings import SETTINGS

Columns = Mapping[str, Any]


@dataclass(frozen=True)
class Given:
    """The tables as read, the key date and the settings; a setting that is blank has its default."""

    tables: Mapping[str, pd.DataFrame]
    today: date
    settings: Mapping[str, Value]

    def __getitem__(self, key: str) -> pd.DataFrame:
        return self.tables[key]

    @property
    def as_of(self) -> pd.Timestamp:
        return pd.Timestamp(self.today)

    @cached_property
    def house(self) -> House:
        return House.of(self.setting)

    def setting(self, key: str) -> Any:
        value = self.settings.get(key)
        return SETTINGS[key].default if value is None else value

    def at(self, ids: pd.Series, table: str, values: str | pd.Series) -> pd.Series:
        """For each id the value in the first row of the table that has it; blank where there is none."""
        id_column = TABLES[table].id_column
        assert id_column is not None, table
        frame = self[table]
        column = frame[values] if isinstance(values, str) else values
        by_id = pd.Series(column.array, index=comparable(frame[id_column.key]))
        by_id = by_id[by_id.index.notna() & ~by_id.index.duplicated()]
        found = by_id.reindex(comparable(ids))
        return pd.Series(found.array, index=ids.index)

    def known(self, ids: pd.Series, table: str) -> pd.Series:
        """Which ids have a row in the table."""
        id_column = TABLES[table].id_column
        assert id_column is not None, table
        keys = set(comparable(self[table][id_column.key].dropna()))
        return comparable(ids).isin(keys) & ids.notna()

    def workdays_on(self, days: pd.Series, counts: pd.Series | float) -> pd.Series:
        """The working day of the house so many working days on; blank where day or count is."""
        many = counts if isinstance(counts, pd.Series) else pd.Series(counts, index=days.index)
        pairs = zip(days.to_numpy("datetime64[D]").tolist(), many.tolist(), strict=True)
        moved = [self.house.workday(day, int(n)) if day and n == n else None for day, n in pairs]
        return day_column(moved, days.index)


def day_column(days: list[date | None], index: pd.Index) -> pd.Series:
    return pd.Series(np.array(days, "datetime64[D]").astype("datetime64[us]"), index=index)


def comparable(texts: pd.Series) -> pd.Series:
    """Texts as Excel compares them: case does not count."""
    folded: pd.Series = texts.astype(object).str.casefold()
    return folded


def added_up(ids: pd.Series, keys: pd.Series, numbers: pd.Series) -> pd.Series:
    """For each id the sum of the numbers whose key it is, 0 where there is none (SUMIFS)."""
    sums = numbers.groupby(comparable(keys).to_numpy()).sum()
    return pd.Series(sums.reindex(comparable(ids)).fillna(0.0).array, index=ids.index)


def counted(ids: pd.Series, keys: pd.Series) -> pd.Series:
    """For each id how many keys it equals (COUNTIFS)."""
    return added_up(ids, keys, pd.Series(1.0, index=keys.index))


def number(column: pd.Series) -> pd.Series:
    """The numbers with 0 for a blank cell, as Excel's N()."""
    return column.fillna(0.0)


def row_by_row(rule: Callable[..., float | None], *columns: pd.Series) -> pd.Series:
    """The rule's number for each row, a blank one where it has none."""
    answers = [rule(*row) for row in zip(*columns, strict=True)]
    return pd.Series(answers, index=columns[0].index, dtype="float64")


def first_of(*cases: tuple[Any, Any], otherwise: Any = None) -> Any:
    """For each row the answer of the first case that holds there."""
    conditions = [np.asarray(condition, dtype=bool) for condition, _ in cases]
    answers = [answer for _, answer in cases]
    return np.select(conditions, answers, default=otherwise)


def flag(condition: pd.Series, where: pd.Series) -> Any:
    """Yes or no in the rows where the question arises, else blank."""
    return first_of((~where, None), (condition, True), otherwise=False)


def work_state(given: Given, wanted: pd.Series, done_on: pd.Series, due_on: pd.Series) -> Any:
    """Whether what is wanted is done, overdue or open; due today is not overdue."""
    return first_of(
        (~wanted, None),
        (done_on.notna(), "done"),
        (due_on < given.as_of, "overdue"),
        otherwise="open",
    )
