"""What billing charged: as agreed, but for the lines of the planted cases."""

from __future__ import annotations

from itertools import groupby

from addin.plan import NewRow
from addin.tables.model import Value
from workbook_templates.demo.fairs import FORUM_2026
from workbook_templates.demo.issues import ISSUES
from workbook_templates.demo.keydate import workdays_after
from workbook_templates.demo.prices import FORUM, price_of
from workbook_templates.demo.promises import Promise, promise_text, promises
from workbook_templates.demo.wording import Wording

# The planted cases bring the rest of 60
NUMBER = 53

_FILE = "rechnungen_2026.csv"


def rows(wording: Wording) -> list[NewRow]:
    """One invoice a contract, with a line for each insertion that appeared and each stand at the last forum."""
    by_contract = groupby(_billed(), key=lambda promise: promise.contract.number)
    lines = [row for _, own in by_contract for row in _invoice(list(own), wording)]
    return lines[:NUMBER]


def _billed() -> list[Promise]:
    """What was delivered and accepted and has a price of its own."""
    kinds = ("ad", "advertorial", "stand_discount")
    return [p for p in promises() if p.facts.get("accepted_on") and p.item.kind in kinds and p.item.price]


def _invoice(own: list[Promise], wording: Wording) -> list[NewRow]:
    lines: list[dict[str, Value]] = []
    for promise in own:
        lines.append(_line(promise, wording))
        if promise.item.kind == "stand_discount":
            lines.append(_fee(promise, wording))
    number: dict[str, Value] = {"invoice_no": f"R-2026-{1000 + own[0].contract.number}"}
    return [NewRow("invoice_lines", number | {"line_no": place} | line) for place, line in enumerate(lines, 1)]


def _line(promise: Promise, wording: Wording) -> dict[str, Value]:
    assert promise.item.price
    discount = promise.facts.get("agreed_discount")
    share = discount if isinstance(discount, float) else 0.0
    quantity, price = promise.item.quantity, promise.item.price.amount
    return _charged(promise) | {
        "text": promise_text(promise, wording),
        "quantity": quantity,
        "unit_price": price,
        "discount": share,
        "net": round(quantity * price * (1 - share), 2),
        "fee": False,
    }


def _fee(promise: Promise, wording: Wording) -> dict[str, Value]:
    """The fee for the association comes on top and is never discounted (R-13)."""
    fee = price_of("auma_fee", FORUM, 2026).amount
    return _charged(promise) | {
        "text": wording.text("products", "auma_fee"),
        "quantity": promise.item.quantity,
        "unit_price": fee,
        "net": round(promise.item.quantity * fee, 2),
        "fee": True,
    }


def _charged(promise: Promise) -> dict[str, Value]:
    """When and to whom: ads a week after they appeared, stands after the fair."""
    issue = next((issue for issue in ISSUES if issue.issue_id == promise.facts.get("issue_id")), None)
    return {
        "invoiced_on": workdays_after(issue.published_on if issue else FORUM_2026.ends_on, 5),
        "contract_id": promise.contract.contract_id,
        "promise_id": promise.promise_id,
        "customer_no": promise.contract.firm.customer_no,
        "source": _FILE,
    }
