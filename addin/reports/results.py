"""Results against targets (P-21): per rep, per product, per customer, percentages always from sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from addin.core.amounts import share
from addin.core.sales import Period
from addin.reports.calendar import period_name
from addin.reports.model import (
    Block,
    Cell,
    Chart,
    Charts,
    Figure,
    Figures,
    Group,
    Heading,
    Line,
    Note,
    Report,
    Severity,
    Table,
    Toned,
)
from addin.words import Words

KEY = "margin"
_BEHIND, _FAR_BEHIND = 1.0, 0.8  # run rate against target
_MOST_CUSTOMERS = 20


@dataclass(frozen=True)
class Result:
    """What one rep, product or customer brought in a period; None is not known or not aimed at.

    `_before` is the same period of the year before; weighted, commit and best are the forecast.
    """

    name: str
    team: str = ""
    revenue: float | None = None
    margin: float | None = None
    revenue_before: float | None = None
    margin_before: float | None = None
    revenue_target: float | None = None
    margin_target: float | None = None
    run_rate: float | None = None
    weighted: float | None = None
    commit: float | None = None
    best: float | None = None


def together(name: str, results: Sequence[Result]) -> Result:
    """The sums of several results; a percentage of it is the percentage of the sums (R-48).

    >>> together("Summe", [Result("A", revenue=1.0), Result("B", revenue=2.0, revenue_target=5.0)]).revenue_target
    5.0
    """

    def total(values: Sequence[float | None]) -> float | None:
        known = [value for value in values if value is not None]
        return round(sum(known), 2) if known else None

    columns = list(zip(*(_amounts(result) for result in results), strict=True))
    return Result(name, "", *map(total, columns))


def _amounts(result: Result) -> tuple[float | None, ...]:
    return (
        *(result.revenue, result.margin, result.revenue_before, result.margin_before),
        *(result.revenue_target, result.margin_target),
        *(result.run_rate, result.weighted, result.commit, result.best),
    )


def result_table(results: Sequence[Result], title: str, first: str, words: Words, *, aimed: bool = True) -> Table:
    """Results under each other with their sums; `first` heads the names, `aimed` shows targets and forecast."""
    text = words.texts("reports.results")
    lines = tuple(Line(_cells(result, aimed)) for result in results)
    total = _cells(together(text("total"), results), aimed) if len(results) > 1 else ()
    return Table(_headings(first, words, aimed), (Group("", lines),), text("empty"), title, total)


def _headings(first: str, words: Words, aimed: bool) -> tuple[Heading, ...]:
    text = words.texts("reports.results")
    revenue = (Heading(text("revenue"), "money"),)
    margin = (Heading(text("margin"), "money"), Heading(text("margin_share"), "percent"))
    before = (Heading(text("revenue_before"), "money"), Heading(text("change"), "percent"))
    if not aimed:
        return (Heading(first), *revenue, *margin, *before)
    return (
        Heading(first),
        *revenue,
        Heading(text("revenue_target"), "money"),
        Heading(text("attained"), "percent"),
        *margin,
        Heading(text("margin_target"), "money"),
        Heading(text("attained"), "percent"),
        *before,
        Heading(text("run_rate"), "money"),
        Heading(text("weighted"), "money"),
    )


def _cells(result: Result, aimed: bool) -> tuple[Cell, ...]:
    margin = (result.margin, share(result.margin, result.revenue))
    before = (result.revenue_before, _change(result.revenue, result.revenue_before))
    if not aimed:
        return (result.name, result.revenue, *margin, *before)
    return (
        result.name,
        result.revenue,
        result.revenue_target,
        share(result.revenue, result.revenue_target),
        *margin,
        result.margin_target,
        share(result.margin, result.margin_target),
        *before,
        Toned(_rounded(result.run_rate), tone(result)),
        result.weighted,
    )


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 2)


def _change(now: float | None, before: float | None) -> float | None:
    grown = share(now, before)
    return None if grown is None else grown - 1


def tone(result: Result) -> Severity:
    """How far the run rate stays behind the target: not at all, a little, by more than a fifth."""
    attained = share(result.run_rate, result.revenue_target)
    if attained is None or attained >= _BEHIND:
        return ""
    return "warning" if attained < _FAR_BEHIND else "notice"


def result_figures(total: Result, words: Words) -> tuple[Figure, ...]:
    """Revenue, margin and forecast of all together, each above what it is measured by."""
    text = words.texts("reports.results")
    return (
        Figure(text("revenue"), total.revenue, "money", total.revenue_target),
        Figure(text("attained"), share(total.revenue, total.revenue_target), "percent"),
        Figure(text("margin"), total.margin, "money", total.margin_target),
        Figure(text("margin_share"), share(total.margin, total.revenue), "percent"),
        Figure(text("run_rate"), _rounded(total.run_rate), "money", severity=tone(total)),
        Figure(text("weighted"), total.weighted, "money", total.best),
    )


def result_chart(table: Table, words: Words) -> Chart:
    """Revenue of every rep as a bar, the target as a mark across it."""
    text = words.texts("reports.results")
    return Chart(text("chart"), table, 0, (1,), (2,), text("rep"), text("money"))


def margin_report(
    reps: Sequence[Result],
    products: Sequence[Result],
    customers: Sequence[Result],
    period: Period,
    words: Words,
    today: date,
) -> Report:
    """Revenue and margin of a period by rep against targets, by product and by customer (P-21; R-48, R-49)."""
    text = words.texts("reports.results")
    by_rep = result_table(reps, text("by_rep"), text("rep"), words)
    tables = [
        by_rep,
        result_table(products, text("by_product"), words.label("sales", "product"), words, aimed=False),
        result_table(_largest(customers, words), text("by_customer"), text("customer"), words, aimed=False),
    ]
    blocks: tuple[Block, ...] = (
        Figures(result_figures(together("", reps), words)),
        Charts((result_chart(by_rep, words),)),
        *tables,
        Note(text("next" if reps else "next_when_empty")),
    )
    title = text("title", period=period_name(period.first, period.last, words))
    return Report(KEY, text("sheet"), title, today, blocks, text("subtitle"))


def _largest(customers: Sequence[Result], words: Words) -> list[Result]:
    """The customers with the largest revenue, and all others together."""
    rest = customers[_MOST_CUSTOMERS:]
    others = [together(words.text("reports.results.others", n=len(rest)), rest)] if rest else []
    return [*customers[:_MOST_CUSTOMERS], *others]
