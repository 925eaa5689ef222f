"""Which names of two long lists are alike, without comparing each with each (R-30).

Two passes, both over keys whose words are sorted. Letters: names that are alike have nearly all letters in common,
so a count of the letters in 64 bits rules out nearly every pair, and none that matters. Words: all words of a name
may stand in a longer one, so each name meets those that hold its rarest word.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np
from rapidfuzz import fuzz, process

from addin.core.company_names import SET_SHARE

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
        counts = self._counted(np.where(self._plain, self._signs - ord("a"), 26 + self._signs % 6), 32)
        return _bits(np.concatenate([counts >= times for times in (1, 2)], axis=1))

    @cached_property
    def neighbours(self) -> Any:
        """For each key in 64 bits which letters stand beside which; several pairs share a bit."""
        goes_on = self._owners == np.roll(self._owners, -1)
        goes_on[-1:] = False  # nothing stands behind the last letter of all
        behind = np.roll(self._signs, -1) * goes_on
        return _bits(self._counted((self._signs * 31 + behind) % 64, 64) >= 1)

    @cached_property
    def _coded(self) -> tuple[Any, Any]:
        """The letters of all keys in a row, and the key that each belongs to."""
        signs = np.frombuffer("\n".join([*self.keys, ""]).encode("utf-32-le"), "uint32").astype("int64")
        ends = signs == ord("\n")
        owners = np.concatenate(([0], np.cumsum(ends)[:-1]))
        return signs[~ends], owners[~ends]

    @property
    def _signs(self) -> Any:
        return self._coded[0]

    @property
    def _owners(self) -> Any:
        return self._coded[1]

    @property
    def _plain(self) -> Any:
        return (self._signs >= ord("a")) & (self._signs <= ord("z"))

    def _counted(self, marks: Any, kinds: int) -> Any:
        """How often each key has each of so many marks."""
        total = len(self.keys) * kinds
        return np.bincount(self._owners * kinds + marks, minlength=total).reshape(-1, kinds)

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
    known = _ByLength(left, right, least)
    lengths = np.unique(left.lengths[left.lengths > 0]).tolist()
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        for found in threads.map(known.met, lengths):
            yield from found


class _ByLength:
    """Two lists, the second by the length of its keys: those that are much shorter or longer are not so alike."""

    def __init__(self, left: _Keys, right: _Keys, least: float) -> None:
        self._left, self._right, self._least = left, right, least
        self._letters = left.letters, right.letters
        self._neighbours = left.neighbours, right.neighbours
        self._order = np.argsort(right.lengths, kind="stable")
        self._lengths = right.lengths[self._order]

    def met(self, length: int) -> tuple[Pairs, Pairs]:
        """The pairs of keys of the first list that have this length."""
        share = self._least / (2 - self._least)
        window = slice(*np.searchsorted(self._lengths, (max(1, length * share - 1e-9), length / share + 1e-9)))
        others, together = self._order[window], length + self._lengths[window]
        at, to, differ = self._near(length, others, _steps(together, self._least))
        few = differ <= _steps(together, self._least / SET_SHARE)[to]
        by_words = _by_words(self._left, self._right, at[few], others[to[few]], self._least)
        close = self._beside(at, others[to]) <= 3 * _steps(together, self._least)[to]
        return _by_order(self._left, self._right, at[close], others[to[close]], self._least), by_words

    def _near(self, length: int, others: Any, steps: Any) -> tuple[Any, Any, Any]:
        """Keys of that length, the places of others that differ in no more letters, and in how many they do."""
        rows = np.flatnonzero(self._left.lengths == length)
        found = [self._block(part, others, steps) for part in np.split(rows, range(_ROWS, len(rows), _ROWS))]
        at, to, differ = (np.concatenate(parts) for parts in zip(*found, strict=True))
        return at, to, differ

    def _block(self, rows: Any, others: Any, steps: Any) -> tuple[Any, Any, Any]:
        mine, theirs = self._letters
        differ = np.bitwise_count(mine[rows, None] ^ theirs[None, others])
        at, to = np.nonzero(differ <= steps)
        return rows[at], to, differ[at, to]

    def _beside(self, at: Any, to: Any) -> Any:
        """In how many neighbours two keys differ: one letter more or less changes three at most."""
        mine, theirs = self._neighbours
        return np.bitwise_count(mine[at] ^ theirs[to])


def _bits(marks: Any) -> Any:
    """64 truths a row as one number."""
    return np.packbits(marks, axis=1).view("uint64").ravel()


def _steps(together: Any, least: float) -> Any:
    """How many letters may differ in two keys of so many letters together."""
    return ((1 - least) * together + 1e-9).astype("uint8")


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
