"""From a request to its answer: the command is run, and whatever happens becomes a sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from addin import __version__
from addin.errors import Refusal
from addin.excel import bugs, figures, places
from addin.excel.requests import Request, options_of
from addin.words import Words

if TYPE_CHECKING:
    from addin.desk import Desk, Outcome, Progress

State = Literal["done", "act", "refused", "bug"]
_LONGEST = 1000  # characters that a message box shows


@dataclass(frozen=True)
class Answer:
    """What Excel tells: in its status bar where it is `done`, else in a message box; `open` is a file to open."""

    state: State
    text: str
    open: str = ""


def answered(request: Request, now: datetime, progress: Progress = lambda _: None) -> Answer:
    """What came of the request; a refusal and a bug are one sentence each, and never an exception."""
    words = Words.of(request.language)
    try:
        return _WITHOUT_MASTER.get(request.command, _at_the_desk)(request, now, progress)
    except Refusal as refusal:
        return refused(refusal, words)
    except Exception:
        log = bugs.written_down(request.command, now)
        return Answer("bug", words.text("errors.bug", file=str(log)))


def refused(refusal: Refusal, words: Words) -> Answer:
    """Why nothing was begun, and the way out."""
    from addin.explain import refusal_line

    return Answer("refused", refusal_line(refusal, words))


def _at_the_desk(request: Request, now: datetime, progress: Progress) -> Answer:
    options = options_of(request)
    from addin import masters

    desk = masters.live(request.workbook, now, None, progress)
    reps = _reps(desk)
    outcome = _outcome(desk, request, options)
    if not outcome.rehearsed:
        figures.learned(request.workbook, outcome.today, outcome.counts, reps)
    return _told(outcome, request)


def _reps(desk: Desk) -> list[str]:
    """The names of the active sales reps, for the menu that chooses one; none where the table is damaged."""
    try:
        staff = desk.table("staff")
    except Refusal:
        return []
    found = staff[(staff["role"] == "rep") & staff["active"].ne(False)]
    return [str(name) for name in found["name"].dropna()]


def _outcome(desk: Desk, request: Request, options: dict[str, object]) -> Outcome:
    from addin.commands.register import COMMANDS
    from addin.commands.selection import Rows

    if request.command == "undo":
        return desk.undo(int(str(options["runs"])), rehearse=request.rehearse)
    rows = Rows.of(request.rows, request.sheet) if request.rows else None
    return desk.run(COMMANDS[request.command], options, rehearse=request.rehearse, rows=rows)


def _told(outcome: Outcome, request: Request) -> Answer:
    """One line where all is well; everything where she must act, or wanted to see what would happen."""
    from addin.explain import done_lines

    lines = list(done_lines(outcome, request.command, Words.of(request.language)))
    if outcome.must_act or outcome.rehearsed:
        return Answer("act", _short("\n".join(lines)))
    return Answer("done", lines[0])


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 2].rpartition(chr(10))[0]}\n…"


def _new(request: Request, now: datetime, _: Progress) -> Answer:
    from addin import masters

    book = _workbook_named(request)
    if request.command == "new":
        masters.create(book, request.language)
    else:
        masters.demo(book, request.language, now)
    text = Words.of(request.language).text(f"install.answers.{request.command}", book=book.name)
    return Answer("done", text, open=str(book))


def _workbook_named(request: Request) -> Path:
    """The file to be made; a name without an ending gets Excel's."""
    path: Path = options_of(request)["book"].expanduser()
    return path if path.suffix else path.with_suffix(".xlsx")


def _doctor(request: Request, *_: object) -> Answer:
    from addin.excel import doctor

    words = Words.of(request.language)
    findings = doctor.findings()
    wrong = [finding for finding in findings if finding.state == "act"]
    if not wrong:
        return Answer("done", words.text("install.answers.doctor", n=len(findings)))
    return Answer("act", _short("\n".join(doctor.line(finding, words) for finding in wrong)))


def _handbook(request: Request, *_: object) -> Answer:
    from addin.handbook import page

    place = places.home() / f"handbook.{request.language}.html"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(page(request.language), "utf-8")
    return Answer("done", Words.of(request.language).text("install.answers.handbook"), open=str(place))


def _ping(*_: object) -> Answer:
    return Answer("done", __version__)


_WITHOUT_MASTER: dict[str, Callable[[Request, datetime, Progress], Answer]] = {
    "new": _new,
    "demo": _new,
    "doctor": _doctor,
    "handbook": _handbook,
    "ping": _ping,
}
