"""Returns as rows that are being worked on: which one is which, whose address it is, how bad it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from addin.core.phones import dialled
from addin.core.records import records
from addin.tables.model import Value
from mailmerge.addresses import checked
from mailmerge.bounces import Channel, Return, ReturnClass

if TYPE_CHECKING:
    import pandas as pd

# The worse one counts where two mails speak of the same message
_WORSE = ("auto_reply", "unknown", "policy", "soft", "refused", "moved", "hard")
COUNTED = ("hard", "moved", "soft")  # what harms an address

Key = tuple[str, ...]


@dataclass
class Slip:
    """One return: a row of the sheet, or one that is to be appended to it, and nothing stood in it `before`.

    `fresh` ones are yet to be judged by this run.
    """

    cells: dict[str, Value]
    row: int
    fresh: bool = True
    before: Mapping[str, Value] = field(default_factory=dict)

    @property
    def new(self) -> bool:
        return not self.before

    @property
    def channel(self) -> Channel:
        return cast(Channel, self.cells["channel"])

    @property
    def kind(self) -> ReturnClass:
        return cast(ReturnClass, self.cells["class"])

    @property
    def day(self) -> date:
        assert isinstance(self.cells["on"], date)
        return self.cells["on"]

    @property
    def repaired(self) -> bool:
        return self.cells["repaired_on"] is not None

    @property
    def subject(self) -> str:
        """Whom it concerns: a contact, else a company, else only the address."""
        return self.text("contact_id") or self.text("company_id") or self.text("address").casefold()

    @property
    def identity(self) -> Key:
        """What makes two entries the same return: the message that came back and the address, else the day."""
        told = self.text("message_id") or self.text("source")
        address = address_key(self.channel, self.text("address"))
        if told:
            return (told, address)
        return (self.channel, self.subject, address, str(self.cells["on"]), self.text("class"))

    @property
    def target(self) -> Key:
        """What it says something about: a mail address, a number of a contact, the place of a company."""
        address = address_key(self.channel, self.text("address"))
        owner = {"email": "", "phone": self.text("contact_id"), "post": self.text("company_id")}[self.channel]
        return (self.channel, owner, "" if self.channel == "post" else address)

    @property
    def as_return(self) -> Return:
        return Return(self.day, self.channel, self.kind, self.text("mailing_id"))

    def text(self, column: str) -> str:
        return str(self.cells[column] or "").strip()

    def is_worse_than(self, other: Slip) -> bool:
        return _WORSE.index(self.kind) > _WORSE.index(other.kind or "auto_reply")


@lru_cache(maxsize=100_000)
def address_key(channel: str, address: str) -> str:
    """An address by which two spellings of it are the same."""
    if channel == "email":
        envelope = checked(address)
        return envelope if isinstance(envelope, str) else address.strip().casefold()
    if channel == "phone":
        return dialled(address) or address.strip().casefold()
    return " ".join(address.split()).casefold()


def standing(returns: pd.DataFrame) -> Iterator[Slip]:
    """The rows of the sheet; those that nobody has judged yet are fresh. A row without a channel is left alone."""
    for row, cells in records(returns.dropna(subset=["channel"])):
        fresh = cells["repaired_on"] is None and not (cells["class"] and cells["action"])
        yield Slip(dict(cells), row, fresh, dict(cells))
