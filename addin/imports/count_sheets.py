"""A count sheet that came back from the warehouse (I-12): for every line what is there, or why it is refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from addin.core.show_returns import COUNTED, ReturnLine
from addin.imports import Source
from addin.imports.faults import Place, out_of_range
from addin.imports.known import compared
from addin.imports.mapping import Field, fingerprint, mapped
from addin.imports.rows import Row, read_rows
from addin.tables import TABLES
from addin.tables.model import Problem

FIELDS = (
    Field("show_id", "text"),
    Field("material_id", "text", required=True),
    Field("version", "text"),
    Field("inventory_no", "text"),
    Field("box", "text"),
    Field("sent", "integer"),  # to compare with; what counts stands on the packing list
    Field("used", "integer"),
    Field("back_good", "integer"),
    Field("back_damaged", "integer"),
)
# Every sheet has the column of what came back good, though nobody may have counted a line of it yet
_COLUMNS = tuple(replace(one, required=one.required or one.key == "back_good") for one in FIELDS)
_TELL_APART = ("version", "inventory_no", "box")
_TABLE = TABLES["show_items"]
_SEPARATOR = " · "


@dataclass(frozen=True)
class CountSheet:
    """The counts by the row of the packing list; `counts` and `mapping` as of every import."""

    found: Mapping[int, Mapping[str, int | None]]
    problems: tuple[Problem, ...]
    counts: Mapping[str, int]
    mapping: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def count_sheet(
    source: Source,
    lines: Sequence[ReturnLine],
    shows: Mapping[str, str],
    *,
    chosen: Mapping[str, str] | None = None,
    remembered: Mapping[str, Mapping[str, str]] | None = None,
    dates: str = "",
    decimals: str = "",
) -> CountSheet:
    """The counts of the lines that may be meant; `shows` are the names of shows by id.

    A line is known by its show and its material, each by id or name, and where that leaves more than one by
    edition, inventory number and box. A row in which nobody has counted anything is blank. What is missing is
    never read: it follows. Refused are rows that count more than was sent, and lines that are booked already.
    """
    found = mapped(source, "count_sheets", _COLUMNS, chosen, remembered)
    reading = read_rows(source, FIELDS, found, {"dates": dates, "decimals": decimals})
    headers = {key: source.headers[at] for key, at in found.positions.items()}
    entry = _Entry(source.name, headers, lines, shows)
    for row in reading.rows:
        entry.enter(row)
    told = [problem for problem in reading.problems if problem.code != "import_titles"]  # our own sheet has some
    return CountSheet(
        entry.found,
        tuple(sorted((*told, *entry.problems), key=lambda problem: problem.row or 0)),
        {
            "rows_in": len(source.rows) + source.refused,
            "rows_taken": len(entry.found),
            "rows_refused": reading.refused + entry.refused,
            "already_there": entry.already_there,
            "rows_uncounted": entry.uncounted,
        },
        {fingerprint(source.headers): {source.headers[at]: key for key, at in found.positions.items()}},
    )


class _Entry:
    """Takes a row as the count of a line, refuses it, or knows it already."""

    def __init__(
        self, file: str, headers: Mapping[str, str], lines: Sequence[ReturnLine], shows: Mapping[str, str]
    ) -> None:
        self.found: dict[int, dict[str, int | None]] = {}
        self.problems: list[Problem] = []
        self.refused = self.already_there = self.uncounted = 0
        self._file, self._headers, self._lines, self._shows = file, headers, lines, shows
        self._seen: dict[int, int] = {}

    def enter(self, row: Row) -> None:
        counted = {key: row.values[key] for key in COUNTED}
        if all(number is None for number in counted.values()):
            self.uncounted += 1
            return
        place = Place(self._file, self._headers, row.number)
        line = self._meant(row, place)
        wrong = [*out_of_range(counted, _TABLE, place), *(self._wrong(line, counted, place) if line else ())]
        if line is None or wrong:
            self.refused += 1
            self.problems += wrong
            return
        self._seen[line.row] = row.number
        if counted == {key: getattr(line, key) for key in COUNTED}:
            self.already_there += 1
        else:
            self.found[line.row] = counted

    def _meant(self, row: Row, place: Place) -> ReturnLine | None:
        """The line of the packing list; a problem is noted where it is none or not to be told."""
        named = [
            line for line in self._of_show(row.values["show_id"]) if self._is(line, row.values["material_id"])
        ]
        left = list(_told_apart(named, row.values))
        if len(left) == 1:
            return left[0]
        code = "count_ambiguous" if named else "count_unknown"
        self.problems.append(place.problem("material_id", code, value=row.values["material_id"], n=len(named)))
        return None

    def _of_show(self, named: str | None) -> Iterable[ReturnLine]:
        """The lines of the show that is named, else of all."""
        if not named:
            return self._lines
        texts = {compared(named), compared(named.rpartition(_SEPARATOR)[2])}
        return (
            line
            for line in self._lines
            if texts & {compared(line.show_id), compared(self._shows.get(line.show_id, ""))}
        )

    @staticmethod
    def _is(line: ReturnLine, named: str) -> bool:
        texts = {compared(named), compared(named.rpartition(_SEPARATOR)[2])}
        return bool(texts & {compared(line.material_id), compared(line.name)})

    def _wrong(self, line: ReturnLine, counted: Mapping[str, int | None], place: Place) -> Iterator[Problem]:
        total = sum(number or 0 for number in counted.values())
        facts: dict[str, Any] = {"value": total, "name": line.name, "sent": line.sent}
        if line.row in self._seen:
            yield place.problem("material_id", "count_twice", first=self._seen[line.row], value=line.name)
        elif line.booked_on and counted != {key: getattr(line, key) for key in COUNTED}:
            yield place.problem("back_good", "count_booked", **facts, on=line.booked_on)
        elif total > line.sent:
            yield place.problem("back_good", "count_beyond_sent", **facts)


def _told_apart(lines: Sequence[ReturnLine], values: Mapping[str, Any]) -> Iterator[ReturnLine]:
    """The lines that nothing in the row speaks against; one alone needs no more than its material."""
    if len(lines) == 1:
        yield lines[0]
        return
    for line in lines:
        if all(
            not values[key] or compared(values[key]) == compared(getattr(line, key) or "") for key in _TELL_APART
        ):
            yield line
