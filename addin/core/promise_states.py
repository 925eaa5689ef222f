"""How far something promised has come (R-11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

PromiseState = Literal[
    "waived", "delivered", "wrong", "lapsed", "partly", "unused", "waiting", "in_work", "planned"
]


@dataclass(frozen=True)
class Progress:
    """What is known of a promise; None for a day that has not come or does not apply.

    `near` is the day from which artwork that is due counts as late; `wrong`: another issue or format than booked.
    """

    quantity: float
    done: float = 0
    use_by: date | None = None
    window_from: date | None = None
    artwork_due: date | None = None
    near: date | None = None
    artwork_on: date | None = None
    confirmed_on: date | None = None
    accepted_on: date | None = None
    waived_on: date | None = None
    wrong: bool = False

    def state(self, today: date) -> PromiseState:
        """The first state that holds, in the order of the rule.

        >>> [each.state(date(2027, 2, 15)) for each in (Progress(4, 1), Progress(4, use_by=date(2027, 2, 14)))]
        ['partly', 'lapsed']
        """
        if self.waived_on:
            return "waived"
        if self.accepted_on and self.done >= self.quantity:
            return "delivered"
        if self.wrong and not self.accepted_on:
            return "wrong"
        if self.done < self.quantity and self.use_by and self.use_by < today:
            return "lapsed"
        if 0 < self.done < self.quantity:
            return "partly"
        return self._begun(today)

    def _begun(self, today: date) -> PromiseState:
        """Of what is not partly done: whether anybody has begun, or should have."""
        no_artwork = not self.artwork_on
        opened = self.window_from is not None and self.window_from <= today
        if not self.done and no_artwork and opened and (self.artwork_due or not self.confirmed_on):
            return "unused"
        if self.artwork_due and no_artwork and self.near and self.near <= today:
            return "waiting"
        return "in_work" if self.done or self.artwork_on or self.confirmed_on else "planned"
