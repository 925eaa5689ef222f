"""The failed addresses in a notice that was written for people."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache

from mailmerge.bounces.classes import phrases

_LOCAL = r"(?:\"[^\"\s]{1,64}\"|[^\s<>()\[\],;:\"'\\@`|]+)"
ADDRESS = re.compile(rf"({_LOCAL}(?<!\.\.\.)@[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+)")
_AT = ADDRESS.pattern
# Where a server names whom it could not reach: heading a line, behind a label, in its talk with the next server
_LEADING = re.compile(rf"^[\s>*•·|-]*(?:\d+[.)]\s+)?[<\"'(\[]?{_AT}")
_LABELLED = re.compile(rf"^\s*(?P<label>[^:@]{{2,70}}):\s*[<\"'(]?{_AT}")
_TALK = re.compile(rf"(?:RCPT\s+TO\s?:|\bSMTP[=:])\s*<?{_AT}", re.I)
_REFUSED = re.compile(rf"(?:^|[\s:])[45]\d\d[\s-].*?{_AT}")
_ALIAS = re.compile(rf"(?:expanded|generated)\s+from:?\s+<?{_AT}", re.I)
_LONGEST_LINE = 1000  # by RFC 5322; what is longer was not written by a server
_OF_X400 = re.compile(r"^SMTP=", re.I)
# A line of a sentence that happens to begin with an address, and the line before it
_PROSE = re.compile(rf"^\s*{_AT},?\s+[a-z]")
_UNFINISHED = re.compile(r"(?:\S+\s+){4,}\S*[\w,]\s*$")
_OF_A_MESSAGE = re.compile(
    r"(?:from|sender|reply-to|return-path|errors-to|cc|to|date|subject|message[- ]?id|mail\s+from|sent|x-[\w-]+)",
    re.I,
)


def address_in(text: str) -> str:
    """The first e-mail address in a text; blank where there is none.

    >>> address_in("rfc822; <Eva.Muster@a.example>"), address_in("rfc822; eva")
    ('Eva.Muster@a.example', '')
    """
    found = ADDRESS.search(text)
    return found[1].rstrip(".") if found else ""


def failed(text: str, strangers: Collection[str]) -> dict[str, str]:
    """Each failed address of a notice with what the notice says of it, in the order it names them.

    `strangers` (lower case) are people whom a notice names for other reasons: the sender, the server's keeper. An
    address in running text counts only behind words that say so, never in a line that tells whom to ask.

    >>> failed("<eva@a.example>:\\n550 no such user\\nAsk postmaster@a.example", {"postmaster@a.example"})
    {'eva@a.example': '<eva@a.example>:\\n550 no such user\\nAsk postmaster@a.example'}
    """
    lines = [line[:_LONGEST_LINE] for line in text.split("\n")]
    found: dict[str, str] = {}
    at: dict[str, int] = {}
    for number, line in enumerate(lines):
        for named in _named(line, lines[number - 1] if number else ""):
            address = _OF_X400.sub("", named)
            if address.lower() not in strangers:
                at.setdefault(_known_as(address, at), number)
    starts = sorted(set(at.values()))
    for address, start in at.items():
        end = next((later for later in starts if later > start), len(lines))
        found[address] = "\n".join(lines[start:end])
    return found


def _known_as(address: str, known: Collection[str]) -> str:
    return next((each for each in known if each.lower() == address.lower()), address)


def _named(line: str, before: str) -> Iterator[str]:
    """The addresses which a line names as failed."""
    if "@" not in line:
        return
    labelled = _LABELLED.match(line)
    if labelled and _OF_A_MESSAGE.fullmatch(labelled["label"].strip()):
        return
    yield from (match[1] for pattern in (_TALK, _ALIAS) for match in pattern.finditer(line))
    if (leading := _LEADING.match(line)) and not (_PROSE.match(line) and _UNFINISHED.search(before)):
        yield leading[1]
    elif not phrases("contact").search(line):
        for pattern in (_LABELLED, _REFUSED, _spoken()):
            yield from (match[match.lastindex or 1] for match in pattern.finditer(line))


@cache
def _spoken() -> re.Pattern[str]:
    """An address in running text, right behind a word that makes it the recipient."""
    return re.compile(rf"\b{phrases('names_recipient').pattern}\W{{1,4}}(?:\S+\s\()?{_AT}", re.I)
