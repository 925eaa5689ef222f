"""A message as the e-mail that goes out: text and HTML, its files, and the headers that mailboxes look for."""

from __future__ import annotations

import mimetypes
import re
from dataclasses import replace
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from html import escape
from urllib.parse import quote

from mailmerge import imprint
from mailmerge.addresses import ascii_address
from mailmerge.blocks import FAINT, INK, html, plain
from mailmerge.model import Attachment, Identity, Message, Paragraph, Person, Run
from mailmerge.wording import phrase

_FONTS = "'Segoe UI',-apple-system,BlinkMacSystemFont,Roboto,Helvetica,Arial,sans-serif"
_PAGE = (
    "<!DOCTYPE html>\n"
    '<html lang="{language}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title></head>\n'
    '<body style="margin:0;padding:0;background:#ffffff">\n'
    '<div style="max-width:640px;padding:24px 20px;font-family:{fonts};font-size:16px;line-height:1.5;'
    'color:{ink}">\n{body}\n{footer}</div>\n</body></html>\n'
)
_FOOTER = (
    '<div style="margin:32px 0 0;padding:12px 0 0;border-top:1px solid #cbd2d9;font-size:12px;line-height:1.5;'
    'color:{faint}">{lines}</div>\n'
)


# What a calendar file asks for, which its header must repeat (RFC 6047)
_METHOD = re.compile(rb"^METHOD:([A-Z]+)\r?$", re.MULTILINE)


class _Policy(EmailPolicy):
    """Folds two headers its own way, for Python's would harm them.

    It encodes a long List-Unsubscribe, which nobody could read then; it leaves the first line of some subjects
    empty, so that readers see a blank before them.
    """

    def fold(self, name: str, value: str) -> str:
        if name == "List-Unsubscribe":
            return f"{name}: {value.replace(', ', f',{self.linesep} ')}{self.linesep}"
        if name == "Subject":
            charset = "us-ascii" if value.isascii() else "utf-8"
            encoded = Header(str(value), charset, header_name=name).encode(linesep=self.linesep)
            return f"{name}: {encoded}{self.linesep}"
        folded: str = super().fold(name, value)
        return folded

    def fold_binary(self, name: str, value: str) -> bytes:
        own = name in ("List-Unsubscribe", "Subject")
        return self.fold(name, value).encode("ascii") if own else super().fold_binary(name, value)


_POLICY = _Policy(linesep="\r\n")


def email_message(message: Message, at: datetime, unsubscribe: str = "") -> EmailMessage:
    """The message as it goes out by e-mail at that moment; the same message and moment give the same headers.

    `unsubscribe` is an https address at which this one recipient is struck off by a single click (RFC 8058).
    Addresses that no mail server takes, and an unsubscribe address that is no https one, are ValueErrors.
    """
    made = EmailMessage(policy=_POLICY)
    made["From"] = _address(message.sender.name, message.sender.email)
    made["To"] = _address(_name(message.to), message.identity.address)
    if message.reply_to:
        made["Reply-To"] = _address("", message.reply_to)
    made["Subject"] = message.subject
    made["Date"] = at
    made["Message-ID"] = message_id(message)
    for name, value in _list_headers(message, unsubscribe):
        made[name] = value
    made.set_content(text(message), cte="quoted-printable")
    made.add_alternative(page(message), subtype="html", cte="quoted-printable")
    for attachment in message.attachments:
        _attach(made, attachment)
    return made


def message_id(message: Message) -> str:
    """The Message-ID, in the sender's domain; the same each time the message is made."""
    return message.identity.message_id(_fit(message.sender.email).rpartition("@")[2])


def text(message: Message) -> str:
    """The plain text of the e-mail, what stands below it included."""
    below = "\n".join(imprint.footer(message))
    return plain(message.blocks) + (f"\n\n-- \n{below}\n" if below else "\n")


def page(message: Message) -> str:
    """The HTML of the e-mail, what stands below it included: one whole page without anything from elsewhere."""
    lines = "<br>".join(escape(line, quote=False) for line in imprint.footer(message))
    return _PAGE.format(
        language=message.language,
        title=escape(message.subject, quote=False),
        fonts=_FONTS,
        ink=INK,
        body=html(message.blocks),
        footer=_FOOTER.format(faint=FAINT, lines=lines) if lines else "",
    )


def test_copy(message: Message, address: str) -> Message:
    """The same message to the coordinator's own address, with a note on top that says whom it is meant for."""
    key = "test.by_email" if message.channel == "email" else "test.by_post"
    told = phrase(message.language, key, addressee=_addressee(message))
    mark = Run(phrase(message.language, "test.mark"), strong=True)
    return replace(
        message,
        identity=Identity(f"test.{message.identity.occasion}", message.identity.record, address),
        channel="email",
        to=(),
        subject=phrase(message.language, "test.subject", subject=message.subject),
        blocks=(Paragraph((mark, Run(f" {told}"))), *message.blocks),
    )


def _addressee(message: Message) -> str:
    names = (*(_name((person,)) for person in message.to), *{person.company for person in message.to})
    return ", ".join(part for part in (*names, message.identity.address.replace("\n", ", ")) if part)


def _name(people: tuple[Person, ...]) -> str:
    """The name of the one person a message is for; of several, none."""
    return f"{people[0].first_name} {people[0].last_name}".strip() if len(people) == 1 else ""


def _address(name: str, address: str) -> Address:
    return Address(" ".join(name.split()), addr_spec=_fit(address))


def _fit(address: str) -> str:
    found = ascii_address(address)
    if not found:
        raise ValueError(f"no address for e-mail: {address!r}")
    return found


def _list_headers(message: Message, unsubscribe: str) -> list[tuple[str, str]]:
    """How mailboxes offer the way out of advertising; by a single click only where one does it."""
    if unsubscribe and not unsubscribe.startswith("https://"):
        raise ValueError(f"no https address: {unsubscribe!r}")
    if message.legal_class != "advertising":
        return []
    ways = [f"<{_objection(message)}>", *([f"<{unsubscribe}>"] if unsubscribe else [])]
    one_click = [("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")] if unsubscribe else []
    return [("List-Unsubscribe", ", ".join(ways)), *one_click]


def _objection(message: Message) -> str:
    objection = message.sender.objection
    if objection.startswith(("https://", "http://")):
        return objection
    subject = phrase(message.language, "unsubscribe.subject", address=message.identity.address)
    return f"mailto:{_fit(objection)}?subject={quote(subject, safe='')}"


def _attach(made: EmailMessage, attachment: Attachment) -> None:
    name = attachment.name or attachment.path.name
    kind, encoding = mimetypes.guess_type(name)
    main, _, sub = (kind if kind and not encoding else "application/octet-stream").partition("/")
    content = attachment.path.read_bytes()
    asks = _METHOD.search(content) if sub == "calendar" else None
    params = {"method": asks[1].decode(), "charset": "utf-8"} if asks else None
    made.add_attachment(content, maintype=main, subtype=sub, filename=name, params=params)
