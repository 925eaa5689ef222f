"""What became of each message, written down so that nobody gets it twice or misses it, whatever is killed when.

A message is planned; at the point of no return it is noted as `sending`, synced to the disk before the last byte
leaves; then it is sent, failed, or planned again. Who finds a message `sending` whose process is gone cannot know
whether it arrived: it is `uncertain` and stays so until a person settles it.

The note `sending` is the only one that must survive a power cut. A lost `sent` leaves `sending`, hence
`uncertain`: a question for the coordinator, never a second message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    DateTime,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    Text,
    Update,
    bindparam,
    select,
    update,
)

from mailmerge.databases import Database, InUse, database
from mailmerge.model import Finding, Identity
from mailmerge.transports import Taken, Trouble

State = Literal["planned", "sending", "sent", "failed", "uncertain"]

_SCHEMA = MetaData()
_MESSAGES = Table(
    "messages",
    _SCHEMA,
    Column("key", String(40), primary_key=True),
    Column("occasion", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("state", String(10), nullable=False, default="planned"),
    Column("attempts", Integer, nullable=False, default=0),
    Column("message_id", Text, nullable=False, default=""),
    Column("via", Text, nullable=False, default=""),
    Column("error", Text, nullable=False, default=""),
    Column("answer", Text, nullable=False, default=""),
    Column("settled_by", Text, nullable=False, default=""),
    Column("planned_at", DateTime, nullable=False),
    Column("changed_at", DateTime, nullable=False),
    Column("turn", BigInteger),
)
_PLANS = Table(
    "plans", _SCHEMA, Column("batch", Text, primary_key=True), Column("key", String(40), primary_key=True)
)


@dataclass(frozen=True)
class Entry:
    """One message in the ledger. `error` is a code for words, `answer` what the other side said or its receipt.

    `changed_at` is when it came into its state, `via` the transport it went by, `settled_by` the person who said
    what became of it when nobody could know. `attempts` counts the tries that came to a reply or its lack.
    """

    key: str
    occasion: str
    record: str
    address: str
    state: State
    attempts: int
    message_id: str
    via: str
    error: str
    answer: str
    settled_by: str
    planned_at: datetime
    changed_at: datetime

    @property
    def identity(self) -> Identity:
        return Identity(self.occasion, self.record, self.address)

    @property
    def finding(self) -> Finding | None:
        """What the coordinator should know of it; None where nothing is wrong."""
        facts = {"address": self.address, "answer": self.answer, "message_id": self.message_id}
        return Finding(self.record, "", self.error, facts) if self.error else None


_ENTRY = [_MESSAGES.c[field.name] for field in fields(Entry)]
_NOTED = ("state", "attempts", "message_id", "via", "error", "answer", "changed_at")

# What is said for each message is made once: making it costs more than carrying it out
_LOOK_UP = select(*_ENTRY).where(_MESSAGES.c.key == bindparam("of"))
_CLAIM = _LOOK_UP.where(_MESSAGES.c.state == "planned").with_for_update(skip_locked=True)
_NOTE = update(_MESSAGES).where(_MESSAGES.c.key == bindparam("of"))
_NOTE_SENDING = _NOTE.where(_MESSAGES.c.state == "planned")
_NOTE_END = _NOTE.where(_MESSAGES.c.state != "sent")  # what is known to be sent is never unsaid


def _found(connection: Connection, identity: Identity) -> Entry:
    row = connection.execute(_LOOK_UP, {"of": identity.key}).one_or_none()
    if row is None:
        raise LookupError(f"{identity} was never planned")
    return _entry(row)


def _entry(row: Row[Any]) -> Entry:
    return Entry(**row._mapping)


class Ledger:
    """The ledger in a file of one's own (a path) or on a server shared by several coordinators (a PostgreSQL URL).

    The file belongs on a disk of this machine: a network drive cannot keep two machines apart. `now` gives the
    moments it notes. Any method raises Halted `mail_ledger_lost` where the ledger cannot be reached.
    """

    def __init__(self, place: str | Path, now: Callable[[], datetime]) -> None:
        self._database: Database = database(place)
        self._now = now
        with self._database.engine.begin() as connection:
            self._database.alone(connection)
            _SCHEMA.create_all(connection)

    def plan(self, batch: str, identities: Iterable[Identity]) -> dict[str, Entry]:
        """The batch by key once these messages are part of it.

        A message that is known already, from whatever batch, stays what it is: who reads the answer sees whom it
        has reached before.
        """
        now = self._now()
        known = {"planned_at": now, "changed_at": now}
        # In one order for all, or two who plan the same at once could wait for each other forever
        keyed = sorted({identity.key: identity for identity in identities}.items())
        if keyed:
            with self._database.engine.begin() as connection:
                add = self._database.insert
                rows = [{"key": key, **asdict(identity), **known} for key, identity in keyed]
                connection.execute(add(_MESSAGES).on_conflict_do_nothing(), rows)
                connection.execute(
                    add(_PLANS).on_conflict_do_nothing(), [{"batch": batch, "key": key} for key, _ in keyed]
                )
        return self.states(batch)

    def states(self, batch: str) -> dict[str, Entry]:
        """Every message of the batch by key, as far as the ledger knows; call `recover` first after a crash."""
        wanted = select(*_ENTRY).join(_PLANS, _PLANS.c.key == _MESSAGES.c.key).where(_PLANS.c.batch == batch)
        with self._database.engine.connect() as connection:
            return {row.key: _entry(row) for row in connection.execute(wanted)}

    def entry(self, identity: Identity) -> Entry:
        """The message of that identity; LookupError where it was never planned."""
        with self._database.engine.connect() as connection:
            return _found(connection, identity)

    def settle(self, identity: Identity, arrived: bool, by: str) -> Entry:
        """The uncertain message after a person said what became of it: sent, or planned again.

        LookupError where it is not uncertain.
        """
        state = "sent" if arrived else "planned"
        row = _MESSAGES.c.key == identity.key
        change = update(_MESSAGES).where(row, _MESSAGES.c.state == "uncertain")
        with self._database.engine.begin() as connection:
            found = connection.execute(change.values(state=state, error="", settled_by=by, changed_at=self._now()))
            if not found.rowcount:
                raise LookupError(f"{identity} is not uncertain")
        return self.entry(identity)

    def retry_failed(self, batch: str) -> int:
        """How many failed messages of the batch are planned again."""
        of_batch = select(_PLANS.c.key).where(_PLANS.c.batch == batch)
        change = update(_MESSAGES).where(_MESSAGES.c.state == "failed", _MESSAGES.c.key.in_(of_batch))
        with self._database.engine.begin() as connection:
            return connection.execute(change.values(state="planned", changed_at=self._now())).rowcount

    def recover(self) -> None:
        """Makes uncertain what a process that is gone left half sent; nothing where somebody is sending."""
        with suppress(InUse), self.turn():
            pass

    @contextmanager
    def turn(self) -> Iterator[Turn]:
        """The right to send, for as long as this process lives; what others left half sent is uncertain from here.

        Halted `mail_ledger_in_use` where the ledger is a file and another process is sending.
        """
        with self._database.engine.connect() as connection, self._database.turn(connection) as number:
            self._disown(connection)
            yield Turn(self._database, connection, number, self._now)

    def _disown(self, connection: Connection) -> None:
        half_sent = _MESSAGES.c.state == "sending"
        owners = connection.scalars(select(_MESSAGES.c.turn).distinct().where(half_sent)).all()
        gone = self._database.abandoned(connection, owners)
        if gone:
            change = update(_MESSAGES).where(half_sent, _MESSAGES.c.turn.in_(gone))
            connection.execute(change.values(state="uncertain", error="mail_interrupted", changed_at=self._now()))
        connection.commit()


class Turn:
    """One process sending: it takes a message in hand, and notes what becomes of it."""

    def __init__(
        self, database: Database, connection: Connection, number: int, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._connection = connection
        self._number = number
        self._now = now

    def claim(self, identity: Identity) -> Entry | None:
        """The message, if it is planned and in nobody's hand; it is in ours until it is noted or released.

        A server keeps others away from it by a lock that a dead process gives back by itself.
        """
        row = self._connection.execute(_CLAIM, {"of": identity.key}).one_or_none()
        if row is None:
            self.release()
        return None if row is None else _entry(row)

    def entry(self, identity: Identity) -> Entry:
        """The message as it is, whoever has it in hand; LookupError where it was never planned."""
        return _found(self._connection, identity)

    def release(self) -> None:
        """Gives back what was claimed, as it was."""
        self._connection.rollback()

    def sending(self, entry: Entry, message_id: str, via: str) -> Entry:
        """The note before the point of no return, on the disk when this returns; Taken where it is not planned."""
        begun = replace(
            entry,
            state="sending",
            attempts=entry.attempts + 1,
            message_id=message_id,
            via=via,
            error="",
            answer="",
            changed_at=self._now(),
        )
        if not self._noted(_NOTE_SENDING, begun, durable=True):
            raise Taken(entry.key)
        return begun

    def sent(self, entry: Entry, answer: str) -> Entry:
        """Noted as sent, with the receipt."""
        return self._ended(entry, "sent", answer=answer)

    def failed(self, entry: Entry, why: Trouble) -> Entry:
        """Noted as refused for good."""
        return self._ended(entry, "failed", why.code, why.answer)

    def deferred(self, entry: Entry, why: Trouble) -> Entry:
        """Planned again, with the reason."""
        return self._ended(entry, "planned", why.code, why.answer)

    def undecided(self, entry: Entry, why: Trouble) -> Entry:
        """Noted as uncertain."""
        return self._ended(entry, "uncertain", why.code, why.answer)

    def _ended(self, entry: Entry, state: State, error: str = "", answer: str = "") -> Entry:
        attempts = entry.attempts + (entry.state == "planned")  # the note `sending` has counted its own attempt
        ended = replace(entry, state=state, attempts=attempts, error=error, answer=answer, changed_at=self._now())
        self._noted(_NOTE_END, ended, durable=False)
        return ended

    def _noted(self, note: Update, entry: Entry, durable: bool) -> bool:
        columns = {column: getattr(entry, column) for column in _NOTED}
        self._database.sync(self._connection, durable)
        found = self._connection.execute(note, {"of": entry.key, "turn": self._number, **columns})
        self._connection.commit()
        return found.rowcount == 1
