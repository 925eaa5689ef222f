"""Killed whenever it hurts most, the list re-sorted and longer each time: nobody twice, nobody forgotten."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from itertools import cycle
from pathlib import Path

import pytest
from mail_rows import now, people
from smtp_stand_in import BASIC, HangUp, Moment, StandIn

from mailmerge.ledger import Ledger, State
from mailmerge.model import Identity

HERE = Path(__file__).parent
pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")


class Batch:
    """A batch of 1,000 that grows with each run, its ledger, and the process that sends it."""

    def __init__(self, folder: Path) -> None:
        self.place = folder / "ledger.sqlite"
        self.listed = folder / "people.json"
        self.people = people(1000)
        self.chance = random.Random(41)
        self.process: subprocess.Popen[bytes] | None = None

    def run(self, server: StandIn) -> "subprocess.Popen[bytes]":
        """Starts the batch once more, with three people more and in another order."""
        self.people += people(3, first=len(self.people) + 1)
        self.chance.shuffle(self.people)
        self.listed.write_text(json.dumps([list(asdict(each).values()) for each in self.people]), "utf-8")
        child = [sys.executable, HERE / "mail_child.py", self.place, str(server.port), "B-1", self.listed]
        self.process = subprocess.Popen(child, env={**os.environ, "PYTHONPATH": str(HERE.parent)})
        return self.process

    def kill(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def state(self, person: Identity) -> State:
        return Ledger(self.place, now).entry(person).state

    @contextmanager
    def closed(self) -> Iterator[None]:
        """Nobody can write into the ledger meanwhile."""
        with closing(sqlite3.connect(self.place, isolation_level=None, timeout=30)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield

    def uncertain(self) -> set[str]:
        """Whom the ledger is in doubt about, once what the killed left behind is looked at."""
        ledger = Ledger(self.place, now)
        ledger.recover()
        return {entry.address for entry in ledger.states("B-1").values() if entry.state == "uncertain"}


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    return Batch(tmp_path)


class Kill:
    """What the server does to the process at the 90th message of a run: kills it at `point`.

    With `locked`, it closes the ledger at that point, so that the process cannot get on to its next note; with
    `noted`, it waits until the ledger says so.
    """

    def __init__(self, batch: Batch, point: str, locked: str = "", noted: State | None = None) -> None:
        self.batch, self.point, self.locked, self.noted = batch, point, locked, noted
        self.victim = ""
        self.lock = batch.closed()

    def __call__(self, moment: Moment) -> None:
        if moment.visit != 90:
            return
        if moment.point == self.locked:
            self.lock.__enter__()
        if moment.point == self.point:
            self.wait(moment)
            self.batch.kill()
            self.victim = moment.delivery.recipient
            if self.locked:
                self.lock.__exit__(None, None, None)
            if moment.point != "delivered":
                raise HangUp

    def wait(self, moment: Moment) -> None:
        if self.locked:
            time.sleep(0.1)  # for the process to run into the lock
        person = next((each for each in self.batch.people if each.address == moment.delivery.recipient), None)
        while self.noted and person and self.batch.state(person) != self.noted:
            time.sleep(0.005)


MATRIX: dict[str, tuple[Callable[[Batch], Kill], bool, bool]] = {
    # where: how, is the victim in doubt, has the server taken the message
    "before MAIL": (lambda batch: Kill(batch, "mail"), False, False),
    "after RCPT": (lambda batch: Kill(batch, "rcpt"), False, False),
    "after DATA": (lambda batch: Kill(batch, "data"), False, False),
    "inside the body": (lambda batch: Kill(batch, "body", locked="data"), False, False),
    "after the body, before the note": (lambda batch: Kill(batch, "whole", locked="data"), False, False),
    "after the dot, the server had not taken it": (lambda batch: Kill(batch, "dot"), True, False),
    "after the dot, before the answer": (lambda batch: Kill(batch, "delivered"), True, True),
    "after the answer, before the note": (lambda batch: Kill(batch, "answered", locked="dot"), True, True),
    "after the note": (lambda batch: Kill(batch, "answered", noted="sent"), False, True),
}


def test_killed_at_each_point_of_the_conversation_nobody_is_written_to_twice_or_forgotten(batch: Batch) -> None:
    in_doubt: set[str] = set()
    manners = cycle([BASIC, ("PIPELINING", *BASIC)])
    with StandIn() as server:
        for where, (how, doubtful, taken) in MATRIX.items():
            kill = server.behaviour = how(batch)
            server.extensions = next(manners)
            server.visits.clear()
            assert batch.run(server).wait(30) == -signal.SIGKILL, where
            in_doubt |= {kill.victim} if doubtful else set()
            assert batch.uncertain() == in_doubt, where
            if kill.victim:
                assert server.recipients()[kill.victim] == taken, where
        server.behaviour = lambda _: None
        assert batch.run(server).wait(30) == 0
    assert len(in_doubt) == 3
    check(batch, server, in_doubt)


def test_killed_at_any_moment_nobody_is_written_to_twice_or_forgotten(batch: Batch) -> None:
    kills = 6
    with StandIn() as server:
        for _ in range(kills):
            process, taken, some = batch.run(server), len(server.delivered), batch.chance.randint(20, 150)
            while len(server.delivered) < taken + some:
                time.sleep(0.001)
            time.sleep(batch.chance.random() / 300)  # about as long as one message takes
            batch.kill()
            assert process.returncode == -signal.SIGKILL
        assert batch.run(server).wait(30) == 0
    in_doubt = batch.uncertain()
    assert len(in_doubt) <= kills
    check(batch, server, in_doubt)


def check(batch: Batch, server: StandIn, in_doubt: set[str]) -> None:
    """Everybody has one message, but for those in doubt, who have one at the most and are left alone."""
    taken = server.recipients()
    assert set(taken.values()) == {1}
    assert {each.address for each in batch.people} - taken.keys() <= in_doubt
    entries = Ledger(batch.place, now).states("B-1").values()
    assert Counter(entry.state for entry in entries) == Counter(
        {"sent": len(batch.people) - len(in_doubt), "uncertain": len(in_doubt)}
    )
    assert all(entry.message_id == entry.identity.message_id("house.example") for entry in entries)
