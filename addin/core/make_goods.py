"""Which findings ask for a make-good, and what its ticket says (R-11, R-15)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from addin.core.computed.given import comparable
from addin.core.fulfilment import Finding, FindingKind
from addin.tables.model import Value

# What the ticket is about, and how urgent it is: a printed issue does not wait
_TOPICS: Mapping[FindingKind, tuple[str, str]] = {
    "wrong_issue": ("ad_wrong", "high"),
    "wrong_size": ("ad_wrong", "high"),
    "short_live": ("banner_wrong", "normal"),
}


@dataclass(frozen=True)
class MakeGood:
    """A finding that needs a ticket; `ticket` has the values of its row but for the wording of the problem."""

    finding: Finding
    ticket: Mapping[str, Value]


def with_tickets(findings: Iterable[Finding], promises: pd.DataFrame, tickets: pd.DataFrame) -> list[Finding]:
    """The findings, each with the id of the ticket there is about it.

    A promise has one make-good ticket for its print and one for its banner, solved ones included: what is wrong
    stays wrong, and nobody is asked twice.
    """
    keys = zip(comparable(tickets["promise_id"]), tickets["topic"], strict=True)
    known = dict(zip(keys, tickets["ticket_id"], strict=True))
    ids = promises["promise_id"]
    return [
        replace(f, ticket=known.get((str(ids[f.row]).casefold(), _TOPICS[f.kind][0]))) if asks(f) else f
        for f in findings
    ]


def asks(finding: Finding) -> bool:
    """Whether a make-good is due: wrong issue, wrong format, a window that is over with days missing."""
    return finding.kind in _TOPICS and finding.late


def make_goods(
    findings: Iterable[Finding], promises: pd.DataFrame, contracts: pd.DataFrame, owner: str | None
) -> Iterator[MakeGood]:
    """A ticket for every finding that asks for one and has none, one a promise.

    A promise whose contract does not exist has no customer to whom it could be made good; the data check names it.
    """
    whose = zip(contracts["company_id"], contracts["contact_id"], strict=True)
    customers = dict(zip(comparable(contracts["contract_id"]), whose, strict=True))
    begun: set[tuple[int, str]] = set()
    for finding in findings:
        if not asks(finding) or finding.ticket:
            continue
        topic, severity = _TOPICS[finding.kind]
        promise: dict[Any, Any] = promises.loc[finding.row].to_dict()
        customer = customers.get(str(promise["contract_id"]).casefold())
        if customer is None or (finding.row, topic) in begun:
            continue
        begun.add((finding.row, topic))
        own = {key: promise[key] for key in ("promise_id", "department")}
        about = {"company_id": customer[0], "contact_id": customer[1], "topic": topic, "severity": severity}
        yield MakeGood(finding, {**about, **own, "owner": owner})
