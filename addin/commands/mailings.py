"""Group Versand: a batch from its preparation to the last message."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from addin.commands.correspondents import Correspondents
from addin.commands.letters import legal_class, letter_title
from addin.commands.occasions import OCCASIONS, Occasion
from addin.commands.situation import Situation
from addin.core.ids import ids_text, next_ids
from addin.core.mailings import Case, content_text, current, prepared_already
from addin.core.records import records
from addin.errors import Refusal
from addin.plan import NewRow, Plan
from addin.tables.model import Value
from mailmerge.consent import Purpose, Routed, route
from mailmerge.model import Channel, LegalClass


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
    fresh = list(_fresh(situation, found))
    rows = [row for case in fresh for row in drafts.of(case)]
    counts = {"known_already": len(found) - len(fresh), **_counted(rows)}
    if not any(row["send"] for row in rows):
        return Plan(problems=situation.problems, counts={**counts, "nobody_due": 1})
    mailing = next(ids or next_ids("mailings", situation.tables["mailings"]))
    batch = _mailing(situation, mailing, occasion, drafts.legal_class, found[0])
    lines = (NewRow("recipients", {"mailing_id": mailing, **row}) for row in rows)
    return Plan(rows=(NewRow("mailings", batch), *lines), problems=situation.problems, counts=counts)


def _counted(rows: Sequence[Mapping[str, Value]]) -> dict[str, int]:
    """How many go by which way, and how many get nothing, by reason."""
    sent = [row for row in rows if row["send"]]
    going = {row["about"] for row in sent}
    excluded = Counter(str(row["reason"]) for row in rows if not row["send"] and row["about"] not in going)
    return {
        "by_email": sum(row["channel"] == "email" for row in sent),
        "by_post": sum(row["channel"] == "post" for row in sent),
        "post_instead": sum(not row["send"] and row["about"] in going for row in rows),
        **{f"excluded_{reason}": number for reason, number in sorted(excluded.items())},
    }


def _fresh(situation: Situation, cases: Iterable[Case]) -> Iterator[Case]:
    """The cases that nobody has prepared yet."""
    tables = situation.tables
    known = prepared_already(tables["recipients"], tables["mailings"], situation.today)
    for case in cases:
        if (case.occasion, ids_text(list(case.about))) not in known:
            yield case


def _mailing(
    situation: Situation, mailing: str, occasion: Occasion, legal: LegalClass, case: Case
) -> dict[str, Value]:
    """The row of the batch that this case is one of."""
    return {
        "mailing_id": mailing,
        "letter": occasion.letter,
        "about": _title(situation, occasion, case),
        "legal_class": legal,
        "channel": "email" if legal == "internal" else occasion.wanted,
        "prepared_on": situation.today,
        "state": "draft",
        "show_id": case.show_id,
    }


def _title(situation: Situation, occasion: Occasion, case: Case) -> str:
    words = situation.words
    if not case.show_id:
        return letter_title(words, occasion.letter)
    return words.text(f"mailings.of_shows.{occasion.letter}", show=case.values["show"], wave=case.stage)


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

    def of(self, case: Case) -> Iterator[dict[str, Value]]:
        """The row of a case; around a show before that of a letter by post why no e-mail goes (R-42)."""
        routed = self._routed(case)
        row = self._row(case, routed)
        refused = routed.tried[0].reason if routed.channel == "post" and len(routed.tried) > 1 else ""
        if not refused or not case.show_id:
            yield row
            return
        yield self._row(case, Routed(None, refused, routed.tried))
        if row["send"]:
            yield row

    def _row(self, case: Case, routed: Routed) -> dict[str, Value]:
        address = self._address(case, routed)
        reason = routed.reason or self._twice(case, address) or self._beyond(case, routed.channel)
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
        if case.reason or not case.contact_id:
            return Routed(None, case.reason or "no_address", ())
        facts = replace(self.people.facts(case.contact_id), **case.facts)
        purpose: Purpose = "request" if facts.requested_on else self.legal_class
        return route(purpose, self.occasion.wanted, facts, reminder=self.occasion.reminder)

    def _address(self, case: Case, routed: Routed) -> str | None:
        if routed.channel == "post" and case.contact_id:
            return "\n".join(self.people.address(case.contact_id))
        return self.people.email(case.contact_id, case.staff_id) or None

    def _twice(self, case: Case, address: str | None) -> str:
        """The same letter about the same thing to an address that this batch writes to already."""
        thing = case.occasion if self.occasion.per_company else ids_text(list(case.about))
        key = thing, (address or "").casefold()
        if key in self._written:
            return "duplicate"
        self._written.add(key)
        return ""

    def _beyond(self, case: Case, channel: Channel | None) -> str:
        """A company gets no more of one letter than it may (R-42)."""
        if not self.occasion.per_company or not case.contact_id:
            return ""
        place = case.occasion, self.people.contacts[case.contact_id]["company_id"], channel
        most = 1 if channel == "post" else self.situation.settings["mail.per_company"]
        if self._of_company[place] >= most:
            return "company_full"
        self._of_company[place] += 1
        return ""

    @cached_property
    def _of_company(self) -> Counter[tuple[str, str | None, str | None]]:
        """How many each company has of each letter by each way, those of earlier batches too."""
        tables = self.situation.tables
        rows = current(tables["recipients"], tables["mailings"], self.situation.today)
        known = records(rows[rows["send"].eq(True) & rows["contact_id"].isin(self.people.contacts)])
        contacts = self.people.contacts
        return Counter(
            (row["occasion"], contacts[row["contact_id"]]["company_id"], row["channel"]) for _, row in known
        )


_SETTING_OF = {"email": "mail.sender", "objection": "mail.objection"}
