"""The mark by which a report sheet is known as Teeup's own, and which state of its report it shows."""

from __future__ import annotations

from hashlib import sha256

from addin.books.package import Package

MARK = "_teeup_report"  # a hidden name of the sheet's own


def mark_text(key: str, digest: str) -> str:
    """What the name stands for, as a formula without its equals sign."""
    return f'"{key}:{digest}"'


def mark_of(text: str) -> tuple[str, str]:
    """Key and digest of a mark; both blank where it is none.

    >>> mark_of('="expiry_calendar.M-0001:abc"')
    ('expiry_calendar.M-0001', 'abc')
    """
    key, _, digest = text.removeprefix("=").strip('"').rpartition(":")
    return (key, digest) if key else ("", "")


def digest_of(report: Package) -> str:
    """The same for the same report: the document's properties tell when it was made, not what it says."""
    content = sha256()
    for name in sorted(report.names):
        if not name.startswith("docProps/"):
            content.update(b"\0%b\0" % name.encode())
            for block in report.blocks(name):
                content.update(block)
    return content.hexdigest()[:32]
