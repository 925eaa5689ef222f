"""A spreadsheet program that is not ours recalculates full masters: its answers are Python's, cell by cell."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pandas as pd
import pytest
from demo_runs import decided
from python_calamine import CalamineWorkbook
from recalculation import (
    AS_OF,
    FILLED,
    Master,
    comparable,
    demo_master,
    invented_master,
    recalculated,
    sheet_rows,
)
from report_values import figures, rows, tables

from addin.reports.model import Report
from addin.tables import TABLES
from addin.tables.model import Table
from addin.words import LANGUAGES, Words
from workbook_templates import template

FULL = [f"{kind}_{language}" for kind in ("demo", "invented") for language in LANGUAGES]
EMPTY = [f"empty_{language}" for language in LANGUAGES]


@pytest.fixture(scope="module")
def masters(demo_copied: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Master]:
    folder = tmp_path_factory.mktemp("recalculated")
    demos = [demo_master(demo_copied(each, folder / f"{each}.xlsx"), each) for each in LANGUAGES]
    return dict(zip(FULL, [*demos, *map(invented_master, LANGUAGES)], strict=True))


@pytest.fixture(scope="module")
def books(masters: dict[str, Master], soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Any:
    files = {name: master.content for name, master in masters.items()}
    files |= {f"empty_{language}": with_a_lie(template(language)) for language in LANGUAGES}
    return recalculated(files, soffice, tmp_path_factory.mktemp("recalculation"))


def with_a_lie(master: bytes) -> bytes:
    """The master, its first cached figure a wrong one: only who recalculates gives another answer."""
    source, target = ZipFile(BytesIO(master)), BytesIO()
    with ZipFile(target, "w") as archive:
        for name in source.namelist():
            content = source.read(name)
            lie = name == "xl/worksheets/sheet1.xml"
            archive.writestr(name, content.replace(b"</f><v>0</v>", b"</f><v>4711</v>", 1) if lie else content)
    return target.getvalue()


@pytest.mark.parametrize("name", FULL)
@pytest.mark.parametrize("table", FILLED, ids=lambda table: table.key)
def test_every_native_formula_answers_what_python_answers(
    books: Any, masters: dict[str, Master], table: Table, name: str
) -> None:
    master = masters[name]
    header, *rows = sheet_rows(books[name], table, master.words)
    different = {}
    for column in (column for column in table.columns if column.formula):
        at = header.index(master.words.label(table.key, column.key))
        for number, answer in master.answers[table.key][column.key].items():
            found, wanted = comparable(rows[number - 2][at]), master.expected(column, answer)
            if found != wanted:
                different[f"{column.key}, row {number}"] = (found, wanted)
    assert len(rows) == len(master.frames[table.key])
    assert different == {}


Cells = dict[tuple[str, int, int], Any]


def cells_of(book: CalamineWorkbook) -> Cells:
    """Every cell that is not blank, by sheet, row and column, as it can be compared."""
    return {
        (name, row, column): comparable(cell)
        for name in book.sheet_names
        for row, cells in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False), 1)
        for column, cell in enumerate(cells, 1)
        if comparable(cell) != ""
    }


@pytest.mark.parametrize("name", [*FULL, *EMPTY])
def test_no_cell_of_any_sheet_is_an_error(books: Any, name: str) -> None:
    found = cells_of(books[name])
    assert {at: cell for at, cell in found.items() if isinstance(cell, str) and cell.startswith("#")} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_demo_shows_before_it_is_calculated_is_what_it_calculates(
    books: Any, masters: dict[str, Master], language: str
) -> None:
    stored = cells_of(CalamineWorkbook.from_filelike(BytesIO(masters[f"demo_{language}"].content)))
    found = cells_of(books[f"demo_{language}"])
    assert {at: (cell, found.get(at)) for at, cell in stored.items() if found.get(at) != cell} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_an_empty_master_shows_before_it_is_calculated_is_what_it_calculates(
    books: Any, language: str
) -> None:
    stored = cells_of(CalamineWorkbook.from_filelike(BytesIO(template(language))))
    found = cells_of(books[f"empty_{language}"])
    assert {at: cell for at, cell in stored.items() if found.get(at) != cell} == {}
    start = Words.of(language).text("start.sheet")
    assert {at for at in found if at not in stored} == {(start, 2, 12), (start, 3, 9)}  # the key date


# ------------------------------------------------------------------ reports of the demo against its sheets


class Sheets:
    """The sheets of the recalculated demo as frames, and the reports on the same rows."""

    def __init__(self, book: CalamineWorkbook, master: Master) -> None:
        self.book, self.master, self.words = book, master, master.words

    def __getitem__(self, key: str) -> pd.DataFrame:
        """A table by its column keys; a reference as its bare id, every blank as None, by sheet row."""
        table = TABLES[key]
        header, *found = sheet_rows(self.book, table, self.words)
        keys = {self.words.label(key, column.key): column.key for column in table.columns}
        frame = pd.DataFrame(found, columns=header, index=range(2, len(found) + 2)).rename(columns=keys)
        frame = frame.astype(object).where(frame != "", None)
        for column in (column for column in table.columns if column.ref):
            frame[column.key] = frame[column.key].map(lambda cell: cell and cell.rpartition(" · ")[2])
        return frame

    def report(self, name: str, at: int = 0, **options: Any) -> Report:
        """What a command reports, but for notices whose effect nobody has entered: they move ends (R-02)."""
        contracts = self.master.frames["contracts"].assign(terminated_on=pd.NaT)
        given = {**self.master.frames, "contracts": contracts}
        return decided(name, given, self.words.language, **options).reports[at]

    def choices(self, path: str, *keys: str) -> set[str]:
        return {self.words.text(f"choices.{path}.{key}") for key in keys}

    def label(self, path: str) -> str:
        return self.words.text(f"reports.{path}")


@pytest.fixture(scope="module", params=LANGUAGES)
def sheets(request: pytest.FixtureRequest, books: Any, masters: dict[str, Master]) -> Sheets:
    name = f"demo_{request.param}"
    return Sheets(books[name], masters[name])


def month_of(days: pd.Series) -> pd.Series:
    return pd.to_datetime(days).dt.to_period("M")


def test_the_stock_report_has_the_figures_of_the_material_sheet(sheets: Sheets) -> None:
    label, use = sheets.words.labels("materials"), sheets.label("stock.use")
    shown = {row[label("name")]: row for row in rows(tables(sheets.report("stock-check"))[0])}
    materials = sheets["materials"].set_index("name")
    for key in ("on_hand", "on_order", "reserved", "reorder_point", "cover_days", "order_by"):
        found = {name: comparable(row[label(key)]) or "" for name, row in shown.items()}
        assert found == {name: comparable(cell) or "" for name, cell in materials[key].items()}, key
    used = {name: row[use] if isinstance(row[use], float) else None for name, row in shown.items()}
    assert used == {name: pytest.approx(cell) if cell else None for name, cell in materials["daily_use"].items()}


def test_the_expiry_list_has_the_dates_and_sums_of_the_contract_sheet(sheets: Sheets) -> None:
    contracts, label = sheets["contracts"], sheets.words.labels("contracts")
    ended = sheets.choices("contract_state", "draft", "ended", "cancelled")
    ends = contracts["current_end"]
    due = contracts["notice_by"].where(contracts["terminated_to"].isna()).fillna(ends).rename("due_on")
    days = (pd.to_datetime(due) - pd.Timestamp(AS_OF)).dt.days
    asked = contracts.assign(due_on=due)[~contracts["state"].isin(ended) & days.between(0, 120)]
    found = sheets.report("expiry-flags")
    keys = {key: label(key) for key in ("value", "bucket", "current_end")} | {
        "due_on": sheets.label("expiry_list.due_on")
    }
    listed = {
        row[label("contract_id")].partition(" · ")[0]: [row[name] for name in keys.values()]
        for row in rows(tables(found)[0])
        if row[label("contract_id")]
    }
    assert len(asked) > 30
    assert listed == {row["contract_id"]: [row[key] for key in keys] for _, row in asked.iterrows()}
    sums = contracts.assign(value=contracts["value"].astype(float), n=1).pivot_table(
        index="bucket", values=["n", "value"], aggfunc="sum"
    )
    shown = {name: figure for name, figure in figures(found).items() if figure[0]}
    assert shown == {name: (row["n"], pytest.approx(row["value"])) for name, row in sums.iterrows()}


def test_the_calendar_s_totals_are_those_of_the_contract_sheet(sheets: Sheets) -> None:
    contracts = sheets["contracts"]
    running = contracts[~contracts["state"].isin(sheets.choices("contract_state", "draft", "ended", "cancelled"))]
    open_notice = running[running["terminated_to"].isna()]
    drawn = decided(
        "expiry-calendar",
        {**sheets.master.frames, "contracts": sheets.master.frames["contracts"].assign(terminated_on=pd.NaT)},
        sheets.words.language,
        period="quarter",
    ).reports
    months = sheets.words.tree("reports.months")
    for at, month in enumerate(pd.period_range("2027-01", periods=3, freq="M")):
        for kind, rows_, column in (("ends", running, "current_end"), ("notices", open_notice, "notice_by")):
            own = rows_[month_of(rows_[column]) == month]
            name = sheets.words.text(f"reports.calendar.{kind}_in", month=months[at])
            told = [figures(page)[name] for page in drawn]
            assert sum(count for count, _ in told) == len(own) > 0
            assert sum(value for _, value in told) == pytest.approx(own["value"].sum())


@pytest.mark.parametrize(("at", "key"), [(0, "department"), (2, "contract_id")])
def test_fulfilment_counts_what_the_promise_sheet_says(sheets: Sheets, at: int, key: str) -> None:
    contracts, promises = sheets["contracts"], sheets["promises"]
    out = contracts[contracts["state"].isin(sheets.choices("contract_state", "draft", "cancelled"))]["contract_id"]
    waived = sheets.choices("promise_state", "waived")
    counted = promises[~promises["contract_id"].isin(out) & ~promises["state"].isin(waived)]
    done = counted["state"].isin(sheets.choices("promise_state", "delivered"))
    pivot = counted.assign(promised=1, done=done, open=~done).pivot_table(
        index=key, values=["promised", "done", "open"], aggfunc="sum"
    )
    table = tables(sheets.report("fulfil-check", 1))[at]
    shown = {str(line.values[0]).rpartition(" · ")[2]: line.values[1:4] for line in table.lines}
    wanted = pivot[pivot["open"] > 0] if key == "contract_id" else pivot
    assert shown == {name: (row["promised"], row["done"], row["open"]) for name, row in wanted.iterrows()}
    assert table.totals[1:4] == tuple(wanted[["promised", "done", "open"]].sum())


def test_a_month_s_results_are_those_of_sales_and_target_sheets(sheets: Sheets) -> None:
    sales, targets, staff = sheets["sales"], sheets["targets"], sheets["staff"]
    names = dict(zip(staff["staff_id"], staff["name"], strict=True))
    label = sheets.label
    own = sales[month_of(sales["on"]) == "2027-02"].astype({"net": float, "margin": float})
    sums = own.pivot_table(index="rep", values=["net", "margin"], aggfunc="sum")
    aimed = targets[targets["period_start"] == date(2027, 2, 1)].set_index("rep")
    shown = {row[label("results.rep")]: row for row in rows(tables(sheets.report("margin", period="month"))[0])}
    assert len(aimed) == 6
    for rep, target in aimed.iterrows():
        row, sold = shown[names[str(rep)]], sums.loc[rep] if rep in sums.index else {"net": 0.0, "margin": 0.0}
        assert row[label("results.revenue")] == pytest.approx(sold["net"]) == pytest.approx(target["revenue"])
        assert row[label("results.margin")] == pytest.approx(sold["margin"]) == pytest.approx(target["margin"])
        assert row[label("results.attained")] == pytest.approx(target["revenue_attained"])
        assert row[label("results.attained") + "'"] == pytest.approx(target["margin_attained"])
