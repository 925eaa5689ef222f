"""What is wrong with a letter's text, as exceptions that carry facts and no sentence."""

from __future__ import annotations

from pathlib import Path


class BadText(Exception):
    """A text that cannot be used as it stands; `line` counts from 1 within that text."""

    def __init__(self, line: int, code: str, **facts: object) -> None:
        super().__init__(line, code, facts)
        self.line = line
        self.code = code
        self.facts = facts


class BadLetter(Exception):
    """A letter that cannot be used as it stands; nothing else is used in its place.

    `line` counts from 1 within the file (0: the file as a whole); `code` names the words, `facts` fill them and
    hold file and line too.
    """

    def __init__(self, path: Path, line: int, code: str, **facts: object) -> None:
        super().__init__(path, line, code, facts)
        self.path = path
        self.line = line
        self.code = code
        self.facts = {"file": str(path), "line": line, **facts}
