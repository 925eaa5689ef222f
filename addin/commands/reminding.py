"""Group Kunden: what customers have not used yet, and the letters that remind them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from addin.commands.audiences.promises import idle_items
from addin.commands.mailings import prepared
from addin.commands.occasions import OCCASIONS
from addin.commands.situation import Situation
from addin.core.ids import next_ids
from addin.core.records import records
from addin.core.reminders import CALL
from addin.plan import NewRow, Plan
from addin.reports.unused import unused_report
from addin.tables.model import Value


def unused_items(situation: Situation) -> Plan:
    """Lists what lies unused (P-12), prepares the reminders that are due, and has somebody call at last (R-12)."""
    idle = idle_items(situation)
    plan = prepared(situation, OCCASIONS["unused"])
    calls = tuple(_calls(situation, idle))
    report = unused_report(idle, situation.names, situation.words, situation.today)
    counts = {"idle": len(idle), **plan.counts, "calls": len(calls)}
    return replace(plan, rows=(*plan.rows, *calls), reports=(report,), counts=counts)


def _calls(situation: Situation, idle: pd.DataFrame) -> Iterator[NewRow]:
    """A telephone call for what has no more time for a letter, once an item."""
    tasks = situation.tables["tasks"]
    known = set(tasks["about"].dropna())
    fresh = next_ids("tasks", tasks)
    owner = situation.coordinator
    for _, item in records(idle[idle["stage"] == CALL]):
        if item["promise_id"] not in known:
            what = situation.words.text("mailings.call", what=item["what"], until=item["use_by"])
            row: dict[str, Value] = {
                "task_id": next(fresh),
                "due_on": situation.today,
                "what": what,
                "owner": owner,
            }
            about: dict[str, Value] = {
                "area": "contract",
                "company_id": item["company_id"],
                "about": item["promise_id"],
            }
            yield NewRow("tasks", {**row, **about})
