"""Notes: the small files by which Excel and Python tell each other something.

ASCII, one `key=value` a line; what is not printable ASCII, and the backslash, is `\\uXXXX` (UTF-16 units), so that
VBA reads and writes them with nothing but its own file statements.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping
from pathlib import Path

_KEY = re.compile(r"[a-z0-9_.-]+")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})")
_ESCAPED = re.compile(r"[^ -\[\]-~]")
_PATIENCE = (0.01, 0.03, 0.1, 0.3)  # Windows moves no file that somebody is just reading


def note(values: Mapping[str, str]) -> bytes:
    """The note that says these values; ValueError for a key that no note can have.

    >>> note({"text": "fällig: 7\\nC:\\\\M"})
    b'text=f\\\\u00E4llig: 7\\\\u000AC:\\\\u005CM\\n'
    """
    wrong = [key for key in values if not _KEY.fullmatch(key)]
    if wrong:
        raise ValueError(f"no key of a note: {wrong[0]!r}")
    return "".join(f"{key}={escaped(value)}\n" for key, value in values.items()).encode("ascii")


def values_of(data: bytes) -> dict[str, str]:
    """What a note says; ValueError for bytes that are no note.

    >>> values_of(b"workbook=M\\\\u00E4rz.xlsx\\r\\nnote=\\r\\n")
    {'workbook': 'März.xlsx', 'note': ''}
    """
    values = {}
    for line in data.decode("ascii").splitlines():
        key, equals, value = line.partition("=")
        if not equals or not _KEY.fullmatch(key):
            raise ValueError(f"no line of a note: {line!r}")
        values[key] = _plain(value)
    return values


def write(path: Path, values: Mapping[str, str]) -> None:
    """The values as a note that nobody ever sees half written."""
    put(path, note(values))


def put(path: Path, content: bytes) -> None:
    """The file with this content, whole or not at all; PermissionError where somebody holds the old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    move(part, path)


def move(source: Path, target: Path) -> None:
    """The file under its new name, at once or not at all; FileNotFoundError where it is gone."""
    for pause in _PATIENCE:
        try:
            source.replace(target)
            return
        except PermissionError:
            time.sleep(pause)
    source.replace(target)


def read(path: Path) -> dict[str, str]:
    """What the file's note says; nothing where there is no file or no note in it."""
    try:
        return values_of(path.read_bytes())
    except (OSError, ValueError):
        return {}


def escaped(value: str) -> str:
    """The text as it stands in a note and in VBA: ASCII that can be printed."""
    return _ESCAPED.sub(lambda found: _units(found[0]), value)


def _units(character: str) -> str:
    encoded = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{encoded[at : at + 2].hex().upper()}" for at in range(0, len(encoded), 2))


def _plain(value: str) -> str:
    units = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), value)
    return units.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
