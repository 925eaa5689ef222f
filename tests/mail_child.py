"""Sends a batch as a process of its own, which a test may kill: `mail_child.py LEDGER PORT BATCH PEOPLE.json`."""

import json
import sys
from pathlib import Path

from mail_rows import envelopes, now

from mailmerge.accounts import Account
from mailmerge.ledger import Ledger
from mailmerge.model import Identity
from mailmerge.outbox import Outbox
from mailmerge.transports.smtp import Smtp


def main(place: str, port: str, batch: str, listed: str) -> None:
    people = [Identity(*each) for each in json.loads(Path(listed).read_text("utf-8"))]
    ledger = Ledger(place, now)
    ledger.plan(batch, people)
    transport = Smtp(Account("127.0.0.1", security="none", login="none", port=int(port)), str)
    for _ in Outbox(ledger, transport, pauses=(0.1, 0.1, 0.1)).send(envelopes(people)):
        pass


if __name__ == "__main__":
    main(*sys.argv[1:])
