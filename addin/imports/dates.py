"""Dates as other programs write them. Day or month first is a matter of the column, never of a cell (R-82)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from addin.imports import Cell
from addin.imports.vocabulary import meaning

ORDERS = ("day-first", "month-first")
EARLIEST_YEAR = 1900  # Excel knows no day before
_EPOCH = date(1899, 12, 30)
_SERIALS = range(14_611, 2_958_466)  # 1940-01-01 to 9999-12-31: smaller numbers are years or counts

_TIME = re.compile(r"[T\s,]+\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?\s*([AaPp]\.?[Mm]\.?)?\s*(Z|[+-]\d{2}:?\d{2})?")
_YEAR_FIRST = re.compile(r"(\d{4})(?:-(\d{1,2})-|/(\d{1,2})/|\.(\d{1,2})\.)(\d{1,2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})")
_EITHER = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:\.|st|nd|rd|th)?[\s-]*([^\W\d_]+)\.?,?[\s-]*(\d{4}|\d{2})")
_MONTH_DAY = re.compile(r"([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")


def readings(cell: Cell) -> Mapping[str, date]:
    """The date a cell holds for each order of day and month; no entry where it holds none.

    The time of day is left out. Two figures of a year are 1969 to 2068.

    >>> readings("04/05/27")["day-first"], readings("04/05/27")["month-first"]
    (datetime.date(2027, 5, 4), datetime.date(2027, 4, 5))
    >>> list(readings("31/12/2027")), readings("31.02.2027")
    (['day-first'], {})
    """
    if isinstance(cell, str):
        return _text_readings(_TIME.sub("", cell) if ":" in cell else cell)
    if isinstance(cell, datetime):
        return _both(cell.date())
    if isinstance(cell, date):
        return _both(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _number_readings(cell)
    return {}


def _both(day: date | None) -> Mapping[str, date]:
    return dict.fromkeys(ORDERS, day) if day else {}


def _number_readings(number: float) -> Mapping[str, date]:
    """An Excel day number, or a date written as one number: 20271231."""
    if int(number) in _SERIALS:
        return _both(_EPOCH + timedelta(days=int(number)))
    return _text_readings(str(int(number))) if float(number).is_integer() else {}


def _text_readings(text: str) -> Mapping[str, date]:
    either = _EITHER.fullmatch(text)
    if not either:
        return _both(_certain(text))
    first, _, second, year = either.groups()
    days = {"day-first": _day(year, second, first), "month-first": _day(year, first, second)}
    return {order: day for order, day in days.items() if day}


def _certain(text: str) -> date | None:
    """The date of a text that can be read in one way only."""
    if match := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return _day(*(part for part in match.groups() if part))
    if match := _DOTTED.fullmatch(text):
        return _day(match[3], match[2], match[1])
    if match := _DAY_MONTH.fullmatch(text):
        return _day(match[3], _month(match[2]), match[1])
    if match := _MONTH_DAY.fullmatch(text):
        return _day(match[3], _month(match[1]), match[2])
    return None


def _month(name: str) -> str:
    return meaning("months", name) or "0"


def _day(year: str, month: str, day: str) -> date | None:
    """The day; None for one that the calendar or Excel does not have."""
    full = int(year) if len(year) == 4 else int(year) + (1900 if int(year) > 68 else 2000)
    if full < EARLIEST_YEAR:
        return None
    try:
        return date(full, int(month), int(day))
    except ValueError:
        return None
