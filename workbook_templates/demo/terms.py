"""Terms of contracts, drawn so that the coming months are full of ends and notice deadlines."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from addin.core.dates import month_end, term_end
from workbook_templates.demo.keydate import AS_OF, first_of_month

TERMS = {12: 70, 24: 12, 6: 8, 3: 5, 0: 5}  # months; 0 is open-ended
DAYS = {"first": 60, "fifteenth": 25, "any": 15}
_ANY_DAY = (29, 30, 31, 7, 20, 11, 23, 4, 26, 9)

# Months from the key date's to the ends of a rep's contracts, one after the other: those that end soon come first,
# then those whose notice is due soon
END_MONTHS = (0, 1, 3, 2, 4, 11, 7, 5, 10, 8, 6, 9)


@dataclass(frozen=True)
class Span:
    """When a contract started, its months (0: open-ended, does not renew), and the term of it that runs."""

    starts_on: date
    term: int
    renew: int
    begins: date
    ends: date | None


def open_ended(number: int, day: str, thrower: random.Random) -> Span:
    """A contract without an end, some months or years old."""
    start = _day_in(first_of_month(AS_OF.year - 1, AS_OF.month - 3 - number % 12), day, thrower)
    return Span(start, 0, 0, AS_OF - timedelta(days=200), None)


def ending(months: int, term: int, renew: int, day: str, thrower: random.Random) -> Span:
    """A contract whose running term ends so many months after the key date's, and began on such a day."""
    renewals = thrower.randrange(3) if renew else 0
    first = first_of_month(AS_OF.year, AS_OF.month + months + (day == "first") - term - renew * renewals)
    return begun(_day_in(first, day, thrower), term, renew, renewals)


def begun(start: date, term: int, renew: int, renewals: int = 0) -> Span:
    """A contract renewed so often, and once more where its end has passed already."""
    if renew and term_end(start, term + renew * renewals) < AS_OF:
        renewals += 1
    before = term_end(start, term + renew * (renewals - 1)) if renewals else start - timedelta(days=1)
    return Span(start, term, renew, before + timedelta(days=1), term_end(start, term + renew * renewals))


def _day_in(first: date, day: str, thrower: random.Random) -> date:
    match day:
        case "fifteenth":
            return first.replace(day=15)
        case "any":
            return min(first + timedelta(days=thrower.choice(_ANY_DAY) - 1), month_end(first))
    return first
