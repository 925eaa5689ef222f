"""A report of selected rows alone: it says so, and leaves the report of all rows where it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from addin.reports.model import Report
from addin.tables.tabs import tab_name
from addin.words import Words


def of_selection(reports: Sequence[Report], rows: str, words: Words) -> tuple[Report, ...]:
    """The reports under keys and on sheets of their own, each naming the rows it is about."""
    made: list[Report] = []
    for report in reports:
        sheet = words.text("reports.selection.sheet", sheet=report.sheet)
        about = words.text("reports.selection.subtitle", rows=rows)
        made.append(
            replace(
                report,
                key=f"{report.key}.selection",
                sheet=tab_name(sheet, [other.sheet for other in made]),
                subtitle=f"{about} {report.subtitle}".strip(),
            )
        )
    return tuple(made)
