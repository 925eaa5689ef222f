"""Contracts whose ends and notice deadlines fill the coming twelve months of every rep."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from addin.core.dates import months_later, notice_deadline
from addin.plan import NewRow
from addin.tables.model import Value
from workbook_templates.demo.bundles import Item, bundle
from workbook_templates.demo.companies import Firm, firms_of
from workbook_templates.demo.contacts import main_contacts
from workbook_templates.demo.dice import dealt, dice, lognormal
from workbook_templates.demo.ids import identity
from workbook_templates.demo.keydate import AS_OF, first_of_month, past, workdays_after
from workbook_templates.demo.terms import DAYS, END_MONTHS, TERMS, Span, begun, ending, open_ended
from workbook_templates.demo.wording import Wording

Notice = tuple[int | None, str, str | None]

# The planted cases bring the rest of 118 contracts and of 420 promises
NUMBER, PROMISES = 98, 385

# Contracts out of the ordinary, by their number
_DRAFTS = (12, 35, 58)
_IMPORTED = (70, 73, 76, 77)
_CANCELLED = (41,)
_TERMINATED = (5, 18, 29, 50)
_JUST_OVER = (22, 64)
_ENDED = range(NUMBER - 7, NUMBER + 1)  # those of former customers

_NOTICES = {
    (3, "months", "term_end"): 45,
    (6, "weeks", "quarter"): 20,
    (1, "months", "month"): 15,
    (4, "weeks", "term_end"): 8,
    (30, "days", "any"): 5,
    (3, "months", "quarter"): 5,
    (None, "none", None): 2,
}
_LOST_REASONS = ("budget", "competitor", "price", "results", "closed", "service", "other", "budget")


@dataclass(frozen=True)
class Contract:
    """What other tables need to know of a contract."""

    number: int
    firm: Firm
    state: str
    span: Span
    notice: Notice
    items: tuple[Item, ...]

    @property
    def contract_id(self) -> str:
        return identity("contracts", self.number)

    @property
    def signed_on(self) -> date | None:
        """Some weeks before the start; a draft is not signed yet."""
        if self.state == "draft":
            return None
        return self.span.starts_on - timedelta(days=14 + self.number * 7 % 45)

    @property
    def last_day(self) -> date:
        """Until when the promises of the running term can be kept."""
        return self.span.ends or months_later(self.span.begins, 12)

    @property
    def landing_page(self) -> str:
        """Where this customer's banners and links lead."""
        return f"https://www.{self.firm.domain}/aktion-{self.number}"

    @property
    def value(self) -> float:
        return sum(item.amount for item in self.items if not item.free)

    @property
    def notice_by(self) -> date | None:
        value, unit, _ = self.notice
        return notice_deadline(self.span.ends, value, unit) if self.span.ends and value else None


@cache
def contracts() -> tuple[Contract, ...]:
    """All contracts but those of the planted cases; those of former customers last."""
    thrower = dice("contracts")
    customers, former = firms_of("customer"), firms_of("former")
    owners = [*customers, *customers[: NUMBER - len(customers) - len(former)], *former]
    notices = dealt(_NOTICES, NUMBER, thrower)
    values = lognormal(7800, 31000, NUMBER, thrower)
    sizes = _sizes(thrower)
    return tuple(
        _contract(number, *parts, thrower)
        for number, parts in enumerate(zip(owners, notices, values, _spans(owners), sizes, strict=True), 1)
    )


def _spans(owners: list[Firm]) -> Iterator[Span]:
    """Each rep's contracts end in another month, one after the other."""
    thrower = dice("terms")
    terms, days = dealt(TERMS, NUMBER, thrower), dealt(DAYS, NUMBER, thrower)
    so_far: Counter[str | None] = Counter()
    for number, (firm, term, day) in enumerate(zip(owners, terms, days, strict=True), 1):
        place = so_far[firm.rep]
        so_far[firm.rep] += 1
        if number in _DRAFTS:
            yield begun(first_of_month(AS_OF.year, AS_OF.month + 1 + number % 2), 12, renew=12)
        elif number in _ENDED:
            yield ending(place % 6 - 9, 12, 0, day, thrower)
        elif number in _JUST_OVER:
            yield ending(-1, 12, 0, day, thrower)
        elif number in _TERMINATED:
            yield ending(END_MONTHS[place % len(END_MONTHS)], 12, 12, day, thrower)
        elif not term:
            yield open_ended(number, day, thrower)
        else:
            renew = 0 if number % 8 == 3 else min(term, 12)
            yield ending(END_MONTHS[place % len(END_MONTHS)], term, renew, "first" if place < 2 else day, thrower)


def _sizes(thrower: random.Random) -> list[int]:
    """How many promises each contract carries; imported ones have lost theirs."""
    carrying = [number for number in range(1, NUMBER + 1) if number not in _IMPORTED]
    least, more = divmod(PROMISES, len(carrying))
    sizes = dict.fromkeys(range(1, NUMBER + 1), 0) | dict.fromkeys(carrying, least)
    for number in thrower.sample(carrying, more):
        sizes[number] += 1
    for giver, taker in zip(*[iter(thrower.sample(carrying, 50))] * 2, strict=True):
        sizes[giver], sizes[taker] = sizes[giver] - 1, sizes[taker] + 1
    return list(sizes.values())


def _contract(
    number: int, firm: Firm, notice: Notice, value: float, span: Span, size: int, thrower: random.Random
) -> Contract:
    if number in _TERMINATED:
        notice = (3, "months", "term_end")
    items = bundle(value, max(size, 1), firm.trade, span.begins.year, thrower, gifts=number not in _DRAFTS)
    return Contract(number, firm, _state(number), span, notice, items)


def _state(number: int) -> str:
    special = {"draft": _DRAFTS, "imported": _IMPORTED, "cancelled": _CANCELLED, "ended": _ENDED}
    return next((state for state, numbers in special.items() if number in numbers), "active")


def rows(wording: Wording) -> list[NewRow]:
    """The row of every contract but those of the planted cases."""
    return [_row(contract, wording) for contract in contracts()]


def _row(contract: Contract, wording: Wording) -> NewRow:
    value, unit, cutoff = contract.notice
    row: dict[str, Value] = {
        "contract_id": contract.contract_id,
        "company_id": contract.firm.company_id,
        "rep": contract.firm.rep,
        "state": contract.state,
        "value": contract.value,
        "signed_on": contract.signed_on,
        "starts_on": contract.span.starts_on,
        "term_months": contract.span.term or None,
        "renew_months": contract.span.renew or None,
        "notice_value": value,
        "notice_unit": unit,
        "notice_cutoff": cutoff,
        "contact_id": main_contacts()[contract.firm.company_id].contact_id,
        "notice_form": "text" if value else "none",
    }
    return NewRow(
        "contracts", row | _entered(contract) | _old_register(contract, wording) | _fate(contract, wording)
    )


def _entered(contract: Contract) -> dict[str, Value]:
    """When the contract went to the CRM and to billing, some days after it was signed."""
    if contract.signed_on is None or contract.state == "imported":
        return {}
    days = 2 + contract.number % 6
    return {
        "crm_entered_on": past(workdays_after(contract.signed_on, days)),
        "billing_entered_on": past(workdays_after(contract.signed_on, days + 2)),
    }


def _old_register(contract: Contract, wording: Wording) -> dict[str, Value]:
    """What a contract brought along that is older than the workbook."""
    if contract.span.starts_on >= date(2025, 1, 1) and contract.state != "imported":
        return {}
    value, unit, cutoff = contract.notice
    return {
        "contract_no": f"NV-{contract.span.starts_on.year}-{3 * contract.number:03d}",
        "notice_clause": wording.text("clauses", f"{value}_{unit}_{cutoff}"),
    }


def _fate(contract: Contract, wording: Wording) -> dict[str, Value]:
    """What became of it: ended, terminated in time, or a renewal talk that is under way."""
    if contract.number in _ENDED:
        reason = _LOST_REASONS[contract.number % len(_LOST_REASONS)]
        return {
            "term_months": None,
            "ends_on": contract.span.ends,
            "renewal_state": "lost",
            "renewal_term_end": contract.span.ends,
            "lost_reason": reason,
        }
    if contract.number in _TERMINATED and contract.notice_by:
        return {
            "terminated_on": min(contract.notice_by, AS_OF) - timedelta(days=10),
            "terminated_to": contract.span.ends,
            "renewal_state": "lost",
            "renewal_term_end": contract.span.ends,
            "lost_reason": "budget",
            "note": wording.text("notes", "terminated"),
        }
    if contract.state == "active" and contract.span.ends and 0 <= (contract.span.ends - AS_OF).days <= 45:
        talk = "offered" if contract.number % 2 else "talking"
        return {"renewal_state": talk, "renewal_term_end": contract.span.ends}
    return {}
