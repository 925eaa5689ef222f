"""Contracts, promises and invoice lines (R-02, R-03, R-09 to R-13, R-15)."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pandas as pd

from addin.core.amounts import deviation, line_net
from addin.core.computed.given import Columns, Given, comparable, day_column, first_of, number
from addin.core.contracts import contract_terms, running_months, term_dates
from addin.core.placements import artwork_due, live_days
from addin.core.promise_states import Progress
from addin.core.records import records


def contracts(given: Given) -> Columns:
    frame = given["contracts"]
    dates = term_dates(
        frame,
        given.today,
        state=given.house.state,
        sentinel_years=given.setting("expiry.sentinel_years"),
        assumption_day=given.house.assumption_day,
    )
    unnamed = frame["contract_id"].isna() & frame["company_id"].isna()
    months = [
        running_months(terms.starts_on, terms.term_months, terms.renew_months, given.today)
        if terms.starts_on and terms.term_months is not None
        else None
        for terms in contract_terms(frame)
    ]
    return {
        **{key: dates[key] for key in ("current_end", "notice_by", "days_to_notice")},
        "bucket": dates["bucket"].mask(unnamed, None),
        "months": months,
    }


def promises(given: Given) -> Columns:
    days = _promise_days(given)
    return {**days, "state": _promise_state(given, days), "live_days": _live_days(given)}


def _live_days(given: Given) -> pd.Series:
    """R-15: days on which the banner really stood in its window, the broken ones taken off."""
    frame = given["promises"]
    known = frame[frame[["live_from", "window_from", "window_until"]].notna().all(axis=1)]
    until = known["live_until"].fillna(given.as_of)
    spans = (known["window_from"], known["window_until"], known["live_from"], until, number(known["broken_days"]))
    days = [live_days(*row, given.as_of) for row in zip(*spans, strict=True)]
    return pd.Series(days, index=known.index, dtype="float64").reindex(frame.index)


def _promise_days(given: Given) -> dict[str, pd.Series]:
    frame = given["promises"]
    under_way = _under_way(frame)

    def closes(ids: str, table: str, while_under_way: str, before: str) -> pd.Series:
        return given.at(frame[ids], table, while_under_way).where(under_way, given.at(frame[ids], table, before))

    issue_closes = closes("issue_id", "issues", "published_on", "copy_deadline")
    show_closes = closes("show_id", "shows", "ends_on", "starts_on")
    contract_ends = given.at(frame["contract_id"], "contracts", contracts(given)["current_end"])
    artwork = _artwork_due(given)
    return {
        "issue_closes": issue_closes,
        "show_closes": show_closes,
        "use_by": issue_closes.fillna(frame["window_until"]).fillna(show_closes).fillna(contract_ends),
        "artwork_due": artwork,
        "near": given.workdays_on(artwork, -given.setting("artwork.near_workdays")),
    }


def _under_way(frame: pd.DataFrame) -> pd.Series:
    return frame["artwork_on"].notna() | frame["confirmed_on"].notna()


def _artwork_due(given: Given) -> pd.Series:
    """R-10: print by the issue's copy deadline, online some working days before the window opens."""
    frame = given["promises"]
    online = frame["issue_id"].isna() & frame["kind"].isin(("banner", "link", "newsletter"))
    opens = _days(frame["window_from"].where(online))
    closes = _days(given.at(frame["issue_id"], "issues", "copy_deadline"))
    lead = given.setting("lead.web")
    return day_column(
        [artwork_due(*row, given.house, lead) for row in zip(opens, closes, strict=True)], frame.index
    )


def _days(column: pd.Series) -> list[date | None]:
    days: list[date | None] = column.to_numpy("datetime64[D]").tolist()
    return days


def _promise_state(given: Given, days: dict[str, pd.Series]) -> list[str | None]:
    """R-11; blank for a row that is no promise."""
    frame = given["promises"].assign(**days, wrong=_wrong(given["promises"]))
    nothing = frame["promise_id"].isna() & frame["contract_id"].isna()
    frame[["quantity", "done"]] = frame[["quantity", "done"]].fillna(0.0)
    facts = records(frame[[field.name for field in fields(Progress)]])
    return [
        None if no else Progress(**cells).state(given.today) for (_, cells), no in zip(facts, nothing, strict=True)
    ]


def _wrong(frame: pd.DataFrame) -> pd.Series:
    """Another issue than booked, or another format."""

    def other(found: str, booked: str) -> pd.Series:
        return frame[found].notna() & (comparable(frame[found].fillna("")) != comparable(frame[booked].fillna("")))

    return other("appeared_in", "issue_id") | other("appeared_format", "format")


def invoice_lines(given: Given) -> Columns:
    """R-13"""
    frame = given["invoice_lines"]
    agreed = number(given.at(frame["promise_id"], "promises", "agreed_discount"))
    agreed = agreed.where(given.known(frame["promise_id"], "promises"))
    fee = frame["fee"].eq(True)
    expected = line_net(number(frame["quantity"]), number(frame["unit_price"]), agreed.mask(fee, 0.0))
    expected = expected.where(frame["net"].notna())
    deviating = deviation(frame["net"], expected)
    verdict = first_of(
        (deviating.isna(), None),
        (deviating.abs() <= given.setting("discount.tolerance"), "ok"),
        (~fee & (number(agreed) > 0) & (number(frame["discount"]) == 0), "no_discount"),
        otherwise="wrong_amount",
    )
    return {"agreed": agreed, "expected": expected, "deviation": deviating, "verdict": verdict}
