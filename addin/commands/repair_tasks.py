"""The tasks that returns bring: whose address is dead, whose refusal may be an objection (R-46)."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import Literal

from addin.commands.edits import Edits
from addin.commands.situation import Situation
from addin.commands.slips import Slip
from addin.core.ids import next_ids
from addin.core.records import records
from addin.plan import NewRow
from addin.tables.model import Value


class RepairTasks:
    """One open task for each contact: it is about a return of his, by whichever channel."""

    def __init__(self, situation: Situation, slips: Collection[Slip]) -> None:
        self.rows: list[NewRow] = []
        self._situation = situation
        self._slips = slips
        self._ids = next_ids("tasks", situation.tables["tasks"])
        self._opened: set[str] = set()

    def open(self, slip: Slip, why: Literal["dead", "refused"]) -> None:
        """Opens the task of a return, where whom it concerns has none yet."""
        if slip.subject in self._opened or slip.subject in self._open_rows:
            return
        self._opened.add(slip.subject)
        task: dict[str, Value] = {
            "task_id": next(self._ids),
            "due_on": self._situation.today,
            "what": self._what(slip, why),
            "owner": self._situation.coordinator,
            "area": "general",
            "company_id": slip.cells["company_id"],
            "about": slip.cells["return_id"],
        }
        self.rows.append(NewRow("tasks", task))

    def close(self, subject: str, edits: Edits) -> int:
        """How many tasks are done, now that nothing of whom they concern is to be repaired any more."""
        rows = self._open_rows.get(subject, [])
        for row in rows:
            edits.set("tasks", row, done_on=self._situation.today)
        return len(rows)

    @cached_property
    def _open_rows(self) -> dict[str, list[int]]:
        """The rows of open tasks about a return, by whom that concerns."""
        subjects = {slip.cells["return_id"]: slip.subject for slip in self._slips}
        tasks = self._situation.tables["tasks"]
        is_open = tasks["done_on"].isna() & tasks["dropped_on"].isna()
        found: dict[str, list[int]] = {}
        for row, task in records(tasks[is_open]):
            if task["about"] in subjects:
                found.setdefault(subjects[task["about"]], []).append(row)
        return found

    def _what(self, slip: Slip, why: str) -> str:
        words, names = self._situation.words, self._situation.names
        contact = slip.text("contact_id")
        who = ", ".join(filter(None, (names.contact(contact), names.company(slip.text("company_id")))))
        channel = words.text(f"choices.channel.{slip.channel}")
        return words.text(f"mailings.repair.{why}", who=who, channel=channel, address=slip.text("address"))
