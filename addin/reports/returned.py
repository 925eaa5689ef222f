"""What came back by mail, post and telephone, in groups by what is to be done about it (R-45, R-46)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from addin.reports.directory import Directory
from addin.reports.model import Figure, Figures, Group, Heading, Line, Note, Place, Report, Severity, Table
from addin.words import Words

# In the order of the groups: what needs somebody's hand comes first
Outcome = Literal[
    "dead",
    "sender",
    "asked",
    "other",
    "unclear",
    "stranger",
    "unread",
    "soft",
    "away",
    "delivered",
    "repaired",
]
_TONES: dict[Outcome, Severity] = {
    "dead": "critical",
    "sender": "critical",
    "asked": "warning",
    "other": "warning",
    "unclear": "warning",
    "stranger": "notice",
    "unread": "notice",
    "soft": "notice",
}
_FIGURES: tuple[Outcome, ...] = ("dead", "sender", "asked", "soft")


@dataclass(frozen=True)
class Item:
    """One return, or a mail that is none of ours; `kind` is its class, `source` the file it came in."""

    outcome: Outcome
    on: date | None = None
    channel: str = ""
    company_id: str = ""
    contact_id: str = ""
    address: str = ""
    kind: str = ""
    code: str = ""
    reason: str = ""
    source: str = ""
    place: Place | None = None


def bounce_list(items: Sequence[Item], names: Directory, words: Words, today: date) -> Report:
    """Every mail that was read, with the file it lies in."""
    return _report("bounces", items, names, words, today)


def return_list(items: Sequence[Item], names: Directory, words: Words, today: date) -> Report:
    """Every return that is still open."""
    return _report("returns", items, names, words, today)


def _report(
    key: Literal["bounces", "returns"], items: Sequence[Item], names: Directory, words: Words, today: date
) -> Report:
    text = words.texts(f"reports.returned.{key}")
    with_files = key == "bounces"
    groups = tuple(_groups(items, with_files, names, words))
    table = Table(_headings(with_files, words), groups, text("empty"))
    note = Note(text("next" if groups else "next_when_empty"))
    figures = (_figures(items, words),) if groups else ()
    return Report(key, text("sheet"), text("title"), today, (*figures, table, note), text("subtitle"))


def _figures(items: Collection[Item], words: Words) -> Figures:
    counted = Counter(outcome for outcome, _ in {(item.outcome, item.address.casefold()) for item in items})
    text = words.texts("reports.returned.figures")
    return Figures(tuple(_figure(text(outcome), counted[outcome], outcome) for outcome in _FIGURES))


def _figure(label: str, number: int, outcome: Outcome) -> Figure:
    return Figure(label, number, severity=_TONES[outcome] if number else "")


def _groups(items: Collection[Item], with_files: bool, names: Directory, words: Words) -> Iterator[Group]:
    for outcome in get_args(Outcome):
        found = sorted((item for item in items if item.outcome == outcome), key=_order)
        if found:
            lines = tuple(_line(item, with_files, names, words) for item in found)
            yield Group(words.text(f"reports.returned.groups.{outcome}"), lines)


def _order(item: Item) -> tuple[str, str, date, str]:
    return item.company_id, item.address, item.on or date.min, item.source


def _headings(with_files: bool, words: Words) -> tuple[Heading, ...]:
    label = words.labels("returns")
    where = Heading(label("source")) if with_files else Heading(label("channel"), "choice")
    return (
        Heading(label("on"), "date"),
        Heading(label("company_id")),
        Heading(label("contact_id")),
        Heading(label("address"), linked=True),
        Heading(label("class"), "choice"),
        Heading(label("code"), "choice"),
        Heading(label("reason")),
        where,
    )


def _line(item: Item, with_files: bool, names: Directory, words: Words) -> Line:
    values = (
        item.on,
        names.company(item.company_id),
        names.contact(item.contact_id),
        item.address,
        words.text(f"choices.return_class.{item.kind}") if item.kind else None,
        item.code or None,
        item.reason[:_LONGEST],
        item.source if with_files else words.text(f"choices.channel.{item.channel}"),
    )
    return Line(values, _TONES.get(item.outcome, ""), item.place)


_LONGEST = 160  # characters of a server's answer that tell what it is about
