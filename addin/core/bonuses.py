"""Which hand-over of a prospect earned a bonus, and how much (R-35)."""

from __future__ import annotations

import pandas as pd

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
    """Euros for every hand-over whose company signed its first contract in time; blank for the others (R-35).

    In time: from the day of the hand-over to the day of the same number so many months later, both included. A
    company earns one bonus, for the earliest hand-over; one that came back earns none, nor does a coordinator
    who takes no part.
    """
    first = contracts[contracts["signed_on"].notna() & ~contracts["state"].isin(_NOT_SIGNED)]
    first = first.sort_values(["signed_on", "contract_id"]).drop_duplicates("company_id").set_index("company_id")
    apart = staff.loc[staff["bonus"].eq(False), "staff_id"]
    kept = handovers[handovers["outcome"].ne("returned") & ~handovers["coordinator"].isin(apart)]
    signed_on = first["signed_on"].reindex(kept["company_id"]).set_axis(kept.index)
    latest = kept["handed_on"] + pd.DateOffset(months=months)
    earned = kept[signed_on.between(kept["handed_on"], latest)]
    earned = earned.sort_values("handed_on", kind="stable").drop_duplicates("company_id")
    value = first["value"].reindex(earned["company_id"]).set_axis(earned.index)
    return (value * share).clip(minimum, maximum).round(2).reindex(handovers.index)
