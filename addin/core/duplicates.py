"""Whether two records are one company, and why anybody should think so (R-30). Nothing is merged here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from rapidfuzz import fuzz

from addin.core.company_names import company_name
from addin.core.domains import own_domain
from addin.core.phones import HOME, dialled
from addin.core.sites import Site, same_site, site

Decision = Literal["merge", "review", "related", "new"]
Signal = Literal["vat_id", "customer_no", "domain", "phone", "site"]
Reason = Literal[
    "vat_id",
    "customer_no",
    "domain",
    "phone",
    "site",
    "same_name",
    "alike",
    "part",  # all words of one name stand in the other
    "other_form",
    "other_country",
    "country_unknown",
    "elsewhere",
    "chain",
]
RANKS: Mapping[Decision, int] = {"merge": 0, "review": 1, "related": 2, "new": 3}

NEIGHBOURS = 0.7  # how alike the names of two records in one house are that are one company
CHAIN = 3  # houses: a name that stands at so many does not say which of them is meant
_EQUAL: tuple[Signal, ...] = ("vat_id", "customer_no", "domain", "phone")


@dataclass(frozen=True)
class Limits:
    """From how alike names on two companies are proposed as one, and shown to a person; both bounds count."""

    merge: float = 0.97
    review: float = 0.85


class Firm(NamedTuple):
    """What tells a company from others; blank is what is not known."""

    key: str
    sorted_key: str
    form: str = ""
    country: str = ""
    domain: str = ""
    phone: str = ""
    vat_id: str = ""
    customer_no: str = ""
    site: Site | None = None

    @classmethod
    def of(
        cls,
        name: str | None,
        country: str = "",
        *,
        addresses: Sequence[str | None] = (),
        phone: str | None = None,
        street: str | None = None,
        zip_code: str | None = None,
        vat_id: str | None = None,
        customer_no: str | None = None,
    ) -> Firm:
        """`country` is an ISO code; `addresses` are the website and the mail addresses of its people."""
        named = company_name(name or "")
        return cls(
            named.key,
            named.sorted_key,
            named.form,
            country,
            own_domain(*addresses),
            dialled(phone, country or HOME) if phone else "",
            "".join((vat_id or "").upper().split()),
            (customer_no or "").strip(),
            site(street, zip_code) if street else None,
        )


class Verdict(NamedTuple):
    """What is proposed for a pair, how alike the names are, and the reasons for and against."""

    decision: Decision
    similarity: float
    reasons: tuple[Reason, ...]


def verdict(one: Firm, other: Firm, similarity: float, limits: Limits, *, chain: bool = False) -> Verdict:
    """Whether two records are one company (R-30); the names are those of a `chain` that has many houses.

    One VAT id or customer number: one company. In two countries: sisters where only the form differs or the domain
    is one, else two. In one country the names say it. Where more is known than names, that is heard: in one house
    the number or a name somewhat alike is enough, a name alike together with domain or number too; in another
    house a name proves nothing that is only part of the other, or that of a chain.
    """
    met = _Meeting(one, other, similarity, limits, chain)
    return Verdict(met.decision, similarity, tuple(met.reasons))


@dataclass(frozen=True)
class _Meeting:
    one: Firm
    other: Firm
    similarity: float
    limits: Limits
    chain: bool

    @property
    def decision(self) -> Decision:
        if self.signals & {"vat_id", "customer_no"}:
            return "merge"
        if self.abroad:
            return self._abroad
        if self._second_signal or (self._name_alone and self.same_country):
            return "merge"
        if self.alike or "phone" in self.signals:
            return "review"
        return "related" if "domain" in self.signals else "new"

    @property
    def _abroad(self) -> Decision:
        if "domain" in self.signals or self.other_form:
            return "related"
        return "review" if self.alike and self.similarity < self.limits.merge else "new"

    @property
    def _second_signal(self) -> bool:
        """The name need not say it alone."""
        if "site" in self.signals:
            return "phone" in self.signals or self.similarity >= NEIGHBOURS
        return self.alike and ("domain" in self.signals or ("phone" in self.signals and not self.elsewhere))

    @property
    def _name_alone(self) -> bool:
        if self.elsewhere and (self.chain or not self.whole):
            return False
        return self.similarity >= self.limits.merge

    @cached_property
    def signals(self) -> frozenset[Signal]:
        """What both have but for the name."""
        equal = {
            key for key in _EQUAL if getattr(self.one, key) and getattr(self.one, key) == getattr(self.other, key)
        }
        return frozenset(equal | ({"site"} if self._same_house else set()))

    @property
    def _same_house(self) -> bool:
        return bool(self.one.site and self.other.site and same_site(self.one.site, self.other.site))

    @property
    def elsewhere(self) -> bool:
        return bool(self.one.site and self.other.site and "site" not in self.signals)

    @property
    def same_country(self) -> bool:
        return bool(self.one.country) and self.one.country == self.other.country

    @property
    def abroad(self) -> bool:
        return bool(self.one.country and self.other.country) and not self.same_country

    @property
    def other_form(self) -> bool:
        return bool(self.one.key) and self.one.key == self.other.key and self.one.form != self.other.form

    @property
    def alike(self) -> bool:
        return self.similarity >= self.limits.review

    @property
    def whole(self) -> bool:
        """The names are so alike with every word, not only because one has all words of the other."""
        return fuzz.ratio(self.one.sorted_key, self.other.sorted_key) >= 100 * self.limits.merge

    @property
    def _part(self) -> bool:
        words, others = set(self.one.key.split()), set(self.other.key.split())
        return words < others or others < words

    @property
    def reasons(self) -> Iterator[Reason]:
        yield from (key for key in (*_EQUAL, "site") if key in self.signals)
        if self.alike:
            same = self.one.sorted_key == self.other.sorted_key
            yield "same_name" if same else "part" if self._part else "alike"
        yield from self._against

    @property
    def _against(self) -> Iterator[Reason]:
        if self.other_form:
            yield "other_form"
        if self.abroad:
            yield "other_country"
        elif not self.same_country:
            yield "country_unknown"
        if self.elsewhere:
            yield "chain" if self.chain else "elsewhere"
