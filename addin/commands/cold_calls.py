"""Group Interessenten: the list of first calls, and what came of each (R-33, R-40)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from addin.commands.correspondents import Correspondents, Row
from addin.commands.edits import Edits
from addin.commands.lookups import meant
from addin.commands.situation import Situation
from addin.core.cold_calls import (
    ColdCall,
    LastCall,
    active_questions,
    in_calling_order,
    last_calls,
    stage_of,
    to_be_called,
)
from addin.core.ids import next_ids
from addin.core.records import records
from addin.errors import Refusal
from addin.plan import NewRow, Plan
from addin.reports import cold_calls as report
from addin.tables import TABLES
from addin.tables.frames import appended
from addin.tables.model import Value
from mailmerge.consent import may_contact

# Results after which somebody calls again on the next working day where no other day is said
_AGAIN = ("not_reached", "callback")
_BEFORE_TALKS = (None, "new", "researched")


def call_list(situation: Situation) -> Plan:
    """Whom to call and with what, and whom not and why; with a company and a result notes the call (R-40)."""
    noted = _noted(situation) if situation.choice("company") or situation.choice("result") else Plan()
    world = CallWorld(_after(situation, noted))
    calls = list(world.calls)
    stages = Counter(call.stage for call in calls if not call.refused)
    questions = active_questions(situation.tables["questions"])
    sheet = report.call_list(calls, questions, world.speaker, situation.words, situation.today)
    return replace(
        noted,
        reports=(sheet,),
        problems=situation.problems,
        counts={
            "calls_due": stages["due"],
            "calls_new": stages["new"],
            "calls_listed": stages.total(),
            "calls_refused": len(calls) - stages.total(),
            "calls_noted": len(noted.rows),
        },
    )


def _after(situation: Situation, noted: Plan) -> Situation:
    """The situation as it will be once the call is noted."""
    edits = Edits(situation.tables)
    for change in noted.changes:
        edits.set(change.table, change.row, **{change.column: change.after})
    tables = {**situation.tables, **{key: edits.frame(key) for key in ("companies", "activities")}}
    new = [row.values for row in noted.rows]
    tables["activities"] = appended(TABLES["activities"], tables["activities"], new)
    return replace(situation, tables=tables)


@dataclass(frozen=True)
class CallWorld:
    """The prospects who are to be called, each with whom to call and what is known."""

    situation: Situation

    @cached_property
    def people(self) -> Correspondents:
        return Correspondents(self.situation)

    @cached_property
    def _contacts(self) -> Mapping[str, list[Mapping[str, Any]]]:
        """The contacts of each company in the order in which they are called."""
        found: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for contact in reversed(self.people.contacts.values()):
            found[contact["company_id"]].append(contact)
        return {company: in_calling_order(contacts) for company, contacts in found.items()}

    @cached_property
    def _unanswered(self) -> dict[str, int]:
        """How many active questions have no points yet, for each company that was asked anything."""
        asked = set(active_questions(self.situation.tables["questions"])["question_id"].dropna())
        answers = self.situation.tables["answers"]
        known = answers[answers["points"].notna() & answers["question_id"].isin(asked)]
        counts: Any = known.groupby("company_id")["question_id"].nunique()
        missing = {str(company): len(asked) - int(number) for company, number in counts.items()}
        return defaultdict(lambda: len(asked), missing)

    @property
    def speaker(self) -> str:
        """Who calls, as the script says it: the coordinator or who stands in for her, of the house."""
        by = self.situation.coordinator
        names = (self.situation.names.person(by), str(self.situation.settings["house.name"] or ""))
        return ", ".join(name for name in names if name)

    @property
    def calls(self) -> Iterator[ColdCall]:
        last = last_calls(self.situation.tables["activities"])
        for row, company in records(to_be_called(self.situation.tables["companies"])):
            yield self._call(row, company, last.get(company["company_id"]))

    def _call(self, row: int, company: Row, last: LastCall | None) -> ColdCall:
        contacts = self._contacts.get(company["company_id"], [])
        stage = stage_of(last, self.situation.today)
        contact, refused = self._whom(contacts)
        if stage == "declined" and last:
            refused = self.situation.words.text("reports.cold_calls.declined", on=last.on)
        decider = next((each for each in contacts if each["buying_role"] == "decider"), None)
        name = self.situation.names.contact(decider["contact_id"]) if decider else None
        return ColdCall(row, company, stage, contact, last, name, self._unanswered[company["company_id"]], refused)

    def _whom(self, contacts: Sequence[Mapping[str, Any]]) -> tuple[Mapping[str, Any] | None, str]:
        """The first one who may be called; else the first one, and why not (R-40)."""
        reasons: list[str] = []
        for contact in contacts:
            verdict = may_contact("phone", "advertising", self.people.facts(contact["contact_id"]))
            if verdict.allowed:
                return contact, ""
            reasons.append(verdict.told(self.situation.words.language))
        if not contacts:
            return None, self.situation.words.text("reports.cold_calls.nobody")
        return contacts[0], reasons[0]


def _noted(situation: Situation) -> Plan:
    """The call as an activity, the follow-up it settles, and a prospect who is being talked to from now on."""
    call = _Result(situation)
    if call.already_there:
        return Plan()
    edits = Edits(situation.tables)
    for row in call.settled:
        edits.set("activities", row, done_on=call.on)
    if call.result == "interested" and call.company["prospect_state"] in _BEFORE_TALKS:
        edits.set("companies", call.row, prospect_state="qualifying")
    number = next(next_ids("activities", situation.tables["activities"]))
    return Plan(changes=edits.changes, rows=(NewRow("activities", {"activity_id": number, **call.activity}),))


@dataclass(frozen=True)
class _Result:
    """What the coordinator says came of a call."""

    situation: Situation

    @cached_property
    def result(self) -> str:
        if not self.situation.choice("result"):
            raise Refusal("call_without_result", company=self.situation.choice("company"))
        return str(self.situation.choice("result"))

    @cached_property
    def _place(self) -> tuple[int, Row]:
        if not self.situation.choice("company"):
            raise Refusal("call_without_company")
        companies = self.situation.tables["companies"]
        company_id = meant("companies", companies, self.situation.choice("company"))
        return next(records(companies[companies["company_id"] == company_id]))

    @property
    def row(self) -> int:
        return self._place[0]

    @property
    def company(self) -> Row:
        return self._place[1]

    @cached_property
    def on(self) -> date:
        """The day of the call; Refusal `call_ahead`."""
        day: date = self.situation.choice("on") or self.situation.today
        if day > self.situation.today:
            raise Refusal("call_ahead", on=day, today=self.situation.today)
        return day

    @cached_property
    def contact_id(self) -> str | None:
        """Who was called: who was named, else whom the list names."""
        named, own = self.situation.choice("contact"), self.company["company_id"]
        contacts = self.situation.tables["contacts"]
        if named:
            return meant("contacts", contacts[contacts["company_id"] == own], named)
        order = in_calling_order(cells for _, cells in records(contacts[contacts["company_id"] == own]))
        return order[0]["contact_id"] if order else None

    @property
    def activity(self) -> dict[str, Value]:
        return {
            "on": self.on,
            "company_id": self.company["company_id"],
            "contact_id": self.contact_id,
            "rep": self.situation.coordinator,
            "kind": "call",
            "purpose": "cold",
            "result": self.result,
            "follow_up_on": self._again_on,
            "note": self.situation.choice("note"),
        }

    @property
    def _again_on(self) -> date | None:
        chosen: date | None = self.situation.choice("again")
        return chosen or (self.situation.house.workday(self.on, 1) if self.result in _AGAIN else None)

    @property
    def _own(self) -> Any:
        activities = self.situation.tables["activities"]
        return activities[activities["company_id"] == self.company["company_id"]]

    @property
    def already_there(self) -> bool:
        """The same call of that day with the same result stands there already."""
        alike = self._own[self._own["kind"].eq("call") & self._own["result"].eq(self.result)]
        return any(cells["on"] == self.on and cells["purpose"] == "cold" for _, cells in records(alike))

    @property
    def settled(self) -> list[int]:
        """The calls to the company that promised this one, on whatever day."""
        waiting = self._own[self._own["done_on"].isna() & self._own["follow_up_on"].notna()]
        rows: list[int] = waiting.index[waiting["kind"] == "call"].tolist()
        return rows
