"""Group Versand: a batch from its preparation to the last message."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from addin.commands.correspondents import Correspondents
from addin.commands.letters import legal_class, letter_title
from addin.commands.occasions import OCCASIONS, Occasion
from addin.commands.situation import Situation
from addin.core.ids import next_ids
from addin.core.mailings import Case, content_text, ids_text, prepared_already
from addin.errors import Refusal
from addin.plan import NewRow, Plan
from addin.tables.model import Value
from mailmerge.consent import Routed, route
from mailmerge.model import LegalClass


def prepare(situation: Situation) -> Plan:
    """Finds everybody a letter is due for, and notes who gets it by which way, and who does not and why (R-40)."""
    letter = str(situation.choice("letter"))
    if letter not in OCCASIONS:
        raise Refusal("letter_unknown", value=letter, known=sorted(OCCASIONS))
    return prepared(situation, OCCASIONS[letter])


def prepared(situation: Situation, occasion: Occasion, ids: Iterator[str] | None = None) -> Plan:
    """The plan for a new batch of an occasion; none where everybody has it, or waits for it in another batch.

    `ids` number several batches of one plan. Refusal `house_incomplete` where letters of this class would not say
    who the house is.
    """
    people = Correspondents(situation)
    drafts = _Drafts(situation, people, occasion)
    found = list(occasion.audience(situation))
    rows = [drafts.of(case) for case in _fresh(situation, found)]
    excluded = Counter(str(row["reason"]) for row in rows if not row["send"])
    counts = {
        "known_already": len(found) - len(rows),
        "by_email": sum(row["channel"] == "email" and bool(row["send"]) for row in rows),
        "by_post": sum(row["channel"] == "post" and bool(row["send"]) for row in rows),
        **{f"excluded_{reason}": number for reason, number in sorted(excluded.items())},
    }
    if not any(row["send"] for row in rows):
        return Plan(problems=situation.problems, counts=counts)
    mailing = next(ids or next_ids("mailings", situation.tables["mailings"]))
    batch = _mailing(situation, mailing, occasion, drafts.legal_class)
    lines = (NewRow("recipients", {"mailing_id": mailing, **row}) for row in rows)
    return Plan(rows=(NewRow("mailings", batch), *lines), problems=situation.problems, counts=counts)


def _fresh(situation: Situation, cases: Iterable[Case]) -> Iterator[Case]:
    """The cases that nobody has prepared yet."""
    tables = situation.tables
    known = prepared_already(tables["recipients"], tables["mailings"], situation.today)
    for case in cases:
        if (case.occasion, ids_text(list(case.about))) not in known:
            yield case


def _mailing(situation: Situation, mailing: str, occasion: Occasion, legal: LegalClass) -> dict[str, Value]:
    return {
        "mailing_id": mailing,
        "letter": occasion.letter,
        "about": letter_title(situation.words, occasion.letter),
        "legal_class": legal,
        "channel": "email" if legal == "internal" else occasion.wanted,
        "prepared_on": situation.today,
        "state": "draft",
    }


@dataclass
class _Drafts:
    """Makes the rows of one batch: to each case its way, or the reason why there is none."""

    situation: Situation
    people: Correspondents
    occasion: Occasion
    _written: set[tuple[str, str]] = field(default_factory=set)

    @cached_property
    def legal_class(self) -> LegalClass:
        legal = legal_class(self.situation, self.occasion.letter)
        missing = self.people.sender.missing(legal)
        if missing:
            settings = [_SETTING_OF.get(name, f"house.{name}") for name in missing]
            raise Refusal("house_incomplete", settings=settings, letter=self.occasion.letter)
        return legal

    def of(self, case: Case) -> dict[str, Value]:
        routed = self._routed(case)
        address = self._address(case, routed)
        reason = routed.reason or self._twice(case, address)
        return {
            "contact_id": case.contact_id,
            "person": case.staff_id,
            "channel": routed.channel or ("post" if self.occasion.wanted == "letter" else "email"),
            "address": address,
            "send": not reason,
            "reason": reason or None,
            "state": "skipped" if reason else "queued",
            "about": ids_text(list(case.about)),
            "stage": case.stage or None,
            "occasion": case.occasion,
            "content": content_text(case.values),
        }

    def _routed(self, case: Case) -> Routed:
        if case.staff_id:
            return route("internal", "email", self.people.colleague_facts(case.staff_id))
        if not case.contact_id:
            return Routed(None, "no_address", ())
        facts = self.people.facts(case.contact_id)
        return route(self.legal_class, self.occasion.wanted, facts, reminder=self.occasion.reminder)

    def _address(self, case: Case, routed: Routed) -> str | None:
        if routed.channel == "post" and case.contact_id:
            return "\n".join(self.people.address(case.contact_id))
        return self.people.email(case.contact_id, case.staff_id) or None

    def _twice(self, case: Case, address: str | None) -> str:
        """The same letter about the same thing to an address that this batch writes to already."""
        key = ids_text(list(case.about)), (address or "").casefold()
        if key in self._written:
            return "duplicate"
        self._written.add(key)
        return ""


_SETTING_OF = {"email": "mail.sender", "objection": "mail.objection"}
