"""The README, the handbook and CI say what the code does."""

import re
import runpy
from pathlib import Path

import pytest

from addin import handbook
from addin.__main__ import main
from addin.commands.register import COMMANDS
from addin.words import LANGUAGES

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_ci_runs_the_test_command_of_the_readme() -> None:
    (command,) = re.findall(r"^(python3 -m venv .*pytest.*)$", README, re.MULTILINE)
    assert command in (ROOT / ".ci" / "run").read_text("utf-8")


def test_every_command_the_readme_names_exists() -> None:
    named = set(re.findall(r"^teeup ([a-z-]+) ", README, re.MULTILINE))
    assert named
    assert named <= {*COMMANDS, "new", "demo", "undo", "mail-login"}


@pytest.mark.parametrize("line", re.findall(r"^teeup (.*?)\s*(?:#.*)?$", README, re.MULTILINE))
def test_every_call_of_the_readme_is_a_right_call(line: str) -> None:
    from addin.terminal import parser
    from addin.words import Words

    assert parser(Words.of("en")).parse_args(line.split()).command in line


def test_every_file_the_readme_and_the_docs_link_to_is_there() -> None:
    for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\((?!http)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_handbook_is_what_the_code_says(language: str) -> None:
    built = runpy.run_path(str(ROOT / "docs" / "handbook.py"))["handbook"](language)
    assert built == (ROOT / "docs" / f"handbook.{language}.md").read_text("utf-8"), "run: python docs/handbook.py"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_handbook_works_an_example_of_every_cell_function(language: str) -> None:
    from addin.functions import FUNCTIONS

    worked = re.findall(r"`=(TEEUP_\w+)\([^`]+\)` → \S", handbook.handbook(language))
    assert worked == list(FUNCTIONS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_handbook_that_excel_opens_needs_no_other_file(language: str) -> None:
    shown = handbook.page(language)
    assert all(f"<code>{command}</code>" in shown for command in COMMANDS)
    assert shown.count("<table>") == shown.count("</table>") > 10
    assert not re.findall(r"(?:src|href)=", shown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_speaks_both_languages(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("", *COMMANDS):
        with pytest.raises(SystemExit, match="0"):
            main([*([name] if name else []), "--help", f"--language={language}"])
    assert ("Mappe" if language == "de" else "workbook") in capsys.readouterr().out


def test_a_wrong_call_ends_with_2() -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["expiry-flags"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_of_the_ribbon_is_drawn_from_the_commands_there_are(language: str) -> None:
    drawn = runpy.run_path(str(ROOT / "docs" / "ribbon_picture.py"))["page"](language)
    kept = (ROOT / "docs" / "pictures" / f"ribbon.{language}.html").read_text("utf-8")
    assert drawn == kept, "run: python docs/ribbon_picture.py"
