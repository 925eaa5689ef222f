"""What the dates and numbers of a column mean, decided by the whole column and never by a single cell (R-82)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from addin.errors import Refusal
from addin.imports import Cell, Source, dates, numbers
from addin.tables.model import Problem

HOUSE_CURRENCY = "EUR"


@dataclass(frozen=True)
class Style:
    """The two ways in which the cells of a column may be meant, and how cells of each kind are read in both."""

    name: str
    ways: tuple[str, str]
    readers: Mapping[str, Callable[[Cell], Mapping[str, Any]]]


STYLES = (
    Style("dates", dates.ORDERS, {"date": dates.readings}),
    Style(
        "decimals",
        numbers.MARKS,
        {
            "money": numbers.money_readings,
            "number": numbers.number_readings,
            "percent": numbers.percent_readings,
            "integer": numbers.integer_readings,
        },
    ),
)


@dataclass(frozen=True)
class Profile:
    """A column as far as its cells tell by themselves how they are meant."""

    style: Style
    kind: str
    header: str
    cells: Sequence[Cell]

    @cached_property
    def readings(self) -> list[Mapping[str, Any]]:
        """For each row what its cell means in each way; no entry for a way in which it means nothing."""
        read = lru_cache(maxsize=100_000, typed=True)(self.style.readers[self.kind])
        return [read(cell) for cell in self.cells]

    @property
    def pairs(self) -> Iterator[tuple[Cell, Mapping[str, Any]]]:
        """Each cell with its readings, row by row."""
        return zip(self.cells, self.readings, strict=True)

    @cached_property
    def proofs(self) -> dict[str, int]:
        """For each way the index of the first cell that can be meant in no other."""
        proofs: dict[str, int] = {}
        for index, reading in enumerate(self.readings):
            if len(reading) == 1:
                proofs.setdefault(next(iter(reading)), index)
        return proofs

    @cached_property
    def open(self) -> int | None:
        """Index of the first cell that means something else in each way; None where no cell does."""
        differing = (i for i, found in enumerate(self.readings) if len(set(found.values())) > 1)
        return next(differing, None)

    @cached_property
    def currency(self) -> str:
        """The currency that most amounts of the column are in; blank where they name none."""
        if self.kind != "money":
            return ""
        named = Counter(filter(None, map(lru_cache(maxsize=100_000)(numbers.currency), self.cells)))
        return named.most_common(1)[0][0] if named else ""


def decided(source: Source, profiles: Sequence[Profile], chosen: str = "") -> list[str]:
    """The way in which each of these columns of one style is meant.

    The coordinator's choice wins; else the column's own proofs; else those of the file's other columns of the
    style. Refusal where a column proves both ways, or has a cell that stays open.
    """
    return [chosen or _way(source, profile, profiles) for profile in profiles]


def _way(source: Source, profile: Profile, profiles: Sequence[Profile]) -> str:
    if len(profile.proofs) > 1:
        raise _refusal("contradict", source, profile, *(profile.proofs[way] for way in profile.style.ways))
    if profile.proofs:
        return next(iter(profile.proofs))
    elsewhere = {way for other in profiles for way in other.proofs}
    if len(elsewhere) == 1:
        return elsewhere.pop()
    if profile.open is not None:
        raise _refusal("open", source, profile, profile.open, profile.open)
    return profile.style.ways[0]


def _refusal(what: str, source: Source, profile: Profile, first: int, second: int) -> Refusal:
    facts = {"value": profile.cells[first], "row": str(source.numbers[first])}
    others = {"second": profile.cells[second], "second_row": str(source.numbers[second])}
    code = f"import_{profile.style.name}_{what}"
    return Refusal(code, file=source.name, header=profile.header, **facts, **others)


def currency_problems(source: Source, profiles: Sequence[Profile]) -> Iterator[Problem]:
    """Said once for each column of amounts in another currency: its numbers are taken as they are."""
    for profile in profiles:
        if profile.currency not in ("", HOUSE_CURRENCY):
            facts = {"header": profile.header, "currency": profile.currency}
            yield Problem(source.name, None, profile.header, "import_currency", facts, "warning")
