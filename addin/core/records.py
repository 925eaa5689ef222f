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
    values = frame.astype(object).where(frame.notna(), None)
    for row, cells in zip(values.index.tolist(), values.to_dict("records"), strict=True):
        yield row, {str(key): _unwrapped(value) for key, value in cells.items()}


def _unwrapped(value: Any) -> Any:
    return value.date() if isinstance(value, pd.Timestamp) else value
