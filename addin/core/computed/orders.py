"""What to order of each material, and when: the columns that Python alone refreshes (R-22, R-24, R-25)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from math import ceil
from typing import Any

import pandas as pd

from addin.core.computed.given import Columns, Given, comparable
from addin.core.materials import order_by, order_quantity, reorder_point, safety_stock, stock_out
from addin.tables import TABLES

_STEPS = ("review_days", "proof_days", "production_days", "delivery_days")
_Days = dict[str, dict[date, float]]


def orders(given: Given, stock: Columns, deviation: pd.Series) -> Columns:
    """reorder_point, order_by and order_quantity of every material that is used up.

    `stock` holds its computed columns, `deviation` how much its daily use scatters. Point and quantity are blank
    where too few issues say anything, all three for what comes back from every show.
    """
    frame = given["materials"].assign(**stock, deviation=deviation)
    used_up = frame["material_id"].notna() & ~frame["consumable"].eq(False)
    rows = frame[used_up].astype(object).where(frame[used_up].notna(), None)
    arrivals, needs = _arrivals(given), _needs(given)
    answers = [_order(given, row, arrivals, needs) for row in rows.to_dict("records")]
    return {
        key: pd.Series([answer[key] for answer in answers], index=rows.index, dtype=object).reindex(frame.index)
        for key in ("reorder_point", "order_by", "order_quantity")
    }


def _order(given: Given, row: dict[Any, Any], arrivals: _Days, needs: _Days) -> dict[str, Any]:
    workdays = int(sum(max(0, row[step] or 0) for step in _STEPS))
    key, use = row["material_id"].casefold(), row["daily_use"]
    runs_out = stock_out(given.today, row["on_hand"], use or 0, arrivals[key], needs[key])
    return {
        "reorder_point": _point(given, row, ceil(workdays * 7 / 5)),
        "order_by": order_by(given.today, runs_out, workdays, given.house),
        "order_quantity": None if use is None else _quantity(given, row),
    }


def _point(given: Given, row: dict[Any, Any], lead_days: int) -> int | None:
    use, safety = row["daily_use"], row["safety_stock"]
    if use is None:
        return None if safety is None else int(safety)
    if safety is None:
        safety = safety_stock(row["deviation"], lead_days, _service_level(given, row))
    return reorder_point(use, lead_days, safety)


def _service_level(given: Given, row: dict[Any, Any]) -> float:
    """As typed, within the bounds of its column: no stock meets every demand."""
    column = TABLES["materials"]["service_level"]
    level = float(row["service_level"] or given.setting("stock.service_level"))
    return min(max(level, column.minimum or 0), column.maximum or 1)


def _quantity(given: Given, row: dict[Any, Any]) -> int:
    valid_until = row["valid_until"]
    return order_quantity(
        row["daily_use"],
        row["reserved"],
        row["on_hand"] + row["on_order"],
        row["cover_target"] or given.setting("stock.cover_days"),
        row["min_run"] or 0,
        max(1, row["multiple"] or 1),
        None if valid_until is None else (valid_until - given.as_of).days,
    )


def _arrivals(given: Given) -> _Days:
    """Ordered reprints by the day they are promised for."""
    rounds = given["reprints"]
    coming = rounds[rounds["ordered_on"].notna() & rounds["received_on"].isna()]
    return _by_day(coming["material_id"], coming["promised_on"], coming["quantity"])


def _needs(given: Given) -> _Days:
    """What shows still need, by the day it must be there, and what reps have asked for."""
    items, moves = given["show_items"], given["stock_moves"]
    unsent, asked = items[items["sent"].isna()], moves[moves["kind"] == "request"]
    there = given.at(unsent["show_id"], "shows", "must_arrive_by")
    there = there.fillna(given.at(unsent["show_id"], "shows", "starts_on"))
    return _by_day(
        pd.concat([unsent["material_id"], asked["material_id"]]),
        pd.concat([there, asked["moved_on"]]),
        pd.concat([unsent["planned"], -asked["quantity"]]),
    )


def _by_day(materials: pd.Series, days: pd.Series, amounts: pd.Series) -> _Days:
    found: _Days = defaultdict(lambda: defaultdict(float))
    for key, day, amount in zip(comparable(materials), days, amounts, strict=True):
        if pd.notna(key) and pd.notna(day) and pd.notna(amount):
            found[key][day.date()] += amount
    return found
