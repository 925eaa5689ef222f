"""A letter's file taken apart: the head between two lines of +++ (TOML), and the text below it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mailmerge.errors import BadLetter

_PARTS = re.compile(r"\+\+\+[ \t]*\n(?P<head>.*?)^\+\+\+[ \t]*\n(?P<body>.*)", re.DOTALL | re.MULTILINE)
_TOML_LINE = re.compile(r"line (\d+)")


@dataclass(frozen=True)
class Front:
    """A head that is TOML, and a text; what stands in them is for others to judge."""

    path: Path
    head: str
    data: Mapping[str, Any]
    body: str

    @property
    def body_line(self) -> int:
        """The number of the text's first line in the file."""
        return self.head.count("\n") + 3

    def line_of(self, key: str) -> int:
        """The line in which a key of the head is given a value; 0 where none is."""
        found = re.search(rf"^\s*\[?(?:fields\.)?[\"']?{re.escape(key)}\b", self.head, re.MULTILINE)
        return self.head.count("\n", 0, found.end()) + 2 if found else 0

    def wrong(self, key: str, code: str, **facts: object) -> BadLetter:
        """What is wrong with a key of the head, as an error that knows its line."""
        return BadLetter(self.path, self.line_of(key), code, key=key, **facts)


def read(path: Path) -> Front:
    """The letter's file; BadLetter where it is not UTF-8, has no head, or its head is not TOML."""
    found = _PARTS.fullmatch(_text(path))
    if not found:
        raise BadLetter(path, 1, "letter_head_missing")
    try:
        data = tomllib.loads(found["head"])
    except tomllib.TOMLDecodeError as error:
        line = _TOML_LINE.search(str(error))
        at = int(line[1]) if line else found["head"].count("\n")
        raise BadLetter(path, at + 1, "letter_head", reason=str(error)) from None
    return Front(path, found["head"], data, found["body"])


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise BadLetter(path, 0, "letter_unreadable", reason=error.strerror) from None
    except UnicodeDecodeError as error:
        raise BadLetter(path, content.count(b"\n", 0, error.start) + 1, "letter_encoding") from None
    return text.replace("\r\n", "\n")
