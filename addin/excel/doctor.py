"""The self-check: is everything in place, and what is the next step where it is not."""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module, metadata
from pathlib import Path
from typing import Any, Literal

from addin import __version__
from addin.errors import Refusal
from addin.excel import install, places, resident
from addin.excel.logon import logon
from addin.words import Words

OFFICE = r"Software\Microsoft\Office\16.0"
POLICIES = r"Software\Policies\Microsoft\Office\16.0"
EXCEL_TRUST = r"Excel\Security\Trusted Locations"
COMMON_TRUST = r"Common\Security\Trusted Locations"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `act`: the coordinator must do something; `note`: good to know."""

    check: str
    state: Literal["ok", "note", "act"]
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


def findings(platform: str = sys.platform) -> list[Finding]:
    """Everything that was looked at, in the order in which to put it right."""
    found = (check(platform) for check in _CHECKS)
    return [finding for finding in found if finding]


def title(finding: Finding, words: Words) -> str:
    return words.text(f"install.checks.{finding.check}.title")


def told(finding: Finding, words: Words) -> str:
    """What was found, and the next step where there is one."""
    return words.text(f"install.checks.{finding.check}.{finding.code}", **finding.facts)


def line(finding: Finding, words: Words) -> str:
    return f"{title(finding, words)}: {told(finding, words)}"


def _python(_: str) -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    facts = {"version": version, "bits": struct.calcsize("P") * 8}
    if install.of_store():
        return Finding("python", "act", "store", facts)
    if not install.starts_alone(places.python_without_console()):
        return Finding("python", "act", "not_alone", facts)
    return Finding("python", "ok", "right", facts)


def _versions(_: str) -> Finding:
    """The parts that are installed, against those that this Teeup was tested with."""
    wanted = [need for need in metadata.requires("teeup") or () if need.startswith("xlwings==")]
    facts = {"teeup": __version__, "xlwings": metadata.version("xlwings")}
    right = metadata.version("teeup") == __version__ and wanted == [f"xlwings=={facts['xlwings']}"]
    return Finding("versions", "ok" if right else "act", "right" if right else "mixed", facts)


def _addin(platform: str) -> Finding:
    try:
        files = install.contents(_installed_folder(), platform)
    except Refusal:
        return Finding("addin", "note", "no_excel")
    path = next(iter(files))
    facts = {"file": str(path), "folder": str(path.parent), "version": __version__}
    if not path.exists():
        return Finding("addin", "act", "missing", facts)
    same = all(path.exists() and path.read_bytes() == content for path, content in files.items())
    return Finding("addin", "ok" if same else "act", "right" if same else "other", facts)


def _installed_folder() -> Path | None:
    """Where the record says that the add-in is; None where nothing is recorded."""
    return next((file.parent for file in install.recorded("files")), None)


def _mark(platform: str) -> Finding | None:
    """The mark by which Windows remembers that a file came from elsewhere: a stream beside its content."""
    folder = _installed_folder() or places.startup_folder(platform)
    if platform != "win32" or not folder:
        return None
    marked = Path(f"{folder / places.ADDIN_NAME}:Zone.Identifier").exists()
    return Finding("mark", "act" if marked else "ok", "marked" if marked else "unmarked")


def _trust(platform: str) -> Finding | None:
    """Whether a policy keeps Excel from trusting its own start folder."""
    if platform != "win32":
        return None
    registry = import_module("winreg")
    if any(_value(registry, rf"{top}\{EXCEL_TRUST}", "AllLocationsDisabled") for top in (POLICIES, OFFICE)):
        return Finding("trust", "act", "disabled")
    if _value(registry, rf"{POLICIES}\{COMMON_TRUST}", "Allow User Locations") == 0:
        return Finding("trust", "note", "policy_only")
    return Finding("trust", "ok", "trusted")


def _value(registry: Any, key: str, name: str) -> Any:
    with suppress(OSError), registry.OpenKey(registry.HKEY_CURRENT_USER, key) as opened:
        return registry.QueryValueEx(opened, name)[0]
    return None


def _companion(_: str) -> Finding:
    if not resident.lives():
        return Finding("companion", "note", "asleep")
    sign = resident.sign_of_life()
    if not sign:
        return Finding("companion", "act", "silent")
    facts = {"milliseconds": round(sign.milliseconds), "version": sign.version}
    if sign.version != __version__:
        return Finding("companion", "act", "other_version", facts)
    return Finding("companion", "ok", "answers", facts)


def _logon(platform: str) -> Finding | None:
    offered = logon(platform)
    if not offered:
        return None
    return Finding("logon", "note", "on" if offered.is_on() else "off", {"place": offered.place})


def _home(_: str) -> Finding:
    facts = {"folder": str(places.home())}
    probe = places.requests_folder() / "doctor.part"
    try:
        probe.parent.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError:
        return Finding("home", "act", "closed", facts)
    return Finding("home", "ok", "writable", facts)


def _keyring(_: str) -> Finding:
    import keyring

    backend = keyring.get_keyring()
    facts = {"name": backend.name}
    if backend.priority <= 0:
        return Finding("keyring", "note", "none", facts)
    return Finding("keyring", "ok", "there", facts)


def _mail(_: str) -> Finding:
    return Finding("mail", "note", "in_the_workbook")


def _libreoffice(_: str) -> Finding:
    return Finding("libreoffice", "ok", "not_needed")


_CHECKS: tuple[Callable[[str], Finding | None], ...] = (
    _python,
    _versions,
    _addin,
    _mark,
    _trust,
    _home,
    _companion,
    _logon,
    _keyring,
    _mail,
    _libreoffice,
)
