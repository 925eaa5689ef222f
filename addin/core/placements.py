"""What was booked to stand somewhere: by when its artwork must be there, and how long it stood (R-10, R-15)."""

from __future__ import annotations

from datetime import date

from addin.core.house import House

ONLINE_LEAD = 2  # working days at the least, whatever the department says


def artwork_due(window_from: date | None, copy_deadline: date | None, house: House, lead: int) -> date | None:
    """In print by the copy deadline, online so many working days (two at least) before the window opens (R-10).

    >>> artwork_due(date(2027, 3, 1), None, House("BE"), lead=3), artwork_due(None, date(2027, 2, 1), House(), 3)
    (datetime.date(2027, 2, 24), datetime.date(2027, 2, 1))
    """
    opens = house.workday(window_from, -max(ONLINE_LEAD, lead)) if window_from else None
    return copy_deadline or opens


def live_days(
    window_from: date,
    window_until: date,
    live_from: date,
    live_until: date | None,
    broken_days: float,
    today: date,
) -> int:
    """Days on which a banner stood in its window, the broken ones taken off; it stands still where it has no end.

    >>> live_days(date(2026, 9, 1), date(2026, 11, 30), date(2026, 9, 1), None, 0, today=date(2027, 2, 15))
    91
    """
    first, last = max(live_from, window_from), min(live_until or today, window_until)
    return max(0, int((last - first).days + 1 - broken_days))
