"""Carrying out requests: each by exactly one worker, and never twice, whoever dies when."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from addin.errors import Refusal
from addin.excel import figures, locks, notes, places
from addin.excel.answering import Answer, answered, refused
from addin.excel.office import Office
from addin.excel.requests import Request, request_of
from addin.words import Words

Clock = Callable[[], datetime]
BEAT = 1.0  # seconds; Excel believes a file that is younger than five
_LOOK_AGAIN = 0.05


def serve(path: Path, clock: Clock) -> None:
    """Carries out the request in the file; nothing where somebody else has taken it.

    Whoever works holds the one lock, so a `.working` file that we find while we hold it is a dead worker's.
    While another process works on the same workbook, the request is refused; on another workbook, it waits.
    """
    while not (lock := locks.taken(places.worker_lock())):
        if refuse_while_running(path):
            return
        time.sleep(_LOOK_AGAIN)
    with lock:
        tell_interrupted()
        request = taken(path)
        if request:
            _work(request, clock)


def taken(path: Path) -> Request | None:
    """The request, now ours; None where somebody else was faster."""
    mine = path.with_suffix(".working")
    try:
        notes.move(path, mine)
    except FileNotFoundError:
        return None
    return _read(mine)


def tell(request: Request, answer: Answer) -> None:
    """Leaves the answer beside the request, takes the request away and lets Excel show it."""
    folder = places.requests_folder()
    note = {"state": answer.state, "text": answer.text, "open": answer.open}
    notes.write(folder / f"{request.id}.answer", note)
    (folder / f"{request.id}.working").unlink(missing_ok=True)
    if request.command != "ping":
        Office(request.hwnd).tell(request.id, answer.text)


def refuse(path: Path, code: str, **facts: str) -> None:
    """Answers the request in the file with a refusal, unless somebody has taken it."""
    request = taken(path) if path.suffix == ".request" else _read(path)
    if request:
        words = Words.of(request.language)
        tell(request, refused(Refusal(code, **facts, command=_title(request.command, words)), words))


def refuse_while_running(path: Path) -> bool:
    """Refuses the request kindly where a command runs on the same workbook; whether it did."""
    workbook, command = figures.running()
    request = _read(path)
    if not command or request.workbook != workbook:
        return False
    refuse(path, "still_running", running=_title(command, Words.of(request.language)))
    return True


def tell_interrupted() -> None:
    """Answers what a dead worker left behind. Only for who holds the worker's lock."""
    for path in waiting(".working"):
        refuse(path, "request_interrupted")


def waiting(ending: str = ".request") -> list[Path]:
    """The notes of this kind in the folder, the oldest first; what has no right id is none of ours."""
    found = places.requests_folder().glob(f"*{ending}")
    return sorted((path for path in found if places.REQUEST_ID.fullmatch(path.stem)), key=written)


def written(path: Path) -> float:
    """When the file was written, in seconds; for ever ahead where somebody has taken it meanwhile."""
    try:
        return path.stat().st_mtime
    except OSError:
        return float("inf")


@contextmanager
def beating(path: Path) -> Iterator[None]:
    """The file is touched every second by a thread of its own, however long what is inside takes."""
    ended = threading.Event()
    beat = threading.Thread(target=_beat, args=(path, ended), daemon=True)
    beat.start()
    try:
        yield
    finally:
        ended.set()
        beat.join()


def _beat(path: Path, ended: threading.Event) -> None:
    while not ended.wait(BEAT):
        with suppress(OSError):  # the folder may go (uninstall) while we live
            path.touch()


def _work(request: Request, clock: Clock) -> None:
    office = Office(request.hwnd)
    words = Words.of(request.language)
    figures.forget_yesterday(clock())
    figures.begun(request.workbook, request.command)
    try:
        with beating(places.figures_note()):
            answer = answered(request, clock(), lambda step: office.show(words.text(f"commands.progress.{step}")))
    finally:
        figures.ended()
    tell(request, answer)


def _read(path: Path) -> Request:
    return request_of(path.stem, notes.read(path))


def _title(command: str, words: Words) -> str:
    """The command as its button is called."""
    try:
        return words.text(f"commands.{command}.title")
    except KeyError:
        return command
