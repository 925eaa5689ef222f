"""What the reps sold, and what they were to sell."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from addin.core.dates import month_end
from addin.plan import NewRow
from addin.tables.model import Value
from workbook_templates.demo.companies import firms_of
from workbook_templates.demo.contracts import contracts
from workbook_templates.demo.dice import dealt, dice, lognormal
from workbook_templates.demo.ids import identity
from workbook_templates.demo.keydate import AS_OF, first_of_month, workdays_after
from workbook_templates.demo.prices import PRODUCTS
from workbook_templates.demo.staff import REP_SHARES, REPS
from workbook_templates.demo.wording import Wording

SALES = 520

# The newest rep came in October 2025; the form of January is not accepted and some targets are special (planted)
NEWEST = REPS[-1]
_NEWEST_SINCE, FORM_ASKED_BACK = date(2025, 10, 1), date(2027, 1, 1)
SPECIAL_TARGETS = (date(2026, 3, 1), date(2026, 4, 1), FORM_ASKED_BACK)

_MONTHS, _TARGET_MONTHS = 26, 14
_SEASON = (8, 8, 10, 9, 9, 8, 6, 6, 10, 11, 9, 6)  # share of the year's revenue by month
_KINDS = {"new": 30, "renewal": 45, "upsell": 22, "credit": 3}
_TARGET_OF_A_YEAR, _MARGIN = 900_000, 0.40


@dataclass(frozen=True)
class Sale:
    """One sale of a rep; a credit note is negative."""

    month: date
    rep: str
    kind: str
    net: float

    @property
    def form(self) -> str | None:
        """The form it was turned in with; the month that runs has none yet."""
        return None if self.month == first_of_month(AS_OF.year, AS_OF.month) else form_of(self.rep, self.month)


def form_of(rep: str, month: date) -> str:
    """The file in which a rep turns in a month."""
    return f"meldung_{rep}_{month:%Y-%m}.xlsx"


@cache
def all_sales() -> tuple[Sale, ...]:
    """Every sale of two years, month by month."""
    thrower = dice("sales")
    months = {first_of_month(2025, 1 + number): _SEASON[number % 12] for number in range(_MONTHS)}
    number_of = Counter(dealt(months, SALES, thrower))
    kinds, amounts = dealt(_KINDS, SALES, thrower), lognormal(1900, 7500, SALES, thrower)
    sellers = ((month, rep) for month in months for rep in dealt(REP_SHARES, number_of[month], thrower))
    return tuple(_sale(*seller, kind, net) for seller, kind, net in zip(sellers, kinds, amounts, strict=True))


def _sale(month: date, rep: str, kind: str, amount: float) -> Sale:
    if rep == NEWEST and (month < _NEWEST_SINCE or month == FORM_ASKED_BACK):
        rep = REPS[-2]
    return Sale(month, rep, kind, round(-amount / 4 if kind == "credit" else amount, 2))


def rows(wording: Wording) -> list[NewRow]:
    """Sales and targets, but for those of the planted cases."""
    return [*_sales(wording), *_targets()]


def _sales(wording: Wording) -> list[NewRow]:
    """The row of every sale."""
    return [_sale_row(number, sale, wording) for number, sale in enumerate(all_sales(), 1)]


def _sale_row(number: int, sale: Sale, wording: Wording) -> NewRow:
    thrower = dice(f"sale {number}")
    firm = thrower.choice([firm for firm in firms_of("customer") if firm.rep == sale.rep])
    running = [c.contract_id for c in contracts() if c.firm is firm and c.span.starts_on <= sale.month]
    product = thrower.choice([product for product in PRODUCTS if product.kind in ("ad", "banner", "stand")])
    last = min(month_end(sale.month), AS_OF - timedelta(days=3))
    return NewRow(
        "sales",
        {
            "sale_id": identity("sales", number),
            "on": sale.month + timedelta(days=thrower.randrange((last - sale.month).days + 1)),
            "rep": sale.rep,
            "company_id": firm.company_id,
            "contract_id": running[0] if running else None,
            "product": wording.text("products", product.key),
            "kind": sale.kind,
            "net": sale.net,
            "cost": round(sale.net * thrower.uniform(0.5, 0.7), 2),
            "source": sale.form,
        },
    )


def _targets() -> list[NewRow]:
    """Every rep's targets of fourteen months and what was turned in, but for those of the planted cases."""
    months = [first_of_month(2026, 1 + number) for number in range(_TARGET_MONTHS)]
    return [
        target_row(rep, month)
        for month in months
        for rep in REPS
        if (rep, month) not in [(NEWEST, special) for special in SPECIAL_TARGETS]
    ]


def target_row(rep: str, month: date, **more: Value) -> NewRow:
    """A rep's targets of one month; `more` says what is special about them."""
    share = REP_SHARES[rep] * _SEASON[month.month - 1] / 100 / 100
    revenue = round(_TARGET_OF_A_YEAR * share / 100) * 100
    row: dict[str, Value] = {
        "rep": rep,
        "period": "month",
        "period_start": month,
        "revenue_target": revenue,
        "margin_target": round(revenue * _MARGIN),
    }
    turned_in_on = workdays_after(month_end(month), 2)
    if turned_in_on <= AS_OF:
        total = round(sum(sale.net for sale in all_sales() if (sale.rep, sale.month) == (rep, month)), 2)
        row |= {"turned_in_on": turned_in_on, "stated_total": total, "form_id": form_of(rep, month)}
    return NewRow("targets", row | more)
