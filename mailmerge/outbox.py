"""Messages on their way out: one after the other, each noted in the ledger, none holding up the rest."""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta

from mailmerge.ledger import Entry, Ledger, Turn
from mailmerge.transports import Deferred, Envelope, Rejected, Taken, Transport, Undecided, Unreachable

PAUSES = (30.0, 120.0, 600.0)  # seconds before the second, third and fourth try
_ROOM = 50  # messages that may wait for another try: a server that puts them all off is not asked on and on
_GUESS = 0.5  # seconds a message takes, until one is seen


@dataclass(frozen=True)
class Result:
    """What the ledger says of a message after its turn; not `fresh` where this run did nothing about it.

    Such a message went before, is in somebody else's hand, or waits for a person to settle it. A fresh message
    that is still planned was put off at every try; the next run tries again.
    """

    entry: Entry
    fresh: bool = True


class Outbox:
    """Sends messages by a transport, at most `per_minute` of them a minute (None: as fast as they are taken).

    A message that is put off is tried again after each of `pauses`, while the others go on; one that is refused is
    noted with the server's words. `clock` counts seconds, `sleep` lets them pass.
    """

    def __init__(
        self,
        ledger: Ledger,
        transport: Transport,
        per_minute: float | None = None,
        pauses: tuple[float, ...] = PAUSES,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._ledger = ledger
        self._transport = transport
        self._interval = 60 / per_minute if per_minute else 0.0
        self._pauses = pauses
        self._clock = clock
        self._sleep = sleep
        self._began: float | None = None
        self._free_from = float("-inf")
        self._done = 0

    def estimate(self, messages: int) -> timedelta:
        """How long that many take: by the rate allowed or, where that is longer, as long as those before them."""
        took = (self._clock() - self._began) / self._done if self._began is not None and self._done else _GUESS
        return timedelta(seconds=messages * max(self._interval, took))

    def send(self, envelopes: Iterable[Envelope]) -> Iterator[Result]:
        """Each message's result as soon as it is final; those put off come later than those behind them.

        Every message was planned before (LookupError). Raises Halted where nothing can be sent at all: at once
        before the first message, after `pauses` in the midst; whatever was not sent is planned as it was.
        """
        line = _Line(envelopes, self._clock, self._sleep)
        with self._ledger.turn() as turn, closing(self._transport):
            for attempt in line:
                result = self._result(turn, attempt, line)
                if result:
                    self._done += result.fresh
                    yield result

    def _result(self, turn: Turn, attempt: _Attempt, line: _Line) -> Result | None:
        identity = attempt.envelope.identity
        entry = turn.claim(identity)
        if entry is None:
            return Result(turn.entry(identity), fresh=False)
        self._pace()
        self._reach()
        try:
            return Result(_handed_over(turn, entry, attempt.envelope, self._transport))
        except Taken:
            return Result(turn.entry(identity), fresh=False)
        except Deferred as why:
            entry = turn.deferred(turn.entry(identity), why)
        if attempt.made == len(self._pauses):
            return Result(entry)
        line.rejoin(attempt, self._pauses[attempt.made])
        return None

    def _pace(self) -> None:
        _wait_until(self._free_from, self._clock, self._sleep)
        self._free_from = self._clock() + self._interval

    def _reach(self) -> None:
        """Opens the transport; a coordinator who has just pressed the button is told at once that it will not."""
        for pause in self._pauses if self._began is not None else ():
            try:
                return self._transport.open()
            except Unreachable:
                self._sleep(pause)
        self._transport.open()
        self._began = self._began or self._clock()
        return None


def _handed_over(turn: Turn, entry: Entry, envelope: Envelope, transport: Transport) -> Entry:
    """The entry of a message that went, failed or is uncertain; Deferred and Taken are the outbox's business."""

    def commit() -> None:
        nonlocal entry
        entry = turn.sending(entry, envelope.message_id, transport.name)

    try:
        receipt = transport.deliver(envelope, commit)
    except Rejected as why:
        return turn.failed(entry, why)
    except Undecided as why:
        return turn.undecided(entry, why)
    return turn.sent(entry, receipt)


@dataclass(order=True)
class _Attempt:
    due: float
    number: int
    envelope: Envelope = field(compare=False)
    made: int = field(compare=False, default=0)


class _Line:
    """Whose turn it is: those whose pause is over, then new ones; all wait where too many have to wait."""

    def __init__(
        self, envelopes: Iterable[Envelope], clock: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        self._fresh = (_Attempt(0.0, number, envelope) for number, envelope in enumerate(envelopes))
        self._waiting: list[_Attempt] = []
        self._clock = clock
        self._sleep = sleep

    def __iter__(self) -> Iterator[_Attempt]:
        while True:
            if self._is_full_or_due():
                yield self._next_waiting()
            elif (attempt := next(self._fresh, None)) is not None:
                yield attempt
            elif self._waiting:
                yield self._next_waiting()
            else:
                return

    def rejoin(self, attempt: _Attempt, pause: float) -> None:
        """Lets the message wait for its next attempt."""
        due = self._clock() + pause
        heapq.heappush(self._waiting, _Attempt(due, attempt.number, attempt.envelope, attempt.made + 1))

    def _is_full_or_due(self) -> bool:
        if not self._waiting:
            return False
        return len(self._waiting) >= _ROOM or self._waiting[0].due <= self._clock()

    def _next_waiting(self) -> _Attempt:
        attempt = heapq.heappop(self._waiting)
        _wait_until(attempt.due, self._clock, self._sleep)
        return attempt


def _wait_until(due: float, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
    pause = due - clock()
    if pause > 0:
        sleep(pause)
