"""Where a command may not begin: a sentence with the way out, and nothing is written."""

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from excel_host import Excel, small_master, unheard

from addin import masters
from addin.excel import figures, notes, places
from addin.excel.ribbon_words import controls
from addin.words import Words

YES, NO, CANCEL = 6, 7, 2
WORDS = Words.of("de")
ON_A_MASTER = [control.tag for control in controls() if control.guarded and control.kind in ("button", "split")]


@pytest.fixture
def excel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Excel:
    monkeypatch.setenv("TEEUP_HOME", str(tmp_path / "home"))
    excel = Excel(places.home())
    excel.start = unheard
    return excel


@pytest.fixture
def master(tmp_path: Path) -> Path:
    return small_master(tmp_path / "Master.xlsx")


def said(excel: Excel) -> str:
    """The one thing that was said; nothing was written and nothing started."""
    assert not excel.requests
    assert not excel.command_lines
    (text,) = excel.told
    return text


def forget(excel: Excel) -> None:
    """As if the answer had come."""
    (excel.home / "requests" / f"{excel.run('TeeupAwaited')}.request").unlink()
    excel.run("TeeupAwaitNothing")


def files_under(folder: Path) -> Iterator[tuple[str, bytes]]:
    yield from sorted((str(path), path.read_bytes()) for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("tag", ON_A_MASTER)
def test_with_no_workbook_open_a_button_offers_to_make_or_open_one(excel: Excel, tag: str) -> None:
    excel.answer_dialogs(CANCEL)
    excel.click(tag)
    assert said(excel).startswith(WORDS.text("dialogs.no_workbook"))
    assert said(excel).endswith(WORDS.text("dialogs.offer"))


def test_yes_makes_a_new_master(excel: Excel, tmp_path: Path) -> None:
    excel.answer_dialogs(YES)
    excel.choices = [str(tmp_path / "Neu.xlsx")]
    excel.click("today")
    (request,) = excel.requests
    assert (request["command"], request["option.book"]) == ("new", str(tmp_path / "Neu.xlsx"))
    assert excel.questions == [("GetSaveAsFilename", WORDS.text("ribbon.prompts.new.book"), "Mastermappe.xlsx")]


def test_no_opens_a_master_that_is_there(excel: Excel, master: Path) -> None:
    excel.answer_dialogs(NO)
    excel.choices = [str(master)]
    excel.click("today")
    assert [book.name for book in excel.workbooks()] == [master.name]
    assert not excel.requests


def test_a_workbook_that_does_not_open_is_named(excel: Excel, tmp_path: Path) -> None:
    excel.choices = [str(tmp_path / "weg.xlsx")]
    excel.click("open")
    assert "weg.xlsx“ ließ sich nicht öffnen" in said(excel)


def test_in_protected_view_the_way_out_is_named(excel: Excel) -> None:
    excel.protected_view = True
    excel.click("expiry-flags")
    assert said(excel) == WORDS.text("dialogs.protected_view")


def test_a_workbook_that_was_never_saved_is_refused(excel: Excel) -> None:
    book = excel.add_workbook()
    for name in ("as_of", "house_holidays"):
        excel.add_named_range(name, "Sheet1!$A$1")
    excel.application.activate_book(book)
    excel.click("check")
    assert said(excel) == WORDS.text("dialogs.never_saved", workbook=book.name)


def test_while_a_cell_is_edited_nothing_begins(excel: Excel, master: Path) -> None:
    excel.open(master)
    excel.ready = False
    excel.click("check")
    assert said(excel) == WORDS.text("dialogs.excel_busy")


def test_a_second_click_while_one_runs_is_refused_kindly(excel: Excel, master: Path) -> None:
    excel.open(master)
    excel.click("expiry-flags")
    excel.click("check")
    assert excel.told == [WORDS.text("dialogs.busy", command="Abläufe markieren")]
    assert len(excel.requests) == len(excel.command_lines) == 1


def test_a_command_of_another_window_is_waited_for_too(excel: Excel, master: Path) -> None:
    excel.open(master)
    figures.begun("Andere.xlsx", "expiry-calendar")
    excel.click("check")
    assert said(excel) == WORDS.text("dialogs.busy", command="Ablaufkalender")


def test_a_run_that_died_blocks_nobody_for_ever(excel: Excel, master: Path) -> None:
    excel.open(master)
    figures.begun(master.name, "expiry-calendar")
    excel.let(60)
    excel.click("check")
    assert [request["command"] for request in excel.requests] == ["check"]


@pytest.mark.parametrize("names", [("as_of",), ("house_holidays",), ("print_area",)])
def test_a_workbook_without_a_master_s_names_is_none(excel: Excel, tmp_path: Path, names: tuple[str, ...]) -> None:
    excel.open(small_master(tmp_path / "Fremd.xlsx", *names))
    excel.answer_dialogs(CANCEL)
    excel.click("expiry-flags")
    assert said(excel).startswith(WORDS.text("dialogs.foreign_workbook", workbook="Fremd.xlsx"))


def test_the_real_master_is_one(excel: Excel, tmp_path: Path) -> None:
    path = tmp_path / "Master.xlsx"
    masters.create(path, "de")
    excel.open(path)
    excel.click("check")
    assert [request["command"] for request in excel.requests] == ["check"]


FOREIGN_SETTINGS = {
    "INTERPRETER_WIN": "C:\\evil\\python.exe",
    "PYTHONPATH": "C:\\evil",
    "python": "/tmp/evil",
    "home": "/tmp/evil",
}


def with_settings(path: Path) -> Path:
    """The workbook with settings of its own on sheets and in files beside it, as a stranger might mail it."""
    book = openpyxl.load_workbook(path)
    for title in ("teeup.conf", "xlwings.conf"):
        sheet = book.create_sheet(title)
        for row in FOREIGN_SETTINGS.items():
            sheet.append(row)
        lines = [f'"{key}","{value}"\n' for key, value in FOREIGN_SETTINGS.items()]
        path.with_name(title).write_text("".join(lines))
    book.save(path)
    path.with_name("addin.py").write_text("raise SystemExit('the workbook chose the program')")
    return path


def test_a_foreign_workbook_s_own_settings_are_not_looked_at(excel: Excel, tmp_path: Path) -> None:
    folder = tmp_path / "post"
    folder.mkdir()
    excel.open(with_settings(small_master(folder / "Fremd.xlsx", "print_area")))
    before = list(files_under(folder))
    excel.answer_dialogs(CANCEL)
    excel.click("expiry-flags")
    assert said(excel).startswith(WORDS.text("dialogs.foreign_workbook", workbook="Fremd.xlsx"))
    assert list(files_under(folder)) == before


def test_a_master_s_own_settings_choose_nothing(excel: Excel, tmp_path: Path) -> None:
    plain, strange = tmp_path / "a", tmp_path / "b"
    lines = []
    for folder in (plain, strange):
        folder.mkdir()
        path = small_master(folder / f"Master {folder.name}.xlsx")
        excel.open(with_settings(path) if folder is strange else path)
        excel.click("check")
        (request,) = excel.requests
        lines.append({key: request[key] for key in request.keys() - {"workbook", "path"}})
        forget(excel)
    assert lines[0] == lines[1]
    programs = [line.rpartition(" ")[0] for line in excel.command_lines]
    assert programs[0] == programs[1]


def test_a_start_that_the_company_blocks_has_a_way_out(excel: Excel, master: Path) -> None:
    excel.open(master)
    excel.refuses_to_start = 70
    excel.click("check")
    (text,) = excel.told
    assert "teeup companion --start" in text
    assert not excel.requests, "nobody will ever answer it"
    assert excel.run("TeeupRunning") == ""


def test_a_program_that_is_gone_is_told_from_one_that_is_blocked(excel: Excel, master: Path) -> None:
    excel.open(master)
    excel.refuses_to_start = 53
    excel.click("check")
    assert excel.told == [WORDS.text("dialogs.python_gone")]


def test_a_folder_that_takes_no_request_is_named(excel: Excel, master: Path) -> None:
    excel.open(master)
    excel.home.write_text("a file stands where the folder should be")
    excel.click("check")
    (text,) = excel.told
    assert str(excel.home) in text


def test_where_the_companion_lives_no_process_is_started(excel: Excel, master: Path) -> None:
    excel.open(master)
    notes.write(places.alive_file(), {})
    excel.click("check")
    assert len(excel.requests) == 1
    assert not excel.command_lines
    forget(excel)
    excel.let(10)
    excel.click("check")
    assert len(excel.command_lines) == 1, "it has not been touched for ten seconds: it is dead"


def test_nothing_but_the_id_is_in_the_command_line(excel: Excel, tmp_path: Path) -> None:
    excel.open(small_master(tmp_path / "Angebot = 5; & Co (März).xlsx"))
    excel.click("expiry-flags")
    program, id = excel.command_lines[0].rsplit(" ", 1)
    assert program == f'"{excel.python}" -I -m addin answer'
    assert id.isalnum()
    assert excel.requests[0]["workbook"] == "Angebot = 5; & Co (März).xlsx"


def test_on_a_mac_the_script_is_called_and_no_program_started(tmp_path: Path, master: Path) -> None:
    excel = Excel(tmp_path / "home", mac=True)
    excel.open(master)
    excel.choices = [str(tmp_path / "Register.csv")]
    excel.click("import-contracts")
    assert excel.scripts == [("Teeup.applescript", "answer", str(excel.run("TeeupAwaited")))]
    assert not excel.command_lines
    assert excel.questions == [("GetOpenFilename", "", "")], "a filter is an error on a Mac"
    assert excel.requests[0]["hwnd"] == ""


def test_on_a_mac_a_folder_is_typed(tmp_path: Path, master: Path) -> None:
    excel = Excel(tmp_path / "home", mac=True)
    excel.open(master)
    excel.choices = ["/Users/eva/Post"]
    excel.click("read-bounces")
    assert excel.questions[0][0] == "InputBox"
    assert excel.requests[0]["option.file"] == "/Users/eva/Post"
