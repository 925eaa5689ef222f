"""What the contracts promise, and how far each promise has come."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from functools import cache

from addin.core.intake import DEPARTMENT_OF
from addin.plan import NewRow
from addin.tables.model import Value
from workbook_templates.demo import kept
from workbook_templates.demo.bundles import Item
from workbook_templates.demo.contracts import Contract, contracts
from workbook_templates.demo.dice import dice
from workbook_templates.demo.ids import identity
from workbook_templates.demo.issues import ISSUES
from workbook_templates.demo.keydate import past, workdays_after
from workbook_templates.demo.wording import Wording

DEPARTMENTS = {**DEPARTMENT_OF, "spoken": "sales"}
_WAIVED_ON = date(2026, 12, 1)


@dataclass(frozen=True)
class Promise:
    """One promise and the facts of its row."""

    number: int
    contract: Contract
    item: Item
    facts: kept.Facts

    @property
    def promise_id(self) -> str:
        return identity("promises", self.number)


@cache
def promises() -> tuple[Promise, ...]:
    """All promises but those of the planted cases, contract by contract; imported contracts have none."""
    items = (
        (contract, item) for contract in contracts() if contract.state != "imported" for item in contract.items
    )
    return tuple(
        Promise(number, contract, item, _facts(contract, item, dice(f"promise {number}")))
        for number, (contract, item) in enumerate(items, 1)
    )


def _facts(contract: Contract, item: Item, thrower: random.Random) -> kept.Facts:
    facts = _kept(contract, item, thrower)
    if contract.signed_on:
        facts["handed_over_on"] = past(workdays_after(contract.signed_on, 5))
    if contract.state == "cancelled":
        facts["waived_on"] = _WAIVED_ON
    return facts


def _kept(contract: Contract, item: Item, thrower: random.Random) -> kept.Facts:
    match item.kind:
        case "ad" | "advertorial" if item.quantity == 1:
            return kept.insertion(contract, item, thrower)
        case "ad" | "newsletter":
            return kept.series(contract, item)
        case "banner":
            return kept.banner(contract, item, thrower)
        case "link":
            return kept.link(contract, item)
        case "stand_discount":
            return kept.stand(contract, item, thrower)
        case "tickets":
            return kept.tickets(contract, item)
    return kept.spoken(contract)


def rows(wording: Wording) -> list[NewRow]:
    """The row of every promise but those of the planted cases."""
    return [_row(promise, wording) for promise in promises()]


def _row(promise: Promise, wording: Wording) -> NewRow:
    item = promise.item
    row: dict[str, Value] = {
        "promise_id": promise.promise_id,
        "contract_id": promise.contract.contract_id,
        "kind": item.kind,
        "what": promise_text(promise, wording),
        "free": item.free,
        "department": DEPARTMENTS[item.kind],
        "quantity": item.quantity,
        "list_value": item.amount or None,
        "price_id": item.price.price_id if item.price else None,
        "note": wording.text("notes", "spoken") if item.kind == "spoken" else None,
    }
    return NewRow("promises", row | promise.facts)


def promise_text(promise: Promise, wording: Wording) -> str:
    """The promise as the contract words it."""
    item = promise.item
    if item.kind == "spoken":
        sayings = wording.list("spoken")
        return sayings[promise.number % len(sayings)]
    product = wording.text("products", item.price.product.key) if item.price else ""
    issue = next((issue for issue in ISSUES if issue.issue_id == promise.facts.get("issue_id")), None)
    single = "_one" if item.kind in ("banner", "newsletter") and (item.months or item.quantity) == 1 else ""
    return wording.text(
        "promises",
        "insertion" if issue else item.kind + single,
        product=product,
        issue=f"{issue.publication} {issue.name}" if issue else "",
        publication=item.price.product.publication if item.price else "",
        quantity=item.quantity,
        months=item.months,
    )
