"""The manager summary (P-19, P-20): two pages with all that a sales manager must know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from addin.core.sales import Period
from addin.core.today import Due, DueKind
from addin.reports.calendar import period_name
from addin.reports.directory import Directory
from addin.reports.model import (
    Block,
    Chart,
    Charts,
    Figure,
    Figures,
    Group,
    Heading,
    Line,
    Note,
    Place,
    Report,
    Table,
    totals,
)
from addin.reports.results import Result, result_chart, result_figures, result_table, together
from addin.words import Words

KEY = "manager_report"
_MOST_ALARMS = 10
_KINDS: tuple[DueKind, ...] = ("promise", "stock", "numbers")


@dataclass(frozen=True)
class Expiring:
    """Contracts that end in a month: how many, and what they bring a year."""

    month: date
    contracts: int
    value: float


@dataclass(frozen=True)
class Summary:
    """Everything that the summary shows."""

    period: Period
    results: tuple[Result, ...]
    expiring: tuple[Expiring, ...]
    renewal_rate: float
    alarms: tuple[Due, ...]
    overdue_quotes: int


def manager_summary(summary: Summary, manager: str | None, names: Directory, words: Words, today: date) -> Report:
    """The report of one manager's team, or of all teams where `manager` is None."""
    text = words.texts("reports.manager")
    by_rep = result_table(summary.results, text("by_rep"), words.text("reports.results.rep"), words)
    expiring = _expiring_table(summary, words)
    blocks: tuple[Block, ...] = (
        Figures((*result_figures(together("", summary.results), words), *_figures(summary, words))),
        Charts((result_chart(by_rep, words), _expiring_chart(expiring, words))),
        by_rep,
        *_teams(summary, words),
        expiring,
        _alarms(summary, names, words),
        Note(text("next" if summary.alarms else "next_when_empty")),
    )
    period = period_name(summary.period.first, summary.period.last, words)
    who = names.person(manager) if manager else ""
    sheet = text("sheet_of", name=who) if who else text("sheet")
    title = text("title_of", name=who, period=period) if who else text("title", period=period)
    key = f"{KEY}.{manager}" if manager else KEY
    return Report(key, sheet, title, today, blocks, text("subtitle"))


def _figures(summary: Summary, words: Words) -> Iterator[Figure]:
    text = words.texts("reports.manager")
    value = round(sum(month.value for month in summary.expiring), 2)
    yield Figure(text("expiring"), value, "money", sum(month.contracts for month in summary.expiring), "integer")
    yield Figure(text("renewal_rate"), summary.renewal_rate, "percent", round(value * summary.renewal_rate, 2))
    counts = Counter(alarm.kind for alarm in summary.alarms)
    for kind in _KINDS:
        yield Figure(text(f"counts.{kind}"), counts[kind], severity="warning" if counts[kind] else "")
    yield Figure(text("overdue_quotes"), summary.overdue_quotes)


def _teams(summary: Summary, words: Words) -> Iterator[Table]:
    """One line for each manager, where there are several (P-20)."""
    found = [together(team, list(members)) for team, members in groupby(summary.results, key=lambda one: one.team)]
    if len(found) > 1:
        text = words.texts("reports.manager")
        named = [Result(**{**vars(one), "name": one.name or text("no_manager")}) for one in found]
        yield result_table(named, text("by_team"), text("team"), words)


def _expiring_table(summary: Summary, words: Words) -> Table:
    text = words.texts("reports.manager")
    headings = (
        Heading(text("month"), "choice"),
        Heading(text("contracts"), "integer", summed=True),
        Heading(text("value"), "money", summed=True),
    )
    months = words.tree("reports.months")
    lines = tuple(
        Line((f"{months[one.month.month - 1]} {one.month.year}", one.contracts, one.value))
        for one in summary.expiring
    )
    sums = totals(words.text("reports.results.total"), headings, lines)
    return Table(headings, (Group("", lines),), "", text("by_month"), sums)


def _expiring_chart(table: Table, words: Words) -> Chart:
    text = words.texts("reports.manager")
    return Chart(text("chart"), table, 0, (2,), (), text("month"), words.text("reports.results.money"))


def _alarms(summary: Summary, names: Directory, words: Words) -> Table:
    """What needs a decision, a share of every kind first; how many more there are is said in the title."""
    text = words.texts("reports.manager")
    headings = (
        Heading(text("kind"), "choice", linked=True),
        Heading(words.label("contracts", "company_id")),
        Heading(text("subject")),
        Heading(text("person"), "choice"),
        Heading(text("on"), "date"),
    )
    shown = _shared_out(summary.alarms)
    lines = tuple(_alarm(due, names, words) for due in shown)
    title = text(
        "alarms" if shown == list(summary.alarms) else "some_alarms", n=len(shown), of=len(summary.alarms)
    )
    return Table(headings, (Group("", lines),), text("no_alarms"), title)


def _alarm(due: Due, names: Directory, words: Words) -> Line:
    kind = words.text(f"reports.today.kinds.{due.kind}")
    values = (kind, names.company(due.company_id), due.subject, names.person(due.person), due.on)
    return Line(values, due.urgency if due.urgency == "critical" else "", Place(due.table, due.row, due.column))


def _shared_out(alarms: tuple[Due, ...]) -> list[Due]:
    """As many as two pages hold, none of the kinds crowded out by another."""
    kinds = [[alarm for alarm in alarms if alarm.kind == kind] for kind in _KINDS]
    chosen: list[Due] = []
    for at in range(_MOST_ALARMS):
        chosen += [kind[at] for kind in kinds if at < len(kind)]
    kept = set(map(id, chosen[:_MOST_ALARMS]))
    return [alarm for kind in kinds for alarm in kind if id(alarm) in kept]
