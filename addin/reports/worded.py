"""A report as plain texts and numbers of looks: what a page and a print are filled with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from addin.reports.drawing import svg
from addin.reports.model import (
    Block,
    Cell,
    Charts,
    Figures,
    Heading,
    Kind,
    Line,
    Note,
    Report,
    Table,
    Toned,
    writable,
)
from addin.reports.widths import MARK, shown_number, table_widths
from addin.words import Words

_RIGHT = ("money", "integer", "number", "percent")


def worded(report: Report, words: Words) -> dict[str, Any]:
    """The report with every value as a person reads it, as JSON could hold it."""
    return {
        "language": words.language,
        "title": writable(report.title),
        "subtitle": writable(report.subtitle),
        "key_date": words.text("reports.as_of", today=report.today),
        "page": words.tree("reports.page"),
        "landscape": report.landscape,
        "blocks": [_block(block, words) for block in report.blocks],
    }


def shown(value: Any, kind: Kind, words: Words) -> str:
    """A value as the sheet shows it; a blank is a blank text.

    >>> shown(0.9493, "percent", Words.of("de")), shown(None, "money", Words.of("de"))
    ('94,9 %', '')
    """
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return shown_number(kind, value, words)
    return writable(words.shown(value))


def _block(block: Block, words: Words) -> dict[str, Any]:
    match block:
        case Note():
            return {"kind": "note", "text": writable(block.text), "tone": block.severity}
        case Figures():
            return {"kind": "figures", "figures": list(_figures(block, words))}
        case Charts():
            return {"kind": "charts", "charts": [svg(chart, words) for chart in block.drawn]}
        case Table():
            return _table(block, words)


def _figures(block: Figures, words: Words) -> Iterator[dict[str, str]]:
    for figure in block.figures:
        yield {
            "label": writable(figure.label),
            "value": shown(figure.value, figure.kind, words),
            "below": shown(figure.below, figure.below_kind, words),
            "tone": figure.severity,
        }


def _table(table: Table, words: Words) -> dict[str, Any]:
    marked = any(line.severity for line in table.lines)
    headings = [{"text": "", "right": False}] * marked
    headings += [{"text": writable(h.label), "right": h.kind in _RIGHT} for h in table.headings]
    return {
        "kind": "table",
        "title": writable(table.title),
        "headings": headings,
        "widths": [MARK] * marked + (table_widths(table, words) if table else []),
        "rows": list(_rows(table, marked, words)) if table else [],
        "empty": table.empty,
    }


def _rows(table: Table, marked: bool, words: Words) -> Iterator[dict[str, Any]]:
    for group in table.groups:
        if group.title:
            yield {"role": "group", "cells": [{"text": writable(group.title), "tone": ""}]}
        for line in group.lines:
            yield {"role": "line", "cells": [*_mark(line, marked, words), *_cells(line.values, table, words)]}
        if group.totals:
            yield _total(group.totals, table, marked, words)
    if table.totals:
        yield _total(table.totals, table, marked, words)


def _total(cells: Iterable[Cell], table: Table, marked: bool, words: Words) -> dict[str, Any]:
    return {"role": "total", "cells": [*_mark(Line(()), marked, words), *_cells(cells, table, words)]}


def _mark(line: Line, marked: bool, words: Words) -> list[dict[str, str]]:
    text = words.text(f"reports.marks.{line.severity}") if line.severity else ""
    return [{"text": text, "tone": line.severity}] * marked


def _cells(cells: Iterable[Cell], table: Table, words: Words) -> Iterator[dict[str, str]]:
    for cell, heading in zip(cells, table.headings, strict=True):
        yield _cell(cell, heading, words)


def _cell(cell: Cell, heading: Heading, words: Words) -> dict[str, str]:
    value, tone = (cell.value, cell.severity) if isinstance(cell, Toned) else (cell, "")
    return {"text": shown(value, heading.kind, words), "tone": tone}
