"""Prospects handed over: the rep who gets one, and who hears of it while no answer comes (R-34, M-12)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from addin.commands.audiences.addressees import Letters
from addin.commands.correspondents import Row
from addin.commands.situation import Situation
from addin.core.lead_handovers import current, standing_of
from addin.core.mailings import Case
from addin.core.records import records
from mailmerge.consent import Channel, may_contact

_STAGES = {"waiting": 1, "remind": 2, "escalate": 3}


def handovers(situation: Situation) -> Iterator[Case]:
    """Hand-overs without an answer: to the rep, once more when the answer is overdue, then to her manager."""
    letters = Letters(situation)
    workdays = situation.settings["handover.respond_workdays"]
    for _, handover in records(current(situation.with_answers("handovers"))):
        stage = _STAGES.get(standing_of(handover, situation.today, situation.house, workdays), 0)
        if stage and handover["handover_id"]:
            reader = handover["rep"] if stage < 3 else _manager(letters, handover["rep"])
            occasion, about = f"lead-handover.{stage}", (handover["handover_id"],)
            yield replace(letters.to_colleague(reader, occasion, about, _values(letters, handover)), stage=stage)


def _manager(letters: Letters, rep: str | None) -> str | None:
    manager: str | None = letters.people.staff.get(rep or "", {}).get("manager")
    return manager


def _values(letters: Letters, handover: Row) -> dict[str, object]:
    names, contact = letters.situation.names, letters.people.contacts.get(handover["contact_id"] or "", {})
    return {
        "company": names.company(handover["company_id"]),
        "contact_name": names.contact(handover["contact_id"]) or "–",
        "contact_function": contact.get("function"),
        "contact_phone": reached(letters, handover["contact_id"], "phone"),
        "contact_email": reached(letters, handover["contact_id"], "email"),
        "grade": handover["grade"],
        "reason": handover["reason"],
        "briefing": handover["briefing"] or "–",
        "handed_on": handover["handed_on"],
        "answer_by": handover["answer_due"],
        "rep_name": names.person(handover["rep"]),
    }


def reached(letters: Letters, contact_id: str | None, channel: Channel) -> str | None:
    """Number or address under which a contact is reached; None where there is none that is alive."""
    if contact_id not in letters.people.contacts:
        return None
    facts = letters.people.facts(str(contact_id))
    if not may_contact(channel, "internal", facts).allowed:
        return None
    row = letters.people.contacts[str(contact_id)]
    return str((row["phone"] or row["mobile"]) if channel == "phone" else row["email"]).strip()
