"""The outbox: everybody once, one bad address stops nobody else, and a run that cannot work says so at once."""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mail_rows import envelope, envelopes, now, people
from smtp_stand_in import Behaviour, HangUp, Moment, StandIn

from mailmerge.accounts import Account
from mailmerge.ledger import Ledger
from mailmerge.outbox import PAUSES, Outbox, Result
from mailmerge.transports import Deferred, Envelope, Halted, Rejected, Undecided, Unreachable
from mailmerge.transports.smtp import Smtp


class Time:
    """A clock that only sleep moves."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


Reaction = Callable[[Envelope], "Exception | None"]


class Scripted:
    """A way out that does what it is told: before the point of no return, after it, and at opening."""

    name = "scripted"

    def __init__(self, before: Reaction = lambda _: None, after: Reaction = lambda _: None) -> None:
        self.before, self.after = before, after
        self.arrived: Counter[str] = Counter()
        self.order: list[str] = []
        self.openings: Iterator[Exception | None] = iter(())
        self.closed = 0

    def open(self) -> None:
        trouble = next(self.openings, None)
        if trouble:
            raise trouble

    def deliver(self, envelope: Envelope, commit: Callable[[], None]) -> str:
        trouble = self.before(envelope)
        if trouble:
            raise trouble
        commit()
        trouble = self.after(envelope)
        if not trouble or isinstance(trouble, Undecided):
            self.arrived[envelope.recipient] += 1
            self.order.append(envelope.identity.record)
        if trouble:
            raise trouble
        return "250 taken"

    def close(self) -> None:
        self.closed += 1


def once_for(record: str, trouble: Exception, times: int = 1) -> Reaction:
    """That trouble with that record, so often."""
    left = [times]

    def react(envelope: Envelope) -> Exception | None:
        if envelope.identity.record != record or not left[0]:
            return None
        left[0] -= 1
        return trouble

    return react


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "ledger.sqlite", now)


@pytest.fixture
def time() -> Time:
    return Time()


def outbox(ledger: Ledger, transport: Any, time: Time, **more: Any) -> Outbox:
    return Outbox(ledger, transport, clock=time, sleep=time.sleep, **more)


def sent(ledger: Ledger, transport: Any, time: Time, count: int = 5, **more: Any) -> list[Result]:
    """The results of a batch of so many, in the order they came."""
    ledger.plan("B-1", people(count))
    return list(outbox(ledger, transport, time, **more).send(envelopes(people(count))))


def states(results: list[Result]) -> dict[str, str]:
    return {result.entry.record: result.entry.state for result in results}


def test_everybody_gets_one_message_and_the_ledger_knows(ledger: Ledger, time: Time) -> None:
    way = Scripted()
    results = sent(ledger, way, time)
    assert set(states(results).values()) == {"sent"}
    assert way.arrived == Counter(identity.address for identity in people(5))
    assert {result.entry for result in results} == set(ledger.states("B-1").values())
    assert {
        (each.entry.message_id, each.entry.via, each.entry.answer, each.entry.attempts) for each in results
    } == {(envelope(identity).message_id, "scripted", "250 taken", 1) for identity in people(5)}
    assert way.closed == 1


def test_a_second_run_sends_nothing_and_needs_no_server(ledger: Ledger, time: Time) -> None:
    way = Scripted()
    sent(ledger, way, time)
    way.openings = iter([Unreachable("mail_unreachable")])
    again = sent(ledger, way, time)
    assert [(result.fresh, result.entry.state) for result in again] == [(False, "sent")] * 5
    assert set(way.arrived.values()) == {1}


def test_a_person_who_is_twice_in_the_list_gets_one_message(ledger: Ledger, time: Time) -> None:
    way = Scripted()
    ledger.plan("B-1", people(1))
    twice = outbox(ledger, way, time).send(envelopes(people(1) * 2))
    assert [result.fresh for result in twice] == [True, False]
    assert set(way.arrived.values()) == {1}


def test_the_same_message_in_another_coordinator_s_batch_is_not_sent_again(ledger: Ledger, time: Time) -> None:
    way = Scripted()
    sent(ledger, way, time, 3)
    known = ledger.plan("B-2", people(5))
    list(outbox(ledger, way, time).send(envelopes(people(5))))
    assert Counter(entry.state for entry in known.values()) == {"sent": 3, "planned": 2}
    assert set(way.arrived.values()) == {1}


def test_what_nobody_planned_is_not_sent(ledger: Ledger, time: Time) -> None:
    way = Scripted()
    with pytest.raises(LookupError):
        list(outbox(ledger, way, time).send(envelopes(people(1))))
    assert not way.arrived


def test_what_is_uncertain_is_never_sent_again_by_itself(ledger: Ledger, time: Time) -> None:
    way = Scripted(after=once_for("P-0002", Undecided("mail_undecided", "the connection is gone")))
    assert states(sent(ledger, way, time))["P-0002"] == "uncertain"
    assert states(sent(ledger, way, time))["P-0002"] == "uncertain"
    assert set(way.arrived.values()) == {1}
    doubtful = ledger.entry(people(2)[1])
    assert doubtful.message_id == envelope(people(2)[1]).message_id


@pytest.mark.parametrize("place", ["before", "after"])
def test_a_refused_message_is_noted_and_the_rest_goes(ledger: Ledger, time: Time, place: str) -> None:
    way = Scripted(**{place: once_for("P-0002", Rejected("mail_refused", "550 no such user"))})
    results = sent(ledger, way, time)
    failed = ledger.entry(people(2)[1])
    assert (failed.state, failed.error, failed.answer) == ("failed", "mail_refused", "550 no such user")
    assert Counter(states(results).values()) == {"sent": 4, "failed": 1}
    assert not time.slept


def test_a_failed_message_is_tried_again_only_when_somebody_says_so(ledger: Ledger, time: Time) -> None:
    way = Scripted(before=once_for("P-0002", Rejected("mail_refused", "550 no such user")))
    sent(ledger, way, time)
    assert states(sent(ledger, way, time))["P-0002"] == "failed"
    ledger.retry_failed("B-1")
    assert states(sent(ledger, way, time))["P-0002"] == "sent"


@pytest.mark.parametrize("place", ["before", "after"])
def test_a_message_put_off_waits_while_the_rest_goes(ledger: Ledger, time: Time, place: str) -> None:
    way = Scripted(**{place: once_for("P-0002", Deferred("mail_deferred", "450 greylisted"), times=2)})
    results = sent(ledger, way, time)
    assert way.order == ["P-0001", "P-0003", "P-0004", "P-0005", "P-0002"]
    assert set(states(results).values()) == {"sent"}
    assert time.slept == [*PAUSES[:2]]
    assert ledger.entry(people(2)[1]).attempts == 3


def test_a_message_put_off_again_and_again_stays_planned_with_the_reason(ledger: Ledger, time: Time) -> None:
    way = Scripted(before=once_for("P-0002", Deferred("mail_deferred", "450 greylisted"), times=4))
    results = sent(ledger, way, time)
    late = results[-1].entry
    assert (late.record, late.state, late.answer, late.attempts) == ("P-0002", "planned", "450 greylisted", 4)
    assert time.slept == [*PAUSES]
    assert states(sent(ledger, way, time))["P-0002"] == "sent"


def test_a_server_that_puts_everybody_off_is_not_asked_on_and_on(ledger: Ledger, time: Time) -> None:
    asked: list[float] = []

    def busy(_envelope: Envelope) -> Exception | None:
        asked.append(time())
        return None if time() > 60 else Deferred("mail_deferred", "451 slow down")

    results = sent(ledger, Scripted(before=busy), time, 500)
    assert Counter(states(results).values()) == {"sent": 500}
    assert len([moment for moment in asked if moment <= 60]) < 150


def test_the_rate_is_kept_and_the_time_of_arrival_is_true(ledger: Ledger, time: Time) -> None:
    box = outbox(ledger, Scripted(), time, per_minute=30)
    ledger.plan("B-1", people(60))
    told = box.estimate(60)
    list(box.send(envelopes(people(60))))
    assert told == timedelta(minutes=2)
    assert told - timedelta(seconds=2) <= timedelta(seconds=time()) <= told


def test_the_rate_costs_no_time_for_what_went_before(ledger: Ledger, time: Time) -> None:
    sent(ledger, Scripted(), time, 60)
    sent(ledger, Scripted(), time, 61, per_minute=1)
    assert not time.slept


def test_the_time_of_arrival_follows_a_slow_server(ledger: Ledger, time: Time) -> None:
    box = outbox(ledger, Scripted(before=lambda _: time.sleep(5)), time, per_minute=30)
    ledger.plan("B-1", people(10))
    list(box.send(envelopes(people(10))))
    assert box.estimate(12) == timedelta(minutes=1)


@pytest.mark.parametrize("trouble", [Halted("mail_login_refused"), Unreachable("mail_unreachable")])
def test_a_run_that_cannot_begin_says_so_at_once(ledger: Ledger, time: Time, trouble: Halted) -> None:
    way = Scripted()
    way.openings = iter([trouble])
    with pytest.raises(Halted, match=trouble.code):
        sent(ledger, way, time)
    assert not time.slept
    assert {(entry.state, entry.attempts) for entry in ledger.states("B-1").values()} == {("planned", 0)}


def test_a_server_that_goes_away_in_the_midst_is_waited_for(ledger: Ledger, time: Time) -> None:
    way = Scripted()
    way.openings = iter([None, None, Unreachable("mail_unreachable"), Unreachable("mail_unreachable")])
    assert set(states(sent(ledger, way, time)).values()) == {"sent"}
    assert time.slept == [*PAUSES[:2]]


def test_a_server_that_does_not_come_back_ends_the_run_without_a_loss(ledger: Ledger, time: Time) -> None:
    way = Scripted()
    way.openings = iter([None, None, *[Unreachable("mail_unreachable")] * 4])
    with pytest.raises(Unreachable):
        sent(ledger, way, time)
    assert time.slept == [*PAUSES]
    assert Counter(entry.state for entry in ledger.states("B-1").values()) == {"sent": 2, "planned": 3}
    assert set(states(sent(ledger, way, time)).values()) == {"sent"}
    assert set(way.arrived.values()) == {1}


def test_whoever_stops_looking_stops_the_run(ledger: Ledger, time: Time) -> None:
    way = Scripted()
    ledger.plan("B-1", people(5))
    running = outbox(ledger, way, time).send(envelopes(people(5)))
    next(running)
    running.close()  # type: ignore[attr-defined]
    assert (sum(way.arrived.values()), way.closed) == (1, 1)
    with ledger.turn():
        pass


TROUBLES = [
    None,
    Rejected("mail_refused", "550 no"),
    Deferred("mail_deferred", "450 later"),
    Undecided("mail_undecided", ""),
    Halted("mail_login_refused"),
    KeyboardInterrupt(),
]


class Whimsical(Scripted):
    """Has the next of its troubles with each message: before the point of no return, or after it."""

    def __init__(self, troubles: Iterable[tuple[bool, Any]]) -> None:
        super().__init__()
        self.troubles = iter(troubles)

    def deliver(self, envelope: Envelope, commit: Callable[[], None]) -> str:
        early, trouble = next(self.troubles, (True, None))
        early = early and not isinstance(trouble, Undecided)
        self.before = lambda _: trouble if early else None
        self.after = lambda _: None if early else trouble
        return super().deliver(envelope, commit)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.sampled_from(TROUBLES)), max_size=25), st.randoms())
def test_whatever_happens_in_whatever_order_nobody_is_written_to_twice_and_nobody_forgotten(
    troubles: list[tuple[bool, Any]], chance: Any
) -> None:
    way, group, time = Whimsical(troubles), people(6), Time()
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(Path(folder, "ledger.sqlite"), now)
        for _ in range(len(troubles) + 1):
            chance.shuffle(group)
            ledger.plan("B-1", group)
            with suppress(Halted, KeyboardInterrupt):
                list(outbox(ledger, way, time).send(envelopes(group)))
        ledger.recover()
        became = {entry.address: entry.state for entry in ledger.states("B-1").values()}
    assert set(became.values()) <= {"sent", "failed", "uncertain"}
    assert all(
        way.arrived[address] == (state == "sent") for address, state in became.items() if state != "uncertain"
    )
    assert max(way.arrived.values(), default=0) <= 1


# Through a real conversation


def by_smtp(server: StandIn) -> Smtp:
    wanted = Account("127.0.0.1", security="none", login="none", port=server.port)
    return Smtp(wanted, str, patience=(2, 0.3, 0.3))


def first_time(point: str, reply: str = "") -> Behaviour:
    def behaviour(moment: Moment) -> str | None:
        if (moment.point, moment.visit) != (point, 3):
            return None
        if not reply:
            raise HangUp
        return reply

    return behaviour


@pytest.mark.parametrize(
    ("point", "reply"),
    [("body", ""), *product("mail rcpt data".split(), ["", "421 closing down", "450 greylisted"])],
)
def test_a_server_s_bad_moment_costs_nobody_a_message(ledger: Ledger, time: Time, point: str, reply: str) -> None:
    with StandIn(first_time(point, reply)) as server:
        results = sent(ledger, by_smtp(server), time, 8)
    doubtful = Counter(states(results).values())["uncertain"]
    assert doubtful <= (point == "body")
    assert Counter(states(results).values())["sent"] == 8 - doubtful
    assert len(server.delivered) == 8 - doubtful
    assert set(server.recipients().values()) == {1}


@pytest.mark.parametrize("point", ["dot", "delivered"])
def test_a_server_that_dies_with_the_message_in_its_hand_leaves_one_question(
    ledger: Ledger, time: Time, point: str
) -> None:
    with StandIn(first_time(point)) as server:
        results = sent(ledger, by_smtp(server), time, 8)
    assert [each.entry.record for each in results if each.entry.state == "uncertain"] == ["P-0003"]
    assert len(server.delivered) == 7 + (point == "delivered")
    assert set(server.recipients().values()) == {1}
