"""The companion: one resident process with everything loaded, so that a click need not wait for Python."""

from __future__ import annotations

import gc
import os
import signal
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from functools import partial
from importlib import import_module
from pathlib import Path

from addin import __version__
from addin.excel import bugs, figures, locks, notes, places, working
from addin.excel.answering import answered
from addin.excel.cell_server import NoCom, WindowsCom, com
from addin.excel.working import Clock

_LOOK_EVERY = 0.015  # seconds: what a click waits at most
_LOOKS = 16  # between two looks at whether we shall end
_AFTER_A_FAILURE = 1.0
_STALE = 60.0
_LEFTOVERS = timedelta(days=1).total_seconds()
_HEAVY = ("xlwings", "addin.masters", "addin.explain", "addin.books.live", "addin.reports.workbook", "holidays")


def live(clock: Clock) -> bool:
    """Answers requests until it is asked to end; False where a companion lives already."""
    lock = locks.taken(places.companion_lock())
    if not lock:
        return False
    with lock:
        places.stop_file().unlink(missing_ok=True)
        signal.signal(signal.SIGTERM, lambda *_: places.stop_file().touch())
        here = com()
        here.serve_beside(partial(_answer_requests, clock, here))
    return True


def _answer_requests(clock: Clock, here: NoCom | WindowsCom) -> None:
    _load(clock)
    places.requests_folder().mkdir(parents=True, exist_ok=True)
    settle(clock)
    born = {"version": __version__, "since": clock().isoformat(timespec="seconds")}
    notes.write(places.alive_file(), born)
    try:
        with (
            working.beating(places.alive_file()),
            ThreadPoolExecutor(1, initializer=here.enter_thread) as worker,
        ):
            Watch(worker, clock).until_asked_to_end()
    finally:
        for path in (places.alive_file(), places.stop_file()):
            path.unlink(missing_ok=True)


class Watch:
    """Sees each request as it comes: hands it to the one worker, or refuses it while that one is busy with its
    workbook. A sign of life is answered at once."""

    def __init__(self, worker: ThreadPoolExecutor, clock: Clock) -> None:
        self._worker = worker
        self._clock = clock
        self._work: Future[None] | None = None
        self._last_failure = ""
        self._folder = str(places.requests_folder())

    def until_asked_to_end(self) -> None:
        """By its note, or because somebody took the whole folder away."""
        while Path(self._folder).exists() and not places.stop_file().exists():
            for _ in range(_LOOKS):
                if not self._looked():
                    time.sleep(_AFTER_A_FAILURE)
                    break
                time.sleep(_LOOK_EVERY)

    def _looked(self) -> bool:
        """One look at the folder; whatever goes wrong is written down once, and life goes on."""
        try:
            self._put_down_finished_work()
            if os.listdir(self._folder):  # noqa: PTH208 - forty times a second, so as plain as can be
                for path in working.waiting():
                    self._meet(path)
        except Exception as failure:
            if repr(failure) != self._last_failure:
                self._last_failure = repr(failure)
                with suppress(OSError):  # what goes may be the folder of the log itself
                    bugs.written_down("companion", self._clock())
            return False
        return True

    def _put_down_finished_work(self) -> None:
        if self._work and self._work.done():
            finished, self._work = self._work, None
            finished.result()

    def _meet(self, path: Path) -> None:
        if notes.read(path).get("command") == "ping":
            _sign_of_life(path, self._clock)
        elif self._work:
            working.refuse_while_running(path)
        else:
            self._work = self._worker.submit(working.serve, path, self._clock)


def _sign_of_life(path: Path, clock: Clock) -> None:
    request = working.taken(path)
    if request:
        working.tell(request, answered(request, clock()))


def settle(clock: Clock) -> None:
    """Makes order after whoever was here before: nothing old is run, everything is answered."""
    lock = locks.taken(places.worker_lock())
    if lock:
        with lock:
            working.tell_interrupted()
            figures.forget_yesterday(clock())
            figures.ended()
    now = clock().timestamp()
    for path in working.waiting():
        if now - working.written(path) > _STALE:
            working.refuse(path, "request_stale")
    for path in (*working.waiting(".answer"), *working.waiting(".part")):
        if now - working.written(path) > _LEFTOVERS:
            path.unlink(missing_ok=True)


def _load(clock: Clock) -> None:
    """Everything that a first click would otherwise wait for: each command has decided once, over nothing."""
    from addin.books.memory import MemoryBook
    from addin.commands.register import COMMANDS
    from addin.desk import Desk

    for name in _HEAVY:
        with suppress(Exception):  # the command that wants it will say so
            import_module(name)
    for command in COMMANDS.values():
        options = {option.name: option.default for option in command.options}
        with suppress(Exception):  # most want an option or a row; what is loaded by then is loaded
            Desk(MemoryBook("de"), clock(), Path()).run(command, options, rehearse=True)
    gc.enable()  # a process with one job does without
    gc.freeze()
