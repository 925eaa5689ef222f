"""Where in a file the table begins: its headers, the rows that fit under them, and the rows that do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from addin.errors import Refusal
from addin.imports import Broken, Cell, Record, Source
from addin.imports.numbers import readings
from addin.imports.vocabulary import meaning
from addin.tables import frames
from addin.tables.model import Problem

_LOOKED_AT = 30  # rows: whatever stands above a table is shorter
_LONGEST_LABEL = 100


def source(name: str, records: Sequence[Record]) -> Source:
    """The table in a file, its headers being the first row with about as many labels as any other.

    Titles and merged headers above may stand there. Refusal where there is no row, no header or nothing below.
    """
    filled = [record for record in records if any(cell != "" for cell in record.cells)]
    if not filled:
        raise Refusal("import_empty", file=name)
    last, labels = _heading(filled, name)
    below = filled[last + 1 :]
    if not below:
        raise Refusal("import_no_rows", file=name, row=str(filled[last].number))
    headers = tuple(_header(cell, index) for index, cell in enumerate(labels))
    needed = max(index for index, cell in enumerate(labels) if cell != "") + 1
    misfits = {record.number: _misfit(name, record, needed, len(labels)) for record in below}
    good = [record for record in below if misfits[record.number] is None]
    problems = [problem for problem in misfits.values() if problem]
    return Source(
        name,
        headers,
        rows=tuple(_fitted(record.cells, len(headers)) for record in good),
        numbers=tuple(record.number for record in good),
        problems=(*_skipped(name, filled[: last + 1], labels), *problems),
        refused=len(problems),
        blank_rows=len(records) - len(filled),
    )


def text_of(cell: Cell) -> str:
    """A cell as text, a broken one as it is shown."""
    return cell.shown if isinstance(cell, Broken) else frames.text_of(cell)


def _is_label(cell: Cell) -> bool:
    return isinstance(cell, str) and len(cell) <= _LONGEST_LABEL and any(letter.isalpha() for letter in cell)


def _heading(filled: Sequence[Record], name: str) -> tuple[int, list[Cell]]:
    """Index of the last header row, and the labels: of two merged rows the lower one's, where it has one."""
    counts = [sum(map(_is_label, record.cells)) for record in filled[:_LOOKED_AT]]
    if not any(counts):
        raise Refusal("import_no_headers", file=name)
    at = next(index for index, count in enumerate(counts) if count >= 0.8 * max(counts))
    labels = list(filled[at].cells)
    if at and counts[at - 1] > 1:
        labels = _stacked(filled[at - 1].cells, labels)
    if at + 2 < len(filled) and _continues(labels, filled[at + 1].cells, filled[at + 2].cells):
        return at + 1, _stacked(labels, filled[at + 1].cells)
    return at, labels


def _stacked(upper: Sequence[Cell], lower: Sequence[Cell]) -> list[Cell]:
    width = max(len(upper), len(lower))
    pairs = zip(_fitted(upper, width), _fitted(lower, width), strict=True)
    return [above if below == "" else below for above, below in pairs]


def _continues(labels: Sequence[Cell], cells: Sequence[Cell], next_cells: Sequence[Cell]) -> bool:
    """Whether a second header row follows: labels alone, under a gap of the first, and real data after it."""
    filled = [cell for cell in cells if cell != ""]
    gaps = any(cell != "" and above == "" for above, cell in zip(labels, cells, strict=False))
    data_follow = any(cell != "" and not _is_label(cell) for cell in next_cells)
    return gaps and data_follow and all(map(_is_label, filled))


def _header(cell: Cell, index: int) -> str:
    return " ".join(text_of(cell).split()) or f"({_letters(index)})"


def _letters(index: int) -> str:
    """The letters Excel gives a column.

    >>> _letters(0), _letters(27)
    ('A', 'AB')
    """
    rest, last = divmod(index, 26)
    return (_letters(rest - 1) if rest else "") + chr(ord("A") + last)


def _fitted(cells: Sequence[Cell], width: int) -> tuple[Cell, ...]:
    return (*cells[:width], *([""] * (width - len(cells))))


def _misfit(name: str, record: Record, needed: int, width: int) -> Problem | None:
    """Why a row does not belong to a table with `needed` headers among `width` columns; None where it does."""
    cells = record.cells
    first = next(cell for cell in cells if cell != "")
    if len(cells) == 1 and isinstance(first, Broken):
        return Problem(name, record.number, "", "import_quotes", {"value": first.shown[:80]})
    if len(cells) < needed or any(cell != "" for cell in cells[width:]):
        facts = {"cells": len(cells), "headers": needed, "value": text_of(first)[:80]}
        return Problem(name, record.number, "", "import_ragged", facts)
    if _is_total(first, cells):
        return Problem(name, record.number, "", "import_total", {"value": text_of(first)[:80]}, "warning")
    return None


def _is_total(first: Cell, cells: Sequence[Cell]) -> bool:
    """A row that begins with a word like Summe and holds nothing else but numbers."""
    if not isinstance(first, str) or not first:
        return False
    return meaning("rows", first.split()[0]) is not None and all(map(_is_number, _after(first, cells)))


def _after(first: Cell, cells: Sequence[Cell]) -> Iterator[Cell]:
    return (cell for cell in cells[cells.index(first) + 1 :] if cell != "")


def _is_number(cell: Cell) -> bool:
    return bool(readings(cell))


def _skipped(name: str, above: Sequence[Record], labels: Sequence[Cell]) -> Iterator[Problem]:
    """What stands above the headers and is left out, told once."""
    titles = [text_of(cell) for record in above for cell in record.cells if cell != "" and cell not in labels]
    if titles:
        facts = {"row": str(above[-1].number), "titles": " / ".join(titles)[:200]}
        yield Problem(name, None, "", "import_titles", facts, "warning")
