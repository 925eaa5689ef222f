"""The market sheet (P-18): what is known of each topic, the latest first, old findings grey (R-36)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd

from addin.core.records import records
from addin.reports.directory import Directory
from addin.reports.model import Figure, Figures, Group, Heading, Line, Note, Place, Report, Table
from addin.words import Words

KEY = "market"
_WIDE = 60  # characters of a finding that are read at a glance


def market_sheet(findings: pd.DataFrame, names: Directory, words: Words, today: date) -> Report:
    """Every finding with source and day, topic by topic; `findings` with their column `old`."""
    text = words.texts("reports.market")
    table = Table(_headings(words), tuple(_groups(findings, names, words)), text("empty"))
    old = int(findings["old"].eq(True).sum())
    figures = Figures(
        (
            Figure(text("findings"), len(findings)),
            Figure(text("topics"), findings["topic"].nunique()),
            Figure(text("old"), old),
        )
    )
    blocks = (figures, table, Note(text("next_when_old" if old else "next")))
    return Report(KEY, text("sheet"), text("title"), today, blocks, text("subtitle"))


def _headings(words: Words) -> tuple[Heading, ...]:
    label = words.labels("research")
    return (
        Heading(label("found_on"), "date"),
        Heading(label("kind"), "choice"),
        Heading(label("finding"), width=_WIDE),
        Heading(label("figure"), "number"),
        Heading(label("unit"), "choice"),
        Heading(label("company_id")),
        Heading(label("source")),
        Heading(label("found_by")),
        Heading(label("research_id"), "choice", linked=True),
    )


def _groups(findings: pd.DataFrame, names: Directory, words: Words) -> Iterator[Group]:
    ordered = findings.sort_values("found_on", ascending=False, kind="stable")
    for topic in sorted({str(each) for each in findings["topic"].dropna()}, key=str.casefold):
        own = records(ordered[ordered["topic"] == topic])
        yield Group(topic, tuple(_line(row, cells, names, words) for row, cells in own))


def _line(row: int, cells: Mapping[str, Any], names: Directory, words: Words) -> Line:
    values = (
        cells["found_on"],
        words.text(f"choices.research_kind.{cells['kind']}") if cells["kind"] else None,
        cells["finding"],
        cells["figure"],
        cells["unit"],
        names.company(cells["company_id"]) or None,
        cells["source"],
        names.person(cells["found_by"]) or None,
        cells["research_id"],
    )
    return Line(values, place=Place("research", row, "finding"), shaded=cells["old"] is True)
