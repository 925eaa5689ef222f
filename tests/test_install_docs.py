"""The installation guides name what is really there: commands, folders, registry values."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from addin.excel import doctor, places
from addin.excel.logon import LABEL, RUN_KEY, VALUE, companion_call
from addin.terminal import parser
from addin.words import LANGUAGES, Words

DOCS = Path(__file__).parent.parent / "docs"
GUIDES = {language: (DOCS / f"install.{language}.md").read_text("utf-8") for language in LANGUAGES}


def spans(language: str) -> list[str]:
    """Everything the guide sets as code, in lines and in blocks."""
    blocks = re.findall(r"```\w+\n(.*?)```", GUIDES[language], re.DOTALL)
    text = re.sub(r"```.*?```", "", GUIDES[language], flags=re.DOTALL)
    return [*(line.strip() for block in blocks for line in block.splitlines()), *re.findall(r"`([^`]+)`", text)]


def test_both_languages_name_the_same_commands_and_places() -> None:
    assert sorted(spans("de")) == sorted(spans("en"))


def test_every_command_of_the_guides_is_a_right_call() -> None:
    calls = [call.split()[1:] for call in spans("en") if re.match(r'("%[^"]*\\|~/\S*/)?teeup"? ', call)]
    assert {call[0] for call in calls} >= {"install", "uninstall", "doctor", "companion"}
    for call in calls:
        assert parser(Words.of("en")).parse_args(call).command == call[0]


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Folders of a user, and how the guides write them."""
    monkeypatch.delenv("TEEUP_HOME", raising=False)
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    for name in ("APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / name))
    return {str(tmp_path / name): f"%{name}%" for name in ("APPDATA", "LOCALAPPDATA")} | {
        str(tmp_path / "home"): "~"
    }


def written(path: Path | None, shown: dict[str, str]) -> str:
    text = str(path)
    for folder, name in shown.items():
        text = text.replace(f"{folder}/", f"{name}/")
    return text.replace("/", "\\") if text.startswith("%") else text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_for_the_administrator_names_every_place(language: str, shown: dict[str, str]) -> None:
    named = set(spans(language))
    startup = [places.startup_folder(platform) for platform in ("win32", "darwin")]
    script = places.script_folder("darwin")
    assert script
    paths = [
        *(folder / places.ADDIN_NAME for folder in startup if folder),
        script / places.SCRIPT_NAME,
        places.home("win32"),
        places.home("darwin"),
        places.launch_agents() / f"{LABEL}.plist",
    ]
    assert {written(path, shown) for path in paths} <= named
    assert {VALUE, rf"HKCU\{RUN_KEY}"} <= named


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_doctor_reads_in_the_registry_stands_in_the_guide(language: str) -> None:
    named = set(spans(language))
    assert {rf"HKCU\{doctor.POLICIES}\{key}" for key in (doctor.EXCEL_TRUST, doctor.COMMON_TRUST)} <= named
    assert "AllLocationsDisabled" in named
    assert "Allow User Locations" in named


@pytest.mark.parametrize("language", LANGUAGES)
def test_processes_and_classes_are_named_as_they_are(language: str) -> None:
    named = set(spans(language))
    assert f"pythonw.exe {' '.join(companion_call()[1:])}" in named
    assert f"pythonw.exe {' '.join([*companion_call()[1:-1], 'answer'])}" in named
    package = find_spec("xlwings")
    assert package and package.origin
    served = re.search(
        r'def serve\(clsid="(.*?)"\)', Path(package.origin).with_name("com_server.py").read_text("utf-8")
    )
    assert served and served[1] in named


@pytest.mark.parametrize("language", LANGUAGES)
def test_tab_and_menu_are_called_as_excel_shows_them(language: str) -> None:
    words = Words.of(language)
    menu = " > ".join(words.text(f"ribbon.controls.{name}.label") for name in ("master", "demo"))
    assert f"*{words.text('ribbon.tab')}*" in GUIDES[language]
    assert f"*{menu}*" in GUIDES[language]
