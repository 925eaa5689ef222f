"""Which names of two long lists are alike, without comparing each with each (R-30).

Two passes, both over keys whose words are sorted. Letters: names that are alike have nearly all letters in common,
so a count of the letters in 64 bits rules out nearly every pair, and none that matters. Words: all words of a name
may stand in a longer one, so each name meets those that hold its rarest word.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np
from rapidfuzz import fuzz, process

from addin.core.company_names import SET_SHARE

_LETTERS = 32  # a to z, and six for everything else
_ROWS = 512  # names of one length that are looked at together
_FEW = 50  # names: a word that no more have leads to them even where other words differ


class Pairs(NamedTuple):
    """Positions in two lists, and how alike the keys there are, from 0 to 1."""

    left: Any
    right: Any
    similarity: Any


def alike(left: Sequence[str], right: Sequence[str], least: float) -> Pairs:
    """The pairs of sorted keys that are so alike at least, as `key_similarity` says it (R-30).

    None is missed from `SET_SHARE` on, nor any whose words are alike all in all. Below it a few are missed that
    share most of their words, but no rare one.

    >>> alike(["gmuender pumpen", "wirth"], ["gmuender pumpe", "wirth"], 0.85).right.tolist()
    [0, 1]
    """
    if not left or not right:
        return Pairs(*(np.empty(0, "int64"),) * 2, np.empty(0))
    ones, others = _Keys(left), _Keys(right)
    return _best([*_same_letters(ones, others, least), *_same_words(ones, others, least)], len(right))


class _Keys:
    """One of the lists, and what is known of its keys."""

    def __init__(self, keys: Sequence[str]) -> None:
        self.keys = keys

    @cached_property
    def lengths(self) -> Any:
        return np.fromiter(map(len, self.keys), "int64", len(self.keys))

    @cached_property
    def several(self) -> Any:
        """Whether a key has several words."""
        return np.fromiter((" " in key for key in self.keys), bool, len(self.keys))

    @cached_property
    def letters(self) -> Any:
        """For each key in 64 bits which letters it holds, and which of them twice."""
        signs = np.frombuffer("\n".join([*self.keys, ""]).encode("utf-32-le"), "uint32")
        ends = signs == ord("\n")
        owners = np.concatenate(([0], np.cumsum(ends)[:-1]))[~ends]
        signs = signs[~ends]
        plain = (signs >= ord("a")) & (signs <= ord("z"))
        letters = np.where(plain, signs - ord("a"), 26 + signs % 6).astype("int64")
        counts = np.bincount(owners * _LETTERS + letters, minlength=len(self.keys) * _LETTERS)
        bits = np.concatenate([counts.reshape(-1, _LETTERS) >= times for times in (1, 2)], axis=1)
        return np.packbits(bits, axis=1).view("uint64").ravel()

    @cached_property
    def holders(self) -> dict[str, list[int]]:
        """The positions of the keys of several words, by each of their words."""
        found: dict[str, list[int]] = {}
        for at in np.flatnonzero(self.several).tolist():
            for word in set(self.keys[at].split()):
                found.setdefault(word, []).append(at)
        return found


def _same_letters(left: _Keys, right: _Keys, least: float) -> Iterator[Pairs]:
    """Pairs whose letters allow that they are so alike: each step from one to the other is one letter."""
    order = np.argsort(right.lengths, kind="stable")
    letters, lengths = right.letters[order], right.lengths[order]
    for length in np.unique(left.lengths[left.lengths > 0]):
        shortest, longest = length * least / (2 - least), length * (2 - least) / least
        window = slice(*np.searchsorted(lengths, (max(1, shortest - 1e-9), longest + 1e-9)))
        together = length + lengths[window]
        rows = np.flatnonzero(left.lengths == length)
        for part in np.split(rows, range(_ROWS, len(rows), _ROWS)):
            differ = np.bitwise_count(left.letters[part, None] ^ letters[None, window])
            for compared, share in ((_by_order, least), (_by_words, least / SET_SHARE)):
                at, to = np.nonzero(differ <= ((1 - share) * together + 1e-9).astype("uint8"))
                yield compared(left, right, part[at], order[window][to], least)


def _same_words(left: _Keys, right: _Keys, least: float) -> Iterator[Pairs]:
    """Pairs in which the rarest word of one stands in the other too."""
    at, to = _meetings(left.keys, right.holders)
    yield _by_words(left, right, at, to, least)
    to, at = _meetings(right.keys, left.holders)
    yield _by_words(left, right, at, to, least)


def _meetings(keys: Sequence[str], holders: Mapping[str, Sequence[int]]) -> tuple[Any, Any]:
    """Each key with those that hold its rarest word; it needs other words only where that one is not very rare."""
    ones, others = array("q"), array("q")
    for at, key in enumerate(keys):
        words = key.split()
        known = [holders[word] for word in words if word in holders]
        rarest = min(known, key=len, default=())
        if len(words) > 1 and (len(known) == len(words) or len(rarest) <= _FEW):
            ones.extend(repeat(at, len(rarest)))
            others.extend(rarest)
    return np.asarray(ones), np.asarray(others)


def _by_order(left: _Keys, right: _Keys, at: Any, to: Any, least: float) -> Pairs:
    """Those of the pairs that are so alike with all their words in any order."""
    alike = _compared(fuzz.ratio, left, right, at, to, least)
    good = alike > 0
    return Pairs(at[good], to[good], alike[good])


def _by_words(left: _Keys, right: _Keys, at: Any, to: Any, least: float) -> Pairs:
    """Those of the pairs that are so alike by the words that both have; names of one word have too few."""
    several = left.several[at] & right.several[to]
    at, to = at[several], to[several]
    alike = SET_SHARE * _compared(fuzz.token_set_ratio, left, right, at, to, least / SET_SHARE)
    good = alike > 0
    return Pairs(at[good], to[good], alike[good])


def _compared(scorer: Any, left: _Keys, right: _Keys, at: Any, to: Any, least: float) -> Any:
    """How alike the keys of each pair are, 0 where less than `least`."""
    ones = [left.keys[place] for place in at.tolist()]
    others = [right.keys[place] for place in to.tolist()]
    cutoff = 100 * least - 1e-9
    return process.cpdist(ones, others, scorer=scorer, score_cutoff=cutoff, dtype="float64", workers=-1) / 100


def _best(found: Sequence[Pairs], width: int) -> Pairs:
    """Every pair once, with the best that was found of it, in the order of the lists."""
    at, to, similarity = (np.concatenate(parts) for parts in zip(*found, strict=True))
    order = np.lexsort((-similarity, to, at))
    places = (at * width + to)[order]
    first = order[np.concatenate(([True], places[1:] != places[:-1]))] if len(order) else order
    return Pairs(at[first], to[first], similarity[first])
