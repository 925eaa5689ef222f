"""What the README tells of mailings and shows is done line by line, in both languages, and ends well."""

import re
from pathlib import Path

import pytest

from addin.__main__ import main
from addin.words import LANGUAGES

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
SCANNED = {
    "de": "Firma;Nachname;Vorname;E-Mail;Bewertung;Wunsch\nNeue Pumpen GmbH;Weiß;Eva;eva@neue.example;A;Preise\n",
    "en": "Company;Last name;First name;E-mail;Rating;Wish\nNew Pumps Ltd;White;Eva;eva@new.example;A;Media kit\n",
}


def calls(section: str) -> list[list[str]]:
    """The lines of a section's commands."""
    text = README.partition(f"## {section}\n")[2].partition("\n## ")[0]
    return [line.split() for line in re.findall(r"^teeup (.*?)\s*(?:#.*)?$", text, re.MULTILINE)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("section", ["Letters and mails", "Trade shows"])
def test_the_readme_s_commands_run_one_after_the_other(
    section: str,
    language: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("scanned.csv").write_text(SCANNED[language], "utf-8")
    told = calls(section)
    assert len(told) > 6
    for call in told:
        arguments = [language if word == "en" else word for word in call]
        assert main([*arguments, *([] if call[0] == "demo" else [f"--language={language}"])]) == 0, call
    assert capsys.readouterr().err == ""
