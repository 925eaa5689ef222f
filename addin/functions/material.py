"""Cell functions for material: stock, cover, orders (R-22 to R-25)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from addin.core.materials import (
    days_measured,
    days_of_cover,
    order_by,
    order_quantity,
    reorder_point,
    safety_stock,
    stock_out,
)
from addin.functions.arrays import cell_function
from addin.functions.cells import Amount, Day, Number, NumberKind, State
from addin.functions.surroundings import Surroundings

Level = Annotated[float, NumberKind(least=0.5, most=0.999)]
Lead = Annotated[int, NumberKind(least=0, most=1_000, whole=True)]
Multiple = Annotated[float, NumberKind(least=1)]


@cell_function
def TEEUP_SAFETY_STOCK(deviation: Amount, lead_days: Amount, service_level: Level) -> float:
    """Pieces kept against a demand that scatters (R-22)."""
    return safety_stock(deviation, lead_days, service_level)


@cell_function
def TEEUP_REORDER_POINT(daily_use: Amount, lead_days: Amount, safety: Amount) -> int:
    """The stock at which to order again (R-22)."""
    return reorder_point(daily_use, lead_days, safety)


@cell_function
def TEEUP_DAYS_OF_COVER(available: Number, daily_use: Amount) -> int | None:
    """For how many whole days the stock suffices (R-23); blank without use."""
    return days_of_cover(available, daily_use)


@cell_function
def TEEUP_DAILY_USE(
    issued: Amount, since: Day | None = None, as_of: Day | None = None, *, here: Surroundings
) -> float | None:
    """Pieces used a day (R-21); blank on the first day."""
    days = days_measured(since, as_of or here.today, here.setting("stock.demand_days"))
    return issued / days if days > 0 else None


@cell_function
def TEEUP_ORDER_BY(
    on_hand: Number,
    daily_use: Amount,
    lead_workdays: Lead,
    state: State | None = None,
    as_of: Day | None = None,
    *,
    here: Surroundings,
) -> date | None:
    """The last day to begin the next round of an item that is used evenly (R-24); blank if it lasts two years."""
    today = as_of or here.today
    return order_by(today, stock_out(today, on_hand, daily_use, {}, {}), lead_workdays, here.at(state))


@cell_function
def TEEUP_ORDER_QTY(
    daily_use: Amount,
    available: Number,
    cover_days: Amount,
    min_run: Amount | None = None,
    multiple: Multiple | None = None,
    valid_days: Number | None = None,
) -> int:
    """How many pieces to order (R-25)."""
    return order_quantity(daily_use, 0, available, cover_days, min_run or 0, multiple or 1, valid_days)
