"""What a traveller is paid for meals on a trip at home (R-61)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

SHORTEST = timedelta(hours=8)


@dataclass(frozen=True)
class Rates:
    """Euros for a full and for a part day; shares of the full day that a meal paid by others takes off."""

    full: float = 28.0
    part: float = 14.0
    breakfast: float = 0.2
    lunch: float = 0.4
    dinner: float = 0.4


def per_diem(
    leaves_at: datetime,
    returns_at: datetime,
    breakfasts: float = 0,
    lunches: float = 0,
    dinners: float = 0,
    rates: Rates | None = None,
) -> float:
    """Euros for the whole trip, less the meals that others paid, never below 0 (R-61; EStG § 9 (4a)).

    More than eight hours are a part day; so are the days of leaving and returning where a night lies between.

    >>> per_diem(datetime(2027, 3, 1, 7), datetime(2027, 3, 3, 18), breakfasts=2, lunches=1)
    33.6
    """
    rates = rates or Rates()
    nights = (returns_at.date() - leaves_at.date()).days
    if returns_at - leaves_at <= SHORTEST:
        return 0.0
    allowed = 2 * rates.part + (nights - 1) * rates.full if nights else rates.part
    meals = breakfasts * rates.breakfast + lunches * rates.lunch + dinners * rates.dinner
    return max(0.0, round(allowed - meals * rates.full, 2))
