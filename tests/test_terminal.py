"""The main job as a coordinator does it in a terminal, on real files."""

import csv
import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from openxml_audit import OpenXmlValidator, ValidationSeverity
from python_calamine import CalamineWorkbook

from addin.__main__ import main
from addin.words import Words

KEY_DATE = "2023-10-05"


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    """A command with --json; the object it prints, and its exit code as `exit`."""
    capsys.readouterr()
    code = main([*map(str, arguments), "--json"])
    printed: dict[str, Any] = json.loads(capsys.readouterr().out)
    return printed | {"exit": code}


def sheet(book: Path, table: str, language: str = "en") -> list[dict[str, Any]]:
    """The rows of a sheet as another program reads them."""
    name = Words.of(language).text(f"tables.{table}.sheet")
    rows = CalamineWorkbook.from_path(book).get_sheet_by_name(name).to_python()
    keys = Words.of(language).tree(f"tables.{table}.columns")
    labels = {label: key for key, (label, _) in keys.items()}
    return [dict(zip([labels.get(h, h) for h in rows[0]], row, strict=True)) for row in rows[1:]]


@pytest.fixture(scope="module")
def register(realdata: Path) -> Path:
    return realdata / "contracts" / "unl_scraped.csv"


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory, register: Path) -> Path:
    """An English master with the real register in it."""
    book = tmp_path_factory.mktemp("desk") / "M.xlsx"
    assert main(["new", str(book), "--language", "en"]) == 0
    assert main(["import-contracts", str(book), str(register), "--today", KEY_DATE]) == 0
    return book


@pytest.fixture
def master(tmp_path: Path) -> Path:
    book = tmp_path / "Mappe.xlsx"
    assert main(["new", str(book), "--language", "de"]) == 0
    return book


def test_every_row_of_a_real_register_is_taken_with_its_dates_and_amounts(
    imported: Path, register: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    again = run(capsys, "import-contracts", imported, register, "--today", KEY_DATE)
    assert (again["counts"]["rows_in"], again["counts"]["already_there"]) == (3699, 3699)
    with (register.parent / "unl_cleaned.csv").open(encoding="utf-8") as file:
        cleaned = {row["Doc.Number"]: row for row in csv.DictReader(file)}
    taken = {row["contract_no"]: row for row in sheet(imported, "contracts")}
    assert taken.keys() == cleaned.keys()
    for number, row in taken.items():
        expected = cleaned[number]
        assert row["starts_on"].isoformat() == expected["Begin.Date"]
        assert row["ends_on"].isoformat() == expected["End.Date"]
        assert row["value"] == pytest.approx(float(expected["Amount"]), abs=0.005)


def test_the_buckets_of_a_real_register_are_exact(imported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counts = run(capsys, "expiry-flags", imported, "--today", KEY_DATE, "--rehearse")["counts"]
    buckets = {key: counts[key] for key in ("past", "b30", "b60", "b90", "b180", "open")}
    assert buckets == {"past": 2, "b30": 41, "b60": 29, "b90": 43, "b180": 46, "open": 3283}
    assert sum(buckets.values()) + counts["later"] == counts["contracts"] == 3699


def test_undo_brings_back_the_exact_earlier_cells(imported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    earlier = sheet(imported, "contracts")
    flagged = run(capsys, "expiry-flags", imported, "--today", KEY_DATE)
    assert flagged["cells_changed"] > 0
    assert sheet(imported, "contracts") != earlier
    undone = run(capsys, "undo", imported, "--today", KEY_DATE)
    assert (undone["exit"], undone["problems"]) == (0, [])
    assert sheet(imported, "contracts") == earlier
    names = CalamineWorkbook.from_path(imported).sheet_names
    assert Words.of("en").text("reports.expiry_list.sheet") not in names


def test_a_rehearsal_leaves_every_byte_alone(imported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = imported.read_bytes()
    assert run(capsys, "expiry-flags", imported, "--today", KEY_DATE, "--rehearse")["rehearsed"]
    assert imported.read_bytes() == before


COMMANDS = [
    ("today",),
    ("refresh",),
    ("check",),
    ("as-of", "2027-02-15"),
    ("expiry-flags",),
    ("expiry-calendar", "--period", "month"),
    ("expiry-calendar", "--period", "quarter"),
    ("contract-intake",),
    ("fulfil-check",),
    ("handover",),
    ("crm-export",),
    ("billing-export",),
    ("billing-check",),
]


@pytest.fixture(scope="module", params=["de", "en"])
def demo(request: pytest.FixtureRequest, demo_copied: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(demo_copied(request.param, tmp_path_factory.mktemp("terminal") / f"demo-{request.param}.xlsx"))


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_second_run_of_a_command_changes_no_cell(
    demo: Path, command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    name, *options = command
    run(capsys, name, demo, *options)
    before = demo.read_bytes()
    again = run(capsys, name, demo, *options)
    assert again["cells_changed"] == 0
    assert demo.read_bytes() == before


@pytest.mark.parametrize("demo", ["de"], indirect=True)  # what differs in English is audited report by report
def test_what_commands_have_written_breaks_no_rule_of_the_format(demo: Path) -> None:
    found = OpenXmlValidator(max_errors=100).validate(demo).errors
    assert [str(error) for error in found if error.severity is ValidationSeverity.ERROR] == []


def test_the_demo_has_its_expiry_sheets_and_calendars(demo: Path) -> None:
    language = demo.stem[-2:]
    names = CalamineWorkbook.from_path(demo).sheet_names
    assert Words.of(language).text("reports.expiry_list.sheet") in names
    calendars = sorted(demo.with_suffix("").glob("*.ics"))
    assert len(calendars) >= 6
    for path in calendars:
        events = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
        assert events
        assert len({str(event["UID"]) for event in events}) == len(events)


def test_an_open_workbook_is_refused_by_the_name_of_who_has_it(
    master: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (master.parent / f".~lock.{master.name}#").write_text(",Petra Nordlicht,pc7,15.02.2027 08:12,;", "utf-8")
    answer = run(capsys, "check", master)
    assert answer["exit"] == 1
    assert "Petra Nordlicht" in answer["text"]


def test_the_process_ends_with_its_answer_whole_and_its_code(master: Path) -> None:
    call = [sys.executable, "-m", "addin", "check", str(master), "--json"]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["command"] == "check"
    (master.parent / f"~${master.name}").write_bytes(b"\x05Petra" + bytes(200))
    done = subprocess.run([*call[:-1], "--language", "de"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Petra" in done.stderr


def test_who_stops_reading_gets_no_traceback(master: Path) -> None:
    call = f"{sys.executable} -m addin check '{master}' | true"
    done = subprocess.run(["bash", "-c", call], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr


def test_new_overwrites_nothing(master: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = master.read_bytes()
    assert run(capsys, "new", master)["error"] == "file_exists"
    assert master.read_bytes() == before


def test_a_contract_can_be_taken_in_from_words_alone(master: Path, capsys: pytest.CaptureFixture[str]) -> None:
    register = master.parent / "register.csv"
    register.write_text("Vertragspartner;Beginn;Ende\nHansen Druck GmbH;01.03.2026;28.02.2027\n", "utf-8")
    run(capsys, "import-contracts", master, register)
    taken = run(
        capsys,
        *("contract-intake", master, "--company", "Hansen Druck GmbH", "--starts", "01.03.2027", "--months", 12),
        *("--renew", 12, "--notice", "3 Monate zum Vertragsende", "--promise", "Anzeige;1/1 Seite;;2;5000"),
        *("--today", "2027-02-15"),
    )
    assert taken["counts"]["waiting"] == 1  # no rep yet
    assert [problem["column"] for problem in taken["problems"]] == ["rep"]
    row = sheet(master, "contracts", "de")[-1]
    assert (row["notice_value"], row["value"], row["contract_id"]) == (3, 5000, "V-0002")
    assert (row["current_end"], row["notice_by"]) == (datetime(2028, 2, 29).date(), datetime(2027, 11, 30).date())
    assert run(capsys, "undo", master, "--today", "2027-02-15")["problems"] == []
    assert len([row for row in sheet(master, "contracts", "de") if row["contract_id"]]) == 1


def test_a_bug_is_one_sentence_and_a_log_file(
    master: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("nobody expected this")

    monkeypatch.setenv("TEEUP_HOME", str(tmp_path))
    monkeypatch.setattr("addin.masters.desk", fail)
    assert main(["check", str(master)]) == 1
    printed = capsys.readouterr()
    assert "Traceback" not in printed.out + printed.err
    assert "nobody expected this" in (tmp_path / "errors.log").read_text("utf-8")


@pytest.mark.parametrize(
    "call", [["today"], ["today", "M.xlsx", "--wb=M.xlsx"], ["undo", "M.xlsx", "--wb", "M.xlsx"]]
)
def test_a_call_names_a_file_or_an_open_workbook_and_not_both(call: list[str]) -> None:
    with pytest.raises(SystemExit) as wrong:
        main(call)
    assert wrong.value.code == 2


@pytest.mark.skipif(sys.platform != "linux", reason="here Excel may be running")
def test_where_there_is_no_excel_a_call_for_an_open_workbook_says_so() -> None:
    call = [sys.executable, "-m", "addin", "today", "--wb=M.xlsx", "--json"]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert (done.returncode, json.loads(done.stdout)["error"], done.stderr) == (1, "excel_unreachable", "")
