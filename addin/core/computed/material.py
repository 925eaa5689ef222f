"""Materials and reprints (R-20 to R-26)."""

from __future__ import annotations

from typing import Any

import pandas as pd

from addin.core.computed.given import Columns, Given, added_up, comparable, counted, first_of, row_by_row
from addin.core.computed.orders import orders
from addin.core.materials import days_of_cover


def materials(given: Given) -> Columns:
    """The computed columns of every material, and what they rest on: how much its use scatters, and its order."""
    frame, moves = given["materials"], given["stock_moves"]
    ids = frame["material_id"]
    requested = _moved(ids, moves[moves["kind"] == "request"])
    on_hand = _moved(ids, moves) - requested
    ordered = given["reprints"][_reprint_state(given["reprints"]) == "ordered"]
    on_order = added_up(ids, ordered["material_id"], ordered["quantity"])
    unsent = given["show_items"][given["show_items"]["sent"].isna()]
    reserved = added_up(ids, unsent["material_id"], unsent["planned"]) - requested
    use_since, issues = _issues(given)
    daily_use, deviation = _use(given, use_since, issues)
    stock = {
        "on_hand": on_hand,
        "on_order": on_order,
        "reserved": reserved,
        "use_since": use_since,
        "daily_use": daily_use,
        "cover_days": row_by_row(days_of_cover, on_hand + on_order - reserved, daily_use),
    }
    known = {key: column.where(ids.notna()) for key, column in stock.items()}
    return {**known, "deviation": deviation, **orders(given, known, deviation)}


def _moved(ids: pd.Series, moves: pd.DataFrame) -> pd.Series:
    return added_up(ids, moves["material_id"], moves["quantity"])


def _issues(given: Given) -> tuple[pd.Series, pd.DataFrame]:
    """R-21: since when the use of each material is measured, and the issues since then."""
    moves, ids = given["stock_moves"], given["materials"]["material_id"]
    receipts = moves[moves["kind"] == "receipt"]
    received = receipts.groupby(comparable(receipts["material_id"]).to_numpy())["moved_on"].min()
    first = pd.Series(received.reindex(comparable(ids)).array, index=ids.index)
    window = given.as_of - pd.Timedelta(days=given.setting("stock.demand_days"))
    since = first.where(first > window, window)
    issues = moves[(moves["kind"] == "issue") & (moves["moved_on"] <= given.as_of)]
    return since, issues[issues["moved_on"] >= given.at(issues["material_id"], "materials", since)]


def _use(given: Given, since: pd.Series, issues: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """R-21: use a day and how much it scatters, days without any included; blank where issues are too few."""
    ids, days = given["materials"]["material_id"], (given.as_of - since).dt.days
    enough = counted(ids, issues["material_id"]) >= given.setting("stock.min_issues")
    daily_use = (-_moved(ids, issues) / days).where(enough & (days > 0))
    by_day = issues.groupby(["material_id", "moved_on"])["quantity"].sum().reset_index()
    squares = added_up(ids, by_day["material_id"], by_day["quantity"] ** 2)
    return daily_use, (squares / days - daily_use**2).clip(lower=0) ** 0.5


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
