"""What is wrong with promises, and what is due for them (R-10, R-11, R-15)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal

import pandas as pd

from addin.core.computed.given import comparable, day_column, number
from addin.core.house import House
from addin.core.today import Urgency

FindingKind = Literal[
    "wrong_issue",
    "wrong_size",
    "missed",  # lapsed although artwork or confirmation was there: ours to make good
    "lapsed",
    "short_live",
    "short_impressions",
    "not_live",
    "artwork_late",
    "unused",
    "artwork_soon",
    "proof",
    "settlement",
    "refund",
    "no_scale",
    "volume",
]
SETTLED = frozenset({"delivered", "waived"})
# What keeps a promise from being on time; the others are only due
LATE: frozenset[FindingKind] = frozenset(
    {"wrong_issue", "wrong_size", "missed", "lapsed", "short_live", "not_live", "artwork_late", "unused"}
)
_NOT_BINDING = ("draft", "cancelled")
_STANDING = ("banner", "link")
_DAY = pd.Timedelta(days=1)


@dataclass(frozen=True)
class Finding:
    """One thing to put right or to do, with the cell it comes from.

    `on` is the day by which it should be done, or since which it is wrong. `facts` fill the words of its kind;
    `ticket` is the id of the ticket about it.
    """

    kind: FindingKind
    urgency: Urgency
    table: str
    row: int
    column: str
    on: date
    facts: Mapping[str, Any] = field(default_factory=dict)
    ticket: str | None = None

    @property
    def late(self) -> bool:
        """Whether it keeps its promise from being on time; a banner in its window can still be extended."""
        return self.kind in LATE and (self.kind != "short_live" or self.urgency == "critical")


def binding(rows: pd.DataFrame, contracts: pd.DataFrame) -> pd.DataFrame:
    """The rows whose contract is neither a draft nor cancelled."""
    out = contracts.loc[contracts["state"].isin(_NOT_BINDING), "contract_id"].dropna()
    return rows[~comparable(rows["contract_id"]).isin(set(comparable(out)))]


def delivered_impressions(pages: pd.DataFrame, traffic: pd.DataFrame) -> pd.Series:
    """For each promise with counted pages the impressions of all its pages together (R-15)."""
    known = pages.dropna(subset=["promise_id"])
    promise_of = dict(zip(comparable(known["page_id"]), comparable(known["promise_id"]), strict=True))
    sums: pd.Series = traffic["impressions"].groupby(comparable(traffic["page_id"]).map(promise_of)).sum()
    return sums


@dataclass(frozen=True)
class Watch:
    """The promises that bind, with their computed columns, as somebody who checks them sees them.

    `impressions` are the delivered ones by promise. `reminders` are working days before artwork is due,
    `proof_workdays` the time for a proof after publication, `last_days` when an unused item becomes urgent.
    """

    promises: pd.DataFrame
    issues: pd.DataFrame
    impressions: pd.Series
    today: date
    house: House
    reminders: Sequence[int] = (10, 5, 2)
    proof_workdays: int = 10
    last_days: int = 30

    def findings(self) -> list[Finding]:
        """Everything found, kind by kind, in the order of the rows."""
        checks = (
            *(self._wrong_places(), self._lapsed(), self._live_windows(), self._impressions()),
            *(self._not_live(), self._artwork(), self._unused(), self._proofs()),
        )
        return [finding for check in checks for finding in check]

    @property
    def day(self) -> pd.Timestamp:
        return pd.Timestamp(self.today)

    @cached_property
    def _issue_names(self) -> pd.Series:
        names = self.issues["publication"].str.cat(self.issues["issue"], sep=" ", na_rep="")
        return pd.Series(names.array, index=comparable(self.issues["issue_id"])).groupby(level=0).first()

    @cached_property
    def _published(self) -> pd.Series:
        """For each promise the day on which the issue appeared that it really stands in."""
        days = pd.Series(self.issues["published_on"].array, index=comparable(self.issues["issue_id"]))
        days = days[days.index.notna() & ~days.index.duplicated()]
        return pd.Series(days.reindex(comparable(self.promises["appeared_in"])).array, index=self.promises.index)

    @cached_property
    def _under_way(self) -> pd.Series:
        return self.promises["artwork_on"].notna() | self.promises["confirmed_on"].notna()

    def _in_state(self, *states: str) -> pd.Series:
        return self.promises["state"].isin(states)

    def _rows(self, where: pd.Series) -> Iterator[Any]:
        return self.promises[where.to_numpy(dtype=bool)].itertuples()

    def _found(self, row: Any, kind: FindingKind, urgency: Urgency, column: str, on: Any, **facts: Any) -> Finding:
        return Finding(kind, urgency, "promises", int(row.Index), column, on.date(), facts)

    def _issue(self, issue_id: Any) -> str:
        return str(self._issue_names.get(str(issue_id or "").casefold(), issue_id or "–"))

    def _wrong_places(self) -> Iterator[Finding]:
        """Another issue or another format than booked (R-11)."""
        for row in self._rows(self._in_state("wrong")):
            placed = self._published[row.Index]
            on = self.day if placed != placed else placed
            if row.appeared_in and _folded(row.appeared_in) != _folded(row.issue_id):
                names = {"booked": self._issue(row.issue_id), "found": self._issue(row.appeared_in)}
                yield self._found(row, "wrong_issue", "critical", "appeared_in", on, **names)
            if row.appeared_format and _folded(row.appeared_format) != _folded(row.format):
                sizes = {"booked": row.format or "–", "found": row.appeared_format}
                yield self._found(row, "wrong_size", "critical", "appeared_format", on, **sizes)

    def _lapsed(self) -> Iterator[Finding]:
        """Past its last day with something open: the customer's loss, or ours where artwork had come (R-11)."""
        for row in self._rows(self._in_state("lapsed")):
            missing = {"missing": _amount(row.quantity) - _amount(row.done), "quantity": _amount(row.quantity)}
            if self._under_way[row.Index]:
                yield self._found(row, "missed", "critical", "done", row.use_by, **missing)
            else:
                yield self._found(row, "lapsed", "warning", "use_by", row.use_by, **missing)

    def _live_windows(self) -> Iterator[Finding]:
        """Days that a banner should have stood and did not: to be appended to its window (R-15)."""
        frame = self.promises
        reached = frame["window_until"].where(frame["window_until"] < self.day, self.day)
        wanted = (reached - frame["window_from"]).dt.days + 1
        lost = wanted - frame["live_days"]
        for row in self._rows((lost > 0) & ~self._in_state(*SETTLED, "lapsed")):
            over = row.window_until < self.day
            facts = {
                "agreed": int(wanted[row.Index]),
                "live": int(row.live_days),
                "shortfall": int(lost[row.Index]),
                "until": (row.window_until + int(lost[row.Index]) * _DAY).date(),
            }
            urgency: Urgency = "critical" if over else "notice"
            yield self._found(row, "short_live", urgency, "live_from", row.window_until, **facts)

    def _impressions(self) -> Iterator[Finding]:
        """Fewer impressions than booked when the window is over (R-15)."""
        frame = self.promises
        delivered = pd.Series(
            self.impressions.reindex(comparable(frame["promise_id"])).fillna(0.0).array, index=frame.index
        )
        short = (delivered < frame["booked_impressions"]) & (frame["window_until"] < self.day)
        for row in self._rows(short & ~self._in_state(*SETTLED, "lapsed")):
            booked, counted = int(row.booked_impressions), int(delivered[row.Index])
            facts = {"booked": booked, "delivered": counted, "shortfall": booked - counted}
            yield self._found(row, "short_impressions", "warning", "booked_impressions", row.window_until, **facts)

    def _not_live(self) -> Iterator[Finding]:
        """A banner or link that is ready and whose window runs, but that does not stand."""
        frame = self.promises
        running = (frame["window_from"] <= self.day) & ~(frame["window_until"] < self.day)
        idle = frame["live_from"].isna() & (number(frame["done"]) == 0) & frame["kind"].isin(_STANDING)
        for row in self._rows(running & idle & self._under_way & ~self._in_state(*SETTLED, "lapsed", "wrong")):
            yield self._found(row, "not_live", "warning", "live_from", row.window_from, until=row.window_until)

    def _artwork(self) -> Iterator[Finding]:
        """Artwork that is overdue, or due so soon that a reminder goes out (R-10)."""
        for row in self._rows(self._in_state("waiting")):
            if row.artwork_due < self.day:
                yield self._found(row, "artwork_late", "warning", "artwork_on", row.artwork_due)
                continue
            step = self._reminders_due(row.artwork_due.date())
            urgency: Urgency = "warning" if step == len(self.reminders) else "notice"
            facts = {"step": step, "steps": len(self.reminders)}
            yield self._found(row, "artwork_soon", urgency, "artwork_on", row.artwork_due, **facts)

    def _reminders_due(self, due: date) -> int:
        return sum(self.house.workday(due, -days) <= self.today for days in self.reminders)

    def _unused(self) -> Iterator[Finding]:
        """The window is open and nothing happened (R-11)."""
        for row in self._rows(self._in_state("unused")):
            known = row.use_by == row.use_by
            near = known and (row.use_by - self.day).days <= self.last_days
            on = row.use_by if known else row.window_from
            yield self._found(row, "unused", "warning" if near else "notice", "artwork_on", on)

    def _proofs(self) -> Iterator[Finding]:
        """The proof of what appeared, due some working days after publication (R-11)."""
        frame = self.promises
        out = (self._published <= self.day) & (number(frame["done"]) > 0) & frame["proof_sent_on"].isna()
        published = self._published[out & ~self._in_state("waived", "wrong")]
        days = published.to_numpy("datetime64[D]").tolist()
        due = day_column([self.house.workday(day, self.proof_workdays) for day in days], published.index)
        for row in self._rows(frame.index.to_series().isin(published.index)):
            urgency: Urgency = "warning" if due[row.Index] < self.day else "notice"
            issue = self._issue(row.appeared_in)
            yield self._found(row, "proof", urgency, "proof_sent_on", due[row.Index], issue=issue)


def _folded(text: Any) -> str:
    return str(text or "").casefold()


def _amount(value: Any) -> float:
    """A number of pieces, 0 where the cell is blank."""
    amount = 0.0 if value is None or value != value else float(value)
    return int(amount) if amount.is_integer() else amount


def standing(promises: pd.DataFrame, late: set[int], by: pd.Series) -> pd.DataFrame:
    """For each value of `by` how many promises there are, done, open, and of the open ones late (P-05).

    Waived promises count nowhere; done is what is delivered and accepted. `late` are sheet rows.
    """
    counted = promises[~promises["state"].eq("waived")]
    done = counted["state"].eq("delivered")
    marks = pd.DataFrame(
        {
            "promised": 1,
            "done": done.astype("int64"),
            "open": (~done).astype("int64"),
            "late": (~done & counted.index.isin(late)).astype("int64"),
        },
        index=counted.index,
    )
    sums: pd.DataFrame = marks.groupby(by.loc[counted.index].to_numpy(), dropna=False).sum()
    return sums
