"""Who is away, and who stands in (GEN-04)."""

from __future__ import annotations

from datetime import date

import pandas as pd


def stand_ins(staff: pd.DataFrame, today: date) -> dict[str, str]:
    """For everybody who is on vacation today the id of the stand-in; without one left out.

    >>> staff = pd.DataFrame({"staff_id": ["M-0008"], "stand_in": ["M-0007"]})
    >>> away = {"vacation_from": pd.Timestamp(2027, 2, 15), "vacation_until": pd.Timestamp(2027, 2, 19)}
    >>> stand_ins(staff.assign(**away), date(2027, 2, 19))
    {'M-0008': 'M-0007'}
    """
    covered = staff[away(staff, today)].dropna(subset=["stand_in"])
    return dict(zip(covered["staff_id"], covered["stand_in"], strict=True))


def away(staff: pd.DataFrame, today: date) -> pd.Series:
    """Who is on vacation that day, first and last day included."""
    day = pd.Timestamp(today)
    return (staff["vacation_from"] <= day) & (staff["vacation_until"] >= day)
