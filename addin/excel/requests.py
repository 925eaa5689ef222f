"""What a click in Excel asks for: a request note, read and typed like the same words in a terminal."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from addin.commands.button import Option
from addin.commands.register import COMMANDS
from addin.errors import Refusal
from addin.terminal import KINDS
from addin.words import LANGUAGES, Words

_BOOK = Option("book", "file", place="argument")
WITHOUT_MASTER: dict[str, tuple[Option, ...]] = {
    "new": (_BOOK,),
    "demo": (_BOOK,),
    "handbook": (),
    "doctor": (),
    "ping": (),
}
_UNDO = (Option("runs", "integer", default=1),)
_ACCEPT_EMPTY = Option("accept-empty", "flag")


@dataclass(frozen=True)
class Request:
    """One click: the command, the workbook and the selection it was made in, and the options as text.

    `hwnd` is the window of the Excel that asked (None on a Mac); `rows` the selected rows of `sheet`, as `5-9,12`.
    """

    id: str
    command: str = ""
    workbook: str = ""
    language: str = "en"
    hwnd: int | None = None
    sheet: str = ""
    rows: str = ""
    rehearse: bool = False
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def request_of(request_id: str, values: Mapping[str, str]) -> Request:
    """The request that a note's values make; `options_of` says what is missing or strange in them."""
    hwnd = values.get("hwnd", "")
    language = values.get("language", "")
    return Request(
        id=request_id,
        command=values.get("command", ""),
        workbook=values.get("workbook", ""),
        language=language if language in LANGUAGES else "en",
        hwnd=int(hwnd) if hwnd.isdecimal() else None,
        sheet=values.get("sheet", ""),
        rows=values.get("rows", ""),
        rehearse=values.get("rehearse") == "yes",
        options=_texts(values),
    )


def _texts(values: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The texts of every option; `option.promise.2` comes after `option.promise.1`."""
    found: dict[str, dict[int, str]] = {}
    for key, text in values.items():
        prefix, _, name = key.partition(".")
        name, _, number = name.partition(".")
        if prefix == "option" and text:
            found.setdefault(name, {})[int(number) if number.isdecimal() else 0] = text
    return {name: tuple(texts[at] for at in sorted(texts)) for name, texts in found.items()}


def options_of(request: Request) -> dict[str, Any]:
    """Every option of the request's command, typed; Refusal for what cannot be read, is missing or unknown."""
    known = {option.name: option for option in _known(request.command)}
    strange = request.options.keys() - known.keys()
    if strange:
        raise Refusal("request_of_other_version", what=min(strange))
    words = Words.of(request.language)
    return {name: _typed(option, request, words) for name, option in known.items()}


def _known(command: str) -> Iterator[Option]:
    if command in WITHOUT_MASTER:
        yield from WITHOUT_MASTER[command]
    elif command == "undo":
        yield from _UNDO
    elif command in COMMANDS:
        yield from COMMANDS[command].options
        yield _ACCEPT_EMPTY
    elif command:
        raise Refusal("request_of_other_version", what=command)
    else:
        raise Refusal("request_unread")


def _typed(option: Option, request: Request, words: Words) -> Any:
    texts = request.options.get(option.name, ())
    if option.kind == "flag":
        return texts == ("yes",)
    about = words.text(f"commands.{request.command}.options.{option.name}")
    if not texts and option.place == "argument" and option.is_path:
        raise Refusal("option_missing", option=about)
    values = [_value(option, text, about) for text in texts]
    if option.many:
        return values or None
    return values[-1] if values else option.default


def _value(option: Option, text: str, about: str) -> Any:
    if option.choices and text not in option.choices:
        raise Refusal("option_choice", option=about, value=text, choices=option.choices)
    try:
        return KINDS.get(option.kind, str)(text)
    except (ValueError, argparse.ArgumentTypeError):
        raise Refusal(f"option_{option.kind}", option=about, value=text) from None
