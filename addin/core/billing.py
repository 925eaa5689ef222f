"""What billing has to charge for a contract: lines that add up to its value (R-17)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from addin.core.amounts import rounded
from addin.core.computed.given import comparable
from addin.core.fulfilment import binding
from addin.tables.model import Problem


@dataclass(frozen=True)
class BillingLine:
    """One line to charge; without a promise what the contract's value holds beyond its promises' values."""

    contract: int  # its row
    number: int
    promise: int | None
    net: float


def not_entered(contracts: pd.DataFrame, mark: str) -> pd.DataFrame:
    """The contracts that bind and that the other system does not have yet; `mark` is the date of their entry."""
    rows = binding(contracts, contracts)
    return rows[rows[mark].isna()]


def billing_lines(contract: Any, promises: pd.DataFrame) -> list[BillingLine] | Problem:
    """The lines of one contract, or why there can be none; `promises` are its own.

    A line for every promise that is not free and has a value; what the contract's value holds beyond them stands
    in one more line, which is that of the only promise without a value, where there is just one.
    """
    paid = promises[promises["free"].ne(True)]
    valued = paid[paid["list_value"] > 0]
    listed = rounded(float(valued["list_value"].sum()))
    value = listed if contract.value != contract.value else float(contract.value)
    rest = rounded(value - listed)
    facts = {"contract": contract.contract_id, "listed": listed, "value": value}
    if rest < 0:
        return Problem("contracts", int(contract.Index), "value", "billing_sum", facts)
    if not value:
        return Problem("contracts", int(contract.Index), "value", "billing_no_value", facts)
    nets: list[tuple[int | None, float]] = list(zip(valued.index.tolist(), valued["list_value"], strict=True))
    if rest:
        unvalued = paid.index[paid["list_value"].isna()].tolist()
        nets.append((unvalued[0] if len(unvalued) == 1 else None, rest))
    return [BillingLine(int(contract.Index), at, row, net) for at, (row, net) in enumerate(nets, 1)]


def all_billing_lines(contracts: pd.DataFrame, promises: pd.DataFrame) -> Iterator[list[BillingLine] | Problem]:
    """The lines of each contract in turn, or what is in their way."""
    ids = comparable(promises["contract_id"])
    concerned = ids[ids.isin(set(comparable(contracts["contract_id"])))]
    own = dict(iter(promises.loc[concerned.index].groupby(concerned)))
    for contract in contracts.itertuples():
        yield billing_lines(contract, own.get(str(contract.contract_id).casefold(), promises.iloc[:0]))


def control_total(lines: list[BillingLine]) -> float:
    """The sum of the lines in euros, to the cent."""
    return rounded(sum(line.net for line in lines))
