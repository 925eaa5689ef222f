"""What the ledger promises, in a file and on a server: one suite, run against both."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import postgres_cluster
import pytest
from keyring_stand_in import Kept, take_its_place
from sqlalchemy import Engine, event

from mailmerge.databases import InUse, database
from mailmerge.ledger import Entry, Ledger, State
from mailmerge.model import Identity
from mailmerge.transports import Deferred, Halted, Rejected, Taken, Undecided

NOON = datetime(2027, 3, 1, 12)
EVA = Identity("unused.1", "P-0001", "Eva@kunde.example")
JAN = Identity("unused.1", "P-0002", "jan@kunde.example")
MESSAGE_ID = "<1@house.example>"


class Clock:
    """Noon, and a minute later each time somebody looks."""

    def __init__(self) -> None:
        self.minutes = -1

    def __call__(self) -> datetime:
        self.minutes += 1
        return NOON + timedelta(minutes=self.minutes)


@pytest.fixture(params=["file", "server"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    return tmp_path / "ledger.sqlite" if request.param == "file" else postgres_cluster.fresh_place()


@pytest.fixture
def ledger(place: str | Path) -> Ledger:
    return Ledger(place, Clock())


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> Kept:
    return take_its_place(monkeypatch)


def state(ledger: Ledger, identity: Identity = EVA) -> State:
    return ledger.entry(identity).state


def left_sending(ledger: Ledger, *identities: Identity) -> None:
    """What a process leaves behind that ends between the dot and the answer."""
    with ledger.turn() as turn:
        for identity in identities:
            entry = turn.claim(identity)
            assert entry
            turn.sending(entry, MESSAGE_ID, "smtp")


def test_what_is_planned_is_there_after_the_program_has_ended(place: str | Path) -> None:
    planned = Ledger(place, Clock()).plan("B-1", [EVA, JAN])
    assert Ledger(place, Clock()).states("B-1") == planned
    assert {entry.identity: entry.state for entry in planned.values()} == {EVA: "planned", JAN: "planned"}


def test_a_batch_without_messages_is_empty(ledger: Ledger) -> None:
    assert ledger.plan("B-1", []) == {}


def test_the_same_message_twice_in_a_batch_is_one_message(ledger: Ledger) -> None:
    shouted = Identity(EVA.occasion, EVA.record, " EVA@KUNDE.EXAMPLE ")
    assert list(ledger.plan("B-1", [EVA, shouted])) == [EVA.key]


def test_planning_again_adds_what_is_new_and_leaves_the_rest_as_it_was(ledger: Ledger) -> None:
    first = ledger.plan("B-1", [EVA])
    second = ledger.plan("B-1", [JAN, EVA])
    assert second[EVA.key] == first[EVA.key]
    assert second.keys() == {EVA.key, JAN.key}


def test_a_second_batch_is_told_what_the_first_one_has_sent(ledger: Ledger) -> None:
    ledger.plan("B-1", [EVA])
    with ledger.turn() as turn:
        entry = turn.claim(EVA)
        assert entry
        sent = turn.sent(turn.sending(entry, MESSAGE_ID, "smtp"), "250 taken")
    assert ledger.plan("B-2", [EVA, JAN])[EVA.key] == sent == ledger.states("B-1")[EVA.key]
    with ledger.turn() as turn:
        assert turn.claim(EVA) is None


def test_an_unknown_message_is_no_message(ledger: Ledger) -> None:
    with pytest.raises(LookupError):
        ledger.entry(EVA)


def test_a_sent_message_says_when_by_what_way_and_with_which_receipt(ledger: Ledger) -> None:
    ledger.plan("B-1", [EVA])
    with ledger.turn() as turn:
        entry = turn.claim(EVA)
        assert entry
        turn.sent(turn.sending(entry, MESSAGE_ID, "smtp"), "250 queued as 4711")
    found = ledger.entry(EVA)
    assert (found.state, found.message_id, found.via) == ("sent", MESSAGE_ID, "smtp")
    assert (found.answer, found.attempts) == ("250 queued as 4711", 1)
    assert found.finding is None
    assert found.changed_at > found.planned_at == NOON


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        (lambda turn, entry: turn.failed(entry, Rejected("mail_refused", "550 no such user")), "failed"),
        (lambda turn, entry: turn.deferred(entry, Deferred("mail_deferred", "450 later")), "planned"),
        (lambda turn, entry: turn.undecided(entry, Undecided("mail_undecided", "")), "uncertain"),
    ],
)
@pytest.mark.parametrize("after_the_dot", [False, True])
def test_what_went_wrong_is_noted_with_the_server_s_words(
    ledger: Ledger, note: Callable[..., Entry], expected: State, after_the_dot: bool
) -> None:
    ledger.plan("B-1", [EVA])
    with ledger.turn() as turn:
        entry = turn.claim(EVA)
        assert entry
        noted = note(turn, turn.sending(entry, MESSAGE_ID, "smtp") if after_the_dot else entry)
    assert ledger.entry(EVA) == noted
    assert (noted.state, noted.attempts) == (expected, 1)
    assert noted.finding
    assert noted.finding.code == noted.error
    assert noted.finding.facts["answer"] == noted.answer


def test_a_message_released_is_as_it_was(ledger: Ledger) -> None:
    before = ledger.plan("B-1", [EVA])
    with ledger.turn() as turn:
        assert turn.claim(EVA)
        turn.release()
    assert ledger.states("B-1") == before


def test_a_message_is_sent_on_by_one_only_even_if_two_hold_it(ledger: Ledger) -> None:
    ledger.plan("B-1", [EVA])
    with ledger.turn() as turn:
        entry = turn.claim(EVA)
        assert entry
        turn.sending(entry, MESSAGE_ID, "smtp")
        with pytest.raises(Taken):
            turn.sending(entry, MESSAGE_ID, "smtp")


def test_what_is_known_to_be_sent_is_never_unsaid(ledger: Ledger) -> None:
    ledger.plan("B-1", [EVA])
    with ledger.turn() as turn:
        entry = turn.claim(EVA)
        assert entry
        sending = turn.sending(entry, MESSAGE_ID, "smtp")
        turn.sent(sending, "250 taken")
        turn.deferred(sending, Deferred("mail_deferred", "450 later"))
    assert state(ledger) == "sent"


def test_a_message_left_half_sent_is_uncertain_and_stays_so(ledger: Ledger) -> None:
    ledger.plan("B-1", [EVA, JAN])
    left_sending(ledger, EVA)
    assert state(ledger) == "sending"
    for _ in range(2):
        ledger.recover()
        assert (state(ledger), state(ledger, JAN)) == ("uncertain", "planned")
    found = ledger.entry(EVA)
    assert (found.message_id, found.error) == (MESSAGE_ID, "mail_interrupted")
    with ledger.turn() as turn:
        assert turn.claim(EVA) is None


def test_a_new_plan_does_not_touch_what_is_uncertain(ledger: Ledger) -> None:
    ledger.plan("B-1", [EVA])
    left_sending(ledger, EVA)
    ledger.recover()
    assert ledger.plan("B-2", [EVA])[EVA.key].state == "uncertain"


def test_who_is_sending_is_not_gone(place: str | Path, ledger: Ledger) -> None:
    ledger.plan("B-1", [EVA])
    with ledger.turn() as turn:
        entry = turn.claim(EVA)
        assert entry
        turn.sending(entry, MESSAGE_ID, "smtp")
        Ledger(place, Clock()).recover()
        assert state(ledger) == "sending"


def test_a_person_settles_what_nobody_can_know(ledger: Ledger) -> None:
    ledger.plan("B-1", [EVA, JAN])
    left_sending(ledger, EVA, JAN)
    ledger.recover()
    arrived, lost = (
        ledger.settle(EVA, arrived=True, by="Ada Beck"),
        ledger.settle(JAN, arrived=False, by="Ada Beck"),
    )
    assert (arrived.state, lost.state) == ("sent", "planned")
    assert {arrived.settled_by, lost.settled_by} == {"Ada Beck"}
    assert arrived.finding is None
    with ledger.turn() as turn:
        assert turn.claim(EVA) is None
        assert turn.claim(JAN)


@pytest.mark.parametrize("arrived", [True, False])
def test_only_what_is_uncertain_can_be_settled(ledger: Ledger, arrived: bool) -> None:
    ledger.plan("B-1", [EVA])
    with pytest.raises(LookupError):
        ledger.settle(EVA, arrived, "Ada Beck")
    assert state(ledger) == "planned"


def test_failed_messages_of_one_batch_are_planned_again(ledger: Ledger) -> None:
    ledger.plan("B-1", [EVA])
    ledger.plan("B-2", [JAN])
    with ledger.turn() as turn:
        for identity in (EVA, JAN):
            entry = turn.claim(identity)
            assert entry
            turn.failed(entry, Rejected("mail_refused", "550 no such user"))
    assert ledger.retry_failed("B-1") == 1
    assert (state(ledger), state(ledger, JAN)) == ("planned", "failed")


def test_a_file_has_one_sender_at_a_time_and_many_readers(tmp_path: Path) -> None:
    place = tmp_path / "ledger.sqlite"
    ledger, other = Ledger(place, Clock()), Ledger(place, Clock())
    with ledger.turn():
        with pytest.raises(InUse), other.turn():
            pass
        other.plan("B-2", [JAN])
        assert other.states("B-2")[JAN.key].state == "planned"
    with other.turn() as turn:
        assert turn.claim(JAN)


def test_a_server_has_many_senders_and_each_message_in_one_hand(place: str | Path) -> None:
    if isinstance(place, Path):
        return
    ledger, other = Ledger(place, Clock()), Ledger(place, Clock())
    ledger.plan("B-1", [EVA, JAN])
    with ledger.turn() as turn, other.turn() as another:
        assert turn.claim(EVA)
        assert another.claim(EVA) is None
        assert another.claim(JAN)


@pytest.mark.parametrize("place", ["postgresql://nobody@127.0.0.1:1/none", Path("/dev/null/ledger.sqlite")])
def test_a_ledger_out_of_reach_says_so(place: str | Path) -> None:
    with pytest.raises(Halted, match="mail_ledger_lost"):
        Ledger(place, Clock())


@pytest.mark.parametrize("place", ["mysql://ada@house.example/mail", "postgresql://ada@house.example:port/mail"])
def test_what_is_no_place_for_a_ledger_says_so(place: str) -> None:
    with pytest.raises(Halted, match="mail_ledger_unknown"):
        database(place)


@pytest.mark.parametrize(
    ("place", "password"),
    [
        ("postgresql://ada@house.example/mail", "Grüße"),
        ("postgres://ada:typed@house.example/mail", "typed"),
        ("postgresql://eva@house.example/mail", None),
    ],
)
def test_a_server_s_password_comes_from_the_keyring(place: str, password: str | None, keyring: Kept) -> None:
    keyring["postgresql://house.example", "ada"] = "Grüße"
    assert database(place).engine.url.password == password


def test_a_damaged_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"no ledger at all " * 1000)
    with pytest.raises(Halted, match="mail_ledger_lost"):
        Ledger(tmp_path / "ledger.sqlite", Clock())


def test_only_the_note_before_the_point_of_no_return_must_be_on_the_disk(ledger: Ledger) -> None:
    ledger.plan("B-1", [EVA])
    with ledger.turn() as turn, statements() as said:
        entry = turn.claim(EVA)
        assert entry
        turn.sent(turn.sending(entry, MESSAGE_ID, "smtp"), "250 taken")
    told = [
        each.split()[0] if each.startswith("UPDATE") else each for each in said if not each.startswith("SELECT")
    ]
    assert told in (
        ["PRAGMA synchronous=FULL", "UPDATE", "PRAGMA synchronous=NORMAL", "UPDATE"],
        ["SET LOCAL synchronous_commit TO on", "UPDATE", "SET LOCAL synchronous_commit TO off", "UPDATE"],
    )


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is said to any database meanwhile."""
    said: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", listen)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", listen)


def test_a_file_survives_a_power_cut_by_its_journal(tmp_path: Path) -> None:
    Ledger(tmp_path / "ledger.sqlite", Clock())
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
