"""Invoice lines: which promise they bill, and what to ask billing for (R-13)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from addin.core.computed.given import comparable, first_of, number
from addin.core.fulfilment import binding

CLAIMS = ("no_discount", "too_much", "fee_discounted", "too_little", "unchecked")


@dataclass(frozen=True)
class Charge:
    """What a line from outside says about what it bills; a blank is None."""

    customer_no: str | None
    contract: str | None
    promise: str | None
    text: str | None
    quantity: float
    unit_price: float


@dataclass(frozen=True)
class _Candidate:
    promise_id: str
    contract_id: str
    text: str
    quantity: float
    unit_price: float


class Matching:
    """Finds the contract and the promise that a line bills; nothing is guessed where two would do.

    A line names them, or its text is that of one promise of the customer, or one promise of the customer has its
    price and its quantity, else its price alone.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        companies, contracts, prices = (tables[key] for key in ("companies", "contracts", "prices"))
        promises = binding(tables["promises"], contracts)
        bound = binding(contracts, contracts)
        self._contracts = _index(contracts["contract_no"], contracts["contract_id"])
        self._contracts |= _index(contracts["contract_id"], contracts["contract_id"])
        self._promises = _index(promises["promise_id"], promises["promise_id"])
        self._contract_of = dict(zip(promises["promise_id"], promises["contract_id"], strict=True))
        customers = _index(companies["company_id"], companies["customer_no"])
        self._of_customer: dict[str, list[str]] = defaultdict(list)
        for contract_id, company_id in zip(bound["contract_id"], bound["company_id"], strict=True):
            self._of_customer[_folded(customers.get(_folded(company_id)))].append(contract_id)
        self._candidates = _candidates(promises, prices)

    def match(self, charge: Charge) -> tuple[str | None, str | None]:
        """Contract and promise of a line, each None where it cannot be told."""
        named = self._promises.get(_folded(charge.promise))
        if named:
            return self._contract_of[named], named
        contracts = self._possible(charge)
        found = _only(self._like(charge, contracts))
        if found:
            return found.contract_id, found.promise_id
        return _only(contracts), None

    def _possible(self, charge: Charge) -> list[str]:
        named = self._contracts.get(_folded(charge.contract))
        if named:
            return [named]
        return self._of_customer.get(_folded(charge.customer_no), []) if charge.customer_no else []

    def _like(self, charge: Charge, contracts: Iterable[str]) -> list[_Candidate]:
        """The promises that fit best: by text, by price and quantity, by price."""
        own = [candidate for key in contracts for candidate in self._candidates.get(key, ())]
        priced = [candidate for candidate in own if candidate.unit_price == charge.unit_price]
        ways = (
            [candidate for candidate in own if charge.text and candidate.text == _folded(charge.text)],
            [candidate for candidate in priced if candidate.quantity == charge.quantity],
            priced,
        )
        return next((found for found in ways if found), [])


def _candidates(promises: pd.DataFrame, prices: pd.DataFrame) -> dict[str, list[_Candidate]]:
    listed = dict(zip(comparable(prices["price_id"]), prices["list_price"], strict=True))
    found: dict[str, list[_Candidate]] = defaultdict(list)
    rows: list[Any] = list(promises.itertuples())
    for row in rows:
        price = listed.get(_folded(row.price_id), float("nan"))
        candidate = _Candidate(row.promise_id, row.contract_id, _folded(row.what), row.quantity, price)
        found[row.contract_id].append(candidate)
    return found


def _index(keys: pd.Series, values: pd.Series) -> dict[str, str]:
    """The value for each key that stands in one row alone."""
    known = pd.DataFrame({"key": comparable(keys), "value": values}).dropna()
    known = known[~known["key"].duplicated(keep=False)]
    return dict(zip(known["key"], known["value"], strict=True))


def _only(found: Collection[Any]) -> Any:
    return next(iter(found)) if len(found) == 1 else None


def _folded(text: Any) -> str:
    return "" if text is None or text != text else " ".join(str(text).split()).casefold()


def fee_names(prices: pd.DataFrame) -> frozenset[str]:
    """The products of the price lists on which no discount is granted (R-13)."""
    return frozenset(map(_folded, prices.loc[prices["discountable"].eq(False), "product"].dropna()))


def is_fee(text: str | None, names: Collection[str]) -> bool:
    """Whether a line's text names a fee: it is one, or begins with one.

    >>> is_fee("AUMA-Beitrag 24 m²", {"auma-beitrag"}), is_fee("Anzeige Energie", {"energiepauschale"})
    (True, False)
    """
    folded = _folded(text)
    return any(folded == name or folded.startswith(f"{name} ") for name in names)


def claims(lines: pd.DataFrame, tolerance: float = 0.01) -> pd.Series:
    """What to ask billing for, line by line: one of CLAIMS, blank where the line is right (R-13).

    `lines` have their computed columns. A wrong line that another line of the same contract takes back to the cent
    is settled, and so is the one that does it.
    """
    deviation = lines["deviation"]
    asked = first_of(
        (lines["net"].isna(), None),
        (lines["verdict"].isna(), "unchecked"),
        (lines["verdict"].eq("ok"), None),
        (lines["verdict"].eq("no_discount"), "no_discount"),
        (lines["fee"].eq(True) & (number(lines["discount"]) > 0) & (deviation < 0), "fee_discounted"),
        (deviation > 0, "too_much"),
        otherwise="too_little",
    )
    settled = _settled(lines, tolerance)
    return pd.Series(asked, index=lines.index, dtype=object).mask(settled, None)


def _settled(lines: pd.DataFrame, tolerance: float) -> pd.Series:
    """Wrong lines, each with the line without promise that corrects it."""
    wrong = lines[lines["verdict"].notna() & lines["verdict"].ne("ok") & lines["contract_id"].notna()]
    spare = lines[lines["verdict"].isna() & lines["contract_id"].notna()]
    by_contract = {key: rows["net"].to_dict() for key, rows in spare.groupby("contract_id")}
    pairs: set[Any] = set()
    for row, contract_id, deviation in zip(wrong.index, wrong["contract_id"], wrong["deviation"], strict=True):
        nets = by_contract.get(contract_id, {})
        correction = next((at for at, net in nets.items() if abs(net + deviation) <= tolerance), None)
        if correction is not None:
            del nets[correction]
            pairs |= {row, correction}
    return lines.index.to_series().isin(pairs)
