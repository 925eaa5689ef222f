"""The terminal's form of every command, built from the register."""

from __future__ import annotations

import argparse
import locale
import os
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from addin import __version__
from addin.commands.button import Command, Option
from addin.commands.register import COMMANDS
from addin.commands.selection import Rows
from addin.errors import Refusal
from addin.excel.places import ADDIN_NAME, REQUEST_ID
from addin.words import LANGUAGES, Words


def day(text: str) -> date:
    """A day as either language writes it.

    >>> day("15.02.2027") == day("2027-02-15")
    True
    """
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return date(*time.strptime(text, form)[:3])
        except ValueError:
            continue
    raise argparse.ArgumentTypeError(text)


def number(text: str) -> float:
    """A number as either language writes it, without marks between thousands.

    >>> number("7800,50") == number("7800.50")
    True
    """
    return float(text.replace(",", "."))


def _request_id(text: str) -> str:
    if not REQUEST_ID.fullmatch(text):
        raise argparse.ArgumentTypeError(text)
    return text


KINDS: dict[str, Callable[[str], Any]] = {
    "date": day,
    "integer": int,
    "number": number,
    "file": Path,
    "folder": Path,
}


def language_of(arguments: Sequence[str]) -> str:
    """The language to speak before a workbook is open: the one asked for, else the machine's, else English."""
    asked = _asked(arguments, "--language")
    if asked in LANGUAGES:
        return asked
    system = os.environ.get("LC_ALL") or os.environ.get("LANG") or locale.getlocale()[0] or ""
    return "de" if system.startswith(("de", "German")) else "en"


def is_live(arguments: Sequence[str]) -> bool:
    """The call is about a workbook that is open in Excel."""
    return bool(_asked(arguments, "--wb"))


def _asked(arguments: Sequence[str], option: str) -> str:
    for argument, following in zip(arguments, [*arguments[1:], ""], strict=True):
        if argument == option:
            return following
        if argument.startswith(f"{option}="):
            return argument.partition("=")[2]
    return ""


def selected_rows(text: str) -> Rows:
    """Rows as `--rows` names them."""
    try:
        return Rows.of(text)
    except Refusal:
        raise argparse.ArgumentTypeError(text) from None


def parser(words: Words, live: bool = False) -> argparse.ArgumentParser:
    """All commands with their options, helped in the language of the words.

    `live` calls name a workbook that is open in Excel instead of a file.
    """
    top = argparse.ArgumentParser("teeup", description=words.text("commands.terminal.about"))
    top.add_argument("--version", action="version", version=f"teeup {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar=words.text("commands.terminal.command"))
    _add_new(commands, words)
    _add_demo(commands, words)
    for command in COMMANDS.values():
        _add(commands, command, words, live)
    undo = _subparser(commands, "undo", words)
    _add_book(undo, words, live)
    undo.add_argument("--runs", type=int, default=1, metavar="N", help=words.text("commands.undo.options.runs"))
    _add_shared(undo, words)
    login = _subparser(commands, "mail-login", words)
    _add_book(login, words, live)
    _add_shared(login, words)
    _add_installation(commands, words)
    _add_companion(commands, words)
    commands.add_parser("answer").add_argument("id", type=_request_id)  # by the add-in, never by a person
    return top


def _subparser(commands: Any, name: str, words: Words) -> argparse.ArgumentParser:
    about = words.text(f"commands.{name}.help")
    made: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about)
    return made


def _add_new(commands: Any, words: Words) -> None:
    new = _subparser(commands, "new", words)
    new.add_argument("book", type=Path, metavar="MASTER.xlsx", help=words.text("commands.new.options.book"))
    _add_language(new, words)
    _add_json(new, words)


def _add_demo(commands: Any, words: Words) -> None:
    demo = _subparser(commands, "demo", words)
    demo.add_argument(
        "book",
        type=Path,
        nargs="?",
        metavar="DEMO.xlsx",
        default=Path("teeup-demo.xlsx"),
        help=words.text("commands.demo.options.book"),
    )
    _add_language(demo, words)
    _add_json(demo, words)


def _add_installation(commands: Any, words: Words) -> None:
    """What brings Teeup into Excel and out of it again."""
    build = _subparser(commands, "build-addin", words)
    about = words.text("commands.build-addin.options.file")
    build.add_argument("file", type=Path, nargs="?", default=Path(ADDIN_NAME), metavar="FILE.xlam", help=about)
    install = _subparser(commands, "install", words)
    install.add_argument("--folder", type=Path, help=words.text("commands.install.options.folder"))
    for sub in (build, install, _subparser(commands, "uninstall", words), _subparser(commands, "doctor", words)):
        _add_language(sub, words)
        _add_json(sub, words)


def _add_companion(commands: Any, words: Words) -> None:
    companion = _subparser(commands, "companion", words)
    asked = companion.add_mutually_exclusive_group()
    for name in ("start", "stop", "status"):
        about = words.text(f"commands.companion.options.{name}")
        asked.add_argument(f"--{name}", dest="asked", action="store_const", const=name, help=about)
    about = words.text("commands.companion.options.at-logon")
    asked.add_argument("--at-logon", choices=("on", "off"), help=about)
    _add_language(companion, words)
    _add_json(companion, words)


def _add(commands: Any, command: Command, words: Words, live: bool) -> None:
    sub = _subparser(commands, command.name, words)
    _add_book(sub, words, live)
    if command.acts_on:
        about = words.text("commands.terminal.rows")
        sub.add_argument("--rows", type=selected_rows, metavar="5-9,12", help=about)
    for option in command.options:
        _add_option(sub, option, words.text(f"commands.{command.name}.options.{option.name}"))
    _add_shared(sub, words)
    sub.add_argument("--accept-empty", action="store_true", help=words.text("commands.terminal.accept_empty"))


def _add_book(sub: argparse.ArgumentParser, words: Words, live: bool) -> None:
    if not live:
        sub.add_argument("book", type=Path, metavar="MASTER.xlsx", help=words.text("commands.terminal.book"))
    sub.add_argument("--wb", metavar="MASTER.xlsx", help=words.text("commands.terminal.wb"))


def _add_option(sub: argparse.ArgumentParser, option: Option, about: str) -> None:
    name = option.name if option.place == "argument" else f"--{option.name}"
    if option.kind == "flag":
        sub.add_argument(name, action="store_true", help=about)
        return
    named: dict[str, Any] = {"type": KINDS.get(option.kind, str), "help": about, "default": option.default}
    if option.choices:
        named["choices"] = option.choices
    if option.many:
        named["action"] = "append"
    if option.place == "argument" and not option.is_path:
        named["nargs"] = "?"
    sub.add_argument(name, **named)


def _add_shared(sub: argparse.ArgumentParser, words: Words) -> None:
    sub.add_argument(
        "--today", type=day, default=None, metavar="2027-02-15", help=words.text("commands.terminal.today")
    )
    sub.add_argument("--rehearse", action="store_true", help=words.text("commands.terminal.rehearse"))
    _add_language(sub, words)
    _add_json(sub, words)


def _add_language(sub: argparse.ArgumentParser, words: Words) -> None:
    sub.add_argument("--language", choices=LANGUAGES, default=None, help=words.text("commands.terminal.language"))


def _add_json(sub: argparse.ArgumentParser, words: Words) -> None:
    sub.add_argument("--json", action="store_true", help=words.text("commands.terminal.json"))
