"""Whether two contacts are one person, and why anybody should think so. Nothing is merged here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Literal, NamedTuple

from addin.core.company_names import key_similarity, plain_words
from addin.core.duplicates import Decision, Limits
from addin.core.phones import dialled

Trait = Literal["email", "company", "phone"]
_TRAITS: tuple[Trait, ...] = ("email", "company", "phone")
_TITLES = frozenset("dr prof dipl ing med phil mag mba msc bsc herr frau mr mrs ms".split())


class Person(NamedTuple):
    """What tells a person from others; blank is what is not known."""

    key: str
    email: str = ""
    phone: str = ""
    company: str = ""

    @classmethod
    def of(cls, name: str | None, email: str | None = None, phone: str | None = None, company: str = "") -> Person:
        """Titles are no part of a name."""
        words = [word for word in plain_words(name or "") if word not in _TITLES]
        return cls(" ".join(words), (email or "").strip().casefold(), dialled(phone) if phone else "", company)


class Likeness(NamedTuple):
    """Positions of two people, what is proposed for them, how alike the names are, and what else both have."""

    left: int
    right: int
    decision: Decision
    similarity: float
    shared: tuple[Trait, ...]


def same_people(people: Sequence[Person], limits: Limits) -> Iterator[Likeness]:
    """The pairs that may be one person: with one mail address, number or company, and a name that is alike.

    One mail address is proposed where the names are alike, and shown where not: two may share a mailbox.
    """
    for left, right in sorted(_meetings(people)):
        found = likeness(people[left], people[right], limits)
        if found[0] != "new":
            yield Likeness(left, right, *found)


def likeness(one: Person, other: Person, limits: Limits) -> tuple[Decision, float, tuple[Trait, ...]]:
    """What is proposed for two people, how alike their names are, and what else both have."""
    shared = tuple(t for t in _TRAITS if getattr(one, t) and getattr(one, t) == getattr(other, t))
    similarity = key_similarity(one.key, other.key)
    return _decided(shared, similarity, limits), similarity, shared


def _decided(shared: Sequence[Trait], similarity: float, limits: Limits) -> Decision:
    if "email" in shared:
        return "merge" if similarity >= limits.review else "review"
    if not shared or similarity < limits.review:
        return "new"
    return "merge" if "company" in shared and similarity >= limits.merge else "review"


def _meetings(people: Sequence[Person]) -> set[tuple[int, int]]:
    """The pairs that have anything in common but the name."""
    found: set[tuple[int, int]] = set()
    for trait in _TRAITS:
        having: dict[str, list[int]] = defaultdict(list)
        for at, person in enumerate(people):
            having[getattr(person, trait)].append(at)
        having.pop("", None)
        found.update(pair for places in having.values() for pair in combinations(places, 2))
    return found
