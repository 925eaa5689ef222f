"""The expiry list (P-04): with whom somebody must talk now, the most urgent first, rep by rep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

import pandas as pd

from addin.core.contracts import BUCKETS
from addin.core.outcomes import Outcome, outcomes
from addin.core.renewals import STEPS, UNHAPPY, Talk, renewal_steps
from addin.reports.directory import Directory
from addin.reports.frames import plain
from addin.reports.model import (
    Cell,
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
    Toned,
    totals,
)
from addin.tables.model import Value
from addin.words import Words

KEY = "expiry_list"
_TONES: dict[str, Severity] = {"past": "critical", "b30": "critical", "b60": "warning", "b90": "notice"}
_URGENCY: tuple[Severity, ...] = ("", "notice", "warning", "critical")


def expiry_list(
    contracts: pd.DataFrame,
    dates: pd.DataFrame,
    due: pd.DataFrame,
    talks: Mapping[int, Talk],
    names: Directory,
    words: Words,
    today: date,
    steps: Sequence[int] = STEPS,
) -> Report:
    """One sheet with every contract that somebody must talk about, grouped by rep (P-04; R-07, R-09).

    `dates` are the term dates of all `contracts`, which the figures count; `due` are the contracts to talk about,
    as `expiring` gives them, with their `priority`; `talks` are by row. Steps are days before the day that is due.
    """
    text = words.texts("reports.expiry_list")
    headings = _headings(words)
    listed = _Listed(contracts, dates, due, talks, names, words, today, tuple(sorted(steps, reverse=True)))
    groups = tuple(
        Group(text("group", name=rep, n=len(lines)), lines, totals(text("total"), headings, lines))
        for rep, lines in listed.by_rep()
    )
    every = [line for group in groups for line in group.lines]
    table = Table(
        headings, groups, text("empty"), totals=totals(text("grand_total"), headings, every) if groups else ()
    )
    blocks = (_bucket_figures(contracts, dates, words), table, Note(text("next" if groups else "next_when_empty")))
    return Report(KEY, text("sheet"), text("title"), today, blocks, text("subtitle"))


def contract_name(contract_id: Value, contract_no: Value) -> str:
    """A contract by our number and by the one it had before."""
    return " · ".join(str(part) for part in (contract_id, contract_no) if part)


def outcome_text(what: Outcome, words: Words) -> str:
    """What becomes of a contract, in a few words."""
    return words.text(f"reports.outcomes.{what.kind}", until=what.until)


def talk_headings(words: Words) -> tuple[Heading, ...]:
    """Over what speaks for and against a renewal."""
    text = words.texts("reports.talks")
    return Heading(text("unused"), "choice"), Heading(text("satisfaction"), "integer")


def talk_cells(talk: Talk, words: Words) -> tuple[Cell, ...]:
    """How many promises lie unused, blank where nothing was promised, and the last rating, a bad one coloured."""
    unused = words.text("reports.talks.unused_of", n=talk.unused, of=talk.promised) if talk.promised else None
    unhappy = talk.satisfaction is not None and talk.satisfaction <= UNHAPPY
    return unused, Toned(talk.satisfaction, "warning") if unhappy else talk.satisfaction


def _headings(words: Words) -> tuple[Heading, ...]:
    label = words.labels("contracts")
    text = words.texts("reports.expiry_list")
    return (
        Heading(label("company_id")),
        Heading(label("contract_id"), "choice", linked=True),
        Heading(label("value"), "money", summed=True),
        Heading(label("current_end"), "date"),
        Heading(text("due_on"), "date"),
        Heading(text("days_left"), "integer"),
        Heading(label("bucket"), "choice"),
        Heading(label("renewal_priority"), "integer"),
        Heading(text("step"), "choice"),
        Heading(text("outcome"), "choice"),
        Heading(label("renewal_state"), "choice"),
        *talk_headings(words),
        Heading(text("contacted_on"), "date"),
        Heading(text("contact"), "choice"),
        Heading(text("phone"), "choice"),
    )


def _bucket_figures(contracts: pd.DataFrame, dates: pd.DataFrame, words: Words) -> Figures:
    """How many contracts are in each bucket, and what they bring a year; together all of them (R-09)."""
    values = contracts["value"].groupby(dates["bucket"])
    counts, sums = values.size(), values.sum()
    return Figures(
        tuple(
            Figure(
                words.text(f"choices.bucket.{key}"),
                int(counts.get(key, 0)),
                below=round(float(sums.get(key, 0.0)), 2),
                severity=_TONES.get(key, "") if counts.get(key, 0) else "",
            )
            for key in BUCKETS
        )
    )


class _Listed:
    """The lines of the expiry list."""

    def __init__(
        self,
        contracts: pd.DataFrame,
        dates: pd.DataFrame,
        due: pd.DataFrame,
        talks: Mapping[int, Talk],
        names: Directory,
        words: Words,
        today: date,
        steps: tuple[int, ...],
    ) -> None:
        self.rows = due.join(dates[["current_end", "bucket"]]).join(
            contracts[["company_id", "contract_id", "contract_no", "rep", "value", "renewal_state"]]
        )
        self.outcomes = outcomes(contracts.loc[due.index], dates.loc[due.index], today)
        self.talks, self.names, self.words, self.today, self.steps = talks, names, words, today, steps

    def by_rep(self) -> Iterator[tuple[str, tuple[Line, ...]]]:
        """The lines of every rep by name, those of nobody last; within a rep the highest priority first."""
        rows: list[Any] = list(self.rows.itertuples())
        rows.sort(key=lambda row: (*self._rep(row), -row.priority, row.days_left))
        for (nobody, name, _), group in groupby(rows, key=self._rep):
            yield self.words.text("reports.without_rep") if nobody else name, tuple(map(self._line, group))

    def _rep(self, row: Any) -> tuple[bool, str, str]:
        rep = str(plain(row.rep) or "")
        return not rep, self.names.person(rep), rep

    def _line(self, row: Any) -> Line:
        step, reached = self._step(row.due_on.date())
        talk = self.talks[row.Index]
        caller, phone = self.names.caller(row.company_id)
        values: tuple[Cell, ...] = (
            self.names.company(row.company_id),
            contract_name(row.contract_id, plain(row.contract_no)),
            plain(row.value),
            plain(row.current_end),
            plain(row.due_on),
            plain(row.days_left),
            Toned(self.words.text(f"choices.bucket.{row.bucket}"), _TONES.get(row.bucket, "")),
            plain(row.priority),
            step,
            outcome_text(self.outcomes[row.Index], self.words),
            self._state(row),
            *talk_cells(talk, self.words),
            talk.contacted_on,
            caller,
            phone,
        )
        severity = _URGENCY[min(reached, len(_URGENCY) - 1)]
        return Line(values, severity, Place("contracts", int(row.Index), "company_id"))

    def _step(self, due_on: date) -> tuple[str, int]:
        """Which step of the renewal talk is due, in words, and how many have been reached."""
        days = renewal_steps(due_on, self.steps)
        reached = sum(day <= self.today for day in days)
        path = "step_due" if reached else "step_ahead"
        facts = {"step": max(reached, 1), "steps": len(days), "on": days[max(reached, 1) - 1]}
        return self.words.text(f"reports.expiry_list.{path}", **facts), reached

    def _state(self, row: Any) -> Value:
        state = plain(row.renewal_state)
        return self.words.text(f"choices.renewal_state.{state}") if state else None
