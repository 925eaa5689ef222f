"""What a report is: worded values in blocks, before anything is drawn.

A builder words everything in the reader's language and decides what matters; a renderer only draws. Sheet, web
page and print come from the same value.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from addin.tables.model import Value

Kind = Literal["text", "choice", "date", "money", "integer", "number", "percent", "mark"]
Severity = Literal["", "notice", "warning", "critical"]


@dataclass(frozen=True)
class Place:
    """The cell of the master workbook that a line is about."""

    table: str
    row: int
    column: str


@dataclass(frozen=True)
class Heading:
    """One column of a report's table.

    `choice` is a short text, `mark` a sign in a narrow column of a grid. `width` is in characters, 0 follows the
    content. The `linked` column carries the line's link; `shaded` is the grey of a day without work; `summed`
    goes into the totals.
    """

    label: str
    kind: Kind = "text"
    width: int = 0
    linked: bool = False
    shaded: bool = False
    summed: bool = False


@dataclass(frozen=True)
class Toned:
    """A value whose own cell is coloured, not only the mark before its line."""

    value: Value
    severity: Severity


Cell = Value | Toned


@dataclass(frozen=True)
class Line:
    """One row of a report's table, a value for each heading; a click on it leads to `place`.

    A `shaded` one is grey: it is out of date.
    """

    values: tuple[Cell, ...]
    severity: Severity = ""
    place: Place | None = None
    shaded: bool = False


@dataclass(frozen=True)
class Group:
    """Lines that belong together under a title of their own, with their totals (none: blank)."""

    title: str
    lines: tuple[Line, ...]
    totals: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Table:
    """Lines under headings, in groups that share the headings; `empty` stands there when there is no line."""

    headings: tuple[Heading, ...]
    groups: tuple[Group, ...]
    empty: str
    title: str = ""
    totals: tuple[Cell, ...] = ()

    @property
    def lines(self) -> Iterator[Line]:
        return (line for group in self.groups for line in group.lines)

    def __bool__(self) -> bool:
        return any(group.lines for group in self.groups)


@dataclass(frozen=True)
class Figure:
    """One number that is read at a glance, and a second one under it where there is more to say."""

    label: str
    value: Value
    kind: Kind = "integer"
    below: Value = None
    below_kind: Kind = "money"
    severity: Severity = ""


@dataclass(frozen=True)
class Figures:
    """Figures side by side."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Note:
    """A sentence: what was left out, what to do next."""

    text: str
    severity: Severity = ""


@dataclass(frozen=True)
class Chart:
    """Numbers of a table, drawn: `category` and the others are positions of its headings.

    `bars` stand beside each other over every line of the table, `marks` are drawn across them (a target). The
    table is one of the report's own and has one group, so that the chart shows what the reader sees.
    """

    title: str
    table: Table
    category: int
    bars: tuple[int, ...]
    marks: tuple[int, ...] = ()
    category_title: str = ""
    value_title: str = ""

    def numbers(self, column: int) -> list[float]:
        """The numbers of one column from the first line to the last, a blank as 0."""
        values = [line.values[column] for line in self.table.lines]
        plain = [value.value if isinstance(value, Toned) else value for value in values]
        return [value if isinstance(value, int | float) else 0 for value in plain]


@dataclass(frozen=True)
class Charts:
    """Charts side by side; those of tables without lines are left out."""

    charts: tuple[Chart, ...]

    @property
    def drawn(self) -> tuple[Chart, ...]:
        return tuple(chart for chart in self.charts if chart.table)


Block = Table | Figures | Note | Charts


@dataclass(frozen=True)
class Report:
    """One sheet or one print.

    `key` is how a later run finds the sheet it replaces: the family before the dot (`expiry_calendar.M-0003`)
    names the report, the rest whose it is. `sheet` is the name of its tab.
    """

    key: str
    sheet: str
    title: str
    today: date
    blocks: tuple[Block, ...]
    subtitle: str = ""
    landscape: bool = True

    @property
    def family(self) -> str:
        return self.key.partition(".")[0]

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables that have lines; an empty one is only a sentence."""
        return tuple(block for block in self.blocks if isinstance(block, Table) and block)


def totals(label: str, headings: Sequence[Heading], lines: Collection[Line]) -> tuple[Cell, ...]:
    """The sums of the summed columns, the label in the first column; a blank counts as nothing.

    >>> headings = (Heading("Firma"), Heading("Wert", "money", summed=True))
    >>> totals("Summe", headings, (Line(("Hansen", 0.1)), Line(("Petersen", 0.2)), Line(("Ohne", None))))
    ('Summe', 0.3)
    """
    sums = (_sum(heading, [line.values[at] for line in lines]) for at, heading in enumerate(headings))
    return (label, *list(sums)[1:])


def _sum(heading: Heading, values: Sequence[Cell]) -> Cell:
    if not heading.summed:
        return None
    return round(sum(value for value in values if isinstance(value, int | float)), 2)


_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    """The text without signs that no sheet, page or calendar can hold; every line break is a plain one.

    >>> writable("Hansen\\r\\nDruck\\x07")
    'Hansen\\nDruck'
    """
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
