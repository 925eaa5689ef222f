"""The self-check finds what is wrong with an installation and names the next step."""

import ast
import inspect
import json
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from windows_registry import Registry

from addin import __version__
from addin.__main__ import main
from addin.excel import doctor, install, notes, places, resident
from addin.excel.logon import set_at_logon
from addin.words import LANGUAGES, Words

OFFICE = r"Software\Microsoft\Office\16.0"
POLICIES = r"Software\Policies\Microsoft\Office\16.0"


@pytest.fixture(autouse=True)
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setenv("APPDATA", str(tmp_path / "Roaming"))
    monkeypatch.setenv("TEEUP_HOME", str(tmp_path / "Teeup"))
    monkeypatch.setitem(sys.modules, "winreg", Registry())
    return tmp_path


def found(platform: str = "win32") -> dict[str, tuple[str, str]]:
    return {finding.check: (finding.state, finding.code) for finding in doctor.findings(platform)}


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_what_is_freshly_installed_leaves_nothing_to_do(platform: str) -> None:
    install.install(platform=platform)
    checked = found(platform)
    assert [check for check, (state, _) in checked.items() if state == "act"] == []
    assert checked["addin"] == ("ok", "right")
    assert ("trust" in checked and "mark" in checked) == (platform == "win32")


def test_a_missing_add_in_is_to_be_installed() -> None:
    assert found()["addin"] == ("act", "missing")


@pytest.mark.parametrize("file", ["teeup.xlam", "Teeup.applescript"])
def test_an_add_in_of_another_version_is_to_be_replaced(file: str) -> None:
    done = install.install(platform="darwin")
    path = next(path for path in done.files if path.name == file)
    path.write_bytes(path.read_bytes() + b" ")
    assert found("darwin")["addin"] == ("act", "other")
    path.unlink()
    assert found("darwin")["addin"][0] == "act"


def test_a_file_from_the_internet_is_found_by_its_mark() -> None:
    path = install.install(platform="win32").files[0]
    assert found()["mark"] == ("ok", "unmarked")
    Path(f"{path}:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n", "utf-8")
    assert found()["mark"] == ("act", "marked")


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        (rf"{POLICIES}\Excel\Security\Trusted Locations", {"AllLocationsDisabled": 1}, "disabled"),
        (rf"{POLICIES}\Excel\Security\Trusted Locations", {"AllLocationsDisabled": 0}, "trusted"),
        (rf"{OFFICE}\Excel\Security\Trusted Locations", {"AllLocationsDisabled": 1}, "disabled"),
        (rf"{POLICIES}\Common\Security\Trusted Locations", {"Allow User Locations": 0}, "policy_only"),
        (rf"{POLICIES}\Common\Security\Trusted Locations", {"Allow User Locations": 1}, "trusted"),
    ],
)  # fmt: skip
def test_a_policy_that_keeps_excel_from_trusting_is_named(
    key: str, value: dict[str, object], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "winreg", Registry({key: value}))
    assert found()["trust"][1] == expected


@pytest.fixture
def companion() -> Iterator[None]:
    assert resident.start()
    yield
    assert resident.stop()


@pytest.mark.usefixtures("companion")
def test_the_companion_is_really_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert found()["companion"] == ("ok", "answers")
    monkeypatch.setattr(doctor, "__version__", "9.9")
    assert found()["companion"] == ("act", "other_version")


def test_a_companion_that_sleeps_is_no_fault_and_one_that_is_silent_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert found()["companion"] == ("note", "asleep")
    monkeypatch.setattr(resident, "lives", lambda: True)
    monkeypatch.setattr(resident, "_ANSWERS_WITHIN", 0.01)
    assert found()["companion"] == ("act", "silent")
    assert list(places.requests_folder().iterdir()) == []


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_whether_it_starts_at_logon_is_told(platform: str) -> None:
    assert found(platform)["logon"] == ("note", "off")
    set_at_logon(True, platform)
    assert found(platform)["logon"] == ("note", "on")


def test_a_home_that_is_no_folder_is_named(user: Path) -> None:
    (user / "Teeup").write_bytes(b"")
    assert found()["home"] == ("act", "closed")


def test_parts_that_do_not_belong_together_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert found()["versions"] == ("ok", "right")
    really = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: "0.1" if name == "xlwings" else really(name))
    assert found()["versions"] == ("act", "mixed")


def test_a_python_that_excel_cannot_start_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "starts_alone", lambda _: False)
    assert found()["python"] == ("act", "not_alone")
    monkeypatch.setattr(install, "of_store", lambda: True)
    assert found()["python"] == ("act", "store")


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_can_be_found_has_words_with_the_facts_it_needs(
    language: str,
) -> None:
    words = Words.of(language)
    told = {doctor.line(finding, words) for platform in ("win32", "darwin", "linux") for finding in
            doctor.findings(platform)}  # fmt: skip
    assert not [line for line in told if "{" in line]
    codes = set(_codes())
    texts = words.tree("install.checks")
    assert codes == {(check, code) for check, known in texts.items() for code in known if code != "title"}


def _codes() -> Iterator[tuple[str, str]]:
    """Every finding that the source can make: the third argument is its code, or a choice of two."""
    for node in ast.walk(ast.parse(inspect.getsource(doctor))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding":
            check, _, code = node.args[:3]
            choices = [code.body, code.orelse] if isinstance(code, ast.IfExp) else [code]
            yield from ((ast.literal_eval(check), ast.literal_eval(choice)) for choice in choices)


def test_the_exit_code_says_whether_something_is_to_be_done(
    user: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor", "--language", "de"]) == 0
    assert "Begleiter" in capsys.readouterr().out
    assert main(["doctor", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert {"check", "state", "code", "facts", "text"} == printed["findings"][0].keys()
    assert printed["findings"][1]["facts"]["teeup"] == __version__
    (user / "Teeup").rename(user / "gone")
    (user / "Teeup").write_bytes(b"")
    assert main(["doctor"]) == 1


def test_nothing_is_left_behind() -> None:
    found()
    assert [path for path in places.home().rglob("*") if path.is_file()] == []
    assert notes.read(places.install_note()) == {}
