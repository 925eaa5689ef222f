"""The rows of a frame one by one, their values without any wrapping."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd


def records(frame: pd.DataFrame) -> Iterator[tuple[int, dict[str, Any]]]:
    """Number and cells of every row: a blank is None, a day is a date.

    >>> next(records(pd.DataFrame({"due": [pd.Timestamp(2027, 2, 15)], "n": [float("nan")]}, index=[7])))
    (7, {'due': datetime.date(2027, 2, 15), 'n': None})
    """
    keys = [str(key) for key in frame.columns]
    rows = zip(*(_unwrapped(column) for _, column in frame.items()), strict=True) if keys else ((),) * len(frame)
    for row, cells in zip(frame.index.tolist(), rows, strict=True):
        yield row, dict(zip(keys, cells, strict=True))


def _unwrapped(column: pd.Series[Any]) -> list[Any]:
    blank = column.isna().tolist()
    return [None if gone else _day(value) for value, gone in zip(column.tolist(), blank, strict=True)]


def _day(value: Any) -> Any:
    return value.date() if isinstance(value, pd.Timestamp) else value
