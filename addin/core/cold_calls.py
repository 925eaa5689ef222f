"""Whom to call to find out whether there is interest, and in which order (R-33, R-40)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple

import pandas as pd

from addin.core.records import records

# due: somebody promised to call again by today; new: nobody has called yet; again: spoken to, without a day for
# the next call; later: the day for it is ahead; declined: there was no interest
Stage = Literal["due", "new", "again", "later", "declined"]

STAGES: tuple[Stage, ...] = ("due", "new", "again", "later")
_NO_MORE_CALLS = frozenset({"qualified", "handed_over", "won", "dead"})
_NEAREST = ("qualifying", "returned", "researched", "new")  # to a hand-over


class LastCall(NamedTuple):
    """The last call to a company, with the first day on which somebody wants to call again."""

    on: date
    result: str | None
    again_on: date | None


@dataclass(frozen=True)
class ColdCall:
    """A prospect and whom to call there; `refused` says why nobody may be called, blank where somebody may.

    `decider` is whom to ask for, `unanswered` the number of questions without points.
    """

    row: int
    company: Mapping[str, Any]
    stage: Stage
    contact: Mapping[str, Any] | None
    last: LastCall | None
    decider: str | None
    unanswered: int
    refused: str = ""


def to_be_called(companies: pd.DataFrame) -> pd.DataFrame:
    """The prospects who are neither qualified nor handed over, won or without need."""
    state = companies["prospect_state"]
    return companies[(companies["status"] == "prospect") & ~state.isin(_NO_MORE_CALLS)]


def last_calls(activities: pd.DataFrame) -> dict[str, LastCall]:
    """For each company its last call; a follow-up that was done is none."""
    calls = activities[activities["kind"] == "call"].sort_values("on", kind="stable")
    waiting: Any = activities[activities["done_on"].isna()].groupby("company_id")["follow_up_on"].min().dropna()
    open_days = {company: day.date() for company, day in waiting.items()}
    return {
        cells["company_id"]: LastCall(cells["on"], cells["result"], open_days.get(cells["company_id"]))
        for _, cells in records(calls)
    }


def stage_of(last: LastCall | None, today: date) -> Stage:
    """Where a prospect stands after the last call.

    >>> stage_of(LastCall(date(2027, 2, 8), "callback", date(2027, 2, 15)), date(2027, 2, 15))
    'due'
    """
    if last is None:
        return "new"
    if last.result == "not_interested":
        return "declined"
    if last.again_on is None:
        return "again"
    return "due" if last.again_on <= today else "later"


def in_order(calls: Iterable[ColdCall]) -> list[ColdCall]:
    """The nearest day first, then what is nearest to a hand-over, then by name."""

    def key(call: ColdCall) -> tuple[date, int, str]:
        day = call.last and call.last.again_on
        state = call.company["prospect_state"]
        near = _NEAREST.index(state) if state in _NEAREST else len(_NEAREST)
        return day or date.max, near, str(call.company["name"] or "").casefold()

    return sorted(calls, key=key)


def in_calling_order(contacts: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those who are still there: the assistant first, then the main contact, then the others (PR-02)."""
    there = [each for each in contacts if each["active"] is not False and each["left_on"] is None]
    return sorted(there, key=lambda each: (each["is_assistant"] is not True, each["is_main"] is not True))


def active_questions(questions: pd.DataFrame) -> pd.DataFrame:
    """The questions that are asked now."""
    return questions[questions["active"].ne(False)]
