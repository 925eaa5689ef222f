"""What the ledger asks of a database, and how each kind answers: a file of one's own, or a server for several.

Two things differ. *Sync*: a note that must survive a power cut is on the disk before work goes on, any other is
not, so that each message costs one synced write. *Turn*: who sends holds something that the system or the server
takes away the moment the process ends; by that it is known whose half-sent messages nobody will ever finish.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError, DatabaseError, InterfaceError, OperationalError
from sqlalchemy.pool import NullPool

from mailmerge.accounts import stored_secret
from mailmerge.transports import Halted

_PATIENCE = 30.0  # seconds that a note waits for another one to be written
_BUILDING = 7_305_402_118  # any number, the same for all who make the tables of a server


class InUse(Halted):
    """Another process is sending from this ledger."""


class Database(Protocol):
    """A kind of database."""

    engine: Engine
    insert: Callable[..., Any]  # the INSERT of its dialect, which knows ON CONFLICT DO NOTHING

    def alone(self, connection: Connection, /) -> None:
        """Begins a transaction that no other like it runs beside."""

    def turn(self, connection: Connection, /) -> AbstractContextManager[int]:
        """Holds the turn and gives its number; InUse where one excludes the others."""

    def abandoned(self, connection: Connection, turns: Iterable[int], /) -> list[int]:
        """The turns of processes that are gone; asked by whoever holds a turn itself."""

    def sync(self, connection: Connection, wanted: bool) -> None:
        """Says, before a transaction writes, whether it must be on the disk when it is committed."""


def database(place: str | Path) -> Database:
    """The database at a path (SQLite) or at a URL (`postgresql://user@host/name`).

    A password that the URL does not hold comes from the keyring, where it holds one for that user of that host.
    Halted `mail_ledger_unknown` for any other URL, `mail_postgres_missing` where the package for it is not there.
    """
    if isinstance(place, Path) or "://" not in place:
        return SqliteFile(Path(place))
    try:
        return PostgresServer(_server_url(place))
    except ImportError as why:
        raise Halted("mail_postgres_missing", reason=str(why)) from why


def _server_url(place: str) -> URL:
    try:
        url = make_url(place)
    except (ArgumentError, ValueError) as why:
        raise Halted("mail_ledger_unknown") from why
    if url.get_backend_name() not in ("postgresql", "postgres"):
        raise Halted("mail_ledger_unknown")
    if url.host and url.username and not url.password:
        with suppress(Halted):
            url = url.set(password=stored_secret(f"postgresql://{url.host}", url.username) or None)
    return url.set(drivername="postgresql+psycopg")


class SqliteFile:
    """A file of one's own: one process sends at a time, others may read and plan meanwhile."""

    insert = staticmethod(sqlite.insert)

    def __init__(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as why:
            raise Halted("mail_ledger_lost", reason=f"{path}: {why.strerror}") from why
        self._path = path
        self.engine = _engine(URL.create("sqlite", database=str(path)), timeout=_PATIENCE)
        event.listen(self.engine, "connect", self._prepare)

    @staticmethod
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        # A journal that is soon used again instead of growing is synced in half the time
        connection.execute("PRAGMA wal_autocheckpoint=64")
        connection.execute("PRAGMA fullfsync=ON")  # without it macOS leaves the note in the drive's cache

    def alone(self, connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @contextmanager
    def turn(self, _connection: Connection) -> Iterator[int]:
        # A lock on a file beside the ledger, so that others can go on reading the ledger itself
        with closing(sqlite3.connect(f"{self._path}-turn", timeout=0, isolation_level=None)) as lock:
            try:
                lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as busy:
                raise InUse("mail_ledger_in_use", file=str(self._path)) from busy
            yield secrets.randbits(62)

    def abandoned(self, _connection: Connection, turns: Iterable[int]) -> list[int]:
        return list(turns)

    def sync(self, connection: Connection, wanted: bool) -> None:
        connection.exec_driver_sql(f"PRAGMA synchronous={'FULL' if wanted else 'NORMAL'}")


class PostgresServer:
    """A server that several coordinators share: any number of processes send at a time."""

    insert = staticmethod(postgresql.insert)

    def __init__(self, url: URL) -> None:
        self.engine = _engine(url, connect_timeout=int(_PATIENCE))
        event.listen(self.engine, "connect", self._prepare)

    @staticmethod
    def _prepare(connection: Any, _record: object) -> None:
        # A machine that lost its power is noticed in minutes: until then its messages stay in its hand
        connection.execute("SET tcp_keepalives_idle TO 60")
        connection.commit()

    def alone(self, connection: Connection) -> None:
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _BUILDING})

    @contextmanager
    def turn(self, connection: Connection) -> Iterator[int]:
        # The lock belongs to the session and ends with it, however it ends
        number = secrets.randbits(62)
        connection.execute(text("SELECT pg_advisory_lock(:number)"), {"number": number})
        connection.commit()
        yield number

    def abandoned(self, connection: Connection, turns: Iterable[int]) -> list[int]:
        free = text("SELECT pg_try_advisory_xact_lock(:number)")
        return [number for number in turns if connection.scalar(free, {"number": number})]

    def sync(self, connection: Connection, wanted: bool) -> None:
        connection.exec_driver_sql(f"SET LOCAL synchronous_commit TO {'on' if wanted else 'off'}")


def _engine(url: URL, **connect: object) -> Engine:
    engine = create_engine(url, connect_args=connect, poolclass=NullPool)
    event.listen(engine, "handle_error", _halt)
    return engine


def _halt(context: ExceptionContext) -> None:
    """A ledger that cannot be read or written stops the run; any other trouble with it is a mistake of ours."""
    why = context.sqlalchemy_exception
    if isinstance(why, OperationalError | InterfaceError) or type(why) is DatabaseError:  # a file that is none
        reason = str(context.original_exception).strip()
        raise Halted("mail_ledger_lost", reason=reason) from context.original_exception
