"""A conversation with a mail server: what it says decides what becomes of a message."""

import select
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from hypothesis import given
from hypothesis import strategies as st
from mail_rows import SENDER, envelope, people
from server_certificate import certificate
from smtp_stand_in import BASIC, Behaviour, HangUp, Moment, StandIn

from mailmerge.accounts import Account
from mailmerge.model import Identity
from mailmerge.transports import Deferred, Envelope, Halted, Rejected, Taken, Undecided, Unreachable
from mailmerge.transports.smtp import Smtp, on_the_wire

MESSAGE = envelope(people(1)[0])
BEFORE_THE_DOT = ["mail", "rcpt", "data"]
Way = Callable[..., Smtp]  # from a server to the transport that leads there


class Committed:
    """Notes that the point of no return was reached."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


@pytest.fixture(params=[("PIPELINING", *BASIC), BASIC], ids=["at one go", "one by one"])
def manners(request: pytest.FixtureRequest) -> Any:
    """What the server says it knows: how to take several commands at one go, or not."""
    return request.param


@pytest.fixture
def commit() -> Committed:
    return Committed()


def account(server: Any, **more: Any) -> Account:
    return Account("127.0.0.1", **{"security": "none", "login": "none", "port": server.port, **more})


@pytest.fixture
def way_to() -> Iterator[Way]:
    """The transport to a server, closed when the test is over."""
    made: list[Smtp] = []

    def way(server: Any, secret: Callable[[], str] = str, trusted: Path | None = None, **login: Any) -> Smtp:
        trust = ssl.create_default_context(cafile=trusted)
        made.append(Smtp(account(server, **login), secret, trust, patience=(2, 0.4, 0.4)))
        return made[-1]

    yield way
    for transport in made:
        transport.close()


@pytest.fixture
def opened(way_to: Way) -> Way:
    """The transport to a server, open."""

    def way(server: Any) -> Smtp:
        transport = way_to(server)
        transport.open()
        return transport

    return way


def at(point: str, reply: str = "", visit: int = 1) -> Behaviour:
    """Answers so at that point (or hangs up), the first time a conversation gets there."""

    def behaviour(moment: Moment) -> str | None:
        if (moment.point, moment.visit) != (point, visit):
            return None
        if not reply:
            raise HangUp
        return reply

    return behaviour


def at_length(point: str) -> Behaviour:
    """Says nothing at that point until everybody's patience is over."""

    def behaviour(moment: Moment) -> None:
        if (moment.point, moment.visit) == (point, 1):
            time.sleep(1)

    return behaviour


@pytest.fixture
def sink() -> Iterator[Any]:
    """A mail server that we did not write."""

    class Sink:
        def __init__(self) -> None:
            self.taken: list[Any] = []
            self.port = 0

        async def handle_DATA(self, _server: Any, _session: Any, taken: Any) -> str:  # noqa: N802
            self.taken.append(taken)
            return "250 OK"

    handler = Sink()
    with socket.create_server(("127.0.0.1", 0)) as free:
        handler.port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port, enable_SMTPUTF8=True)
    controller.start()
    yield handler
    controller.stop()


def test_a_server_we_did_not_write_gets_every_byte(sink: Any, commit: Committed, opened: Way) -> None:
    door = opened(sink)
    for identity in people(3):
        assert door.deliver(envelope(identity), commit) == "250 OK"
    door.close()
    assert [taken.rcpt_tos for taken in sink.taken] == [[identity.address] for identity in people(3)]
    assert [taken.original_content for taken in sink.taken] == [envelope(each).content for each in people(3)]
    assert {taken.mail_from for taken in sink.taken} == {SENDER}
    assert commit.times == 3


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n"])
@pytest.mark.parametrize("text", [".", "..", ".\n.\n", "a\r\n.\r\nMAIL FROM:<a@b.example>", "", "ä" * 400])
def test_no_text_ends_a_message_early(sink: Any, commit: Committed, text: str, end: str, opened: Way) -> None:
    content = (f"Message-ID: <1@house.example>\r\n\r\n{text}{end}").encode()
    door = opened(sink)
    door.deliver(Envelope(MESSAGE.identity, SENDER, MESSAGE.recipient, content), commit)
    door.close()
    (taken,) = sink.taken
    assert taken.original_content.splitlines() == content.splitlines()


@given(st.binary(max_size=60).map(lambda raw: raw.replace(b"\0", b"\n").replace(b"\1", b".")))
def test_on_the_wire_only_the_end_looks_like_the_end(content: bytes) -> None:
    *lines, end = on_the_wire(content).split(b"\r\n")
    assert end == b""
    assert b"." not in lines
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    assert [line.removeprefix(b".") for line in lines] == (content.splitlines() or [b""])


def test_one_connection_serves_all(commit: Committed, way_to: Way, manners: Any) -> None:
    with StandIn(extensions=manners) as server:
        door = way_to(server)
        for identity in people(20):
            door.open()
            door.deliver(envelope(identity), commit)
        door.close()
    assert (server.visits["connect"], server.visits["quit"], len(server.delivered)) == (1, 1, 20)


@pytest.mark.parametrize("point", [*BEFORE_THE_DOT, "dot"])
@pytest.mark.parametrize(
    ("reply", "expected"), [("450 4.2.0 greylisted", Deferred), ("550 5.1.1 no such user", Rejected)]
)
def test_a_refusal_is_passed_on_in_the_server_s_words_and_the_next_message_goes(
    point: str, reply: str, expected: type[Exception], commit: Committed, opened: Way, manners: Any
) -> None:
    with StandIn(at(point, reply), extensions=manners) as server:
        door = opened(server)
        with pytest.raises(expected, match=reply):
            door.deliver(MESSAGE, commit)
        assert commit.times == (point == "dot")
        assert not server.delivered
        door.open()
        door.deliver(MESSAGE, commit)
        door.close()
    assert (len(server.delivered), server.visits["connect"]) == (1, 1)


@pytest.mark.parametrize(
    ("behaviour", "point"),
    [(at, "body"), (at, "whole"), *product([at, at_length], BEFORE_THE_DOT)],
)
def test_a_connection_lost_before_the_dot_has_sent_nothing(
    behaviour: Callable[[str], Behaviour], point: str, commit: Committed, opened: Way, manners: Any
) -> None:
    with StandIn(behaviour(point), extensions=manners) as server:
        door = opened(server)
        with pytest.raises((Deferred, Undecided)) as raised:
            door.deliver(MESSAGE, commit)
        if raised.type is Undecided:  # the dot was on its way when the server hung up
            assert point in ("body", "whole")
        assert commit.times == (raised.type is Undecided)
        assert not server.delivered
        door.open()
        door.deliver(MESSAGE, commit)
        door.close()
    assert (len(server.delivered), server.visits["connect"]) == (1, 2)


@pytest.mark.parametrize("point", ["body", "whole"])
def test_a_server_that_gives_up_in_the_midst_of_a_message_leaves_no_question(
    point: str, commit: Committed, opened: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = select.select

    def look_late(*sockets: Any) -> Any:
        time.sleep(0.1)
        return look(*sockets)

    with StandIn(at(point)) as server:
        door = opened(server)
        monkeypatch.setattr("mailmerge.transports.smtp.select.select", look_late)
        with pytest.raises(Deferred, match="mail_lost"):
            door.deliver(MESSAGE, commit)
    assert commit.times == 0


@pytest.mark.parametrize("behaviour", [at, at_length])
@pytest.mark.parametrize("point", ["dot", "delivered"])
def test_no_answer_to_the_dot_leaves_a_question(
    behaviour: Callable[[str], Behaviour], point: str, commit: Committed, opened: Way, manners: Any
) -> None:
    with StandIn(behaviour(point), extensions=manners) as server:
        door = opened(server)
        with pytest.raises(Undecided):
            door.deliver(MESSAGE, commit)
        assert commit.times == 1
        door.open()
        door.deliver(envelope(people(2)[1]), commit)
        door.close()
    assert server.visits["connect"] == 2


@pytest.mark.parametrize(
    ("point", "reply"),
    [("data", "250 ok"), *product(["mail", "rcpt"], ["354 go on"]), *product(BEFORE_THE_DOT, ["what?", "199 hm"])],
)
def test_answers_that_do_not_fit_their_question_end_the_conversation(
    point: str, reply: str, commit: Committed, opened: Way, manners: Any
) -> None:
    with StandIn(at(point, reply), extensions=manners) as server:
        door = opened(server)
        with pytest.raises(Deferred, match="mail_lost"):
            door.deliver(MESSAGE, commit)
        door.open()
        door.deliver(MESSAGE, commit)
    assert (commit.times, len(server.delivered), server.visits["connect"]) == (1, 1, 2)


def test_an_answer_that_is_none_leaves_a_question(commit: Committed, opened: Way) -> None:
    with StandIn(at("dot", "what?")) as server:
        door = opened(server)
        with pytest.raises(Undecided):
            door.deliver(MESSAGE, commit)


@pytest.mark.parametrize("point", BEFORE_THE_DOT)
def test_a_server_that_closes_down_defers_the_message_and_is_called_again(
    point: str, commit: Committed, opened: Way, manners: Any
) -> None:
    with StandIn(at(point, "421 4.3.2 closing down"), extensions=manners) as server:
        door = opened(server)
        with pytest.raises(Deferred, match="closing down"):
            door.deliver(MESSAGE, commit)
        door.open()
        door.deliver(MESSAGE, commit)
    assert len(server.delivered) == 1


def test_a_server_that_wants_a_message_for_nobody_gets_none(commit: Committed, opened: Way) -> None:
    replies = {"rcpt": "550 no such user", "data": "354 go on"}
    with StandIn(lambda moment: replies.get(moment.point) if moment.visit == 1 else None) as server:
        door = opened(server)
        with pytest.raises(Rejected, match="no such user"):
            door.deliver(MESSAGE, commit)
        door.open()
        door.deliver(MESSAGE, commit)
    assert (commit.times, len(server.delivered), server.visits["body"]) == (1, 1, 1)


def test_a_connection_that_was_closed_while_idle_is_opened_again(commit: Committed, way_to: Way) -> None:
    def impatient(moment: Moment) -> None:
        if (moment.point, moment.visit) == ("answered", 1):
            raise HangUp

    with StandIn(impatient) as server:
        door = way_to(server)
        for identity in people(2):
            door.open()
            door.deliver(envelope(identity), commit)
            time.sleep(0.05)
        door.close()
    assert (len(server.delivered), server.visits["connect"]) == (2, 2)


def test_a_message_that_is_not_ours_any_more_is_dropped_before_the_dot(opened: Way) -> None:
    def taken() -> None:
        raise Taken

    with StandIn() as server:
        door = opened(server)
        with pytest.raises(Taken):
            door.deliver(MESSAGE, taken)
        door.open()
        door.deliver(MESSAGE, Committed())
    assert server.visits["whole"] == 2
    assert (server.visits["dot"], len(server.delivered)) == (1, 1)


@pytest.mark.parametrize(
    "address", ["a b@kunde.example", "a@k.example>\r\nRCPT TO:<b@x.example", "", "<a@b.example>"]
)
def test_what_is_no_address_never_reaches_the_server(address: str, commit: Committed, opened: Way) -> None:
    odd = Envelope(Identity("unused.1", "P-1", address), SENDER, address, MESSAGE.content)
    with StandIn() as server:
        door = opened(server)
        with pytest.raises(Rejected, match="mail_no_address"):
            door.deliver(odd, commit)
    assert not server.visits["mail"]


def to(address: str) -> Envelope:
    return Envelope(Identity("unused.1", "P-1", address), SENDER, address, MESSAGE.content)


def test_a_domain_with_umlauts_goes_to_any_server(commit: Committed, opened: Way) -> None:
    with StandIn(extensions=()) as server:
        door = opened(server)
        door.deliver(to("eva@müller.example"), commit)
    assert list(server.recipients()) == ["eva@xn--mller-kva.example"]


def test_a_name_with_umlauts_goes_to_a_server_that_knows_them(commit: Committed, opened: Way) -> None:
    with StandIn() as server:
        door = opened(server)
        door.deliver(to("jürgen@kunde.example"), commit)
    assert list(server.recipients()) == ["jürgen@kunde.example"]


def test_a_name_with_umlauts_is_refused_for_a_server_that_does_not(commit: Committed, opened: Way) -> None:
    with StandIn(extensions=()) as server:
        door = opened(server)
        with pytest.raises(Rejected, match="mail_needs_utf8"):
            door.deliver(to("jürgen@kunde.example"), commit)
    assert not server.visits["mail"]


def test_a_message_too_big_for_the_server_is_not_tried(commit: Committed, opened: Way) -> None:
    with StandIn(extensions=("SIZE 1000",)) as server:
        door = opened(server)
        with pytest.raises(Rejected, match="mail_too_big"):
            door.deliver(MESSAGE, commit)
    assert not server.visits["mail"]


def test_a_big_message_goes_in_pieces(sink: Any, commit: Committed, opened: Way) -> None:
    content = MESSAGE.content + b"A line of an attachment, as long as they are.\r\n" * 20_000
    door = opened(sink)
    door.deliver(Envelope(MESSAGE.identity, SENDER, MESSAGE.recipient, content), commit)
    assert sink.taken[0].original_content == content


# Coming in


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def tls(trusted: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trusted)
    return context


@pytest.fixture
def secured(way_to: Way) -> Way:
    """The transport to a server that wants a login, not open yet."""

    def way(server: Any, trusted: Path | None, **login: Any) -> Smtp:
        usual = {"security": "starttls", "login": "password", "user": "ada"}
        return way_to(server, lambda: "Grüße?", trusted, **{**usual, **login})

    return way


@pytest.mark.parametrize("mechanisms", ["PLAIN LOGIN", "LOGIN"])
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_login_by_password_goes_through_tls(
    security: str,
    mechanisms: str,
    tls: ssl.SSLContext,
    trusted: Path,
    commit: Committed,
    secured: Way,
) -> None:
    guarded = StandIn(tls=tls, implicit=security == "tls", logins={"ada": "Grüße?"}, mechanisms=mechanisms)
    with guarded as server:
        door = secured(server, trusted, security=security)
        door.open()
        door.deliver(MESSAGE, commit)
        door.close()
    assert len(server.delivered) == 1


def test_a_token_is_asked_for_anew_for_each_connection(
    tls: ssl.SSLContext, trusted: Path, commit: Committed, way_to: Way
) -> None:
    tokens = iter(["first", "second"])
    with StandIn(at("answered"), tls=tls) as server:
        door = way_to(server, lambda: next(tokens), trusted, security="starttls", login="token", user="ada")
        for identity, token in zip(people(2), ["first", "second"], strict=True):
            server.logins = {"ada": token}
            door.open()
            door.deliver(envelope(identity), commit)
            time.sleep(0.05)
    assert len(server.delivered) == 2


@pytest.mark.parametrize("login", ["password", "token"])
def test_a_wrong_password_stops_the_run(login: str, tls: ssl.SSLContext, trusted: Path, secured: Way) -> None:
    with StandIn(tls=tls, logins={"ada": "another"}) as server:
        with pytest.raises(Halted, match="mail_login_refused") as raised:
            secured(server, trusted, login=login).open()
        assert raised.value.facts["answer"] == "535 5.7.8 wrong name or password"


def test_a_server_that_is_not_who_it_says_gets_nothing(tls: ssl.SSLContext, secured: Way) -> None:
    with StandIn(tls=tls, logins={"ada": "Grüße?"}) as server:
        with pytest.raises(Halted, match="mail_tls_failed"):
            secured(server, None).open()
        assert not server.visits["auth"]


def test_a_server_without_tls_gets_nothing(trusted: Path, secured: Way) -> None:
    with StandIn(logins={"ada": "Grüße?"}) as server:
        with pytest.raises(Halted, match="mail_tls_failed"):
            secured(server, trusted).open()
        assert not server.visits["auth"]


def test_a_server_that_refuses_tls_gets_nothing(tls: ssl.SSLContext, trusted: Path, secured: Way) -> None:
    with StandIn(at("starttls", "502 not today"), tls=tls, logins={"ada": "Grüße?"}) as server:
        with pytest.raises(Halted, match="mail_server_refused"):
            secured(server, trusted).open()
        assert not server.visits["auth"]


@pytest.mark.parametrize(
    ("point", "reply", "expected", "code"),
    [
        ("connect", "421 too many connections", Unreachable, "mail_server_busy"),
        ("connect", "554 you are not welcome", Halted, "mail_server_refused"),
        ("connect", "", Unreachable, "mail_unreachable"),
        ("ehlo", "", Unreachable, "mail_unreachable"),
    ],
)
def test_a_server_that_lets_nobody_in_says_why(
    point: str, reply: str, expected: type[Halted], code: str, way_to: Way
) -> None:
    with StandIn(at(point, reply)) as server, pytest.raises(expected, match=code) as raised:
        way_to(server).open()
    assert type(raised.value) is expected


def test_a_temporary_failure_to_log_in_is_no_wrong_password(
    tls: ssl.SSLContext, trusted: Path, secured: Way
) -> None:
    guarded = StandIn(at("auth", "454 4.7.0 try later"), tls=tls, logins={"ada": "Grüße?"})
    with guarded as server, pytest.raises(Unreachable, match="mail_server_busy"):
        secured(server, trusted).open()


def test_a_server_that_wants_a_login_in_the_midst_stops_the_run(
    commit: Committed, opened: Way, manners: Any
) -> None:
    with StandIn(at("mail", "530 5.7.0 authentication required"), extensions=manners) as server:
        door = opened(server)
        with pytest.raises(Halted, match="mail_server_refused"):
            door.deliver(MESSAGE, commit)


def test_where_nobody_listens_the_run_stops(way_to: Way) -> None:
    with StandIn() as server:
        pass
    with pytest.raises(Unreachable, match="mail_unreachable"):
        way_to(server).open()


def test_only_this_machine_is_spoken_to_in_the_clear() -> None:
    with pytest.raises(Halted, match="mail_plain_refused"):
        Account("smtp.house.example", security="none")


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465)])
def test_an_account_knows_the_usual_port(security: Any, port: int) -> None:
    assert Account("smtp.house.example", security=security).door == port
