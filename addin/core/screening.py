"""Whom a list from outside is not for, and how well the others fit (R-32)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from addin.core.company_names import key_similarity
from addin.core.duplicates import Firm, Limits

Screen = Literal["own", "competitor", "blocked", "customer"]
Trait = Literal["industry", "country", "size"]
TRAITS: tuple[Trait, ...] = ("industry", "country", "size")
_USUAL = 0.05  # the share of our customers that makes a trait usual among them


def is_own(firm: Firm, own: Firm, limits: Limits) -> bool:
    """Whether somebody on a list is the house itself: by its domain or its name."""
    if firm.domain and firm.domain == own.domain:
        return True
    return key_similarity(firm.key, own.key) >= limits.merge


def screened(status: str) -> Screen | None:
    """Why a company that is known so is no new prospect; None where it may be one."""
    known: Mapping[str, Screen] = {"competitor": "competitor", "blocked": "blocked", "customer": "customer"}
    return known.get(status)


class Fit(NamedTuple):
    """What a company has in common with our customers, and what the list does not say of it."""

    fitting: tuple[Trait, ...]
    unknown: tuple[Trait, ...]


class Customers:
    """What our customers are like, by industry, country and size."""

    def __init__(self, customers: Sequence[Mapping[str, Any]]) -> None:
        self._usual = {trait: _usual(cells[trait] for cells in customers) for trait in TRAITS}

    def fit(self, traits: Mapping[Trait, str | None]) -> Fit:
        """A blank trait is unknown, and so is every one that no customer's row names."""
        unknown = tuple(trait for trait in TRAITS if not traits.get(trait) or not self._usual[trait])
        fitting = (t for t in TRAITS if t not in unknown and _folded(traits[t]) in self._usual[t])
        return Fit(tuple(fitting), unknown)


def _usual(values: Iterable[str | None]) -> set[str]:
    counted = Counter(_folded(value) for value in values if value)
    return {value for value, count in counted.items() if count >= _USUAL * counted.total()}


def _folded(text: str | None) -> str:
    return (text or "").strip().casefold()
