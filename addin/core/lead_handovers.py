"""Where a prospect stands who was handed over to a rep, and who has to hear of it (R-34)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

import pandas as pd

from addin.core.house import House

# waiting: there is time to answer; remind: the rep has let it pass; escalate: and the reminder too
Standing = Literal["waiting", "remind", "escalate", "accepted", "returned"]

READY = ("A", "B")  # grades that are handed over without a reason


def standing_of(handover: Mapping[str, Any], today: date, house: House, respond_workdays: int) -> Standing:
    """Where a hand-over stands: the manager hears of it as many working days after the day the answer was due.

    `handover` has its `answer_due`; the answer may still come on that day.

    >>> unanswered = {"outcome": None, "answered_on": None, "answer_due": date(2027, 2, 17)}
    >>> [standing_of(unanswered, date(2027, 2, day), House("BE"), 5) for day in (17, 18, 23, 24)]
    ['waiting', 'remind', 'remind', 'escalate']
    """
    if handover["outcome"] or handover["answered_on"]:
        return "returned" if handover["outcome"] == "returned" else "accepted"
    due = handover["answer_due"]
    if due is None or today <= due:
        return "waiting"
    return "escalate" if today >= house.workday(due, respond_workdays) else "remind"


def current(handovers: pd.DataFrame) -> pd.DataFrame:
    """Of every company the latest hand-over."""
    ordered = handovers.sort_values("handed_on", kind="stable")
    return ordered.drop_duplicates("company_id", keep="last").sort_index()


def ready(companies: pd.DataFrame) -> pd.DataFrame:
    """Prospects of grade A or B that no rep has, the best first; `companies` with their computed columns."""
    free = ~companies["prospect_state"].isin(("handed_over", "won", "dead"))
    found = companies[(companies["status"] == "prospect") & companies["grade"].isin(READY) & free]
    return found.sort_values("score", ascending=False, kind="stable")
