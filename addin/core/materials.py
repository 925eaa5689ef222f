"""When material must be ordered again, and how much (R-22 to R-25)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from math import ceil, floor, sqrt, trunc
from statistics import NormalDist, median
from typing import NamedTuple

from addin.core.house import House

HORIZON = 730  # days; whoever plans further orders too early


def days_measured(first_receipt: date | None, today: date, window_days: int) -> int:
    """Over how many days use is measured: the window, or the days since the first receipt (R-21).

    >>> days_measured(None, date(2027, 2, 15), 180), days_measured(date(2027, 2, 1), date(2027, 2, 15), 180)
    (180, 14)
    """
    return min(window_days, (today - first_receipt).days) if first_receipt else window_days


def safety_stock(deviation: float, lead_days: float, service_level: float) -> float:
    """Pieces kept so that daily use, deviating as it does, is met in so many of all cases (R-22).

    >>> round(safety_stock(deviation=7.2, lead_days=21, service_level=0.95), 2)
    54.27
    """
    return NormalDist().inv_cdf(service_level) * deviation * sqrt(lead_days)


def reorder_point(daily_use: float, lead_days: float, safety: float) -> int:
    """The stock at which to order again, in whole pieces (R-22).

    >>> reorder_point(daily_use=18.4, lead_days=21, safety=54.27)
    441
    """
    return ceil(round(daily_use * lead_days + safety, 6))


def days_of_cover(available: float, daily_use: float) -> int | None:
    """For how many whole days a stock suffices, 0 for a part of one; None where nothing is used (R-23).

    >>> days_of_cover(100, 18.4)
    5
    """
    return trunc(available / daily_use) if daily_use > 0 else None


class StockDay(NamedTuple):
    """One day of a projection: what arrives, what is needed, what is left in the evening."""

    on: date
    arrives: float
    needed: float
    stock: float

    @property
    def short(self) -> bool:
        """The stock does not suffice that day."""
        return self.stock < -1e-6


def projection(
    today: date,
    on_hand: float,
    daily_use: float,
    arrivals: Mapping[date, float],
    needs: Mapping[date, float],
) -> Iterator[StockDay]:
    """The stock day by day for two years, today first (R-24).

    Arrivals and needs of earlier days count today; what is used today is not in the stock any more.

    >>> days = projection(date(2027, 2, 15), 100, 10, {}, {date(2027, 2, 16): 30})
    >>> next(days).stock, next(days).stock
    (100, 60)
    """
    arrived, needed = _due_until(arrivals, today), _due_until(needs, today)
    stock = on_hand + arrived - needed
    for days in range(HORIZON):
        day = today + timedelta(days=days)
        if days:
            arrived, needed = arrivals.get(day, 0), needs.get(day, 0)
            stock += arrived - needed
        yield StockDay(day, arrived, needed, stock - daily_use * days)


def _due_until(amounts: Mapping[date, float], today: date) -> float:
    return sum(amount for day, amount in amounts.items() if day <= today)


def stock_out(
    today: date,
    on_hand: float,
    daily_use: float,
    arrivals: Mapping[date, float],
    needs: Mapping[date, float],
) -> date | None:
    """The first day on which the stock does not suffice; None within the horizon of two years (R-24).

    >>> stock_out(date(2027, 2, 15), 100, 10, {}, {})
    datetime.date(2027, 2, 26)
    """
    days = projection(today, on_hand, daily_use, arrivals, needs)
    return next((day.on for day in days if day.short), None)


def order_by(today: date, runs_out: date | None, lead_workdays: int, house: House) -> date | None:
    """The last day to begin the next round so that it arrives before the stock runs out; today if that is past."""
    return max(today, house.workday(runs_out, -lead_workdays)) if runs_out else None


def order_quantity(
    daily_use: float,
    reserved: float,
    expected: float,
    cover_days: float,
    min_run: float = 0,
    multiple: float = 1,
    valid_days: float | None = None,
) -> int:
    """How many pieces to order: for the days to cover and what is reserved, less what is expected (R-25).

    `expected` is on hand or on order. At least the smallest run, in whole multiples; never more than is used and
    reserved until the version is no longer valid.

    >>> order_quantity(10, 300, 500, 90, min_run=500, multiple=250)
    750
    >>> order_quantity(10, 0, 0, 90, min_run=500, multiple=250, valid_days=30)
    300
    """
    wanted = max(min_run, daily_use * cover_days + reserved - expected)
    quantity = ceil(round(wanted / multiple, 6)) * multiple
    usable = quantity if valid_days is None else floor(daily_use * max(0, valid_days) + reserved)
    return int(min(quantity, max(0, usable)))


def learned_lead(orders: Sequence[tuple[date, date]], house: House, last: int = 5) -> int | None:
    """The working days that the last orders took to arrive, their median; None without orders (R-24).

    `orders` are pairs of the day of the order and the day of its receipt; a half day counts as a whole one.

    >>> learned_lead([(date(2027, 2, 1), date(2027, 2, 15)), (date(2027, 1, 4), date(2027, 1, 8))], House())
    7
    """
    newest = sorted(orders, key=lambda order: order[1])[-last:]
    return ceil(median(house.workdays_after(*order) for order in newest)) if newest else None
