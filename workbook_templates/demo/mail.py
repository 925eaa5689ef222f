"""Mailings of the last months, who got them, and what came back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from addin.plan import NewRow
from addin.tables.model import Value
from workbook_templates.demo.addresses import phone
from workbook_templates.demo.contacts import Contact, basis_of, contacts
from workbook_templates.demo.dice import dice
from workbook_templates.demo.fairs import FAIRS
from workbook_templates.demo.ids import identity
from workbook_templates.demo.keydate import workdays_after
from workbook_templates.demo.staff import COORDINATOR, DOMAIN, MANAGER
from workbook_templates.demo.wording import Wording

# The planted cases bring the rest of 40
RETURNS = 35

# letter, legal class, channel, prepared on, number of recipients, state, fair
_MAILINGS = (
    ("show-invitation", "advertising", "both", date(2026, 7, 20), 36, "sent", 0),
    ("show-invitation", "advertising", "both", date(2026, 9, 7), 36, "sent", 0),
    ("show-invitation", "advertising", "email", date(2026, 10, 5), 28, "sent", 0),
    ("thanks", "advertising", "email", date(2026, 10, 27), 30, "sent", 0),
    ("artwork-request", "contract", "email", date(2026, 11, 10), 24, "sent", None),
    ("thanks", "advertising", "email", date(2026, 11, 24), 22, "sent", 1),
    ("artwork-request", "contract", "email", date(2026, 12, 9), 22, "sent", None),
    ("renewal", "contract", "letter", date(2027, 1, 7), 18, "sent", None),
    ("unused", "contract", "email", date(2027, 1, 18), 14, "sent", None),
    ("information", "advertising", "email", date(2027, 1, 25), 30, "sent", None),
    ("renewal", "contract", "both", date(2027, 2, 8), 18, "sent", None),
    ("show-invitation", "advertising", "both", date(2027, 2, 12), 22, "stopped", 2),
)


def rows(wording: Wording) -> list[NewRow]:
    """Mailings, recipients and returns, but for those of the planted cases."""
    return [*_mailings(), *_recipients(), *_returns(wording)]


def _mailings() -> list[NewRow]:
    """Eleven mailings that went out, and one that somebody stopped."""
    return [_mailing(number, *facts) for number, facts in enumerate(_MAILINGS, 1)]


def _mailing(
    number: int,
    letter: str,
    legal: str,
    channel: str,
    prepared_on: date,
    _count: int,
    state: str,
    fair: int | None,
) -> NewRow:
    approved = state == "sent"
    return NewRow(
        "mailings",
        {
            "mailing_id": identity("mailings", number),
            "letter": letter,
            "about": FAIRS[fair].name if fair is not None else None,
            "legal_class": legal,
            "channel": channel,
            "prepared_on": prepared_on,
            "previewed_by": COORDINATOR if approved else None,
            "approved_by": MANAGER if approved else None,
            "approved_on": workdays_after(prepared_on, 1) if approved else None,
            "state": state,
            "show_id": FAIRS[fair].show_id if fair is not None else None,
        },
    )


def _recipients() -> list[NewRow]:
    """Everybody a mailing was prepared for, and why some of them got none."""
    return [
        _recipient(number, contact, legal, channel, prepared_on, state)
        for number, (_, legal, channel, prepared_on, count, state, _) in enumerate(_MAILINGS, 1)
        for contact in dice(f"mailing {number}").sample(contacts(), count)
    ]


def _recipient(number: int, contact: Contact, legal: str, channel: str, prepared_on: date, state: str) -> NewRow:
    mailing = identity("mailings", number)
    mail_allowed = legal == "contract" or basis_of(contact) != "none"
    by_post = channel == "letter" or (channel == "both" and not mail_allowed)
    row: dict[str, Value] = {
        "mailing_id": mailing,
        "contact_id": contact.contact_id,
        "channel": "post" if by_post else "email",
        "address": None if by_post else contact.email,
        "send": by_post or mail_allowed,
    }
    if not row["send"]:
        return NewRow("recipients", row | {"reason": "no_consent", "state": "skipped"})
    if state != "sent":
        return NewRow("recipients", row | {"state": "queued"})
    sent_on = workdays_after(prepared_on, 2)
    row |= {"state": "sent", "sent_on": datetime(sent_on.year, sent_on.month, sent_on.day, 10, number)}
    if not by_post:
        row["message_id"] = f"<{mailing}.{contact.contact_id}@{DOMAIN}>"
    return NewRow("recipients", row)


def _returns(wording: Wording) -> list[NewRow]:
    """Addresses that had changed and are put right; people who were away."""
    thrower = dice("returns")
    sent = [row.values for row in _recipients() if row.values["state"] == "sent"]
    known = {contact.contact_id: contact for contact in contacts()}
    came_back = sorted(thrower.sample(range(len(sent)), RETURNS))
    return [
        _return(number, sent[place], known[str(sent[place]["contact_id"])], wording)
        for number, place in enumerate(came_back, 1)
    ]


def _return(number: int, message: Mapping[str, Value], contact: Contact, wording: Wording) -> NewRow:
    sent_on = message["sent_on"]
    assert isinstance(sent_on, datetime)
    channel = "phone" if number % 7 == 0 else str(message["channel"])
    came_on = workdays_after(sent_on.date(), 1 if channel == "email" else 4)
    row: dict[str, Value] = {
        "return_id": identity("returns", number),
        "on": came_on,
        "channel": channel,
        "company_id": contact.firm.company_id,
        "contact_id": contact.contact_id,
        "mailing_id": message["mailing_id"],
        "message_id": message.get("message_id"),
    }
    return NewRow("returns", row | _came_back(number, channel, contact, came_on, wording))


def _came_back(number: int, channel: str, contact: Contact, came_on: date, wording: Wording) -> dict[str, Value]:
    """Someone was away, or an old address was put right by what the customer said."""
    if channel == "email" and number % 3 == 0:
        reason = wording.text("returns", "away")
        return {"address": contact.email, "class": "auto_reply", "action": "none", "reason": reason}
    firm = contact.firm
    old, new, code, kind = {
        "email": (f"{contact.person.mailbox}@alt.{firm.domain}", contact.email, "5.1.1", "hard"),
        "post": (wording.text("returns", "old_street"), ", ".join(firm.place[:2]), None, "moved"),
        "phone": (phone(firm.place[2], 800 + number), phone(firm.place[2], 200 + contact.number), None, "hard"),
    }[channel]
    return {
        "address": old,
        "code": code,
        "reason": wording.text("returns", channel),
        "class": kind,
        "action": "corrected",
        "new_value": new,
        "repair_source": wording.text("returns", "asked"),
        "repaired_on": workdays_after(came_on, 2),
        "repaired_by": COORDINATOR,
    }
