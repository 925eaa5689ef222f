"""The four fairs of the demo: two of the house's own, two where it exhibits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Fair:
    """A fair; it lasts three days."""

    show_id: str
    name: str
    own: bool
    city: str
    venue: str
    state: str
    starts_on: date
    stand: str
    area: int

    @property
    def must_arrive_by(self) -> date:
        return self.starts_on - timedelta(days=1)

    @property
    def ends_on(self) -> date:
        return self.starts_on + timedelta(days=2)


FORUM_2026 = Fair(
    "S-0001", "Nordlicht Forum 2026", True, "Berlin", "Spreehalle", "BE", date(2026, 10, 20), "A 1", 60
)
COLD_DAYS = Fair(
    "S-0002", "Kältetage Elbe 2026", False, "Hamburg", "Elbhallen", "HH", date(2026, 11, 17), "4-B12", 24
)
RHINE_FORUM = Fair(
    "S-0003", "Dosierforum Rhein 2027", False, "Köln", "Rheinhallen", "NW", date(2027, 5, 13), "7-C31", 36
)
FORUM_2027 = Fair(
    "S-0004", "Nordlicht Forum 2027", True, "Berlin", "Spreehalle", "BE", date(2027, 10, 19), "A 1", 72
)
FAIRS = (FORUM_2026, COLD_DAYS, RHINE_FORUM, FORUM_2027)
