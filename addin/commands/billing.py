"""Group Verträge: what billing charged against what was agreed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from addin.commands.registers import columns_to_remember, how_to_read
from addin.commands.situation import Situation
from addin.core.invoices import claims
from addin.imports import Imported, files, invoice_lines
from addin.plan import Plan
from addin.reports.invoices import discount_check
from addin.tables import TABLES
from addin.tables.frames import appended

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
        **how_to_read(situation),
    )


def _checked(situation: Situation, found: Imported) -> pd.DataFrame:
    """All lines with their computed columns and what to ask for, the new ones behind the others."""
    known = situation.tables["invoice_lines"]
    lines = appended(TABLES["invoice_lines"], known, [row.values for row in found.rows])
    after = replace(situation, tables={**situation.tables, "invoice_lines": lines})
    lines = after.with_answers("invoice_lines")
    return lines.assign(claim=claims(lines, situation.settings["discount.tolerance"]))
