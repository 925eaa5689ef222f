"""The companion from outside: whether it lives and answers, starting it and asking it to end."""

from __future__ import annotations

import secrets
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from addin.excel import locks, notes, places
from addin.excel.logon import companion_call

_LOOK_AGAIN = 0.02
_STARTS_WITHIN = 60.0
_ENDS_WITHIN = 30.0
_ANSWERS_WITHIN = 3.0


@dataclass(frozen=True)
class SignOfLife:
    """The companion's answer: of which version it is, and how long it took."""

    version: str
    milliseconds: float


def lives() -> bool:
    """A companion is there, whether or not it answers."""
    return locks.is_held(places.companion_lock())


def start() -> bool:
    """Starts the companion, free of this process; whether it is ready."""
    alive = places.alive_file()
    if lives():
        return _comes_true(alive.exists, _STARTS_WITHIN)
    alive.unlink(missing_ok=True)
    born = _begun()
    _comes_true(lambda: alive.exists() or born.poll() is not None, _STARTS_WITHIN)
    born.returncode = born.returncode or 0  # it outlives us; nobody waits for it
    return alive.exists()


def _begun() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        companion_call(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=Path(sys.prefix),
        creationflags=getattr(subprocess, "DETACHED_PROCESS", 0),
        start_new_session=True,
    )


def stop() -> bool:
    """Asks the companion to end when its work is done; whether it has."""
    if not lives():
        return True
    places.stop_file().touch()
    return _comes_true(lambda: not lives(), _ENDS_WITHIN)


def sign_of_life() -> SignOfLife | None:
    """The companion's answer to a request that wants nothing; None where it gives none."""
    request_id = secrets.token_hex(8)
    request = places.requests_folder() / f"{request_id}.request"
    answer = request.with_suffix(".answer")
    began = time.perf_counter()
    notes.write(request, {"command": "ping"})
    answered = _comes_true(answer.exists, _ANSWERS_WITHIN, pause=0.001)
    took = 1000 * (time.perf_counter() - began)
    text = notes.read(answer).get("text", "")
    for path in (request, answer):
        path.unlink(missing_ok=True)
    return SignOfLife(text, took) if answered else None


def _comes_true(holds: Callable[[], bool], within: float, pause: float = _LOOK_AGAIN) -> bool:
    end = time.monotonic() + within
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(pause)
    return holds()
