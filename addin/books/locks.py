"""Who has a workbook open: what the lock files of Excel and LibreOffice beside it tell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

_EXCEL_WIDE_NAME = 55  # after the name in the Windows code page, padded to this offset: its length, then UTF-16


@dataclass(frozen=True)
class Lock:
    """A lock file, the person it names (blank where it does not tell), and since when."""

    file: Path
    owner: str = ""
    since: datetime | None = None


def lock_of(workbook: Path) -> Lock | None:
    """The lock file by which somebody claims the workbook; None where nobody does."""
    excel = workbook.with_name(f"~${workbook.name}")
    if excel.exists():
        return Lock(excel, excel_owner(_content(excel)))
    libreoffice = workbook.with_name(f".~lock.{workbook.name}#")
    if libreoffice.exists():
        return Lock(libreoffice, *libreoffice_owner(_content(libreoffice)))
    return None


def excel_owner(content: bytes) -> str:
    """The user name in Excel's owner file; blank where it cannot be told.

    >>> excel_owner(b"\\x04J\\xf6rg".ljust(55) + b"\\x04\\x00J\\x00\\xf6\\x00r\\x00g\\x00".ljust(110))
    'Jörg'
    >>> excel_owner(b"")
    ''
    """
    wide = content[_EXCEL_WIDE_NAME:]
    length = int.from_bytes(wide[:2], "little")
    if 0 < length <= (len(wide) - 2) // 2:
        return wide[2 : 2 + 2 * length].decode("utf-16-le", "replace").strip()
    return content[1 : 1 + content[0]].decode("cp1252", "replace").strip() if content else ""


def libreoffice_owner(content: bytes) -> tuple[str, datetime | None]:
    """The name (else the login) with the computer in LibreOffice's lock file, and since when.

    >>> libreoffice_owner(b"Hansen\\\\, Anna,ahansen,PC-14,21.11.2026 22:21,file:///C:/profile;")
    ('Hansen, Anna (PC-14)', datetime.datetime(2026, 11, 21, 22, 21))
    """
    fields = re.split(r"(?<!\\),", content.decode("utf-8", "replace"))
    name, login, computer, since, *_ = [re.sub(r"\\(.)", r"\1", field).strip() for field in fields] + [""] * 4
    person = name or login
    return f"{person} ({computer})" if person and computer else person or computer, _moment(since)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%d.%m.%Y %H:%M")  # noqa: DTZ007 - the local time of who wrote it
    except ValueError:
        return None


def _content(lock: Path) -> bytes:
    """What the lock file holds; nothing where its owner lets nobody read it."""
    try:
        return lock.read_bytes()
    except OSError:
        return b""
