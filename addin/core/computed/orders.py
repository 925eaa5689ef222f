"""What to order of each material, and when: the columns that Python alone refreshes (R-21 to R-25)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from math import ceil, sqrt
from typing import Any

import pandas as pd

from addin.core.computed.given import Columns, Given, comparable
from addin.core.materials import order_by, order_quantity, reorder_point, safety_stock, stock_out

_STEPS = ("review_days", "proof_days", "production_days", "delivery_days")


def orders(given: Given, stock: Columns) -> Columns:
    """reorder_point, order_by and order_quantity of every material that is used up; `stock` as computed.

    Blank where too few issues say anything, and for what comes back from every show.
    """
    frame = given["materials"].assign(**stock)
    used_up = frame["material_id"].notna() & ~frame["consumable"].eq(False)
    rows = frame[used_up].astype(object).where(frame[used_up].notna(), None)
    answers = [_order(given, row) for row in rows.to_dict("records")]
    return {
        key: pd.Series([answer[key] for answer in answers], index=rows.index, dtype=object).reindex(frame.index)
        for key in ("reorder_point", "order_by", "order_quantity")
    }


def _order(given: Given, row: dict[Any, Any]) -> dict[str, Any]:
    workdays = int(sum(row[step] or 0 for step in _STEPS))
    key, use = row["material_id"], row["daily_use"]
    runs_out = stock_out(given.today, row["on_hand"], use or 0, _arrivals(given, key), _needs(given, key))
    state = str(given.setting("house.state") or "")
    return {
        "reorder_point": _point(given, row, ceil(workdays * 7 / 5)),
        "order_by": order_by(given.today, runs_out, workdays, state),
        "order_quantity": None if use is None else _quantity(given, row),
    }


def _point(given: Given, row: dict[Any, Any], lead_days: int) -> int | None:
    use, safety = row["daily_use"], row["safety_stock"]
    if use is None:
        return None if safety is None else int(safety)
    if safety is None:
        level = row["service_level"] or given.setting("stock.service_level")
        safety = safety_stock(_deviation(given, row), lead_days, level)
    return reorder_point(use, lead_days, safety)


def _deviation(given: Given, row: dict[Any, Any]) -> float:
    """How much the daily issues scatter, days without any included (R-21)."""
    moves = given["stock_moves"]
    own = moves[_of(moves, row["material_id"]) & (moves["kind"] == "issue")]
    own = own[own["moved_on"].between(row["use_since"], given.as_of)]
    days = (given.as_of - row["use_since"]).days
    squares = (own.groupby("moved_on")["quantity"].sum() ** 2).sum()
    return sqrt(max(0.0, float(squares) / days - row["daily_use"] ** 2))


def _quantity(given: Given, row: dict[Any, Any]) -> int:
    valid_until = row["valid_until"]
    return order_quantity(
        row["daily_use"],
        row["reserved"],
        row["on_hand"] + row["on_order"],
        row["cover_target"] or given.setting("stock.cover_days"),
        row["min_run"] or 0,
        row["multiple"] or 1,
        None if valid_until is None else (valid_until - given.as_of).days,
    )


def _of(frame: pd.DataFrame, material: str) -> pd.Series:
    return comparable(frame["material_id"]) == material.casefold()


def _arrivals(given: Given, material: str) -> dict[date, float]:
    """Ordered reprints by the day they are promised for."""
    rounds = given["reprints"]
    coming = rounds[_of(rounds, material) & rounds["ordered_on"].notna() & rounds["received_on"].isna()]
    return _by_day(zip(coming["promised_on"], coming["quantity"], strict=True))


def _needs(given: Given, material: str) -> dict[date, float]:
    """What shows still need, by the day it must be there, and what reps have asked for."""
    items, moves = given["show_items"], given["stock_moves"]
    unsent = items[_of(items, material) & items["sent"].isna()]
    there = given.at(unsent["show_id"], "shows", "must_arrive_by")
    there = there.fillna(given.at(unsent["show_id"], "shows", "starts_on"))
    asked = moves[_of(moves, material) & (moves["kind"] == "request")]
    shown = zip(there, unsent["planned"], strict=True)
    return _by_day([*shown, *zip(asked["moved_on"], -asked["quantity"], strict=True)])


def _by_day(amounts: Iterable[tuple[Any, Any]]) -> dict[date, float]:
    days: dict[date, float] = {}
    for day, amount in amounts:
        if pd.notna(day) and pd.notna(amount):
            days[day.date()] = days.get(day.date(), 0.0) + amount
    return days
