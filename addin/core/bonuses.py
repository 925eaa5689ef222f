"""Which hand-over of a prospect earned a bonus, how much, and what becomes of it (R-35)."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from addin.core.sales import Period

# unsigned: nobody has signed yet; customer: had signed before the hand-over; late: signed after the last day;
# second: the company has earned one already, by an earlier hand-over; apart: who handed it over takes no part
Verdict = Literal["earned", "unsigned", "returned", "apart", "customer", "late", "second"]

_NOT_SIGNED = ("draft", "cancelled")


def bonuses(
    handovers: pd.DataFrame,
    contracts: pd.DataFrame,
    staff: pd.DataFrame,
    *,
    months: int = 12,
    share: float = 0.02,
    minimum: float = 50.0,
    maximum: float = 500.0,
) -> pd.Series:
    """Euros for every hand-over that earned a bonus; blank for the others (R-35)."""
    judged = judgements(handovers, contracts, staff, months=months)
    value = judged["value"].where(judged["verdict"] == "earned")
    return (value * share).clip(minimum, maximum).round(2)


def judgements(
    handovers: pd.DataFrame, contracts: pd.DataFrame, staff: pd.DataFrame, *, months: int = 12
) -> pd.DataFrame:
    """For every hand-over its verdict, and the company's first contract: first_contract, signed_on, value (R-35).

    In time is from the day of the hand-over until the day of the same number so many months later, both included.
    A company earns one bonus, for the earliest hand-over; one that came back earns none, nor does a coordinator
    who takes no part.
    """
    first = first_contracts(contracts).reindex(handovers["company_id"]).set_axis(handovers.index)
    judged = first.rename(columns={"contract_id": "first_contract"})[["first_contract", "signed_on", "value"]]
    judged["until"] = handovers["handed_on"] + pd.DateOffset(months=months)
    returned = handovers["outcome"] == "returned"
    apart = handovers["coordinator"].isin(staff.loc[staff["bonus"].eq(False), "staff_id"])
    signed, handed = judged["signed_on"], handovers["handed_on"]
    in_time = signed.between(handed, judged["until"]) & ~returned & ~apart
    earliest = handovers[in_time].sort_values("handed_on", kind="stable").drop_duplicates("company_id")
    earned = handovers.index.isin(earliest.index)
    again = handovers["company_id"].isin(earliest["company_id"])
    cases = [returned, earned, apart, again, signed.isna() | handed.isna(), signed < handed]
    names: list[Verdict] = ["returned", "earned", "apart", "second", "unsigned", "customer"]
    judged["verdict"] = np.select([case.astype(bool) for case in map(np.asarray, cases)], names, default="late")
    return judged


def first_contracts(contracts: pd.DataFrame) -> pd.DataFrame:
    """The contract that each company signed first, by company; drafts and cancelled ones do not count."""
    signed = contracts[~contracts["state"].isin(_NOT_SIGNED)].dropna(subset=["signed_on", "company_id"])
    return signed.sort_values(["signed_on", "contract_id"]).drop_duplicates("company_id").set_index("company_id")


def credited_on(
    handovers: pd.DataFrame, judged: pd.DataFrame, sales: pd.DataFrame, *, months: int = 3
) -> pd.Series:
    """For each hand-over that earned a bonus the day of a credit note that takes it back; blank for none (R-35).

    It counts from the day the first contract was signed until the day of the same number so many months later,
    if it names that contract, or the company alone.
    """
    earned = judged.loc[judged["verdict"] == "earned", ["first_contract", "signed_on"]]
    rows = earned.assign(company_id=handovers["company_id"], row=earned.index)
    credits = sales.loc[sales["kind"] == "credit", ["company_id", "contract_id", "on"]]
    found = rows.merge(credits, on="company_id")
    own = found["contract_id"].isna() | (found["contract_id"] == found["first_contract"])
    soon = found["on"].between(found["signed_on"], found["signed_on"] + pd.DateOffset(months=months))
    return found[own & soon].groupby("row")["on"].min().reindex(handovers.index)


def payable(handovers: pd.DataFrame, month: Period) -> pd.Series:
    """Which bonuses are on the payroll list of a month: paid in it, or approved by its end and not yet paid."""
    paid = handovers["bonus_paid_on"]
    approved = handovers["bonus_approved_on"] <= pd.Timestamp(month.last)
    due = month.holds(paid) | (approved & paid.isna())
    return due & handovers["credited_on"].isna() & (handovers["bonus"] > 0)
