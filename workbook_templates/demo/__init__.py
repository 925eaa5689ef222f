"""The demo of Fachverlag Nordlicht GmbH: two years of a publisher that does not exist."""

from __future__ import annotations

from addin.plan import NewRow
from addin.tables import TABLES


def rows(language: str) -> list[NewRow]:
    """Every row of the demo, table by table in the order of the sheets, the planted cases last in each.

    The same ids, dates and amounts in `de` and `en`, the same rows on every day. The settings are those in which
    the demo differs from an empty workbook.
    """
    from workbook_templates.demo.areas import AREAS
    from workbook_templates.demo.wording import Wording

    order = {key: number for number, key in enumerate(TABLES)}
    wording = Wording.of(language)
    return sorted((row for area in AREAS for row in area.rows(wording)), key=lambda row: order[row.table])
