"""How wide each column of a report must be so that nothing is cut off, in characters."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache, lru_cache
from itertools import chain, zip_longest
from unicodedata import east_asian_width

from addin.reports.model import Cell, Figure, Heading, Kind, Report, Table, Toned
from addin.words import Words

MARK = 4.0  # the column before the lines that says how much a line hurts
_SIGN = 3.4
_PADDING = 2.5
_NARROWEST = 6.0
_WIDEST: dict[Kind, float] = {"text": 46.0, "choice": 26.0}
_STILL_READABLE = 24.0
PAGE = 170.0  # what fits across A4 landscape at about nine points
_PLAIN, _PLAIN_COLUMNS = 14.0, 12  # a sheet without a table


def column_widths(report: Report, words: Words) -> list[float]:
    """One width for each column of the sheet, wide texts narrowed (they wrap) until the page holds them."""
    tables = [table_widths(table, words) for table in report.tables]
    if not tables:
        return [_PLAIN] * _PLAIN_COLUMNS
    widths = [max(column) for column in zip_longest(*tables, fillvalue=0.0)]
    return _narrowed(widths, _wrapping(report))


def table_widths(table: Table, words: Words) -> list[float]:
    """How wide the columns of one table with lines want to be."""
    rows = [line.values for line in table.lines]
    sums = [group.totals for group in table.groups if group.totals] + ([table.totals] if table.totals else [])
    columns = zip(*rows, *sums, strict=True)
    return [_width(heading, cells, words) for heading, cells in zip(table.headings, columns, strict=True)]


def _width(heading: Heading, cells: Iterable[Cell], words: Words) -> float:
    if heading.width:
        return float(heading.width)
    if heading.kind == "mark":
        return _SIGN
    longest = max(map(breadth, _distinct(heading.kind, cells, words)), default=0.0)
    label = max(map(breadth, heading.label.split()), default=0.0)
    return max(_NARROWEST, min(max(longest, label) + _PADDING, _WIDEST.get(heading.kind, 60.0)))


def _distinct(kind: Kind, cells: Iterable[Cell], words: Words) -> set[str]:
    """The texts of a column; of numbers only those that can be the longest."""
    values = {cell.value if isinstance(cell, Toned) else cell for cell in cells} - {None}
    numbers = sorted(v for v in values if isinstance(v, int | float))
    texts = {str(v) for v in values if isinstance(v, str)}
    dates = {words.shown(date(2027, 12, 31))} if any(isinstance(v, date) for v in values) else set()
    return texts | dates | {shown_number(kind, v, words) for v in chain(numbers[:1], numbers[-1:])}


def shown_number(kind: Kind, value: float, words: Words) -> str:
    """A number about as the sheet shows it.

    >>> shown_number("money", 1234.5, Words.of("de"))
    '1.234,50 €'
    """
    if not math.isfinite(value):
        return str(value)
    if kind == "money":
        return f"{_fixed(value, 2, words)} €"
    if kind == "percent":
        return f"{_fixed(100 * value, 1, words)} %"
    return words.shown(round(value, 1) if kind == "number" else value)


def _fixed(value: float, places: int, words: Words) -> str:
    """A number with so many decimals and its thousands apart."""
    whole, decimals = f"{abs(value):.{places}f}".split(".")
    sign = "-" if value < 0 and float(f"{whole}.{decimals}") else ""
    return f"{sign}{words.shown(int(whole))}{words.shown(0.5)[1]}{decimals}"


def breadth(text: str) -> float:
    """How wide the longest line of a text is, in digits, as the reports' font draws it.

    >>> round(breadth("2027\\nill"), 2), round(breadth("WWW"), 2)
    (4.0, 4.8)
    """
    return max((_line_breadth(line) for line in text.splitlines()), default=0.0)


def _line_breadth(line: str) -> float:
    return sum(map(_sign_breadth, line))


@cache
def _sign_breadth(sign: str) -> float:
    if sign in " .,;:'|!()[]-/ijltfrI":
        return 0.6
    if east_asian_width(sign) in "WF":
        return 2.0
    return 1.6 if sign in "mwMW@%&…—" else 1.2 if sign.isupper() else 1.0


@lru_cache(maxsize=4096)
def lines_needed(text: str, width: float) -> int:
    """How many lines a text takes when it wraps between words.

    >>> lines_needed("Tage bis zur Kündigung", 13)
    2
    """
    return sum(_wrapped(line, width) for line in text.splitlines()) or 1


def _wrapped(line: str, width: float) -> int:
    lines, used = 1, 0.0
    for word in line.split(" "):
        needed = _line_breadth(word)
        if used and used + needed > width:
            lines, used = lines + 1, 0.0
        lines += int(needed // width)
        used += needed % width + _sign_breadth(" ")
    return lines


def _wrapping(report: Report) -> set[int]:
    kinds = [(at, heading) for table in report.tables for at, heading in enumerate(table.headings)]
    return {at for at, heading in kinds if heading.kind == "text" and not (heading.width or heading.linked)}


def _narrowed(widths: list[float], wrapping: set[int]) -> list[float]:
    while sum(widths) > PAGE and wrapping:
        widest = max(wrapping, key=lambda at: widths[at])
        if widths[widest] <= _STILL_READABLE:
            break
        widths[widest] -= 1
    return widths


def figure_spans(figures: Sequence[Figure], widths: Sequence[float], words: Words) -> list[list[tuple[int, int]]]:
    """The columns each figure stands over, first and last, row by row of figures.

    >>> three = [Figure("über 180 Tage", 5), Figure("offen", 3), Figure("vorbei", 2)]
    >>> figure_spans(three, [4.0, 12.0, 5.0, 5.0, 5.0], Words.of("de"))
    [[(0, 1), (2, 3)], [(0, 1)]]
    """
    rows: list[list[tuple[int, int]]] = [[]]
    column = 0
    for figure in figures:
        last = _span_end(column, _figure_width(figure, words), widths)
        if last is None and rows[-1]:
            rows.append([])
            column = 0
            last = _span_end(0, _figure_width(figure, words), widths)
        end = len(widths) - 1 if last is None else last
        rows[-1].append((column, end))
        column = end + 1
    return rows


def _span_end(first: int, wanted: float, widths: Sequence[float]) -> int | None:
    held = 0.0
    for at in range(first, len(widths)):
        held += widths[at]
        if held >= wanted:
            return at
    return None


def _figure_width(figure: Figure, words: Words) -> float:
    value, below = (
        shown_number(kind, cell, words) if isinstance(cell, int | float) else words.shown(cell)
        for cell, kind in ((figure.value, figure.kind), (figure.below, figure.below_kind))
    )
    return max(breadth(figure.label), 1.6 * breadth(value), breadth(below)) + _PADDING
