"""Group Messe: who is invited to a show and by which wave, who is offered a time, who is thanked (R-42, R-43)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from addin.commands.audiences.appointments import TALK
from addin.commands.audiences.met import Met
from addin.commands.correspondents import Correspondents
from addin.commands.enclosures import PROOFS
from addin.commands.followups import FollowUps, follow_up_problems
from addin.commands.mailings import prepared
from addin.commands.occasions import MISSED_YOU, SHOW_APPOINTMENT, SHOW_INVITATION, THANKS
from addin.commands.shows import coming_show, show_name
from addin.commands.situation import Situation
from addin.core.ids import next_ids
from addin.core.mailings import content_of
from addin.plan import File, Plan
from addin.reports.meetings import Meeting, meeting_request
from addin.tables.model import Problem
from addin.words import Words


def pre_show(situation: Situation) -> Plan:
    """Prepares a wave of invitations to a show, and notes of everybody who gets none why (R-42)."""
    show = coming_show(situation)
    plan = prepared(situation, SHOW_INVITATION)
    if show["zip_prefixes"] or not plan.rows:
        return plan
    shows = situation.tables["shows"]
    row, facts = int(shows.index[shows["show_id"] == show["show_id"]][0]), {"show": show_name(show)}
    everywhere = Problem("shows", row, "zip_prefixes", "show_everywhere", facts, "warning")
    return replace(plan, problems=(*plan.problems, everywhere))


def post_show(situation: Situation) -> Plan:
    """Prepares the thanks to everybody met at a show and a letter to those who did not come, a mailing each.

    Whoever met somebody gets a task by its rating; the second look at the results is one too (R-43).
    """
    met = Met(situation)
    ids = next_ids("mailings", situation.tables["mailings"])
    plans = [prepared(situation, occasion, ids) for occasion in (THANKS, MISSED_YOU)]
    tasks = tuple(FollowUps(met).rows())
    counts: Counter[str] = Counter()
    for plan in plans:
        counts.update(plan.counts)
    mailings = sum(bool(plan.rows) for plan in plans)
    if mailings:
        del counts["nobody_due"]
    return Plan(
        rows=(*(row for plan in plans for row in plan.rows), *tasks),
        problems=(*situation.problems, *follow_up_problems(met)),
        counts={"met": len(met.contacts), "mailings": mailings, **counts, "follow_ups": len(tasks)},
    )


def show_appointments(situation: Situation) -> Plan:
    """Prepares a time for a talk at a show for every invited A contact, each with the request for her calendar."""
    plan = prepared(situation, SHOW_APPOINTMENT)
    return replace(plan, files=tuple(_requests(situation, plan)))


def _requests(situation: Situation, plan: Plan) -> Iterator[File]:
    """The calendar file of everybody who is offered a time."""
    show, people = coming_show(situation), Correspondents(situation)
    for row in plan.rows:
        if row.table == "recipients" and row.values["send"]:
            values: Any = content_of(str(row.values["content"]))
            if values["slots"]:
                request = _request(str(row.values["contact_id"]), values, show, people)
                yield File((PROOFS / values["request"]).as_posix(), meeting_request(request, situation.today))


def _request(contact: str, values: Mapping[str, Any], show: Mapping[str, Any], people: Correspondents) -> Meeting:
    """The meeting in the words of the reader's language."""
    person, house = people.contact(contact), people.sender
    starts_at = values["slots"][0]["starts_at"]
    words = Words.of(person.language).texts("mailings.appointment")
    facts = {"show": values["show"], "rep": values["rep_name"], "company": person.company, "house": house.name}
    return Meeting(
        uid=f"{show['show_id']}-{contact}@teeup.invalid",
        starts_at=starts_at,
        ends_at=starts_at + TALK,
        summary=words("summary", **facts),
        description=words("description", **facts),
        place=", ".join(str(show[part]) for part in ("stand", "venue", "city") if show[part]),
        organiser=(house.name, house.email),
        attendee=(f"{person.first_name} {person.last_name}".strip(), people.email(contact, None)),
    )
