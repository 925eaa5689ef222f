"""Quotes, their lines and inputs, trips and reviews (R-51 to R-54, R-61, R-65)."""

from __future__ import annotations

from typing import Any

import pandas as pd

from addin.core.amounts import approval_level, line_net, quote_net, rounded, tax
from addin.core.computed.given import Columns, Given, added_up, first_of, number, work_state
from addin.core.trips import Rates, per_diem


def quote_lines(given: Given) -> Columns:
    """R-51: free items cost nothing and keep their list value."""
    frame = given["quote_lines"]
    price = number(frame["list_price"])
    net = line_net(frame["quantity"], price, number(frame["discount"]))
    return {
        "net": net.mask(frame["free"].eq(True) & frame["quantity"].notna(), 0.0),
        "list_value": rounded(frame["quantity"] * price),
        "cost": rounded(frame["quantity"] * number(frame["unit_cost"])),
    }


def quotes(given: Given) -> Columns:
    frame, lines = given["quotes"], quote_lines(given)
    cuts = number(frame["extra_discount"]), number(frame["agency_commission"])
    bases = {rate: quote_net(_lines(given, lines["net"], rate), *cuts) for rate in ("standard", "reduced")}
    net = quote_net(_lines(given, lines["net"]), *cuts)
    vat = _vat(given, bases)
    listed = _lines(given, lines["list_value"])
    total_discount = rounded(1 - net / listed.where(listed != 0), 6)
    cost = _lines(given, lines["cost"])
    margin_share = rounded((net - cost) / net.where((net != 0) & (cost != 0)), 6)
    figures = {
        "net": net,
        "vat": vat,
        "gross": net + vat,
        "base_standard": bases["standard"],
        "base_reduced": bases["reduced"],
        "list_total": listed,
        "total_discount": total_discount,
        "margin_share": margin_share,
    }
    named = frame["quote_id"].notna()
    known = {key: column.where(named) for key, column in figures.items()}
    return {**known, "approval": _approval(given, known)}


def _lines(given: Given, amounts: pd.Series, rate: str | None = None) -> pd.Series:
    """The sum over each quote's lines, of one VAT rate or of all."""
    lines = given["quote_lines"]
    chosen = lines["vat"] == rate if rate else lines["vat"].map(lambda _: True).astype(bool)
    return added_up(given["quotes"]["quote_id"], lines["quote_id"][chosen], amounts[chosen])


def _vat(given: Given, bases: dict[str, pd.Series]) -> pd.Series:
    """R-52: for each rate by itself; nothing for reverse charge and outside its scope."""
    case = given["quotes"]["vat_case"]
    taxes = [tax(base, given.setting(f"vat.{rate}")) for rate, base in bases.items()]
    return (taxes[0] + taxes[1]).where(case.isna() | (case == "domestic"), 0.0)


def _approval(given: Given, figures: dict[str, pd.Series]) -> Any:
    """R-53"""
    limits = [given.setting(f"quote.{key}") for key in ("approval_rep", "approval_manager", "min_margin")]
    rows = zip(figures["total_discount"], figures["margin_share"], strict=True)
    return [None if pd.isna(discount) else approval_level(discount, margin, *limits) for discount, margin in rows]


def quote_inputs(given: Given) -> Columns:
    """R-54"""
    frame = given["quote_inputs"]
    state = first_of(
        (frame["quote_id"].isna(), None),
        (frame["verdict"] == "rejected", "rejected"),
        (frame["verdict"] == "approved", "approved"),
        (frame["answered_on"].notna(), "answered"),
        (frame["due_on"] < given.as_of, "overdue"),
        otherwise="asked",
    )
    return {"state": state}


def trips(given: Given) -> Columns:
    """R-61: blank while the times are missing or reversed."""
    frame = given["trips"]
    shares = {meal: given.setting(f"trip.{meal}") for meal in ("breakfast", "lunch", "dinner")}
    rates = Rates(given.setting("trip.full"), given.setting("trip.part"), **shares)
    meals = (number(frame[key]) for key in ("breakfasts", "lunches", "dinners"))
    rows = zip(frame["leaves_at"], frame["returns_at"], *meals, strict=True)
    paid = [
        per_diem(leaves, returns, breakfasts, lunches, dinners, rates) if leaves <= returns else None
        for leaves, returns, breakfasts, lunches, dinners in rows
    ]
    allowance = pd.Series(paid, index=frame.index, dtype="float64")
    total = number(frame["costs"]) + number(allowance)
    return {"per_diem": allowance, "total": total.where(frame["trip_id"].notna())}


def reviews(given: Given) -> Columns:
    """R-65: blank where no action is wanted."""
    frame = given["reviews"]
    return {"state": work_state(given, frame["action"].notna(), frame["done_on"], frame["due_on"])}
