"""Blocks as an e-mail shows them: as plain text, and as calm HTML that needs no style sheet and no picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from mailmerge.model import Block, Grid, Items, Paragraph, Run

# A plain table wider than this is written row by row
_WIDEST = 72
# A number or a date of up to so many characters stays on one line of its cell
_UNBROKEN = 12

INK = "#1f2933"
FAINT = "#616e7c"
_HAIRLINE = "#e4e7eb"
_RULE = "#9aa5b1"
_LINK = "#0b5cad"
_SIZES = {1: 22, 2: 18, 3: 16}


def plain(blocks: Iterable[Block]) -> str:
    """The blocks as text, a blank line between them; a link's address stands behind its words.

    >>> plain([Paragraph((Run("Dear "), Run("Eva", strong=True))), Items(((Run("one"),), (Run("two"),)))])
    'Dear Eva\\n\\n- one\\n- two'
    """
    return "\n\n".join(_plain_block(block) for block in blocks)


def _plain_block(block: Block) -> str:
    if isinstance(block, Paragraph):
        return _plain(block.runs)
    if isinstance(block, Items):
        marks = (f"{number}." if block.numbered else "-" for number in range(1, len(block.items) + 1))
        return "\n".join(_hanging(mark, _plain(item)) for mark, item in zip(marks, block.items, strict=True))
    return _plain_grid(block)


def _plain(runs: Iterable[Run]) -> str:
    return "".join(
        f"{run.text} ({run.link.removeprefix('mailto:')})"
        if run.link and run.link.removeprefix("mailto:") != run.text
        else run.text
        for run in runs
    )


def _hanging(mark: str, text: str) -> str:
    return f"{mark} " + text.replace("\n", "\n" + " " * (len(mark) + 1))


def _plain_grid(grid: Grid) -> str:
    """Columns below each other where they fit, else each row as lines of head and cell."""
    rows = [[_plain(cell) for cell in row] for row in (grid.head, *grid.rows)]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    if sum(widths) + 2 * len(widths) > _WIDEST or any("\n" in cell for row in rows for cell in row):
        return "\n\n".join(_plain_record(rows[0], row) for row in rows[1:])
    lines = [_plain_row(row, widths, grid.right) for row in rows]
    return "\n".join((lines[0], "-" * (sum(widths) + 2 * len(widths) - 2), *lines[1:]))


def _plain_record(head: Sequence[str], row: Sequence[str]) -> str:
    return "\n".join(_hanging(f"{name}:", cell) for name, cell in zip(head, row, strict=True) if cell)


def _plain_row(row: Sequence[str], widths: Sequence[int], right: frozenset[int]) -> str:
    cells = (
        cell.rjust(width) if column in right else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join(cells).rstrip()


def html(blocks: Iterable[Block]) -> str:
    """The blocks as HTML, each element with its style; whatever a text holds is escaped.

    >>> html([Paragraph((Run("A & B <script>"),))])
    '<p style="margin:0 0 16px">A &amp; B &lt;script&gt;</p>'
    """
    return "\n".join(_html_block(block) for block in blocks)


def _html_block(block: Block) -> str:
    if isinstance(block, Paragraph):
        if block.level:
            style = f"margin:24px 0 8px;font-size:{_SIZES[block.level]}px;line-height:1.3"
            return _element(f"h{block.level}", style, _html(block.runs))
        return _element("p", "margin:0 0 16px", _html(block.runs))
    if isinstance(block, Items):
        items = "".join(_element("li", "margin:0 0 6px", _html(item)) for item in block.items)
        return _element("ol" if block.numbered else "ul", "margin:0 0 16px;padding:0 0 0 24px", items)
    return _html_grid(block)


def _html_grid(grid: Grid) -> str:
    head = _html_row("th", grid.head, grid.right, f"border-bottom:1px solid {_RULE};color:{FAINT};font-weight:600")
    rows = "".join(_html_row("td", row, grid.right, f"border-bottom:1px solid {_HAIRLINE}") for row in grid.rows)
    inner = f"<thead>{head}</thead><tbody>{rows}</tbody>"
    return _element("table", "margin:0 0 20px;border-collapse:collapse;font-size:15px", inner)


def _html_row(tag: str, cells: Sequence[Sequence[Run]], right: frozenset[int], style: str) -> str:
    shown = []
    for column, cell in enumerate(cells):
        side = "right" if column in right else "left"
        before, after = (0 if column == 0 else 12, 0 if column == len(cells) - 1 else 12)
        place = f"padding:7px {after}px 7px {before}px;text-align:{side};vertical-align:top"
        place += ";white-space:nowrap" if len(_plain(cell)) <= _UNBROKEN else ""
        shown.append(_element(tag, f"{place};{style}", _html(cell)))
    return f"<tr>{''.join(shown)}</tr>"


def _html(runs: Iterable[Run]) -> str:
    return "".join(_html_run(run) for run in runs)


def _html_run(run: Run) -> str:
    text = escape(run.text, quote=False).replace("\n", "<br>")
    if run.emphasis:
        text = f"<em>{text}</em>"
    if run.strong:
        text = f"<strong>{text}</strong>"
    return f'<a href="{escape(run.link)}" style="color:{_LINK}">{text}</a>' if run.link else text


def _element(tag: str, style: str, inner: str) -> str:
    return f'<{tag} style="{style}">{inner}</{tag}>'
