"""Sales and targets (R-48)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from addin.core.amounts import share
from addin.core.computed.given import Columns, Given, comparable, number, row_by_row
from addin.core.dates import months_later

_MONTHS = {"month": 1, "quarter": 3}


def sales(given: Given) -> Columns:
    frame = given["sales"]
    margin = frame["net"] - number(frame["cost"])
    return {"margin": margin, "margin_share": row_by_row(share, margin, frame["net"])}


def targets(given: Given) -> Columns:
    """R-48"""
    frame = given["targets"]
    revenue = _in_period(given, given["sales"]["net"])
    margin = _in_period(given, sales(given)["margin"])
    return {
        "revenue": revenue,
        "revenue_attained": row_by_row(share, revenue, frame["revenue_target"]),
        "margin": margin,
        "margin_attained": row_by_row(share, margin, frame["margin_target"]),
    }


def _in_period(given: Given, amounts: pd.Series) -> pd.Series:
    """The sum of each rep's amounts from the first day of the period to its last."""
    frame, sold = given["targets"], given["sales"]
    asked = frame["rep"].notna() & frame["period_start"].notna()
    sales = {
        rep: (rows["on"].to_numpy(), amounts[rows.index].to_numpy())
        for rep, rows in sold.groupby(comparable(sold["rep"]).to_numpy())
    }
    periods = frame.loc[asked, ["period_start", "period"]].itertuples(index=False)
    sums = [
        _sum(*sales[rep], start, _MONTHS.get(period, 12)) if rep in sales else 0.0
        for rep, (start, period) in zip(comparable(frame["rep"])[asked], periods, strict=True)
    ]
    return pd.Series(sums, index=frame.index[asked], dtype="float64").reindex(frame.index)


def _sum(days: Any, amounts: Any, start: pd.Timestamp, months: int) -> float:
    """The amounts of the days in the period, blank ones left out."""
    end = pd.Timestamp(months_later(start.date(), months))
    return float(np.nansum(amounts[(days >= start.to_datetime64()) & (days < end.to_datetime64())]))
