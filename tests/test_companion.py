"""A real companion, as it lives beside Excel: asked by notes, killed, asked to end, started twice."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest

from addin.excel import companion, figures, locks, notes, places, resident, working
from addin.excel.working import waiting

CALL = [sys.executable, "-I", "-m", "addin", "companion"]


def until(holds: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def born() -> subprocess.Popen[bytes]:
    places.alive_file().unlink(missing_ok=True)
    process = subprocess.Popen(CALL)
    until(places.alive_file().exists)
    return process


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TEEUP_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def start(home: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts a companion; what is still there in the end is killed."""
    home.mkdir()
    started: list[subprocess.Popen[bytes]] = []

    def starting() -> subprocess.Popen[bytes]:
        started.append(born())
        return started[-1]

    yield starting
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def resident_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The home of one companion for all tests that do it no harm."""
    home = tmp_path_factory.mktemp("resident")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEEUP_HOME", str(home))
        process = born()
        yield home
        process.kill()
        process.wait()


@pytest.fixture
def lively(resident_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TEEUP_HOME", str(resident_home))
    return resident_home


def ask(request_id: str, command: str, **values: str) -> Path:
    """Writes a request; the path of the answer to come."""
    request = places.requests_folder() / f"{request_id}.request"
    notes.write(request, {"command": command, "language": "en", **values})
    return request.with_suffix(".answer")


def answer(path: Path) -> dict[str, str]:
    until(path.exists)
    return notes.read(path)


@pytest.mark.usefixtures("lively")
def test_a_request_is_answered_and_put_away(tmp_path: Path) -> None:
    book = tmp_path / "M.xlsx"
    path = ask("abcdefgh1", "new", **{"option.book": str(book)})
    assert answer(path) == {
        "state": "done",
        "text": "M.xlsx is made. Enter companies and contracts, or take over an old contract register.",
        "open": str(book),
    }
    assert book.exists()
    assert not waiting() and not waiting(".working")


@pytest.mark.usefixtures("lively")
def test_a_command_without_an_open_excel_is_refused_or_a_sentence_at_least() -> None:
    told = answer(ask("abcdefgh2", "check", workbook="M.xlsx"))
    assert told["state"] in ("refused", "bug")
    assert "Traceback" not in told["text"]


@pytest.mark.usefixtures("lively")
def test_a_sign_of_life_comes_in_no_time() -> None:
    signs = [resident.sign_of_life() for _ in range(5)]
    assert all(signs)
    assert min(sign.milliseconds for sign in signs if sign) < 100
    assert all(path.stem.startswith("abcdefgh") for path in places.requests_folder().glob("*.answer"))


@pytest.mark.usefixtures("lively")
def test_what_bears_no_right_name_is_left_alone() -> None:
    for name in ("short", "With-Signs1", "a" * 33):
        (places.requests_folder() / f"{name}.request").write_bytes(b"command=ping\n")
    answer(ask("abcdefgh3", "dance"))
    assert len(list(places.requests_folder().glob("*.request"))) == 3
    assert waiting() == []


@pytest.mark.usefixtures("lively")
def test_a_second_companion_leaves_at_once() -> None:
    second = subprocess.run([*CALL, "--language", "en"], capture_output=True, text=True, check=False)
    assert (second.returncode, second.stdout) == (0, "The companion is running already.\n")
    assert resident.sign_of_life()


@pytest.mark.usefixtures("lively")
def test_while_one_command_runs_another_click_on_that_workbook_is_refused(tmp_path: Path) -> None:
    first = ask("abcdefgh5", "demo", workbook="M.xlsx", **{"option.book": str(tmp_path / "demo.xlsx")})
    until(lambda: figures.running() == ("M.xlsx", "demo"))
    again = answer(ask("abcdefgh6", "check", workbook="M.xlsx"))
    other = ask("abcdefgh7", "new", workbook="N.xlsx", **{"option.book": str(tmp_path / "N.xlsx")})
    assert resident.sign_of_life()
    assert not first.exists()
    assert again["state"] == "refused"
    assert again["text"].startswith("“Demo” is still running.")
    assert answer(first)["state"] == answer(other)["state"] == "done"
    assert first.stat().st_mtime <= other.stat().st_mtime
    assert figures.running() == ("", "")


def test_the_killed_companion_s_request_is_never_run_twice(
    start: Callable[[], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    first = start()
    path = ask("abcdefgh1", "demo", workbook="M.xlsx", **{"option.book": str(tmp_path / "demo.xlsx")})
    until(lambda: figures.running()[1])
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert not path.exists()
    before = sorted(tmp_path.glob("demo*"))
    start()
    told = answer(path)
    assert told["state"] == "refused"
    assert told["text"].startswith("“Demo” was interrupted")
    assert figures.running() == ("", "")
    assert sorted(tmp_path.glob("demo*")) == before
    again = ask("abcdefgh2", "new", workbook="M.xlsx", **{"option.book": str(tmp_path / "M.xlsx")})
    assert answer(again)["state"] == "done"


def test_what_is_old_at_the_start_is_not_run_and_what_is_new_is(
    start: Callable[[], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    old = ask("abcdefgh1", "new", **{"option.book": str(tmp_path / "old.xlsx"), "language": "de"})
    new = ask("abcdefgh2", "new", **{"option.book": str(tmp_path / "new.xlsx")})
    for ending, age in ((".request", 120), (".answer", 90_000)):
        path = old.with_name(f"{'abcdefgh1' if ending == '.request' else 'abcdefgh9'}{ending}")
        path.touch()
        os.utime(path, (time.time() - age,) * 2)
    start()
    told = answer(old)
    assert told["state"] == "refused"
    assert "Klicken Sie bitte noch einmal" in told["text"]
    assert answer(new)["state"] == "done"
    assert not (tmp_path / "old.xlsx").exists()
    assert not old.with_name("abcdefgh9.answer").exists()


@pytest.mark.parametrize("way", ["stop", "logoff", "folder taken away"])
def test_it_ends_when_asked_and_leaves_no_sign_of_life(
    way: str, start: Callable[[], subprocess.Popen[bytes]]
) -> None:
    process = start()
    if way == "stop":
        assert resident.stop()
    elif way == "folder taken away":
        shutil.rmtree(places.home())
    else:
        process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
    assert not resident.lives()
    assert not places.alive_file().exists()
    assert not places.stop_file().exists()


@pytest.mark.usefixtures("home")
def test_it_is_started_free_of_whoever_starts_it() -> None:
    def said(*arguments: str) -> str:
        call = [*CALL, *arguments, "--language", "en"]
        return subprocess.run(call, capture_output=True, text=True, check=False).stdout

    assert "not running" in said("--status")
    try:
        assert said("--start") == said("--start") == "The companion is running.\n"
        assert "answers after" in said("--status")
    finally:
        assert said("--stop").startswith("The companion has ended")
    assert not resident.lives()


@pytest.mark.usefixtures("home")
def test_a_process_without_companion_answers_one_click(tmp_path: Path) -> None:
    path = ask("abcdefgh1", "new", **{"option.book": str(tmp_path / "M.xlsx")})
    left = ask("abcdefgh2", "check", workbook="M.xlsx")
    left.with_suffix(".request").rename(left.with_suffix(".working"))  # by a process that was killed
    for _ in range(2):
        call = [*CALL[:-1], "answer", "abcdefgh1"]
        assert subprocess.run(call, check=False, capture_output=True).stdout == b""
    assert notes.read(path)["state"] == "done"
    assert notes.read(left)["text"].startswith("“Check data” was interrupted")
    wrong = subprocess.run([*CALL[:-1], "answer", "../escape"], check=False, capture_output=True)
    assert wrong.returncode == 2


@pytest.mark.usefixtures("home")
def test_a_process_beside_a_working_one_refuses_the_same_workbook_and_waits_for_another(
    tmp_path: Path,
) -> None:
    same = ask("abcdefgh1", "check", workbook="M.xlsx")
    other = ask("abcdefgh2", "new", workbook="N.xlsx", **{"option.book": str(tmp_path / "N.xlsx")})
    figures.begun("M.xlsx", "today")
    lock = locks.taken(places.worker_lock())
    assert lock
    with ThreadPoolExecutor() as pool:
        both = [pool.submit(working.serve, path.with_suffix(".request"), datetime.now) for path in (same, other)]
        both[0].result(10)
        assert not both[1].done()
        lock.close()
        both[1].result(10)
    assert "“Today” is still running" in notes.read(same)["text"]
    assert notes.read(other)["state"] == "done"


def test_a_file_is_touched_while_a_long_command_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "BEAT", 0.01)
    path = tmp_path / "companion.alive"
    path.write_bytes(b"version=1\n")
    os.utime(path, (0, 0))
    with working.beating(path):
        until(lambda: path.stat().st_mtime > 0)
        path.unlink()
        until(path.exists)
    os.utime(path, (0, 0))
    time.sleep(0.05)
    assert path.stat().st_mtime == 0


def test_whatever_fails_is_written_down_once_and_life_goes_on(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise OSError("the drive is gone")

    monkeypatch.setattr(companion, "_AFTER_A_FAILURE", 0.001)
    monkeypatch.setattr(working, "waiting", fail)
    path = ask("abcdefgh1", "ping")
    with ThreadPoolExecutor(1) as worker:
        watch = companion.Watch(worker, datetime.now)
        living = threading.Thread(target=watch.until_asked_to_end)
        living.start()
        until(places.error_log().exists)
        time.sleep(0.05)
        monkeypatch.undo()
        monkeypatch.setenv("TEEUP_HOME", str(home))
        assert answer(path)["state"] == "done"
        places.stop_file().touch()
        living.join(10)
    assert places.error_log().read_text("utf-8").count("the drive is gone\n") == 1
