"""The company's party at a show: who is expected, who has a place, what a head costs (R-44)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd

from addin.core.contracts import live
from addin.core.records import records

Reply = Literal["accepted", "attended", "invited", "planned", "declined", "no_show"]
COMING = ("accepted", "attended")
_TIERS: Mapping[Reply, int] = {"attended": 0, "accepted": 0, "invited": 1, "planned": 2}


@dataclass(frozen=True)
class Guest:
    """Somebody on the guest list; `value` is what the running contracts of her company bring a year.

    `waits`: the party is full before her turn comes.
    """

    row: int
    contact_id: str
    company_id: str | None
    host: str | None
    reply: Reply
    companions: int
    diet: str | None
    badge_on: date | None
    value: float
    waits: bool = False

    @property
    def comes(self) -> bool:
        return self.reply in COMING

    @property
    def heads(self) -> int:
        """She and whom she brings; nobody where she has not said that she comes."""
        return 1 + self.companions if self.comes else 0

    def expected(self, rate: float) -> float:
        """How many are expected by her answer: of those who have not answered yet the usual share (R-44)."""
        return rate if self.reply == "invited" else float(self.heads)


def client_values(contracts: pd.DataFrame) -> dict[str, float]:
    """What the running contracts of each company bring a year, by its id."""
    own = contracts[live(contracts) & contracts["value"].notna()]
    return {str(key): float(value) for key, value in own.groupby("company_id")["value"].sum().items()}


def guest_list(
    guests: pd.DataFrame, show_id: str, company_of: Mapping[str, str], values: Mapping[str, float]
) -> list[Guest]:
    """The guests of a show's party, who has answered first, then by the value of the client.

    `company_of` gives the company of a contact. Who has no answer is invited once an invitation has gone.
    """
    own = guests[guests["show_id"].eq(show_id)].dropna(subset=["contact_id"])
    return sorted((_guest(row, cells, company_of, values) for row, cells in records(own)), key=_turn)


def _guest(
    row: int, cells: Mapping[str, Any], company_of: Mapping[str, str], values: Mapping[str, float]
) -> Guest:
    company = company_of.get(cells["contact_id"])
    asked: Reply = "invited" if cells["invited_on"] else "planned"
    same = ("contact_id", "host", "diet", "badge_on")
    known: dict[str, Any] = {key: cells[key] for key in same}
    return Guest(
        row=row,
        company_id=company,
        reply=cells["reply"] or asked,
        companions=int(cells["companions"] or 0),
        value=values.get(company or "", 0.0),
        **known,
    )


def _turn(guest: Guest) -> tuple[int, float, int]:
    return _TIERS.get(guest.reply, len(_TIERS)), -guest.value, guest.row


def expected_guests(guests: Iterable[Guest], rate: float) -> float:
    """How many heads to count on: accepted, the usual share of those who have not answered, companions (R-44).

    >>> yes, open_ = ("accepted", 2), ("invited", 0)
    >>> some = [Guest(n, "", None, None, *said, None, None, 0.0) for n, said in enumerate((yes, open_, open_))]
    >>> expected_guests(some, rate=0.35)
    3.7
    """
    return round(sum(guest.expected(rate) for guest in guests), 2)


def seated(guests: Sequence[Guest], capacity: int | None, rate: float) -> Iterator[Guest]:
    """The guests in their order, with who has to wait: over capacity the clients of the least value do (R-44).

    Who has accepted comes before who was asked, and she before who is only planned; each is counted as she is
    expected, a planned one as if she were asked. Blank capacity has room for all.
    """
    taken = 0.0
    for guest in guests:
        wanted = guest.expected(rate) or (rate if guest.reply == "planned" else 0.0)
        full = capacity is not None and wanted > 0 and round(taken + wanted, 6) > capacity
        taken += 0.0 if full else wanted
        yield Guest(**{**vars(guest), "waits": full})


def cost_a_head(cost: float | None, heads: float) -> float | None:
    """What the party costs for each who comes; None while the cost or the guests are not known."""
    return round(cost / heads, 2) if cost is not None and heads else None


def to_invite(
    companies: Mapping[str, float], main_contact: Mapping[str, str], known: Iterable[str], room: float, rate: float
) -> list[str]:
    """The contacts to put on the guest list, the most valuable clients first, as many as can be expected to fit.

    `known` are the companies that are on it already.
    """
    listed = set(known)
    ranked = sorted(companies, key=lambda company: (-companies[company], company))
    fresh = [main_contact[one] for one in ranked if one in main_contact and one not in listed]
    return fresh[: max(0, int(round(room, 6) / rate))] if rate else []
