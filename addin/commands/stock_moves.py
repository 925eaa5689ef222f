"""Booking what came and what went: receipts, issues, returns, counts, requests (R-20)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from addin.commands.lookups import meant
from addin.commands.material import MaterialWorld
from addin.commands.situation import Situation
from addin.core.ids import next_ids
from addin.core.records import records
from addin.core.reprints import Round
from addin.core.stock_moves import already_booked, booked_as, open_request, stock_on
from addin.errors import Refusal
from addin.plan import Change, NewRow, Plan
from addin.tables.model import Problem, Value


def stock_move(situation: Situation) -> Plan:
    """One move appended to the stock, with what it closes: an order, a request, a line of a packing list (R-20).

    What was counted becomes the difference to what should be there. A move that stands there already is not
    booked again.
    """
    booking = _Booking(situation)
    row = booking.row
    if row is None:
        return _nothing(situation, "count_agrees")
    known = already_booked(situation.tables["stock_moves"], row)
    if known:
        problem = Problem("stock_moves", None, "", "already_booked", {"id": known}, "warning")
        return _nothing(situation, "already_there", problem)
    rows = tuple(_numbered(situation, [row, *booking.settled]))
    return Plan(
        changes=(*booking.closed_order, *booking.packed),
        rows=rows,
        problems=(*situation.problems, *booking.warnings),
        counts={"booked": 1, "on_hand": booking.on_hand + _effect(row)},
    )


def _nothing(situation: Situation, why: str, *problems: Problem) -> Plan:
    return Plan(problems=(*situation.problems, *problems), counts={"booked": 0, why: 1})


def _numbered(situation: Situation, rows: list[dict[str, Value]]) -> Iterator[NewRow]:
    fresh = next_ids("stock_moves", situation.tables["stock_moves"])
    return (NewRow("stock_moves", {"move_id": next(fresh), **row}) for row in rows)


def _effect(row: Mapping[str, Value]) -> int:
    return 0 if row["kind"] == "request" else int(str(row["quantity"]))


@dataclass(frozen=True)
class _Booking:
    """What the coordinator asked to book, and everything that follows from it."""

    situation: Situation

    @cached_property
    def world(self) -> MaterialWorld:
        return MaterialWorld(self.situation)

    @cached_property
    def material(self) -> tuple[int, dict[str, Any]]:
        """Row and cells of the material that is moved."""
        frame, wanted = self.situation.tables["materials"], self.situation.choice("material")
        if not wanted:
            raise Refusal("move_without_material")
        material_id = meant("materials", frame, wanted)
        return next(records(frame[frame["material_id"] == material_id]))

    @property
    def material_id(self) -> str:
        return str(self.material[1]["material_id"])

    @property
    def name(self) -> str:
        return str(self.material[1]["name"])

    @cached_property
    def kind(self) -> Any:
        return self.situation.choice("kind") or "issue"

    @cached_property
    def pieces(self) -> int:
        """How many pieces were moved; of a count, how many lie there."""
        given = self.situation.choice("quantity")
        if given is None:
            raise Refusal("move_without_quantity")
        if given < 0 or (given == 0 and self.kind != "count"):
            raise Refusal("move_of_nothing", value=given)
        return int(given)

    @cached_property
    def on(self) -> date:
        """The day of the move; only what is asked for may lie ahead."""
        day: date = self.situation.choice("on") or self.situation.today
        if day > self.situation.today and self.kind != "request":
            raise Refusal("move_ahead", on=day, today=self.situation.today)
        return day

    @cached_property
    def on_hand(self) -> int:
        return stock_on(self.situation.tables["stock_moves"], self.material_id, date.max)

    @cached_property
    def row(self) -> dict[str, Value] | None:
        """The row to append, without its id; None where a count agrees with the stock."""
        kind, quantity = self._counted if self.kind == "count" else self._moved
        if not quantity:
            return None
        return {
            "moved_on": self.on,
            "material_id": self.material_id,
            "kind": kind,
            "quantity": quantity,
            "version": self.situation.choice("version") or self.material[1]["version"],
            "person": self._chosen("person", "staff"),
            "show_id": self.show,
            "note": self.situation.choice("reason"),
        }

    @property
    def _moved(self) -> tuple[str, int]:
        return booked_as(self.kind, self.pieces, self.show is not None)

    @property
    def _counted(self) -> tuple[str, int]:
        known = stock_on(self.situation.tables["stock_moves"], self.material_id, self.on)
        difference = self.pieces - known
        if difference and not self.situation.choice("reason"):
            facts = {"material": self.name, "counted": self.pieces, "known": known, "difference": difference}
            raise Refusal("count_without_reason", **facts)
        return "count", difference

    @cached_property
    def show(self) -> str | None:
        return self._chosen("show", "shows")

    def _chosen(self, option: str, table: str) -> str | None:
        wanted = self.situation.choice(option)
        return meant(table, self.situation.tables[table], wanted) if wanted else None

    @cached_property
    def order(self) -> Round | None:
        """The order that a receipt brings: the one that was named, else the only one that is open."""
        orders = {r.reprint_id: r for r in self.world.rounds if self._is_order(r)}
        wanted = _id(self.situation.choice("order"))
        if wanted and (wanted not in orders or self.kind != "receipt"):
            raise Refusal("order_not_open", order=wanted, material=self.name, orders=list(orders) or "–")
        if self.kind != "receipt" or not orders:
            return None
        if not wanted and len(orders) > 1:
            raise Refusal("orders_open", material=self.name, orders=list(orders))
        return orders[wanted or next(iter(orders))]

    def _is_order(self, round_: Round) -> bool:
        return round_.state == "ordered" and round_.material["material_id"] == self.material_id

    @property
    def closed_order(self) -> Iterator[Change]:
        if self.order:
            if self.on < self.order.cells["ordered_on"]:
                raise Refusal("receipt_before_order", on=self.on, ordered=self.order.cells["ordered_on"])
            yield Change("reprints", self.order.row, "received_on", None, self.on)
            yield Change("reprints", self.order.row, "received", _whole(self.order.cells["received"]), self.pieces)

    @property
    def settled(self) -> Iterator[dict[str, Value]]:
        """The row that settles the request which was named: it takes back what is not waited for any more."""
        wanted = _id(self.situation.choice("request"))
        if not wanted:
            return
        moves = self.situation.tables["stock_moves"]
        own = moves[(moves["move_id"] == wanted) & (moves["kind"] == "request")]
        own = own[own["material_id"] == self.material_id]
        waiting = open_request(moves, wanted) if len(own) else 0
        if not waiting or self.kind != "issue":
            raise Refusal("request_not_open", request=wanted, material=self.name)
        _, cells = next(records(own))
        note = self.situation.words.text("commands.stock-move.settled", request=wanted)
        kept = {key: cells[key] for key in ("moved_on", "material_id", "kind", "version", "person", "show_id")}
        yield {**kept, "quantity": min(waiting, self.pieces), "note": note}

    @property
    def packed(self) -> Iterator[Change]:
        """The line of the show's packing list that has left with this."""
        if self.show and self.kind == "issue":
            items = self.situation.tables["show_items"]
            own = items[(items["show_id"] == self.show) & (items["material_id"] == self.material_id)]
            for row in own.index[own["sent"].isna()][:1]:
                yield Change("show_items", int(row), "sent", None, self.pieces)

    @property
    def warnings(self) -> Iterator[Problem]:
        """What the coordinator should know, though the move is booked."""
        if self.kind == "issue":
            yield from self._beyond_stock()
            yield from self._obsolete()
        if self.order and self.pieces != self.order.cells["quantity"]:
            facts = {"name": self.name, "value": self.pieces, "ordered": _whole(self.order.cells["quantity"])}
            yield Problem("reprints", self.order.row, "received", "order_differs", facts, "warning")

    def _beyond_stock(self) -> Iterator[Problem]:
        if self.pieces > self.on_hand:
            facts = {"name": self.name, "value": self.pieces, "on_hand": self.on_hand}
            yield Problem("materials", self.material[0], "on_hand", "issue_beyond_stock", facts, "warning")

    def _obsolete(self) -> Iterator[Problem]:
        cells = self.material[1]
        version = self.situation.choice("version") or cells["version"]
        facts = {"name": self.name, "value": version, "valid": cells["version"]}
        if version != cells["version"]:
            yield Problem("materials", self.material[0], "version", "obsolete_issued", facts, "warning")
        elif cells["valid_until"] and cells["valid_until"] < self.on:
            facts |= {"until": cells["valid_until"]}
            yield Problem("materials", self.material[0], "valid_until", "expired_issued", facts, "warning")


def _id(text: str | None) -> str:
    return (text or "").strip().upper()


def _whole(number: Any) -> int | None:
    return None if number is None else int(number)
