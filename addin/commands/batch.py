"""A prepared batch: its rows, the messages they make, and whether somebody looked and approved."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from addin.commands.correspondents import Correspondents, Row
from addin.commands.enclosures import enclosures
from addin.commands.letters import letter, letter_name
from addin.commands.lookups import meant
from addin.commands.situation import Situation
from addin.core.ids import ids_in
from addin.core.mailings import content_of
from addin.core.records import records
from addin.errors import Refusal
from addin.plan import Change
from addin.tables import TABLES
from addin.tables.frames import plain
from addin.tables.model import Problem, Value
from mailmerge.compose import compose
from mailmerge.letter import Letter
from mailmerge.model import Finding, Identity, Message, Person
from mailmerge.postal import address_findings
from mailmerge.salutation import salutation

if TYPE_CHECKING:
    import pandas as pd

_LEFT = ("sent", "replied", "bounced")
_ADDRESS = ("address", "last_name", "function", "company", "street", "zip", "city", "country")


@dataclass(frozen=True)
class Draft:
    """One row of a batch that shall be sent: the message that it makes, or the reasons why it makes none."""

    row: int
    channel: str
    state: str
    message: Message | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def has_left(self) -> bool:
        return self.state in _LEFT


@dataclass(frozen=True)
class Batch:
    """A mailing and its recipients; `row` is that of the mailing."""

    situation: Situation
    row: int
    _letters: dict[tuple[str, str], Letter] = field(default_factory=dict)

    @classmethod
    def chosen(cls, situation: Situation, states: Sequence[str]) -> Batch:
        """The mailing that was named, else the newest one at one of these states; Refusal `mailing_missing`."""
        mailings = situation.tables["mailings"]
        wanted = situation.choice("mailing")
        if wanted:
            found = mailings.index[mailings["mailing_id"] == meant("mailings", mailings, str(wanted))]
        else:
            found = mailings.index[mailings["state"].isin(states)]
        if not len(found):
            labels = [situation.words.text(f"choices.mail_state.{state}") for state in states]
            raise Refusal("mailing_missing", states=labels)
        return cls(situation, int(found[-1]))

    def value(self, column: str) -> Any:
        """A cell of the mailing."""
        return value_in(self.situation, "mailings", self.row, column)

    @property
    def mailing_id(self) -> str:
        return str(self.value("mailing_id"))

    @cached_property
    def recipients(self) -> pd.DataFrame:
        recipients = self.situation.tables["recipients"]
        return recipients[recipients["mailing_id"] == self.mailing_id]

    @cached_property
    def people(self) -> Correspondents:
        return Correspondents(self.situation)

    @cached_property
    def drafts(self) -> tuple[Draft, ...]:
        """Everybody who is ticked, in the order of the rows."""
        ticked = self.recipients[self.recipients["send"].eq(True)]
        return tuple(self._draft(row, cells) for row, cells in records(ticked))

    @cached_property
    def going(self) -> set[tuple[Any, Any]]:
        """Contact and records of everybody who is ticked."""
        ticked = self.recipients[self.recipients["send"].eq(True)].dropna(subset=["contact_id", "about"])
        return set(zip(ticked["contact_id"], ticked["about"], strict=True))

    @property
    def problems(self) -> Iterator[Problem]:
        """What stands in the way of single messages, each at its cell."""
        for draft in self.drafts:
            for finding in draft.findings:
                column = "address" if finding.field in _ADDRESS else "content"
                facts = {**finding.facts, "field": finding.field}
                yield Problem("recipients", draft.row, column, finding.code, facts)

    @cached_property
    def digest(self) -> str:
        """What the batch would say to whom, in short: another one as soon as any letter of it would differ."""
        told = hashlib.sha256()
        for draft in sorted(self.drafts, key=lambda draft: draft.message.identity.key if draft.message else ""):
            told.update(repr((draft.message, draft.findings)).encode())
            for attachment in draft.message.attachments if draft.message else ():
                told.update(attachment.path.read_bytes())
        return told.hexdigest()[:16]

    def refuse_changed(self) -> None:
        """Refusal `mail_changed` where the batch is not the one that was looked at."""
        if self.value("preview_hash") != self.digest:
            raise Refusal("mail_changed", mailing=self.mailing_id)

    def refuse_unapproved(self) -> None:
        """Refusal `mail_not_approved`, `mail_changed` where nobody approved the batch as it is."""
        if self.value("state") not in ("approved", "sending", "sent"):
            raise Refusal("mail_not_approved", mailing=self.mailing_id)
        self.refuse_changed()

    @cached_property
    def signed_by(self) -> str:
        """Who signs the letters of this batch; blank where nobody does."""
        contents = (content_of(text) for text in self.recipients["content"].dropna().head(1))
        return str(next(contents, {}).get("sender_name") or "")

    def change(self, column: str, after: Value) -> Iterator[Change]:
        """A cell of the mailing changes, if it does."""
        if self.value(column) != after:
            yield Change("mailings", self.row, column, self.value(column), after)

    def _draft(self, row: int, cells: Row) -> Draft:
        made = self._composed(cells)
        draft = Draft(row, cells["channel"], cells["state"])
        if isinstance(made, tuple):
            return replace(draft, findings=made)
        wrong = self._unfit_for_paper(made, cells) if draft.channel == "post" else ()
        return replace(draft, findings=wrong) if wrong else replace(draft, message=made)

    def _composed(self, cells: Row) -> Message | tuple[Finding, ...]:
        person, about = self._person(cells), cells["about"] or ""
        if person is None:
            return (Finding(about, "address", "mail_person_missing"),)
        try:
            values = content_of(cells["content"] or "")
        except ValueError:
            return (Finding(about, "content", "mail_content_unreadable"),)
        enclosed = enclosures(str(self.value("letter")), ids_in(about), values, self.situation.folder)
        if isinstance(enclosed, Finding):
            return (enclosed,)
        stage = None if cells["stage"] is None else int(cells["stage"])
        return compose(
            self._letter(stage, person.language),
            Identity(cells["occasion"] or "", about, cells["address"] or ""),
            cells["channel"],
            self.people.sender,
            (person,),
            {**values, "salutation": salutation((person,), person.language)},
            attachments=enclosed,
            folder=self.situation.folder,
        )

    def _letter(self, stage: int | None, language: str) -> Letter:
        """The text of a stage in a language, read and checked once."""
        wanted = letter_name(str(self.value("letter")), stage), language
        if wanted not in self._letters:
            self._letters[wanted] = letter(self.situation, *wanted)
        return self._letters[wanted]

    def _person(self, cells: Row) -> Person | None:
        if cells["contact_id"] in self.people.contacts:
            return self.people.contact(cells["contact_id"])
        return self.people.colleague(cells["person"]) if cells["person"] in self.people.staff else None

    def _unfit_for_paper(self, message: Message, cells: Row) -> tuple[Finding, ...]:
        country = self.people.sender.country
        return address_findings(message.to, country, message.language, record=cells["about"] or "")


def value_in(situation: Situation, table: str, row: int, column: str) -> Any:
    """What stands in a cell, without pandas around it."""
    return plain(TABLES[table][column], situation.tables[table].at[row, column])


def counted(batch: Batch) -> dict[str, int]:
    """How many go by which way, how many do not, and how long it takes."""
    whole = [draft for draft in batch.drafts if draft.message]
    silent = batch.recipients.loc[batch.recipients["send"].ne(True), ["contact_id", "about"]]
    return {
        "by_email": sum(draft.channel == "email" for draft in whole),
        "by_post": sum(draft.channel == "post" for draft in whole),
        "excluded": sum(one not in batch.going for one in silent.itertuples(index=False, name=None)),
        "unfit": len(batch.drafts) - len(whole),
        "minutes": minutes(batch.situation, sum(draft.channel == "email" for draft in whole)),
    }


def minutes(situation: Situation, messages: int) -> int:
    """How long sending takes at the rate of the settings, rounded up."""
    if situation.settings["mail.transport"] == "folder":
        return 0
    return -(-messages // int(situation.settings["mail.per_minute"]))
