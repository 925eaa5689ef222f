"""The ways a message leaves the house, behind one small interface."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from mailmerge.addresses import ascii_address
from mailmerge.model import Identity

_MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Envelope:
    """A finished e-mail and where it goes: to the address of its identity and nowhere else.

    ValueError where `recipient` is another address: a test message to somebody else has an identity of its own,
    or the ledger would say that a customer got what the coordinator got.
    """

    identity: Identity
    sender: str
    recipient: str
    content: bytes

    def __post_init__(self) -> None:
        meant, named = (mailbox(each).casefold() for each in (self.identity.address, self.recipient))
        if meant != named:
            raise ValueError(f"{self.recipient} is not the address of its message")

    @property
    def message_id(self) -> str:
        """The Message-ID as it stands in the message's head; ValueError where there is none."""
        found = _MESSAGE_ID.search(self.content.partition(b"\r\n\r\n")[0])
        if not found:
            raise ValueError("a message without a Message-ID could not be found again")
        return found[1].decode("ascii")


class Transport(Protocol):
    """One way out. It keeps what it opened until it is closed; opening what is open does nothing."""

    @property
    def name(self) -> str:
        """What the ledger notes: which way a message went."""

    def open(self) -> None:
        """Gets ready; Halted where that cannot be."""

    def deliver(self, envelope: Envelope, commit: Callable[[], None]) -> str:
        """The other side's answer once it has the message.

        Calls `commit` at the last moment at which nothing has happened yet. Whatever `commit` raises, the message
        is dropped without a trace. Raises Deferred, Rejected, Undecided or Halted.
        """

    def close(self) -> None:
        """Lets go; never raises."""


class Trouble(Exception):
    """Why a message did not go: `code` names the words, `answer` is what the other side said."""

    def __init__(self, code: str, answer: str = "") -> None:
        super().__init__(code, answer)
        self.code = code
        self.answer = answer


class Deferred(Trouble):
    """Not now; nothing was sent, and another try may do."""


class Rejected(Trouble):
    """Not this message; nothing was sent, and another try will not do."""


class Undecided(Trouble):
    """The message was handed over whole and no answer came: it may or may not arrive."""


class Taken(Exception):
    """Somebody else has the message in hand."""


class Halted(Exception):
    """Nothing can be sent at all: the run stops, and what was not sent stays planned. `facts` fill the words."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts


class Unreachable(Halted):
    """Nothing can be sent just now; a run that already went well may wait a little."""


def mailbox(address: str) -> str:
    """The address as servers take it: in ASCII where it has such a form, else as it is, without blanks around it.

    >>> mailbox(" info@straße.example "), mailbox("jürgen@a.example")
    ('info@xn--strae-oqa.example', 'jürgen@a.example')
    """
    address = address.strip()
    return address if address.isascii() else ascii_address(address) or address
