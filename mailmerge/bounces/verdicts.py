"""When an address counts as dead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from mailmerge.bounces.classes import Channel, ReturnClass

State = Literal["ok", "soft", "dead"]

_DEADLY = ("hard", "moved")


@dataclass(frozen=True)
class Return:
    """One thing that came back, or a call that reached nobody; `mailing` is any name of a mailing."""

    on: date
    channel: Channel
    kind: ReturnClass
    mailing: str = ""


def verdict(returns: Iterable[Return], limit: int = 3, days: int = 30, calls: int = 2) -> State:
    """What the returns of one address since its last repair make of it (R-45).

    Dead at once by a hard one; by `limit` soft ones of two mailings or more, `days` apart at most (inclusive);
    a phone number by calls in vain on `calls` days. What our own side or a person's wish caused harms no address.

    >>> days = ((1, "a"), (2, "a"), (31, "b"))
    >>> full = [Return(date(2027, 3, day), "email", "soft", mailing) for day, mailing in days]
    >>> verdict(full), verdict(full[:2]), verdict([])
    ('dead', 'soft', 'ok')
    """
    known = sorted(returns, key=lambda each: each.on)
    soft = [each for each in known if each.kind == "soft"]
    called = {each.on for each in soft if each.channel == "phone"}
    if any(each.kind in _DEADLY for each in known) or len(called) >= calls:
        return "dead"
    written = [each for each in soft if each.channel != "phone"]
    if any(_too_many(written[: n + 1], limit, days) for n in range(len(written))):
        return "dead"
    return "soft" if soft else "ok"


def _too_many(returns: Sequence[Return], limit: int, days: int) -> bool:
    """Whether the last of them is one too many within its days."""
    near = [each for each in returns if (returns[-1].on - each.on).days <= days]
    return len(near) >= limit and len({each.mailing for each in near}) > 1
