"""What the law wants said below a letter: who the house is, and that advertising can be objected to."""

from __future__ import annotations

from mailmerge.model import Message, Sender
from mailmerge.wording import phrase


def details(sender: Sender, language: str) -> tuple[str, ...]:
    """The business details of the house, a line each, as far as they are known (HGB § 37a, GmbHG § 35a)."""
    phone = sender.phone and phrase(language, "imprint.phone", phone=sender.phone)
    register = sender.court and phrase(
        language, "imprint.register", court=sender.court, register_no=sender.register_no
    )
    lines = (
        (sender.name, sender.street, f"{sender.zip} {sender.city}".strip()),
        (phone, sender.email, sender.website),
        (sender.seat and phrase(language, "imprint.seat", seat=sender.seat), register),
        (sender.directors and phrase(language, "imprint.directors", directors=sender.directors),),
        (sender.vat_id and phrase(language, "imprint.vat", vat_id=sender.vat_id),),
    )
    shown = (" · ".join(part for part in line if part) for line in lines)
    return tuple(line for line in shown if line)


def objection(message: Message) -> str:
    """The sentence on the right to object that advertising carries (UWG § 7 (3) 4); blank for other letters."""
    if message.legal_class != "advertising":
        return ""
    return phrase(message.language, "imprint.objection", objection=message.sender.objection)


def footer(message: Message) -> tuple[str, ...]:
    """The lines below an e-mail: objection sentence, a blank one, the house's details; none within the house."""
    if message.legal_class == "internal":
        return ()
    sentence = objection(message)
    return (*((sentence, "") if sentence else ()), *details(message.sender, message.language))
