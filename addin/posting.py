"""Messages on their way from the desk into the world: by which account, and what came of each.

The ledger is the truth, the sheet follows it: what is killed leaves the ledger right, and the next run brings the
sheet up to it. What is written to a folder has a ledger of its own in that folder, for nothing of it has left the
house: the same messages may still go out by a mail server.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from addin.errors import Refusal
from addin.plan import MAIL_FOLDER, Dispatch
from addin.tables.model import Value
from mailmerge.model import Message
from mailmerge.transports import Envelope, Halted, Transport

if TYPE_CHECKING:
    from mailmerge.accounts import Account
    from mailmerge.ledger import Entry, Ledger


@dataclass(frozen=True)
class Posted:
    """What the ledger says of the messages of a dispatch, by row; `halted` is why nothing more could be sent."""

    entries: Mapping[int, Entry]
    halted: Halted | None = None


@dataclass(frozen=True)
class PostOffice:
    """Sends what a dispatch holds by the account of the settings; `folder` is where files go, `began` is now."""

    settings: Mapping[str, Value]
    folder: Path
    began: datetime
    _start: float = field(default_factory=time.monotonic)

    def post(self, dispatch: Dispatch) -> Posted:
        """Every message that has not been sent yet; those that have been are only looked up.

        Refusal `mail_ledger_lost` where the ledger cannot be reached, before anything is sent.
        """
        ledger = self._planned(dispatch)
        halted = None
        try:
            for _ in self._sent(ledger, dispatch):
                pass
        except Halted as why:
            halted = why
        return self.looked_up(dispatch, halted)

    def _planned(self, dispatch: Dispatch) -> Ledger:
        """The ledger with these messages in it, and with what a person knows of uncertain ones."""
        ledger = self._ledger
        try:
            ledger.recover()
            ledger.plan(dispatch.mailing, [message.identity for message in dispatch.messages.values()])
            self._settle(ledger, dispatch)
        except Halted as why:
            raise Refusal(why.code, **why.facts) from why
        return ledger

    def looked_up(self, dispatch: Dispatch, halted: Halted | None = None) -> Posted:
        """What the ledger says of the messages as things stand."""
        states = self._ledger.states(dispatch.mailing)
        return Posted({row: states[message.identity.key] for row, message in dispatch.messages.items()}, halted)

    def try_out(self, dispatch: Dispatch) -> int:
        """How many messages the coordinator gets, as recipients would; Refusal where one cannot be sent."""
        from mailmerge.transports import Deferred, Rejected, Undecided

        transport = self._transport(dispatch)
        sent = 0
        try:
            for message in dispatch.messages.values():
                transport.open()
                transport.deliver(self._envelope(message), lambda: None)
                sent += 1
        except Halted as why:
            raise Refusal(why.code, **why.facts) from why
        except (Deferred, Rejected, Undecided) as why:
            raise Refusal("mail_trial_failed", answer=why.answer, sent=sent) from why
        finally:
            transport.close()
        return sent

    def written(self, dispatch: Dispatch) -> Iterator[Path]:
        """The folder with the messages, where they only go to one."""
        if self.settings["mail.transport"] == "folder" and dispatch.messages:
            yield self._folder_of(dispatch)

    def _folder_of(self, dispatch: Dispatch) -> Path:
        return self.folder / MAIL_FOLDER / (f"{dispatch.mailing}-test" if dispatch.trial else dispatch.mailing)

    def _settle(self, ledger: Ledger, dispatch: Dispatch) -> None:
        """Notes what a person knows of uncertain messages; failed ones get another turn where that is wished."""
        if dispatch.again:
            ledger.retry_failed(dispatch.mailing)
        for entry in ledger.states(dispatch.mailing).values():
            address = entry.address.strip().casefold()
            if entry.state == "uncertain" and address in dispatch.arrived | dispatch.lost:
                ledger.settle(entry.identity, address in dispatch.arrived, dispatch.by)

    def _sent(self, ledger: Ledger, dispatch: Dispatch) -> Iterator[object]:
        from mailmerge.outbox import Outbox

        rate = None if self.settings["mail.transport"] == "folder" else int(str(self.settings["mail.per_minute"]))
        outbox = Outbox(ledger, self._transport(dispatch), rate)
        return outbox.send(self._envelope(message) for message in dispatch.messages.values())

    def _envelope(self, message: Message) -> Envelope:
        from mailmerge.mime import email_message

        content = bytes(email_message(message, self._now().astimezone()))
        return Envelope(message.identity, message.sender.email, message.identity.address, content)

    def _now(self) -> datetime:
        return self.began + timedelta(seconds=time.monotonic() - self._start)

    @cached_property
    def _ledger(self) -> Ledger:
        """Refusal `mail_ledger_lost` where it cannot be reached."""
        from mailmerge.ledger import Ledger

        try:
            return Ledger(self._ledger_place(), self._now)
        except Halted as why:
            raise Refusal(why.code, **why.facts) from why

    def _ledger_place(self) -> str | Path:
        chosen = str(self.settings["mail.ledger"] or "")
        if self.settings["mail.transport"] == "folder":
            place = self.folder / MAIL_FOLDER / "folder.sqlite"
        elif "://" in chosen:
            return chosen
        else:
            place = self.folder / (Path(chosen).expanduser() if chosen else Path(MAIL_FOLDER, "ledger.sqlite"))
        place.parent.mkdir(parents=True, exist_ok=True)
        return place

    def _transport(self, dispatch: Dispatch) -> Transport:
        from mailmerge.transports.folder import Folder

        kind = self.settings["mail.transport"]
        if kind == "smtp":
            return self._server()
        if kind == "outlook":
            return _outlook()
        return Folder(self._folder_of(dispatch))

    @property
    def account(self) -> Account:
        """The mail server of the settings; Refusal `mail_host_missing`, `mail_plain_refused`."""
        from mailmerge.accounts import Account

        told = {name: str(self.settings[f"mail.{name}"] or "") for name in ("host", "user", "security", "login")}
        if not told["host"]:
            raise Refusal("mail_host_missing")
        user = told["user"] or str(self.settings["mail.sender"])
        try:
            return Account(
                told["host"],
                user,
                told["security"],  # type: ignore[arg-type]  # the settings' choices are the account's
                told["login"],  # type: ignore[arg-type]
                int(str(self.settings["mail.port"])),
            )
        except Halted as why:
            raise Refusal(why.code, **why.facts) from why

    def _server(self) -> Transport:
        from mailmerge.accounts import secret_of
        from mailmerge.transports.smtp import Smtp

        return Smtp(self.account, secret_of(self.account))

    def log_in(self, secret: str) -> None:
        """Logs in with a password or token, and keeps it in the system's keyring; Refusal where either fails."""
        from mailmerge.accounts import store_secret
        from mailmerge.transports.smtp import Smtp

        account = self.account
        server = Smtp(account, lambda: secret)
        try:
            server.open()
            if account.login != "none":
                store_secret(account.service, account.user, secret)
        except Halted as why:
            raise Refusal(why.code, **why.facts) from why
        finally:
            server.close()


def _outlook() -> Transport:
    """Refusal `mail_outlook_missing` where Python cannot talk to Windows programs."""
    from mailmerge.transports.outlook import OutlookDrafts

    try:
        windows = import_module("win32com.client")
    except ImportError as why:
        raise Refusal("mail_outlook_missing", reason=str(why)) from why
    return OutlookDrafts(windows.Dispatch)
