"""A mail taken apart: the notice itself, its fields for machines, and the headers of the message it is about."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email import message_from_string
from email.header import decode_header, make_header
from email.message import Message

from mailmerge.bounces.classes import phrases

Fields = Mapping[str, str]  # by their names in lower case

_KNOWN_FIELDS = frozenset(
    "original-recipient final-recipient action status diagnostic-code x-original-message-id".split()
)
_COMPLAINANTS = ("original-rcpt-to", "removal-recipient")
_ENOUGH = 50_000  # characters; a notice is short, what follows is a copy that nothing marks
_FIELD = re.compile(r"\s*([A-Za-z][\w-]+)\s?:[ \t]*(.*)")
_HEADER_COPY = re.compile(r"^[ \t>]*(?:Received|Return-Path|DKIM-Signature|X-Google-Smtp-Source):", re.M | re.I)
_HEADER = re.compile(
    r"^[ \t>]*(?:Subject|To|From|Date|Received|Return-Path|Message-ID|MIME-Version|X-[\w-]+):", re.I | re.M
)
_TAGS = re.compile(r"<(style|head|script)\b.*?</\1>|<!--.*?-->|<(?!\S+@)[^>]*>", re.S | re.I)


@dataclass
class Notice:
    """What one mail says. `text` is the notice without the message it is about, whose headers are `original`."""

    mail: Message
    text: str = ""
    groups: list[Fields] = field(default_factory=list)
    feedback: str | None = None
    original: Message = field(default_factory=Message)

    def header(self, name: str) -> str:
        """A header of the mail in readable letters; blank where it has none."""
        return readable(self.mail, name)


def readable(message: Message, name: str) -> str:
    """A header in readable letters; blank where there is none."""
    raw = str(message.get(name, "") or "")
    try:
        return str(make_header(decode_header(raw)))
    except (LookupError, UnicodeError, ValueError):
        return raw


def notice(mail: Message) -> Notice:
    """A mail taken apart; what is broken in it is read as far as it can be."""
    told = Notice(mail)
    texts: list[tuple[str, str]] = []
    for part in _outer_parts(mail):
        _take(part, told, texts)
    plain = [text for kind, text in texts if kind != "text/html"] or [text for _, text in texts]
    told.text, copy = _without_copy("\n".join(plain)[:_ENOUGH])
    if not told.original.keys():
        told.original = _copied_headers(copy if _HEADER.search(copy) else told.text)
    told.groups = told.groups or [group for group in field_groups(told.text) if _names_somebody(group)]
    return told


def _outer_parts(mail: Message) -> Iterator[Message]:
    """The leaves of a mail, a returned message counting as one."""
    inner = mail.get_payload()
    if mail.get_content_type().startswith("multipart/") and isinstance(inner, list):
        for part in inner:
            if isinstance(part, Message):
                yield from _outer_parts(part)
    else:
        yield mail


def _take(part: Message, told: Notice, texts: list[tuple[str, str]]) -> None:
    kind = part.get_content_type()
    if kind.endswith("/delivery-status") or kind == "message/global-delivery-status":
        told.groups += [group for group in _machine_fields(part) if _names_somebody(group)]
    elif kind == "message/feedback-report":
        told.feedback = _complainants(part)
    elif kind in ("message/rfc822", "message/global", "message/partial"):
        told.original = _inner_message(part)
    elif kind in ("text/rfc822-headers", "message/global-headers"):
        told.original = _copied_headers(_text_of(part))
    elif kind.startswith(("text/", "multipart/")):  # a multipart without a boundary is text
        texts.append((kind, _text_of(part)))


def _complainants(part: Message) -> str:
    """Whom a report of spam names as its recipients; blank where they were taken out."""
    inner = part.get_payload()
    reports = inner if isinstance(inner, list) else [message_from_string(_text_of(part))]
    fields = [pair for each in reports if isinstance(each, Message) for pair in each.items()]
    return "\n".join(str(value) for name, value in fields if name.lower() in _COMPLAINANTS)


def _inner_message(part: Message) -> Message:
    inner = part.get_payload()
    return inner[0] if isinstance(inner, list) and inner and isinstance(inner[0], Message) else Message()


def _machine_fields(part: Message) -> Iterator[Fields]:
    """The groups of fields of a part that is for machines, whether the parser took it apart or not."""
    inner = part.get_payload()
    if not isinstance(inner, list) or str(part.get("Content-Transfer-Encoding", "")).lower() == "base64":
        yield from field_groups(_text_of(part))
        return
    for group in inner:
        if isinstance(group, Message):
            yield {name.lower(): _unfolded(str(value)) for name, value in group.items()}
            yield from field_groups(_text_of(group))


def _text_of(part: Message) -> str:
    """The text of a part; bytes that are no letters of its charset are kept as some letters."""
    inner = part.get_payload(decode=True)
    raw = inner if isinstance(inner, bytes) else _joined(part)
    text = _decoded(raw[: 4 * _ENOUGH], str(part.get_content_charset() or "utf-8"))
    return html.unescape(_TAGS.sub(_break, text)) if part.get_content_type() == "text/html" else text


def _joined(part: Message) -> bytes:
    inner = part.get_payload()
    return (
        b"\n\n".join(each.as_bytes() for each in inner if isinstance(each, Message))
        if isinstance(inner, list)
        else b""
    )


def _decoded(raw: bytes, charset: str) -> str:
    for each in (charset.removeprefix("unicode-1-1-"), "utf-8"):
        try:
            return raw.decode(each)
        except (LookupError, UnicodeError):
            continue
    return raw.decode("latin-1")


def _break(tag: re.Match[str]) -> str:
    return "\n" if re.match(r"</?(?:p|br|div|tr|li|h\d|table|pre|td)\b", tag[0], re.I) else " "


def _without_copy(text: str) -> tuple[str, str]:
    """A notice and the copy of the message below it."""
    text = text.replace("\r\n", "\n")
    found = [
        at for pattern in (phrases("copy_follows"), _HEADER_COPY) if (at := _beginning(pattern, text)) is not None
    ]
    cut = min(found, default=len(text))
    return text[:cut], text[cut:]


def _beginning(pattern: re.Pattern[str], text: str) -> int | None:
    found = re.compile(pattern.pattern, pattern.flags | re.M).search(text)
    return found.start() if found else None


def _copied_headers(copy: str) -> Message:
    """The headers in a copied message, from its first line that looks like one."""
    lines = copy.split("\n")
    first = next((n for n, line in enumerate(lines) if _HEADER.match(line)), len(lines))
    indent = len(lines[first]) - len(lines[first].lstrip(" \t>")) if first < len(lines) else 0
    return message_from_string("\n".join(line[indent:] for line in lines[first:]))


def field_groups(text: str) -> Iterator[Fields]:
    """The groups of RFC 3464 fields in a text, wherever they stand in it."""
    for block in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n")):
        found: dict[str, str] = {}
        name = ""
        for line in block.split("\n"):
            match = _FIELD.match(line)
            if match and match[1].lower() in _KNOWN_FIELDS:
                name = match[1].lower()
                found[name] = match[2].strip()
            elif match or not line.startswith((" ", "\t")):
                name = ""
            elif name:
                found[name] += " " + line.strip()
        if found:
            yield found


def _names_somebody(group: Fields) -> bool:
    return "final-recipient" in group or "original-recipient" in group


def _unfolded(value: str) -> str:
    return " ".join(value.split())
