"""Group Messe: what travels to a show, on paper for the warehouse and the carrier, booked out once (P-22)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from addin.commands.edits import Edits
from addin.commands.lookups import meant
from addin.commands.shows import chosen_show, show_name
from addin.commands.situation import Situation
from addin.core.ids import next_ids
from addin.core.packing import PackLine, leaving, pack_lines, packing_problems
from addin.core.records import records
from addin.core.stock_moves import booked_as
from addin.plan import File, NewRow, Plan
from addin.reports.packlists import Consignment, packing_list
from addin.tables.model import Value

if TYPE_CHECKING:
    import pandas as pd

_BEFORE_PICKUP = (None, "planned", "booked")


def packlist(situation: Situation) -> Plan:
    """The packing list of a show box by box, with box labels and delivery note; what goes is booked out of stock
    once, where that was chosen (P-22; R-26, R-28)."""
    packing = _Packing(situation)
    moves = tuple(packing.moves) if situation.choice("step") == "book" else ()
    if moves:
        packing.mark()
    report = packing_list(packing.consignment, situation.words, situation.today)
    warnings = packing_problems(packing.lines, packing.due, packing.show["ends_on"])
    return Plan(
        changes=packing.edits.changes,
        rows=moves,
        reports=(report,),
        files=tuple(packing.papers) if packing.lines else (),
        problems=(*situation.problems, *warnings),
        counts={
            "boxes": len(packing.consignment.boxes),
            "pack_lines": len(packing.lines),
            "to_book_out": 0 if moves else len(packing.due),
            "moves_booked": len(moves),
        },
    )


class _Packing:
    """The packing list of one show, and what changes when it leaves."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self.edits = Edits(situation.tables)
        self.show = chosen_show(situation)[1]

    @cached_property
    def lines(self) -> list[PackLine]:
        """What goes along as it stands in the workbook."""
        return self._lines(self.situation.tables["show_items"])

    def _lines(self, items: pd.DataFrame) -> list[PackLine]:
        return pack_lines({**self.situation.tables, "show_items": items}, self.show["show_id"])

    @cached_property
    def due(self) -> dict[int, int]:
        """How many pieces have yet to be booked out, by the row of their line."""
        moves = self.situation.tables["stock_moves"]
        return {line.row: pieces for line, pieces in leaving(self.lines, moves, self.show["show_id"])}

    @property
    def moves(self) -> Iterator[NewRow]:
        """The moves by which it leaves the stock; what goes to a show is no daily use."""
        fresh = next_ids("stock_moves", self.situation.tables["stock_moves"])
        by = self.situation.choice("by")
        person = meant("staff", self.situation.tables["staff"], by) if by else None
        for line in self.lines:
            if line.row in self.due:
                kind, quantity = booked_as("issue", self.due[line.row], show=True)
                row: dict[str, Value] = {
                    "move_id": next(fresh),
                    "moved_on": self.situation.today,
                    "material_id": line.material_id,
                    "kind": kind,
                    "quantity": quantity,
                    "version": line.version,
                    "person": person,
                    "show_id": self.show["show_id"],
                }
                yield NewRow("stock_moves", row)

    def mark(self) -> None:
        """Notes on the lines that they are sent, and on the shipment that it has left today."""
        shipment = self.shipment
        for line in self.lines:
            if not line.sent:
                self.edits.set("show_items", line.row, sent=line.pieces)
            if shipment and line.row in self.due:
                known = self.edits.stands("show_items", line.row, "shipment_id")
                self.edits.set("show_items", line.row, shipment_id=known or shipment[1]["shipment_id"])
        if shipment and shipment[1]["state"] in _BEFORE_PICKUP:
            row, cells = shipment
            boxes = cells["boxes"] or len({line.box for line in self.lines if line.box})
            sent_on = cells["sent_on"] or self.situation.today
            self.edits.set("shipments", row, sent_on=sent_on, boxes=int(boxes), state="picked_up")

    @cached_property
    def shipment(self) -> tuple[int, dict[str, Any]] | None:
        """The first shipment to the show, before pickup if there is one; None where nobody has planned one."""
        shipments = self.situation.tables["shipments"]
        own = shipments[(shipments["show_id"] == self.show["show_id"]) & (shipments["direction"] == "out")]
        found = sorted(records(own), key=lambda row: row[1]["state"] not in _BEFORE_PICKUP)
        return found[0] if found else None

    @cached_property
    def consignment(self) -> Consignment:
        """What travels, with what is being marked as sent."""
        shipment = self.shipment[1] if self.shipment else {}
        lead = self._staff.get(self.show["lead"], {})
        return Consignment(
            show_id=self.show["show_id"],
            show=show_name(self.show),
            sender=self._sender,
            recipient=self._recipient,
            contact=", ".join(filter(None, (lead.get("name"), lead.get("phone")))),
            must_arrive_by=shipment.get("must_arrive_by") or self.show["must_arrive_by"],
            shipment_id=shipment.get("shipment_id"),
            carrier=shipment.get("carrier"),
            tracking_no=shipment.get("tracking_no"),
            weight=shipment.get("weight"),
            lines=tuple(self._lines(self.edits.frame("show_items"))),
        )

    @property
    def _staff(self) -> dict[str, dict[str, Any]]:
        return {cells["staff_id"]: cells for _, cells in records(self.situation.tables["staff"])}

    @property
    def _sender(self) -> tuple[str, ...]:
        house = {
            key: str(self.situation.settings[f"house.{key}"] or "") for key in ("name", "street", "zip", "city")
        }
        place = f"{house['zip']} {house['city']}".strip()
        return tuple(filter(None, (house["name"], house["street"], place)))

    @property
    def _recipient(self) -> tuple[str, ...]:
        """Where the boxes go: our stand at the fair."""
        text, show = self.situation.words.texts("reports.packlists"), self.show
        stand = text("stand", stand=show["stand"]) if show["stand"] else None
        house = str(self.situation.settings["house.name"] or "")
        return tuple(filter(None, (show_name(show), house, stand, show["venue"], show["city"])))

    @property
    def papers(self) -> Iterator[File]:
        """Packing list, box labels and delivery note, ready to be printed."""
        from addin.reports.packing_papers import box_labels, delivery_note, printed_list

        words, today, consignment = self.situation.words, self.situation.today, self.consignment
        text = words.texts("reports.packlists.files")
        yield File(f"{text('list', id=consignment.show_id)}.pdf", printed_list(consignment, words, today))
        yield File(f"{text('labels', id=consignment.show_id)}.pdf", box_labels(consignment, words, today))
        yield File(f"{text('note', id=consignment.show_id)}.pdf", delivery_note(consignment, words, today))
