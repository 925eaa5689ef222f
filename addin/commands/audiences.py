"""Whom a letter to customers is due for: each rule gives the cases, and what fills their letter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from addin.commands.contracts import ContractWorld
from addin.commands.correspondents import Correspondents, Row
from addin.commands.promises import PromiseWorld
from addin.commands.situation import Situation
from addin.core.contracts import contract_terms
from addin.core.mailings import Case, stages_reached
from addin.core.outcomes import renewed_until
from addin.core.records import records
from addin.core.reminders import CALL, Rhythm, reminders_due, unused
from addin.core.renewals import renewal_steps
from addin.core.tasks import person_in_role
from addin.tables.settings import numbers


def rhythm(situation: Situation) -> Rhythm:
    """When the house reminds of what is unused."""
    settings = situation.settings
    return Rhythm(
        settings["unused.first_days"],
        settings["unused.mid_share"],
        settings["unused.last_days"],
        settings["unused.call_workdays"],
    )


def idle_items(situation: Situation) -> pd.DataFrame:
    """What customers have not begun to use, with the stage of its reminder (R-12)."""
    tables = situation.tables
    return unused(
        PromiseWorld(situation).promises,
        tables["contracts"],
        tables["tickets"],
        situation.today,
        situation.house,
        rhythm(situation),
    )


def unused_items(situation: Situation) -> Iterator[Case]:
    """One letter a company with all that lies unused, where a stage has come that it was not written to about."""
    idle = idle_items(situation).sort_values("use_by", kind="stable")
    tables, letters = situation.tables, Letters(situation)
    due = reminders_due(idle, stages_reached(tables["recipients"], tables["mailings"], "unused"))
    for company, items in due[due["stage"] < CALL].groupby("company_id"):
        stage = int(items["stage"].max())
        listed = idle[idle["company_id"] == company]
        values = {"items": [_item(row) for _, row in records(listed)]}
        yield letters.to_company(str(company), f"unused.{stage}", tuple(listed["promise_id"]), values, stage)


def _item(row: Row) -> dict[str, object]:
    return {"what": row["what"], "contract_no": row["contract_id"], "use_by": row["use_by"]}


def renewals(situation: Situation) -> Iterator[Case]:
    """Contracts whose notice deadline or end draws near, at the last step that has come (R-07)."""
    world, letters = ContractWorld(situation), Letters(situation)
    steps = numbers(situation.settings["renewal.lead_days"])
    rows = world.contracts.join(world.dates, rsuffix="_now").join(world.due[["due_on"]], how="inner")
    rows = rows[~_settled(rows)]
    for terms, (_, contract) in zip(contract_terms(rows), records(rows), strict=True):
        due_on = contract["due_on"]
        stage = sum(day <= situation.today for day in renewal_steps(due_on, steps))
        if stage and contract["contract_id"]:
            occasion = f"renewal.{stage}.{due_on.isoformat()}"
            values = _term(situation, contract, renewed_until(terms, contract["current_end"]))
            about = (contract["contract_id"],)
            yield letters.to_company(contract["company_id"], occasion, about, values, min(stage, 3))


def _settled(rows: pd.DataFrame) -> Any:
    """The talk about the end that comes next is over."""
    return rows["renewal_state"].isin(("renewed", "lost", "none")) & rows["renewal_term_end"].eq(
        rows["current_end"]
    )


def _term(situation: Situation, contract: Row, renews_until: date | None) -> dict[str, object]:
    """What a letter says of a contract's time; notice and renewal are blank where it does not renew by itself."""
    renews = renews_until and contract["notice_by"]
    return {
        "contract_no": contract["contract_id"],
        "ends_on": contract["current_end"],
        "notice_by": contract["notice_by"] if renews else None,
        "renews_until": renews_until if renews else None,
        "rep_name": situation.names.person(contract["rep"]) or signed(situation)["sender_name"],
    }


def artwork(situation: Situation) -> Iterator[Case]:
    """Artwork that a customer owes for a contract, at the last reminder day that has come (R-10)."""
    letters, promises, today = Letters(situation), PromiseWorld(situation).promises, situation.today
    waiting = promises[promises["state"].eq("waiting") & (promises["artwork_due"] >= pd.Timestamp(today))]
    days = numbers(situation.settings["artwork.reminder_workdays"])
    for contract, items in waiting.sort_values("artwork_due", kind="stable").groupby("contract_id"):
        first = items["artwork_due"].min().date()
        stage = sum(situation.house.workday(first, -before) <= today for before in days)
        if stage:
            occasion = f"artwork-request.{stage}.{first.isoformat()}"
            values = letters.artwork(str(contract), first, items)
            yield letters.to_company(
                letters.company_of(contract), occasion, tuple(items["promise_id"]), values, stage
            )


@dataclass(frozen=True)
class Letters:
    """What letters to customers have in common."""

    situation: Situation

    @cached_property
    def people(self) -> Correspondents:
        return Correspondents(self.situation)

    @cached_property
    def signature(self) -> dict[str, object]:
        return signed(self.situation)

    @cached_property
    def _companies(self) -> dict[Any, str]:
        contracts = self.situation.tables["contracts"]
        return dict(zip(contracts["contract_id"], contracts["company_id"], strict=True))

    @cached_property
    def _issues(self) -> dict[Any, str]:
        issues = self.situation.tables["issues"]
        names = issues["publication"].str.cat(issues["issue"], sep=" ", na_rep="")
        return dict(zip(issues["issue_id"], names, strict=True))

    def company_of(self, contract_id: Any) -> str | None:
        return self._companies.get(contract_id)

    def to_company(
        self,
        company_id: str | None,
        occasion: str,
        about: tuple[str, ...],
        values: Mapping[str, object],
        stage: int = 0,
    ) -> Case:
        """The case of a letter to whom one writes to at a company."""
        contact = self.people.contact_of(company_id)
        return Case(occasion, about, {**values, **self.signature}, contact, stage=stage)

    def artwork(self, contract: str, first: date, items: pd.DataFrame) -> dict[str, object]:
        wanted = [
            {
                "what": row["what"],
                "format": row["format"],
                "place": self._issues.get(row["issue_id"]) or self._from(row["window_from"]),
                "due": row["artwork_due"],
            }
            for _, row in records(items)
        ]
        send_to = self.situation.settings["mail.sender"]
        return {"contract_no": contract, "first_due": first, "send_to": send_to, "items": wanted}

    def _from(self, day: date | None) -> str | None:
        return self.situation.words.text("mailings.from_day", day=day) if day else None


def signed(situation: Situation) -> dict[str, object]:
    """Who signs: the coordinator, or who stands in for her."""
    staff = situation.tables["staff"]
    by = person_in_role(staff, "coordinator", situation.today)
    row = staff[staff["staff_id"] == by]
    if not len(row):
        return {"sender_name": situation.settings["house.name"], "sender_function": None, "phone": None}
    person = row.iloc[0]
    return {
        "sender_name": person["name"],
        "sender_function": situation.words.text(f"choices.staff_role.{person['role']}"),
        "phone": person["phone"] if person["phone"] == person["phone"] else None,
    }
