"""Prices, discounts, tax and shares, of one line or of a whole column of them (R-13, R-48, R-51 to R-53, R-70)."""

from __future__ import annotations

from typing import Any, TypeVar, cast

import numpy as np
import pandas as pd

Numbers = TypeVar("Numbers", float, pd.Series)

APPROVERS = ("rep", "manager", "management")


def rounded(amounts: Numbers, places: int = 2) -> Numbers:
    """Half away from zero, in the fifteen digits that Excel sees: 1.005 becomes 1.01.

    >>> rounded(1.005), rounded(pd.Series([1.005, -2.5, 2.675])).tolist()
    (1.01, [1.01, -2.5, 2.68])
    """
    factor = 10.0**places
    whole: Any = np.floor(abs(amounts) * factor * (1 + 1e-14) + 0.5)
    signed: Any = np.sign(amounts) * whole / factor
    return cast(Numbers, signed if isinstance(signed, pd.Series) else float(signed))


def line_net(quantity: Numbers, list_price: Numbers, discount: Numbers) -> Numbers:
    """What a line costs after its discount (R-13, R-51).

    >>> line_net(24, 280, 0.1)
    6048.0
    """
    return rounded(quantity * list_price * (1 - discount))


def deviation(billed: Numbers, expected: Numbers) -> Numbers:
    """What an invoice line is above what was agreed, negative below (R-13).

    >>> deviation(6720, line_net(24, 280, 0.1))
    672.0
    """
    return rounded(billed - expected)


def quote_net(lines: Numbers, extra: Numbers, commission: Numbers) -> Numbers:
    """What the lines of a quote come to after the extra discount and the agency's commission (R-51).

    >>> quote_net(line_net(3, 4980, 0.05), extra=0.02, commission=0.15)
    11822.77
    """
    return rounded(lines * ((1 - extra) * (1 - commission)))


def tax(net: Numbers, rate: float) -> Numbers:
    """Value added tax, half a cent upwards (R-52).

    >>> tax(0.09, 0.19)
    0.02
    """
    return rounded(rounded(net * rate, 4))


def share(part: float | None, whole: float | None) -> float | None:
    """The part of the whole, 1 for all of it; None without one of them or where the whole is 0 (R-48, R-70).

    >>> share(45_000, 0) is None
    True
    """
    return part / whole if part is not None and part == part and whole and whole == whole else None


def approval_level(
    discount: float, margin: float | None, rep: float = 0.1, manager: float = 0.2, least_margin: float = 0.3
) -> str:
    """Who approves such a discount: rep, manager or management (R-53). Too thin a margin asks one level up.

    >>> approval_level(0.1, margin=0.35), approval_level(0.1, margin=0.25)
    ('rep', 'manager')
    """
    level = (discount > rep) + (discount > manager) + (margin is not None and margin < least_margin)
    return APPROVERS[min(level, 2)]
