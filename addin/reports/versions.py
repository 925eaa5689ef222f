"""Outdated editions (P-08): who still holds which, where one stands on the website, what lies in stock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from addin.core.versions import Outdated, Where
from addin.reports.model import Figure, Figures, Group, Heading, Line, Note, Place, Report, Severity, Table
from addin.tables.model import Value
from addin.words import Words

KEY = "outdated_editions"
_TONES: dict[Where, Severity] = {"website": "critical", "print": "critical", "rep": "warning", "stock": "notice"}
_COLUMNS = {"website": "edition", "print": "version", "rep": "version", "stock": "version"}


def outdated_editions(
    found: Sequence[Outdated], unknown: Sequence[str], people: Mapping[str, str], words: Words, today: date
) -> Report:
    """One sheet, by place, the website first; `unknown` are documents that cannot be compared (P-08; R-27)."""
    text = words.texts("reports.versions")
    groups = tuple(
        Group(text(f"groups.{where}", n=len(own)), tuple(_line(one, people, words) for one in own))
        for where in _TONES
        if (own := [one for one in found if one.where == where])
    )
    table = Table(_headings(words), groups, text("empty"))
    notes = (Note(text("unknown", names=list(unknown)), "notice"),) if unknown else ()
    next_ = Note(text("next" if groups else "next_when_empty"))
    title, subtitle = text("title"), text("subtitle")
    blocks = (_figures(found, unknown, words), *notes, table, next_)
    return Report(KEY, text("sheet"), title, today, blocks, subtitle)


def _figures(found: Sequence[Outdated], unknown: Sequence[str], words: Words) -> Figures:
    by_place = {where: [one for one in found if one.where == where] for where in _TONES}
    counts: tuple[tuple[str, int, Severity], ...] = (
        ("website", len(by_place["website"]), "critical"),
        ("print", len(by_place["print"]), "critical"),
        ("reps", len({one.holder for one in by_place["rep"]}), "warning"),
        ("recalled", sum(one.pieces or 0 for one in by_place["rep"]), "warning"),
        ("stock", sum(one.pieces or 0 for one in by_place["stock"]), "notice"),
        ("unknown", len(unknown), "notice"),
    )
    return Figures(
        tuple(
            Figure(words.text(f"reports.versions.figures.{key}"), n, severity=tone if n else "")
            for key, n, tone in counts
        )
    )


def _headings(words: Words) -> tuple[Heading, ...]:
    text = words.texts("reports.versions")
    return (
        Heading(words.label("materials", "name"), linked=True),
        Heading(text("version"), "choice"),
        Heading(words.label("materials", "version"), "choice"),
        Heading(words.label("materials", "valid_until"), "date"),
        Heading(text("where")),
        Heading(text("pieces"), "integer"),
        Heading(text("on"), "date"),
        Heading(words.text("reports.stock.way")),
    )


def _line(one: Outdated, people: Mapping[str, str], words: Words) -> Line:
    way = f"ways.{one.where}" if one.edition != "missing" else "ways.missing"
    values: tuple[Value, ...] = (
        one.material,
        _version(one, words),
        one.valid,
        one.valid_until,
        people.get(one.holder or "", one.holder),
        one.pieces,
        one.on,
        words.text(f"reports.versions.{way}"),
    )
    return Line(values, _TONES[one.where], Place(one.table, one.row, _COLUMNS[one.where]))


def _version(one: Outdated, words: Words) -> str | None:
    """What is outdated: the edition, on the website the date of the document, or that there is none."""
    if one.edition == "missing":
        return words.text("choices.web_edition.missing")
    return words.text("reports.versions.of_day", on=one.found_on) if one.where == "website" else one.version
