"""What a contract still lacks before it may become active (R-16)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from addin.tables.model import Problem

# Who fulfils what is sold, until the coordinator says otherwise; what was only spoken of may be anybody's
DEPARTMENT_OF = {
    "ad": "design",
    "insert": "production",
    "advertorial": "design",
    "banner": "web",
    "link": "web",
    "newsletter": "marketing",
    "stand_discount": "shows",
    "tickets": "shows",
}
_NEEDED = ("company_id", "rep", "starts_on")


def intake_problems(contracts: pd.DataFrame, promises: pd.DataFrame) -> list[Problem]:
    """Everything that keeps each of these contracts from becoming active, in the order of their rows (R-16).

    A contract needs company, rep, start, one promise at least, a department for every promise, and notice data or
    the explicit answer that there is none. The list values of promises that are not free add up to the contract's.
    """
    own = {str(key): group for key, group in promises.groupby("contract_id")}
    found: list[Problem] = []
    for row, contract in zip(contracts.index, contracts.to_dict("records"), strict=True):
        of_it = own.get(str(contract["contract_id"]), promises.iloc[:0])
        found += _missing(int(row), contract)
        found += _promised(int(row), contract, of_it)
    return found


def _missing(row: int, contract: dict[Any, Any]) -> Iterator[Problem]:
    facts = {"contract": contract["contract_id"]}
    for column in _NEEDED:
        if pd.isna(contract[column]):
            yield Problem("contracts", row, column, "intake_missing", facts)
    if contract["notice_unit"] != "none":
        for column in ("notice_value", "notice_unit"):
            if pd.isna(contract[column]):
                yield Problem("contracts", row, column, "intake_no_notice", facts)


def _promised(row: int, contract: dict[Any, Any], promises: pd.DataFrame) -> Iterator[Problem]:
    facts = {"contract": contract["contract_id"]}
    if promises.empty:
        yield Problem("contracts", row, "contract_id", "intake_no_promise", facts)
    for at in promises.index[promises["department"].isna()]:
        yield Problem("promises", int(at), "department", "intake_no_department", facts)
    paid = promises[promises["free"].ne(True)]
    listed, value = paid["list_value"].sum(min_count=1), contract["value"]
    if pd.notna(listed) and pd.notna(value) and round(listed, 2) != round(value, 2):
        sums = {"listed": round(float(listed), 2), "value": round(float(value), 2)}
        yield Problem("contracts", row, "value", "intake_sum", facts | sums)
