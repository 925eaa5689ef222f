"""What the carrier says about shipments (I-11): for each the newest news, or why a row is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from addin.core.shipments import RANKS, Shipment
from addin.imports import Source
from addin.imports.faults import Place
from addin.imports.mapping import Field, fingerprint, mapped
from addin.imports.rows import Row, read_rows
from addin.imports.vocabulary import meaning
from addin.tables.model import Problem, Value

FIELDS = (
    Field("tracking_no", "text", required=True),
    Field("state", "text", required=True),
    Field("on", "date"),
    Field("expected_on", "date"),
)


@dataclass(frozen=True)
class CarrierStatus:
    """The cells to change by the row of the shipment; `counts` and `mapping` as of every import."""

    found: Mapping[int, Mapping[str, Value]]
    problems: tuple[Problem, ...]
    counts: Mapping[str, int]
    mapping: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class _News:
    """One row of the file that could be read."""

    state: str
    on: date | None
    expected_on: date | None

    @property
    def order(self) -> tuple[date, int]:
        return self.on or date.min, RANKS[self.state]


def carrier_status(
    source: Source,
    shipments: Sequence[Shipment],
    today: date,
    *,
    chosen: Mapping[str, str] | None = None,
    remembered: Mapping[str, Mapping[str, str]] | None = None,
    dates: str = "",
    decimals: str = "",
) -> CarrierStatus:
    """What changes for each shipment, known by its tracking number; of several rows the newest counts.

    News that are behind what the workbook knows change nothing. A delivery without a day or ahead of today is
    refused, as is a tracking number nobody knows and a status nobody understands.
    """
    found = mapped(source, "carrier_status", FIELDS, chosen, remembered)
    reading = read_rows(source, FIELDS, found, {"dates": dates, "decimals": decimals})
    headers = {key: source.headers[at] for key, at in found.positions.items()}
    entry = _Entry(source.name, headers, shipments, today)
    for row in reading.rows:
        entry.enter(row)
    changes = entry.changes
    taken = sum(len(news) for row, news in entry.news.items() if row in changes)
    return CarrierStatus(
        changes,
        tuple(sorted((*reading.problems, *entry.problems), key=lambda problem: problem.row or 0)),
        {
            "rows_in": len(source.rows) + source.refused,
            "rows_taken": taken,
            "rows_refused": reading.refused + len(entry.problems),
            "already_there": sum(map(len, entry.news.values())) - taken,
        },
        {fingerprint(source.headers): {source.headers[at]: key for key, at in found.positions.items()}},
    )


def _number(text: str | None) -> str:
    """A tracking number as it is compared: case and the blanks in it do not count."""
    return "".join((text or "").split()).casefold()


class _Entry:
    """Collects the news of every shipment; what cannot be understood becomes a problem."""

    def __init__(self, file: str, headers: Mapping[str, str], shipments: Sequence[Shipment], today: date) -> None:
        self.news: dict[int, list[_News]] = {}
        self.problems: list[Problem] = []
        self._file, self._headers, self._today = file, headers, today
        self._rows = {one.row: one for one in shipments}
        self._known: dict[str, list[Shipment]] = {}
        for one in shipments:
            self._known.setdefault(_number(one.cells["tracking_no"]), []).append(one)

    def enter(self, row: Row) -> None:
        place = Place(self._file, self._headers, row.number)
        values = row.values
        state = meaning("shipment_states", values["state"])
        known = self._known.get(_number(values["tracking_no"]), [])
        wrong = next(self._wrong(values, state, known, place), None)
        if wrong:
            self.problems.append(wrong)
        elif state:
            self.news.setdefault(known[0].row, []).append(_News(state, values["on"], values["expected_on"]))

    def _wrong(
        self, values: Mapping[str, Any], state: str | None, known: Sequence[Shipment], place: Place
    ) -> Iterator[Problem]:
        number, day = values["tracking_no"], values["on"]
        if len(known) != 1:
            yield place.problem("tracking_no", "shipment_ambiguous" if known else "shipment_unknown", value=number)
        if state is None:
            yield place.problem("state", "shipment_state_unread", value=values["state"])
        if day and day > self._today:
            yield place.problem("on", "shipment_news_ahead", value=day)
        if state == "delivered" and known:
            before = known[0].cells["delivered_on"]
            if day is None:
                yield place.problem("on", "shipment_without_day", value=number)
            elif before and before != day:
                yield place.problem("on", "shipment_delivered_before", value=day, known=before)

    @property
    def changes(self) -> dict[int, dict[str, Value]]:
        """The cells that the newest news of each shipment change."""
        found = {row: dict(_changed(self._rows[row].cells, news)) for row, news in self.news.items()}
        return {row: cells for row, cells in found.items() if cells}


def _changed(cells: Mapping[str, Any], news: Sequence[_News]) -> Iterator[tuple[str, Value]]:
    ordered = sorted(news, key=lambda one: one.order)
    last = ordered[-1]
    if RANKS[last.state] < RANKS[cells["state"]] or cells["delivered_on"]:
        return
    left = next((one.on for one in ordered if one.on and RANKS[one.state] >= RANKS["picked_up"]), None)
    after: dict[str, Value] = {
        "state": last.state,
        "delivered_on": last.on if last.state == "delivered" else None,
        "expected_on": last.expected_on,
        "sent_on": None if cells["sent_on"] else left,
    }
    yield from ((key, value) for key, value in after.items() if value is not None and value != cells[key])
