"""A batch as one web page to be read before it is approved: who gets what, who does not and why."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cache, partial
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlencode

from mailmerge.model import Channel, LegalClass
from mailmerge.shown import Shown
from mailmerge.wording import phrase

if TYPE_CHECKING:
    from jinja2 import Template

Outcome = Literal["going", "excluded", "problems"]
Change = Literal["", "new", "changed"]
_CHANNELS: tuple[Channel, ...] = ("email", "post")
# What a line of the list may say of its recipient
_SCRIPT_WORDS = ("email", "post", "excluded", "problems", "new", "changed")


@dataclass(frozen=True)
class Enclosure:
    """A file that goes with a message, `size` in bytes."""

    name: str
    size: int


@dataclass(frozen=True)
class Recipient:
    """One row of the batch and its message, as it will be read; all texts are finished.

    `row` is the row number in the sheet, `key` says over several pages who is meant and what it is about,
    `channel` is blank where none is open. Not to send, without a `reason`: unticked by hand. `findings` say why
    there can be no message. `html` is the whole of an e-mail, but of a letter on paper its blocks alone. `change`
    is told against `Preview.since`. ValueError for a message without channel.
    """

    row: int
    name: str
    company: str
    channel: Channel | Literal[""]
    address: str
    send: bool
    reason: str = ""
    findings: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    html: str = ""
    attachments: tuple[Enclosure, ...] = ()
    reply_to: str = ""
    change: Change = ""
    key: str = ""

    def __post_init__(self) -> None:
        if self.outcome == "going" and not self.channel:
            raise ValueError(f"row {self.row}: a message goes by e-mail or by post")

    @property
    def outcome(self) -> Outcome:
        """Exactly one for each row, so that the counts add up: who is excluded needs no repair."""
        if not self.send:
            return "excluded"
        return "problems" if self.findings else "going"

    @property
    def digest(self) -> str:
        """Differs where the recipient gets another message, by another way, or none for another reason."""
        return _digest({name: value for name, value in asdict(self).items() if name not in ("row", "change")})


@dataclass(frozen=True)
class Preview:
    """A batch before its approval; `letter` is its title in words, `sender` as recipients will read it.

    `made` is the moment of this preview, `since` that of the last one (None: there was none, or nobody knows),
    `gone` the names of those who were in it and are no more.
    """

    letter: str
    about: str
    prepared_on: date
    legal_class: LegalClass
    sender: str
    recipients: tuple[Recipient, ...]
    since: datetime | None = None
    gone: tuple[str, ...] = ()
    made: datetime | None = None

    @property
    def digest(self) -> str:
        """Differs where another row, another message or another sender is shown."""
        rows = [(recipient.row, recipient.digest) for recipient in self.recipients]
        return _digest([self.letter, self.about, str(self.prepared_on), self.legal_class, self.sender, rows])


def _digest(told: object) -> str:
    return sha256(json.dumps(told).encode()).hexdigest()[:16]


def page(batch: Preview, language: str) -> str:
    """The page, to be written as UTF-8; it needs nothing but itself, and the same batch gives the same page.

    What it shows can be linked to: `#q=search&show=going|excluded|problems|changed&channel=email|post&reason=...`
    `&row=12&view=text`.
    """
    shown = Shown(language)
    made = _template().render(
        batch=batch,
        language=language,
        words=partial(phrase, language),
        prepared_on=shown.date(batch.prepared_on),
        figures=list(_figures(batch, shown)),
        reasons=list(_reasons(batch, shown)),
        next_step=_next_step(batch),
        since=_since(batch, shown),
        channels=_CHANNELS,
        script_hash=_script_hash(),
        data=_data(batch, shown),
    )
    return made.encode("utf-8", "replace").decode()


@dataclass(frozen=True)
class _Figure:
    """A count, and the link that shows whom it counts."""

    label: str
    value: str
    link: str
    tone: str = ""


def _figures(batch: Preview, shown: Shown) -> Iterator[_Figure]:
    outcomes = Counter(recipient.outcome for recipient in batch.recipients)
    going = Counter(recipient.channel for recipient in batch.recipients if recipient.outcome == "going")

    def figure(name: str, count: int, tone: str = "", **filters: str) -> _Figure:
        label = phrase(shown.language, f"preview.figure.{name}")
        return _Figure(label, shown.number(count), _link(**filters), tone if count else "")

    yield figure("all", len(batch.recipients))
    for channel in _CHANNELS:
        yield figure(channel, going[channel], show="going", channel=channel)
    yield figure("excluded", outcomes["excluded"], show="excluded")
    yield figure("problems", outcomes["problems"], "critical", show="problems")


def _reasons(batch: Preview, shown: Shown) -> Iterator[_Figure]:
    """Why some are excluded, the most frequent reason first."""
    excluded = (recipient for recipient in batch.recipients if recipient.outcome == "excluded")
    counts = Counter(_reason(recipient, shown.language) for recipient in excluded)
    for reason, count in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
        yield _Figure(reason, shown.number(count), _link(show="excluded", reason=reason))


def _reason(recipient: Recipient, language: str) -> str:
    """Blank for whom no exclusion needs one."""
    if recipient.outcome != "excluded":
        return ""
    return recipient.reason or phrase(language, "preview.unticked")


def _link(**filters: str) -> str:
    return f"#{urlencode(filters, errors='replace')}"


def _next_step(batch: Preview) -> str:
    outcomes = {recipient.outcome for recipient in batch.recipients}
    if not outcomes:
        return "empty"
    if "problems" in outcomes:
        return "problems"
    return "ready" if "going" in outcomes else "nobody"


def _since(batch: Preview, shown: Shown) -> str:
    if batch.since is None:
        return ""
    changes = Counter(recipient.change for recipient in batch.recipients)
    counts = {"new": changes["new"], "changed": changes["changed"], "gone": len(batch.gone)}
    key = "preview.since" if any(counts.values()) else "preview.since.same"
    texts = {name: shown.number(count) for name, count in counts.items()}
    return phrase(shown.language, key, moment=shown.moment(batch.since), **texts)


def _data(batch: Preview, shown: Shown) -> str:
    """What the page's script shows, as JSON that no value can break out of."""
    pieces = _Pieces()
    recipients = [_row(recipient, shown, pieces) for recipient in batch.recipients]
    data = {
        "recipients": recipients,
        "pieces": pieces.all,
        "words": _script_words(shown.language),
        "made": batch.made and batch.made.isoformat(),
        "digest": batch.digest,
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _script_words(language: str) -> dict[str, str]:
    found = {name: phrase(language, f"preview.line.{name}") for name in _SCRIPT_WORDS}
    count = phrase(language, "preview.count", shown="{shown}", all="{all}")
    return {**found, "row": phrase(language, "preview.row"), "count": count}


def _row(recipient: Recipient, shown: Shown, pieces: _Pieces) -> dict[str, object]:
    return {
        "row": recipient.row,
        "name": recipient.name,
        "company": recipient.company,
        "channel": recipient.channel,
        "address": recipient.address,
        "outcome": recipient.outcome,
        "reason": _reason(recipient, shown.language),
        "findings": recipient.findings,
        "subject": recipient.subject,
        "text": pieces.numbers(recipient.text.splitlines(keepends=True)),
        "html": pieces.numbers(re.split(r"(?<=>)", recipient.html)),
        "attachments": [_enclosure(each, shown) for each in recipient.attachments],
        "reply_to": recipient.reply_to,
        "change": recipient.change,
        "key": recipient.key,
        "digest": recipient.digest,
    }


def _enclosure(enclosure: Enclosure, shown: Shown) -> str:
    size = shown.number(max(1, round(enclosure.size / 1024)))
    return phrase(shown.language, "preview.attachment", name=enclosure.name, size=size)


class _Pieces:
    """Texts taken apart, each part kept once: ten thousand messages are mostly the same words."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def numbers(self, parts: Iterable[str]) -> list[int]:
        """Where the parts stand among all of them."""
        return [self._numbers.setdefault(part, len(self._numbers)) for part in parts if part]

    @property
    def all(self) -> list[str]:
        return list(self._numbers)


@cache
def _source() -> str:
    return files(__package__).joinpath("preview.html").read_text("utf-8")


@cache
def _template() -> Template:
    from jinja2 import Environment

    return Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(_source())


@cache
def _script_hash() -> str:
    """What lets this one script run, and no other."""
    (script,) = re.findall(r"<script>(.*?)</script>", _source(), re.DOTALL)
    return f"sha256-{b64encode(sha256(script.encode()).digest()).decode()}"
