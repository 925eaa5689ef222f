"""What a status, a reply code or a text says about an address (R-45)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal

Channel = Literal["email", "phone", "post"]
ReturnClass = Literal["hard", "soft", "policy", "moved", "refused", "auto_reply", "delivered", "unknown"]

# Permanent by their first digit, but a full mailbox or a system in trouble by what they mean
_SOFT = ("5.2.2", "5.3.1", "5.3.4", "5.4.5", "5.5.3")
# What these complain about is the sender's address or the content (RFC 3463), no fault of the recipient's
_OF_OUR_SIDE = ("5.1.7", "5.1.8", "5.6.")

_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,2})\.(\d{1,3})(?![\d.]*\d)")
_REPLY = re.compile(r"(?:^|[\s;:'\"#<(\[])((?:4[2-7]|5[0-7])\d)(?=[\s\-:)\]'\"]|$)")
_WORDS: tuple[tuple[str, ReturnClass], ...] = (
    ("policy", "policy"),
    ("soft", "soft"),
    ("hard", "hard"),
    ("paused", "soft"),  # after the hard ones: "disabled or unknown"
)
_NO_WORDS = re.compile(r"https?://\S+|\S+@\S+")
_FROM_DATA_ON = re.compile(
    r"in reply to (?:end of )?DATA|>>> DATA|after (?:end of )?DATA|SMTP command\s+DATA", re.I
)


@cache
def phrases(name: str) -> re.Pattern[str]:
    """What mail servers, people and the post write, in several languages, as one pattern."""
    listed: dict[str, list[str]] = json.loads(Path(__file__).with_name("phrases.json").read_text("utf-8"))
    return re.compile("|".join(listed[name]).replace(" ?", r"\s*").replace(" ", r"\s+"), re.IGNORECASE)


def statuses(text: str) -> list[str]:
    """Every enhanced status in a text (RFC 3463).

    >>> statuses("host mx.example[192.0.2.5] said: 550 5.1.1 unknown (#5.1.1), v4.2.1.3")
    ['5.1.1', '5.1.1']
    """
    return [".".join(match.groups()) for match in _STATUS.finditer(text)]


def failures(text: str) -> list[str]:
    """The enhanced statuses of failures in a text; that something else went well says nothing."""
    return [each for each in statuses(text) if not each.startswith("2")]


def reply_code(text: str) -> str:
    """The first reply code of a failure in a text (RFC 5321); blank where there is none.

    >>> reply_code("host mx.example said: 550-Unknown user")
    '550'
    """
    found = _REPLY.search(text)
    return found[1] if found else ""


def vague(status: str) -> bool:
    """Whether a status only says that something failed: its detail is 0.

    >>> [vague(status) for status in ("5.0.0", "5.2.0", "5.7.0", "5.1.1", "")]
    [True, True, False, False, True]
    """
    return not status or (status.endswith(".0") and not status.startswith("5.7."))


def of_status(status: str) -> ReturnClass:
    """The class of an enhanced status (R-45).

    >>> [of_status(status) for status in ("5.1.1", "5.2.2", "5.7.1", "4.4.7", "2.1.5", "")]
    ['hard', 'soft', 'policy', 'soft', 'delivered', 'unknown']
    """
    if status.startswith("5.7."):
        return "policy"
    if status.startswith("4.") or status in _SOFT:
        return "soft"
    return {"5": "hard", "2": "delivered"}.get(status[:1], "unknown")  # type: ignore[return-value]


def of_text(text: str) -> ReturnClass:
    """The class that the words of a notice name; where they name several, the one that spares the address.

    >>> of_text("Mailbox full"), of_text("This account has been suspended"), of_text("No such user"), of_text("")
    ('soft', 'soft', 'hard', 'unknown')
    """
    words = _NO_WORDS.sub("", text)
    return next((kind for name, kind in _WORDS if phrases(name).search(words)), "unknown")


def judged(status: str, text: str, around: str = "") -> ReturnClass:
    """The class of a failure by its status, then by the statuses, the words and the reply code of its text (R-45).

    A vague status gives way to what the text names. An address is struck off only where nothing speaks for it: not
    by a permanent status whose meaning or text is about the sender, the content or a full mailbox, nor by a server
    that had taken the recipient before it refused the content; `around` may tell that.

    >>> judged("5.0.0", "552 mailbox full"), judged("5.0.0", "550 5.1.1 gone"), judged("", "550 no")
    ('soft', 'hard', 'hard')
    >>> judged("5.1.1", "550 5.1.1 no such user"), judged("5.1.1", "550 5.7.1 your IP is listed")
    ('hard', 'policy')
    """
    told = [each for each in failures(text) if not vague(each)]
    if vague(status):
        status = next(iter(told), status)
    by_status, by_text = of_status(status or _as_status(reply_code(text))), of_text(text)
    if vague(status):
        return _of_vague(by_status, by_text, bool(_FROM_DATA_ON.search(text + around)))
    return _spared(status, told, by_text, text) or by_status if by_status == "hard" else by_status


def _spared(status: str, told: Sequence[str], by_text: ReturnClass, text: str) -> ReturnClass | None:
    """What speaks for an address that a status condemns; a mailbox that is not there cannot be paused."""
    coded = next((kind for each in (status, *told) if (kind := _meant(each)) in ("soft", "policy")), None)
    paused = status.startswith("5.1.") and phrases("paused").search(text)
    worded = by_text in ("policy", "soft") and not paused and not phrases("hard").search(text)
    return coded or (by_text if worded else None)


def _meant(status: str) -> ReturnClass:
    return "policy" if status.startswith(_OF_OUR_SIDE) else of_status(status)


def _of_vague(by_status: ReturnClass, by_text: ReturnClass, taken: bool) -> ReturnClass:
    if by_status in ("soft", "delivered") and by_text != "policy":
        return by_status
    if "hard" in (by_status, by_text) and by_text != "policy" and taken:
        return "soft"
    return by_text if by_text != "unknown" else by_status


def _as_status(code: str) -> str:
    return f"{code[0]}.0.0" if code else ""


def classified(channel: Channel, code_or_text: str) -> ReturnClass:
    """The class of a return by what stands on it: a status, a reply code, the post's mark, a caller's note (R-45).

    >>> classified("email", "5.2.2"), classified("post", "Unbekannt verzogen"), classified("phone", "besetzt")
    ('soft', 'moved', 'soft')
    """
    if channel == "email":
        return "auto_reply" if phrases("auto_reply").search(code_or_text) else judged("", code_or_text)
    marks: tuple[ReturnClass, ...] = ("refused", "moved", "hard") if channel == "post" else ("hard", "soft")
    return next((mark for mark in marks if phrases(f"{channel}_{mark}").search(code_or_text)), "unknown")


def gone(text: str) -> Literal["left", "deceased", ""]:
    """Whether a note says that a person is no longer there: what was hers is not to be repaired.

    >>> gone("verstorben"), gone("arbeitet nicht mehr dort"), gone("unbekannt verzogen")
    ('deceased', 'left', '')
    """
    if phrases("deceased").search(text):
        return "deceased"
    return "left" if phrases("left").search(text) else ""
