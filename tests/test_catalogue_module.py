"""The generated VBA module gives Excel every word unharmed, and stays within what VBA can take."""

import re
from pathlib import Path

import pytest
from pyopenvba.interpreter import Interpreter

import macros
from addin import __version__
from addin.commands.button import Command, Option
from addin.commands.register import COMMANDS
from addin.excel import catalogue_module as catalogue
from addin.excel.controls import controls
from addin.excel.ribbon_words import ribbon_texts
from addin.words import LANGUAGES, Words, texts_under

PYTHON = Path("C:\\Users\\Jörg Müßig\\Eigene Dateien\\Teeup\\pythonw.exe")
HOME = Path("C:\\Users\\Jörg Müßig\\AppData\\Local\\Teeup \U0001f600")


def vba(module: str) -> Interpreter:
    interpreter = Interpreter()
    interpreter.add_module(macros.text("TeeupNotes.bas"), name="TeeupNotes")
    interpreter.add_module(module)
    return interpreter


@pytest.fixture(scope="module")
def module() -> str:
    return catalogue.catalogue_module()


@pytest.fixture(scope="module")
def running(module: str) -> Interpreter:
    return vba(module)


def texts(language: str) -> dict[str, str]:
    words = Words.of(language)
    dialogs = {f"dialogs.{path}": text for path, text in texts_under(words.tree("dialogs"))}
    return ribbon_texts(words) | dialogs


def read(running: Interpreter, text: str) -> str:
    """A text of VBA: its strings are UTF-16 units, as Excel's are."""
    plain = running.run("TeeupPlain", [text])
    return str(plain).encode("utf-16", "surrogatepass").decode("utf-16")


@pytest.mark.parametrize("language", LANGUAGES)
def test_vba_reads_every_word_as_it_was_written(running: Interpreter, language: str) -> None:
    for key, text in texts(language).items():
        assert read(running, running.run("TeeupText", [key, language])) == text


def test_a_key_that_is_not_there_is_blank(running: Interpreter) -> None:
    for key, language in (("today.color", "de"), ("nothing.label", "de"), ("today.label", "fr"), ("", "de")):
        assert running.run("TeeupText", [key, language]) == ""


def test_paths_with_umlauts_and_spaces_survive() -> None:
    module = catalogue.installation_module(PYTHON, HOME)
    test_the_module_is_ascii_and_within_what_vba_takes(module)
    running = vba(module)
    assert read(running, running.run("TeeupPython", [])) == str(PYTHON)
    assert read(running, running.run("TeeupHome", [])) == str(HOME)
    assert running.run("TeeupVersion", []) == __version__


def test_the_module_is_ascii_and_within_what_vba_takes(module: str) -> None:
    assert module.isascii()
    assert max(map(len, module.splitlines())) <= 1023
    assert " _\n" not in module
    procedures = re.split("^(?=Public|Private)", module, flags=re.MULTILINE)
    assert max(map(len, procedures)) < 60_000


def test_a_text_longer_than_a_line_of_vba_comes_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    long = 'Ein "langer" Satz über \\u00e4 \U0001f600. ' * 200
    monkeypatch.setattr(catalogue, "ribbon_texts", lambda _: {"long.supertip": long})
    module = catalogue.catalogue_module()
    test_the_module_is_ascii_and_within_what_vba_takes(module)
    running = vba(module)
    assert read(running, running.run("TeeupText", ["long.supertip", "en"])) == long


@pytest.mark.parametrize(
    ("tag", "asked"),
    [
        ("today", ""),
        ("today;rep=", ""),
        ("as-of", "date:date"),
        ("as-of;release=yes", ""),
        ("import-contracts", "file:file"),
        ("import-contracts;dates=day-first;decimals=comma", "file:file"),
        ("contract-intake", "quote:text"),
        ("new", "book:save"),
        ("demo", "book:save"),
        ("undo", ""),
        ("", ""),
    ],
)
def test_excel_asks_for_what_the_menu_has_not_said(running: Interpreter, tag: str, asked: str) -> None:
    assert running.run("TeeupAsks", [tag]) == asked


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_prompt_for_everything_that_is_asked(running: Interpreter, language: str) -> None:
    for control in controls():
        for asked in filter(None, running.run("TeeupAsks", [control.tag]).split(";")):
            assert running.run("TeeupText", [f"{control.command}.{asked.split(':')[0]}.prompt", language])


def test_a_file_is_asked_for_whatever_the_menu_says(monkeypatch: pytest.MonkeyPatch) -> None:
    options = (Option("file", "file", asked=True), Option("starts", "date", asked=True), Option("all", "flag"))
    command = Command("stock", "material", (), "x:y", options, icon="Help", keytip="M")
    monkeypatch.setattr(catalogue, "COMMANDS", COMMANDS | {"stock": command})
    running = vba(catalogue.catalogue_module())
    assert running.run("TeeupAsks", ["stock"]) == "file:file;starts:date"
    assert running.run("TeeupAsks", ["stock;all=yes"]) == "file:file"


@pytest.mark.parametrize(
    ("others", "tag", "asked"),
    [
        ((), "stock", ""),
        ((), "stock;step=read", "file:file"),
        ((Option("show", asked=True),), "stock", "show:text"),
        ((Option("show", asked=True),), "stock;step=read", "show:text;file:file"),
    ],
)
def test_a_file_that_one_way_needs_is_asked_for_on_that_way_alone(
    monkeypatch: pytest.MonkeyPatch, others: tuple[Option, ...], tag: str, asked: str
) -> None:
    options = (*others, Option("file", "file", asked=True, only_with="step=read"))
    command = Command("stock", "material", (), "x:y", options, icon="Help", keytip="M")
    monkeypatch.setattr(catalogue, "COMMANDS", COMMANDS | {"stock": command})
    running = vba(catalogue.catalogue_module())
    assert running.run("TeeupAsks", [tag]) == asked
