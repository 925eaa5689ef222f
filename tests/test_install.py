"""Teeup goes into Excel on each system and leaves no trace when it goes."""

import json
import plistlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from windows_registry import Registry

from addin import __version__
from addin.__main__ import main
from addin.errors import Refusal
from addin.excel import install, notes, places, resident
from addin.excel.addin_file import addin_bytes
from addin.excel.logon import LABEL, RUN_KEY, logon, set_at_logon
from addin.words import LANGUAGES

XLSTART = Path("AppData", "Roaming", "Microsoft", "Excel", "XLSTART", "teeup.xlam")
GROUP = Path("Library", "Group Containers", "UBF8T346G9.Office")
STARTUP = GROUP / "User Content.localized" / "Startup.localized" / "Excel" / "teeup.xlam"
SCRIPT = Path("Library", "Application Scripts", "com.microsoft.Excel", "Teeup.applescript")
FILES = {"win32": [XLSTART], "darwin": [STARTUP, SCRIPT]}
SYSTEMS = list(FILES)


@pytest.fixture
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a user as each system has it, with a workbook in it."""
    user = tmp_path / "Petra Nördlich"
    (user / "Documents").mkdir(parents=True)
    (user / "Documents" / "Mappe.xlsx").write_bytes(b"hers")
    monkeypatch.setattr(Path, "home", lambda: user)
    monkeypatch.setenv("APPDATA", str(user / "AppData" / "Roaming"))
    monkeypatch.setenv("TEEUP_HOME", str(user / "Teeup"))
    return user


@pytest.fixture(autouse=True)
def registry(monkeypatch: pytest.MonkeyPatch) -> Registry:
    registry = Registry()
    monkeypatch.setitem(sys.modules, "winreg", registry)
    return registry


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): b"" if path.is_dir() else path.read_bytes() for path in folder.rglob("*")
    }


@pytest.mark.parametrize("platform", SYSTEMS)
def test_the_add_in_is_built_here_and_put_where_excel_trusts_it(platform: str, user: Path) -> None:
    done = install.install(platform=platform)
    assert [path.relative_to(user) for path in done.files] == FILES[platform]
    assert done.files[0].read_bytes() == addin_bytes(Path(sys.executable), user / "Teeup")
    assert not done.companion
    written = [name for name, content in tree(user).items() if content]
    assert sorted(written) == sorted(
        ["Documents/Mappe.xlsx", "Teeup/install.note", *(str(path) for path in FILES[platform])]
    )


@pytest.mark.parametrize("platform", SYSTEMS)
def test_installed_twice_is_installed_once(platform: str, user: Path) -> None:
    install.install(platform=platform)
    before = tree(user)
    next(iter(install.recorded("files"))).write_bytes(b"of an earlier version")
    install.install(platform=platform)
    assert tree(user) == before


@pytest.mark.parametrize("platform", SYSTEMS)
def test_uninstall_takes_every_trace_and_no_workbook(platform: str, user: Path, registry: Registry) -> None:
    places.launch_agents().mkdir(parents=True)
    before = tree(user)
    done = install.install(platform=platform)
    set_at_logon(True, platform)
    notes.write(places.requests_folder() / "abcdefgh1.request", {"command": "check"})
    notes.write(places.figures_note(), {"due": "7"})
    places.error_log().write_text("something", "utf-8")
    for name in ("figures.note.part", "handbook.de.html"):
        (places.home() / name).touch()
    gone = install.uninstall(platform)
    assert tree(user) == before
    assert registry.keys == Registry().keys
    assert {str(path) for path in done.files} <= set(gone.removed)
    assert any(place in " ".join(gone.removed) for place in (RUN_KEY, LABEL))
    assert gone.left == ()
    assert install.uninstall(platform).removed == ()


def test_uninstall_finds_the_add_in_without_its_record(user: Path) -> None:
    install.install(platform="darwin")
    places.install_note().unlink()
    install.uninstall("darwin")
    assert not (user / STARTUP).exists()
    assert not (user / SCRIPT).exists()


def test_what_somebody_else_put_into_our_folder_stays_and_is_named(user: Path) -> None:
    install.install(platform="win32")
    stray = places.requests_folder() / "Umsatz.xlsx"
    stray.write_bytes(b"hers")
    gone = install.uninstall("win32")
    assert stray in gone.left
    assert stray.read_bytes() == b"hers"
    assert (user / "Documents" / "Mappe.xlsx").read_bytes() == b"hers"


def test_an_add_in_elsewhere_is_gone_when_it_is_installed_anew(user: Path) -> None:
    install.install(user / "elsewhere", "win32")
    install.install(platform="win32")
    assert not (user / "elsewhere" / "teeup.xlam").exists()
    install.uninstall("win32")
    assert not (user / "elsewhere").exists()


@pytest.fixture
def excel_open(user: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Windows lets nobody replace or delete a file that Excel has open."""
    install.install(platform="win32")
    replace, unlink = Path.replace, Path.unlink

    def refuse(path: Path) -> None:
        if path == user / XLSTART:
            raise PermissionError(13, "being used by another process")

    def replacing(self: Path, target: Path) -> Path:
        refuse(target)
        return replace(self, target)

    def unlinking(self: Path, missing_ok: bool = False) -> None:
        refuse(self)
        unlink(self, missing_ok)

    monkeypatch.setattr(Path, "replace", replacing)
    monkeypatch.setattr(Path, "unlink", unlinking)
    monkeypatch.setattr(notes, "_PATIENCE", (0.0,))
    yield


@pytest.mark.usefixtures("excel_open")
def test_while_excel_has_the_add_in_open_nothing_is_replaced_or_removed(user: Path) -> None:
    before = tree(user)
    for action in (lambda: install.install(platform="win32"), lambda: install.uninstall("win32")):
        with pytest.raises(Refusal, match="addin_in_use"):
            action()
    assert tree(user) == before


@pytest.mark.usefixtures("user")
def test_a_python_that_excel_could_not_start_is_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with `pip install --user`: Python alone does not find Teeup."""
    blind = tmp_path / "python"
    blind.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    blind.chmod(0o755)
    monkeypatch.setattr(places, "python_without_console", lambda *_: blind)
    with pytest.raises(Refusal, match="python_not_alone"):
        install.install(platform="win32")


@pytest.mark.usefixtures("user")
def test_the_python_of_the_microsoft_store_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "base_prefix", "/c/Program Files/WindowsApps/PythonSoftwareFoundation.Python.3.12")
    with pytest.raises(Refusal, match="python_of_store"):
        install.install(platform="win32")


def test_the_script_of_the_mac_starts_this_python_with_nothing_but_an_id(user: Path) -> None:
    install.install(platform="darwin")
    text = (user / SCRIPT).read_text("utf-8")
    assert f'property interpreter : "{sys.executable}"' in text
    assert "{" not in text
    assert "on answer(requestId)" in text
    assert text.count("do shell script") == 1
    assert ' & " -I -m addin answer " & requestId & " > /dev/null 2>&1 &"' in text


def test_no_console_opens_on_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python.exe"))
    assert places.python_without_console("win32").name == "python.exe"
    (tmp_path / "pythonw.exe").touch()
    assert places.python_without_console("win32").name == "pythonw.exe"
    assert places.python_without_console("darwin").name == "python.exe"


def test_each_system_has_its_home(user: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert places.home("win32") == user / "Teeup"
    monkeypatch.delenv("TEEUP_HOME")
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    assert places.home("win32") == user / "AppData" / "Local" / "Teeup"
    assert places.home("darwin") == user / GROUP / "Teeup"
    assert places.home("linux") == user / ".local" / "state" / "teeup"


def test_the_companion_starts_at_logon_by_choice_on_windows(user: Path, registry: Registry) -> None:
    windows = logon("win32")
    assert windows and not windows.is_on()
    set_at_logon(True, "win32")
    assert windows.is_on()
    assert registry.keys[RUN_KEY] == {"Teeup": f'"{sys.executable}" -I -m addin companion'}
    for _ in range(2):
        set_at_logon(False, "win32")
        assert registry.keys[RUN_KEY] == {}
    assert not list(user.rglob("*.plist"))


def test_the_companion_starts_at_logon_by_choice_on_a_mac(user: Path) -> None:
    set_at_logon(True, "darwin")
    entry = plistlib.loads((user / "Library" / "LaunchAgents" / f"{LABEL}.plist").read_bytes())
    assert entry["ProgramArguments"] == [sys.executable, "-I", "-m", "addin", "companion"]
    assert entry["RunAtLoad"] is True
    set_at_logon(False, "darwin")
    assert not list(user.rglob("*.plist"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_excel_a_sentence_says_what_works_all_the_same(
    language: str, user: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for call in (["install"], ["companion", "--at-logon", "on"]):
        assert main([*call, "--language", language]) == 1
        assert "build-addin" in capsys.readouterr().err
    assert main(["install", "--folder", str(user / "there"), "--language", language]) == 0
    assert str(user / "there" / "teeup.xlam") in capsys.readouterr().out
    assert main(["uninstall", "--json"]) == 0
    removed = json.loads(capsys.readouterr().out)["files"]
    assert str(user / "there" / "teeup.xlam") in removed
    assert main(["uninstall", "--language", language]) == 0
    assert ("nichts" if language == "de" else "nothing") in capsys.readouterr().out
    assert not (user / "Teeup").exists()


def test_the_file_alone_can_be_built(user: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [user / "one.xlam", user / "two.xlam"]
    for file in files:
        assert main(["build-addin", str(file)]) == 0
        assert file.name in capsys.readouterr().out
    assert files[0].read_bytes() == files[1].read_bytes()


@pytest.fixture
def companion(user: Path) -> Iterator[None]:
    assert user.exists()
    assert resident.start()
    yield
    resident.stop()


@pytest.mark.usefixtures("companion")
def test_a_companion_that_runs_is_started_anew_and_ended_in_the_end() -> None:
    notes.write(places.alive_file(), {"version": "of yesterday"})
    assert install.install(platform="win32").companion
    assert notes.read(places.alive_file())["version"] == __version__
    install.uninstall("win32")
    assert not resident.lives()
    assert not places.home().exists()
