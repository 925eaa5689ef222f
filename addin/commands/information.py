"""Group Interessenten: documents that somebody asked for, sent in their current edition (R-26, R-40, AD-03)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from addin.commands.audiences.requests import InformationRequest
from addin.commands.mailings import prepared
from addin.commands.occasions import INFORMATION
from addin.commands.situation import Situation
from addin.core.ids import next_ids
from addin.core.stock_moves import stock_on
from addin.errors import Refusal
from addin.plan import NewRow, Plan
from addin.tables.model import Problem, Value
from mailmerge.consent import Wanted

_FOLLOW_UP_WORKDAYS = 5  # after which somebody asks whether the documents helped


def info_send(situation: Situation) -> Plan:
    """Prepares the letter with the documents, books what is printed, and notes the day to follow up (M-13).

    By post the pieces leave the stock today; by e-mail the files go with the message. What was asked for on one
    day is prepared once.
    """
    request = InformationRequest(situation)
    documents, routed = request.documents, request.routed
    if routed.channel is None:
        return Plan(problems=(*situation.problems, _refused(request)), counts={"info_refused": 1})
    wanted: Wanted = "email" if routed.channel == "email" else "letter"
    batch = prepared(situation, replace(INFORMATION, wanted=wanted))
    if not batch.rows:
        return batch
    moves = tuple(_moves(request)) if routed.channel == "post" else ()
    talk = NewRow("activities", _talk(request))
    counts = {"documents": len(documents), "pieces_booked": len(moves) * request.pieces}
    return replace(batch, rows=(*batch.rows, *moves, talk), counts={**batch.counts, **counts})


def _refused(request: InformationRequest) -> Problem:
    """Why nothing may go to her, in the words of the law's check."""
    people, contact = request.letters.people, request.contact_id
    rows = request.situation.tables["contacts"]
    row = int(rows.index[rows["contact_id"] == contact][0])
    why = request.routed.tried[0].told(people.language)
    facts = {"contact": request.situation.names.contact(contact), "why": why}
    return Problem("contacts", row, "contact_id", "info_not_allowed", facts)


def _moves(request: InformationRequest) -> Iterator[NewRow]:
    """The pieces that leave the stock; Refusal `info_out_of_stock` where there are too few."""
    situation, fresh = request.situation, next_ids("stock_moves", request.situation.tables["stock_moves"])
    note = situation.words.text("commands.info-send.noted", contact=situation.names.contact(request.contact_id))
    for _, cells in request.documents:
        known = stock_on(situation.tables["stock_moves"], cells["material_id"], date.max)
        if known < request.pieces:
            facts = {"name": cells["name"], "on_hand": known, "wanted": request.pieces}
            raise Refusal("info_out_of_stock", **facts)
        move: dict[str, Value] = {
            "move_id": next(fresh),
            "moved_on": situation.today,
            "material_id": cells["material_id"],
            "kind": "issue",
            "quantity": -request.pieces,
            "version": cells["version"],
            "contact_id": request.contact_id,
            "note": note,
        }
        yield NewRow("stock_moves", move)


def _talk(request: InformationRequest) -> dict[str, Any]:
    """What was sent, as an activity with the day on which somebody asks whether it helped."""
    situation, names = request.situation, [str(cells["name"]) for _, cells in request.documents]
    after = situation.house.workday(situation.today, _FOLLOW_UP_WORKDAYS)
    return {
        "activity_id": next(next_ids("activities", situation.tables["activities"])),
        "on": situation.today,
        "company_id": request.contact["company_id"],
        "contact_id": request.contact_id,
        "rep": situation.coordinator,
        "kind": "letter" if request.routed.channel == "post" else "email",
        "purpose": "follow_up",
        "follow_up_on": situation.choice("again") or after,
        "note": situation.words.text("commands.info-send.sent", documents=", ".join(names)),
    }
