"""What a cell says: Excel's values, read as the rules want them, and the rules' answers as Excel takes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Annotated, Any, Protocol

from addin.tables.choices import CHOICES
from addin.tables.settings import day_in, labels
from addin.words import Words

# Excel counts 29 February 1900, a day that never was: before 1 March its days are not the calendar's
_FIRST, _LAST = 61, 2958465
_EPOCH = date(1899, 12, 30).toordinal()
# Errors in cells as they arrive, by the word for them
ERRORS: Mapping[int, str] = {
    -2146826288: "null",
    -2146826281: "div",
    -2146826273: "value",
    -2146826265: "ref",
    -2146826259: "name",
    -2146826252: "num",
    -2146826246: "na",
}


class Misread(Exception):
    """A cell that does not say what the function needs; `code` names the words under functions.errors."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts


class Kind(Protocol):
    """How the cells of an argument are read; `name` is the word for what belongs there.

    `counts` where a number says all that the cell says.
    """

    name: str
    counts: bool

    def read(self, cell: Any) -> Any:
        """What the cell says; Misread where it says something else."""


@dataclass(frozen=True)
class DayKind:
    """A date: as Excel counts days, as a moment, or as text like 24.12.2027 or 2027-12-24."""

    name: str = "day"
    counts: bool = True

    def read(self, cell: Any) -> date:
        """The day, without its time."""
        return moment(cell).date()


@dataclass(frozen=True)
class MomentKind:
    """A day with its time; a bare date is its midnight."""

    name: str = "moment"
    counts: bool = True

    def read(self, cell: Any) -> datetime:
        """The moment to the second, which is as exact as Excel counts."""
        return moment(cell)


@dataclass(frozen=True)
class NumberKind:
    """A number within bounds that both belong to it; whole where `whole`."""

    name: str = "number"
    counts: bool = True
    least: float = -1e15
    most: float = 1e15
    whole: bool = False

    def read(self, cell: Any) -> float:
        """The number; TRUE counts as 1, as in Excel's own sums."""
        try:
            value = float(cell)
        except (TypeError, ValueError):
            raise Misread("number", value=cell) from None
        if not self.least <= value <= self.most:
            raise Misread("bounds", value=cell, least=self.least, most=self.most)
        if not self.whole:
            return value
        if value != int(value):
            raise Misread("whole", value=cell)
        return int(value)


@dataclass(frozen=True)
class TextKind:
    """Any text; a number as it is written."""

    name: str = "text"
    counts: bool = False

    def read(self, cell: Any) -> str:
        """The text of the cell."""
        return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


@dataclass(frozen=True)
class ChoiceKind:
    """An item of a value list, by its key or its label in any language; `only` some of them where given."""

    items: str
    only: tuple[str, ...] = ()
    name: str = "choice"
    counts: bool = False

    def read(self, cell: Any) -> str:
        """The key of the item."""
        found = _labelled(self.items).get(str(cell).strip().casefold())
        if found is None or (self.only and found not in self.only):
            raise Misread("choice", value=cell, choices=self)
        return found

    def possible(self, words: Words) -> str:
        """What may stand there, for a person."""
        return ", ".join(words.text(f"choices.{self.items}.{key}") for key in self.only or CHOICES[self.items])


@dataclass(frozen=True)
class FlagKind:
    """Yes or no, as a truth value, as 1 or 0 or as a word."""

    name: str = "flag"
    counts: bool = False

    def read(self, cell: Any) -> bool:
        """Whether it says yes."""
        if isinstance(cell, bool | int | float) and cell in (0, 1):
            return bool(cell)
        return ChoiceKind("yes_no").read(cell) == "yes"


LONGEST = 36_525  # days of a period: nobody plans further, and every day is looked at

Day = Annotated[date, DayKind()]
Moment = Annotated[datetime, MomentKind()]
Number = Annotated[float, NumberKind()]
Amount = Annotated[float, NumberKind(least=0)]
Count = Annotated[int, NumberKind(least=0, most=LONGEST, whole=True)]
Months = Annotated[int, NumberKind(least=1, most=1_200, whole=True)]
Share = Annotated[float, NumberKind("share", least=0, most=1)]
Text = Annotated[str, TextKind()]
Flag = Annotated[bool, FlagKind()]
State = Annotated[str, ChoiceKind("federal_state")]


@cache
def _labelled(items: str) -> dict[str, str]:
    """The keys of a value list by everything they are called; short labels without what stands in brackets too."""
    found = {}
    for item in CHOICES[items]:
        for label in (item, *labels(items, item)):
            found[label.casefold()] = found[label.split(" (")[0].casefold()] = item
    return found


def moment(cell: Any) -> datetime:
    """The moment that a cell with a date shows; Misread for anything else."""
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None)
    try:
        count = float(cell)
    except (TypeError, ValueError):
        return _written(cell)
    if not _FIRST <= count < _LAST + 1:
        raise Misread("day", value=cell)
    days = int(count)
    midnight = datetime.fromordinal(_EPOCH + days)
    return midnight if days == count else midnight + timedelta(seconds=round((count - days) * 86_400))


def _written(text: Any) -> datetime:
    """The day that a text names, with its time if it has one; Misread where it names none."""
    day, _, clock = str(text).strip().partition(" ")
    try:
        return datetime.combine(day_in(day), time.fromisoformat(clock or "00:00"))
    except ValueError:
        raise Misread("day", value=text) from None


def serial(day: date) -> float:
    """A day as Excel counts it; Misread for one that Excel cannot show."""
    count = day.toordinal() - _EPOCH
    if count < _FIRST:
        raise Misread("calendar")
    return float(count)


def day_of(count: float) -> date:
    """The day that Excel counts so."""
    return date.fromordinal(_EPOCH + int(count))


def shown(cell: Any, words: Words) -> str:
    """A cell as the coordinator sees it; TRUE as the 1 that it counts as."""
    if cell in ERRORS:
        return words.text(f"functions.cell_errors.{ERRORS[cell]}")
    if isinstance(cell, bool) or (isinstance(cell, float) and cell.is_integer()):
        cell = int(cell)
    return words.shown(cell)
