"""Ids: a prefix and a number that only ever grows, and cells that name several of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from addin.tables import TABLES

_BETWEEN = "; "


def next_ids(table: str, frame: pd.DataFrame) -> Iterator[str]:
    """Fresh ids for new rows of a table, after the largest number its ids hold; other texts do not count.

    >>> next(next_ids("contracts", pd.DataFrame({"contract_id": ["V-0009", "V-0117", "old"]})))
    'V-0118'
    """
    declared = TABLES[table]
    key = declared.id_column
    assert key is not None, table
    number = max(map(int, _numbers(declared.prefix, frame[key.key])), default=0)
    while True:
        number += 1
        yield f"{declared.prefix}-{number:04d}"


def _numbers(prefix: str, ids: pd.Series) -> Iterator[str]:
    shape = re.compile(rf"{prefix}-(\d+)")
    return (match[1] for known in ids.dropna() if (match := shape.fullmatch(str(known))))


def ids_text(ids: list[str]) -> str:
    """Several ids in one cell, always in the same order.

    >>> ids_text(["L-0010", "L-0002"])
    'L-0002; L-0010'
    """
    return _BETWEEN.join(sorted(ids))


def ids_in(text: object) -> list[str]:
    """The ids that a cell names."""
    return [part for part in str(text or "").split(_BETWEEN) if part]
