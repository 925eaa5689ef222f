"""The discount check (P-06): what billing charged otherwise than agreed, and what to ask it for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from addin.core.invoices import CLAIMS
from addin.reports.amounts import euros
from addin.reports.directory import Directory
from addin.reports.frames import plain
from addin.reports.model import (
    Figure,
    Figures,
    Group,
    Heading,
    Line,
    Note,
    Place,
    Report,
    Severity,
    Table,
    totals,
)
from addin.tables.model import Value
from addin.words import Words

KEY = "discount_check"
# The customer paid too much; we lost money; nobody can tell
_TONES: dict[str, Severity] = {
    "no_discount": "critical",
    "too_much": "critical",
    "fee_discounted": "warning",
    "too_little": "warning",
    "unchecked": "notice",
}


def discount_check(
    lines: pd.DataFrame, contracts: pd.DataFrame, names: Directory, words: Words, today: date
) -> Report:
    """One sheet with every invoice line to ask about, the customer's money first (P-06; R-13).

    `lines` are all lines with their computed columns and the column `claim`.
    """
    text = words.texts("reports.discount_check")
    asked = lines[lines["claim"].notna()]
    order = asked["claim"].map(CLAIMS.index)
    asked = asked.assign(order=order, size=-asked["deviation"].abs()).sort_values(["order", "size"], kind="stable")
    companies = dict(zip(contracts["contract_id"], contracts["company_id"], strict=True))
    shown = tuple(_line(row, names.company(companies.get(row.contract_id)), words) for row in asked.itertuples())
    headings = _headings(words)
    table = Table(
        headings,
        (Group("", shown),),
        text("empty"),
        totals=totals(text("total"), headings, shown) if shown else (),
    )
    note = Note(text("next" if shown else "next_when_empty"))
    return Report(
        KEY, text("sheet"), text("title"), today, (_figures(lines, words), table, note), text("subtitle")
    )


def _figures(lines: pd.DataFrame, words: Words) -> Figures:
    text = words.texts("reports.discount_check")
    wrong = lines[lines["claim"].notna() & lines["claim"].ne("unchecked")]
    over, under = (wrong.loc[wrong["deviation"] * sign > 0, "deviation"] for sign in (1, -1))
    unchecked = int(lines["claim"].eq("unchecked").sum())
    return Figures(
        (
            Figure(text("checked"), len(lines)),
            _sum(text("over"), over, "critical"),
            _sum(text("under"), under, "warning"),
            Figure(text("unchecked"), unchecked, severity="notice" if unchecked else ""),
        )
    )


def _sum(label: str, deviations: pd.Series, tone: Severity) -> Figure:
    return Figure(
        label,
        len(deviations),
        below=round(float(deviations.sum()), 2),
        severity=tone if len(deviations) else "",
    )


def _headings(words: Words) -> tuple[Heading, ...]:
    text = words.texts("reports.discount_check")

    label = words.labels("invoice_lines")
    return (
        Heading(text("claim"), "choice", linked=True),
        Heading(words.label("contracts", "company_id")),
        Heading(label("contract_id"), "choice"),
        Heading(label("invoice_no"), "choice"),
        Heading(label("text")),
        Heading(label("quantity"), "integer"),
        Heading(label("unit_price"), "money"),
        Heading(label("agreed"), "percent"),
        Heading(label("discount"), "percent"),
        Heading(label("expected"), "money"),
        Heading(label("net"), "money"),
        Heading(label("deviation"), "money", summed=True),
        Heading(text("ask")),
    )


def _line(row: Any, company: str, words: Words) -> Line:
    text = words.texts("reports.discount_check")
    deviation = plain(row.deviation)
    amount = euros(abs(deviation), words) if isinstance(deviation, int | float) else ""
    number: Value = f"{row.invoice_no} / {plain(row.line_no)}"
    values = (
        text(f"claims.{row.claim}"),
        company or str(plain(row.customer_no) or ""),
        plain(row.contract_id),
        number,
        plain(row.text),
        plain(row.quantity),
        plain(row.unit_price),
        None if row.fee else plain(row.agreed),
        plain(row.discount),
        *(plain(value) for value in (row.expected, row.net)),
        deviation,
        text(f"asks.{row.claim}", amount=amount),
    )
    return Line(values, _TONES[row.claim], Place("invoice_lines", int(row.Index), "verdict"))
