"""Materials and reprints (R-20 to R-26)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from addin.core.computed.given import Columns, Given, added_up, comparable, counted, first_of, number
from addin.core.computed.orders import orders


def materials(given: Given) -> Columns:
    frame, moves = given["materials"], given["stock_moves"]
    ids = frame["material_id"]
    named = ids.notna()
    requested = _moved(ids, moves[moves["kind"] == "request"])
    on_hand = _moved(ids, moves) - requested
    ordered = given["reprints"][_reprint_state(given["reprints"]) == "ordered"]
    on_order = added_up(ids, ordered["material_id"], ordered["quantity"])
    unsent = given["show_items"][given["show_items"]["sent"].isna()]
    reserved = added_up(ids, unsent["material_id"], unsent["planned"]) - requested
    use_since, daily_use = _use(given)
    cover = (on_hand + on_order - reserved) / daily_use.where(number(daily_use) > 0)
    stock = {
        "on_hand": on_hand.where(named),
        "on_order": on_order.where(named),
        "reserved": reserved.where(named),
        "use_since": use_since.where(named),
        "daily_use": daily_use.where(named),
        "cover_days": pd.Series(np.trunc(cover), index=frame.index).where(named),
    }
    return {**stock, **orders(given, stock)}


def _moved(ids: pd.Series, moves: pd.DataFrame) -> pd.Series:
    return added_up(ids, moves["material_id"], moves["quantity"])


def _use(given: Given) -> tuple[pd.Series, pd.Series]:
    """R-21: since when use is measured, and how much of each material a day; blank where issues are too few."""
    moves, ids = given["stock_moves"], given["materials"]["material_id"]
    receipts = moves[moves["kind"] == "receipt"]
    first_receipt = receipts.groupby(comparable(receipts["material_id"]).to_numpy())["moved_on"].min()
    received = pd.Series(first_receipt.reindex(comparable(ids)).array, index=ids.index)
    window = given.as_of - pd.Timedelta(days=given.setting("stock.demand_days"))
    since = received.where(received > window, window)
    issues = moves[(moves["kind"] == "issue") & (moves["moved_on"] <= given.as_of)]
    begun = pd.Series(comparable(issues["material_id"]).map(_by_key(ids, since)).array, index=issues.index)
    issues = issues[issues["moved_on"] >= begun]
    enough = counted(ids, issues["material_id"]) >= given.setting("stock.min_issues")
    days = (given.as_of - since).dt.days
    return since, (-_moved(ids, issues) / days).where(enough & (days > 0))


def _by_key(ids: pd.Series, values: pd.Series) -> pd.Series:
    keyed = pd.Series(values.array, index=comparable(ids))
    return keyed[keyed.index.notna() & ~keyed.index.duplicated()]


def reprints(given: Given) -> Columns:
    return {"state": _reprint_state(given["reprints"])}


def _reprint_state(frame: pd.DataFrame) -> Any:
    """R-26: the last step that has its date; a wish for changes holds the round until it is worked in."""
    return first_of(
        (frame["reprint_id"].isna() & frame["material_id"].isna(), None),
        (frame["received_on"].notna(), "received"),
        (frame["ordered_on"].notna(), "ordered"),
        (frame["changes"].notna() & frame["changed_on"].isna(), "blocked"),
        (frame["approved_on"].notna(), "approved"),
        (frame["proof_on"].notna(), "proof"),
        (frame["asked_on"].notna(), "review"),
        otherwise="draft",
    )
