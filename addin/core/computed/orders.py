"""What to order of each material, and when: what Python alone refreshes, and why (R-22, R-24, R-25)."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any

import pandas as pd

from addin.core.computed.ahead import Days, ahead, coming_and_going
from addin.core.computed.given import Columns, Given
from addin.core.materials import order_by, order_quantity, reorder_point, safety_stock, stock_out
from addin.tables import TABLES

STEPS = ("review_days", "proof_days", "production_days", "delivery_days")
_ORDER = (
    "safety",
    "reorder_point",
    "runs_out",
    "order_by",
    "order_by_use",
    "order_quantity",
    "wanted_quantity",
)


def orders(given: Given, stock: Columns, deviation: pd.Series) -> Columns:
    """reorder_point, order_by and order_quantity of every material that is used up, and what they rest on.

    `stock` holds its computed columns, `deviation` how much its daily use scatters. Point and quantity are blank
    where too few issues say anything, all of it for what comes back from every show. `order_by_use` is the day to
    order by if there were no shows and no requests, `wanted_quantity` what would be ordered if the version were
    valid for ever.
    """
    frame = given["materials"].assign(**stock, deviation=deviation)
    used_up = frame["material_id"].notna() & ~frame["consumable"].eq(False)
    rows = frame[used_up].astype(object).where(frame[used_up].notna(), None)
    arrivals, needs = coming_and_going(ahead(given))
    answers = [_order(given, row, arrivals, needs) for row in rows.to_dict("records")]
    return {
        key: pd.Series([answer[key] for answer in answers], index=rows.index, dtype=object).reindex(frame.index)
        for key in _ORDER
    }


def workdays_of(material: Mapping[Any, Any], steps: tuple[str, ...] = STEPS) -> int:
    """The working days that these steps of a reprint of the material take together; a blank one takes none."""
    return int(sum(max(0, material[step] or 0) for step in steps))


def _order(given: Given, row: dict[Any, Any], arrivals: Days, needs: Days) -> dict[str, Any]:
    workdays = workdays_of(row)
    key, use = row["material_id"].casefold(), row["daily_use"]
    plain_out = stock_out(given.today, row["on_hand"], use or 0, arrivals[key], {})
    runs_out = stock_out(given.today, row["on_hand"], use or 0, arrivals[key], needs[key])
    safety = _safety(given, row, ceil(workdays * 7 / 5))
    return {
        "safety": safety,
        "reorder_point": _point(row, ceil(workdays * 7 / 5), safety),
        "runs_out": runs_out,
        "order_by": order_by(given.today, runs_out, workdays, given.house),
        "order_by_use": order_by(given.today, plain_out, workdays, given.house),
        "order_quantity": None if use is None else _quantity(given, row, _valid_days(given, row)),
        "wanted_quantity": None if use is None else _quantity(given, row, None),
    }


def _safety(given: Given, row: dict[Any, Any], lead_days: int) -> float | None:
    """As typed, else by R-22; blank where too few issues say anything."""
    if row["safety_stock"] is not None or row["daily_use"] is None:
        typed: float | None = row["safety_stock"]
        return typed
    return safety_stock(row["deviation"], lead_days, _service_level(given, row))


def _point(row: dict[Any, Any], lead_days: int, safety: float | None) -> int | None:
    if safety is None:
        return None
    use = row["daily_use"]
    return int(safety) if use is None else reorder_point(use, lead_days, safety)


def _service_level(given: Given, row: dict[Any, Any]) -> float:
    """As typed, within the bounds of its column: no stock meets every demand."""
    column = TABLES["materials"]["service_level"]
    level = float(row["service_level"] or given.setting("stock.service_level"))
    return min(max(level, column.minimum or 0), column.maximum or 1)


def _valid_days(given: Given, row: dict[Any, Any]) -> int | None:
    valid_until = row["valid_until"]
    return None if valid_until is None else (valid_until - given.as_of).days


def _quantity(given: Given, row: dict[Any, Any], valid_days: int | None) -> int:
    return order_quantity(
        row["daily_use"],
        row["reserved"],
        row["on_hand"] + row["on_order"],
        row["cover_target"] or given.setting("stock.cover_days"),
        row["min_run"] or 0,
        max(1, row["multiple"] or 1),
        valid_days,
    )
