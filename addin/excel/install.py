"""Teeup into Excel and out of it again: what is written is recorded, so that every trace can go."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import macros
from addin import __version__
from addin.errors import Refusal
from addin.excel import notes, places, resident
from addin.excel.logon import logon

_OWN_NOTES = ("request", "working", "answer", "part")


@dataclass(frozen=True)
class Installed:
    """What was written, and whether a companion that ran was started anew."""

    files: tuple[Path, ...]
    companion: bool


@dataclass(frozen=True)
class Uninstalled:
    """What was taken out, and what lies in our folder that is none of ours and stays."""

    removed: tuple[str, ...]
    left: tuple[Path, ...]


def built(platform: str = sys.platform) -> bytes:
    """The add-in for this machine: it starts this Python and no other."""
    from addin.excel.addin_file import addin_bytes

    return addin_bytes(places.python_without_console(platform), places.home(platform))


def script(platform: str = sys.platform) -> str:
    """The script that starts Python for Excel on a Mac, where Excel itself may not."""
    python = str(places.python_without_console(platform)).replace("\\", "\\\\").replace('"', '\\"')
    return macros.text(places.SCRIPT_NAME).replace("{python}", python)


def contents(folder: Path | None = None, platform: str = sys.platform) -> dict[Path, bytes]:
    """Every file that belongs into Excel's folders, by its place; Refusal `no_excel_here`."""
    target = folder or places.startup_folder(platform)
    if not target:
        raise Refusal("no_excel_here")
    files = {target / places.ADDIN_NAME: built(platform)}
    scripts = places.script_folder(platform)
    if scripts:
        files[scripts / places.SCRIPT_NAME] = script(platform).encode()
    return files


def install(folder: Path | None = None, platform: str = sys.platform) -> Installed:
    """Builds the add-in here and puts it where Excel trusts it, or into `folder`; an earlier one is replaced.

    Refusal `addin_in_use` where Excel has the earlier one open, `python_not_alone` where Excel could not start
    this Python, `python_of_store` where Windows hides from Excel what it writes.
    """
    if of_store():
        raise Refusal("python_of_store")
    if not starts_alone(places.python_without_console(platform)):
        raise Refusal("python_not_alone", python=str(places.python_without_console(platform)))
    files = contents(folder, platform)
    made = _missing_folders(files)
    for path, content in files.items():
        _put(path, content)
    places.requests_folder().mkdir(parents=True, exist_ok=True)
    _remove(path for path in recorded("files") if path not in files)
    _record(files, [*made, *recorded("folders")])
    was_there = resident.lives()
    return Installed(tuple(files), was_there and resident.stop() and resident.start())


def of_store() -> bool:
    """This Python is the Microsoft Store's: what it writes into the profile, only it sees."""
    return "WindowsApps" in Path(sys.base_prefix).parts


def starts_alone(python: Path) -> bool:
    """Python finds Teeup as Excel starts it: without the user's own folders and environment."""
    call = [str(python), "-I", "-c", "import addin"]
    return subprocess.run(call, capture_output=True, check=False).returncode == 0


def uninstall(platform: str = sys.platform) -> Uninstalled:
    """Takes out every trace and tells which; never a workbook.

    Refusal `companion_busy` or `addin_in_use` where something is still at work.
    """
    if not resident.stop():
        raise Refusal("companion_busy")
    removed = [str(path) for path in _remove(_in_excel(platform))]
    offered = logon(platform)
    if offered and offered.is_on():
        offered.turn_off()
        removed.append(offered.place)
    folders = recorded("folders")
    removed += [str(path) for path in _remove(own_files())]
    _remove_empty((*folders, places.requests_folder(), places.home()))
    home = places.home()
    return Uninstalled(tuple(removed), tuple(sorted(home.rglob("*"))) if home.exists() else ())


def _in_excel(platform: str) -> list[Path]:
    """The recorded files, and the usual places in case that the record is lost."""
    usual = (
        (places.startup_folder(platform), places.ADDIN_NAME),
        (places.script_folder(platform), places.SCRIPT_NAME),
    )
    return list(dict.fromkeys([*recorded("files"), *(folder / name for folder, name in usual if folder)]))


def own_files() -> Iterator[Path]:
    """Everything that Teeup itself writes into its folder."""
    for ending in _OWN_NOTES:
        yield from places.requests_folder().glob(f"*.{ending}")
    yield from places.home().glob("*.part")
    yield from places.home().glob("handbook.*.html")
    yield places.figures_note()
    yield places.error_log()
    yield places.alive_file()
    yield places.stop_file()
    yield places.companion_lock()
    yield places.worker_lock()
    yield places.install_note()


def _put(path: Path, content: bytes) -> None:
    try:
        notes.put(path, content)
    except PermissionError:
        path.with_name(f"{path.name}.part").unlink(missing_ok=True)
        raise Refusal("addin_in_use", file=str(path)) from None


def _remove(paths: Iterable[Path]) -> list[Path]:
    """The paths that were there and are gone now."""
    removed = [path for path in paths if path.is_file()]
    for path in removed:
        try:
            path.unlink()
        except PermissionError:
            raise Refusal("addin_in_use", file=str(path)) from None
    return removed


def _remove_empty(folders: Iterable[Path]) -> None:
    """The deepest first; what holds anything stays."""
    for folder in sorted(set(folders), key=lambda path: len(path.parts), reverse=True):
        with suppress(OSError):
            folder.rmdir()


def _missing_folders(files: Iterable[Path]) -> list[Path]:
    """Folders that the installation must make, and the uninstallation may therefore take."""
    return [folder for file in files for folder in file.parents if not folder.exists()]


def _record(files: Iterable[Path], folders: Iterable[Path]) -> None:
    values = {
        "version": __version__,
        "python": str(places.python_without_console()),
        "files": "\n".join(map(str, files)),
        "folders": "\n".join(dict.fromkeys(map(str, folders))),
    }
    notes.write(places.install_note(), values)


def recorded(key: str) -> list[Path]:
    return [Path(line) for line in notes.read(places.install_note()).get(key, "").splitlines()]
