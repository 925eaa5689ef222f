"""Group Interessenten: hand-overs that became customers, the bonus for them, and the payroll list (R-35)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from addin.commands.edits import Edits
from addin.commands.exports import export_profile
from addin.commands.lookups import meant
from addin.commands.situation import Situation
from addin.core.bonuses import credited_on, judgements, payable
from addin.core.dates import month_end
from addin.core.records import records
from addin.core.sales import Period
from addin.errors import Refusal
from addin.plan import File, Plan
from addin.reports.bonuses import bonus_list, payroll_headings, payroll_row
from addin.reports.delimited import delimited
from addin.tables.model import Problem

if TYPE_CHECKING:
    import pandas as pd


def bonus(situation: Situation) -> Plan:
    """Which hand-overs earned a bonus, with the contract and any credit note noted; approves and pays (R-35).

    Approving takes the name of somebody who does not get the money herself. The payroll list of the month holds
    what is approved and not yet paid, and what was paid in it.
    """
    book = _BonusBook(situation)
    book.note_outcomes()
    approved = book.approve()
    paid = book.pay() if situation.choice("paid") else 0
    after = book.afterwards
    rows = after[payable(after, book.month)]
    return Plan(
        changes=book.edits.changes,
        reports=(bonus_list(after, situation.names, situation.words, situation.today),),
        files=tuple(_payroll(rows, book)),
        problems=(*situation.problems, *_paid_for_nothing(after)),
        counts={
            "bonuses_due": int((after["bonus_state"] == "due").sum()),
            "bonuses_approved": approved,
            "bonuses_paid": paid,
            "payroll_rows": len(rows),
        },
        refreshed=("handovers",),
    )


@dataclass(frozen=True)
class _BonusBook:
    """The hand-overs with their verdicts, and what is changed about them."""

    situation: Situation

    @cached_property
    def edits(self) -> Edits:
        return Edits(self.situation.tables)

    @cached_property
    def month(self) -> Period:
        """The month of the payroll list: the one that was chosen, else the current one."""
        first = (self.situation.choice("month") or self.situation.today).replace(day=1)
        return Period(first, month_end(first))

    @cached_property
    def judged(self) -> pd.DataFrame:
        tables = self.situation.tables
        months = self.situation.settings["bonus.months"]
        return judgements(tables["handovers"], tables["contracts"], tables["staff"], months=months)

    @property
    def afterwards(self) -> pd.DataFrame:
        """The hand-overs as they will stand, with bonus, state and verdict."""
        tables = {**self.situation.tables, "handovers": self.edits.frame("handovers")}
        return replace(self.situation, tables=tables).with_answers("handovers").join(self.judged)

    def note_outcomes(self) -> None:
        """Enters the contract that earned a bonus, and the day of a credit note that takes it back."""
        handovers, sales = self.situation.tables["handovers"], self.situation.tables["sales"]
        months = self.situation.settings["bonus.credit_months"]
        credits = credited_on(handovers, self.judged, sales, months=months)
        frame = self.judged.assign(credited=credits)
        for row, cells in records(frame[frame["verdict"] == "earned"]):
            for column, value in (("contract_id", cells["first_contract"]), ("credited_on", cells["credited"])):
                if value and self.edits.stands("handovers", row, column) is None:
                    self.edits.set("handovers", row, **{column: value})

    def approve(self) -> int:
        """Puts a name and today's day to the bonuses that were named, and says to how many."""
        named = [part for text in self.situation.choice("approve") or () for part in text.split(";")]
        wanted = {self._handover(text) for text in named if text.strip()}
        if not wanted:
            return 0
        by = self._approver()
        after = self.afterwards
        rows = list(records(after[after["handover_id"].isin(wanted)]))
        fresh = [row for row, cells in rows if _may_be_approved(cells, by)]
        for row in fresh:
            self.edits.set("handovers", row, bonus_approved_by=by, bonus_approved_on=self.situation.today)
        return len(fresh)

    def _handover(self, text: str) -> str:
        """The id of a hand-over of the workbook; Refusal `nobody_of_that_name`."""
        known = self.situation.tables["handovers"]["handover_id"]
        found = known[known.str.casefold() == text.strip().casefold()]
        if found.empty:
            raise Refusal("nobody_of_that_name", value=text, table="handovers")
        return str(found.iloc[0])

    def _approver(self) -> str:
        name = self.situation.choice("by")
        if not name:
            raise Refusal("bonus_without_approver")
        return meant("staff", self.situation.tables["staff"], name)

    def pay(self) -> int:
        """Marks what is on the payroll list of the month and not yet paid as paid today, and says how much."""
        after = self.afterwards
        rows = after.index[payable(after, self.month) & after["bonus_paid_on"].isna()].tolist()
        for row in rows:
            self.edits.set("handovers", row, bonus_paid_on=self.situation.today)
        return len(rows)


def _may_be_approved(cells: dict[str, object], by: str) -> bool:
    """A bonus that waits for approval may, one that has it needs none; Refusal for all others."""
    if cells["bonus_state"] in ("approved", "paid"):
        return False
    if cells["bonus_state"] != "due":
        raise Refusal("bonus_not_due", handover=cells["handover_id"])
    if cells["coordinator"] == by:
        raise Refusal("bonus_own", handover=cells["handover_id"])
    return True


def _payroll(rows: pd.DataFrame, book: _BonusBook) -> Iterator[File]:
    """The list for the payroll office; none for a month without bonuses."""
    situation, words = book.situation, book.situation.words
    if len(rows):
        lines = [payroll_row(cells, book.month, situation.names) for _, cells in records(rows)]
        name = words.text("reports.bonuses.file", month=f"{book.month.first:%Y-%m}")
        yield File(name, delimited(payroll_headings(words), lines, export_profile(situation)))


def _paid_for_nothing(handovers: pd.DataFrame) -> Iterator[Problem]:
    """Bonuses that were paid before the credit note came."""
    gone = handovers["credited_on"].notna() & handovers["bonus_paid_on"].notna()
    for row, cells in records(handovers[gone]):
        facts = {"handover": cells["handover_id"], "on": cells["credited_on"], "paid": cells["bonus_paid_on"]}
        yield Problem("handovers", row, "credited_on", "bonus_to_take_back", facts, "warning")
