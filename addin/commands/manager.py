"""Group Leitung: all a manager must know, on two pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from addin.commands.contracts import ContractWorld
from addin.commands.material import MaterialWorld
from addin.commands.promises import PromiseWorld
from addin.commands.sales import SalesWorld
from addin.commands.situation import Situation
from addin.core.contracts import live
from addin.core.dates import ONE_DAY, months_later
from addin.core.renewals import renewal_rate
from addin.core.sales import Period, not_turned_in
from addin.plan import File, Plan
from addin.reports.calendar import period_name
from addin.reports.fulfilment import finding_facts
from addin.reports.manager import Alarm, Expiring, Summary, manager_summary
from addin.reports.model import Place, Report

if TYPE_CHECKING:
    import pandas as pd

_MONTHS_AHEAD = 6


def manager_report(situation: Situation) -> Plan:
    """Results, forecast, what runs out and what needs a decision, as sheet, web page and PDF (P-19, P-20).

    Of all teams, or of one manager's alone.
    """
    world, contracts = SalesWorld(situation), ContractWorld(situation)
    alarms = (*_late_promises(world), *_low_stock(situation), *_missing_numbers(world))
    summary = Summary(
        period=world.period,
        results=tuple(world.results),
        expiring=tuple(_expiring(world, contracts)),
        renewal_rate=renewal_rate(contracts.contracts, situation.today, world.settings["forecast.renewal_rate"]),
        alarms=alarms,
        overdue_quotes=int(world.quotes["overdue"].sum()),
    )
    report = manager_summary(summary, world.manager, world.names, situation.words, situation.today)
    counts = {"sales_reps": len(world.results), "alarms": len(alarms)}
    files = tuple(_files(report, situation))
    return Plan(reports=(report,), files=files, problems=situation.problems, counts=counts)


def _files(report: Report, situation: Situation) -> Iterator[File]:
    """The report to be mailed and to be printed."""
    from addin.reports.page import page
    from addin.reports.paper import paper  # takes its time to load, and this command alone needs it

    yield File(f"{report.sheet}.html", page(report, situation.words))
    yield File(f"{report.sheet}.pdf", paper(report, situation.words))


def _expiring(world: SalesWorld, contracts: ContractWorld) -> Iterator[Expiring]:
    """What ends in each of the next months, this one first."""
    rows = contracts.contracts.assign(end=contracts.dates["current_end"])
    rows = rows[live(rows) & world.wanted(rows["rep"])]
    first = world.situation.today.replace(day=1)
    for ahead in range(_MONTHS_AHEAD):
        start = months_later(first, ahead)
        ending = rows[Period(start, months_later(start, 1) - ONE_DAY).holds(rows["end"])]
        yield Expiring(start, len(ending), round(float(ending["value"].sum()), 2))


def _late_promises(world: SalesWorld) -> Iterator[Alarm]:
    """Promises that are not kept on time, the worst first."""
    promised = PromiseWorld(world.situation)
    reps = world.situation.tables["contracts"].set_index("contract_id")["rep"]
    for finding in sorted(promised.findings, key=lambda one: (one.urgency != "critical", one.on)):
        rep = _rep_of(promised.promises, finding.row, reps) if finding.table == "promises" else None
        if finding.late and (not world.manager or world.team_of(rep) == world.manager):
            company, _, what, _ = promised.ledger.facts(finding)
            facts = finding_facts(finding, world.words)
            said = world.words.text(f"reports.fulfilment_check.findings.{finding.kind}", **facts)
            place = Place(finding.table, finding.row, finding.column)
            yield Alarm("promise", f"{company} · {what}", said, world.names.person(rep), finding.on, place)


def _rep_of(promises: pd.DataFrame, row: int, reps: pd.Series) -> Any:
    return reps.get(promises["contract_id"][row])


def _low_stock(situation: Situation) -> Iterator[Alarm]:
    """Materials that run out before more can be there, or whose order must begin now."""
    material = MaterialWorld(situation)
    for one in material.standings:
        if one.urgency(material.soon) in ("critical", "warning") and one.to_order:
            said = situation.words.text("reports.manager.stock", n=one.on_hand, on=one.runs_out)
            yield Alarm("stock", one.name, said, "", one.order_by, Place("materials", one.row, "name"))


def _month(first: date, world: SalesWorld) -> str:
    return period_name(first, first, world.words)


def _missing_numbers(world: SalesWorld) -> Iterator[Alarm]:
    """Reps whose numbers of a period that is over are not in (R-47)."""
    missing = not_turned_in(
        world.targets, world.situation.today, world.house, world.settings["report.due_workday"]
    )
    rows: Any = missing.itertuples()
    for row in rows:
        said = world.words.text("reports.manager.numbers", period=_month(row.period_start.date(), world))
        name = world.names.person(row.rep)
        yield Alarm("numbers", name, said, name, row.due_on.date(), Place("targets", int(row.Index), "rep"))
