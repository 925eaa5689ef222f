"""A closed workbook is saved whole or not at all, whatever is killed, full, locked or changed meanwhile."""

import io
import itertools
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from addin.books import save
from addin.errors import Refusal

MORNING = datetime(2027, 2, 15, 9, 30, 12)
pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")


def workbook(seed: int, size: int = 200_000) -> bytes:
    """A zip file that does not pack well, so that writing it takes its time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.xml", random.Random(seed).randbytes(size))
    return buffer.getvalue()


OLD, NEW = workbook(1), workbook(2)


@pytest.fixture
def master(tmp_path: Path) -> Path:
    file = tmp_path / "Übersicht Verträge.xlsx"
    file.write_bytes(OLD)
    return file


def saved(file: Path, data: bytes, backups: int = 3, now: datetime = MORNING) -> None:
    _, fingerprint = save.opened(file)
    save.replace(file, data, fingerprint, backups, now)


def backups_of(file: Path) -> list[str]:
    return sorted(path.name for path in (file.parent / save.BACKUPS).glob("[!.]*"))


def unfinished(folder: Path) -> list[Path]:
    return list(folder.rglob(".teeup-*.tmp"))


def forked(work: Callable[[], object]) -> int:
    """The process that does the work at the same time; what it cannot do ends it with 1."""
    if not hasattr(os, "fork"):
        pytest.skip("this system does not fork")
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        finally:
            os._exit(1)
    return child


# --- the ordinary way


def test_a_saved_file_holds_the_new_content_and_the_backup_the_old_one(master: Path) -> None:
    saved(master, NEW)
    assert master.read_bytes() == NEW
    assert backups_of(master) == ["Übersicht Verträge 2027-02-15 093012.xlsx"]
    assert (master.parent / save.BACKUPS / backups_of(master)[0]).read_bytes() == OLD
    assert unfinished(master.parent) == []


def test_the_fingerprint_after_a_save_serves_the_next_one(master: Path) -> None:
    _, first = save.opened(master)
    second = save.replace(master, NEW, first, 3, MORNING)
    assert second == save.opened(master)[1]
    save.replace(master, OLD, second, 3, MORNING)
    assert master.read_bytes() == OLD


def test_the_same_content_is_not_written_again(master: Path) -> None:
    before = master.stat()
    saved(master, OLD)
    assert (master.stat().st_ino, master.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert backups_of(master) == []


def test_two_saves_in_one_second_keep_both_backups(master: Path) -> None:
    saved(master, NEW)
    saved(master, OLD)
    assert backups_of(master) == [
        "Übersicht Verträge 2027-02-15 093012 (2).xlsx",
        "Übersicht Verträge 2027-02-15 093012.xlsx",
    ]


def test_the_oldest_backups_go_and_nothing_else_does(master: Path) -> None:
    folder = master.parent / save.BACKUPS
    folder.mkdir()
    others = ["Übersicht Verträge 2020-01-01 000000 wichtig.xlsx", "M 2020-01-01 000000.xlsx", "Notiz.txt"]
    for name in others:
        (folder / name).write_text("meins")
    for day, content in zip(range(5), itertools.cycle([NEW, OLD]), strict=False):
        saved(master, content, backups=2, now=MORNING + timedelta(days=day))
    assert set(backups_of(master)) == {
        *others,
        "Übersicht Verträge 2027-02-18 093012.xlsx",
        "Übersicht Verträge 2027-02-19 093012.xlsx",
    }


def test_a_clock_set_back_does_not_cost_the_newest_backup(master: Path) -> None:
    saved(master, NEW, backups=1)
    saved(master, workbook(3), backups=1, now=MORNING - timedelta(days=900))
    (kept,) = backups_of(master)
    assert (master.parent / save.BACKUPS / kept).read_bytes() == NEW


def test_no_backups_wanted_still_keeps_the_last_state(master: Path) -> None:
    saved(master, NEW, backups=0)
    assert len(backups_of(master)) == 1


def test_rights_of_the_file_are_kept(master: Path) -> None:
    master.chmod(0o640)
    saved(master, NEW)
    assert master.stat().st_mode & 0o777 == 0o640


def test_a_link_stays_a_link_and_its_target_is_saved(master: Path, tmp_path: Path) -> None:
    (tmp_path / "desktop").mkdir()
    link = tmp_path / "desktop" / "M.xlsx"
    link.symlink_to(master)
    saved(link, NEW)
    assert link.is_symlink()
    assert master.read_bytes() == NEW


def test_a_lock_beside_the_target_of_a_link_counts(master: Path, tmp_path: Path) -> None:
    (tmp_path / "desktop").mkdir()
    link = tmp_path / "desktop" / "M.xlsx"
    link.symlink_to(master)
    master.with_name(f"~${master.name}").write_bytes(b"")
    with pytest.raises(Refusal, match="file_open"):
        save.opened(link)


def test_a_path_of_four_hundred_characters_is_no_obstacle(tmp_path: Path) -> None:
    folder = tmp_path.joinpath(*["Kündigungen und Verlängerungen der Ausstellerverträge"] * 7)
    folder.mkdir(parents=True)
    file = folder / "M.xlsx"
    file.write_bytes(OLD)
    saved(file, NEW)
    assert file.read_bytes() == NEW


def test_a_name_too_long_for_a_backup_is_refused_before_anything_changes(tmp_path: Path) -> None:
    file = tmp_path / f"{'M' * 245}.xlsx"
    file.write_bytes(OLD)
    with pytest.raises(Refusal, match="file_name_too_long"):
        saved(file, NEW)
    assert file.read_bytes() == OLD
    assert unfinished(tmp_path) == []


# --- somebody else


def test_a_file_that_somebody_saved_meanwhile_is_not_overwritten(master: Path) -> None:
    _, fingerprint = save.opened(master)
    master.write_bytes(workbook(3))
    with pytest.raises(Refusal, match="changed_meanwhile"):
        save.replace(master, NEW, fingerprint, 3, MORNING)
    assert master.read_bytes() == workbook(3)
    assert unfinished(master.parent) == []


def test_a_change_of_the_same_size_in_the_same_moment_is_noticed(master: Path) -> None:
    _, fingerprint = save.opened(master)
    moment = master.stat().st_mtime_ns
    master.write_bytes(OLD[:-1] + bytes([OLD[-1] ^ 1]))
    os.utime(master, ns=(moment, moment))
    with pytest.raises(Refusal, match="changed_meanwhile"):
        save.replace(master, NEW, fingerprint, 3, MORNING)


def test_a_file_that_was_only_touched_is_saved(master: Path) -> None:
    _, fingerprint = save.opened(master)
    os.utime(master, (0, 0))
    save.replace(master, NEW, fingerprint, 3, MORNING)
    assert master.read_bytes() == NEW


@pytest.mark.parametrize("step", ["_backed_up", "_refuse_changed"])
def test_what_happens_during_the_save_itself_is_noticed(
    master: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    done = getattr(save, step)

    def interrupted(file: Path, *rest: object) -> object:
        if step == "_backed_up":
            master.with_name(f"~${master.name}").write_bytes(b"")
        else:
            master.write_bytes(workbook(3))
        return done(file, *rest)

    monkeypatch.setattr(save, step, interrupted)
    with pytest.raises(Refusal, match=r"file_open|changed_meanwhile"):
        saved(master, NEW)
    assert master.read_bytes() in (OLD, workbook(3))
    assert unfinished(master.parent) == []


def test_two_runs_at_once_lose_none_of_each_others_work(tmp_path: Path) -> None:
    counter, rounds = tmp_path / "M.xlsx", 40
    counter.write_bytes(b"0")

    def count_up() -> None:
        for _ in range(rounds):
            while True:
                try:
                    data, fingerprint = save.opened(counter)
                    save.replace(counter, str(int(data) + 1).encode(), fingerprint, 2, MORNING)
                    break
                except Refusal:
                    time.sleep(0.0005)

    for child in [forked(count_up) for _ in range(3)]:
        assert os.waitpid(child, 0)[1] == 0
    assert counter.read_bytes() == str(3 * rounds).encode()


# --- killed


def whole(file: Path) -> bool:
    data = file.read_bytes()
    return data in (OLD, NEW) and zipfile.ZipFile(io.BytesIO(data)).testzip() is None


def other(file: Path) -> bytes:
    return NEW if file.read_bytes() == OLD else OLD


def system_calls(step: int) -> Callable[[object, str, object], None]:
    """A profiler that kills this process at its step-th moment before or after a call that reaches files."""
    moments = itertools.count()

    def watch(_frame: object, event: str, called: object) -> None:
        reaches_files = getattr(called, "__module__", None) in ("posix", "_io", "fcntl") or isinstance(
            getattr(called, "__self__", None), io.IOBase
        )
        if event in ("c_call", "c_return") and reaches_files and next(moments) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    return watch


def killed_at(step: int, file: Path) -> bool:
    """Whether a save died at that step; False where it was done before."""

    def work() -> None:
        sys.setprofile(system_calls(step))
        saved(file, other(file))
        sys.setprofile(None)

    _, status = os.waitpid(forked(work), 0)
    assert status in (0, signal.SIGKILL)
    return status == signal.SIGKILL


def test_a_kill_before_or_after_any_call_leaves_the_old_file_or_the_new_one(master: Path) -> None:
    step, left, found = 0, 0, set()
    while killed_at(step, master):
        assert whole(master)
        assert all(whole(master.parent / save.BACKUPS / name) for name in backups_of(master))
        found.add(master.read_bytes())
        left += len(unfinished(master.parent))
        for path in (*unfinished(master.parent), *master.parent.glob(f"{save.BACKUPS}/[!.]*")):
            path.unlink()  # the next save would look at each: more steps every time
        step += 1
    assert step >= 60
    assert left >= 20
    assert found == {OLD, NEW}


def test_the_disk_has_the_content_before_it_takes_the_name_and_the_name_afterwards(master: Path) -> None:
    """What a power cut may not turn round: synced, renamed, folder synced; for the backup, then for the file."""
    order: list[str] = []

    def note(_frame: object, event: str, called: object) -> None:
        if event == "c_call" and getattr(called, "__module__", "") == "posix":
            order.append(called.__name__)

    sys.setprofile(note)
    saved(master, NEW)
    sys.setprofile(None)
    calls = [name for name in order if name in ("fsync", "rename", "replace")]
    assert calls == ["fsync", "fsync", "replace", "fsync", "replace", "fsync"]


def test_a_kill_at_any_moment_leaves_the_old_file_or_the_new_one_and_the_next_save_works(master: Path) -> None:
    def save_for_ever() -> None:
        while True:
            saved(master, other(master))

    chance = random.Random(20270215)
    for _ in range(80):
        child = forked(save_for_ever)
        time.sleep(chance.uniform(0, 0.02))
        os.kill(child, signal.SIGKILL)
        assert os.waitpid(child, 0)[1] == signal.SIGKILL
        assert whole(master)
        expected = other(master)
        saved(master, expected)
        assert master.read_bytes() == expected
    assert all(whole(master.parent / save.BACKUPS / name) for name in backups_of(master))
    assert len(backups_of(master)) <= 3


def test_what_a_killed_run_left_goes_with_a_later_save_and_only_that(master: Path) -> None:
    folder = master.parent / save.BACKUPS
    folder.mkdir()
    left = [place / ".teeup-a1b2c3d4.tmp" for place in (master.parent, folder)]
    stays = [master.with_name(name) for name in (".teeup-running_.tmp", ".teeup-notes.tmp", "old.tmp")]
    for path in [*left, *stays]:
        path.write_bytes(b"half")
        if path != stays[0]:
            os.utime(path, (time.time() - 7200,) * 2)
    saved(master, NEW)
    assert [path.exists() for path in left] == [False, False]
    assert all(path.exists() for path in stays)


# --- no room, no rights


@pytest.mark.parametrize("room", [0, 50_000, len(NEW) - 1])
def test_a_file_that_may_not_grow_leaves_the_old_one_intact(master: Path, room: int) -> None:
    resource = pytest.importorskip("resource")

    def work() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        with pytest.raises(Refusal, match="disk_full"):
            saved(master, NEW)

    assert os.waitpid(forked(work), 0)[1] == 0
    assert master.read_bytes() == OLD
    assert unfinished(master.parent) == []
    assert backups_of(master) == []


ON_A_FULL_DISK = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from test_save import *
file, room = Path(sys.argv[1]) / "M.xlsx", int(sys.argv[2])
file.write_bytes(OLD)
(file.parent / "filler").write_bytes(bytes(1_000_000 - len(OLD) - room))
try:
    saved(file, NEW)
except Refusal as refusal:
    print(refusal.code, file.read_bytes() == OLD, unfinished(file.parent), backups_of(file))
"""


@pytest.mark.parametrize("room", [20_000, 150_000, 300_000])
def test_a_full_disk_leaves_the_old_file_intact(tmp_path: Path, room: int) -> None:
    """A real file system of one megabyte; 300,000 are enough for the new file, not for the backup too."""
    mount = f"mount -t tmpfs -o size=1000k none {tmp_path}"
    probe = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    if not shutil.which("unshare") or subprocess.run([*probe, mount], capture_output=True).returncode:
        pytest.skip("this system lets nobody mount a small disk for a test")
    run = f'{mount} && "$0" -c "$1" {tmp_path} {room} {Path(__file__).parent}'
    done = subprocess.run([*probe, run, sys.executable, ON_A_FULL_DISK], capture_output=True, text=True)
    assert done.stdout == "disk_full True [] []\n", done.stderr


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder of nobody's, entered as nobody: the administrator may write everywhere."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        if os.getuid() == 0:
            os.setresuid(65534, 65534, 0)
        try:
            yield folder
        finally:
            if os.geteuid() == 65534:
                os.setresuid(0, 0, 0)


def test_a_folder_without_the_right_to_write_is_refused_at_once(unprivileged: Path) -> None:
    folder = unprivileged / "fremd"
    folder.mkdir()
    (folder / "M.xlsx").write_bytes(OLD)
    folder.chmod(0o555)
    with pytest.raises(Refusal, match="folder_read_only"):
        save.opened(folder / "M.xlsx")
    folder.chmod(0o777)


def test_a_right_taken_away_meanwhile_leaves_the_old_file(unprivileged: Path) -> None:
    folder = unprivileged / "fremd"
    folder.mkdir()
    (folder / "M.xlsx").write_bytes(OLD)
    _, fingerprint = save.opened(folder / "M.xlsx")
    folder.chmod(0o555)
    with pytest.raises(Refusal, match="folder_read_only"):
        save.replace(folder / "M.xlsx", NEW, fingerprint, 3, MORNING)
    assert (folder / "M.xlsx").read_bytes() == OLD
    folder.chmod(0o777)
