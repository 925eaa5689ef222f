"""Ids as Teeup would have given them."""

from __future__ import annotations

from addin.tables import TABLES


def identity(table: str, number: int) -> str:
    """The id of a table's row.

    >>> identity("contracts", 7)
    'V-0007'
    """
    return f"{TABLES[table].prefix}-{number:04d}"
