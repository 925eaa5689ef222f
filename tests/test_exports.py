"""Contracts go to the customer database and to billing once, whole, in files that other programs read (R-17)."""

import shutil
import signal
import subprocess
import sys
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from demo_runs import decided, demo_book, desk, state
from demo_tables import frames
from hypothesis import given
from hypothesis import strategies as st

from addin.__main__ import main
from addin.commands.register import COMMANDS
from addin.core.billing import BillingLine, all_billing_lines
from addin.plan import File, Plan
from addin.reports.delimited import PROFILES, delimited, safe
from addin.tables import TABLES
from addin.tables.frames import changed, frame_of_rows
from addin.tables.model import Problem
from addin.words import LANGUAGES, Words
from workbook_templates.demo.keydate import AS_OF

EXPORTS = ("crm-export", "billing-export")
MARKS = {"crm-export": "crm_entered_on", "billing-export": "billing_entered_on"}
READING = {
    "german": {"sep": ";", "decimal": ",", "encoding": "utf-8-sig"},
    "rfc4180": {"sep": ",", "decimal": ".", "encoding": "utf-8"},
}
BY_LANGUAGE = {"de": "german", "en": "rfc4180"}


def read(content: bytes, profile: str = "german") -> pd.DataFrame:
    """The file as pandas reads it with the options of the profile."""
    return pd.read_csv(BytesIO(content), **READING[profile])


def nothing_entered(language: str = "de") -> dict[str, pd.DataFrame]:
    """The demo as if no contract had ever been handed over."""
    contracts = frames(language)["contracts"]
    return {"contracts": contracts.assign(crm_entered_on=pd.NaT, billing_entered_on=pd.NaT)}


def file_of(plan: Plan) -> File:
    (file,) = plan.files
    return file


def label(table: str, column: str, language: str = "de") -> str:
    return Words.of(language).label(table, column)


# ------------------------------------------------------------------ what pandas reads


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_billing_s_lines_add_up_to_the_value_of_every_contract(language: str, profile: str) -> None:
    tables = nothing_entered(language)
    plan = decided("billing-export", tables, language, {"export.profile": profile})
    assert plan.problems == ()
    rows = read(file_of(plan).content, profile)
    net = rows.groupby(label("contracts", "contract_id", language))[label("invoice_lines", "net", language)].sum()
    contracts = tables["contracts"]
    bound = contracts[~contracts["state"].isin(("draft", "cancelled"))].set_index("contract_id")["value"]
    assert net.round(2).to_dict() == bound.round(2).to_dict()
    assert len(plan.changes) == len(bound) == plan.counts["exported"]


@pytest.mark.parametrize("name", EXPORTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_carries_run_and_control_totals_that_are_true(language: str, name: str) -> None:
    file = file_of(decided(name, nothing_entered(language), language))
    rows = read(file.content, BY_LANGUAGE[language])
    words = Words.of(language)
    run, count, total = (words.text(f"reports.exports.columns.{key}") for key in ("run", "count", "sum"))
    amount = label(*(("contracts", "value") if name == "crm-export" else ("invoice_lines", "net")), language)
    assert rows[run].unique().tolist() == ["2027-02-15-0001"]
    assert "2027-02-15-0001" in file.name
    assert rows[count].unique().tolist() == [len(rows)]
    assert rows[total].unique() == pytest.approx([rows[amount].sum()])
    assert len(set(rows.columns)) == len(rows.columns)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_customer_database_gets_every_binding_contract_with_its_dates(language: str) -> None:
    tables = nothing_entered(language)
    rows = read(file_of(decided("crm-export", tables, language)).content, BY_LANGUAGE[language])
    contracts = tables["contracts"]
    bound = contracts[~contracts["state"].isin(("draft", "cancelled"))]
    assert rows[label("contracts", "contract_id", language)].tolist() == bound["contract_id"].tolist()
    assert rows[label("contracts", "value", language)].sum() == pytest.approx(bound["value"].sum())
    form = {"de": "%d.%m.%Y", "en": "%Y-%m-%d"}[language]
    days = pd.to_datetime(rows[label("contracts", "starts_on", language)], format=form)
    assert days.tolist() == bound["starts_on"].tolist()


def test_the_profile_of_the_settings_wins_over_the_language() -> None:
    content = file_of(decided("crm-export", nothing_entered(), "de", {"export.profile": "rfc4180"})).content
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"," in content.splitlines()[0]
    german = file_of(decided("crm-export", nothing_entered("en"), "en", {"export.profile": "german"})).content
    assert german.startswith(b"\xef\xbb\xbf")
    assert b";" in german.splitlines()[0]


@pytest.mark.parametrize("name", EXPORTS)
def test_only_what_was_not_handed_over_goes_out(name: str) -> None:
    plan = decided(name)
    contracts = frames()["contracts"]
    waiting = contracts[contracts[MARKS[name]].isna() & ~contracts["state"].isin(("draft", "cancelled"))]
    assert [change.row for change in plan.changes] == waiting.index.tolist()
    assert {(change.column, change.after) for change in plan.changes} == {(MARKS[name], AS_OF)}


# ------------------------------------------------------------------ safe and exact


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_text_that_a_spreadsheet_would_run_is_made_safe(begin: str) -> None:
    companies = changed(frames()["companies"], [(71, "name", f"{begin}HYPERLINK(1)")])
    tables = {**nothing_entered(), "companies": companies}
    for name in EXPORTS:
        names = read(file_of(decided(name, tables)).content)[label("companies", "name")]
        assert f"'{begin}HYPERLINK(1)" in {text.replace("\r\n", "\n") if begin == "\n" else text for text in names}
        assert not names.str.startswith(begin).any()


def test_a_negative_amount_is_a_number_and_no_formula() -> None:
    assert delimited(["x"], [[-1.5]], PROFILES["german"]).decode("utf-8-sig") == "x\r\n-1,50\r\n"


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8", exclude_characters="\x00\r\n"), min_size=1),
            st.integers(-(10**9), 10**9),
        ),
        min_size=1,
    ),
    st.sampled_from(sorted(PROFILES)),
)
def test_whatever_stands_in_a_row_is_read_back(rows: list[tuple[str, int]], profile: str) -> None:
    content = delimited(["text", "amount"], [(text, cents / 100) for text, cents in rows], PROFILES[profile])
    options: dict[str, Any] = READING[profile] | {"keep_default_na": False, "dtype": {"text": str}}
    found = pd.read_csv(BytesIO(content), **options)
    assert found["text"].tolist() == [safe(text) for text, _ in rows]
    assert (found["amount"] * 100).round().tolist() == [cents for _, cents in rows]


# ------------------------------------------------------------------ lines of one contract


def lines_of(value: float | None, *promises: dict[str, Any]) -> list[BillingLine] | Problem:
    contract = {"contract_id": "V-0001", "state": "active", "value": value}
    rows = [{"contract_id": "V-0001", "promise_id": f"L-{at}", **row} for at, row in enumerate(promises)]
    tables = [
        frame_of_rows(TABLES[key], own, range(len(own)))
        for key, own in (("contracts", [contract]), ("promises", rows))
    ]
    (found,) = all_billing_lines(*tables)
    return found


@pytest.mark.parametrize(
    ("value", "promises", "expected"),
    [
        (300.0, [{"list_value": 100.0}, {"list_value": 200.0}], [(0, 100.0), (1, 200.0)]),
        (300.0, [{"list_value": 100.0}, {"list_value": 50.0, "free": True}], [(0, 100.0), (None, 200.0)]),
        (300.0, [{"list_value": 100.0}, {"list_value": None}], [(0, 100.0), (1, 200.0)]),
        (300.0, [{"list_value": None}, {"list_value": None}], [(None, 300.0)]),
        (300.0, [], [(None, 300.0)]),
        (None, [{"list_value": 100.0}], [(0, 100.0)]),
        (0.3, [{"list_value": 0.1}, {"list_value": 0.2}], [(0, 0.1), (1, 0.2)]),
    ],
)
def test_the_lines_of_a_contract_are_its_promises_and_the_rest(
    value: float | None, promises: list[dict[str, Any]], expected: list[tuple[int | None, float]]
) -> None:
    found = lines_of(value, *promises)
    assert isinstance(found, list)
    assert [(line.promise, line.net) for line in found] == expected


@pytest.mark.parametrize(
    ("value", "promises", "code"),
    [
        (100.0, [{"list_value": 100.01}], "billing_sum"),
        (None, [], "billing_no_value"),
        (0.0, [], "billing_no_value"),
    ],
)
def test_a_contract_that_cannot_be_charged_waits_and_is_named(
    value: float | None, promises: list[dict[str, Any]], code: str
) -> None:
    found = lines_of(value, *promises)
    assert isinstance(found, Problem)
    assert found.code == code


def test_a_refused_contract_is_neither_in_the_file_nor_marked() -> None:
    tables = nothing_entered()
    row = int(tables["contracts"].index[tables["contracts"]["contract_id"] == "V-0106"][0])
    tables["contracts"] = changed(tables["contracts"], [(row, "value", 1.0)])
    plan = decided("billing-export", tables)
    assert [(p.code, p.row) for p in plan.problems] == [("billing_sum", row)]
    assert row not in {change.row for change in plan.changes}
    assert "V-0106" not in set(read(file_of(plan).content)[label("contracts", "contract_id")])


# ------------------------------------------------------------------ runs


@pytest.mark.parametrize("name", EXPORTS)
def test_a_second_run_exports_nothing(name: str, tmp_path: Path) -> None:
    book = demo_book()
    first = desk(book, tmp_path).run(COMMANDS[name], {})
    assert (first.counts["exported"], first.counts["files_written"]) == (4, 1)
    again = desk(book, tmp_path).run(COMMANDS[name], {})
    assert (again.cells, again.counts["exported"], again.plan.files) == (0, 0, ())
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("name", EXPORTS)
def test_a_rehearsal_writes_nothing_and_undo_takes_the_marks_back(name: str, tmp_path: Path) -> None:
    book = demo_book()
    earlier = state(book)
    desk(book, tmp_path).run(COMMANDS[name], {}, rehearse=True)
    assert (state(book), list(tmp_path.iterdir())) == (earlier, [])
    desk(book, tmp_path).run(COMMANDS[name], {})
    assert state(book) != earlier
    desk(book, tmp_path).undo()
    assert state(book) == earlier


def test_each_run_has_a_number_of_its_own(tmp_path: Path) -> None:
    book = demo_book()
    names = [desk(book, tmp_path).run(COMMANDS[name], {}).files[0].name for name in EXPORTS]
    assert [name.rpartition("-")[2] for name in names] == ["0001.csv", "0002.csv"]


# One process for all: what it loads takes longer than a run. Each workbook's folder says when its run is killed
KILLED = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from addin import masters
from addin.commands.register import COMMANDS

def export(book, at, when):
    replace, calls = os.replace, 0

    def cut(source, target, **named):
        nonlocal calls
        calls += 1
        if calls == at and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        replace(source, target, **named)
        if calls == at:
            os.kill(os.getpid(), signal.SIGKILL)

    os.replace = cut
    masters.desk(book, datetime(2027, 2, 15, 9, 30), None).run(COMMANDS["billing-export"], {})

for book in map(Path, sys.argv[1:]):
    child = os.fork()
    if not child:
        at, when = book.parent.name.split("-")
        export(book, int(at), when)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
MOMENTS = [f"{at}-{when}" for at in (1, 2, 3) for when in ("before", "after")]


@pytest.fixture(scope="module")
def killed(demo_copied: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """By the moment at which its export was killed the demo as it was left."""
    folder = tmp_path_factory.mktemp("killed")
    books = {moment: folder / moment / "M.xlsx" for moment in MOMENTS}
    for book in books.values():
        book.parent.mkdir()
        shutil.rmtree(demo_copied("de", book).with_suffix(""))
    call = [sys.executable, "-c", KILLED, *map(str, books.values())]
    ended = subprocess.run(call, check=False, capture_output=True, text=True)
    assert ended.stdout.split() == [str(-signal.SIGKILL)] * len(books), ended.stderr
    return books


def entered(book: Path) -> int:
    """How many of the four waiting contracts are marked as handed over on the key date."""
    from addin.books.closed import ClosedBook

    frame = ClosedBook(book, pd.Timestamp(AS_OF).to_pydatetime()).read(TABLES["contracts"]).frame
    return int(frame["billing_entered_on"].eq(pd.Timestamp(AS_OF)).sum())


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_at_any_rename_a_run_leaves_no_half_file_and_no_half_marked_rows(
    killed: dict[str, Path], moment: str
) -> None:
    book = killed[moment]
    folder = book.with_suffix("")
    left = list(folder.glob("[!.]*.csv"))
    assert entered(book) in (0, 4)
    assert [len(read(path.read_bytes())) for path in left] in ([], [4])
    assert not left or entered(book) == 4
    assert main(["billing-export", str(book)]) == 0
    (file,) = folder.glob("*.csv")
    rows = read(file.read_bytes())
    assert rows[label("invoice_lines", "net")].sum() == pytest.approx(28_250.0)
    assert entered(book) == 4
    assert not list(folder.glob(".*"))
    assert date(2027, 2, 15).isoformat() in file.name
