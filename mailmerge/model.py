"""What a person, a sender, a message, its text and its way out are."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal

Channel = Literal["email", "post"]
LegalClass = Literal["contract", "advertising", "internal"]
Gender = Literal["female", "male", "other", ""]


@dataclass(frozen=True)
class Person:
    """Whom a message is for; blank where something is not known. `language` is de or en."""

    last_name: str = ""
    first_name: str = ""
    gender: Gender = ""
    title: str = ""
    function: str = ""
    company: str = ""
    street: str = ""
    zip: str = ""
    city: str = ""
    country: str = ""
    language: str = "de"


@dataclass(frozen=True)
class Sender:
    """The house that writes; what its letters must say of it (HGB § 37a, GmbHG § 35a).

    `email` is the address that messages come from, `objection` the one for objections to advertising.
    """

    name: str = ""
    street: str = ""
    zip: str = ""
    city: str = ""
    country: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    seat: str = ""
    court: str = ""
    register_no: str = ""
    directors: str = ""
    vat_id: str = ""
    bank: str = ""
    objection: str = ""

    def missing(self, legal_class: LegalClass) -> tuple[str, ...]:
        """The details without which a batch of that class may not go out; internal messages need the address only.

        >>> Sender(email="info@house.example").missing("internal")
        ()
        """
        needed = ["email"]
        if legal_class != "internal":
            needed += "name street zip city seat court register_no directors".split()
        if legal_class == "advertising":
            needed.append("objection")
        return tuple(each.name for each in fields(self) if each.name in needed and not getattr(self, each.name))


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a message; read and checked before the first message leaves."""

    path: Path
    name: str = ""


@dataclass(frozen=True)
class Identity:
    """What makes a message itself: why, about which record, to which address; never a row number.

    `occasion` names letter, stage and round (`unused.2`, `renewal.2027-03-31.1`): on the same occasion nobody is
    ever written to twice about the same record. The address counts in lower case, without blanks around it.
    """

    occasion: str
    record: str
    address: str

    @property
    def key(self) -> str:
        """The same 40 characters for the same message on every machine.

        >>> [Identity("unused.1", "P-0001", address).key[:8] for address in ("Eva@a.example", " eva@a.example ")]
        ['d8735cf9', 'd8735cf9']
        """
        parts = (self.occasion, self.record, self.address.strip().casefold())
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:40]

    def message_id(self, domain: str) -> str:
        """The Message-ID of this message, the same each time it is made."""
        return f"<{self.key}@{domain}>"


@dataclass(frozen=True)
class Run:
    """A stretch of text of one kind; a line break within a paragraph is a newline in `text`."""

    text: str
    strong: bool = False
    emphasis: bool = False
    link: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Text that stands together; `level` 1 to 3 makes it a heading."""

    runs: tuple[Run, ...]
    level: int = 0


@dataclass(frozen=True)
class Items:
    """A list, each item one paragraph."""

    items: tuple[tuple[Run, ...], ...]
    numbered: bool = False


@dataclass(frozen=True)
class Grid:
    """A table with one head row; `right` numbers the columns that stand right-aligned, from 0."""

    head: tuple[tuple[Run, ...], ...]
    rows: tuple[tuple[tuple[Run, ...], ...], ...]
    right: frozenset[int] = frozenset()


Block = Paragraph | Items | Grid


@dataclass(frozen=True)
class Message:
    """One message to one address, as it will be read: by e-mail or on paper from the same blocks.

    `blocks` hold everything from the salutation to the name below; the business details of the sender are added
    by what renders them. `to` names several people only in a letter to one address. `letter` is the text it came
    from, `unsubscribe` the address a recipient of advertising may object to.
    """

    identity: Identity
    channel: Channel
    letter: str
    legal_class: LegalClass
    language: str
    sender: Sender
    to: tuple[Person, ...]
    subject: str
    blocks: tuple[Block, ...]
    attachments: tuple[Attachment, ...] = ()
    reply_to: str = ""


@dataclass(frozen=True)
class Finding:
    """Why a message cannot be made or sent: a value, so that the others go on.

    `record` is the one of its identity, `field` the field of the letter (blank: the whole message); `code` names
    the words, `facts` fill them.
    """

    record: str
    field: str
    code: str
    facts: Mapping[str, object] = dataclasses.field(default_factory=dict)
