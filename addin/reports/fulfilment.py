"""Fulfilment (P-05): what is wrong with promises, and how many of them are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from addin.core.fulfilment import Finding
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

CHECK, STANDING = "fulfilment_check", "fulfilment"
_URGENCIES: tuple[Severity, ...] = ("critical", "warning", "notice")
_COUNTS = ("promised", "done", "open", "late")


@dataclass(frozen=True)
class Ledger:
    """Whom a promise or a contract belongs to, for the lines of a report."""

    promises: pd.DataFrame
    contracts: pd.DataFrame
    names: Directory

    def facts(self, finding: Finding) -> tuple[str, str, str, str]:
        """Company, contract, what was promised and the department of a finding."""
        if finding.table == "contracts":
            contract_id = self.contracts["contract_id"][finding.row]
            return self.company_of(contract_id), str(contract_id), "", ""
        contract_id, what, department = self._promised[finding.row]
        return self.company_of(contract_id), str(contract_id), str(what or ""), str(department or "")

    def company_of(self, contract_id: Any) -> str:
        return self.names.company(self._companies.get(contract_id))

    @cached_property
    def _promised(self) -> Mapping[int, tuple[Any, Any, Any]]:
        """By sheet row contract, what was promised and the department."""
        columns = self.promises[["contract_id", "what", "department"]]
        return {row: (contract, what, department) for row, contract, what, department in columns.itertuples()}

    @cached_property
    def _companies(self) -> Mapping[Any, str]:
        return dict(zip(self.contracts["contract_id"], self.contracts["company_id"], strict=True))


def fulfilment_check(findings: Iterable[Finding], ledger: Ledger, words: Words, today: date) -> Report:
    """One sheet with all that is wrong or due, what hurts most first; each line leads to its cell (P-05)."""
    ranked = sorted(findings, key=lambda f: (_URGENCIES.index(f.urgency), f.on, f.table, f.row))
    lines = tuple(_line(finding, ledger, words, today) for finding in ranked)
    text = words.texts("reports.fulfilment_check")
    figures = Figures(
        tuple(
            Figure(text(f"urgencies.{tone}"), count, severity=tone if count else "")
            for tone in _URGENCIES
            for count in [sum(finding.urgency == tone for finding in ranked)]
        )
    )
    table = Table(_headings(words), (Group("", lines),), text("empty"))
    note = Note(text("next" if lines else "next_when_empty"))
    return Report(CHECK, text("sheet"), text("title"), today, (figures, table, note), text("subtitle"))


def _headings(words: Words) -> tuple[Heading, ...]:
    text = words.texts("reports.fulfilment_check")
    return (
        Heading(text("kind"), "choice", linked=True),
        Heading(words.label("contracts", "company_id")),
        Heading(words.label("promises", "contract_id"), "choice"),
        Heading(words.label("promises", "what")),
        Heading(words.label("promises", "department"), "choice"),
        Heading(text("on"), "date"),
        Heading(text("days"), "integer"),
        Heading(text("finding")),
        Heading(text("way")),
        Heading(text("ticket"), "choice"),
    )


def _line(finding: Finding, ledger: Ledger, words: Words, today: date) -> Line:
    text = words.texts("reports.fulfilment_check")
    company, contract, what, department = ledger.facts(finding)
    facts = finding_facts(finding, words)
    values: tuple[Value, ...] = (
        text(f"kinds.{finding.kind}"),
        company,
        contract,
        what,
        words.text(f"choices.department.{department}") if department else None,
        finding.on,
        (finding.on - today).days,
        text(f"findings.{finding.kind}", **facts),
        text(f"ways.{finding.kind}", **facts),
        finding.ticket,
    )
    return Line(values, finding.urgency, Place(finding.table, finding.row, finding.column))


def finding_facts(finding: Finding, words: Words) -> dict[str, object]:
    """The facts of a finding as its sentences show them: shares in percent, amounts with two places."""
    facts = {name: _shown(name, value, words) for name, value in finding.facts.items()}
    return {"on": finding.on, **facts}


def _shown(name: str, value: Any, words: Words) -> object:
    if name in ("granted", "earned", "tier_discount") and value is not None:
        return words.text("reports.percent", share=round(value * 100, 2))
    if name == "amount":
        return euros(value, words)
    return plain(value)


def fulfilment(
    by_department: pd.DataFrame,
    by_issue: pd.DataFrame,
    by_contract: pd.DataFrame,
    kept: int,
    ledger: Ledger,
    words: Words,
    today: date,
) -> Report:
    """One sheet with promised, done, open and late per department, issue and contract (P-05).

    The frames have the columns promised, done, open, late; `by_contract` holds the contracts that are not yet
    fulfilled, `kept` is how many are.
    """
    text = words.texts("reports.fulfilment")
    departments = [(_department(key, words), row, None) for key, row in _rows(by_department)]
    issues = [(str(key), row, None) for key, row in _rows(by_issue)]
    places = dict(zip(ledger.contracts["contract_id"], ledger.contracts.index.tolist(), strict=True))
    contracts = [(f"{ledger.company_of(key)} · {key}", row, places.get(key)) for key, row in _rows(by_contract)]
    sums = by_department.sum()
    figures = Figures(
        (
            *(Figure(text(name), int(sums.get(name, 0)), severity=_tone(name, sums)) for name in _COUNTS),
            Figure(text("kept"), kept),
        )
    )
    blocks = (
        figures,
        _table("departments", departments, words),
        _table("issues", issues, words),
        _table("contracts", contracts, words),
        Note(text("next")),
    )
    return Report(STANDING, text("sheet"), text("title"), today, blocks, text("subtitle"), landscape=False)


def _tone(name: str, sums: Any) -> Severity:
    return "warning" if name == "late" and sums.get(name, 0) else ""


def _rows(frame: pd.DataFrame) -> Iterable[tuple[Any, Any]]:
    return ((row[0], row[1:]) for row in frame[list(_COUNTS)].itertuples())


def _department(key: Any, words: Words) -> str:
    known = isinstance(key, str) and key
    return words.text(f"choices.department.{key}") if known else words.text("reports.fulfilment.no_department")


def _table(name: str, rows: Sequence[tuple[str, Any, int | None]], words: Words) -> Table:
    text = words.texts("reports.fulfilment")
    headings = (
        Heading(text(f"by.{name}"), width=52, linked=True),
        *(Heading(text(count), "integer", width=14, summed=True) for count in _COUNTS),
        Heading(text("share"), "percent", width=14),
    )
    lines = tuple(_counted(label, counts, row) for label, counts, row in rows)
    summed = totals(text("total"), headings, lines)
    whole = (*summed[:5], _share(summed[1:5])) if lines else ()
    return Table(headings, (Group("", lines),), text("empty"), text(f"titles.{name}"), whole)


def _counted(label: str, counts: Any, row: int | None) -> Line:
    numbers = tuple(int(count) for count in counts)
    late: Severity = "warning" if numbers[3] else ""
    place = None if row is None else Place("contracts", row, "company_id")
    return Line((label, *numbers, _share(numbers)), late, place)


def _share(counts: Sequence[Any]) -> float | None:
    return counts[1] / counts[0] if counts[0] else None
