"""Letters about a contract's time: it begins, it draws near its end, it has renewed (R-02, R-07, R-09)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pandas as pd

from addin.commands.audiences.addressees import Letters
from addin.commands.contracts import ContractWorld
from addin.commands.correspondents import Row
from addin.commands.promises import PromiseWorld
from addin.commands.situation import Situation
from addin.core.calendar import CalendarPage, period_around
from addin.core.calendar import expiry_calendar as expiring_pages
from addin.core.contracts import contract_terms, live, notice_by
from addin.core.mailings import Case, told_on
from addin.core.outcomes import Outcome, outcomes, renewed_until
from addin.core.records import records
from addin.core.renewals import renewal_steps
from addin.reports.calendar import period_name, sheet_names
from addin.tables.settings import numbers
from mailmerge.shown import Shown

_WELCOME = pd.Timedelta(days=14)  # before and after the first day
_RENEWED_DAYS = 30  # after the notice deadline


def renewals(situation: Situation) -> Iterator[Case]:
    """Contracts whose notice deadline or end draws near, at the last step that has come (R-07)."""
    world, letters = ContractWorld(situation), Letters(situation)
    steps = numbers(situation.settings["renewal.lead_days"])
    rows = _dated(world).join(world.due[["due_on"]], how="inner")
    rows = rows[~_settled(rows)]
    for terms, (_, contract) in zip(contract_terms(rows), records(rows), strict=True):
        due_on = contract["due_on"]
        stage = sum(day <= situation.today for day in renewal_steps(due_on, steps))
        if stage and contract["contract_id"]:
            occasion = f"renewal.{stage}.{due_on.isoformat()}"
            values = _term(letters, contract, renewed_until(terms, contract["current_end"]))
            about = (contract["contract_id"],)
            yield letters.to_company(contract["company_id"], occasion, about, values, min(stage, 3))


def _dated(world: ContractWorld) -> pd.DataFrame:
    """The contracts with Python's own dates in place of the sheet's."""
    return world.contracts.drop(columns=world.dates.columns, errors="ignore").join(world.dates)


def _settled(rows: pd.DataFrame) -> Any:
    """The talk about the end that comes next is over."""
    over = rows["renewal_state"].isin(("renewed", "lost", "none"))
    return over & rows["renewal_term_end"].eq(rows["current_end"])


def _term(letters: Letters, contract: Row, renews_until: date | None) -> dict[str, object]:
    """What a letter says of a contract's time; notice and renewal are blank where it does not renew by itself."""
    renews = renews_until and contract["notice_by"]
    return {
        "contract_no": contract["contract_id"],
        "ends_on": contract["current_end"],
        "notice_by": contract["notice_by"] if renews else None,
        "renews_until": renews_until if renews else None,
        "rep_name": letters.in_sales(contract["rep"]),
    }


def renewed(situation: Situation) -> Iterator[Case]:
    """Contracts that go on for another term, for no notice has come in time; told soon, once a term (R-02)."""
    world, letters, today = ContractWorld(situation), Letters(situation), situation.today
    fates = outcomes(world.contracts, world.dates, today)
    rows = _dated(world)
    recent = rows["notice_by"].between(pd.Timestamp(today - timedelta(days=_RENEWED_DAYS)), pd.Timestamp(today))
    gone_on = pd.Series({row: fate.kind == "renews" for row, fate in fates.items()}, dtype=bool)
    for row, contract in records(rows[live(rows) & recent & gone_on & ~_settled(rows)]):
        until = fates[row].until
        if until and contract["contract_id"]:
            occasion = f"renewed.{contract['current_end'].isoformat()}"
            values = {
                "contract_no": contract["contract_id"],
                "ends_on": contract["current_end"],
                "notice_by": contract["notice_by"],
                "renews_until": until,
                "next_notice_by": _notice_by(world, row, until),
            }
            yield letters.to_company(contract["company_id"], occasion, (contract["contract_id"],), values)


def _notice_by(world: ContractWorld, row: int, end: date) -> date | None:
    """The last day on which notice to another end of that contract can arrive."""
    terms, house = next(contract_terms(world.contracts.loc[[row]])), world.situation.house
    return notice_by(terms, end, house.state, assumption_day=house.assumption_day)


def welcomes(situation: Situation) -> Iterator[Case]:
    """Active contracts that begin these days and whose customer nobody has welcomed, once a contract."""
    letters, tables = Letters(situation), situation.tables
    contracts, promises = tables["contracts"], PromiseWorld(situation).promises
    near = (contracts["starts_on"] - pd.Timestamp(situation.today)).abs() <= _WELCOME
    known = {*told_on(tables["recipients"], tables["mailings"], "welcome"), *_welcomed(contracts[near], situation)}
    fresh = contracts[near & contracts["state"].eq("active") & ~contracts["contract_id"].isin(known)]
    for _, contract in records(fresh.dropna(subset=["contract_id"])):
        contract_id = contract["contract_id"]
        items = promises[promises["contract_id"].eq(contract_id) & promises["waived_on"].isna()]
        values = {
            "contract_no": contract_id,
            "starts_on": contract["starts_on"],
            "rep_name": letters.in_sales(contract["rep"]),
            "items": [_agreed(row) for _, row in records(items)],
        }
        yield letters.to_company(contract["company_id"], "welcome", (contract_id,), values)


def _welcomed(contracts: pd.DataFrame, situation: Situation) -> set[str]:
    """The contracts whose customer was welcomed by a talk: about that contract, or since it was signed."""
    talks = situation.tables["activities"]
    talks = talks[talks["purpose"].eq("welcome")]
    since = contracts["signed_on"].fillna(contracts["starts_on"] - _WELCOME)
    rows = contracts[["contract_id", "company_id"]].assign(since=since)
    met = talks[talks["contract_id"].isna()].merge(rows, on="company_id", suffixes=("_talk", ""))
    return {*talks["contract_id"].dropna(), *met.loc[met["on"] >= met["since"], "contract_id"].dropna()}


def _agreed(row: Row) -> dict[str, object]:
    """A promise as a welcome lists it: artwork that has come is not asked for."""
    due = row["artwork_due"] if row["artwork_on"] is None else None
    return {"what": row["what"], "use_by": row["use_by"], "artwork_due": due}


def calendars(situation: Situation) -> Iterator[Case]:
    """For every rep the contracts with a date ahead in this quarter, with the calendar file there is (R-09)."""
    world, letters, words = ContractWorld(situation), Letters(situation), situation.words
    first, last = period_around(situation.today, 3, situation.settings["calendar.fiscal_start_month"])
    pages = expiring_pages(world.contracts, world.dates, first, last)
    fates = outcomes(world.contracts, world.dates, situation.today)
    for page, sheet in zip(pages, sheet_names(pages, situation.names, words), strict=True):
        ahead = records(_ahead(page, situation.today))
        items = [_dates(row, fates[at], situation) for at, row in ahead]
        if items:
            values = {"period": period_name(first, last, words), "items": items, "calendar": f"{sheet}.ics"}
            about = tuple(page.rows["contract_id"].dropna())
            yield letters.to_colleague(page.rep, f"expiry-calendar.{first.isoformat()}", about, values)


def _ahead(page: CalendarPage, today: date) -> pd.DataFrame:
    """The contracts of a page with a date that is not over, the nearest first."""
    marks = page.rows[["E", "K"]]
    nearest = marks.where(marks >= pd.Timestamp(today)).min(axis=1).dropna()
    return page.rows.loc[nearest.sort_values(kind="stable").index]


def _dates(row: Row, fate: Outcome, situation: Situation) -> dict[str, object]:
    """A contract's line; notice is blank where none can arrive any more, or has arrived."""
    words, notice = situation.words, row["notice_by"]
    open_still = fate.kind in ("talk", "ends") and notice and notice >= situation.today
    until = fate.until and Shown(words.language).text(fate.until)
    return {
        "company": situation.names.company(row["company_id"]) or None,
        "contract_no": row["contract_id"],
        "notice_by": notice if open_still else None,
        "ends_on": row["current_end"],
        "outcome": words.text(f"reports.outcomes.{fate.kind}", until=until),
        "value": row["value"],
    }
