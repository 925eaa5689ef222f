"""Prices, discounts and tax of a single line, to the cent (R-13, R-51 to R-53)."""

from __future__ import annotations

from math import copysign, floor

APPROVERS = ("rep", "manager", "management")


def cents(amount: float, places: int = 2) -> float:
    """Rounded half away from zero, in the fifteen digits that Excel sees.

    >>> cents(1.005), cents(-2.675)
    (1.01, -2.68)
    """
    factor = 10.0**places
    return copysign(floor(abs(amount) * factor * (1 + 1e-14) + 0.5) / factor, amount)


def invoice_deviation(quantity: float, list_price: float, agreed: float, billed: float) -> float:
    """What an invoice line is above what was agreed, negative below (R-13).

    >>> invoice_deviation(24, 280, agreed=0.1, billed=6720)
    672.0
    """
    return cents(billed - cents(quantity * list_price * (1 - agreed)))


def net(quantity: float, list_price: float, discount: float = 0, extra: float = 0, commission: float = 0) -> float:
    """The net price of a line: first its discount, then the extra one, then the agency's commission (R-51).

    >>> net(3, 4980, discount=0.05, extra=0.02, commission=0.15)
    11822.77
    """
    return cents(cents(quantity * list_price * (1 - discount)) * ((1 - extra) * (1 - commission)))


def gross(net: float, rate: float) -> float:
    """The net price and its tax, half a cent upwards (R-52).

    >>> gross(0.09, 0.19)
    0.11
    """
    return cents(net + cents(cents(net * rate, 4)))


def approval_level(
    discount: float, margin: float | None, rep: float = 0.1, manager: float = 0.2, least_margin: float = 0.3
) -> str:
    """Who approves such a discount: rep, manager or management (R-53). Too thin a margin asks one level up.

    >>> approval_level(0.1, margin=0.35), approval_level(0.1, margin=0.25)
    ('rep', 'manager')
    """
    level = (discount > rep) + (discount > manager) + (margin is not None and margin < least_margin)
    return APPROVERS[min(level, 2)]
