"""Chance that falls the same way on every machine, every day."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from statistics import NormalDist
from typing import TypeVar

SEED = 20270215

Face = TypeVar("Face")


def dice(area: str) -> random.Random:
    """Dice of one area's own: what one area throws does not disturb another."""
    return random.Random(f"{SEED}:{area}")


def dealt(shares: Mapping[Face, float], count: int, thrower: random.Random) -> list[Face]:
    """So many faces in exactly those shares (largest remainder first), shuffled like a deck.

    >>> sorted(dealt({"a": 60, "b": 25, "c": 15}, 7, dice("doctest")))
    ['a', 'a', 'a', 'a', 'b', 'b', 'c']
    """
    whole = sum(shares.values())
    exact = {face: share * count / whole for face, share in shares.items()}
    dealing = {face: math.floor(number) for face, number in exact.items()}
    by_remainder = sorted(exact, key=lambda face: dealing[face] - exact[face])
    for face in by_remainder[: count - sum(dealing.values())]:
        dealing[face] += 1
    deck = [face for face, number in dealing.items() for _ in range(number)]
    thrower.shuffle(deck)
    return deck


def thrown(shares: Mapping[Face, float], thrower: random.Random) -> Face:
    """One face, each as likely as its share."""
    return thrower.choices(list(shares), list(shares.values()))[0]


def lognormal(median: float, ninetieth: float, count: int, thrower: random.Random) -> list[float]:
    """Amounts of which half lie under the median and nine tenths under the other, shuffled."""
    spread = math.log(ninetieth / median) / NormalDist().inv_cdf(0.9)
    bell = NormalDist(math.log(median), spread)
    amounts = [math.exp(bell.inv_cdf((place + 0.5) / count)) for place in range(count)]
    thrower.shuffle(amounts)
    return amounts


def poisson(mean: float, thrower: random.Random) -> int:
    """How often something happens that happens `mean` times on average (Knuth's multiplication)."""
    limit, product, times = math.exp(-mean), thrower.random(), 0
    while product > limit:
        product *= thrower.random()
        times += 1
    return times
