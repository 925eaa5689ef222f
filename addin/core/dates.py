"""Terms, notice deadlines, exits and working days, exact to the day (R-01, R-03, R-04, R-05, R-08)."""

from __future__ import annotations

import itertools
from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from functools import cache

import holidays

ONE_DAY = timedelta(days=1)

_CLOSING_MONTHS = {
    "month": frozenset(range(1, 13)),
    "quarter": frozenset((3, 6, 9, 12)),
    "halfyear": frozenset((6, 12)),
    "year": frozenset((12,)),
}


def month_end(day: date) -> date:
    """The last day of the month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def months_later(day: date, months: int) -> date:
    """The same day so many months on (or back), the month's last day where it is shorter, as Excel's EDATE.

    >>> months_later(date(2027, 5, 31), -3)
    datetime.date(2027, 2, 28)
    """
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    in_any_month = day.day <= 28  # spares the look into the calendar, which takes longest here
    return date(years, month + 1, day.day if in_any_month else min(day.day, monthrange(years, month + 1)[1]))


def term_end(start: date, length: int, unit: str = "months") -> date:
    """The last day of a term whose first day counts (R-01; BGB §§ 187 (2), 188 (2), (3)).

    Units: months, weeks, days. A term that begins in a long month does not lose the days a short one lacks.

    >>> term_end(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    match unit:
        case "months" if start.day == 1:
            return month_end(months_later(start, length - 1))
        case "months":
            return months_later(start - ONE_DAY, length)
        case "weeks":
            return start + timedelta(weeks=length) - ONE_DAY
        case "days":
            return start + timedelta(days=length - 1)
    raise ValueError(unit)


def notice_deadline(
    ends_on: date, value: int, unit: str = "months", state: str = "", *, assumption_day: bool = False
) -> date | None:
    """The last day on which notice to that end can arrive (R-03; BGB §§ 187 (1), 188 (2), (3)).

    Units: months, weeks, days, workdays (Werktage: Monday to Saturday but holidays of `state`); none gives None.
    A contract to the end of a month is given notice to the end of a month, however long. The deadline stays on
    a Saturday, Sunday or holiday: § 193 does not apply to notice periods.

    >>> notice_deadline(date(2027, 2, 28), 3)
    datetime.date(2026, 11, 30)
    """
    match unit:
        case "months":
            same_day = months_later(ends_on, -value)
            return month_end(same_day) if ends_on == month_end(ends_on) else same_day
        case "weeks":
            return ends_on - timedelta(weeks=value)
        case "days":
            return ends_on - timedelta(days=value)
        case "workdays":
            after = ends_on + ONE_DAY
            return workday(after, -value, state, assumption_day=assumption_day, saturdays=True) - ONE_DAY
        case "none":
            return None
    raise ValueError(unit)


def next_exit(
    arrives_on: date,
    value: int,
    unit: str,
    cutoff: str,
    term_ends: Iterable[date] = (),
    *,
    earliest: date | None = None,
    state: str = "",
    assumption_day: bool = False,
) -> date | None:
    """The first end that a notice arriving on that day can still reach (R-04); None where there is none.

    Cutoffs: term_end (one of `term_ends`, ascending), month, quarter, halfyear, year, any (each day).
    `earliest` is the end of the minimum term; no exit lies before it.

    >>> next_exit(date(2027, 4, 1), 3, "months", "quarter")
    datetime.date(2027, 9, 30)
    """
    for end in _exits(cutoff, max(arrives_on, earliest or arrives_on), term_ends):
        deadline = notice_deadline(end, value, unit, state, assumption_day=assumption_day)
        if deadline is None or arrives_on <= deadline:
            return end if deadline else None
    return None


def _exits(cutoff: str, earliest: date, term_ends: Iterable[date]) -> Iterator[date]:
    """The days on which a contract may end, from the earliest on, ascending."""
    if cutoff == "term_end":
        yield from (end for end in term_ends if end >= earliest)
    elif cutoff == "any":
        yield from _days(earliest)
    else:
        months = _CLOSING_MONTHS[cutoff]
        ends = (month_end(months_later(earliest.replace(day=1), n)) for n in itertools.count())
        yield from (end for end in ends if end.month in months)


def _days(day: date) -> Iterator[date]:
    while True:
        yield day
        day += ONE_DAY


def send_by(
    deadline: date,
    channel: str,
    state: str = "",
    closings: Collection[date] = (),
    *,
    post_workdays: int = 3,
    assumption_day: bool = False,
) -> date:
    """The last day to send a notice so that it arrives on a working day of the recipient's state (R-05).

    Channels: email leaves on that day, letter `post_workdays` working days before it.

    >>> send_by(date(2027, 10, 31), "letter", "NI")
    datetime.date(2027, 10, 26)
    """
    arrival = workday(deadline + ONE_DAY, -1, state, closings, assumption_day=assumption_day)
    days = {"email": 0, "letter": -post_workdays}[channel]
    return workday(arrival, days, state, closings, assumption_day=assumption_day)


def holiday_name(day: date, state: str = "", *, assumption_day: bool = False, language: str = "de") -> str | None:
    """The name of the public holiday in that state, None on any other day (R-08).

    A blank state knows the nationwide holidays alone. `assumption_day`: in Bavaria 15 August is one only in
    mainly Catholic communes.

    >>> holiday_name(date(2027, 10, 31), "NI"), holiday_name(date(2027, 10, 31), "NI", language="en")
    ('Reformationstag', 'Reformation Day')
    """
    return _holidays(state, day.year, assumption_day, language).get(day)


def public_holidays(year: int, state: str = "", *, assumption_day: bool = False) -> Collection[date]:
    """The public holidays of a year in that state; a blank state knows the nationwide ones alone (R-08)."""
    return _holidays(state, year, assumption_day, "de").keys()


def is_workday(
    day: date,
    state: str = "",
    closings: Collection[date] = (),
    *,
    assumption_day: bool = False,
    saturdays: bool = False,
) -> bool:
    """Whether people work that day: Monday to Friday, with `saturdays` to Saturday (Werktage) (R-08).

    24 and 31 December are working days unless they stand among the company's closings.
    """
    open_days = 6 if saturdays else 5
    return (
        day.weekday() < open_days
        and day not in _holidays(state, day.year, assumption_day, "de")
        and day not in closings
    )


def workday(
    day: date,
    count: int,
    state: str = "",
    closings: Collection[date] = (),
    *,
    assumption_day: bool = False,
    saturdays: bool = False,
) -> date:
    """The working day so many working days after the day, or before it; 0 gives the day itself (R-08).

    >>> workday(date(2027, 5, 26), 1, "BY"), workday(date(2027, 5, 26), 1, "BE")
    (datetime.date(2027, 5, 28), datetime.date(2027, 5, 27))
    """
    step = ONE_DAY if count > 0 else -ONE_DAY
    for _ in range(abs(count)):
        day += step
        while not is_workday(day, state, closings, assumption_day=assumption_day, saturdays=saturdays):
            day += step
    return day


def workdays(
    first: date,
    last: date,
    state: str = "",
    closings: Collection[date] = (),
    *,
    assumption_day: bool = False,
    saturdays: bool = False,
) -> int:
    """How many working days lie from the first to the last day, both included (R-08).

    Negative where the last day lies before the first, as Excel's NETWORKDAYS counts.
    """
    if last < first:
        return -workdays(last, first, state, closings, assumption_day=assumption_day, saturdays=saturdays)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return sum(
        is_workday(day, state, closings, assumption_day=assumption_day, saturdays=saturdays) for day in days
    )


@cache
def _holidays(state: str, year: int, assumption_day: bool, language: str) -> dict[date, str]:
    categories = ("public", "catholic") if assumption_day and state == "BY" else ("public",)
    names = {"en": "en_US"}.get(language, language)
    return dict(
        holidays.country_holidays("DE", subdiv=state or None, years=year, categories=categories, language=names)
    )
