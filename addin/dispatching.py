"""A run that sends mail: the workbook says so before, the messages go, the workbook says what came of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from addin import history
from addin.plan import Change, Dispatch, NewRow, Plan
from addin.posting import Posted, PostOffice
from addin.tables import TABLES
from addin.tables.frames import plain
from addin.tables.model import Problem, Value

if TYPE_CHECKING:
    from addin.desk import Desk, Outcome
    from mailmerge.ledger import Entry

_STATE = {"planned": "queued", "sending": "uncertain"}  # in the ledger and in the sheet


@dataclass(frozen=True)
class Dispatching:
    """One run over a desk's workbook that sends what a plan dispatches."""

    desk: Desk
    plan: Plan
    dispatch: Dispatch

    @cached_property
    def office(self) -> PostOffice:
        return PostOffice(self.desk.settings, self.desk.folder, self.desk.now)

    def carried_out(self, entry: history.Entry) -> Outcome:
        """Nothing is sent where the workbook cannot be written; what went is noted even if the run is stopped."""
        if self.dispatch.trial:
            counts = {**self.plan.counts, "tried_out": self.office.try_out(self.dispatch)}
            return self._written(replace(self.plan, dispatch=None, counts=counts))
        changes = (*self.plan.changes, *self._begun())
        rows = (*self.plan.rows, *(self._logged(entry) if changes else ()))
        self._written(replace(self.plan, dispatch=None, changes=changes, rows=rows))
        self.desk.tell("send")
        try:
            posted = self.office.post(self.dispatch)
        except KeyboardInterrupt:
            self._noted(self.office.looked_up(self.dispatch))
            raise
        return self._noted(posted)

    def _logged(self, entry: history.Entry) -> tuple[NewRow, ...]:
        return (entry.line(column=history.MAIL, after=self.dispatch.mailing),)

    def _begun(self) -> Iterator[Change]:
        """Messages that are about to go, and their mailing."""
        for row in self.dispatch.messages:
            if self._value("recipients", row, "state") == "queued":
                yield from self._change("recipients", row, "state", "sending")
        yield from self._change("mailings", self.dispatch.row, "state", "sending")

    def _noted(self, posted: Posted) -> Outcome:
        """The workbook as the ledger has it."""
        changes = [change for row, entry in posted.entries.items() for change in self._came_of(row, entry)]
        after = {row: _STATE.get(entry.state, entry.state) for row, entry in posted.entries.items()}
        if not self._is_waiting(after):
            changes += self._change("mailings", self.dispatch.row, "state", "sent")
        states = Counter(after.values())
        counts = {**self.plan.counts, **{f"mail_{state}": number for state, number in sorted(states.items())}}
        problems = (*self.plan.problems, *self._problems(posted))
        return self._written(Plan(changes=tuple(changes), counts=counts, problems=problems))

    def _written(self, plan: Plan) -> Outcome:
        """There is no way back from what is sent, so its cells are not logged one by one."""
        outcome = self.desk.carry_out(plan, "", logged=False)
        return replace(outcome, files=tuple(self.office.written(self.dispatch)))

    def _came_of(self, row: int, entry: Entry) -> Iterator[Change]:
        state = _STATE.get(entry.state, entry.state)
        left = state in ("sent", "uncertain")
        facts: dict[str, Value] = {
            "state": state,
            "sent_on": entry.changed_at.replace(microsecond=0) if left else None,
            "error": self._error(entry),
            "message_id": entry.message_id or None,
        }
        for column, value in facts.items():
            yield from self._change("recipients", row, column, value)
        if state == "sent":
            yield from self.dispatch.marks.get(row, ())

    def _error(self, entry: Entry) -> str | None:
        finding = entry.finding
        if finding is None:
            return None
        return self.desk.words.text(f"problems.{finding.code}.what", **finding.facts)

    def _is_waiting(self, after: dict[int, str]) -> bool:
        """Somebody on the list is still to get a message, by e-mail or by post."""
        recipients = self.desk.table("recipients")
        rows = recipients[(recipients["mailing_id"] == self.dispatch.mailing) & recipients["send"].eq(True)]
        states = [after.get(row, state) for row, state in zip(rows.index.tolist(), rows["state"], strict=True)]
        return any(state in ("queued", "sending", "uncertain") for state in states)

    def _problems(self, posted: Posted) -> Iterator[Problem]:
        if posted.halted:
            reason = self.desk.words.text(f"errors.{posted.halted.code}", **posted.halted.facts)
            yield Problem("mailings", self.dispatch.row, "state", "mail_halted", {"reason": reason})
        for row, entry in posted.entries.items():
            if entry.finding and entry.state != "planned":
                yield Problem("recipients", row, "error", entry.finding.code, entry.finding.facts, "warning")

    def _change(self, table: str, row: int, column: str, after: Value) -> Iterator[Change]:
        before = self._value(table, row, column)
        if before != after:
            yield Change(table, row, column, before, after)

    def _value(self, table: str, row: int, column: str) -> Value:
        return plain(TABLES[table][column], self.desk.table(table).at[row, column])
