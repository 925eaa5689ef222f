"""Letters in the house about a month's numbers: those that are missing, and what they sum up to (R-47, R-48)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from addin.commands.audiences.addressees import Letters
from addin.commands.collecting import asked_for
from addin.commands.situation import Situation
from addin.core.collecting import Expected, month_before
from addin.core.dates import month_end
from addin.core.mailings import Case
from addin.core.records import records
from addin.core.sales import Period, results
from addin.reports.calendar import period_name


def missing(situation: Situation) -> Iterator[Case]:
    """Reps whose numbers of last month are missing: once from the day of the reminder, once from the report's."""
    letters, today = Letters(situation), situation.today
    report_workdays = situation.settings["report.manager_workdays"]
    for one in asked_for(situation):
        if one.state in ("remind", "tell_manager"):
            report_on = situation.house.workday(one.due_on, report_workdays)
            values = {
                "period": period_name(one.month, one.month, situation.words),
                "due_on": one.due_on,
                "report_on": report_on if report_on >= today else None,
            }
            yield letters.to_colleague(
                one.rep, f"figures-missing.{one.month:%Y-%m}.{one.state}", (one.rep,), values
            )


def summaries(situation: Situation) -> Iterator[Case]:
    """Every manager, for the numbers of her reps that are in; anew when more of them have come in."""
    letters = Letters(situation)
    month = month_before(situation.today)
    asked: dict[str, list[Expected]] = {}
    for one in asked_for(situation):
        manager = letters.people.staff.get(one.rep, {}).get("manager")
        asked.setdefault(manager or "", []).append(one)
    for manager, team in asked.items():
        there = [one.rep for one in team if one.state == "in"]
        if manager and there:
            occasion = f"manager-summary.{month:%Y-%m}"
            yield letters.to_colleague(manager, occasion, (manager, *there), _summary(team, situation))


def _summary(team: Sequence[Expected], situation: Situation) -> dict[str, object]:
    """Who turned in nothing is named, and counts neither as zero nor with what is known otherwise."""
    sums, person = _results(situation), situation.names.person
    items = [_result(one, sums.get(one.rep, {}), situation) for one in team if one.state == "in"]
    return {
        "period": period_name(team[0].month, team[0].month, situation.words),
        "items": items,
        "total_revenue": round(sum(item["revenue"] for item in items), 2),
        "missing": [{"rep": person(one.rep)} for one in team if one.state != "in"] or None,
    }


def _results(situation: Situation) -> dict[Any, dict[str, Any]]:
    """By rep what was sold last month, and what was aimed at."""
    month = month_before(situation.today)
    period = Period(month, month_end(month))
    found = results(situation.with_answers("sales"), situation.tables["targets"], period, situation.today)
    return dict(records(found))


def _result(one: Expected, sums: dict[str, Any], situation: Situation) -> dict[str, Any]:
    """Without a target there is nothing to attain (R-48)."""
    revenue, target = sums.get("revenue") or 0.0, sums.get("revenue_target") or None
    attained = revenue / target if target else None
    name = situation.names.person(one.rep)
    return {"rep": name, "revenue": revenue, "target": target, "attainment": attained}
