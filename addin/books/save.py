"""A closed workbook as a file: read when nobody else has it, saved whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import chain, count
from pathlib import Path

from addin.books.locks import lock_of
from addin.errors import Refusal

BACKUPS = "teeup-backups"
_WORKBOOKS = {".xlsx", ".xlsm"}
_TEMPLATES = {".xltx", ".xltm"}
_UNFINISHED = re.compile(r"\.teeup-\w{8}\.tmp")
_ABANDONED_S = 3600  # a save takes seconds: what is an hour old belongs to a run that was killed
_REFUSED_AS = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EFBIG: "disk_full",
    errno.ENAMETOOLONG: "file_name_too_long",
}
_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS}
_HELD = {errno.EAGAIN, errno.EACCES, errno.EDEADLK}


@dataclass(frozen=True)
class Fingerprint:
    """How a file looked when it was read: tells whether somebody has saved it since."""

    size: int
    modified_ns: int
    digest: bytes

    @classmethod
    def of(cls, data: bytes, status: os.stat_result) -> Fingerprint:
        return cls(status.st_size, status.st_mtime_ns, sha256(data).digest())


def opened(path: Path) -> tuple[bytes, Fingerprint]:
    """What a workbook holds that nobody else has open, and its fingerprint for the saving.

    Refusal where the file is missing, of another kind, open elsewhere or write-protected: what could not be
    saved afterwards is not begun.
    """
    file = path.resolve()
    with _refusing(file, denied="file_in_use", other="file_unreadable"):
        _refuse_other_kinds(file)
        _refuse_open(path, file)
        _refuse_protected(file)
        with file.open("r+b") as stream:  # opened for writing, for Windows to tell when somebody else has it
            data = stream.read()
            return data, Fingerprint.of(data, os.fstat(stream.fileno()))


def replace(path: Path, data: bytes, fingerprint: Fingerprint, backups: int, now: datetime) -> Fingerprint:
    """The fingerprint of the workbook after it was replaced by `data`; on a Refusal the old file is untouched.

    The old content is kept as a dated backup beside it; of our own backups of this workbook the newest
    `backups` stay, at least the one just made. The same content again is not written.
    """
    file = path.resolve()
    with _refusing(file, denied="folder_read_only", other="save_failed"), _turn(file):
        old, current = opened(path)
        if current.digest != fingerprint.digest:
            raise Refusal("changed_meanwhile", file=file.name)
        if data == old:
            return current
        with _beside(file, data, like=file) as new:
            backup = _backed_up(file, old, now)
            _refuse_open(path, file)
            _refuse_changed(file, current)
            saved = Fingerprint.of(data, new.stat())
            _put_in_place(new, file)
        _remove_oldest(file, backups, backup)
        return saved


def _put_in_place(new: Path, file: Path) -> None:
    """The one moment of the change: before it the name leads to the old file, after it to the new one."""
    with _refusing(file, denied="file_in_use", other="save_failed"):
        new.replace(file)
    _sync_folder(file.parent)


def _refuse_other_kinds(file: Path) -> None:
    if not file.exists():
        raise Refusal("file_missing", file=file.name, folder=file.parent)
    if not file.is_file():
        raise Refusal("file_is_no_file", file=file.name)
    if file.suffix.lower() in _TEMPLATES:
        raise Refusal("file_is_template", file=file.name)
    if file.suffix.lower() not in _WORKBOOKS:
        raise Refusal("file_of_other_kind", file=file.name, kind=file.suffix)


def _refuse_open(path: Path, file: Path) -> None:
    """A link has two names; the lock lies beside either."""
    lock = lock_of(path) or lock_of(file)
    if lock:
        code = "file_open_since" if lock.owner and lock.since else "file_open_by" if lock.owner else "file_open"
        raise Refusal(
            code, file=file.name, owner=lock.owner, since=lock.since, lock=lock.file.name, folder=lock.file.parent
        )


def _refuse_protected(file: Path) -> None:
    """Renaming would get round a write protection: the administrator could even overwrite the file."""
    if not os.access(file, os.W_OK) or not file.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        raise Refusal("file_read_only", file=file.name)
    if not os.access(file.parent, os.W_OK):
        raise Refusal("folder_read_only", file=file.name, folder=file.parent)


def _refuse_changed(file: Path, current: Fingerprint) -> None:
    status = file.stat()
    if (status.st_size, status.st_mtime_ns) != (current.size, current.modified_ns):
        raise Refusal("changed_meanwhile", file=file.name)


@contextmanager
def _refusing(file: Path, denied: str, other: str) -> Iterator[None]:
    """What the system refuses inside, as a Refusal: `denied` for want of rights, `other` where it has no name."""
    try:
        yield
    except OSError as error:
        code = denied if error.errno in _DENIED else _REFUSED_AS.get(error.errno or 0, other)
        raise Refusal(code, file=file.name, folder=file.parent, reason=error.strerror or str(error)) from error


@contextmanager
def _turn(file: Path) -> Iterator[None]:
    """One save at a time in a folder; the system frees the lock of a run that was killed."""
    folder = file.parent / BACKUPS
    folder.mkdir(exist_ok=True)
    with (folder / ".turn").open("ab") as stream:
        if _taken(stream.fileno()):
            raise Refusal("being_saved", file=file.name)
        yield


def _taken(handle: int) -> bool:
    """Whether another run holds the lock; a drive that knows no locks never says so."""
    try:
        _lock(handle)
    except OSError as error:
        return error.errno in _HELD
    return False


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def _beside(target: Path, data: bytes, like: Path) -> Iterator[Path]:
    """A whole file in the target's folder with the rights of `like`, removed again where it was not renamed."""
    handle, name = tempfile.mkstemp(prefix=".teeup-", suffix=".tmp", dir=target.parent)
    temporary = Path(name)
    try:
        _remove_abandoned(target.parent, temporary)
        with os.fdopen(handle, "wb") as stream:
            _take_rights(temporary, like)
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def _take_rights(temporary: Path, like: Path) -> None:
    """Owner and group where we may, then mode and extended rights; before writing, for it copies the time too."""
    status = like.stat()
    if sys.platform != "win32":
        for owner, group in ((-1, status.st_gid), (status.st_uid, -1)):
            with suppress(PermissionError):
                os.chown(temporary, owner, group)
    shutil.copystat(like, temporary)


def _backed_up(file: Path, old: bytes, now: datetime) -> Path:
    folder = file.parent / BACKUPS
    dated = f"{file.stem} {now:%Y-%m-%d %H%M%S}"
    endings = chain([""], (f" ({number})" for number in count(2)))
    names = (folder / f"{dated}{ending}{file.suffix}" for ending in endings)
    backup = next(name for name in names if not name.exists())
    with _beside(backup, old, like=file) as whole:
        whole.replace(backup)
    _sync_folder(folder)
    return backup


def _remove_oldest(file: Path, kept: int, newest: Path) -> None:
    """By the date in the name, and never the newest: the clock may have been set back."""
    dated = re.compile(
        rf"{re.escape(file.stem)} (\d{{4}}-\d\d-\d\d \d{{6}})(?: \((\d+)\))?{re.escape(file.suffix)}"
    )
    found = {backup: dated.fullmatch(backup.name) for backup in newest.parent.iterdir() if backup != newest}
    ours = sorted((match[1], int(match[2] or 1), backup) for backup, match in found.items() if match)
    for *_, backup in ours[: max(0, len(ours) + 1 - max(kept, 1))]:
        with suppress(OSError):
            backup.unlink()


def _remove_abandoned(folder: Path, ours: Path) -> None:
    """The unfinished files of killed runs, by the clock of the folder's own server."""
    for left in folder.iterdir():
        with suppress(OSError):
            if _UNFINISHED.fullmatch(left.name) and left.stat().st_mtime < ours.stat().st_mtime - _ABANDONED_S:
                left.unlink()


def _sync_folder(folder: Path) -> None:
    """Windows does not open folders, some network drives do not sync them: then the system's own care must do."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
