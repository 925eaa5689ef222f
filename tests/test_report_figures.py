"""What margin and manager-report say of the demo is what pivot tables over its sheets give (R-48, R-49)."""

from __future__ import annotations

import holidays
import numpy as np
import pandas as pd
import pytest
from demo_tables import frames, whole
from report_values import figures, report, rows, tables

from addin.reports.model import Table
from addin.words import LANGUAGES, Words

SHARES = {
    "attained": ("revenue", "revenue_target"),
    "margin_share": ("margin", "revenue"),
    "attained'": ("margin", "margin_target"),
}
FIRST, TODAY, LAST = "2027-01-01", "2027-02-15", "2027-03-31"
OPEN = ("draft", "inputs", "approval", "sent")


def between(table: str, column: str, first: str, last: str) -> pd.DataFrame:
    """The rows of a table of the demo whose day lies between the two, both included."""
    found = whole(table)
    return found[found[column].between(first, last)]


def pivot(rows: pd.DataFrame, by: str, **columns: str) -> pd.DataFrame:
    """The sums of columns under other names."""
    return rows.pivot_table(index=by, values=list(columns.values()), aggfunc="sum").rename(
        columns={column: name for name, column in columns.items()}
    )


def worked(until: str) -> int:
    """The working days of a house in Berlin from the first day of the period on."""
    free = np.array(list(holidays.country_holidays("DE", subdiv="BE", years=2027)), "datetime64[D]")
    return int(np.busday_count(FIRST, np.datetime64(until) + 1, holidays=free))


def with_shares(sums: pd.DataFrame) -> pd.DataFrame:
    """Percentages from sums, and the sums of all."""
    sums = pd.concat([sums, sums.sum().to_frame("sum").T])
    for name, (part, of) in SHARES.items():
        if of in sums:
            sums[name] = sums[part] / sums[of]
    return sums.assign(change=sums["revenue"] / sums["revenue_before"] - 1)


def by_rep() -> pd.DataFrame:
    """All that the reports say of every rep, from the sheets of the workbook alone."""
    quotes = whole("quotes")
    waiting = quotes[quotes["state"].isin(OPEN) & quotes["expected_on"].between(TODAY, LAST)]
    chances = (waiting["net"] * waiting["probability"]).round(2).groupby(waiting["rep"]).sum()
    sums = pivot(between("sales", "on", FIRST, LAST), "rep", revenue="net", margin="margin")
    sums = sums.join(pivot(between("sales", "on", "2026-01-01", "2026-02-15"), "rep", revenue_before="net"))
    aimed = between("targets", "period_start", FIRST, LAST)
    targets = ("revenue_target", "margin_target")
    sums = sums.join(pivot(aimed, "rep", **{name: name for name in targets}))
    sums["run_rate"] = sums["revenue"] / worked(TODAY) * worked(LAST)
    return sums.assign(weighted=sums["revenue"].add(chances, fill_value=0.0))


def by(column: str) -> pd.DataFrame:
    """What was sold of every product or to every customer, now or in the same days of the year before."""
    now = pivot(between("sales", "on", FIRST, LAST), column, revenue="net", margin="margin")
    before = pivot(between("sales", "on", "2026-01-01", "2026-02-15"), column, revenue_before="net")
    return now.join(before, how="outer").fillna(0.0)


def assert_shown(table: Table, expected: pd.DataFrame, names: dict[str, str], language: str) -> None:
    """The table says of each, by name, what is expected, and nothing of anybody else; amounts to the cent."""
    words = Words.of(language)
    first, *_ = table.headings
    shown = {row[first.label]: row for row in rows(table)}
    assert set(shown) == {names[str(key)] for key in expected.index}
    for key, values in expected.iterrows():
        for name, wanted in values.items():
            label = words.text(f"reports.results.{str(name).rstrip(chr(39))}") + "'" * str(name).count("'")
            found, known = shown[names[str(key)]][label], np.isfinite(wanted)
            assert found == (pytest.approx(wanted, rel=1e-9, abs=0.011) if known else None), (key, name)


def names_of(table: str, language: str) -> dict[str, str]:
    frame = frames(language)[table]
    names = dict(zip(frame.iloc[:, 0], frame["name"], strict=True))
    return {**names, "sum": Words.of(language).text("reports.results.total")}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["margin", "manager-report"])
def test_every_figure_of_every_rep_is_that_of_a_pivot_table(name: str, language: str) -> None:
    assert_shown(tables(report(name, language))[0], with_shares(by_rep()), names_of("staff", language), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figures_of_a_team_are_the_sums_of_its_reps(language: str) -> None:
    managers = dict(zip(frames()["staff"]["staff_id"], frames()["staff"]["manager"], strict=True))
    teams = with_shares(by_rep().groupby(managers).sum())
    assert len(teams) == 3
    assert_shown(tables(report("manager-report", language))[1], teams, names_of("staff", language), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_product_has_the_figures_of_a_pivot_table(language: str) -> None:
    products = with_shares(by("product"))
    names = {key: key for key in products.index} | names_of("staff", language)
    if language == "en":
        names |= dict(zip(whole("sales")["product"], frames("en")["sales"]["product"], strict=True))
    assert_shown(tables(report("margin", language))[1], products, names, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_twenty_largest_customers_stand_by_name_and_the_others_together(language: str) -> None:
    sold = by("company_id").sort_values("revenue", ascending=False)
    rest = sold[20:].sum().to_frame("rest").T
    customers = with_shares(pd.concat([sold[:20], rest]))
    others = Words.of(language).text("reports.results.others", n=len(sold) - 20)
    names = {**names_of("companies", language), "rest": others}
    assert_shown(tables(report("margin", language))[2], customers, names, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_read_at_a_glance_is_the_total_and_what_it_is_measured_by(language: str) -> None:
    words, total = Words.of(language), with_shares(by_rep()).loc["sum"]
    quotes = whole("quotes")
    waiting = quotes[quotes["state"].isin(OPEN) & quotes["expected_on"].between(TODAY, LAST)]
    measures = {"revenue": "revenue_target", "margin": "margin_target", "attained": None, "margin_share": None}
    for name in ("margin", "manager-report"):
        shown = figures(report(name, language))
        for key, below in measures.items():
            wanted = (total[key], total[below] if below else None)
            assert shown[words.text(f"reports.results.{key}")] == pytest.approx(wanted), key
        best = total["revenue"] + waiting["net"].sum()
        assert shown[words.text("reports.results.weighted")] == pytest.approx((total["weighted"], best))
        assert shown[words.text("reports.results.run_rate")][0] == pytest.approx(total["run_rate"], abs=0.01)
