"""Messages to send in tests: people of a batch, and the mail that each one gets."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from mailmerge.model import Identity
from mailmerge.transports import Envelope

SENDER = "info@house.example"
NOW = datetime(2027, 3, 1, 12)
_TEXT = b"\r\n".join(b"Line %d of a letter that is as long as letters are." % number for number in range(55))
# The last line is what the stand-in knows a whole message by
_MAIL = b"""From: info@house.example\r
To: %s\r
Subject: Your booking\r
Message-ID: %s\r
\r
.A line that begins with a dot\r
%s\r
-- end of the message --\r
"""


def people(count: int, first: int = 1) -> list[Identity]:
    """So many people, numbered from `first`."""
    numbers = range(first, first + count)
    return [Identity("unused.1", f"P-{number:04}", f"person{number}@kunde.example") for number in numbers]


def envelope(identity: Identity) -> Envelope:
    """The person's mail: 3 KB, as the usual one is."""
    content = _MAIL % (identity.address.encode(), identity.message_id("house.example").encode(), _TEXT)
    return Envelope(identity, SENDER, identity.address, content)


def envelopes(identities: Iterable[Identity]) -> Iterator[Envelope]:
    return map(envelope, identities)


def now() -> datetime:
    return NOW
