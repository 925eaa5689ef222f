"""Sending is killed over and over; in the end everybody has one message, and the workbook says so."""

import os
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from smtp_stand_in import Moment, StandIn

from addin import masters
from addin.books.closed import ClosedBook
from addin.commands.register import COMMANDS
from addin.plan import Change, Plan
from addin.tables import TABLES

NOW = datetime(2027, 2, 15, 9, 30)


def send(book: Path) -> subprocess.Popen[bytes]:
    call = [sys.executable, "-m", "addin", "send", str(book), "--mailing=ML-0013", "--json"]
    return subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def by_smtp(book: Path, port: int, login: str = "keine") -> None:
    """Enters the server in the workbook's settings."""
    desk = masters.desk(book, NOW, None)
    frame = desk.table("settings")
    rows = dict(zip(frame["key"], frame.index, strict=True))
    told = {"transport": "Mailserver", "host": "127.0.0.1", "port": port, "security": "keine", "login": login}
    wanted = {**{f"mail.{name}": value for name, value in told.items()}, "mail.per_minute": 1000}
    changes = (
        Change("settings", rows[key], "value", frame.at[rows[key], "value"], value)
        for key, value in wanted.items()
    )
    desk.carry_out(Plan(changes=tuple(changes)), "by hand", logged=False)


@pytest.fixture(scope="module")
def approved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo with an approved batch."""
    book = tmp_path_factory.mktemp("killed") / "demo.xlsx"
    masters.demo(book, "de", NOW)
    for command, options in (("prepare", {"letter": "unused"}), ("preview", {}), ("approve", {"by": "M-0001"})):
        masters.desk(book, NOW, None).run(COMMANDS[command], options)
    return book


def test_a_run_that_is_killed_again_and_again_sends_each_message_once(approved: Path) -> None:
    running: list[subprocess.Popen[bytes]] = []
    deaths = {("mail", 2), ("delivered", 9), ("body", 15)}

    def kills(moment: Moment) -> None:
        if (moment.point, moment.visit) in deaths:
            os.kill(running[-1].pid, signal.SIGKILL)
            running[-1].wait()

    with StandIn(kills) as server:
        by_smtp(approved, server.port)
        while len(running) < 6 and (not running or running[-1].returncode < 0):
            running.append(send(approved))
            running[-1].wait(60)
    assert [process.returncode for process in running[:-1]] == [-signal.SIGKILL] * len(deaths)
    assert_nobody_twice_and_nobody_forgotten(approved, server)


def assert_nobody_twice_and_nobody_forgotten(book: Path, server: StandIn) -> None:
    """Everybody has one message, but for those of whom nobody can know: they are uncertain, and not sent again."""
    recipients = ClosedBook(book, NOW).read(TABLES["recipients"]).frame
    batch = recipients[(recipients["mailing_id"] == "ML-0013") & recipients["send"].eq(True)]
    got = [delivery.recipient for delivery in server.delivered]
    assert len(got) == len(set(got))
    states = batch.groupby("state")["address"].agg(set)
    assert set(states.index) == {"sent", "uncertain"}
    assert states["sent"] < set(got) <= set(batch["address"])
    assert set(batch["address"]) - set(got) <= states["uncertain"]
    assert len(states["uncertain"]) <= 2
