"""margin and manager-report on the demo: what needs a decision, in words, on two pages."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from demo_runs import decided
from demo_tables import frames, whole
from openpyxl import load_workbook
from report_values import figures, report, rows, tables

from addin.core.renewals import renewal_rate
from addin.reports.model import Charts
from addin.reports.workbook import rendered
from addin.words import LANGUAGES, Words, texts_under
from workbook_templates.demo.keydate import AS_OF

OPEN = ("draft", "inputs", "approval", "sent")
TODAY = pd.Timestamp(AS_OF)


def test_x25_a_rep_without_target_has_a_blank_attainment() -> None:
    without = {**frames(), "targets": frames()["targets"].assign(revenue_target=0.0)}
    for row in rows(tables(decided("margin", without).reports[0])[0]):
        assert row["erreicht"] is None


def test_the_workbook_s_own_formulas_give_the_same_attainment() -> None:
    """A month's report against the computed columns of the targets, which a test recalculates elsewhere."""
    shown = {row["Verkäufer"]: row["erreicht"] for row in rows(tables(report("margin", period="month"))[0])}
    staff = dict(zip(frames()["staff"]["staff_id"], frames()["staff"]["name"], strict=True))
    own = whole("targets")
    of_month = own[own["period_start"] == "2027-02-01"]
    assert len(of_month) == 6
    for row in of_month.itertuples():
        assert shown[staff[row.rep]] == pytest.approx(row.revenue_attained)


def unread() -> dict[str, pd.DataFrame]:
    """The demo without notices whose effect nobody has entered: they move the ends of their contracts (R-02)."""
    return {**frames(), "contracts": frames()["contracts"].assign(terminated_on=pd.NaT)}


def test_one_manager_s_report_has_her_reps_alone_and_a_sheet_of_its_own() -> None:
    staff = frames()["staff"]
    team = set(staff.loc[staff["manager"] == "M-0003", "name"])
    found = decided("manager-report", unread(), manager="Małgorzata Kaczmarek").reports[0]
    by_rep, *others = tables(found)
    assert {row["Verkäufer"] for row in rows(by_rep)} == {*team, "Summe"}
    by_month, alarms = others
    assert {row["Wer"] for row in rows(alarms) if row["Firma"]} <= team
    contracts = whole("contracts")
    hers = contracts[contracts["rep"].map(dict(zip(staff["staff_id"], staff["manager"], strict=True))) == "M-0003"]
    ends = hers[~hers["state"].isin(("draft", "ended", "cancelled"))]["current_end"].dt.to_period("M")
    assert [row["Verträge"] for row in rows(by_month)][:6] == [
        (ends == month).sum() for month in pd.period_range("2027-02", periods=6, freq="M")
    ]
    assert found.key == "manager_report.M-0003" and found.key != report("manager-report").key


def test_what_ends_by_month_is_what_the_term_dates_say() -> None:
    contracts = whole("contracts")
    found = decided("manager-report", unread()).reports[0]
    by_month = next(table for table in tables(found) if "Monat" in table.title)
    counted = contracts[~contracts["state"].isin(("draft", "ended", "cancelled"))]
    ends = counted["current_end"].dt.to_period("M")
    *months, _ = rows(by_month)
    for row, month in zip(months, pd.period_range("2027-02", periods=6, freq="M"), strict=True):
        assert row["Verträge"] == (ends == month).sum()
        assert row["Jahreswert"] == pytest.approx(counted.loc[ends == month, "value"].sum())


def test_the_alarms_are_those_of_the_other_commands() -> None:
    shown = {label: value for label, (value, _) in figures(report("manager-report")).items()}
    assert shown["Leistungen nicht rechtzeitig"] == decided("fulfil-check").counts["late"] > 0
    assert shown["Zahlen fehlen"] == 1  # the demo's one missing January
    stock = decided("stock-check").reports[0].tables[0].lines
    assert shown["Material zu bestellen"] == sum(line.severity in ("critical", "warning") for line in stock) > 0


def test_quotes_that_should_have_closed_are_counted() -> None:
    expected = frames()["quotes"]["expected_on"]
    waiting = frames()["quotes"]["state"].isin(OPEN) & expected.notna()
    days = expected.mask(waiting & expected.lt("2027-03-10"), pd.Timestamp("2027-02-14"))
    late = {**frames(), "quotes": frames()["quotes"].assign(expected_on=days)}
    shown = figures(decided("manager-report", late).reports[0])
    assert shown["Angebote mit überfälligem Termin"][0] == (waiting & days.lt(TODAY)).sum() == 3


def test_the_renewal_rate_is_told_with_the_value_it_promises() -> None:
    shown = figures(decided("manager-report", unread()).reports[0])
    (expiring, _), (rate, promised) = (
        shown[Words.of("de").text(f"reports.manager.{key}")] for key in ("expiring", "renewal_rate")
    )
    assert rate == renewal_rate(unread()["contracts"], AS_OF, usual=0.7) > 0
    assert promised == pytest.approx(expiring * rate, abs=0.01)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_the_reports_stands_in_the_wrong_language(language: str) -> None:
    own, other = (set(words_of(each)) for each in (language, *(set(LANGUAGES) - {language})))
    for name in ("margin", "manager-report"):
        found = report(name, language)
        said = [heading.label for table in tables(found) for heading in table.headings]
        said += [found.title, found.subtitle, *(table.title for table in tables(found))]
        charts = [chart for block in found.blocks if isinstance(block, Charts) for chart in block.charts]
        said += [text for chart in charts for text in (chart.title, chart.category_title, chart.value_title)]
        assert all(said) and not set(said) & (other - own)


def words_of(language: str) -> Iterator[str]:
    """Every text of a language that a report may show as it is."""
    for file in ("reports", "tables", "choices"):
        yield from (text for _, text in texts_under(Words.of(language).tree(file)))


def pages(pdf: Path) -> int:
    told = subprocess.run(["pdfinfo", str(pdf)], check=True, capture_output=True).stdout.decode(errors="replace")
    return int(next(line for line in told.splitlines() if line.startswith("Pages:")).split()[1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_fits_two_pages_as_pdf(language: str, pdftotext: str, tmp_path: Path) -> None:
    made = {Path(file.name).suffix: file.content for file in decided("manager-report", language=language).files}
    (tmp_path / "report.pdf").write_bytes(made[".pdf"])
    assert pages(tmp_path / "report.pdf") == 2
    text = subprocess.run([pdftotext, str(tmp_path / "report.pdf"), "-"], check=True, capture_output=True).stdout
    for heading in ("manager.by_rep", "manager.by_team", "manager.by_month", "manager.chart", "results.chart"):
        told = Words.of(language).text(f"reports.{heading}")
        assert told in text.decode() and told in made[".html"].decode(), heading


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_fits_two_pages_as_sheet(language: str, soffice: str, pdftotext: str, tmp_path: Path) -> None:
    content = rendered(report("manager-report", language), Words.of(language), lambda *_: "")
    (tmp_path / "report.xlsx").write_bytes(content)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    for _ in range(2):  # a fresh profile may end its first start before it worked
        call = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
        subprocess.run([*call, str(tmp_path / "report.xlsx")], check=False, capture_output=True, timeout=120)
        if (tmp_path / "report.pdf").exists():
            break
    assert pages(tmp_path / "report.pdf") == 2
    text = subprocess.run([pdftotext, str(tmp_path / "report.pdf"), "-"], check=True, capture_output=True).stdout
    assert Words.of(language).text("reports.manager.by_month") in text.decode() and b"###" not in text


def test_a_workbook_without_a_single_sale_is_reported_in_words() -> None:
    empty = {**frames(), "sales": frames()["sales"][:0], "targets": frames()["targets"][:0]}
    empty["quotes"] = frames()["quotes"][:0]
    found = decided("margin", empty).reports[0]
    assert not found.tables
    workbook = load_workbook(BytesIO(rendered(found, Words.of("de"), lambda *_: "")))
    said = [cell.value for row in workbook.worksheets[0] for cell in row]
    assert "In diesem Zeitraum ist kein Umsatz eingetragen." in said
    assert not workbook.worksheets[0]._charts
