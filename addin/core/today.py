"""What is due today, what hurts most first (GEN-01, GEN-06; R-07, R-80)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd

from addin.core.contracts import live
from addin.core.renewals import STEPS, renewal_steps

DueKind = Literal[
    "notice",
    "end",
    "ended",
    "step",
    "ticket",
    "task",
    "follow_up",
    "promise",
    "stock",
    "numbers",
    "mailing",
    "shipment",
    "lead",
]
Urgency = Literal["critical", "warning", "notice"]

LAST_DAYS = 14  # a notice deadline or an end this near comes before everything else
_RANKS: tuple[Urgency, ...] = ("critical", "warning", "notice")
_SETTLED = frozenset({"renewed", "lost", "none"})
_NOT_BEGUN = frozenset({None, "open"})


@dataclass(frozen=True)
class Due:
    """One thing that somebody must do, with the cell it comes from.

    notice: the deadline for a notice draws near. end: a contract runs out. ended: one has, and still counts as
    running. step: a renewal talk should begin. ticket, task, follow_up: as entered. promise: one is not kept
    as it should be. stock: a material runs out. numbers: a rep's are missing. mailing: one has not gone yet,
    or not wholly. shipment: boxes are late, or have no way back. lead: a rep has not answered for a prospect.
    `subject` says what it is about.
    """

    kind: DueKind
    on: date
    urgency: Urgency
    table: str
    row: int
    column: str
    company_id: str | None = None
    person: str | None = None
    value: float | None = None
    subject: str | None = None


def most_urgent_first(dues: Iterable[Due]) -> list[Due]:
    """By urgency, then by day, then by value: what cannot be put right any more tomorrow comes first."""
    return sorted(dues, key=lambda due: (_RANKS.index(due.urgency), due.on, -(due.value or 0)))


def contracts_due(
    contracts: pd.DataFrame,
    dates: pd.DataFrame,
    expiring: pd.DataFrame,
    today: date,
    days_before: Sequence[int] = STEPS,
) -> Iterator[Due]:
    """Deadlines and ends within the last step of the renewal talk, talks to begin, ended contracts (R-07).

    `expiring` are the contracts to talk about. Each contract is due once, for its most urgent reason; one whose
    renewal is settled is not due.
    """
    rows = contracts.join(dates[["current_end"]]).join(expiring[["due_on", "days_left", "reason"]])
    for row in rows[_in_question(rows, today) & ~_settled(rows)].itertuples():
        found = _contract_due(row, today, days_before)
        if found:
            yield found


def _in_question(rows: pd.DataFrame, today: date) -> pd.Series:
    ended = rows["current_end"] < pd.Timestamp(today)
    return live(rows) & (rows["due_on"].notna() | ended)


def _settled(rows: pd.DataFrame) -> pd.Series:
    """The talk about the end that is due now is over."""
    return rows["renewal_state"].isin(_SETTLED) & (rows["renewal_term_end"] == rows["current_end"])


def _contract_due(row: Any, today: date, days_before: Sequence[int]) -> Due | None:
    facts = {
        "table": "contracts",
        "row": int(row.Index),
        "column": "company_id",
        "company_id": row.company_id,
        "person": row.rep,
        "value": None if row.value != row.value else row.value,
        "subject": row.contract_id,
    }
    if row.due_on != row.due_on:
        return Due("ended", row.current_end.date(), "notice", **{**facts, "column": "state"})
    if row.days_left <= min(days_before):
        return Due(row.reason, row.due_on.date(), "critical" if row.days_left <= LAST_DAYS else "warning", **facts)
    reached = [day for day in renewal_steps(row.due_on.date(), days_before) if day <= today]
    not_begun = row.renewal_state in _NOT_BEGUN or row.renewal_state != row.renewal_state
    return Due("step", max(reached), "notice", **facts) if reached and not_begun else None


def tasks_due(tasks: pd.DataFrame, today: date) -> Iterator[Due]:
    """Tasks of today and overdue ones that are neither done nor dropped (R-80)."""
    waiting = tasks[tasks["done_on"].isna() & tasks["dropped_on"].isna()]
    for row in _until(waiting, "due_on", today):
        yield _entered("task", row, row.due_on, today, "tasks", "what", row.owner, row.what)


def tickets_due(tickets: pd.DataFrame, today: date) -> Iterator[Due]:
    """Unsolved tickets that are due today or overdue, by their computed column `due_on` (R-19)."""
    waiting = tickets[tickets["solved_on"].isna()]
    for row in _until(waiting, "due_on", today):
        yield _entered("ticket", row, row.due_on, today, "tickets", "problem", row.owner, row.problem)


def follow_ups_due(activities: pd.DataFrame, today: date) -> Iterator[Due]:
    """Calls and visits to be followed up today or before, not yet done."""
    waiting = activities[activities["done_on"].isna()]
    for row in _until(waiting, "follow_up_on", today):
        yield _entered("follow_up", row, row.follow_up_on, today, "activities", "follow_up_on", row.rep, row.note)


def _until(frame: pd.DataFrame, column: str, today: date) -> list[Any]:
    return list(frame[frame[column] <= pd.Timestamp(today)].itertuples())


def _entered(
    kind: DueKind, row: Any, on: Any, today: date, table: str, column: str, person: Any, subject: Any
) -> Due:
    day = on.date()
    urgency: Urgency = "warning" if day < today else "notice"
    return Due(kind, day, urgency, table, int(row.Index), column, row.company_id, person, None, subject)
