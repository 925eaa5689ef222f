"""Bounce mails as servers write them, for the demo's messages or any other."""

from __future__ import annotations

import mailbox
from collections.abc import Iterable
from datetime import date, datetime, time
from email.utils import format_datetime
from pathlib import Path

from workbook_templates.demo.staff import DOMAIN


def message_id(mailing: str, contact: str) -> str:
    """The Message-ID that the demo's messages bear."""
    return f"<{mailing}.{contact}@{DOMAIN}>"


def bounce(address: str, status: str, on: date, original: str = "", told: str = "", notice: str = "") -> bytes:
    """A report of RFC 3464 about one address; `original` is the Message-ID of what came back, `notice` its own."""
    parts = [
        ("text/plain", told or "The message was not delivered."),
        (
            "message/delivery-status",
            f"Reporting-MTA: dns; mx.kunde.example\n\nFinal-Recipient: rfc822; {address}\nAction: failed\n"
            f"Status: {status}\nDiagnostic-Code: smtp; 550 {status} {told}",
        ),
    ]
    if original:
        parts.append(("text/rfc822-headers", f"From: vertrieb@{DOMAIN}\nTo: {address}\nMessage-ID: {original}"))
    body = "".join(f"--b\nContent-Type: {kind}; charset=utf-8\n\n{text}\n" for kind, text in parts)
    head = (
        f"From: MAILER-DAEMON@mx.kunde.example\nTo: vertrieb@{DOMAIN}\nSubject: Undelivered\n"
        f"Date: {format_datetime(datetime.combine(on, time(9)))}\nMessage-ID: {notice or f'<{on}.{address}>'}\n"
        "Content-Type: multipart/report; boundary=b\n\n"
    )
    return f"{head}{body}--b--\n".encode()


def absence(address: str, on: date) -> bytes:
    """What an office's machine answers while somebody is away."""
    day = format_datetime(datetime.combine(on, time(9)))
    head = f"From: {address}\nTo: vertrieb@{DOMAIN}\nSubject: Abwesenheitsnotiz\nDate: {day}\n"
    return f"{head}Auto-Submitted: auto-replied\nMessage-ID: <away.{address}>\n\nBin bis Montag weg.\n".encode()


def folder(place: Path, mails: Iterable[bytes]) -> Path:
    """A folder with a file for each mail."""
    place.mkdir(exist_ok=True)
    for number, mail in enumerate(mails, 1):
        (place / f"{number:02}.eml").write_bytes(mail)
    return place


def mbox(place: Path, mails: Iterable[bytes]) -> Path:
    box = mailbox.mbox(place)
    for mail in mails:
        box.add(mail)
    box.close()
    return place


def maildir(place: Path, mails: Iterable[bytes]) -> Path:
    box = mailbox.Maildir(place)
    for mail in mails:
        box.add(mail)
    return place
