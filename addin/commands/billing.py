"""Group Verträge: what billing charged against what was agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.commands.registers import chosen_columns, columns_to_remember, remembered_columns
from addin.commands.situation import Situation
from addin.core.computed import computed
from addin.core.invoices import claims
from addin.imports import Imported, files, invoice_lines
from addin.plan import Plan
from addin.reports.invoices import discount_check
from addin.tables import TABLES
from addin.tables.frames import frame_of

if TYPE_CHECKING:
    import pandas as pd


def billing_check(situation: Situation) -> Plan:
    """Takes over the lines of an invoice file, where one is given, and checks every line there is (R-13, I-06)."""
    path, tables = situation.choice("file"), situation.tables
    found = _imported(situation) if path else Imported((), (), {})
    notes = tuple(columns_to_remember(found.mapping, situation, path.name)) if found.rows else ()
    lines = _checked(situation, found)
    wrong = lines["claim"].notna() & lines["claim"].ne("unchecked")
    return Plan(
        rows=(*found.rows, *notes),
        reports=(discount_check(lines, tables["contracts"], situation.names, situation.words, situation.today),),
        problems=(*situation.problems, *found.problems),
        counts={
            **found.counts,
            "lines_checked": len(lines),
            "lines_wrong": int(wrong.sum()),
            "lines_unchecked": int(lines["claim"].eq("unchecked").sum()),
        },
    )


def _imported(situation: Situation) -> Imported:
    return invoice_lines.imported(
        files.read(situation.choice("file"), situation.choice("sheet") or ""),
        situation.tables,
        chosen=chosen_columns(situation.choice("column") or ()),
        remembered=remembered_columns(situation.tables["settings"]),
        dates=situation.choice("dates") or "",
        decimals=situation.choice("decimals") or "",
    )


def _checked(situation: Situation, found: Imported) -> pd.DataFrame:
    """All lines with their computed columns and what to ask for, the new ones behind the others."""
    import pandas as pd

    table = TABLES["invoice_lines"]
    known = situation.tables["invoice_lines"]
    columns = {column.key: [row.values.get(column.key) for row in found.rows] for column in table.stored}
    first = int(max(known.index, default=1)) + 1
    lines = pd.concat([known, frame_of(table, columns, range(first, first + len(found.rows)))])
    answers = computed(
        "invoice_lines", {**situation.tables, "invoice_lines": lines}, situation.today, situation.settings
    )
    lines = pd.concat([lines, answers], axis=1)
    return lines.assign(claim=claims(lines, situation.settings["discount.tolerance"]))
