"""Address labels on the sheets that are sold, begun at any label of a half-used one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files

from mailmerge.model import Finding
from mailmerge.paper.press import Printed, Room, pressed, sizes

_PAGE = (210.0, 297.0)
# Points, the largest first: rather smaller than a line on two, rather on two than below what is read with ease
_SIZES, _WRAPPED_SIZES = (11, 10, 9), (10, 9, 8)
# Millimetres kept free within a label, at its sides and above and below: printers feed a sheet a little askew
_FREE_X, _FREE_Y = 4.0, 2.0


@dataclass(frozen=True)
class Sheet:
    """The labels of an A4 sheet, in millimetres; a pitch goes from one label's edge to that edge of the next."""

    width: float
    height: float
    columns: int
    rows: int
    pitch_x: float
    pitch_y: float
    left: float
    top: float

    def __post_init__(self) -> None:
        ends = (self.left + self._span(0), self.top + self._span(1))
        if any(end > side for end, side in zip(ends, _PAGE, strict=True)):
            raise ValueError(f"{self} is larger than its page")

    def _span(self, axis: int) -> float:
        pitch, count, label = (
            (self.pitch_x, self.columns, self.width) if axis == 0 else (self.pitch_y, self.rows, self.height)
        )
        return pitch * (count - 1) + label

    @property
    def labels(self) -> int:
        """How many labels a whole sheet holds."""
        return self.columns * self.rows


@dataclass(frozen=True)
class Label:
    """The lines of an address and the record it belongs to."""

    record: str
    lines: tuple[str, ...]


@cache
def sheets() -> Mapping[str, Sheet]:
    """The sheets that are known, by the number on their box."""
    listed = json.loads(files(__package__).joinpath("sheets.json").read_text("utf-8"))
    return {number: Sheet(**measures) for number, measures in listed.items()}


def labels_pdf(labels: Sequence[Label], sheet: str, start: int = 1) -> Printed:
    """The labels row by row, the first on label `start` (from 1) of the first sheet.

    An address that has no room on a label, even in small type, is left out and found. KeyError for a sheet that is
    not known, ValueError for a start beyond it.
    """
    known = sheets()[sheet]
    if not 1 <= start <= known.labels:
        raise ValueError(f"{sheet} has no label {start}")
    fit = _fitting([each.lines for each in labels], Room(known.width - 2 * _FREE_X, known.height - 2 * _FREE_Y))
    findings = tuple(_misfit(label, sheet) for label, size in zip(labels, fit, strict=True) if not size)
    told = [{"lines": label.lines, "size": size} for label, size in zip(labels, fit, strict=True) if size]
    given = {"sheet": asdict(known), "free": _FREE_X, "start": start, "labels": told}
    return Printed(pressed("labels.typ", given) if told else b"", findings)


def _fitting(addresses: Sequence[Sequence[str]], room: Room) -> list[float]:
    plain = sizes(addresses, room, _SIZES)
    wrapped = sizes(addresses, room, _WRAPPED_SIZES, wrapped=True)
    return [first or second for first, second in zip(plain, wrapped, strict=True)]


def _misfit(label: Label, sheet: str) -> Finding:
    return Finding(
        label.record, "address", "paper_label_too_small", {"address": ", ".join(label.lines), "sheet": sheet}
    )
