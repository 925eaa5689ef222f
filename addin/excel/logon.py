"""The companion at logon, by choice: one value in the user's registry, or one file on a Mac."""

from __future__ import annotations

import plistlib
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from addin.errors import Refusal
from addin.excel import notes, places

RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"
VALUE = "Teeup"
LABEL = "teeup.companion"


class Logon(Protocol):
    """What a system offers to start something at logon."""

    @property
    def place(self) -> str:
        """Where the entry stands, as an administrator would look for it."""

    def is_on(self) -> bool: ...
    def turn_on(self) -> None: ...
    def turn_off(self) -> None:
        """The entry is gone, also where there was none."""


def companion_call() -> list[str]:
    """How the companion is started; nothing of it comes from a workbook or the environment."""
    return [str(places.python_without_console()), "-I", "-m", "addin", "companion"]


class WindowsLogon:
    """The Run key of the current user: needs no right of an administrator."""

    place = rf"HKCU\{RUN_KEY}\{VALUE}"

    def __init__(self) -> None:
        self._registry: Any = import_module("winreg")

    def is_on(self) -> bool:
        with suppress(OSError), self._key(self._registry.KEY_READ) as key:
            self._registry.QueryValueEx(key, VALUE)
            return True
        return False

    def turn_on(self) -> None:
        python, *rest = companion_call()
        with self._key(self._registry.KEY_SET_VALUE) as key:
            self._registry.SetValueEx(key, VALUE, 0, self._registry.REG_SZ, f'"{python}" {" ".join(rest)}')

    def turn_off(self) -> None:
        with suppress(OSError), self._key(self._registry.KEY_SET_VALUE) as key:
            self._registry.DeleteValue(key, VALUE)

    def _key(self, access: int) -> Any:
        return self._registry.OpenKey(self._registry.HKEY_CURRENT_USER, RUN_KEY, 0, access)


class MacLogon:
    """A LaunchAgent of the user, for sessions with a screen."""

    @property
    def place(self) -> str:
        return str(self._file)

    @property
    def _file(self) -> Path:
        return places.launch_agents() / f"{LABEL}.plist"

    def is_on(self) -> bool:
        return self._file.exists()

    def turn_on(self) -> None:
        entry = {
            "Label": LABEL,
            "ProgramArguments": companion_call(),
            "RunAtLoad": True,
            "LimitLoadToSessionType": "Aqua",
        }
        notes.put(self._file, plistlib.dumps(entry))

    def turn_off(self) -> None:
        self._file.unlink(missing_ok=True)


def logon(platform: str = sys.platform) -> Logon | None:
    """What this system offers; None where there is no Excel to be ready for."""
    if platform == "win32":
        return WindowsLogon()
    return MacLogon() if platform == "darwin" else None


def set_at_logon(wanted: bool, platform: str = sys.platform) -> Logon:
    """Starts the companion at every logon, or no longer; Refusal `no_excel_here`."""
    offered = logon(platform)
    if not offered:
        raise Refusal("no_excel_here")
    if wanted:
        offered.turn_on()
    else:
        offered.turn_off()
    return offered
