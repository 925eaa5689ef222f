"""Messages as drafts in Outlook: the coordinator looks at each one and presses Send there.

Classic Outlook on Windows only; the new Outlook cannot be driven from outside. Written after Microsoft's
description of CreateItem, MailItem and Attachments, tried against a stand-in of just these: nobody has run it with
a real Outlook yet.
"""

from __future__ import annotations

import html
import tempfile
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from mailmerge.transports import Envelope, Halted, Rejected

_MAIL_ITEM = 0


class OutlookDrafts:
    """Outlook's drafts folder. `dispatch` starts a program by its name, as `win32com.client.Dispatch` does.

    Headers that Outlook sets by itself are not taken over: the sender is Outlook's own, and a draft that is sent
    gets another Message-ID.
    """

    name = "outlook"

    def __init__(self, dispatch: Callable[[str], Any]) -> None:
        self._dispatch = dispatch
        self._outlook: Any = None

    def open(self) -> None:
        """Halted `mail_outlook_missing` where there is no Outlook that can be driven."""
        if self._outlook is None:
            try:
                self._outlook = self._dispatch("Outlook.Application")
            except Exception as why:  # COM has its own errors, known only on Windows
                raise Halted("mail_outlook_missing", reason=str(why)) from why

    def deliver(self, envelope: Envelope, commit: Callable[[], None]) -> str:
        """Blank: a draft has no receipt. Rejected `mail_draft_refused` where Outlook does not take it."""
        message = message_from_bytes(envelope.content, policy=policy.default)
        with tempfile.TemporaryDirectory(prefix="teeup-draft-") as folder:
            try:
                draft = self._draft(envelope, message, Path(folder))
            except Exception as why:
                raise Rejected("mail_draft_refused", str(why)) from why
            commit()
            try:
                draft.Save()
            except Exception as why:
                raise Rejected("mail_draft_refused", str(why)) from why
        return ""

    def _draft(self, envelope: Envelope, message: EmailMessage, folder: Path) -> Any:
        draft = self._outlook.CreateItem(_MAIL_ITEM)
        draft.To = envelope.recipient
        draft.Subject = str(message["Subject"] or "")
        draft.HTMLBody = _body(message)
        for number, part in enumerate(message.iter_attachments()):
            draft.Attachments.Add(str(_stored(part, folder / str(number))))
        return draft

    def close(self) -> None:
        """Outlook stays open: it is the coordinator's."""
        self._outlook = None


def _body(message: EmailMessage) -> str:
    part = message.get_body(("html", "plain"))
    text = str(part.get_content()) if part else ""
    return text if part and part.get_content_type() == "text/html" else f"<pre>{html.escape(text)}</pre>"


def _stored(part: EmailMessage, folder: Path) -> Path:
    """The attachment as a file of its own name, which Outlook shows to the recipient."""
    folder.mkdir()
    name = (part.get_filename() or "").replace("\\", "/").rpartition("/")[2]
    path = folder / (name.strip(". ") or "attachment")
    content = part.get_payload(decode=True)
    path.write_bytes(content if isinstance(content, bytes) else part.get_content().as_bytes())
    return path
