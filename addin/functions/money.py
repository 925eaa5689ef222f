"""Cell functions for prices, discounts, figures and travel (R-13, R-14, R-48, R-49, R-51 to R-53, R-61, R-70)."""

from __future__ import annotations

from typing import Annotated

from addin.core.amounts import approval_level, deviation, line_net, quote_net, rounded, share, tax
from addin.core.sales import Period, quote_weight, run_rate
from addin.core.trips import Rates, per_diem
from addin.core.volumes import settlement
from addin.functions.arrays import cell_function
from addin.functions.cells import (
    LONGEST,
    Amount,
    ChoiceKind,
    Count,
    Day,
    Misread,
    Moment,
    Number,
    NumberKind,
    Share,
    State,
)
from addin.functions.surroundings import Surroundings

Vat = Annotated[str, ChoiceKind("vat")]
Margin = Annotated[float, NumberKind("share", least=-1e6, most=1)]
_RATES = ("full", "part", "breakfast", "lunch", "dinner")


@cell_function
def TEEUP_DISCOUNT_CHECK(qty: Number, list_price: Number, agreed: Share, billed_net: Number) -> float:
    """What an invoice line is above (below: negative) what was agreed (R-13)."""
    return deviation(billed_net, line_net(qty, list_price, agreed))


@cell_function
def TEEUP_DISCOUNT_SETTLE(list_price: Amount, taken_qty: Amount, granted: Share, earned: Share) -> float:
    """What is owed for a discount that was granted and not earned (R-14); negative: may be claimed."""
    return settlement(list_price * taken_qty, granted, earned)


@cell_function
def TEEUP_NET(
    qty: Number,
    price: Number,
    discount: Share | None = None,
    extra: Share | None = None,
    ae: Share | None = None,
) -> float:
    """The net price after discount, extra discount and agency commission (R-51)."""
    return quote_net(line_net(qty, price, discount or 0.0), extra or 0.0, ae or 0.0)


@cell_function
def TEEUP_GROSS(net: Number, vat_key: Vat, *, here: Surroundings) -> float:
    """The price with value added tax (R-52)."""
    return rounded(net + tax(net, 0.0 if vat_key == "none" else here.setting(f"vat.{vat_key}")))


@cell_function
def TEEUP_APPROVAL(discount: Share, margin_pct: Margin | None = None, *, here: Surroundings) -> str:
    """Who must approve a quote (R-53)."""
    limits = (here.setting(f"quote.{key}") for key in ("approval_rep", "approval_manager", "min_margin"))
    return here.words.text(f"choices.approval.{approval_level(discount, margin_pct, *limits)}")


@cell_function
def TEEUP_ATTAINMENT(actual: Number, target: Number) -> float | None:
    """How much of a target was reached (R-48); blank for a target of 0."""
    return share(actual, target)


@cell_function
def TEEUP_RUN_RATE(
    actual: Number,
    period_start: Day,
    period_end: Day,
    as_of: Day | None = None,
    state: State | None = None,
    *,
    here: Surroundings,
) -> float | None:
    """What a period brings if its other working days bring as much (R-49); blank before its first."""
    if abs((period_end - period_start).days) > LONGEST:
        raise Misread("too_far")
    return run_rate(actual, Period(period_start, period_end), as_of or here.today, here.at(state))


@cell_function
def TEEUP_FORECAST(
    net: Amount,
    probability: Share,
    expected_on: Day,
    period_start: Day,
    period_end: Day,
    as_of: Day | None = None,
    *,
    here: Surroundings,
) -> float:
    """What an open quote adds to the forecast of a period (R-49)."""
    return quote_weight(net, probability, expected_on, period_start, period_end, as_of or here.today)


@cell_function
def TEEUP_CTR(clicks: Amount, impressions: Amount) -> float | None:
    """Clicks for each impression (R-70); blank without impressions."""
    return share(clicks, impressions)


@cell_function
def TEEUP_PER_DIEM(
    leaves_at: Moment,
    returns_at: Moment,
    breakfasts: Count | None = None,
    lunches: Count | None = None,
    dinners: Count | None = None,
    *,
    here: Surroundings,
) -> float:
    """What a traveller is paid for meals at home (R-61)."""
    if returns_at < leaves_at:
        raise Misread("reversed")
    rates = Rates(*(here.setting(f"trip.{key}") for key in _RATES))
    return per_diem(leaves_at, returns_at, breakfasts or 0, lunches or 0, dinners or 0, rates)
