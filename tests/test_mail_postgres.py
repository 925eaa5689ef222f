"""Coordinators who share a ledger on a server: whoever sends what at the same time, each person gets it once."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import count
from pathlib import Path
from threading import Barrier, Event

import postgres_cluster
import psycopg
import pytest
from mail_rows import envelopes, now, people
from smtp_stand_in import Behaviour, HangUp, Moment, StandIn, usual

from mailmerge.accounts import Account
from mailmerge.ledger import Ledger
from mailmerge.model import Identity
from mailmerge.outbox import Outbox
from mailmerge.transports import Halted
from mailmerge.transports.smtp import Smtp

HERE = Path(__file__).parent
Process = subprocess.Popen[bytes]
Start = Callable[[StandIn, str, list[Identity]], Process]


@pytest.fixture
def place() -> str:
    return postgres_cluster.fresh_place()


@pytest.fixture
def start(place: str, tmp_path: Path) -> Start:
    """Begins to send a batch as a process of its own."""
    numbers = count()

    def process(server: StandIn, batch: str, group: list[Identity]) -> Process:
        listed = tmp_path / f"{next(numbers)}.json"
        listed.write_text(json.dumps([list(asdict(each).values()) for each in group]), "utf-8")
        child = [sys.executable, HERE / "mail_child.py", place, str(server.port), batch, listed]
        return subprocess.Popen(child, env={**os.environ, "PYTHONPATH": str(HERE.parent)})

    return process


@contextmanager
def two_servers(one: Behaviour = usual, other: Behaviour = usual) -> Iterator[tuple[StandIn, StandIn]]:
    """A mail server for each of two coordinators, who begin together."""
    together = Barrier(2)

    def waiting(and_then: Behaviour) -> Behaviour:
        def behave(moment: Moment) -> str | None:
            if moment.point == "connect" and moment.visit == 1:
                together.wait(30)
            return and_then(moment)

        return behave

    with StandIn(waiting(one)) as mine, StandIn(waiting(other)) as yours:
        yield mine, yours


def became(place: str, batch: str) -> Counter[str]:
    return Counter(entry.state for entry in Ledger(place, now).states(batch).values())


def test_two_who_send_the_same_batch_at_once_write_to_each_person_once(place: str, start: Start) -> None:
    group = people(400)
    with two_servers() as servers:
        both = [start(server, "B-1", group) for server in servers]
        assert [each.wait(60) for each in both] == [0, 0]
    assert servers[0].recipients() + servers[1].recipients() == Counter(each.address for each in group)
    assert all(server.delivered for server in servers)
    assert became(place, "B-1") == {"sent": 400}


def test_the_same_people_in_two_coordinators_batches_are_written_to_once(place: str, start: Start) -> None:
    batches = {"mine": people(200), "yours": [*reversed(people(200, first=101))]}
    with two_servers() as servers:
        both = [start(server, *batch) for server, batch in zip(servers, batches.items(), strict=True)]
        assert [each.wait(60) for each in both] == [0, 0]
    everybody = {each.address for group in batches.values() for each in group}
    assert servers[0].recipients() + servers[1].recipients() == Counter(everybody)
    assert [became(place, batch) for batch in batches] == [{"sent": 200}, {"sent": 200}]


@pytest.mark.parametrize(("point", "in_doubt"), [("data", 0), ("delivered", 1)])
def test_when_the_ledger_goes_away_nothing_is_sent_that_it_does_not_know_of(
    place: str, point: str, in_doubt: int
) -> None:
    def cut_off(moment: Moment) -> None:
        if (moment.point, moment.visit) == (point, 5):
            with psycopg.connect(place) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                )

    group, ledger = people(10), Ledger(place, now)
    ledger.plan("B-1", group)
    with StandIn(cut_off) as server:
        account = Account("127.0.0.1", security="none", login="none", port=server.port)
        with pytest.raises(Halted, match="mail_ledger_lost"):
            list(Outbox(ledger, Smtp(account, str)).send(envelopes(group)))
        assert len(server.delivered) == 4 + in_doubt
        list(Outbox(ledger, Smtp(account, str)).send(envelopes(group)))
    assert server.recipients() == Counter(each.address for each in group)
    assert became(place, "B-1") == Counter(sent=10 - in_doubt, uncertain=in_doubt)


@pytest.mark.parametrize(("point", "in_doubt"), [("rcpt", 0), ("delivered", 1)])
def test_when_one_of_two_is_killed_only_the_message_in_the_air_is_in_doubt(
    place: str, start: Start, point: str, in_doubt: int
) -> None:
    group = people(200)
    both: list[Process] = []
    is_killed = Event()

    def kill(moment: Moment) -> None:
        if (moment.point, moment.visit) == (point, 20):
            both[0].send_signal(signal.SIGKILL)
            both[0].wait()
            is_killed.set()
            if point == "rcpt":
                raise HangUp

    def leave_some(moment: Moment) -> None:
        if (moment.point, moment.visit) == ("mail", 60):
            is_killed.wait(30)

    with two_servers(kill, leave_some) as servers:
        both += [start(server, "B-1", group) for server in servers]
        assert [each.wait(60) for each in both] == [-signal.SIGKILL, 0]
        assert start(servers[1], "B-1", group).wait(60) == 0
    assert servers[0].recipients() + servers[1].recipients() == Counter(each.address for each in group)
    assert became(place, "B-1") == Counter(sent=200 - in_doubt, uncertain=in_doubt)
