"""Volume contracts: what was taken up of what was agreed, and what is owed for the rest (R-14)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from addin.core.amounts import rounded
from addin.core.computed.given import comparable
from addin.core.dates import term_end
from addin.core.fulfilment import Finding
from addin.core.renewals import STEPS, renewal_steps

INSERTIONS = ("ad", "insert", "advertorial")
Scale = Mapping[int, float]


@dataclass(frozen=True)
class VolumeContract:
    """One volume contract: agreed and taken insertions of the period, whose both ends count.

    `list_sum` is the list price of what was taken. `scale` gives the discount from each number of insertions on;
    without one nothing can be settled.
    """

    row: int
    contract_id: str
    agreed: int
    granted: float
    taken: float
    list_sum: float | None
    first_on: date
    last_on: date
    scale: Scale

    @property
    def settlement(self) -> float | None:
        """Euros that the customer owes (negative: may claim); None where scale or prices are unknown."""
        if not self.scale or self.list_sum is None:
            return None
        return settlement(self.list_sum, self.granted, earned_discount(self.scale, self.taken))

    @property
    def next_tier(self) -> int | None:
        """The number of insertions from which the next higher discount is earned; None on the highest."""
        return min((quantity for quantity in self.scale if quantity > self.taken), default=None)


def earned_discount(scale: Scale, taken: float) -> float:
    """The discount of the highest step that was reached; 0 below the first.

    >>> earned_discount({1: 0.0, 3: 0.03, 6: 0.05, 12: 0.10}, taken=4)
    0.03
    """
    return scale[max(reached)] if (reached := [step for step in scale if step <= taken]) else 0.0


def settlement(list_sum: float, granted: float, earned: float) -> float:
    """What the customer owes for discount that was granted and not earned, in euros (R-14).

    >>> settlement(4 * 4980, granted=0.10, earned=0.03)
    1394.4
    """
    return rounded(list_sum * (granted - earned))


def volume_contracts(
    contracts: pd.DataFrame, promises: pd.DataFrame, issues: pd.DataFrame, prices: pd.DataFrame, months: int = 12
) -> Iterator[VolumeContract]:
    """Every contract with an agreed number of insertions.

    The period begins with the first publication, with the contract where none is known. An insertion that appeared
    after it does not count; a series without issues counts with all that is done.
    """
    published = dict(zip(comparable(issues["issue_id"]), issues["published_on"], strict=True))
    agreed = contracts[contracts["insertions"] > 0]
    ids = comparable(promises["contract_id"])
    ads = promises[promises["kind"].isin(INSERTIONS) & promises["waived_on"].isna()]
    ads = ads[ids.loc[ads.index].isin(set(comparable(agreed["contract_id"])))]
    ads = ads.assign(appeared_on=pd.to_datetime(comparable(ads["appeared_in"]).map(published)))
    own = dict(iter(ads.groupby(comparable(ads["contract_id"]))))
    listed = prices.set_index(comparable(prices["price_id"]))
    for contract in agreed.itertuples():
        yield _volume(contract, own.get(str(contract.contract_id).casefold(), ads.iloc[:0]), listed, months)


def _volume(contract: Any, ads: pd.DataFrame, listed: pd.DataFrame, months: int) -> VolumeContract:
    first = ads["appeared_on"].min()
    first_on = (contract.starts_on if first != first else first).date()
    last_on = term_end(first_on, months)
    counted = ads[~(ads["appeared_on"] > pd.Timestamp(last_on))]
    taken = counted["done"].fillna(0.0)
    price = comparable(counted["price_id"]).map(listed["list_price"][~listed.index.duplicated()])
    price = price.fillna(counted["list_value"] / counted["quantity"])
    scale = _scale(ads, listed)
    agreed, granted = int(contract.insertions), contract.discount
    return VolumeContract(
        row=int(contract.Index),
        contract_id=str(contract.contract_id),
        agreed=agreed,
        granted=earned_discount(scale, agreed) if granted != granted else float(granted),
        taken=float(taken.sum()),
        list_sum=None if price[taken > 0].isna().any() else float((taken * price).sum()),
        first_on=first_on,
        last_on=last_on,
        scale=scale,
    )


def _scale(ads: pd.DataFrame, listed: pd.DataFrame) -> Scale:
    """The steps of the first price that has some: one row of the price list for each."""
    for price_id in comparable(ads["price_id"].dropna()):
        if price_id not in listed.index:
            continue
        price = listed.loc[[price_id]].iloc[0]
        same = listed["from_quantity"].notna() & listed["discount"].notna()
        for column in ("product", "publication", "format", "valid_from"):
            same &= listed[column].eq(price[column]) | (listed[column].isna() & pd.isna(price[column]))
        steps = listed[same]
        if len(steps):
            return dict(zip(steps["from_quantity"].astype(int), steps["discount"], strict=True))
    return {}


def volume_findings(
    volumes: Sequence[VolumeContract],
    invoice_lines: pd.DataFrame,
    today: date,
    days_before: Sequence[int] = STEPS,
    tolerance: float = 0.01,
) -> Iterator[Finding]:
    """What is to be settled after the period, and how many insertions are missing shortly before (R-14).

    A settlement counts as billed when a line of the contract without a promise has its amount.
    """
    for volume in volumes:
        if volume.last_on >= today:
            yield from _running(volume, today, days_before)
        elif volume.settlement is None:
            yield _found("no_scale", "warning", "insertions", volume)
        elif abs(volume.settlement) > tolerance and not _billed(volume, invoice_lines, tolerance):
            yield _owed(volume)


def _billed(volume: VolumeContract, lines: pd.DataFrame, tolerance: float) -> bool:
    own = lines[comparable(lines["contract_id"]).eq(volume.contract_id.casefold()) & lines["promise_id"].isna()]
    return bool(((own["net"] - (volume.settlement or 0.0)).abs() <= tolerance).any())


def _owed(volume: VolumeContract) -> Finding:
    amount = volume.settlement or 0.0
    earned = earned_discount(volume.scale, volume.taken)
    if amount > 0:
        return _found("settlement", "critical", "insertions", volume, amount=amount, earned=earned)
    return _found("refund", "warning", "insertions", volume, amount=-amount, earned=earned)


def _running(volume: VolumeContract, today: date, days_before: Sequence[int]) -> Iterator[Finding]:
    steps = renewal_steps(volume.last_on, days_before)
    reached = sum(day <= today for day in steps)
    if reached and volume.taken < volume.agreed:
        tier = volume.next_tier or volume.agreed
        facts = {"missing": _whole(tier - volume.taken), "tier": tier, "tier_discount": volume.scale.get(tier)}
        yield _found("volume", "warning" if reached == len(steps) else "notice", "insertions", volume, **facts)


def _found(kind: Any, urgency: Any, column: str, volume: VolumeContract, **facts: Any) -> Finding:
    known = {
        "agreed": volume.agreed,
        "taken": _whole(volume.taken),
        "granted": volume.granted,
        "first": volume.first_on,
    }
    return Finding(kind, urgency, "contracts", volume.row, column, volume.last_on, known | facts)


def _whole(amount: float) -> float:
    return int(amount) if float(amount).is_integer() else amount
