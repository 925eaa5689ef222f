"""Pairs of companies in long lists that a person should look at (R-30)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from addin.core.alike import alike
from addin.core.company_names import key_similarity
from addin.core.duplicates import CHAIN, RANKS, Firm, Limits, Verdict, verdict
from addin.core.sites import Site, same_site

_Value = TypeVar("_Value", bound=Hashable)

_SIGNALS = ("vat_id", "customer_no", "domain", "phone")


class Match(NamedTuple):
    """Positions of two firms in their lists, and what is said of the pair."""

    left: int
    right: int
    verdict: Verdict


def matches(left: Sequence[Firm], right: Sequence[Firm], limits: Limits) -> Iterator[Match]:
    """The pairs of two lists that are not plainly two companies, in the order of the lists."""
    chains = _chains([*left, *right])
    for (at, to), similarity in sorted(_candidates(left, right, limits.review).items()):
        one, other = left[at], right[to]
        found = verdict(
            one, other, similarity, limits, chain=one.sorted_key in chains or other.sorted_key in chains
        )
        if found.decision != "new":
            yield Match(at, to, found)


def twins(firms: Sequence[Firm], limits: Limits) -> Iterator[Match]:
    """The pairs within one list; the one that stands first in it is the left one."""
    return (match for match in matches(firms, firms, limits) if match.left < match.right)


def best(found: Iterable[Match]) -> dict[int, Match]:
    """For each firm of the left list the likeliest match; of equal ones the first."""
    likeliest: dict[int, Match] = {}
    for match in found:
        known = likeliest.get(match.left)
        if known is None or _rank(match.verdict) < _rank(known.verdict):
            likeliest[match.left] = match
    return likeliest


def _rank(said: Verdict) -> tuple[int, float, int]:
    return RANKS[said.decision], -said.similarity, -len(said.reasons)


def _candidates(left: Sequence[Firm], right: Sequence[Firm], least: float) -> dict[tuple[int, int], float]:
    """The pairs that are worth a look with the similarity of their names: alike, or with something in common."""
    found = dict(_alike_names(left, right, least))
    for pair in _with_one_signal(left, right):
        if pair not in found:
            found[pair] = key_similarity(left[pair[0]].key, right[pair[1]].key)
    return found


def _alike_names(
    left: Sequence[Firm], right: Sequence[Firm], least: float
) -> Iterator[tuple[tuple[int, int], float]]:
    ours, theirs = (_places((firm.sorted_key, at) for at, firm in enumerate(firms)) for firms in (left, right))
    keys, known = list(ours), list(theirs)
    pairs = alike(keys, known, least)
    for one, other, similarity in zip(*(part.tolist() for part in pairs), strict=True):
        for at in ours[keys[one]]:
            for to in theirs[known[other]]:
                yield (at, to), similarity


def _with_one_signal(left: Sequence[Firm], right: Sequence[Firm]) -> Iterator[tuple[int, int]]:
    for signal in _SIGNALS:
        known = _places((getattr(firm, signal), at) for at, firm in enumerate(right))
        yield from ((at, to) for at, firm in enumerate(left) for to in known.get(getattr(firm, signal), ()))
    houses = _places((crossing, at) for at, firm in enumerate(right) for crossing in _crossings(firm))
    for at, firm in enumerate(left):
        for to in {place for crossing in _crossings(firm) for place in houses.get(crossing, ())}:
            yield at, to


def _crossings(firm: Firm) -> list[tuple[str, str]]:
    return firm.site.crossings if firm.site else []


def _places(pairs: Iterable[tuple[_Value, int]]) -> Mapping[_Value, list[int]]:
    """Positions by what stands there; blanks are left out."""
    found: dict[_Value, list[int]] = defaultdict(list)
    for value, at in pairs:
        if value:
            found[value].append(at)
    return found


def _chains(firms: Iterable[Firm]) -> set[str]:
    """The names that stand at many houses."""
    houses: dict[str, list[Site]] = defaultdict(list)
    for firm in firms:
        known = houses[firm.sorted_key]
        if firm.site and len(known) < CHAIN and not any(same_site(firm.site, house) for house in known):
            known.append(firm.site)
    return {name for name, known in houses.items() if len(known) >= CHAIN}
