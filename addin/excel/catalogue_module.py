"""The generated VBA: every word Excel shows and what it asks for, and where this installation lives.

Words stand in it as in a note, `\\uXXXX` for what is not ASCII, so that no code page of Windows can change them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from addin import __version__
from addin.commands.button import Command, Option
from addin.commands.register import COMMANDS
from addin.excel.notes import escaped
from addin.excel.ribbon_words import ribbon_texts
from addin.words import LANGUAGES, Words, texts_under

_LONGEST_LITERAL = 900  # VBA takes lines of up to 1,023 characters
_MADE = ("new", "demo")  # the commands that ask where a workbook shall be kept

_HEAD = """Attribute VB_Name = "{name}"
Option Explicit
Option Private Module

' Generated with the add-in from {source}.
"""


def catalogue_module() -> str:
    """The module TeeupCatalogue: words and what is asked for, the same for everybody."""
    head = _HEAD.format(name="TeeupCatalogue", source="Teeup's words and commands")
    return "\n".join((head, *_asks(), *_texts()))


def installation_module(python: Path, home: Path) -> str:
    """The module TeeupInstallation: the interpreter, the folder of its requests, the version."""
    head = _HEAD.format(name="TeeupInstallation", source="the installation that it is for")
    return "\n".join((head, *_facts(python, home)))


def _facts(python: Path, home: Path) -> Iterator[str]:
    facts = {"TeeupPython": python, "TeeupHome": home, "TeeupVersion": __version__}
    for name, fact in facts.items():
        yield f"Public Function {name}() As String"
        yield f"    {name} = TeeupPlain({_literal(str(fact))})"
        yield "End Function\n"


def _asks() -> Iterator[str]:
    """What Excel asks for before a click becomes a request: `option:kind;option:kind`, or nothing."""
    yield "Public Function TeeupAsks(ByVal tag As String) As String"
    yield '    Select Case Split(tag & ";", ";")(0)'
    for name in _MADE:
        yield f'    Case "{name}": TeeupAsks = "book:save"'
    for command in COMMANDS.values():
        yield from _asked(command)
    yield "    End Select"
    yield "End Function\n"


def _asked(command: Command) -> Iterator[str]:
    """A file is always asked for, the rest only where the menu has not chosen a flag instead."""
    asked = [option for option in command.options if option.asked and not option.only_with]
    files = [option for option in asked if option.is_path]
    flags = [option.name for option in command.options if option.kind == "flag"]
    unless = " And ".join(f'InStr(tag, ";{name}=") = 0' for name in flags)
    if asked:
        yield f'    Case "{command.name}"'
        yield f"        TeeupAsks = {_named(files if unless else asked)}"
    if asked and unless:
        yield f"        If {unless} Then TeeupAsks = {_named(asked)}"
    yield from _only_with(command, asked)


def _only_with(command: Command, always: list[Option]) -> Iterator[str]:
    """What is asked for beside the rest where the menu has chosen the way that needs it."""
    wanting = [option for option in command.options if option.asked and option.only_with]
    if wanting and not always:
        yield f'    Case "{command.name}"'
    for option in wanting:
        way = f'InStr(tag, ";{option.only_with}") > 0'
        yield f"        If {way} Then TeeupAsks = {_named([*always, option])}"


def _named(options: list[Option]) -> str:
    return _literal(";".join(f"{option.name}:{option.kind}" for option in options))


def _texts() -> Iterator[str]:
    """A function a topic and language, so that none grows too large for VBA, and one that finds the right one."""
    topics = [(language, *topic) for language in LANGUAGES for topic in _topics(Words.of(language))]
    yield "Public Function TeeupText(ByVal key As String, ByVal language As String) As String"
    yield '    Select Case language & "." & Split(Replace(key, ";", ".") & ".", ".")(0)'
    for language, topic, _ in topics:
        yield f'    Case "{language}.{topic}": TeeupText = {_name(language, topic)}(key)'
    yield "    End Select"
    yield "End Function"
    for language, topic, texts in topics:
        yield from _topic(_name(language, topic), texts)


def _topics(words: Words) -> Iterator[tuple[str, dict[str, str]]]:
    """The texts by the first step of their keys."""
    dialogs = {f"dialogs.{path}": text for path, text in texts_under(words.tree("dialogs"))}
    texts = sorted((ribbon_texts(words) | dialogs).items(), key=lambda item: _topic_of(item[0]))
    for topic, items in groupby(texts, key=lambda item: _topic_of(item[0])):
        yield topic, dict(items)


def _topic_of(key: str) -> str:
    return re.split("[.;]", key)[0]


def _name(language: str, topic: str) -> str:
    return f"{language.title()}_{topic.replace('-', '_')}"


def _topic(name: str, texts: dict[str, str]) -> Iterator[str]:
    yield f"\nPrivate Function {name}(ByVal key As String) As String"
    yield "    Select Case key"
    for key, text in texts.items():
        yield f'    Case "{key}"'
        yield from _answer(name, text)
    yield "    End Select"
    yield "End Function"


def _answer(name: str, text: str) -> Iterator[str]:
    """The statements by which a function answers a text of any length."""
    plain = escaped(text)
    pieces = [plain[at : at + _LONGEST_LITERAL] for at in range(0, len(plain), _LONGEST_LITERAL)]
    for number, piece in enumerate(pieces):
        before = f"{name} & " if number else ""
        yield f"        {name} = {before}{_quoted(piece)}"


def _literal(text: str) -> str:
    return _quoted(escaped(text))


def _quoted(plain: str) -> str:
    return '"' + plain.replace('"', '""') + '"'
