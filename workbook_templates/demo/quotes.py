"""Quotes with their lines, and what other departments were asked for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import count

from addin.plan import NewRow
from addin.tables.model import Value
from workbook_templates.demo.bundles import Item, bundle
from workbook_templates.demo.companies import Firm, firms_of
from workbook_templates.demo.contacts import main_contacts
from workbook_templates.demo.dice import dice, lognormal
from workbook_templates.demo.ids import identity
from workbook_templates.demo.keydate import AS_OF, workdays_after
from workbook_templates.demo.staff import COORDINATOR, DESIGN, HEAD, SECOND_COORDINATOR, SHOWS, WEB
from workbook_templates.demo.wording import Wording

# The planted cases bring the rest of 40
NUMBER = 38

# From the oldest to the newest
_STATES = (
    *("accepted", "declined", "accepted", "expired") * 5,
    *("accepted", "declined", "accepted", "expired", "declined", "accepted"),
    "replaced",
    *("sent",) * 6,
    *("approval", "inputs", "approval", "inputs", "draft"),
)
_OPEN = ("draft", "inputs", "approval", "sent")
_DECIDED = ("accepted", "declined")
_VALID_DAYS = 30
PLANTED_NUMBERS = ("AN-2027-0001", "AN-2027-0002")
_EU = ("NL", "IT", "CZ")


@dataclass(frozen=True)
class Quote:
    """One quote to a customer or a prospect."""

    number: int
    state: str
    quoted_on: date
    firm: Firm
    items: tuple[Item, ...]

    @property
    def quote_id(self) -> str:
        return identity("quotes", self.number)

    @property
    def year(self) -> int:
        return self.quoted_on.year

    @property
    def discount(self) -> float:
        return (0.0, 0.05, 0.0, 0.10)[self.number % 4]


@cache
def all_quotes() -> tuple[Quote, ...]:
    """Every quote but those of the planted cases, the oldest first."""
    thrower = dice("quotes")
    firms = thrower.sample([*firms_of("customer")[:70], *firms_of("prospect")], NUMBER)
    values = lognormal(6500, 21000, NUMBER, thrower)
    found = []
    for number, (state, firm, value) in enumerate(zip(_STATES, firms, values, strict=True), 1):
        quoted_on = _quoted_on(number, state)
        items = bundle(value, 2 + number % 3, firm.trade, quoted_on.year, thrower, gifts=number % 2 == 0)
        found.append(Quote(number, state, quoted_on, firm, items))
    return tuple(found)


def _quoted_on(number: int, state: str) -> date:
    """Open quotes are younger than their validity, the others lie in the year before."""
    back = 2 * (NUMBER - number) + 2 if state in _OPEN else 9 * (NUMBER - number)
    return workdays_after(AS_OF - timedelta(days=back + 1), 1)


def rows(wording: Wording) -> list[NewRow]:
    """Quotes, their lines and inputs, but for those of the planted cases."""
    return [*_quotes(), *_quote_lines(wording), *_quote_inputs(wording)]


def _quotes() -> list[NewRow]:
    """The row of every quote but those of the planted cases."""
    numbers = {2026: count(1), 2027: count(1 + len(PLANTED_NUMBERS))}
    return [_row(quote, quote_number(quote.year, next(numbers[quote.year]))) for quote in all_quotes()]


def quote_number(year: int, number: int) -> str:
    """A quote's number, counted anew each year."""
    return f"AN-{year}-{number:04d}"


def last_number() -> str:
    """The number given last: that of a draft which was deleted, so that no quote bears it (R-50)."""
    of_year = sum(quote.year == AS_OF.year for quote in all_quotes())
    return quote_number(AS_OF.year, len(PLANTED_NUMBERS) + of_year + 1)


def _row(quote: Quote, number: str) -> NewRow:
    row: dict[str, Value] = {
        "quote_id": quote.quote_id,
        "number": number,
        "revision": 1,
        "company_id": quote.firm.company_id,
        "contact_id": main_contacts()[quote.firm.company_id].contact_id,
        "rep": quote.firm.rep,
        "quoted_on": quote.quoted_on,
        "valid_until": quote.quoted_on + timedelta(days=_VALID_DAYS),
        "agency_commission": 0.15 if quote.number % 9 == 0 else None,
        "state": quote.state,
        "written_by": (COORDINATOR, SECOND_COORDINATOR)[quote.number % 2],
        "vat_case": _vat_case(quote.firm),
        "package": "media_kit; contract_form" if quote.state not in ("draft", "inputs") else None,
    }
    return NewRow("quotes", row | _progress(quote))


def _vat_case(firm: Firm) -> str:
    if firm.country == "DE":
        return "domestic"
    return "reverse_charge" if firm.country in _EU else "third_country"


def _progress(quote: Quote) -> dict[str, Value]:
    """Approved by a manager, sent, decided, as far as it has come."""
    if quote.state in ("draft", "inputs", "approval"):
        return {"probability": 0.3, "expected_on": quote.quoted_on + timedelta(days=45)}
    known: dict[str, Value] = {"approved_by": HEAD, "approved_on": quote.quoted_on, "sent_on": quote.quoted_on}
    if quote.state == "sent":
        known |= {
            "probability": (0.4, 0.6, 0.8)[quote.number % 3],
            "expected_on": quote.quoted_on + timedelta(days=40),
        }
    if quote.state in _DECIDED:
        known["decided_on"] = workdays_after(quote.quoted_on, 6 + quote.number % 10)
    if quote.state == "declined":
        known["lost_reason"] = ("price", "budget", "competitor")[quote.number % 3]
    return known


def _quote_lines(wording: Wording) -> list[NewRow]:
    """The lines of every quote but those of the planted cases."""
    return [_line(quote, pos, item, wording) for quote in all_quotes() for pos, item in _priced(quote)]


def _priced(quote: Quote) -> list[tuple[int, Item]]:
    return list(enumerate([item for item in quote.items if item.price], 1))


def _line(quote: Quote, pos: int, item: Item, wording: Wording) -> NewRow:
    assert item.price
    product = item.price.product
    return NewRow(
        "quote_lines",
        {
            "quote_id": quote.quote_id,
            "pos": pos,
            "price_id": item.price.price_id,
            "text": f"{wording.text('products', product.key)}, {product.publication}",
            "quantity": item.months or item.quantity,
            "list_price": item.price.amount,
            "discount": 0 if item.free else quote.discount,
            "free": item.free,
            "vat": product.vat,
            "unit_cost": product.cost,
        },
    )


def _quote_inputs(wording: Wording) -> list[NewRow]:
    """What the departments were asked for every third quote and for those that wait for them."""
    asked = [quote for quote in all_quotes() if quote.number % 3 == 0 or quote.state == "inputs"]
    return [_input(quote, wording) for quote in asked]


def _input(quote: Quote, wording: Wording) -> NewRow:
    kind, department, person = (
        ("price", "shows", SHOWS),
        ("technical", "web", WEB),
        ("capacity", "design", DESIGN),
    )[quote.number // 3 % 3]
    asked_on = workdays_after(quote.quoted_on, -4)
    row: dict[str, Value] = {
        "quote_id": quote.quote_id,
        "kind": kind,
        "department": department,
        "asked_whom": person,
        "question": wording.text("quote_questions", kind),
        "asked_on": asked_on,
        "due_on": workdays_after(asked_on, 2),
    }
    if quote.state != "inputs":
        row |= {"answer": wording.text("quote_answers", kind), "answered_on": workdays_after(asked_on, 1)}
        row |= {"source": wording.text("quote_answers", "source"), "verdict": "approved"}
    return NewRow("quote_inputs", row)
