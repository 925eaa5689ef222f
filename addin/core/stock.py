"""How every material stands: what there is, when it runs out, and what a new run waits for (R-20 to R-26)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import pandas as pd

from addin.core.computed.given import Given, comparable
from addin.core.computed.material import materials
from addin.core.computed.orders import STEPS, workdays_of
from addin.core.house import House
from addin.core.materials import learned_lead
from addin.core.records import records
from addin.core.reprints import Round
from addin.tables.frames import plain
from addin.tables.material import MATERIALS
from addin.tables.model import Problem

Urgency = Literal["", "notice", "warning", "critical"]
Limit = Literal["", "capped", "run", "lasts"]

NEAR = 30  # days before the day to order by in which a material is watched
_RANKS: tuple[Urgency, ...] = ("critical", "warning", "notice", "")


@dataclass(frozen=True)
class Standing:
    """One material as of a day.

    `order_by_use` is the day to order by if there were no shows and no requests. `limit` says why less is
    suggested than its use asks for: capped by the end of its validity, the smallest `run` is larger than what is
    needed until then, or the stock `lasts` until then. `arrives_on` is the day on which the round under way, or
    one that begins now, can be here.
    """

    row: int
    material_id: str
    name: str
    kind: str | None
    used_up: bool
    on_hand: int
    on_order: int
    reserved: int
    daily_use: float | None
    deviation: float | None
    safety: float | None
    reorder_point: int | None
    cover_days: int | None
    runs_out: date | None
    order_by: date | None
    order_by_use: date | None
    order_quantity: int | None
    min_run: int
    valid_until: date | None
    limit: Limit
    round: Round | None
    arrives_on: date
    today: date

    @property
    def available(self) -> int:
        """On hand and on order less what is reserved (R-23)."""
        return self.on_hand + self.on_order - self.reserved

    @property
    def low(self) -> bool:
        """What is available has come down to the reorder point (R-22)."""
        return self.used_up and self.reorder_point is not None and self.available <= self.reorder_point

    @property
    def to_order(self) -> bool:
        """It will run out while its version is valid."""
        return self.order_by is not None and self.limit != "lasts"

    def order_within(self, last: date) -> bool:
        """The day to order by is not after that day."""
        return self.to_order and self.order_by is not None and self.order_by <= last

    @property
    def missing_days(self) -> int:
        """For how many days there will be none, even if every step begins at once."""
        if self.runs_out is None or not self.to_order:
            return 0
        return max(0, (self.arrives_on - self.runs_out).days)

    def urgency(self, soon: date) -> Urgency:
        """How much it hurts; `soon` is the day until which an order must be prepared now.

        critical: the count is wrong, or it runs out and nobody has begun. warning: it must be prepared now, or
        what is under way is held or comes too late.
        """
        if self.on_hand < 0 or (self.missing_days and self.round is None):
            return "critical"
        if self.missing_days or self.order_within(soon) or (self.round and self.round.held):
            return "warning"
        return "notice" if self.order_within(self.today + timedelta(days=NEAR)) or self.low else ""


def standings(given: Given, rounds: Iterable[Round]) -> list[Standing]:
    """Every material that is still kept, in the order of the sheet; one that is not, where its count is wrong."""
    frame = given["materials"].assign(**materials(given))
    kept = frame[frame["material_id"].notna() & (frame["active"].ne(False) | (frame["on_hand"] < 0))]
    open_round = {str(r.cells["material_id"]).casefold(): r for r in rounds if r.state != "ordered"}
    return [
        _standing(given, row, cells, open_round.get(str(cells["material_id"]).casefold()))
        for row, cells in records(kept)
    ]


def worst_first(found: Iterable[Standing], soon: date) -> list[Standing]:
    """By urgency, then by the days without any, then by the day to order by; what comes back stands last."""

    def rank(one: Standing) -> tuple[Any, ...]:
        urgency, last = _RANKS.index(one.urgency(soon)), one.order_by or date.max
        return urgency, -one.missing_days, last, not one.used_up, one.name

    return sorted(found, key=rank)


def _standing(given: Given, row: int, cells: dict[str, Any], round_: Round | None) -> Standing:
    known: dict[str, Any] = {key: plain(MATERIALS[key], cells[key]) for key in _CELLS}
    house, today = given.house, given.today
    begun = round_.arrives_on(today, house) if round_ else house.workday(today, workdays_of(cells))
    return Standing(
        **known,
        row=row,
        name=cells["name"] or cells["material_id"],
        used_up=cells["consumable"] is not False,
        deviation=cells["deviation"],
        safety=cells["safety"],
        runs_out=cells["runs_out"],
        order_by_use=cells["order_by_use"],
        min_run=int(cells["min_run"] or 0),
        limit=_limit(cells),
        round=round_,
        arrives_on=begun,
        today=today,
    )


_CELLS = (
    *("material_id", "kind", "on_hand", "on_order", "reserved", "daily_use", "reorder_point", "cover_days"),
    *("order_by", "order_quantity", "valid_until"),
)


def _limit(cells: dict[str, Any]) -> Limit:
    ends, runs_out, quantity = cells["valid_until"], cells["runs_out"], cells["order_quantity"]
    if ends is None or quantity is None:
        return ""
    if runs_out is None or runs_out > ends:
        return "lasts"
    if quantity < (cells["min_run"] or 0):
        return "run"
    return "capped" if quantity < cells["wanted_quantity"] else ""


def tally(found: Sequence[Standing], today: date) -> dict[str, int]:
    """How many materials there are, to be ordered now or soon, at their reorder point, and negative."""
    now = sum(one.order_within(today) for one in found)
    return {
        "materials": len(found),
        "order_now": now,
        "order_near": sum(one.order_within(today + timedelta(days=NEAR)) for one in found) - now,
        "low": sum(one.low for one in found),
        "negative": sum(one.on_hand < 0 for one in found),
    }


@dataclass(frozen=True)
class LeadTime:
    """What making and delivering a material takes by the books, and what its last orders took, in working days."""

    row: int
    material_id: str
    name: str
    stored: int
    learned: int
    orders: int


def changed_lead_times(given: Given) -> Iterator[LeadTime]:
    """Materials whose last orders took more working days, or fewer, than the tolerance allows (R-24)."""
    rounds, last = given["reprints"], int(given.setting("stock.learned_orders"))
    over = rounds[rounds["ordered_on"].notna() & rounds["received_on"].notna()]
    by_material = {str(key): own for key, own in over.groupby(comparable(over["material_id"]).to_numpy())}
    for row, cells in records(given["materials"]):
        own = by_material.get(str(cells["material_id"]).casefold())
        if own is not None and cells["active"] is not False:
            found = _lead_time(row, cells, own, last, given.house)
            if abs(found.learned - found.stored) > given.setting("stock.lead_tolerance"):
                yield found


def _lead_time(row: int, cells: dict[str, Any], over: pd.DataFrame, last: int, house: House) -> LeadTime:
    days = [(a.date(), b.date()) for a, b in zip(over["ordered_on"], over["received_on"], strict=True)]
    learned = learned_lead(days, house, last) or 0
    stored = workdays_of(cells, STEPS[2:])
    return LeadTime(row, cells["material_id"], cells["name"], stored, learned, min(len(days), last))


def stock_problems(found: Sequence[Standing], leads: Iterable[LeadTime], rounds: Iterable[Round]) -> list[Problem]:
    """What somebody must put right: wrong counts, runs larger than the need, lead times, late deliveries."""
    return [
        *(_negative(one) for one in found if one.on_hand < 0),
        *(_run_too_large(one) for one in found if one.limit == "run"),
        *(_lead_time_differs(lead) for lead in leads),
        *(_delivery_late(round_) for round_ in rounds if _is_late(round_, found)),
    ]


def _negative(one: Standing) -> Problem:
    return Problem("materials", one.row, "on_hand", "negative_stock", {"name": one.name, "value": one.on_hand})


def _run_too_large(one: Standing) -> Problem:
    facts = {
        "name": one.name,
        "value": one.order_quantity,
        "run": one.min_run,
        "until": one.valid_until,
    }
    return Problem("materials", one.row, "min_run", "run_larger_than_need", facts, "warning")


def _lead_time_differs(lead: LeadTime) -> Problem:
    facts = {"name": lead.name, "value": lead.stored, "learned": lead.learned, "orders": lead.orders}
    return Problem("materials", lead.row, "production_days", "lead_time_differs", facts, "warning")


def _is_late(round_: Round, found: Sequence[Standing]) -> bool:
    promised = round_.cells["promised_on"]
    return bool(round_.state == "ordered" and promised and found and promised < found[0].today)


def _delivery_late(round_: Round) -> Problem:
    facts = {"name": round_.material["name"], "value": round_.cells["promised_on"]}
    return Problem("reprints", round_.row, "promised_on", "delivery_late", facts, "warning")
