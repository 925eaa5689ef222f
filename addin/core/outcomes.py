"""What becomes of each contract as things stand (R-02, R-07)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd

from addin.core.contracts import ContractTerms, contract_terms, running_months
from addin.core.dates import term_end


@dataclass(frozen=True)
class Outcome:
    """Where a contract is heading, and until when: blank for an open-ended one.

    terminated: notice has arrived, it ends. ends: nobody agreed on a renewal. renews: no notice can arrive in time
    any more, it goes on. talk: notice can still arrive. open: it has no end.
    """

    kind: Literal["terminated", "ends", "renews", "talk", "open"]
    until: date | None = None


def outcome(terms: ContractTerms, end: date | None, notice_by: date | None, today: date) -> Outcome:
    """What becomes of a contract with that current end and notice deadline (both blank where there is none).

    On the day of the deadline itself notice can still arrive.

    >>> terms = ContractTerms(date(2024, 3, 1), term_months=12, renew_months=12)
    >>> outcome(terms, date(2027, 2, 28), date(2026, 11, 30), date(2027, 2, 15))
    Outcome(kind='renews', until=datetime.date(2028, 2, 29))
    """
    if end is None:
        return Outcome("open")
    if terms.terminated_to:
        return Outcome("terminated", end)
    renewed = renewed_until(terms, end)
    if renewed is None:
        return Outcome("ends", end)
    if notice_by is None or notice_by >= today:
        return Outcome("talk", end)
    return Outcome("renews", renewed)


def renewed_until(terms: ContractTerms, end: date) -> date | None:
    """The end of the term after the one that ends on `end`; None where the contract does not renew by itself.

    >>> renewed_until(ContractTerms(date(2024, 3, 1), term_months=12, renew_months=12), date(2027, 2, 28))
    datetime.date(2028, 2, 29)
    """
    if terms.ends_on or not terms.renew_months or terms.starts_on is None or terms.term_months is None:
        return None
    months = running_months(terms.starts_on, terms.term_months, terms.renew_months, end)
    return term_end(terms.starts_on, months + terms.renew_months)


def outcomes(contracts: pd.DataFrame, dates: pd.DataFrame, today: date) -> dict[int, Outcome]:
    """What becomes of every contract, by sheet row; `dates` are their term dates."""
    days = (
        dates[["current_end", "notice_by"]].astype(object).where(dates[["current_end", "notice_by"]].notna(), None)
    )
    return {
        int(row): outcome(terms, end and end.date(), deadline and deadline.date(), today)
        for terms, (row, end, deadline) in zip(contract_terms(contracts), days.itertuples(), strict=True)
    }
