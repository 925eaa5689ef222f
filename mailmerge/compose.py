"""A letter and its values become a message, or the reasons why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING

from mailmerge import values as given
from mailmerge.addresses import ascii_address
from mailmerge.errors import BadText
from mailmerge.fields import signature
from mailmerge.filling import UNFIT, filled
from mailmerge.model import Attachment, Channel, Finding, Identity, Message, Person, Sender

if TYPE_CHECKING:
    from mailmerge.letter import Letter


def compose(
    letter: Letter,
    identity: Identity,
    channel: Channel,
    sender: Sender,
    to: Sequence[Person],
    values: Mapping[str, object],
    *,
    attachments: Sequence[Attachment] = (),
    folder: Path = Path(),
    reply_to: str = "",
) -> Message | tuple[Finding, ...]:
    """The message that this letter makes of these values; or every reason why it makes none.

    `house` and `signature` follow from the sender and from sender_name, sender_function and phone. What the letter
    names as attachments lies in `folder`; `attachments` come on top of these.
    """
    whole = _whole(letter, sender, values)
    found = tuple(given.findings(letter, identity.record, whole))
    if found:
        return found
    try:
        made = filled(letter, whole)
    except UNFIT as error:
        facts = {"file": str(letter.path), "reason": _reason(error)}
        return (Finding(identity.record, "", "mail_not_filled", facts),)
    files = (*(Attachment(folder / name, name) for name in made.attachments), *attachments)
    message = Message(
        identity=identity,
        channel=channel,
        letter=letter.name,
        legal_class=letter.legal_class,
        language=letter.language,
        sender=sender,
        to=tuple(to),
        subject=made.subject,
        blocks=made.blocks,
        attachments=files,
        reply_to=reply_to,
    )
    return tuple(_wrong(message, letter, whole)) or message


def _reason(error: Exception) -> str:
    """What did not fit, in the words of what found it; of a text, the address that is no link."""
    return str(error.facts.get("link", error.code)) if isinstance(error, BadText) else str(error)


def _whole(letter: Letter, sender: Sender, values: Mapping[str, object]) -> dict[str, object]:
    """The values, clean, with those that every letter has without being told."""
    cleaned = given.whole(letter, {**values, "house": sender.name})
    return {**cleaned, "signature": signature(cleaned, letter.language)}


def _wrong(message: Message, letter: Letter, values: Mapping[str, object]) -> Iterator[Finding]:
    """What a whole letter can still get wrong on its way out."""
    record = message.identity.record
    if "\n" in message.subject:
        name = next(name for name in letter.in_subject if _has_line_end(values[name]))
        yield Finding(record, name, "mail_subject_break", {"meaning": letter.fields[name].meaning})
    for each in message.attachments:
        if PureWindowsPath(each.name or each.path.name).name != (each.name or each.path.name):
            yield Finding(record, "", "mail_attachment_name", {"file": each.name})
        elif not each.path.is_file():
            yield Finding(record, "", "mail_attachment_missing", {"file": str(each.path)})
    if message.channel == "email" and not ascii_address(message.identity.address):
        yield Finding(record, "", "mail_address_unfit", {"address": message.identity.address})


def _has_line_end(value: object) -> bool:
    if isinstance(value, Mapping):
        return any(_has_line_end(inner) for inner in value.values())
    if isinstance(value, list):
        return any(_has_line_end(inner) for inner in value)
    return "\n" in str(value)
