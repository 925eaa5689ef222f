"""Reports of the demo as tests look at them: tables, lines by their headings, figures by their labels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from demo_runs import decided

from addin.reports.model import Cell, Figures, Report, Table, Toned


def report(name: str, language: str = "de", **options: Any) -> Report:
    return decided(name, language=language, **options).reports[0]


def tables(found: Report) -> list[Table]:
    return [block for block in found.blocks if isinstance(block, Table)]


def plain(cell: Cell) -> Any:
    return cell.value if isinstance(cell, Toned) else cell


def rows(table: Table) -> Iterator[dict[str, Any]]:
    """The lines, and the totals where there are some, by the labels of their headings (a second: with a mark)."""
    labels: list[str] = []
    for heading in table.headings:
        labels.append(heading.label + "'" * labels.count(heading.label))
    for values in (*(line.values for line in table.lines), table.totals):
        if values:
            yield dict(zip(labels, map(plain, values), strict=True))


def figures(found: Report) -> dict[str, tuple[Any, Any]]:
    """What is read at a glance: each figure and the one under it."""
    (block,) = (block for block in found.blocks if isinstance(block, Figures))
    return {figure.label: (figure.value, figure.below) for figure in block.figures}
