"""Where Teeup keeps what is its own, and where Excel looks for add-ins: every path on every system."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

ADDIN_NAME = "teeup.xlam"
SCRIPT_NAME = "Teeup.applescript"
REQUEST_ID = re.compile(r"[a-z0-9]{8,32}")  # as the add-in makes it; it is part of file names and of a call
_MAC_GROUP = Path("Library", "Group Containers", "UBF8T346G9.Office")


def home(platform: str = sys.platform) -> Path:
    """The folder of requests, notes and the error log; TEEUP_HOME names another one.

    On a Mac it is the folder that Excel's sandbox may write to.
    """
    named = os.environ.get("TEEUP_HOME")
    if named:
        return Path(named)
    if platform == "win32":
        return _windows("LOCALAPPDATA", "Local") / "Teeup"
    if platform == "darwin":
        return Path.home() / _MAC_GROUP / "Teeup"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "teeup"


def requests_folder() -> Path:
    """Where a click in Excel leaves its request, and finds its answer."""
    return home() / "requests"


def figures_note() -> Path:
    """What the ribbon's labels show: the workbook, its key date, how much is due, what is running."""
    return home() / "figures.note"


def error_log() -> Path:
    return home() / "errors.log"


def alive_file() -> Path:
    """Touched every second while the companion lives."""
    return home() / "companion.alive"


def stop_file() -> Path:
    """Asks the companion to end."""
    return home() / "companion.stop"


def companion_lock() -> Path:
    """Held by the one companion as long as it lives."""
    return home() / "companion.lock"


def worker_lock() -> Path:
    """Held by whoever carries out a request, companion or process."""
    return home() / "worker.lock"


def install_note() -> Path:
    """The record of what the installation wrote."""
    return home() / "install.note"


def startup_folder(platform: str = sys.platform) -> Path | None:
    """The folder whose workbooks Excel opens and trusts at every start; None where there is no Excel."""
    if platform == "win32":
        return _windows("APPDATA", "Roaming") / "Microsoft" / "Excel" / "XLSTART"
    if platform == "darwin":
        return Path.home() / _MAC_GROUP / "User Content.localized" / "Startup.localized" / "Excel"
    return None


def script_folder(platform: str = sys.platform) -> Path | None:
    """The only folder from which Excel on a Mac runs a script; None on other systems."""
    if platform == "darwin":
        return Path.home() / "Library" / "Application Scripts" / "com.microsoft.Excel"
    return None


def launch_agents() -> Path:
    """Where macOS looks for what starts at logon."""
    return Path.home() / "Library" / "LaunchAgents"


def python_without_console(platform: str = sys.platform) -> Path:
    """The interpreter Teeup runs in; on Windows its twin that opens no window, where it is there."""
    python = Path(sys.executable)
    silent = python.with_name("pythonw.exe")
    return silent if platform == "win32" and silent.exists() else python


def _windows(variable: str, folder: str) -> Path:
    """A folder of the user's profile by its variable, else where it usually lies."""
    return Path(os.environ.get(variable) or Path.home() / "AppData" / folder)
