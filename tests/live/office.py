"""A LibreOffice of our own: started with a fresh profile, reached through a pipe, stopped with its folder.

Its `home` folder is all that another process needs to reach the same one: the pipe has the folder's name, and the
journal in it is what this Excel remembers (status bar, alerts, macros asked for).
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

UNO_PLACES = ("/usr/lib/python3/dist-packages", "/usr/lib/libreoffice/program")
PROFILE_WAS_NEW = 81  # soffice made its profile and wants to be started again
SECONDS_TO_START = 60


class ExcelError(Exception):
    """What Excel refuses: stands for pywintypes.com_error and appscript's CommandError."""


def uno() -> Any:
    """LibreOffice's bridge to Python, found where Debian puts it; ImportError where it is missing."""
    sys.path.extend(UNO_PLACES)
    try:
        import uno as bridge
    finally:
        del sys.path[-len(UNO_PLACES) :]  # nothing else of the system's Python is for us
    return bridge


def desktop(home: Path) -> Any:
    """The desktop of the LibreOffice that lives in `home`; a UNO exception where none answers."""
    here = uno().getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
    there = resolver.resolve(f"uno:pipe,name={home.name};urp;StarOffice.ComponentContext")
    return there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)


class Journal:
    """What was set and said in this Excel, in order, whichever process did it."""

    def __init__(self, home: Path) -> None:
        self._file = home / "journal.jsonl"

    def note(self, what: str, value: Any) -> None:
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps([what, value], ensure_ascii=False) + "\n")

    def all(self, what: str) -> list[Any]:
        """Every value of one kind, oldest first."""
        if not self._file.exists():
            return []
        entries = map(json.loads, self._file.read_text("utf-8").splitlines())
        return [value for kind, value in entries if kind == what]

    def last(self, what: str, otherwise: Any) -> Any:
        return (self.all(what) or [otherwise])[-1]


class Office:
    """A running LibreOffice; `home` is its own, empty folder with a name that no other one on the machine has."""

    def __init__(self, command: str, home: Path) -> None:
        self.home, self.journal = home, Journal(home)
        self._command = command
        self._process = self._started()
        self.desktop = self._reached()
        self.journal.note("pid", self._process.pid)

    def stop(self) -> None:
        """Ends it kindly, else with everything it started."""
        try:
            self.desktop.terminate()
            self._process.wait(10)
        except Exception:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(10)

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [
                self._command,
                *("--headless", "--norestore", "--nologo", "--nodefault"),
                f"--accept=pipe,name={self.home.name};urp;",
                f"-env:UserInstallation={(self.home / 'profile').as_uri()}",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _reached(self) -> Any:
        late = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < late:
            if self._process.poll() == PROFILE_WAS_NEW:
                self._process = self._started()
            try:
                return desktop(self.home)
            except Exception:  # the exceptions of UNO have no class before it is reached
                time.sleep(0.1)
        self._process.kill()
        raise TimeoutError(f"LibreOffice did not answer within {SECONDS_TO_START} seconds")
