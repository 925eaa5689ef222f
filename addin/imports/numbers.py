"""Numbers as other programs write them. Which mark is the decimal one is a matter of the column (R-82)."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import NamedTuple

from addin.imports import Cell

MARKS = ("comma", "point")

_SHAPE = re.compile(r"(?P<before>[^\d.,]*)(?P<body>[.,]?\d(?:[\d.,'’ ]*\d)?)(?P<after>\D*)")
_NO_CENTS = re.compile(r"[.,]\s?[-–—]{1,2}")  # 1.200,-
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f", " "))
_SIGNS = str.maketrans("−–—", "---")
_POINTS = {"comma": ",", "point": "."}
_BODIES = {
    mark: re.compile(rf"(?:[1-9]\d{{0,2}}([{group}'’ ])\d{{3}}(?:\1\d{{3}})*|\d+|(?=\D\d))(?:\{point}\d+)?")
    for (mark, point), group in zip(_POINTS.items(), ".,", strict=True)
}
_CURRENCIES = {"€": "EUR", "euro": "EUR", "$": "USD", "us$": "USD", "£": "GBP", "fr": "CHF", "sfr": "CHF"} | {
    code.casefold(): code for code in ("EUR", "USD", "GBP", "CHF", "DKK", "SEK", "NOK", "PLN", "CZK")
}


Readings = Mapping[str, float]


class Written(NamedTuple):
    """A number as it is written: its digits without sign, and what stands around them."""

    body: str
    negative: bool = False
    unit: str = ""  # "%" or the code of a currency


def number_readings(cell: Cell) -> Readings:
    """The number a cell holds for each decimal mark; no entry where it holds none, or one with a unit.

    >>> number_readings("1.234"), number_readings("1.234,5")
    ({'comma': 1234.0, 'point': 1.234}, {'comma': 1234.5})
    """
    return readings(cell) if _unit(cell) == "" else {}


def money_readings(cell: Cell) -> Readings:
    """The amount a cell holds for each decimal mark, with or without its currency.

    An amount has two places at most: three digits after a mark are thousands, more are the noise of a program.

    >>> money_readings("1.200"), money_readings("(1.234,50 €)")
    ({'comma': 1200.0}, {'comma': -1234.5})
    """
    values = readings(cell) if _unit(cell) != "%" else {}
    return {mark: round(value, 2) for mark, value in values.items() if _in_cents(cell, mark, value)}


def integer_readings(cell: Cell) -> Readings:
    """The whole number a cell holds for each decimal mark."""
    return {mark: int(value) for mark, value in number_readings(cell).items() if value.is_integer()}


def percent_readings(cell: Cell) -> Readings:
    """The share a cell holds for each decimal mark: 0.1 for 10 %. Without a sign only what is a share already.

    >>> percent_readings("7,5 %"), percent_readings("7,5")
    ({'comma': 0.075}, {})
    """
    if _unit(cell) == "%":
        return {mark: value / 100 for mark, value in readings(cell).items()}
    return {mark: value for mark, value in number_readings(cell).items() if abs(value) <= 1}


def currency(cell: Cell) -> str:
    """The code of the currency that stands with a number; blank where none does."""
    unit = _unit(cell)
    return "" if unit == "%" else unit


def _unit(cell: Cell) -> str:
    number = written(cell) if isinstance(cell, str) else None
    return number.unit if number else ""


def readings(cell: Cell) -> dict[str, float]:
    """The number for each decimal mark with which it can be written so, whatever its unit."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return dict.fromkeys(MARKS, float(cell))
    number = written(cell) if isinstance(cell, str) else None
    if number is None:
        return {}
    values = {mark: _value(number, mark) for mark in MARKS if _BODIES[mark].fullmatch(number.body)}
    return {mark: value for mark, value in values.items() if math.isfinite(value)}


def _in_cents(cell: Cell, mark: str, value: float) -> bool:
    number = written(cell) if isinstance(cell, str) else None
    places = number.body.rpartition(_POINTS[mark])[2] if number and _POINTS[mark] in number.body else ""
    return len(places) != 3 and abs(value - round(value, 2)) < 1e-6


def _value(number: Written, mark: str) -> float:
    digits = re.sub(r"[^\d,.]", "", number.body)
    plain = digits.replace(".", "").replace(",", ".") if mark == "comma" else digits.replace(",", "")
    return -float(plain) if number.negative else float(plain)


def written(text: str) -> Written | None:
    """A text taken apart as a number; None where anything in it does not belong to one.

    >>> written("$ 1,234.50-")
    Written(body='1,234.50', negative=True, unit='USD')
    """
    match = _SHAPE.fullmatch(text.translate(_SPACES).strip())
    if match is None:
        return None
    around = match["before"] + _NO_CENTS.sub("", match["after"], count=1)
    outer = "".join(around.translate(_SIGNS).split()).casefold()
    if "(" in match["before"] and ")" in match["after"]:
        outer = outer.replace("(", "-", 1).replace(")", "", 1)
    unit = outer.replace("+", "", 1).replace("-", "", 1).rstrip(".")
    if unit and unit != "%" and unit not in _CURRENCIES:
        return None
    return Written(match["body"], "-" in outer, _CURRENCIES.get(unit, unit))
