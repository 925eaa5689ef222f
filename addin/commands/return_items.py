"""Returns as their lists show them: with what has become of the address."""

from __future__ import annotations

from addin.commands.slips import COUNTED, Slip
from addin.commands.undeliverable import ReturnBook
from addin.reports.model import Place
from addin.reports.returned import Item, Outcome

_OUTCOMES: dict[str, Outcome] = {
    "refused": "asked",
    "policy": "sender",
    "auto_reply": "away",
    "unknown": "unclear",
}


def item_of(slip: Slip, book: ReturnBook) -> Item:
    """A return as it stands once the command is through."""
    return Item(
        _outcome(slip, book.state(slip)),
        on=slip.day,
        channel=slip.channel,
        company_id=slip.text("company_id"),
        contact_id=slip.text("contact_id"),
        address=slip.text("address"),
        kind=slip.kind,
        code=slip.text("code"),
        reason=slip.text("reason"),
        source=slip.text("source"),
        place=Place("returns", slip.row, "return_id"),
    )


def _outcome(slip: Slip, state: str) -> Outcome:
    """What follows from a return: a dead address is one that somebody still has."""
    if slip.repaired:
        return "repaired"
    if slip.kind not in COUNTED:
        return _OUTCOMES[slip.kind]
    if state == "dead":
        return "dead"
    return "soft" if slip.kind == "soft" else "other"
