"""Group Leitung: the reps' numbers, asked for by form and booked when they come back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from addin.commands.situation import Situation
from addin.core.collecting import Deadlines, Expected, expected, month_before
from addin.core.dates import ONE_DAY, months_later
from addin.core.ids import next_ids
from addin.core.sales import Period
from addin.imports.sales_forms import ReturnedForm, returned_form
from addin.plan import Change, File, NewRow, Plan
from addin.reports.calendar import period_name
from addin.reports.collecting import collecting
from addin.tables import TABLES
from addin.tables.frames import cell, plain
from addin.tables.model import Problem, Value


def collect(situation: Situation) -> Plan:
    """Books the forms that came back; without one writes a form for every rep whose numbers are missing (R-47).

    A form whose lines do not add up to the total that its rep states is not booked; neither is one that was.
    """
    asked = asked_for(situation)
    forms = [returned_form(Path(path), situation.tables) for path in situation.choice("file") or ()]
    booking = _Booking(situation, asked)
    for form in forms:
        booking.enter(form)
    written = () if forms else tuple(_forms(situation, booking.asked))
    sums = _booked(situation, booking.rows)
    return Plan(
        changes=tuple(booking.changes),
        rows=tuple(booking.rows),
        reports=(collecting(booking.asked, sums, situation.names, situation.words, situation.today),),
        files=written,
        problems=(*situation.problems, *booking.problems),
        counts={
            **booking.counts,
            "forms_written": len(written),
            "numbers_in": sum(one.state == "in" for one in booking.asked),
            "numbers_missing": sum(one.state != "in" for one in booking.asked),
        },
    )


def asked_for(situation: Situation) -> list[Expected]:
    """Whose numbers of last month, or of the one that was chosen, are in, and what is due for the others."""
    settings, month = situation.settings, situation.choice("month")
    deadlines = Deadlines(
        settings["report.due_workday"], settings["report.reminder_workdays"], settings["report.manager_workdays"]
    )
    return expected(
        situation.tables["staff"],
        situation.tables["targets"],
        month.replace(day=1) if month else month_before(situation.today),
        situation.today,
        situation.house,
        deadlines,
    )


class _Booking:
    """What the forms that came back change, and what stands of it afterwards."""

    def __init__(self, situation: Situation, asked: Sequence[Expected]) -> None:
        self.asked = list(asked)
        self.changes: list[Change] = []
        self.rows: list[NewRow] = []
        self.problems: list[Problem] = []
        self.counts = dict.fromkeys(("rows_in", "rows_taken", "rows_refused", "already_there"), 0)
        self._situation = situation
        self._taken: dict[tuple[str, date], str] = {}
        self._sale_ids = next_ids("sales", situation.tables["sales"])

    def enter(self, form: ReturnedForm) -> None:
        """Books a form, refuses it whole, or knows it already."""
        lines, target = len(form.lines), self._target(form)
        self.counts["rows_in"] += lines
        self.problems += form.problems
        if self._earlier(form, target) == form.form_id:
            self.counts["already_there"] += lines
        elif not form.bookable or not self._may_book(form, target):
            self.counts["rows_refused"] += lines
        else:
            self.counts["rows_taken"] += lines
            self._book(form, target)

    @property
    def _targets(self) -> pd.DataFrame:
        return self._situation.tables["targets"]

    def _target(self, form: ReturnedForm) -> Any:
        """The row of the rep's target for the month; None where there is none."""
        targets = self._targets
        same = (targets["rep"] == form.rep) & (targets["period"] == "month")
        found = targets.index[same & (targets["period_start"] == pd.Timestamp(form.month))]
        return found[0] if len(found) else None

    def _earlier(self, form: ReturnedForm, target: Any) -> str | None:
        """The id of the form with which the rep's month was turned in; None while it was not."""
        if (form.rep, form.month) in self._taken:
            return self._taken[form.rep, form.month]
        turned_in = target is not None and pd.notna(cell(self._targets, target, "turned_in_on"))
        return str(cell(self._targets, target, "form_id") or "–") if turned_in else None

    def _may_book(self, form: ReturnedForm, target: Any) -> bool:
        """Neither somebody unknown nor a month that was turned in with another form."""
        earlier = self._earlier(form, target)
        if form.rep not in set(self._situation.tables["staff"]["staff_id"]):
            self.problems.append(Problem(form.file, None, "", "form_unknown_rep", {"value": form.rep}))
        elif earlier:
            self.problems.append(Problem(form.file, None, "", "form_booked_before", {"value": earlier}))
        else:
            return True
        return False

    def _book(self, form: ReturnedForm, target: Any) -> None:
        for line in form.lines:
            values = {"sale_id": next(self._sale_ids), "rep": form.rep, "source": form.form_id, **line}
            self.rows.append(NewRow("sales", values))
        told: dict[str, Value] = {
            "turned_in_on": self._situation.today,
            "stated_total": form.stated,
            "form_id": form.form_id,
        }
        if target is None:
            period: dict[str, Value] = {"rep": form.rep, "period": "month", "period_start": form.month}
            self.rows.append(NewRow("targets", {**period, **told}))
        else:
            row = int(target)
            self.changes += [
                Change("targets", row, key, plain(TABLES["targets"][key], cell(self._targets, row, key)), value)
                for key, value in told.items()
            ]
        self._taken[form.rep, form.month] = form.form_id
        self.asked = [
            replace(one, state="in", turned_in_on=self._situation.today, stated=form.stated)
            if (one.rep, one.month) == (form.rep, form.month)
            else one
            for one in self.asked
        ]


def _booked(situation: Situation, rows: Iterable[NewRow]) -> dict[str, float]:
    """What stands in the sales of the month asked for, by rep, with what is being booked."""
    month = situation.choice("month") or month_before(situation.today)
    period = Period(month.replace(day=1), months_later(month.replace(day=1), 1) - ONE_DAY)
    fresh = pd.DataFrame([row.values for row in rows if row.table == "sales"], columns=["rep", "on", "net"])
    sales = pd.concat(
        [situation.tables["sales"][["rep", "on", "net"]], fresh.assign(on=pd.to_datetime(fresh["on"]))]
    )
    sums = sales[period.holds(sales["on"])].groupby("rep")["net"].sum()
    return {str(rep): float(net) for rep, net in sums.items()}


def _forms(situation: Situation, asked: Iterable[Expected]) -> Iterator[File]:
    """A form for everybody whose numbers are missing."""
    from addin.reports.sales_form import SalesForm, sales_form

    words = situation.words
    for one in asked:
        if one.state != "in":
            file = words.text("reports.form.file", rep=one.rep, month=f"{one.month:%Y-%m}")
            month = period_name(one.month, one.month, words)
            back_to = str(situation.settings["mail.sender"] or "")
            form = SalesForm(file, one.rep, situation.names.person(one.rep), one.month, month, one.due_on, back_to)
            yield File(file, sales_form(form, words))
