"""Rows of a batch as tests look at them, and the demo with something else in some of its cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from demo_runs import decided
from demo_tables import frames

from addin.core.ids import ids_in
from addin.core.mailings import content_of
from addin.plan import Plan
from addin.tables import TABLES
from addin.tables.frames import appended, changed
from workbook_templates.demo.keydate import AS_OF

Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Sent:
    """One row of a batch; `to` is a contact or a colleague."""

    to: str | None
    about: set[str]
    values: dict[str, Any]
    reason: str | None
    channel: str
    stage: int | None
    occasion: str


def batch(letter: str, tables: Tables | None = None, today: date = AS_OF, language: str = "de") -> list[Sent]:
    """Who gets the letter, as a batch that is prepared that day says."""
    return sent_rows(decided("prepare", tables, language, today=today, letter=letter))


def sent_rows(plan: Plan) -> list[Sent]:
    """The rows of all batches that a plan prepares."""
    return [_sent(row.values) for row in plan.rows if row.table == "recipients"]


def _sent(row: Mapping[str, Any]) -> Sent:
    to = row["contact_id"] or row["person"]
    about, values = set(ids_in(row["about"])), content_of(row["content"])
    return Sent(to, about, values, row["reason"], row["channel"], row["stage"], row["occasion"])


def about(sent: list[Sent]) -> dict[str, set[str]]:
    """By recipient the ids of all records that their messages are about."""
    found: dict[str, set[str]] = {}
    for one in sent:
        found.setdefault(str(one.to), set()).update(one.about)
    return found


def with_cells(table: str, where: Mapping[str, Any], tables: Tables | None = None, **cells: Any) -> dict[str, Any]:
    """The demo's tables, or others, with these cells in the rows that have those values."""
    known = {**frames(), **(tables or {})}
    frame = known[table]
    found = pd.Series(True, frame.index)
    for column, value in where.items():
        found &= frame[column].isin(value if isinstance(value, set) else {value})
    assert found.any(), where
    new = [(row, column, value) for row in frame.index[found] for column, value in cells.items()]
    return {**known, table: changed(frame, new)}


def with_row(table: str, tables: Tables | None = None, **values: Any) -> dict[str, Any]:
    """The demo's tables, or others, with one more row."""
    known = {**frames(), **(tables or {})}
    return {**known, table: appended(TABLES[table], known[table], [values])}


def main_contacts() -> dict[str, str]:
    """By company the contact who is written to."""
    contacts = frames()["contacts"]
    there = contacts[contacts["active"].ne(False) & contacts["left_on"].isna()]
    ranked = there.sort_values("is_main", key=lambda main: main.ne(True), kind="stable")
    first = ranked.drop_duplicates("company_id")
    return dict(zip(first["company_id"], first["contact_id"], strict=True))
