"""Boxes on their way to shows and back: what is late, what will be, what nobody has booked yet (R-28)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from addin.core.computed.given import Given
from addin.core.computed.shows import shipments
from addin.core.house import House
from addin.core.records import records

Alarm = Literal["overdue", "problem", "at_risk", "came_late", ""]
OPEN_ALARMS: tuple[Alarm, ...] = ("overdue", "problem", "at_risk")

# How far a shipment is; news that are behind it are old news
RANKS: Mapping[str | None, int] = {
    None: 0,
    "planned": 0,
    "booked": 1,
    "picked_up": 2,
    "transit": 3,
    "problem": 3,
    "delivered": 4,
}


@dataclass(frozen=True)
class Shipment:
    """One shipment with what is wrong about it.

    overdue: it should be there and is not. at_risk: the carrier expects it after the day it must be there.
    problem: as the carrier says. came_late: it is there, but was not in time. `days` is by how many days.
    """

    row: int
    cells: Mapping[str, Any]
    late: bool
    today: date

    @property
    def alarm(self) -> Alarm:
        delivered = self.cells["delivered_on"] is not None
        if self.late:
            return "came_late" if delivered else "overdue"
        if delivered:
            return ""
        expected, needed = self.cells["expected_on"], self.cells["must_arrive_by"]
        if expected and needed and expected > needed:
            return "at_risk"
        return "problem" if self.cells["state"] == "problem" else ""

    @property
    def days(self) -> int | None:
        """Days after the day it must be there; None where it is in time."""
        needed = self.cells["must_arrive_by"]
        arrives = self.cells["delivered_on"] or (self.today if self.late else self.cells["expected_on"])
        return (arrives - needed).days if needed and arrives and arrives > needed else None


def tracked(given: Given) -> list[Shipment]:
    """Every shipment, what hurts most first, then by the day it must be there."""
    late = shipments(given)["late"]
    frame = given["shipments"].assign(late=late).dropna(subset=["shipment_id"])
    found = [Shipment(row, cells, cells["late"] is True, given.today) for row, cells in records(frame)]
    return sorted(found, key=_order)


def _order(one: Shipment) -> tuple[bool, int, bool, date]:
    alarmed = one.alarm in OPEN_ALARMS
    rank = OPEN_ALARMS.index(one.alarm) if alarmed else 0
    return not alarmed, rank, one.cells["delivered_on"] is not None, one.cells["must_arrive_by"] or date.max


@dataclass(frozen=True)
class UnbookedReturn:
    """A show whose boxes have no way back yet, and the day by which that must be booked."""

    row: int
    show_id: str
    name: str
    lead: str | None
    ends_on: date
    book_by: date


def unbooked_returns(
    shows: Iterable[tuple[int, Mapping[str, Any]]], today: date, house: House, workdays: int
) -> Iterator[UnbookedReturn]:
    """Shows that are not over and whose return transport is not booked though it is time (R-28).

    It is time so many working days of the house before the show ends.
    """
    for row, show in shows:
        if show["ends_on"] is None or show["return_booked_on"] or show["ends_on"] < today:
            continue
        book_by = house.workday(show["ends_on"], -workdays)
        if book_by <= today:
            name = show["name"] or show["show_id"]
            yield UnbookedReturn(row, show["show_id"], name, show["lead"], show["ends_on"], book_by)
