"""Group Verträge: whether every promise is kept, and who has to do what for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from addin.commands.situation import Situation
from addin.core.fulfilment import Finding, Watch, binding, delivered_impressions, standing
from addin.core.ids import next_ids
from addin.core.jobs import jobs, late_bookings, late_cancellations, without_department
from addin.core.make_goods import make_goods, with_tickets
from addin.core.volumes import volume_contracts, volume_findings
from addin.plan import Change, File, NewRow, Plan
from addin.reports.fulfilment import Ledger, finding_facts, fulfilment, fulfilment_check
from addin.reports.jobs import department_lists, job_list
from addin.tables.model import Value
from addin.tables.settings import numbers


@dataclass(frozen=True)
class PromiseWorld:
    """The promises that bind, with their computed columns as of the key date."""

    situation: Situation

    @cached_property
    def promises(self) -> pd.DataFrame:
        return binding(self.situation.with_answers("promises"), self.situation.tables["contracts"])

    @cached_property
    def contracts(self) -> pd.DataFrame:
        contracts = self.situation.tables["contracts"]
        return binding(contracts, contracts)

    @cached_property
    def ledger(self) -> Ledger:
        return Ledger(self.promises, self.situation.tables["contracts"], self.situation.names)

    @cached_property
    def findings(self) -> list[Finding]:
        """All that is wrong or due, each with the ticket there is about it."""
        found = [*self._of_promises(), *self._of_volumes()]
        return with_tickets(found, self.promises, self.situation.tables["tickets"])

    def _of_promises(self) -> list[Finding]:
        tables, settings = self.situation.tables, self.situation.settings
        return Watch(
            self.promises,
            tables["issues"],
            delivered_impressions(tables["web_pages"], tables["traffic"]),
            self.situation.today,
            self.situation.house,
            numbers(settings["artwork.reminder_workdays"]),
            settings["proof.workdays"],
            settings["unused.last_days"],
        ).findings()

    def _of_volumes(self) -> Iterator[Finding]:
        tables, settings = self.situation.tables, self.situation.settings
        months = settings["discount.period_months"]
        volumes = volume_contracts(self.contracts, self.promises, tables["issues"], tables["prices"], months)
        return volume_findings(
            list(volumes),
            tables["invoice_lines"],
            self.situation.today,
            numbers(settings["discount.lead_days"]),
            settings["discount.tolerance"],
        )


def fulfil_check(situation: Situation) -> Plan:
    """Compares every promise with what happened, opens tickets for make-goods, and counts what is kept (P-05)."""
    world = PromiseWorld(situation)
    findings, rows = _ticketed(world)
    late = {finding.row for finding in findings if finding.table == "promises" and finding.late}
    counts = standing(world.promises, late, pd.Series("", index=world.promises.index)).sum()
    words, today = situation.words, situation.today
    return Plan(
        rows=rows,
        reports=(fulfilment_check(findings, world.ledger, words, today), _standing(world, late)),
        problems=situation.problems,
        counts={
            **{name: int(counts[name]) for name in ("promised", "done", "late")},
            "still_open": int(counts["open"]),
            "findings": len(findings),
            "tickets_opened": len(rows),
        },
    )


def _ticketed(world: PromiseWorld) -> tuple[list[Finding], tuple[NewRow, ...]]:
    """The findings with their tickets, and the tickets that must be opened."""
    situation = world.situation
    tables, words = situation.tables, situation.words
    owner = situation.coordinator
    fresh, rows = next_ids("tickets", tables["tickets"]), []
    for due in make_goods(world.findings, world.promises, tables["contracts"], owner):
        facts = finding_facts(due.finding, words)
        problem = words.text(f"reports.fulfilment_check.tickets.{due.finding.kind}", **facts)
        opened: dict[str, Value] = {"ticket_id": next(fresh), "opened_on": situation.today, "problem": problem}
        rows.append(NewRow("tickets", {**opened, **due.ticket}))
    if not rows:
        return world.findings, ()
    after = pd.concat([tables["tickets"], pd.DataFrame([row.values for row in rows])])
    return with_tickets(world.findings, world.promises, after), tuple(rows)


def _standing(world: PromiseWorld, late: set[int]) -> Any:
    """The figures of P-05: every department, every issue, every contract that is not yet fulfilled."""
    promises, issues = world.promises, world.situation.tables["issues"]
    names = issues["publication"].str.cat(issues["issue"], sep=" ")
    order = issues.sort_values(["published_on", "publication"])["issue_id"]
    by_issue = standing(promises, late, promises["issue_id"]).reindex(order).dropna()
    by_issue.index = by_issue.index.map(dict(zip(issues["issue_id"], names, strict=True)))
    by_contract = standing(promises, late, promises["contract_id"])
    unkept = by_contract[by_contract["open"] > 0].sort_values(["late", "open"], ascending=False, kind="stable")
    by_department = standing(promises, late, promises["department"])
    kept = len(by_contract) - len(unkept)
    return fulfilment(
        by_department, by_issue, unkept, kept, world.ledger, world.situation.words, world.situation.today
    )


def handover(situation: Situation) -> Plan:
    """Gives each department the list of what it has to begin with, and marks it as handed over today (R-10)."""
    world = PromiseWorld(situation)
    tables, today, words = situation.tables, situation.today, situation.words
    listed = jobs_now(world)
    fresh = listed.index[listed["fresh"].to_numpy(dtype=bool)].sort_values()
    return Plan(
        changes=tuple(Change("promises", int(row), "handed_over_on", None, today) for row in fresh),
        reports=(job_list(listed, world.ledger, words, today),),
        files=tuple(_job_files(world, listed)),
        problems=(
            *situation.problems,
            *without_department(world.promises, tables["contracts"]),
            *late_cancellations(world.promises, tables["issues"], today),
            *late_bookings(listed, tables["contracts"], tables["issues"]),
        ),
        counts={"handed_over": len(fresh), "departments": int(listed.loc[fresh, "department"].nunique())},
    )


def jobs_now(world: PromiseWorld) -> pd.DataFrame:
    """What departments are to begin with, what was handed over today included (R-10)."""
    situation = world.situation
    tables, settings = situation.tables, situation.settings
    return jobs(
        *(world.promises, tables["contracts"], tables["issues"], tables["shows"]),
        *(situation.house, lambda department: int(settings.get(f"lead.{department}", 0)), situation.today),
    )


def _job_files(world: PromiseWorld, listed: pd.DataFrame) -> Iterator[File]:
    """A workbook for every department with all that it gets today, alone: a link would lead nowhere."""
    from addin.reports.workbook import rendered

    words, today = world.situation.words, world.situation.today
    for name, report in department_lists(listed, world.ledger, words, today):
        yield File(f"{name}.xlsx", rendered(report, words, lambda *_: ""))
