"""Shares and cover (R-23, R-70)."""

from __future__ import annotations

from math import trunc


def share(part: float, whole: float) -> float | None:
    """The part of the whole, 0.1 for 10 %; None where the whole is 0."""
    return part / whole if whole else None


def days_of_cover(available: float, daily_use: float) -> int | None:
    """For how many whole days a stock suffices, 0 for a part of one; None where nothing is used (R-23).

    >>> days_of_cover(100, 18.4)
    5
    """
    return trunc(available / daily_use) if daily_use > 0 else None
