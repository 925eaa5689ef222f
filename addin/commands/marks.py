"""What is noted beside a message once it has left the house: at promises (R-10, R-11), at guests (R-44)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from addin.core.ids import ids_in
from addin.core.records import records
from addin.plan import Change

if TYPE_CHECKING:
    from addin.commands.batch import Batch

PARTY = "party-invitation"
_AT_PROMISES = {"proof-of-publication": "proof_sent_on", "job-to-department": "handed_over_on"}

Marks = Iterator[tuple[int, tuple[Change, ...]]]


def marks(batch: Batch) -> Marks:
    """By row of a recipient the changes that follow from her message; what was noted before stays."""
    letter = str(batch.value("letter"))
    if letter in _AT_PROMISES:
        yield from _at_promises(batch, _AT_PROMISES[letter])
    elif letter == PARTY:
        yield from _at_guests(batch)


def _at_promises(batch: Batch, column: str) -> Marks:
    promises = records(batch.situation.tables["promises"])
    blank = {cells["promise_id"]: row for row, cells in promises if cells[column] is None}
    for row, about in batch.recipients["about"].items():
        told = [blank[promise] for promise in ids_in(about) if promise in blank]
        yield int(str(row)), tuple(Change("promises", at, column, None, batch.situation.today) for at in told)


def _at_guests(batch: Batch) -> Marks:
    """A guest who was planned is invited from the day on which her invitation has left."""
    guests = batch.situation.tables["guests"]
    own = records(guests[(guests["show_id"] == batch.value("show_id")) & guests["invited_on"].isna()])
    waiting = {cells["contact_id"]: (at, cells["reply"]) for at, cells in own}
    for row, contact in batch.recipients["contact_id"].items():
        if contact in waiting:
            at, reply = waiting[contact]
            invited = Change("guests", at, "invited_on", None, batch.situation.today)
            answer = (Change("guests", at, "reply", reply, "invited"),) if reply in (None, "planned") else ()
            yield int(str(row)), (invited, *answer)
