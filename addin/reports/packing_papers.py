"""What goes with the boxes on paper: the list for the warehouse, a label for each box, the delivery note."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from addin.reports.packlists import Consignment, packing_list
from addin.reports.paper import paper, pressed
from addin.reports.widths import shown_number
from addin.words import Words


def printed_list(consignment: Consignment, words: Words, today: date) -> bytes:
    """The packing list as the warehouse ticks it off."""
    return paper(replace(packing_list(consignment, words, today), landscape=False), words)


def box_labels(consignment: Consignment, words: Words, today: date) -> bytes:
    """A label of half a page for each box: whose it is, where it goes, which of how many it is."""
    text, boxes = words.texts("reports.packlists.labels"), consignment.boxes
    labels = [
        {
            "box": box,
            "count": text("count", n=number, of=len(boxes)),
            "contents": [f"{line.pieces} × {line.name}" for line in consignment.inside(box)],
        }
        for number, box in enumerate(boxes, 1)
    ]
    return pressed("box_labels.typ", {**_parties(consignment, words, today), "labels": labels})


def delivery_note(consignment: Consignment, words: Words, today: date) -> bytes:
    """The delivery note: sender, consignee, every line with its box, and room for signatures."""
    text, label = words.texts("reports.packlists.note"), words.labels("show_items")
    headings = [text("pos"), label("box"), label("material_id"), label("version"), label("inventory_no")]
    rows = [
        [
            str(number),
            line.box or "–",
            line.name,
            line.version or "",
            line.inventory_no or "",
            words.shown(line.pieces),
        ]
        for number, line in enumerate(consignment.lines, 1)
    ]
    given = {
        "headings": [*headings, words.text("reports.packlists.pieces")],
        "rows": rows,
        "total": [text("total"), words.shown(consignment.pieces)],
        "signed": [text("handed_over"), text("received")],
        "page": words.tree("reports.page"),
    }
    return pressed("delivery_note.typ", {**_parties(consignment, words, today), **given})


def _parties(consignment: Consignment, words: Words, today: date) -> dict[str, Any]:
    """Who sends what to whom, as both papers say it."""
    text = words.texts("reports.packlists.papers")
    weight = f"{shown_number('number', consignment.weight, words)} kg" if consignment.weight else ""
    facts = {
        "shipment": consignment.shipment_id,
        "on": words.shown(today),
        "arrive": words.shown(consignment.must_arrive_by),
        "carrier": consignment.carrier,
        "tracking": consignment.tracking_no,
        "boxes": words.shown(len(consignment.boxes)),
        "weight": weight,
        "contact": consignment.contact,
    }
    return {
        "language": words.language,
        "title": text("title", show=consignment.show),
        "show": consignment.show,
        "from": {"label": text("from"), "lines": list(consignment.sender)},
        "to": {"label": text("to"), "lines": list(consignment.recipient)},
        "facts": [[text(key), value] for key, value in facts.items() if value],
    }
