"""Where on a sheet everything of a report stands: rows of looks, from the top to the bottom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import singledispatchmethod
from typing import Any

from addin.reports.looks import Look, Role
from addin.reports.model import (
    Block,
    Cell,
    Charts,
    Figure,
    Figures,
    Heading,
    Kind,
    Line,
    Note,
    Place,
    Report,
    Severity,
    Table,
    Toned,
)
from addin.reports.widths import MARK, column_widths, figure_spans, lines_needed
from addin.tables.model import Value
from addin.words import Words

_LINE_HEIGHT = 13.0
_HIGHEST = 400.0  # Excel's limit is 409
_HEIGHTS: dict[Role, float] = {"title": 26.0, "figure_value": 21.0}
_GAP = 8.0
CHART_ROWS = 15
_CHART_WIDTH = 46.0  # characters; a narrower one turns its labels
_DIGITS_A_UNIT = 1.06  # widths are counted in digits of the workbook, which are larger than the report's
_TITLE_SIZE = 1.8
_MARK = Heading("", "mark")

Span = tuple[int, int]


@dataclass(frozen=True)
class Row:
    """Cells from the left, each with its look and where a click leads; spans of merged cells, first and last.

    `height` is in points, 0 the usual one.
    """

    cells: Sequence[tuple[Value, Look, Place | None]]
    merged: Sequence[Span] = ()
    height: float = 0


class Layout:
    """One report in rows and columns."""

    def __init__(self, report: Report, words: Words) -> None:
        self.report, self.words = report, words
        self.marked = any(line.severity for table in report.tables for line in table.lines)
        self.widths = [MARK] * self.marked + _roomy(column_widths(report, words), report)

    @property
    def heading_row(self) -> int:
        """The row of the headings where one table is all the report has; 0 where several would need it."""
        tables = self.report.tables
        if len(tables) != 1:
            return 0
        return self.row_of(tables[0]) + bool(tables[0].title)

    def row_of(self, block: Block) -> int:
        """The first row of a block, below the gap before it."""
        at = next(place for place, other in enumerate(self.report.blocks) if other is block)
        return sum(1 for _ in self._above(self.report.blocks[:at])) + 2

    def lines_of(self, table: Table) -> tuple[int, int]:
        """The first and the last row of a table's lines; the table has one group."""
        first = self.row_of(table) + bool(table.title) + 1 + bool(table.groups[0].title)
        return first, first + len(table.groups[0].lines) - 1

    def column_of(self, heading: int) -> int:
        """The column, counted from 1, in which a table's heading of that position stands."""
        return heading + 1 + self.marked

    @property
    def first_free_column(self) -> int:
        """The first column that may scroll away: a grid keeps the names of its lines in sight."""
        grid = any(heading.kind == "mark" for table in self.report.tables for heading in table.headings)
        return self.marked + 1 if grid else 0

    @property
    def filtered_rows(self) -> int:
        """How many lines a coordinator can filter: those of the only table, where nothing but lines is in it."""
        tables = self.report.tables
        plain = len(tables) == 1 and not self.first_free_column and not any(g.title for g in tables[0].groups)
        return sum(1 for _ in tables[0].lines) if plain else 0

    def rows(self) -> Iterator[Row]:
        return self._above(self.report.blocks)

    def _above(self, blocks: Iterable[Any]) -> Iterator[Row]:
        yield self._across(self.report.title, "title")
        yield self._across(self.words.text("reports.key_date", today=self.report.today), "key_date")
        if self.report.subtitle:
            yield self._across(self.report.subtitle, "subtitle")
        for block in blocks:
            yield Row((), height=_GAP)
            yield from self._block(block)

    @singledispatchmethod
    def _block(self, block: object) -> Iterator[Row]:
        raise TypeError(block)

    @_block.register
    def _note(self, note: Note) -> Iterator[Row]:
        yield self._across(note.text, "note", note.severity)

    @_block.register
    def _charts(self, block: Charts) -> Iterator[Row]:
        yield from (Row((), height=height_of(1)) for _ in range(CHART_ROWS if block.drawn else 0))

    @_block.register
    def _figures(self, block: Figures) -> Iterator[Row]:
        figures = iter(block.figures)
        for spans in figure_spans(block.figures, self.widths, self.words):
            placed = [(next(figures), span) for span in spans]
            yield _tiles(placed, "figure_label", lambda figure: (figure.label, "text"))
            yield _tiles(placed, "figure_value", lambda figure: (figure.value, figure.kind))
            if any(figure.below is not None for figure, _ in placed):
                yield _tiles(placed, "figure_below", lambda figure: (figure.below, figure.below_kind))

    @_block.register
    def _table(self, table: Table) -> Iterator[Row]:
        if table.title:
            yield self._across(table.title, "table_title")
        if not table:
            yield self._across(table.empty, "note")
            return
        yield self._headings(table)
        for group in table.groups:
            if group.title:
                yield self._row([group.title, *[None] * (len(table.headings) - 1)], table, "group")
            yield from (self._line(line, table) for line in group.lines)
            if group.totals:
                yield self._row(group.totals, table, "total")
        if table.totals:
            yield self._row(table.totals, table, "total")

    def _headings(self, table: Table) -> Row:
        row = self._row([heading.label for heading in table.headings], table, "heading")
        return Row(row.cells, height=(row.height or height_of(1)) + 3)

    def _line(self, line: Line, table: Table) -> Row:
        mark = self.words.text(f"reports.marks.{line.severity}") if line.severity else None
        row = self._row(line.values, table, "line", line.place, Toned(mark, line.severity))
        return replace(row, cells=[_grey(cell) for cell in row.cells]) if line.shaded else row

    def _row(
        self, cells: Iterable[Cell], table: Table, role: Role, place: Place | None = None, mark: Cell = None
    ) -> Row:
        styled = [_styled(mark, role, _MARK, None)] if self.marked else []
        styled += [
            _styled(cell, role, heading, place) for cell, heading in zip(cells, table.headings, strict=True)
        ]
        wraps = role in ("line", "heading")
        lines = max(_lines(cell[0], cell[1], width) for cell, width in zip(styled, self.widths, strict=False))
        return Row(styled, height=height_of(lines) if wraps and lines > 1 else 0)

    def _across(self, text: str, role: Role, severity: Severity = "") -> Row:
        """A text over the whole width, as high as it needs: merged cells do not grow by themselves."""
        look = Look(role, severity=severity)
        lines = lines_needed(text, sum(self.widths) / (_TITLE_SIZE if role == "title" else 1))
        cells = [(text if at == 0 else None, look, None) for at in range(len(self.widths))]
        return Row(cells, ((0, len(cells) - 1),), lines * _HEIGHTS.get(role, _LINE_HEIGHT) + 2)


def _roomy(widths: list[float], report: Report) -> list[float]:
    """The widths, stretched where charts side by side would not be readable."""
    charts = max((len(block.drawn) for block in report.blocks if isinstance(block, Charts)), default=0)
    factor = charts * _CHART_WIDTH / sum(widths)
    return [width * factor for width in widths] if factor > 1 else widths


def height_of(lines: int) -> float:
    """The height of a row with so many lines of text, in points."""
    return min(lines * _LINE_HEIGHT + 3, _HIGHEST)


def _tiles(placed: list[tuple[Figure, Span]], role: Role, part: Callable[[Figure], tuple[Value, Kind]]) -> Row:
    cells: list[tuple[Value, Look, Place | None]] = []
    for figure, (first, last) in placed:
        value, kind = part(figure)
        look = Look(role, kind, figure.severity)
        cells += [(value if at == first else None, look, None) for at in range(first, last + 1)]
    merged = [span for _, span in placed if span[0] < span[1]]
    return Row(cells, merged, _HEIGHTS.get(role, 0))


def _styled(cell: Cell, role: Role, heading: Heading, place: Place | None) -> tuple[Value, Look, Place | None]:
    value, severity = (cell.value, cell.severity) if isinstance(cell, Toned) else (cell, "")
    shaded = heading.shaded and role in ("heading", "line")
    return value, Look(role, heading.kind, severity, shaded=shaded), place if heading.linked else None


def _grey(cell: tuple[Value, Look, Place | None]) -> tuple[Value, Look, Place | None]:
    value, look, place = cell
    return value, look._replace(shaded=True), place


def _lines(value: Value, look: Look, width: float) -> int:
    """How many lines a cell's text takes; rows do not grow by themselves everywhere."""
    room = width if look.kind == "mark" else (width - 0.5) * _DIGITS_A_UNIT
    if not isinstance(value, str) or (len(value) * 1.2 <= room and "\n" not in value):
        return 1
    return lines_needed(value, room)
