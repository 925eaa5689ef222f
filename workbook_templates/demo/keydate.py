"""The day on which the demo stands still, and its working days."""

from __future__ import annotations

from datetime import date

from addin.core.dates import workday

AS_OF = date(2027, 2, 15)
STATE = "BE"


def workdays_after(day: date, number: int) -> date:
    """The day so many of the house's working days later, or earlier where the number is negative."""
    return workday(day, number, STATE)


def first_of_month(year: int, month: int) -> date:
    """The first day of a month; months beyond December lead into the years after, those below 1 back.

    >>> first_of_month(2027, -1)
    datetime.date(2026, 11, 1)
    """
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def past(day: date) -> date | None:
    """The day if it has come on the key date, else none."""
    return day if day <= AS_OF else None
