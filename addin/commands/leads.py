"""Group Interessenten: prospects handed over to sales, and the answers of the reps (R-34)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from addin.commands.audiences.addressees import Letters
from addin.commands.audiences.leads import reached
from addin.commands.correspondents import Correspondents, Row
from addin.commands.edits import Edits
from addin.commands.interviews import standings
from addin.commands.lookups import meant
from addin.commands.mailings import prepared
from addin.commands.occasions import OCCASIONS
from addin.commands.situation import Situation
from addin.core.ids import next_ids
from addin.core.lead_handovers import READY, current, ready, standing_of
from addin.core.records import records
from addin.errors import Refusal
from addin.plan import NewRow, Plan
from addin.reports.leads import HandedOver, handover_list
from addin.tables import TABLES
from addin.tables.frames import appended
from addin.tables.model import Problem, Value
from mailmerge.consent import Channel, may_contact

_CHANNELS: tuple[Channel, ...] = ("phone", "email", "post")


def handover_lead(situation: Situation) -> Plan:
    """Hands a prospect over with a briefing, or notes the rep's answer; prepares the mails that are due (M-12).

    The mails go to reps who have not heard of a prospect, are to be reminded, and to managers of those who let
    the reminder pass.
    """
    done = _done(situation)
    after = _after(situation, done)
    batch = prepared(after, OCCASIONS["lead-handover"])
    listed = list(_listed(after))
    waiting = [one.standing for one in listed]
    report = handover_list(listed, _ready(after), situation.names, situation.words, situation.today)
    return Plan(
        changes=done.changes,
        rows=(*done.rows, *batch.rows),
        reports=(report,),
        problems=(*situation.problems, *done.problems),
        counts={
            "leads_handed": sum(row.table == "handovers" for row in done.rows),
            "leads_waiting": waiting.count("waiting"),
            "leads_overdue": waiting.count("remind") + waiting.count("escalate"),
            **batch.counts,
        },
    )


def _done(situation: Situation) -> Plan:
    """What the coordinator asked for: a hand-over, an answer, or nothing."""
    if situation.choice("outcome"):
        return _answer(situation)
    return _hand_over(situation) if situation.choice("company") else Plan()


def _after(situation: Situation, done: Plan) -> Situation:
    edits = Edits(situation.tables)
    for change in done.changes:
        edits.set(change.table, change.row, **{change.column: change.after})
    tables = {**situation.tables, **{key: edits.frame(key) for key in ("companies", "handovers")}}
    rows = [row.values for row in done.rows if row.table == "handovers"]
    tables["handovers"] = appended(TABLES["handovers"], tables["handovers"], rows)
    return replace(situation, tables=tables)


def _listed(situation: Situation) -> Iterator[HandedOver]:
    """The latest hand-over of every company, with where it stands."""
    workdays, letters = situation.settings["handover.respond_workdays"], Letters(situation)
    for row, cells in records(current(situation.with_answers("handovers"))):
        standing = standing_of(cells, situation.today, situation.house, workdays)
        yield HandedOver(row, cells, standing, reached(letters, cells["contact_id"], "phone"))


def _ready(situation: Situation) -> list[tuple[int, Row]]:
    return list(records(ready(situation.with_answers("companies"))))


def _company(situation: Situation) -> tuple[int, Row]:
    """The company that was named, with its grade; Refusal `lead_without_company`."""
    if not situation.choice("company"):
        raise Refusal("lead_without_company")
    companies = situation.with_answers("companies")
    company_id = meant("companies", companies, str(situation.choice("company")))
    return next(records(companies[companies["company_id"] == company_id]))


def _latest(situation: Situation, company_id: str) -> tuple[int, Row] | None:
    handovers = situation.tables["handovers"]
    return next(records(current(handovers[handovers["company_id"] == company_id])), None)


def _hand_over(situation: Situation) -> Plan:
    """The new hand-over and the prospect's state; nothing where a rep has the prospect already."""
    row, company = _company(situation)
    known = _latest(situation, company["company_id"])
    if known and known[1]["outcome"] != "returned":
        facts = {"company": company["name"], "rep": situation.names.person(known[1]["rep"])}
        facts["on"] = known[1]["handed_on"]
        return Plan(
            problems=(Problem("handovers", known[0], "company_id", "lead_handed_already", facts, "warning"),)
        )
    values = _Lead(situation, company).values
    edits = Edits(situation.tables)
    edits.set("companies", row, prospect_state="handed_over")
    if company["rep"] is None:
        edits.set("companies", row, rep=values["rep"])
    number = next(next_ids("handovers", situation.tables["handovers"]))
    return Plan(changes=edits.changes, rows=(NewRow("handovers", {"handover_id": number, **values}),))


@dataclass(frozen=True)
class _Lead:
    """A prospect that is to be handed over, and what a rep needs for it; a Refusal for whatever is missing."""

    situation: Situation
    company: Row

    @property
    def values(self) -> dict[str, Value]:
        self._refuse_unfit()
        return {
            "company_id": self.company["company_id"],
            "contact_id": self._contact,
            "coordinator": self._coordinator,
            "rep": self._rep,
            "handed_on": self.situation.today,
            "grade": self.company["grade"],
            "briefing": self._briefing,
            "reason": self.situation.choice("reason"),
        }

    def _refuse_unfit(self) -> None:
        company, name = self.company, self.company["name"]
        if company["status"] != "prospect":
            raise Refusal("lead_no_prospect", company=name)
        if company["grade"] not in READY and not self.situation.choice("reason"):
            standing = standings(self.situation).get(company["company_id"])
            topics = self.situation.words.texts("choices.question_topic")
            missing = [topics(topic) for topic in standing.missing] if standing else []
            raise Refusal("lead_grade_low", company=name, grade=company["grade"] or "–", missing=missing or "–")

    @cached_property
    def _contact(self) -> str:
        people, chosen = Correspondents(self.situation), self.situation.choice("contact")
        contacts = self.situation.tables["contacts"]
        own = contacts[contacts["company_id"] == self.company["company_id"]]
        contact = meant("contacts", own, chosen) if chosen else people.contact_of(self.company["company_id"])
        if contact is None:
            raise Refusal("lead_without_contact", company=self.company["name"])
        facts = people.facts(contact)
        if not any(may_contact(channel, "internal", facts).allowed for channel in _CHANNELS):
            raise Refusal("lead_without_channel", contact=self.situation.names.contact(contact))
        return contact

    @property
    def _briefing(self) -> str:
        text = str(self.situation.choice("briefing") or "").strip()
        if not text:
            raise Refusal("lead_without_briefing", company=self.company["name"])
        return text

    @property
    def _rep(self) -> str:
        chosen, staff = self.situation.choice("rep"), self.situation.tables["staff"]
        rep: str | None = meant("staff", staff, chosen) if chosen else self.company["rep"]
        if not rep:
            raise Refusal("lead_without_rep", company=self.company["name"])
        return rep

    @property
    def _coordinator(self) -> str | None:
        """Who gets the bonus if it comes to that: whoever was named, else the coordinator."""
        chosen, staff = self.situation.choice("by"), self.situation.tables["staff"]
        return meant("staff", staff, chosen) if chosen else self.situation.coordinator


def _answer(situation: Situation) -> Plan:
    """The rep's answer: taken on, or returned with the reason (R-34)."""
    row, company = _company(situation)
    known = _latest(situation, company["company_id"])
    if known is None:
        raise Refusal("lead_not_handed", company=company["name"])
    outcome, because = situation.choice("outcome"), str(situation.choice("because") or "").strip()
    if known[1]["outcome"] == outcome:
        return Plan()
    if outcome == "returned" and not because:
        raise Refusal("lead_returned_without_reason", company=company["name"])
    edits = Edits(situation.tables)
    told: dict[str, Any] = {
        "answered_on": situation.today,
        "outcome": outcome,
        "returned_because": because or None,
    }
    edits.set("handovers", known[0], **told)
    if company["status"] == "prospect":
        edits.set("companies", row, prospect_state="returned" if outcome == "returned" else "handed_over")
    return Plan(changes=edits.changes)
