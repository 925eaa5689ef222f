"""Group Leitung: what was sold against what was aimed at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from addin.commands.lookups import meant
from addin.commands.situation import Situation
from addin.core.calendar import period_around
from addin.core.sales import (
    MONTHS,
    Period,
    forecast,
    open_quotes,
    results,
    run_rate,
)
from addin.plan import Plan
from addin.reports.results import Result, margin_report


@dataclass(frozen=True)
class SalesWorld:
    """Sales, targets and open quotes of the chosen period, for all reps or for those of one manager."""

    situation: Situation

    @cached_property
    def period(self) -> Period:
        around = self.situation.choice("start") or self.situation.today
        months = MONTHS[self.situation.choice("period") or "quarter"]
        return Period(*period_around(around, months, self.situation.settings["calendar.fiscal_start_month"]))

    @cached_property
    def manager(self) -> str | None:
        """The manager whose team alone is wanted."""
        wanted = self.situation.choice("manager")
        return meant("staff", self.situation.tables["staff"], wanted) if wanted else None

    @cached_property
    def sales(self) -> pd.DataFrame:
        sales = self.situation.with_answers("sales")
        return sales[self.wanted(sales["rep"])]

    @cached_property
    def targets(self) -> pd.DataFrame:
        targets = self.situation.tables["targets"]
        return targets[self.wanted(targets["rep"])]

    @cached_property
    def quotes(self) -> pd.DataFrame:
        quotes = self.situation.with_answers("quotes")
        return open_quotes(quotes[self.wanted(quotes["rep"])], self.period, self.situation.today)

    def team_of(self, rep: Any) -> str:
        """The manager of a rep; "" without one."""
        return self._managers.get(rep, "")

    @cached_property
    def _managers(self) -> dict[Any, str]:
        staff = self.situation.tables["staff"]
        return dict(zip(staff["staff_id"], staff["manager"].fillna(""), strict=True))

    def wanted(self, reps: pd.Series) -> pd.Series:
        """Which rows are reported on: all, or those of one manager's reps."""
        return reps.map(self.team_of) == self.manager if self.manager else pd.Series(True, reps.index)

    @cached_property
    def results(self) -> list[Result]:
        """One for each rep with sales, a target or an open quote, team by team."""
        sums = results(self.sales, self.targets, self.period, self.situation.today)
        ahead = forecast(sums["revenue"], self.quotes, self.situation.settings["forecast.commit"])
        found = [self._result(rep, sums, ahead) for rep in ahead.index]
        return sorted(found, key=lambda result: (result.team == "", result.team, result.name))

    def _result(self, rep: str, sums: pd.DataFrame, ahead: pd.DataFrame) -> Result:
        known = dict(_records(sums)).get(rep, {})
        today = self.situation.today
        known["run_rate"] = run_rate(known.get("revenue") or 0.0, self.period, today, self.situation.house)
        known |= dict(_records(ahead))[rep]
        person = self.situation.names.person
        return Result(person(rep), person(self.team_of(rep)), **known)

    def results_by(self, column: str) -> list[Result]:
        """Revenue and margin by the values of another column of the sales, the largest first."""
        sums = results(self.sales, self.targets, self.period, self.situation.today, column)
        sums = sums[(sums["revenue"] != 0) | (sums["revenue_before"] != 0)]
        shown = self.situation.names.company if column == "company_id" else str
        return [
            Result(shown(key), **amounts)
            for key, amounts in _records(sums.sort_values("revenue", ascending=False, kind="stable"))
        ]


def _records(sums: pd.DataFrame) -> list[tuple[str, dict[str, Any]]]:
    """The rows by their names, every blank as None."""
    blanked: list[Any] = sums.astype(object).where(sums.notna(), None).to_dict("records")
    return list(zip(map(str, sums.index), blanked, strict=True))


def margin(situation: Situation) -> Plan:
    """Revenue and margin of a period against targets, the year before and what is to come (P-21)."""
    world = SalesWorld(situation)
    report = margin_report(
        world.results,
        world.results_by("product"),
        world.results_by("company_id"),
        world.period,
        situation.words,
        situation.today,
    )
    counts = {"sales_reps": len(world.results), "sales": int(world.period.holds(world.sales["on"]).sum())}
    return Plan(reports=(report,), problems=situation.problems, counts=counts)
