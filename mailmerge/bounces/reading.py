"""Bounce mails become bounces: who did not get it, why, and which message it was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import Path

from mailmerge.bounces import addresses, classes
from mailmerge.bounces.classes import ReturnClass, phrases
from mailmerge.bounces.mails import mails
from mailmerge.bounces.notices import Fields, Notice, notice, readable

_MESSAGE_ID = re.compile(r"^[ \t>]*(?:X-Original-)?Message-ID:\s*(<[^<>\s]+>)", re.I | re.M)
_FIRST_YEAR = 1971
_KIND_OF_CODE = re.compile(r"^\s*(?:smtp|x-[\w-]+)\s*;\s*", re.I)
_OUR_SIDE = ("From", "Sender", "Reply-To", "Errors-To", "Return-Path")


@dataclass(frozen=True)
class Bounce:
    """One address that one mail speaks of.

    `recipient` is the address as we wrote to it, blank where the mail names none. `message_id` is that of the
    message that came back, blank where the mail does not hold it. `source` is the mail's file, or its key; `on` is
    the day the mail bears, None where it bears none, `notice` its own Message-ID.
    """

    recipient: str
    kind: ReturnClass
    status: str = ""
    reply_code: str = ""
    text: str = ""
    message_id: str = ""
    source: str = ""
    on: date | None = None
    notice: str = ""


def read(path: Path) -> Iterator[Bounce]:
    """The bounces of every mail in a folder of .eml files, a Maildir, an mbox or one file; at least one a mail.

    A mail that is no bounce, or names nobody, is one of class unknown without a recipient. FileNotFoundError where
    there is nothing of that name.
    """
    for source, mail in mails(path):
        yield from bounces_of(mail, source)


def bounces_of(mail: Message, source: str = "") -> list[Bounce]:
    """What one mail says, one bounce for each address it speaks of (R-45: fields first, then text)."""
    told = notice(mail)
    for reading in (_complaint, _fields, _absence, _header_and_text, _wrapped, _only_recipient):
        found = {each.recipient.lower(): each for each in reversed(list(reading(told)))}
        if found:
            return [_completed(each, told, source) for each in reversed(found.values())]
    return [_completed(Bounce("", "unknown", text=_short(told.text)), told, source)]


def _complaint(told: Notice) -> Iterator[Bounce]:
    """Who pressed "this is spam": a question of objection, the address itself is alive (RFC 5965)."""
    if told.feedback is not None:
        named = addresses.ADDRESS.findall(told.feedback) or _written_to(told.original)
        yield from (Bounce(each, "refused", text=_short(told.text)) for each in dict.fromkeys(named or [""]))


def _fields(told: Notice) -> Iterator[Bounce]:
    """What the fields for machines say (RFC 3464)."""
    spoken = addresses.failed(told.text, _strangers(told))
    for group in told.groups:
        recipient = _recipient(group)
        if recipient:
            human = spoken.get(recipient, told.text if len(told.groups) == 1 else "")
            yield _of_fields(recipient, group, human)


def _recipient(group: Fields) -> str:
    named = (addresses.address_in(group.get(name, "")) for name in ("original-recipient", "final-recipient"))
    return next(filter(None, named), "")


def _of_fields(recipient: str, group: Fields, human: str) -> Bounce:
    told = group.get("diagnostic-code", "")
    status = next(iter(classes.statuses(group.get("status", ""))), "")
    if not told or classes.vague(status):
        told = f"{told}\n{human}"
    action = group.get("action", "").lower()
    kind: ReturnClass = classes.judged(status, told)
    if action.startswith(("delivered", "relayed", "expanded")):
        kind = "delivered"
    elif action.startswith("delayed") and kind == "hard":
        kind = "soft"
    return Bounce(recipient, kind, status, classes.reply_code(told), _short(_KIND_OF_CODE.sub("", told)))


def _absence(told: Notice) -> Iterator[Bounce]:
    """A person's automatic answer; what a mail server sends by itself is none, whatever it calls itself."""
    if _by_a_server(told):
        return
    answers = told.header("Auto-Submitted").lower().startswith("auto-replied")
    marks = (told.header(name) for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply-From"))
    answers = answers or any(marks) or told.header("Precedence").lower().replace("-", "_") == "auto_reply"
    if answers or phrases("auto_reply").search(told.header("Subject")):
        yield Bounce(addresses.address_in(told.header("From")), "auto_reply", text=_short(told.text))


def _header_and_text(told: Notice) -> Iterator[Bounce]:
    """What a notice for people says, its recipients perhaps named in a header."""
    if not _is_notice(told):
        return
    spoken = addresses.failed(told.text, _strangers(told))
    named = addresses.ADDRESS.findall(told.header("X-Failed-Recipients"))
    for recipient in named or spoken:
        yield _of_text(recipient, spoken.get(recipient, told.text), told)


def _wrapped(told: Notice) -> Iterator[Bounce]:
    """What a bounce says that somebody passed on inside a mail of his own."""
    if told.original.is_multipart() and _by_a_server(notice(told.original)):
        yield from (each for each in bounces_of(told.original) if each.recipient)


def _only_recipient(told: Notice) -> Iterator[Bounce]:
    """Whom the returned message was for, where that was one person and the notice names nobody."""
    if _is_notice(told):
        for recipient in _written_to(told.original):
            yield _of_text(recipient, told.text, told)


def _of_text(recipient: str, text: str, told: Notice) -> Bounce:
    nearest = "\n".join(line for line in text.split("\n") if recipient in line)
    kind = classes.judged("", nearest if classes.of_text(nearest) != "unknown" else text, text)
    if kind == "unknown":
        text = told.text
        kind = classes.judged("", told.header("Subject") + "\n" + text)
    status = next(iter(sorted(classes.failures(text), key=classes.vague)), "")
    return Bounce(recipient, kind, status, classes.reply_code(text), _short(text))


def _by_a_server(told: Notice) -> bool:
    return bool(
        told.groups
        or told.header("X-Failed-Recipients")
        or told.mail.get_content_type() == "multipart/report"
        or phrases("server").search(told.header("From") or "<>")
    )


def _is_notice(told: Notice) -> bool:
    """Whether a mail speaks of a failure and comes from no person; an answer of a person may quote any address."""
    if _by_a_server(told):
        return True
    subject = told.header("Subject")
    if phrases("failure").search(subject):
        return not (phrases("answer").search(subject) or "In-Reply-To" in told.mail)
    by_a_machine = told.header("Return-Path").strip() == "<>" or phrases("machine").search(told.header("From"))
    return bool(by_a_machine and phrases("failure").search(told.text))


def _strangers(told: Notice) -> set[str]:
    ours = [readable(message, name) for message in (told.mail, told.original) for name in _OUR_SIDE]
    ours += [told.header("To"), told.header("Delivered-To")]
    written = set(map(str.lower, _written_to(told.original)))
    return {address.lower() for _, address in getaddresses(ours) if "@" in address} - written


def _written_to(original: Message) -> list[str]:
    """The one person a message was for; nobody where it was for several, or went over a mailing list."""
    if any(name in original for name in ("List-Id", "List-Post", "Cc")):
        return []
    found = [address for _, address in getaddresses([readable(original, "To")]) if addresses.address_in(address)]
    return found if len(found) == 1 else []


def _completed(bounce: Bounce, told: Notice, source: str) -> Bounce:
    ids = (readable(told.original, "Message-ID").strip(), *_MESSAGE_ID.findall(told.text))
    return replace(
        bounce,
        message_id=bounce.message_id or next(filter(None, ids), ""),
        source=source,
        on=_day(told.mail),
        notice=readable(told.mail, "Message-ID").strip(),
    )


def _day(mail: Message) -> date | None:
    """The day that a mail bears; None for what is none, or lies before there was mail."""
    try:
        day = parsedate_to_datetime(readable(mail, "Date")).date()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return day if day.year >= _FIRST_YEAR else None


def _short(text: str) -> str:
    """The text as one line a person can read in a cell."""
    return " ".join(text.split())[:500]
