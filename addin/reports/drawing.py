"""A chart as a drawing (SVG) for pages and prints; a workbook gets a native one."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import cycle
from math import ceil, floor, log10

from addin.reports.model import Chart, writable
from addin.reports.palette import BARS, FONTS, GRID, INK, MARKS
from addin.reports.widths import breadth, shown_number
from addin.words import Words

WIDTH, HEIGHT = 380.0, 230.0  # one unit is a CSS pixel
_LEFT, _RIGHT, _TOP, _BOTTOM = 62.0, 6.0, 30.0, 66.0
_BAR_SHARE = 0.62  # of the room of one line
_TICKS = 5
_CENT = 0.01  # what is less is nothing
_LETTER = 5.4  # how wide a digit of the labels is
_LINE = 12.0


def svg(chart: Chart, words: Words) -> str:
    """The chart as one SVG element, titled for those who hear the page."""
    drawing = _Drawing(chart, words)
    size = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}"'
    looks = f'role="img" font-family="{FONTS}" font-size="10" fill="#{INK}"'
    return f"<svg {size} {looks}><title>{escape(writable(chart.title))}</title>{''.join(drawing.parts())}</svg>"


def ticks(lowest: float, highest: float) -> list[float]:
    """Round numbers for an axis, from at or below the lowest to at or above the highest, zero among them.

    >>> ticks(-3_000, 120_000)
    [-50000.0, 0.0, 50000.0, 100000.0, 150000.0]
    """
    low, high = min(lowest, 0.0), max(highest, 0.0)
    rough = (high - low if high - low >= _CENT else 1.0) / (_TICKS - 1)
    power: float = 10.0 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough)
    return [step * at for at in range(floor(low / step), ceil(high / step) + 1)] if high > low else [0.0, step]


class _Drawing:
    """The parts of one chart, from the back to the front."""

    def __init__(self, chart: Chart, words: Words) -> None:
        self.chart, self.words = chart, words
        self.bars = [chart.numbers(column) for column in chart.bars]
        self.marks = [chart.numbers(column) for column in chart.marks]
        numbers = [number for column in (*self.bars, *self.marks) for number in column]
        self.ticks = ticks(min(numbers), max(numbers))
        self.names = [str(line.values[chart.category] or "") for line in chart.table.lines]
        self.room = (WIDTH - _LEFT - _RIGHT) / len(self.names)

    def parts(self) -> Iterator[str]:
        yield _text(WIDTH / 2, 16, self.chart.title, heading=True)
        yield from self._grid()
        for place, name in enumerate(self.names):
            yield from self._line(place, name)
        yield from self._titles()
        yield from self._legend()

    def _y(self, number: float) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        return HEIGHT - _BOTTOM - (number - low) / (high - low) * (HEIGHT - _BOTTOM - _TOP)

    def _grid(self) -> Iterator[str]:
        for tick in self.ticks:
            y, colour = self._y(tick), INK if tick == 0 else GRID
            yield f'<path d="M{_LEFT:g} {y:.1f}H{WIDTH - _RIGHT:g}" stroke="#{colour}" stroke-width=".7"/>'
            whole = int(tick) if tick == int(tick) else tick
            yield _text(_LEFT - 5, y + 3.5, shown_number("integer", whole, self.words), anchor="end")

    def _line(self, place: int, name: str) -> Iterator[str]:
        """Bars, marks and name of one line of the table."""
        left = _LEFT + self.room * (place + (1 - _BAR_SHARE) / 2)
        width = self.room * _BAR_SHARE / max(len(self.bars), 1)
        for at, (numbers, colour) in enumerate(zip(self.bars, cycle(BARS), strict=False)):
            yield self._bar(left + (at + 0.03) * width, width * 0.94, numbers[place], colour)
        for numbers, colour in zip(self.marks, cycle(MARKS), strict=False):
            y = self._y(numbers[place])
            yield (
                f'<path d="M{left:.1f} {y:.1f}h{self.room * _BAR_SHARE:.1f}" stroke="#{colour}" stroke-width="3"/>'
            )
        for at, part in enumerate(_folded(name, self.room)):
            yield _text(left + self.room * _BAR_SHARE / 2, HEIGHT - _BOTTOM + 14 + at * _LINE, part)

    def _bar(self, left: float, width: float, number: float, colour: str) -> str:
        top, bottom = sorted((self._y(number), self._y(0)))
        place = f'x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{bottom - top:.1f}"'
        return f'<rect {place} fill="#{colour}"/>'

    def _titles(self) -> Iterator[str]:
        middle = (_TOP + HEIGHT - _BOTTOM) / 2
        yield _text(_LEFT + (WIDTH - _LEFT - _RIGHT) / 2, HEIGHT - 22, self.chart.category_title)
        yield _text(12, middle, self.chart.value_title, turned=True)

    def _legend(self) -> Iterator[str]:
        """What the colours mean, where there is more than one."""
        columns = [
            *zip(self.chart.bars, cycle(BARS), strict=False),
            *zip(self.chart.marks, cycle(MARKS), strict=False),
        ]
        if len(columns) < 2:
            return
        labels = [self.chart.table.headings[column].label for column, _ in columns]
        wide = [breadth(label) * _LETTER + 30 for label in labels]
        left = (WIDTH - sum(wide)) / 2
        for label, width, (_, colour) in zip(labels, wide, columns, strict=True):
            yield f'<rect x="{left:.1f}" y="{HEIGHT - 13:g}" width="10" height="8" fill="#{colour}"/>'
            yield _text(left + 15, HEIGHT - 5, label, anchor="start")
            left += width


def _text(
    x: float, y: float, text: str, anchor: str = "middle", *, heading: bool = False, turned: bool = False
) -> str:
    looks = ' font-size="13" font-weight="bold"' if heading else ""
    looks += f' transform="rotate(-90 {x:.1f} {y:.1f})"' if turned else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{looks}>{escape(writable(text))}</text>'


def _folded(name: str, room: float) -> list[str]:
    """A name in at most two lines that fit into the room; what does not is cut, and the cut is shown."""
    letters = max(int(room / _LETTER), 3)
    words, lines = name.split(), [""]
    for word in words:
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and len(longer) > letters:
            lines.append(word)
        else:
            lines[-1] = longer
    kept = lines[:2] if len(lines) < 3 else [lines[0], f"{lines[1]} …"]
    return [line if len(line) <= letters else f"{line[: letters - 1]}…" for line in kept]
