"""Sales and targets (R-48)."""

from __future__ import annotations

import pandas as pd

from addin.core.computed.given import Columns, Given, comparable, number
from addin.core.dates import months_later

_MONTHS = {"month": 1, "quarter": 3}


def sales(given: Given) -> Columns:
    frame = given["sales"]
    margin = frame["net"] - number(frame["cost"])
    return {"margin": margin, "margin_share": margin / frame["net"].where(frame["net"] != 0)}


def targets(given: Given) -> Columns:
    """R-48: attainment is blank without target or with target 0."""
    frame = given["targets"]
    revenue = _in_period(given, given["sales"]["net"])
    margin = _in_period(given, sales(given)["margin"])
    return {
        "revenue": revenue,
        "revenue_attained": revenue / frame["revenue_target"].where(frame["revenue_target"] != 0),
        "margin": margin,
        "margin_attained": margin / frame["margin_target"].where(frame["margin_target"] != 0),
    }


def _in_period(given: Given, amounts: pd.Series) -> pd.Series:
    """The sum of each rep's amounts from the first day of the period to its last."""
    frame, sold = given["targets"], given["sales"]
    by_rep = dict(list(sold.groupby(comparable(sold["rep"]).to_numpy())))
    sums = [
        _sum(by_rep.get(rep), amounts, start, _MONTHS.get(period, 12))
        for rep, start, period in zip(
            comparable(frame["rep"]), frame["period_start"], frame["period"], strict=True
        )
    ]
    return pd.Series(sums, index=frame.index, dtype="float64").where(
        frame["rep"].notna() & frame["period_start"].notna()
    )


def _sum(rows: pd.DataFrame | None, amounts: pd.Series, start: pd.Timestamp, months: int) -> float:
    if rows is None or pd.isna(start):
        return 0.0
    end = pd.Timestamp(months_later(start.date(), months))
    return float(amounts[rows.index[(rows["on"] >= start) & (rows["on"] < end)]].sum())
