"""Group Messe: boxes there and back, as the carrier tells, and what is late of them (P-23, I-11; R-28)."""

from __future__ import annotations

from collections.abc import Iterator

from addin.commands.edits import Edits
from addin.commands.lookups import meant
from addin.commands.registers import columns_to_remember, how_to_read
from addin.commands.situation import Situation
from addin.core.computed.given import Given
from addin.core.records import records
from addin.core.shipments import OPEN_ALARMS, Shipment, UnbookedReturn, tracked, unbooked_returns
from addin.errors import Refusal
from addin.imports import files
from addin.imports.carrier_status import CarrierStatus, carrier_status
from addin.plan import Plan
from addin.reports.shipments import shipment_list
from addin.tables.model import Problem


def shipments(situation: Situation) -> Plan:
    """Every shipment with what is late of it, after the carrier's file was read, where one was given."""
    edits = Edits(situation.tables)
    news = _read(situation, edits)
    found = tracked_in(situation, edits)
    unbooked = list(returns_to_book(situation))
    rows = (
        columns_to_remember(news.mapping, situation, situation.choice("file").name) if news and news.found else ()
    )
    names = {cells["show_id"]: cells["name"] for _, cells in records(situation.tables["shows"])}
    report = shipment_list(found, unbooked, names, situation.words, situation.today)
    return Plan(
        changes=edits.changes,
        rows=tuple(rows),
        reports=(report,),
        problems=(*situation.problems, *(news.problems if news else ()), *_alarms(found)),
        counts={
            **(news.counts if news else {}),
            "shipments": len(found),
            "shipments_alarming": sum(one.alarm in OPEN_ALARMS for one in found),
            "returns_unbooked": len(unbooked),
        },
    )


def tracked_in(situation: Situation, edits: Edits) -> list[Shipment]:
    """The shipments of the show that was chosen, else of all, with what is being changed."""
    tables = {**situation.tables, "shipments": edits.frame("shipments")}
    wanted = situation.choice("show")
    show_id = meant("shows", tables["shows"], wanted) if wanted else None
    found = tracked(Given(tables, situation.today, situation.settings))
    return [one for one in found if show_id in (None, one.cells["show_id"])]


def returns_to_book(situation: Situation) -> Iterator[UnbookedReturn]:
    """The shows whose return transport must be booked now."""
    days = int(situation.settings["show.return_workdays"])
    return unbooked_returns(records(situation.tables["shows"]), situation.today, situation.house, days)


def _read(situation: Situation, edits: Edits) -> CarrierStatus | None:
    """The carrier's file, its news written down; Refusal `status_without_file`."""
    path = situation.choice("file")
    if not path:
        if situation.choice("step") == "read":
            raise Refusal("status_without_file")
        return None
    source = files.read(path, situation.choice("sheet") or "")
    found = carrier_status(source, tracked_in(situation, edits), situation.today, **how_to_read(situation))
    for row, cells in found.found.items():
        edits.set("shipments", row, **cells)
    return found


def _alarms(found: list[Shipment]) -> Iterator[Problem]:
    """What is late or will be, and can still be done something about."""
    for one in found:
        if one.alarm in OPEN_ALARMS:
            facts = {
                "value": one.cells["tracking_no"] or one.cells["shipment_id"],
                "by": one.cells["must_arrive_by"],
                "expected": one.cells["expected_on"],
            }
            yield Problem("shipments", one.row, "must_arrive_by", f"shipment_{one.alarm}", facts, "warning")
