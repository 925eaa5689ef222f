"""Mails sent and noted durably against mailmerge 2.3.0, which notes nothing: `python benchmarks/mail_speed.py`.

Both are started as a command with the same rows of a CSV file and the same text, and hand their messages to the
same server on this machine, in turn and in one run; what counts is the ratio. Theirs makes each message as it
sends it; a dry run of the same rows, which does all but send, is taken off for the sending alone. Ours makes all
messages before it sends, each as text and HTML, where theirs is text alone. mailmerge is installed into an
environment of its own, in a temporary folder.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parent.parent), str(HERE.parent.parent / "tests")]

if TYPE_CHECKING:
    from mailmerge.model import Message
    from mailmerge.transports import Envelope

PEER = "mailmerge==2.3.0"
PARAGRAPH = (
    "your contract includes advertising that you have not used yet, and we would like you to get everything that "
    "was promised to you. Simply reply to this message: we take care of the artwork, the dates and the rest.\n"
)
TEXT = (
    "Dear {{ first_name }} {{ last_name }},\n\n" + f"{PARAGRAPH}\n" * 13 + "Item: {{ item }}\n\nYours sincerely\n"
)
PEER_HEAD = "TO: {{ email }}\nSUBJECT: Your booking {{ item }}\nFROM: Ada Beck <info@house.example>\n\n"
OUR_HEAD = """+++
subject = "Your booking {{ item }}"
class = "contract"

[fields]
first_name = { meaning = "first name", sample = "Eva" }
last_name = { meaning = "last name", sample = "Weiss" }
item = { meaning = "what was booked", sample = "Banner" }
+++
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rendered", type=int, default=10_000)
    parser.add_argument("--inside", nargs="+", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.inside:
        what, *arguments = chosen.inside
        {"sink": sink, "ours": ours}[what](*arguments)
        return
    with tempfile.TemporaryDirectory(prefix="teeup-mail-") as name:
        compare(Path(name), chosen.rows, chosen.rounds)
    make(chosen.rendered)


def compare(folder: Path, rows: int, rounds: int) -> None:
    """Prints messages per second, both ways."""
    peer, written_to = installed(folder), written(folder, rows)
    seconds: dict[str, list[float]] = {"dry": [], "theirs": [], "ours sending": [], "ours": []}
    for number in range(rounds):
        seconds["dry"].append(run_peer(peer, written_to, 1, "--dry-run"))
        with server(rows) as port:
            seconds["theirs"].append(run_peer(peer, written_to, port, "--no-dry-run"))
        with server(rows) as port:
            sending, whole = run_ours(written_to, folder / f"ledger-{number}.sqlite", port)
        seconds["ours sending"].append(sending)
        seconds["ours"].append(whole)
    best = {what: min(each) for what, each in seconds.items()}
    theirs = (rows / (best["theirs"] - best["dry"]), rows / best["theirs"])
    ours = (rows / best["ours sending"], rows / best["ours"])
    print(f"{rows} messages to a server on this machine, best of {rounds} rounds in turn; this disk syncs")
    print(f"{syncs_per_second(folder):.0f} times a second, and each of our messages waits for one of these")
    print(f"{'':32}{'sending alone':>15}{'whole command':>15}")
    for label, rates in (("mailmerge 2.3.0, no ledger", theirs), ("Teeup, each message synced", ours)):
        print(f"{label:32}{rates[0]:13.0f}/s{rates[1]:13.0f}/s")
    print(f"{'Teeup to mailmerge':32}{ours[0] / theirs[0]:15.2f}{ours[1] / theirs[1]:15.2f}", flush=True)


def syncs_per_second(folder: Path) -> float:
    """How often this disk can be asked in a second to keep a page for good."""
    times = 200
    with (folder / "page").open("wb", buffering=0) as file:
        began = time.perf_counter()
        for _ in range(times):
            file.seek(0)
            file.write(bytes(4096))
            os.fsync(file.fileno())
        return times / (time.perf_counter() - began)


def written(folder: Path, rows: int) -> Path:
    """The folder with the rows, the text and whom to send by."""
    with (folder / "rows.csv").open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["email", "first_name", "last_name", "item"])
        out.writerows([f"person{n}@kunde.example", "Jürgen", f"Größe {n}", f"Banner {n}"] for n in range(rows))
    (folder / "peer.txt").write_text(PEER_HEAD + TEXT, "utf-8")
    (folder / "en").mkdir(exist_ok=True)
    (folder / "en" / "booking.md").write_text(OUR_HEAD + TEXT, "utf-8")
    return folder


def installed(folder: Path) -> Path:
    """mailmerge's command, in an environment of its own."""
    venv.create(folder / "peer", with_pip=True)
    programs = folder / "peer" / ("Scripts" if sys.platform == "win32" else "bin")
    subprocess.run([programs / "python", "-m", "pip", "install", "--quiet", PEER], check=True)
    return programs / "mailmerge"


@contextmanager
def server(expected: int) -> Iterator[int]:
    """A mail server in a process of its own, which must have got that many messages in the end."""
    command = [sys.executable, HERE, "--inside", "sink"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield int(process.stdout.readline())
        taken = int(process.communicate()[0])
    if taken != expected:
        raise SystemExit(f"the server got {taken} messages instead of {expected}")


def sink() -> None:
    """Says its port, takes messages until its input ends, and says how many it took."""
    from smtp_stand_in import StandIn

    with StandIn() as standing:
        print(standing.port, flush=True)
        sys.stdin.read()
        print(len(standing.recipients()))


def run_peer(program: Path, folder: Path, port: int, mode: str) -> float:
    """Seconds of their whole command."""
    config = folder / "peer.conf"
    config.write_text(f"[smtp_server]\nhost = 127.0.0.1\nport = {port}\n", "utf-8")
    files = ["--template", folder / "peer.txt", "--database", folder / "rows.csv", "--config", config]
    began = time.perf_counter()
    subprocess.run([program, mode, "--no-limit", *files], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def run_ours(folder: Path, ledger: Path, port: int) -> tuple[float, float]:
    """Seconds of our sending, and of our whole command."""
    command = [sys.executable, HERE, "--inside", "ours", folder, ledger, str(port)]
    began = time.perf_counter()
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return float(told), time.perf_counter() - began


def ours(folder: str, place: str, port: str) -> None:
    """Reads the rows, makes the messages, plans and sends them; says how many seconds the last two took."""
    from mailmerge.accounts import Account
    from mailmerge.ledger import Ledger
    from mailmerge.outbox import Outbox
    from mailmerge.transports.smtp import Smtp

    envelopes = [enclosed(each) for each in composed(Path(folder))]
    began = time.perf_counter()
    ledger = Ledger(Path(place), lambda: datetime.now(UTC).replace(tzinfo=None))
    ledger.plan("B-1", [envelope.identity for envelope in envelopes])
    account = Account("127.0.0.1", security="none", login="none", port=int(port))
    states = {result.entry.state for result in Outbox(ledger, Smtp(account, str)).send(envelopes)}
    assert states == {"sent"}
    print(time.perf_counter() - began)


def enclosed(message: Message) -> Envelope:
    """The message as an e-mail, ready to go."""
    from mailmerge.mime import email_message
    from mailmerge.transports import Envelope

    content = bytes(email_message(message, datetime.now(UTC)))
    return Envelope(message.identity, message.sender.email, message.identity.address, content)


def composed(folder: Path) -> Iterator[Message]:
    """The messages of the rows in that folder, checked as every batch is."""
    from mailmerge.compose import compose
    from mailmerge.letter import load
    from mailmerge.model import Identity, Message, Person, Sender

    letter = load("booking", "en", folder)
    house = Sender(name="House", email="info@house.example")
    with (folder / "rows.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            address = row.pop("email")
            person = Person(row["last_name"], row["first_name"])
            made = compose(letter, Identity("booking.1", address, address), "email", house, [person], row)
            if not isinstance(made, Message):
                raise SystemExit(str(made))
            yield made


def make(count: int) -> None:
    """Prints how long so many messages take to be checked and composed, and to become e-mails."""
    with tempfile.TemporaryDirectory() as name:
        folder = written(Path(name), count)
        began = time.perf_counter()
        messages = list(composed(folder))
    checked = time.perf_counter()
    size = sum(len(enclosed(each).content) for each in messages)
    ended = time.perf_counter()
    print(f"{count} messages of {size / count / 1000:.1f} KB, text and HTML, no server")
    for label, seconds in (("checked and composed", checked - began), ("made into e-mails", ended - checked)):
        print(f"{label:32}{seconds:13.1f} s{count / seconds:13.0f}/s")


if __name__ == "__main__":
    main()
