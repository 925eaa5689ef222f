"""Messages by a mail server (RFC 5321), one connection for all of them.

The server has a message from the final dot on and not before: whoever hangs up earlier has sent nothing. So the
whole body goes first, then the note in the ledger, then the dot.
"""

from __future__ import annotations

import re
import select
import smtplib
import socket
import ssl
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property

from mailmerge.accounts import Account
from mailmerge.transports import (
    Deferred,
    Envelope,
    Halted,
    Rejected,
    Trouble,
    Undecided,
    Unreachable,
    mailbox,
)

# Seconds for a connection, an answer, and the answer to the dot: giving up on that one early leaves a question
PATIENCE = (30.0, 120.0, 600.0)
_LOGIN_WANTED = {530, 534, 535, 538}
_CHUNK = 65_536
_A, _NUL = "\x01", "\0"
_NO_ADDRESS = re.compile(r"[\s<>\x00-\x1f\x7f]")


class Smtp:
    """A mail server. `secret` gives the password or token anew for each connection (accounts.secret_of).

    `context` says whom TLS trusts, None: whom the system trusts. A server without TLS, or whose certificate is not
    its own, gets nothing.
    """

    name = "smtp"

    def __init__(
        self,
        account: Account,
        secret: Callable[[], str],
        context: ssl.SSLContext | None = None,
        patience: tuple[float, float, float] = PATIENCE,
    ) -> None:
        self._account = account
        self._secret = secret
        self._chosen = context
        self._patience = patience
        self._server: smtplib.SMTP | None = None

    @cached_property
    def _context(self) -> ssl.SSLContext:
        return self._chosen or ssl.create_default_context()

    def open(self) -> None:
        """Connects and logs in, again where the server hung up meanwhile.

        Halted `mail_tls_failed`, `mail_login_refused`, `mail_server_refused`; Unreachable `mail_unreachable`,
        `mail_server_busy`.
        """
        if self._server and not _spoke_unasked(self._server):
            return
        self._drop()
        host = self._account.host
        try:
            self._server = self._connected()
        except ssl.SSLError as why:
            raise Halted("mail_tls_failed", host=host, reason=str(why)) from why
        except smtplib.SMTPNotSupportedError as why:
            raise Halted("mail_tls_failed", host=host, reason="STARTTLS") from why
        except smtplib.SMTPResponseException as why:
            raise _no_entry(host, why.smtp_code, why.smtp_error) from why
        except OSError as why:
            raise Unreachable("mail_unreachable", host=host, port=self._account.door, reason=str(why)) from why

    def _connected(self) -> smtplib.SMTP:
        host, door, connecting = self._account.host, self._account.door, self._patience[0]
        # As mail programs call themselves; the machine's own name can take seconds to look up
        me = "[127.0.0.1]"
        if self._account.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, door, me, timeout=connecting, context=self._context)
        else:
            server = smtplib.SMTP(host, door, me, timeout=connecting)
        try:
            self._greet(server)
        except BaseException:
            server.close()
            raise
        return server

    def _greet(self, server: smtplib.SMTP) -> None:
        server.command_encoding = "utf-8"
        # Without it the dot would wait until the server has acknowledged the body
        _socket(server).setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._account.security == "starttls":
            server.starttls(context=self._context)
        server.ehlo_or_helo_if_needed()
        if self._account.login != "none":
            _log_in(server, self._account, self._secret())
        _socket(server).settimeout(self._patience[1])

    def deliver(self, envelope: Envelope, commit: Callable[[], None]) -> str:
        """The server's receipt. Deferred for 4xx or a lost connection, Rejected for 5xx, Undecided for none."""
        if self._server is None:
            raise Deferred("mail_lost")
        try:
            self._offer(self._server, envelope)
            commit()
            return self._finish(self._server)
        except (Deferred, Rejected) as why:
            self._forget(why)
            raise
        except BaseException:
            self._drop()  # no QUIT: it would be read as the message's last line
            raise

    def _offer(self, server: smtplib.SMTP, envelope: Envelope) -> None:
        """Everything up to the dot."""
        try:
            self._announce(server, envelope)
            body = on_the_wire(envelope.content)
            for start in range(0, len(body), _CHUNK):  # each chunk has its time: a slow line is no dead one
                server.send(body[start : start + _CHUNK])
        except OSError as why:
            raise Deferred("mail_lost", str(why)) from why
        if _spoke_unasked(server):  # it gave up on the message; a dot would only raise the question whether it did
            raise Deferred("mail_lost")

    def _announce(self, server: smtplib.SMTP, envelope: Envelope) -> None:
        sender, recipient = mailbox(envelope.sender), mailbox(envelope.recipient)
        size = len(envelope.content)
        for code, wrong in (
            ("mail_no_address", any(map(_NO_ADDRESS.search, (sender, recipient))) or "@" not in recipient),
            ("mail_needs_utf8", not f"{sender}{recipient}".isascii() and not server.has_extn("smtputf8")),
            ("mail_too_big", size > (_size_limit(server) or size)),
        ):
            if wrong:
                raise Rejected(code)
        options = _options(server, envelope.content, sender + recipient)
        replies = _replies(server, f"MAIL FROM:<{sender}>{options}", f"RCPT TO:<{recipient}>", "DATA")
        try:
            for reply, expected in zip(replies, (2, 2, 3), strict=False):
                self._judge(*reply, expected)
        except Trouble:
            if replies[-1][0] == 354:
                self._drop()  # it waits for a message all the same, and would take any command for one
            raise

    def _judge(self, code: int, reply: bytes, expected: int) -> None:
        answer = _text(code, reply)
        if code in _LOGIN_WANTED:
            raise Halted("mail_server_refused", host=self._account.host, answer=answer)
        if code // 100 == 5:
            raise Rejected("mail_refused", answer)
        if code // 100 == 4:
            raise Deferred("mail_deferred", answer)
        if code // 100 != expected:
            raise Deferred("mail_lost", answer)  # we no longer know which answer belongs to what

    def _finish(self, server: smtplib.SMTP) -> str:
        """The dot, and what the server answers to it."""
        try:
            _socket(server).settimeout(self._patience[2])
            server.send(b".\r\n")
            code, reply = server.getreply()
            _socket(server).settimeout(self._patience[1])
        except OSError as why:
            raise Undecided("mail_undecided", str(why)) from why
        answer = _text(code, reply)
        if code // 100 == 4:
            raise Deferred("mail_deferred", answer)
        if code // 100 == 5:
            raise Rejected("mail_refused", answer)
        if code // 100 != 2:
            raise Undecided("mail_undecided", answer)
        return answer

    def _forget(self, why: Deferred | Rejected) -> None:
        """Makes the connection ready for the next message, or gives it up."""
        if self._server and why.code != "mail_lost":
            with suppress(OSError):
                if self._server.rset()[0] == 250:
                    return
        self._drop()

    def close(self) -> None:
        """Says goodbye."""
        if self._server:
            with suppress(OSError):
                self._server.quit()
        self._drop()

    def _drop(self) -> None:
        if self._server:
            self._server.close()
        self._server = None


def _replies(server: smtplib.SMTP, *commands: str) -> list[tuple[int, bytes]]:
    """What the server says to these, up to the first no; at one go where it knows how to listen (RFC 2920)."""
    at_once = server.has_extn("pipelining")
    if at_once:
        server.send("".join(f"{command}\r\n" for command in commands))
    replies: list[tuple[int, bytes]] = []
    for command in commands:
        replies.append(server.getreply() if at_once else server.docmd(command))
        code = replies[-1][0]
        if code == 421 or (not at_once and not 200 <= code < 400):
            break
    return replies


def _size_limit(server: smtplib.SMTP) -> int:
    """What the server says it takes, in bytes; 0 where it does not say."""
    named = server.esmtp_features.get("size", "").strip()
    return int(named) if named.isdecimal() else 0


def _options(server: smtplib.SMTP, content: bytes, addresses: str) -> str:
    wanted = {
        f" SIZE={len(content)}": server.has_extn("size"),
        " BODY=8BITMIME": server.has_extn("8bitmime") and not content.isascii(),
        " SMTPUTF8": not addresses.isascii(),
    }
    return "".join(option for option, needed in wanted.items() if needed)


def on_the_wire(content: bytes) -> bytes:
    """The message as it goes through DATA: each line ends in CRLF, and no line is a lone dot (RFC 5321 4.5.2).

    A bare CR or LF is made whole, for some servers end a message there and take what follows for another one.

    >>> on_the_wire(b"Hi\\n.\\nBye")
    b'Hi\\r\\n..\\r\\nBye\\r\\n'
    """
    lines = b"\n" + content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    body = lines.replace(b"\n.", b"\n..").removeprefix(b"\n").replace(b"\n", b"\r\n")
    return body if body.endswith(b"\r\n") else body + b"\r\n"


def _log_in(server: smtplib.SMTP, account: Account, secret: str) -> None:
    code, answer = 334, b""
    for command in _login_commands(server, account, secret):
        if code == 334:
            code, answer = server.docmd(command)
    if code == 334:  # XOAUTH2 explains a refusal first and wants an empty line before it refuses
        code, answer = server.docmd("")
    if code // 100 == 4:
        raise Unreachable("mail_server_busy", host=account.host, answer=_text(code, answer))
    if code != 235:
        raise Halted("mail_login_refused", user=account.user, host=account.host, answer=_text(code, answer))


def _login_commands(server: smtplib.SMTP, account: Account, secret: str) -> list[str]:
    """What is said to log in; smtplib's own `login` knows no umlaut in a password."""
    offered = server.esmtp_features.get("auth", "").upper().split()
    if account.login == "token":
        return [f"AUTH XOAUTH2 {_coded(f'user={account.user}{_A}auth=Bearer {secret}{_A}{_A}')}"]
    if "PLAIN" in offered or "LOGIN" not in offered:
        return [f"AUTH PLAIN {_coded(f'{_NUL}{account.user}{_NUL}{secret}')}"]
    return ["AUTH LOGIN", _coded(account.user), _coded(secret)]


def _coded(text: str) -> str:
    return b64encode(text.encode()).decode()


def _no_entry(host: str, code: int, answer: bytes | str) -> Halted:
    if code // 100 == 4:
        return Unreachable("mail_server_busy", host=host, answer=_text(code, answer))
    return Halted("mail_server_refused", host=host, answer=_text(code, answer))


def _spoke_unasked(server: smtplib.SMTP) -> bool:
    """Whether the server hung up, or is about to, while it was our turn to speak."""
    return bool(server.sock is None or select.select([server.sock], [], [], 0)[0])


def _socket(server: smtplib.SMTP) -> socket.socket:
    if server.sock is None:
        raise smtplib.SMTPServerDisconnected("the connection is gone")
    return server.sock


def _text(code: int, answer: bytes | str) -> str:
    """A reply of the server in one line."""
    words = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {' '.join(words.split())}"[:500].strip()
