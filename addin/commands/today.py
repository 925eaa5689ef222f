"""Group Heute: what is due, what is wrong, and as of which day the workbook thinks."""

from __future__ import annotations

from dataclasses import replace

from addin.commands.contracts import ContractWorld
from addin.commands.dues import leads_due, mailings_due, numbers_due, promises_due, shipments_due, stock_due
from addin.commands.material import MaterialWorld
from addin.commands.promises import PromiseWorld
from addin.commands.sales import SalesWorld
from addin.commands.situation import Situation
from addin.core.absences import stand_ins
from addin.core.checks import data_problems
from addin.core.today import contracts_due, follow_ups_due, tasks_due, tickets_due
from addin.errors import Refusal
from addin.plan import Change, NewRow, Plan
from addin.reports.checks import check_report
from addin.reports.today import today_list
from addin.tables import TABLES
from addin.tables.frames import cell
from addin.tables.settings import numbers


def today(situation: Situation) -> Plan:
    """Everything due today and overdue, area by area; of one person, and of whom she stands in for, if named."""
    world = ContractWorld(situation)
    tables, day = situation.tables, situation.today
    steps = numbers(situation.settings["renewal.lead_days"])
    dues = [
        *contracts_due(world.contracts, world.dates, world.due, day, steps),
        *tickets_due(situation.with_answers("tickets"), day),
        *tasks_due(tables["tasks"], day),
        *follow_ups_due(tables["activities"], day),
        *promises_due(PromiseWorld(situation)),
        *stock_due(MaterialWorld(situation)),
        *numbers_due(SalesWorld(situation)),
        *mailings_due(situation),
        *shipments_due(situation),
        *leads_due(situation),
    ]
    covered = stand_ins(tables["staff"], day)
    wanted = [due for due in dues if world.rep in (None, due.person, covered.get(due.person or ""))]
    years = situation.settings["expiry.sentinel_years"]
    wrong = [*situation.problems, *data_problems(tables, day, years)]
    errors = sum(problem.severity == "error" for problem in wrong)
    report = today_list(wanted, errors, situation.names, covered, situation.words, day)
    return Plan(reports=(report,), problems=situation.problems, counts={"due": len(wanted), "errors": errors})


def refresh(situation: Situation) -> Plan:
    """All computed columns anew, and the sheets of areas shown or hidden as the settings say (R-81)."""
    switches = {key: situation.settings.get(f"areas.{table.area}", True) for key, table in TABLES.items()}
    visible = {key: bool(on) for key, on in switches.items() if not TABLES[key].hidden}
    return Plan(problems=situation.problems, refreshed=tuple(TABLES), visible=visible)


def check(situation: Situation) -> Plan:
    """Every wrong cell of the workbook, on one report with a link to each."""
    years = situation.settings["expiry.sentinel_years"]
    found = [*situation.problems, *data_problems(situation.tables, situation.today, years)]
    found += ContractWorld(situation).late
    order = {key: number for number, key in enumerate(TABLES)}
    found.sort(key=lambda problem: (order[problem.table], problem.row or 0))
    errors = sum(problem.severity == "error" for problem in found)
    return Plan(
        reports=(check_report(found, situation.words, situation.today),),
        problems=tuple(found),
        counts={
            "checked_rows": sum(len(frame) for frame in situation.tables.values()),
            "errors": errors,
            "warnings": len(found) - errors,
        },
    )


def as_of(situation: Situation) -> Plan:
    """The key date frozen to a day or released; everything is recalculated with it."""
    wanted = situation.choice("date")
    if wanted is None and not situation.choice("release"):
        raise Refusal("key_date_missing")
    settings = situation.tables["settings"]
    rows = settings.index[settings["key"] == "as_of"]
    plan = Plan(as_of=wanted or situation.now.date(), refreshed=tuple(TABLES), problems=situation.problems)
    if not len(rows):
        return replace(plan, rows=(NewRow("settings", {"key": "as_of", "value": wanted}),))
    before = cell(settings, rows[0], "value") or None
    if before == wanted:
        return plan
    return replace(plan, changes=(Change("settings", int(rows[0]), "value", before, wanted),))
