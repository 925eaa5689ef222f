"""The ways to a command: at a desk in this process, from a terminal, by a click that the companion answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from days import Call
from office import Office
from workbooks import NOW

from addin.__main__ import main
from addin.books import Book
from addin.commands.register import COMMANDS
from addin.desk import Desk
from addin.errors import Refusal
from addin.excel import notes
from addin.explain import outcome_object
from addin.terminal import parser
from addin.words import Words

Told = dict[str, Any]
HERE = Path(__file__).parent
SECONDS = 60


def at_the_desk(call: Call, book: Book, folder: Path) -> Told:
    """What came of a call, as the terminal's `--json` tells it."""
    words = Words.of(book.language)
    chosen = parser(words, live=True).parse_args([*call.typed, "--wb=Demo.xlsx"])
    options = {name.replace("_", "-"): value for name, value in vars(chosen).items()}
    desk = Desk(book, NOW, folder)
    try:
        outcome = desk.undo(chosen.runs) if call.command == "undo" else desk.run(COMMANDS[call.command], options)
    except Refusal as refusal:
        return {"command": call.command, "error": refusal.code}
    return comparable(outcome_object(outcome, call.command, words))


def comparable(told: Told) -> Told:
    """What was told, but for what may differ: the folder of the files, the text of a refusal, and how many cells
    changed, for a closed file counts answers that an open workbook has calculated meanwhile."""
    kept = {name: value for name, value in told.items() if name not in ("cells_changed", "text")}
    return {**kept, "files": [Path(path).name for path in told["files"]]} if "files" in told else kept


def _program(office: Office, home: Path, *words: str) -> tuple[list[str], dict[str, str]]:
    """`python -m addin …` in a process of its own whose Excel is our LibreOffice."""
    start = f"import engine; engine.activate({str(office.home)!r}); from addin.__main__ import run; run()"
    environment = {**os.environ, "PYTHONPATH": str(HERE), "TEEUP_HOME": str(home)}
    return [sys.executable, "-c", start, *words], environment


class Terminal:
    """What `teeup` does with the words after it; `alone` in a process of its own."""

    def __init__(self, office: Office, home: Path, workbook: str) -> None:
        self._office, self._home = office, home
        self._last = (f"--wb={workbook}", "--language=de", "--json")

    def __call__(self, call: Call) -> Told:
        with redirect_stdout(StringIO()) as out, pytest.MonkeyPatch.context() as patch:
            patch.setenv("TEEUP_HOME", str(self._home))
            main([*call.typed, *self._last])
        return comparable(json.loads(out.getvalue()))

    def alone(self, call: Call) -> Told:
        command, environment = _program(self._office, self._home, *call.typed, *self._last)
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.stdout, done.stderr
        return comparable(json.loads(done.stdout))


class Companion:
    """One process for all clicks."""

    def __init__(self, office: Office, home: Path, workbook: str) -> None:
        self._home, self._workbook = home, workbook
        command, environment = _program(office, home, "companion")
        self._process = subprocess.Popen(command, env=environment)
        self._clicks = 0
        self._until((home / "companion.alive").exists)

    def __call__(self, call: Call) -> Told:
        self._clicks += 1
        request = self._home / "requests" / f"click{self._clicks:05d}.request"
        notes.write(request, {**call.noted, "workbook": self._workbook, "language": "de"})
        answer = request.with_suffix(".answer")
        self._until(answer.exists)
        return {"command": call.command, "state": notes.read(answer)["state"]}

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(SECONDS)

    def _until(self, holds: Callable[[], bool]) -> None:
        late = time.monotonic() + SECONDS
        while not holds():
            assert time.monotonic() < late, "the companion does not answer"
            assert self._process.poll() is None, "the companion has gone"
            time.sleep(0.01)
