"""The guest list of a party (P-24): who comes and brings whom, who waits, what everybody eats, what it costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from addin.core.parties import Guest
from addin.reports.directory import Directory
from addin.reports.model import (
    Block,
    Figure,
    Figures,
    Group,
    Heading,
    Kind,
    Line,
    Note,
    Place,
    Report,
    Severity,
    Table,
)
from addin.words import Words

KEY = "guest_list"
_GROUPS = ("waiting", "coming", "invited", "planned", "out")


@dataclass(frozen=True)
class Badge:
    """What stands on one badge."""

    name: str
    company: str


@dataclass(frozen=True)
class Party:
    """A party as it will stand; `expected` are heads, after the party (`over`) those who came.

    `cost` is what was spent, else the budget; `a_head` what that is for each who is expected.
    """

    show: str
    on: date
    venue: str | None
    capacity: int | None
    answer_by: date | None
    over: bool
    guests: tuple[Guest, ...]
    expected: float
    cost: float | None
    spent: bool
    a_head: float | None


def guest_report(party: Party, names: Directory, words: Words, today: date) -> Report:
    """One sheet, in groups by what is to be done, within each the most valuable clients first (P-24; R-44)."""
    text = words.texts("reports.parties")
    groups = tuple(
        Group(text(f"groups.{key}", n=len(own)), tuple(_line(guest, party.over, names, words) for guest in own))
        for key in _GROUPS
        if (own := [guest for guest in party.guests if _group_of(guest) == key])
    )
    title = text("title", show=party.show)
    blocks: tuple[Block, ...] = (
        _figures(party, words),
        *(Note(note, tone) for note, tone in _notes(party, words, today)),
        Table(_headings(words), groups, text("empty")),
        Note(text(_next(party))),
    )
    where = ", ".join(filter(None, (words.shown(party.on), party.venue)))
    return Report(KEY, text("sheet"), title, today, blocks, text("subtitle", where=where))


def _group_of(guest: Guest) -> str:
    if guest.waits:
        return "waiting"
    if guest.comes:
        return "coming"
    return guest.reply if guest.reply in ("invited", "planned") else "out"


def _next(party: Party) -> str:
    if not party.guests:
        return "next_when_empty"
    if party.over:
        return "next_when_over"
    return "next_invite" if any(guest.reply == "planned" for guest in party.guests) else "next"


def _figures(party: Party, words: Words) -> Figures:
    text = words.texts("reports.parties.figures")
    coming = [guest for guest in party.guests if guest.comes]
    full: Severity = "warning" if party.capacity is not None and party.expected > party.capacity else ""
    kind: Kind = "integer" if party.over else "number"
    waiting = sum(guest.waits for guest in party.guests)
    return Figures(
        (
            Figure(text("came" if party.over else "expected"), party.expected, kind, severity=full),
            Figure(text("capacity"), party.capacity),
            Figure(text("coming"), len(coming)),
            Figure(text("companions"), sum(guest.companions for guest in coming)),
            Figure(text("open"), sum(guest.reply == "invited" for guest in party.guests)),
            Figure(text("waiting"), waiting, severity="warning" if waiting else ""),
            Figure(text("spent" if party.spent else "budget"), party.a_head, "money", below=party.cost),
        )
    )


def _notes(party: Party, words: Words, today: date) -> Iterator[tuple[str, Severity]]:
    """What the guests eat, and what is overdue."""
    text = words.texts("reports.parties")
    diets = Counter(guest.diet.strip() for guest in party.guests if guest.comes and guest.diet)
    if diets:
        yield text("diets", diets=[f"{diet} {n}" for diet, n in sorted(diets.items())]), ""
    open_ = sum(guest.reply == "invited" for guest in party.guests)
    if open_ and party.answer_by and party.answer_by < today and not party.over:
        yield text("overdue", n=open_, on=party.answer_by), "warning"


def _headings(words: Words) -> tuple[Heading, ...]:
    text, label = words.texts("reports.parties"), words.labels("guests")
    return (
        Heading(label("contact_id"), linked=True),
        Heading(words.label("contacts", "company_id")),
        Heading(label("host"), "choice"),
        Heading(label("reply"), "choice"),
        Heading(label("companions"), "integer"),
        Heading(label("diet")),
        Heading(text("value"), "money"),
        Heading(label("badge_on"), "date"),
        Heading(text("way"), width=34),
    )


def _line(guest: Guest, over: bool, names: Directory, words: Words) -> Line:
    values = (
        names.contact(guest.contact_id),
        names.company(guest.company_id),
        names.person(guest.host),
        words.text(f"choices.reply.{guest.reply}"),
        guest.companions or None,
        guest.diet,
        guest.value or None,
        guest.badge_on,
        words.text(f"reports.parties.ways.{_way(guest, over)}"),
    )
    return Line(values, "warning" if guest.waits else "", Place("guests", guest.row, "reply"))


def _way(guest: Guest, over: bool) -> str:
    if over and guest.reply in ("accepted", "invited"):
        return "over"
    if guest.waits:
        return "full" if guest.comes else f"wait_{guest.reply}"
    if guest.reply == "accepted":
        return "badged" if guest.badge_on else "accepted"
    return guest.reply
