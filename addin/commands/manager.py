"""Group Leitung: all a manager must know, on two pages."""

from __future__ import annotations

from collections.abc import Iterator

from addin.commands.contracts import ContractWorld
from addin.commands.dues import numbers_due, promise_due, stock_due
from addin.commands.material import MaterialWorld
from addin.commands.promises import PromiseWorld
from addin.commands.sales import SalesWorld
from addin.commands.situation import Situation
from addin.core.contracts import live
from addin.core.dates import ONE_DAY, months_later
from addin.core.renewals import renewal_rate
from addin.core.sales import Period
from addin.core.today import Due, most_urgent_first
from addin.plan import File, Plan
from addin.reports.manager import Expiring, Summary, manager_summary
from addin.reports.model import Report

_MONTHS_AHEAD = 6


def manager_report(situation: Situation) -> Plan:
    """Results, forecast, what runs out and what needs a decision, as sheet, web page and PDF (P-19, P-20).

    Of all teams, or of one manager's alone.
    """
    world, contracts, settings = SalesWorld(situation), ContractWorld(situation), situation.settings
    alarms = (*_late_promises(world), *stock_due(MaterialWorld(situation)), *numbers_due(world))
    summary = Summary(
        period=world.period,
        results=tuple(world.results),
        expiring=tuple(_expiring(world, contracts)),
        renewal_rate=renewal_rate(contracts.contracts, situation.today, settings["forecast.renewal_rate"]),
        alarms=alarms,
        overdue_quotes=int(world.quotes["overdue"].sum()),
    )
    report = manager_summary(summary, world.manager, situation.names, situation.words, situation.today)
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


def _late_promises(world: SalesWorld) -> Iterator[Due]:
    """Promises that are not kept on time, the worst first."""
    promised = PromiseWorld(world.situation)
    contracts = world.situation.tables["contracts"].set_index("contract_id")
    late = [promise_due(one, promised, contracts) for one in promised.findings if one.late]
    for due in most_urgent_first(late):
        if not world.manager or world.team_of(due.person) == world.manager:
            yield due
