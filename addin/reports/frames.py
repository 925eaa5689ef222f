"""From the rows of a frame to the values of a report."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from addin.tables.model import Value


def plain(value: Any) -> Value:
    """A frame's value as a report holds it: a blank is None, a date is a date, a whole number has no point.

    >>> plain(float("nan")), plain(12.0)
    (None, 12)
    """
    if value is None or value != value:
        return None
    if isinstance(value, datetime):
        return value.date()
    number = value.item() if hasattr(value, "item") else value
    return int(number) if isinstance(number, float) and number.is_integer() else number
