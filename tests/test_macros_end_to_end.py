"""A click in Excel, answered by the real Python: our VBA runs in the interpreter, the processes are real ones.

Only what the system does between them is stood in for: `Shell` starts the command line it is given, and Python's
call of the macro TeeupAnswered, for which there is no Excel here, is made afterwards.
"""

import os
import shlex
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import python_calamine as calamine
from excel_host import Excel, small_master

from addin import __version__
from addin.excel import notes, places
from addin.words import Words

WORDS = Words.of("de")
PATIENCE = 30.0


@pytest.fixture
def excel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Excel:
    monkeypatch.setenv("TEEUP_HOME", str(tmp_path / "home"))
    return Excel(places.home())


@pytest.fixture
def companion(excel: Excel) -> Iterator[subprocess.Popen[bytes]]:
    """The resident process, alive."""
    process = subprocess.Popen([excel.python, "-I", "-m", "addin", "companion"])
    eventually(places.alive_file().exists)
    yield process
    process.kill()
    process.wait()


def eventually(seen: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE
    while not seen():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.02)


def path_of(excel: Excel, ending: str) -> Path:
    return places.requests_folder() / f"{excel.run('TeeupAwaited')}.{ending}"


def clicked(excel: Excel, tag: str) -> tuple[str, list[str]]:
    """The state of the answer to a click, and the boxes that came of it."""
    excel.click(tag)
    note = path_of(excel, "answer")
    eventually(note.exists)
    state = notes.read(note)["state"]
    excel.run("TeeupAnswered", str(excel.run("TeeupAwaited")))
    excel.let(1)
    assert not list(places.requests_folder().iterdir())
    assert not any("Traceback" in text for text in excel.told)
    return state, excel.told


def test_a_sign_of_life_comes_from_a_process_of_its_own(excel: Excel) -> None:
    excel.run("TeeupLaunch", "ping")
    assert notes.read(path_of(excel, "answer")) == {"state": "done", "text": __version__, "open": ""}
    assert len(excel.command_lines) == 1


def test_a_new_master_is_made_and_opened(excel: Excel, tmp_path: Path) -> None:
    made = tmp_path / "Mein Master (März) = neu.xlsx"
    excel.choices = [str(made)]
    assert clicked(excel, "new") == ("done", [])
    assert made.is_file()
    assert [book.name for book in excel.workbooks()] == [made.name]
    assert excel.run("TeeupIsMaster", excel.workbook) is True
    assert made.name in str(excel.status_bar)


def test_the_demo_is_made_in_excel_s_language(excel: Excel, tmp_path: Path) -> None:
    excel.language_id = 1033
    excel.choices = [str(tmp_path / "Sample.xlsx")]
    excel.click("demo")
    assert notes.read(path_of(excel, "answer"))["open"] == str(tmp_path / "Sample.xlsx")
    assert "Contracts" in calamine.CalamineWorkbook.from_path(tmp_path / "Sample.xlsx").sheet_names


def test_a_name_that_is_taken_is_refused_in_a_sentence(excel: Excel, tmp_path: Path) -> None:
    taken = small_master(tmp_path / "Schon da.xlsx")
    before = taken.read_bytes()
    excel.choices = [str(taken)]
    state, (text,) = clicked(excel, "new")
    assert (state, text) == ("refused", WORDS.text("errors.file_exists", file=taken.name))
    assert taken.read_bytes() == before


def test_the_setup_is_checked(excel: Excel) -> None:
    state, boxes = clicked(excel, "doctor")
    assert (state, len(boxes)) in [("done", 0), ("act", 1)]
    assert excel.status_bar or len(boxes[0]) <= 1000


def test_the_handbook_opens(excel: Excel) -> None:
    assert clicked(excel, "handbook") == ("done", [])
    assert excel.followed == [str(places.home() / "handbook.de.html")]
    assert "Kündigungsschluss" in Path(excel.followed[0]).read_text("utf-8")


def test_a_bug_is_one_sentence_that_names_the_log(excel: Excel) -> None:
    (places.home() / "handbook.de.html").mkdir(parents=True)  # where Python wants to write a file
    state, (text,) = clicked(excel, "handbook")
    assert (state, text) == ("bug", WORDS.text("errors.bug", file=str(places.error_log())))
    assert "Traceback" in places.error_log().read_text("utf-8")


def test_a_master_that_no_excel_has_open_is_refused_in_a_sentence(excel: Excel, tmp_path: Path) -> None:
    master = small_master(tmp_path / "Master.xlsx")
    before = master.read_bytes()
    excel.open(master)
    state, (text,) = clicked(excel, "check")
    assert state == "refused"
    assert text
    assert master.read_bytes() == before


def test_a_program_beside_the_workbook_is_not_run(excel: Excel, tmp_path: Path) -> None:
    """`python -I` looks neither in the folder it starts in nor at PYTHONPATH."""
    folder = tmp_path / "post"
    (folder / "addin").mkdir(parents=True)
    trap = f"import pathlib; pathlib.Path({str(tmp_path / 'caught')!r}).touch()"
    (folder / "addin" / "__main__.py").write_text(trap)
    (folder / "xlwings.py").write_text(trap)
    excel.open(small_master(folder / "Master.xlsx"))
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    excel.start = lambda line: subprocess.run(shlex.split(line), cwd=folder, env=environment, check=True)
    excel.run("TeeupLaunch", "ping")
    assert notes.read(path_of(excel, "answer"))["text"] == __version__
    assert not (tmp_path / "caught").exists()


def test_a_python_that_breaks_at_its_start_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEEUP_HOME", str(tmp_path / "home"))
    excel = Excel(places.home(), python="/bin/false")
    excel.open(small_master(tmp_path / "Master.xlsx"))
    excel.click("check")
    excel.let(60)
    assert excel.told == [WORDS.text("dialogs.not_taken", command="Daten prüfen")]


def test_the_companion_answers_without_a_new_process(
    excel: Excel, companion: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    excel.choices = [str(tmp_path / "Neu.xlsx")]
    assert clicked(excel, "new") == ("done", [])
    assert not excel.command_lines
    assert [book.name for book in excel.workbooks()] == ["Neu.xlsx"]
    assert companion.poll() is None


def test_a_companion_killed_half_way_is_told_and_the_next_click_works(
    excel: Excel, companion: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    excel.choices = [str(tmp_path / "Beispiel.xlsx"), str(tmp_path / "Neu.xlsx")]
    excel.click("demo")
    eventually(path_of(excel, "working").exists)
    companion.send_signal(signal.SIGKILL)
    companion.wait()
    excel.let(60)
    assert excel.told == [WORDS.text("dialogs.interrupted", command="Beispielmappe …")]
    excel.dialogs.clear()
    assert clicked(excel, "new") == ("done", [])
    assert len(excel.command_lines) == 1, "the companion is dead: a process of its own answers"
