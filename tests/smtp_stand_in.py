"""A mail server that takes messages, and does at each point of the conversation what a test wants.

A message counts as delivered from the moment the server has its final dot, whatever becomes of the answer.
"""

from __future__ import annotations

import socketserver
import ssl
import threading
from base64 import b64decode
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

# The points of a conversation, in their order; at `body` one line of the message is there, at `whole` all but the
# dot, at `dot` the dot too, at `delivered` the server has taken it, at `answered` it has said so
POINTS = "connect ehlo starttls auth mail rcpt data body whole dot delivered answered quit".split()


BASIC = ("8BITMIME", "SMTPUTF8", "SIZE 10000000")


class HangUp(Exception):
    """The server hangs up without a word."""


@dataclass
class Delivery:
    """A message that the server has taken."""

    sender: str
    recipient: str
    content: bytes


@dataclass
class Moment:
    """A point of the conversation, the `visit`-th time any conversation came there (from 1)."""

    point: str
    visit: int
    delivery: Delivery
    command: str = ""


# What to answer instead of the usual; None for the usual; may raise HangUp
Behaviour = Callable[[Moment], "str | None"]


def usual(_moment: Moment) -> None:
    """A server without a whim."""


@dataclass
class StandIn:
    """The server: `with StandIn(...) as server`, then `server.port`; what it took is in `delivered`.

    It offers STARTTLS where it has a `tls` context, and TLS from the first byte where it is `implicit`; it lets in
    the one that `logins` names with its password or token, and takes mail without a login where that is empty.
    """

    behaviour: Behaviour = usual
    tls: ssl.SSLContext | None = None
    implicit: bool = False
    extensions: tuple[str, ...] = ("PIPELINING", *BASIC)
    mechanisms: str = "PLAIN LOGIN XOAUTH2"
    logins: dict[str, str] = field(default_factory=dict)
    delivered: list[Delivery] = field(default_factory=list)
    visits: Counter[str] = field(default_factory=Counter)
    port: int = 0

    def __enter__(self) -> StandIn:
        stand_in = self

        class Handler(socketserver.StreamRequestHandler):
            disable_nagle_algorithm = True

            def handle(self) -> None:
                _Conversation(stand_in, self).hold()

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", self.port), Handler, bind_and_activate=False)
        self._server.allow_reuse_address = True
        self._server.daemon_threads = True
        self._server.server_bind()
        self._server.server_activate()
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def recipients(self) -> Counter[str]:
        """How often each one was written to."""
        return Counter(delivery.recipient for delivery in self.delivered)


class _Conversation:
    """One connection."""

    def __init__(self, server: StandIn, handler: Any) -> None:
        self.server = server
        self.handler = handler
        self.socket, self.read, self.write = handler.request, handler.rfile, handler.wfile
        self.delivery = Delivery("", "", b"")
        self.secure = server.implicit

    def hold(self) -> None:
        with suppress(HangUp, OSError):
            self.converse()
        for stream in (self.read, self.write, self.socket):
            with suppress(OSError):
                stream.close()

    def converse(self) -> None:
        if self.server.implicit:
            self.encrypt()
        self.answer("connect", "220 stand-in ready")
        while line := self.line():
            if not self.obey(line):
                return

    def line(self) -> str:
        return str(self.read.readline().decode("utf-8", "replace"))

    def at(self, point: str, command: str = "") -> str | None:
        self.server.visits[point] += 1
        return self.server.behaviour(Moment(point, self.server.visits[point], self.delivery, command))

    def answer(self, point: str, usually: str, command: str = "") -> bool:
        """Says what the behaviour wants, or the usual; True for a yes."""
        reply = self.at(point, command) or usually
        self.write.write(reply.encode() + b"\r\n")
        if reply.startswith("421"):
            raise HangUp
        return reply[0] in "23"

    def obey(self, line: str) -> bool:
        verb = line.split(maxsplit=1)[0].upper() if line.strip() else ""
        argument = line.rstrip("\r\n").partition(":")[2]
        match verb:
            case "EHLO" | "HELO":
                self.answer("ehlo", self.offer())
            case "STARTTLS":
                if self.answer("starttls", "220 go ahead"):
                    self.encrypt()
            case "AUTH":
                self.answer("auth", self.judge(line.split()), line)
            case "MAIL" | "RCPT" | "DATA":
                self.enclose(verb, argument, line)
            case "QUIT":
                self.answer("quit", "221 bye")
                return False
            case _:
                self.write.write(b"250 ok\r\n" if verb in ("RSET", "NOOP") else b"500 what?\r\n")
        return True

    def enclose(self, verb: str, argument: str, line: str) -> None:
        """From whom, to whom, and the message; each only after a yes to the one before."""
        if verb == "MAIL":
            self.delivery = Delivery(_address(argument), "", b"")
            if not self.answer("mail", "250 sender ok", line):
                self.delivery.sender = ""
        elif verb == "RCPT":
            self.delivery.recipient = _address(argument)
            if not self.answer("rcpt", "250 recipient ok" if self.delivery.sender else "503 from whom?", line):
                self.delivery.recipient = ""
        elif self.answer("data", "354 go on" if self.delivery.recipient else "503 to whom?"):
            self.take()

    def offer(self) -> str:
        lines = [
            "stand-in",
            *self.server.extensions,
            *(["STARTTLS"] if self.server.tls and not self.secure else []),
            *([f"AUTH {self.server.mechanisms}"] if self.server.logins else []),
        ]
        return "\r\n".join(
            f"250{'-' if number < len(lines) else ' '}{line}" for number, line in enumerate(lines, 1)
        )

    def encrypt(self) -> None:
        assert self.server.tls
        self.socket = self.server.tls.wrap_socket(self.socket, server_side=True)
        self.read, self.write = self.socket.makefile("rb"), self.socket.makefile("wb", buffering=0)
        self.secure = True

    def judge(self, words: list[str]) -> str:
        given = self.given(words[1].upper(), words[2:])
        if given in self.server.logins.items():
            return "235 welcome"
        if words[1].upper() == "XOAUTH2":
            self.write.write(b"334 eyJzdGF0dXMiOiI0MDEifQ==\r\n")
            self.line()
        return "535 5.7.8 wrong name or password"

    def given(self, mechanism: str, words: list[str]) -> tuple[str, str]:
        if mechanism == "LOGIN":
            user, secret = (_decoded(self.asked(prompt)) for prompt in (b"VXNlcm5hbWU6", b"UGFzc3dvcmQ6"))
            return user, secret
        text = _decoded(words[0])
        if mechanism == "PLAIN":
            _, user, secret = text.split("\0")
            return user, secret
        user, secret = text.rstrip("\x01").split("\x01")
        return user.removeprefix("user="), secret.removeprefix("auth=Bearer ")

    def asked(self, prompt: bytes) -> str:
        self.write.write(b"334 " + prompt + b"\r\n")
        return self.line().strip()

    def take(self) -> None:
        """The message after DATA; whoever hangs up before the dot has sent nothing."""
        lines: list[bytes] = []
        while (line := self.read.readline()) != b".\r\n":
            if not line:
                raise HangUp
            lines.append(line.removeprefix(b"."))
            if len(lines) == 1:
                self.at("body")
            if line == LAST_LINE:
                self.at("whole")
        self.delivery.content = b"".join(lines)
        reply = self.at("dot")
        if not reply:
            self.server.delivered.append(self.delivery)
            reply = self.at("delivered") or "250 2.0.0 taken"
        self.write.write(reply.encode() + b"\r\n")
        self.at("answered")
        if reply.startswith("421"):
            raise HangUp


LAST_LINE = b"-- end of the message --\r\n"


def _address(argument: str) -> str:
    return argument.strip().removeprefix("<").partition(">")[0]


def _decoded(text: str) -> str:
    return b64decode(text).decode()
