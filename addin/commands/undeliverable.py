"""What follows from what came back, by mail, post or telephone: one bookkeeping for all of it (R-45, R-46)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from functools import cached_property
from typing import Any

from addin.commands.address_book import AddressBook
from addin.commands.edits import Edits
from addin.commands.repair_tasks import RepairTasks
from addin.commands.situation import Situation
from addin.commands.slips import COUNTED, Key, Slip, address_key, standing
from addin.core.ids import next_ids
from addin.plan import NewRow
from addin.tables import TABLES
from addin.tables.model import Problem, Value
from mailmerge.bounces import ReturnClass, State, classified, gone, verdict

_LEFT_THE_HOUSE = ("sending", "sent", "uncertain")


class ReturnBook:
    """The returns of the workbook with those that a command adds, and every cell that follows from them.

    Only `fresh` returns change anything: what a run has judged, the coordinator may change by hand.
    """

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self.edits = Edits(situation.tables)
        self.addresses = AddressBook(situation.tables, self.edits)
        self.slips = list(standing(situation.tables["returns"]))
        self.problems: list[Problem] = []
        self.counts = dict.fromkeys(("returns_new", "already_there", "suppressed", "disturbed", "bounced"), 0)
        self.tasks = RepairTasks(situation, self.slips)
        self._known = {slip.identity: slip for slip in reversed(self.slips)}
        self._ids = next_ids("returns", situation.tables["returns"])
        self._next = max(situation.tables["returns"].index, default=1) + 1

    def enter(self, **cells: Value) -> Slip:
        """The return of these facts: a new one, or the one that is known, worse if this says worse of it."""
        slip = Slip({**dict.fromkeys(TABLES["returns"].by_key), **cells}, self._next)
        known = self._known.get(slip.identity)
        if known is None:
            slip.cells["return_id"] = next(self._ids)
            self._next += 1
            self._known[slip.identity] = slip
            self.slips.append(slip)
            self.counts["returns_new"] += 1
            return slip
        self.counts["already_there"] += 1
        if not known.repaired and slip.is_worse_than(known):
            known.cells |= {key: slip.cells[key] for key in ("on", "class", "code", "reason", "source")}
            known.fresh = True
        return known

    def of(self, subject: str) -> Iterator[Slip]:
        """The returns about somebody, as `Slip.subject` names her."""
        return (slip for slip in self.slips if slip.subject == subject)

    def settle(self) -> None:
        """Judges what is fresh: classes, states of addresses, messages, tasks, and what to look at."""
        fresh = [slip for slip in self.slips if slip.fresh]
        for slip in fresh:
            self._complete(slip)
            self._retire(slip)
        judged = {slip.target: slip for slip in fresh if not slip.repaired and slip.kind in COUNTED}
        returns: dict[Key, list[Slip]] = {target: [] for target in judged}
        for slip in self.slips if judged else ():
            returns.get(slip.target, []).append(slip)
        for target, slip in judged.items():
            self._judge(target, slip, returns[target])
        for slip in fresh:
            self._conclude(slip)

    @property
    def rows(self) -> tuple[NewRow, ...]:
        """New returns and new tasks."""
        new = (NewRow("returns", slip.cells) for slip in self.slips if slip.new)
        return (*new, *self.tasks.rows)

    def write(self) -> None:
        """What the sheet's own returns have become goes among the edits."""
        for slip in self.slips:
            if not slip.new:
                changed = {key: value for key, value in slip.cells.items() if value != slip.before[key]}
                self.edits.set("returns", slip.row, **changed)

    def state(self, slip: Slip) -> str:
        """How the address of a return will stand; blank where nobody has it any more."""
        places = self.addresses.places(slip.target)
        return str(self.edits.value(*places[0]) or "ok") if places else ""

    @cached_property
    def _messages(self) -> dict[str, int]:
        """The rows of the recipients by the message they got."""
        ids: Any = self.situation.tables["recipients"]["message_id"].dropna()
        return {str(each): int(row) for row, each in ids.items()}

    @cached_property
    def _mails(self) -> dict[tuple[str, str], int]:
        """The rows of the recipients by mailing and address: Outlook gives a message an id of its own."""
        recipients = self.situation.tables["recipients"]
        mails = recipients[recipients["channel"].eq("email") & recipients["message_id"].notna()]
        keys = zip(mails["mailing_id"], mails["address"].fillna(""), mails.index.tolist(), strict=True)
        return {(str(mailing), address_key("email", str(address))): row for mailing, address, row in keys}

    @cached_property
    def _confirmed(self) -> dict[Key, date]:
        """When an address was last said to be right: what came back before says nothing of it."""
        days: dict[Key, date] = {}
        for slip in self.slips:
            on = slip.cells["repaired_on"]
            if slip.text("new_value") and isinstance(on, date):
                right = Slip({**slip.cells, "address": slip.cells["new_value"]}, slip.row).target
                days[right] = max(on, days.get(right, on))
        return days

    def _complete(self, slip: Slip) -> None:
        """What a coordinator leaves out when she types a return into the sheet."""
        cells = slip.cells
        if not cells["contact_id"] and slip.channel == "email":
            cells["contact_id"] = self.addresses.contact_with(slip.text("address"))
        cells["company_id"] = cells["company_id"] or self.addresses.contact(slip.text("contact_id"), "company_id")
        known = self.addresses.of(slip.channel, slip.text("contact_id"), slip.text("company_id"))
        cells["address"] = cells["address"] or known or None
        cells["on"] = cells["on"] or self.situation.today
        cells["class"] = cells["class"] or self._class(slip)

    def _class(self, slip: Slip) -> ReturnClass:
        by_code = classified(slip.channel, slip.text("code")) if slip.text("code") else "unknown"
        return classified(slip.channel, slip.text("reason")) if by_code == "unknown" else by_code

    def _retire(self, slip: Slip) -> None:
        """Who has died is written to no more; the company's address is alive."""
        row = self.addresses.contacts.get(slip.text("contact_id"))
        if slip.channel != "email" and row is not None and gone(slip.text("reason")) == "deceased":
            self.problems += self.addresses.retire(row, slip.day)
            slip.cells |= {"action": "left", "repaired_on": self.situation.today}
            slip.cells["repair_source"] = slip.cells["repair_source"] or slip.cells["reason"]

    def _judge(self, target: Key, last: Slip, told: Collection[Slip]) -> None:
        """Marks an address as the returns since its last repair have it; a dead one is to be repaired."""
        settings, since = self.situation.settings, self._confirmed.get(target)
        returns = [slip for slip in told if _counts(slip, since)]
        state = verdict(
            (slip.as_return for slip in returns),
            int(settings["bounce.soft_limit"]),
            int(settings["bounce.soft_days"]),
            int(settings["phone.dead_attempts"]),
        )
        places = self.addresses.places(target)
        marked = [place for place in places if self._mark(place, state)]
        if state == "dead" and places:
            for slip in returns:
                slip.cells["action"] = "suppressed"
        if state == "dead" and marked:
            self.tasks.open(last, "dead")

    def _mark(self, place: tuple[str, int, str], state: State) -> bool:
        """Whether this makes the address worse than it stood; what is dead stays dead."""
        table, row, column = place
        before = self.edits.value(*place)
        if state == "ok" or before in (state, "dead"):
            return False
        self.edits.set(table, row, **{column: state})
        self.counts["suppressed" if state == "dead" else "disturbed"] += 1
        return True

    def _conclude(self, slip: Slip) -> None:
        slip.cells["action"] = slip.cells["action"] or ("retry" if slip.kind == "soft" else "none")
        if slip.channel == "email" and slip.kind in ("hard", "soft"):
            self._bounce(slip)
        if slip.kind == "refused" and not slip.repaired:
            self.tasks.open(slip, "refused")

    def _bounce(self, slip: Slip) -> None:
        """The message that came back did not arrive."""
        sent = (slip.text("mailing_id"), address_key("email", slip.text("address")))
        row = self._messages.get(slip.text("message_id"), self._mails.get(sent))
        if row is not None and self.edits.value("recipients", row, "state") in _LEFT_THE_HOUSE:
            told = " ".join(filter(None, (slip.text("code"), slip.text("reason"))))
            self.edits.set("recipients", row, state="bounced", error=told or None)
            self.counts["bounced"] += 1

    def told(self, slips: Collection[Slip]) -> Iterator[Problem]:
        """What the coordinator must look at among these returns."""
        for slip in slips:
            code = {"policy": "return_sender_trouble", "refused": "return_refused", "unknown": "return_unclear"}
            if slip.kind in code and not slip.repaired:
                facts = {name: slip.text(name) or "–" for name in ("address", "code", "reason")}
                yield Problem("returns", slip.row, "class", code[slip.kind], facts, "warning")


def _counts(slip: Slip, since: date | None) -> bool:
    return bool(slip.kind) and not slip.repaired and not (since and slip.day < since)
