"""Dates, amounts and texts as a letter's language writes them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from mailmerge.wording import phrase

Number = int | float | Decimal

# Keeps a figure and its unit on one line
_HARD_SPACE = "\u00a0"


class Shown:
    """How one language writes values; each method is a filter that letters may use."""

    def __init__(self, language: str) -> None:
        self.language = language

    def text(self, value: object) -> str:
        """A value with no filter: whole numbers without marks (a year, a contract number), dates in full.

        TypeError for anything else, a blank value too.

        >>> [Shown(language).text(datetime.date(2027, 3, 31)) for language in ("de", "en")], Shown("de").text(2027)
        (['31.03.2027', '31 March 2027'], '2027')
        """
        if isinstance(value, bool):
            return phrase(self.language, "flag.yes" if value else "flag.no")
        if isinstance(value, datetime.datetime):
            return self.moment(value)
        if isinstance(value, datetime.date):
            return self.date(value)
        if isinstance(value, float | Decimal):
            return self.number(value)
        if isinstance(value, str | int):
            return str(value)
        raise TypeError(type(value).__name__)

    def date(self, value: datetime.date) -> str:
        month = phrase(self.language, f"date.month.{value.month}")
        return phrase(self.language, "date.pattern", day=value.day, month=month, year=value.year)

    def weekday(self, value: datetime.date) -> str:
        """The date with its day of the week.

        >>> Shown("de").weekday(datetime.date(2027, 3, 31))
        'Mittwoch, 31.03.2027'
        """
        name = phrase(self.language, f"date.weekday.{value.isoweekday()}")
        return phrase(self.language, "date.with_weekday", weekday=name, date=self.date(value))

    def time(self, value: datetime.datetime) -> str:
        return phrase(self.language, "date.time", hour=value.hour, minute=value.minute)

    def moment(self, value: datetime.datetime) -> str:
        """Day of the week, date and time of day.

        >>> Shown("en").moment(datetime.datetime(2027, 3, 31, 9, 5))
        'Wednesday, 31 March 2027, 09:05'
        """
        return phrase(self.language, "date.moment", date=self.weekday(value), time=self.time(value))

    def number(self, value: Number, places: int | None = None) -> str:
        """With marks between thousands; `places` after the comma, blank: as many as it needs.

        >>> Shown("de").number(1234567.5), Shown("de").number(1200.0), Shown("en").number(12, 2)
        ('1.234.567,5', '1.200', '12.00')
        """
        exact = Decimal(str(value)).normalize()
        shown = f"{exact:,f}" if places is None else f"{_rounded(exact, places):,.{places}f}"
        marks = phrase(self.language, "number.group") + phrase(self.language, "number.point")
        return shown.translate(str.maketrans(",.", marks))

    def money(self, value: Number) -> str:
        """Euros with cents, rounded half up; the blank before or after the amount does not break.

        >>> Shown("de").money(1234.565), Shown("en").money(-5)
        ('1.234,57\\xa0€', 'EUR\\xa0-5.00')
        """
        return self._with_unit("number.money", self.number(value, 2))

    def percent(self, value: Number) -> str:
        """A share, two places after the comma.

        >>> Shown("de").percent(0.0042), Shown("en").percent(0.1)
        ('0,42\\xa0%', '10.00%')
        """
        return self._with_unit("number.percent", self.number(Decimal(str(value)) * 100, 2))

    def _with_unit(self, key: str, amount: str) -> str:
        return phrase(self.language, key, amount=amount).replace(" ", _HARD_SPACE)

    @property
    def filters(self) -> Mapping[str, Callable[..., str]]:
        """What a letter may write behind a field, by name."""
        known = (self.date, self.weekday, self.time, self.moment, self.number, self.money, self.percent)
        return {each.__name__: each for each in known}


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
