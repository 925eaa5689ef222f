"""The demo as tests look at it: rows by table, frames, and Python's answers for the computed columns."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import pandas as pd

from addin.core.computed import computed
from addin.plan import NewRow
from addin.tables import TABLES
from addin.tables.frames import frame_of_rows
from workbook_templates.demo import rows
from workbook_templates.demo.keydate import AS_OF

Values = Mapping[str, Any]


@cache
def demo(language: str = "de") -> tuple[NewRow, ...]:
    """Every row of the demo."""
    return tuple(rows(language))


def rows_of(table: str, language: str = "de") -> list[Values]:
    """What the rows of a table say, in their order."""
    return [row.values for row in demo(language) if row.table == table]


@cache
def frames(language: str = "de") -> dict[str, pd.DataFrame]:
    """Every table as rules get it, its first row in row 2 of the sheet."""
    found = {}
    for key, table in TABLES.items():
        own = rows_of(key, language)
        found[key] = frame_of_rows(table, own, range(2, 2 + len(own)))
    return found


@cache
def whole(table: str) -> pd.DataFrame:
    """A table with its computed columns, by Python's answers as of the key date."""
    answers = computed(table, frames(), AS_OF, settings())
    return pd.concat([frames()[table], answers], axis=1)


def settings() -> dict[str, Any]:
    """What the demo's settings say."""
    return {values["key"]: values["value"] for values in rows_of("settings")}


def named(table: str, row_id: str) -> dict[str, Any]:
    """The whole row of that id, or of what names it where the table gives none; blanks are None."""
    frame = whole(table)
    names = [
        "/".join(map(_shown, parts)) for parts in frame[_KEYS.get(table) or [_id(table)]].itertuples(index=False)
    ]
    found = frame[[name == row_id for name in names]]
    assert len(found) == 1, (table, row_id)
    return found.astype(object).where(found.notna(), None).iloc[0].to_dict()


def _shown(part: Any) -> str:
    return f"{part:%Y-%m-%d}" if isinstance(part, pd.Timestamp) else str(part).removesuffix(".0")


_KEYS = {
    "invoice_lines": ["invoice_no", "line_no"],
    "show_items": ["show_id", "material_id"],
    "targets": ["rep", "period_start"],
    "settings": ["key"],
}


def _id(table: str) -> str:
    column = TABLES[table].id_column
    assert column is not None, table
    return column.key
