"""A form of an interview that came back: what was answered, by whom, and what cannot be read (R-33)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from addin.errors import Refusal
from addin.imports.files import workbook_at
from addin.tables.interview_forms import (
    ANSWER_COLUMN,
    BY_PLACE,
    FIRST_LINE,
    ID_COLUMN,
    ID_SHEET,
    MARK,
    MOST_POINTS,
    ON_PLACE,
    POINTS_COLUMN,
    WHOM_PLACE,
)
from addin.tables.model import Problem, Value

_SEPARATOR = " · "
_Sheet = list[list[Any]]


@dataclass(frozen=True)
class FilledAnswer:
    """One line that was changed in the form, by its row there; None where the cell is as it was."""

    row: int
    question_id: str
    answer: str | None
    points: int | None


@dataclass(frozen=True)
class FilledForm:
    """What a form says of a company; `whom` and `by` are ids, blank where nobody is named."""

    file: str
    company_id: str
    on: date | None
    whom: str
    by: str
    answers: tuple[FilledAnswer, ...]
    problems: tuple[Problem, ...]


def filled_form(path: Path) -> FilledForm:
    """The form in a file. Refusal `interview_foreign` where it is none of ours."""
    book = workbook_at(path)
    if ID_SHEET not in book.sheet_names:
        raise Refusal("interview_foreign", file=path.name)
    hidden = book.get_sheet_by_name(ID_SHEET).to_python(skip_empty_area=False)
    if len(hidden) < 2 or _text(hidden, (1, 1)) != MARK:
        raise Refusal("interview_foreign", file=path.name)
    cells = book.get_sheet_by_name(book.sheet_names[0]).to_python(skip_empty_area=False)
    lines = list(_lines(cells, path.name, _as_written(hidden)))
    return FilledForm(
        path.name,
        _text(hidden, (2, 1)),
        _day(cells, ON_PLACE),
        _id(cells, WHOM_PLACE),
        _id(cells, BY_PLACE),
        tuple(line for line in lines if isinstance(line, FilledAnswer)),
        tuple(line for line in lines if isinstance(line, Problem)),
    )


def _as_written(hidden: _Sheet) -> dict[str, tuple[str, str]]:
    """Answer and points of every question as the form was written."""
    rows = range(3, len(hidden) + 1)
    return {_text(hidden, (row, 1)): (_text(hidden, (row, 2)), _text(hidden, (row, 3))) for row in rows}


def _lines(cells: _Sheet, file: str, before: Mapping[str, tuple[str, str]]) -> Iterator[FilledAnswer | Problem]:
    """The questions of which something was changed; what was emptied is no answer."""
    for row in range(FIRST_LINE, len(cells) + 1):
        question = _text(cells, (row, ID_COLUMN))
        answer, points = _text(cells, (row, ANSWER_COLUMN)), _text(cells, (row, POINTS_COLUMN))
        if not question or question not in before:
            if answer or points:
                yield Problem(file, row, "", "interview_line_unknown", {"value": question or answer or points})
        elif points and _points(points) is None:
            yield Problem(file, row, "", "interview_points", {"value": points, "most": MOST_POINTS})
        elif (answer, points) != before[question] and (answer or points):
            old_answer, old_points = before[question]
            changed = (answer or None) if answer != old_answer else None
            yield FilledAnswer(row, question, changed, _points(points) if points != old_points else None)


def _points(text: str) -> int | None:
    return int(text) if text.isdecimal() and int(text) <= MOST_POINTS else None


def _cell(cells: _Sheet, place: tuple[int, int]) -> Value:
    row, column = place
    inside = len(cells) >= row and len(cells[row - 1]) >= column
    value: Value = cells[row - 1][column - 1] if inside else None
    return value


def _text(cells: _Sheet, place: tuple[int, int]) -> str:
    """A cell as text; a whole number without its point."""
    value = _cell(cells, place)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _id(cells: _Sheet, place: tuple[int, int]) -> str:
    return _text(cells, place).rpartition(_SEPARATOR)[2]


def _day(cells: _Sheet, place: tuple[int, int]) -> date | None:
    value = _cell(cells, place)
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
