"""The rows of a file as typed values: a row is taken whole or refused with a reason for each wrong cell (R-83)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from addin.imports import Broken, Cell, Source
from addin.imports.headings import text_of
from addin.imports.mapping import Field, Mapped
from addin.imports.numbers import currency
from addin.imports.profiles import STYLES, Profile, currency_problems, decided
from addin.imports.vocabulary import meaning
from addin.tables.model import Problem

LONGEST_TEXT = 32_767  # characters a cell of Excel holds
_DASHES = frozenset("-–—")  # a cell of them is blank
_INVISIBLE = frozenset(map(chr, range(32))) - set("\t\n\r")


@dataclass(frozen=True)
class Row:
    """A good row: its number as Excel shows it, and its values by field; a field without column is blank."""

    number: int
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Reading:
    """The good rows of a file, and the problems of the others and of whole columns."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    refused: int


@dataclass(frozen=True)
class Unread:
    """A cell that does not fit its column; `code` names the words in problems.json."""

    code: str


def read_rows(source: Source, fields: Sequence[Field], found: Mapped, ways: Mapping[str, str]) -> Reading:
    """Every row of the file, read by the profiles of its columns.

    `ways` says for the whole file what its columns may leave open: `dates` day-first or month-first, `decimals`
    comma or point.
    """
    mapped = [field for field in fields if field.key in found.positions]
    profiles = _profiles(source, mapped, found)
    columns = _texts(source, mapped, found) | _styled(source, profiles, ways)
    wrong = _wrong_cells(source, mapped, columns, found)
    blank = dict.fromkeys((field.key for field in fields), None)
    rows = tuple(
        Row(number, blank | {key: column[index] for key, column in columns.items()})
        for index, number in enumerate(source.numbers)
        if index not in wrong
    )
    notes = (*_left_over(source, found), *currency_problems(source, list(profiles.values())))
    cells = (problem for index in sorted(wrong) for problem in wrong[index])
    return Reading(rows, (*source.problems, *notes, *cells), source.refused + len(wrong))


def _profiles(source: Source, mapped: Sequence[Field], found: Mapped) -> dict[str, Profile]:
    styles = {kind: style for style in STYLES for kind in style.readers}
    return {
        field.key: Profile(styles[field.kind], field.kind, source.headers[at], source.column(at))
        for field in mapped
        if field.kind in styles
        for at in [found.positions[field.key]]
    }


def _styled(source: Source, profiles: Mapping[str, Profile], ways: Mapping[str, str]) -> dict[str, list[Any]]:
    """The values of the columns of dates and numbers."""
    values: dict[str, list[Any]] = {}
    for style in STYLES:
        group = {key: profile for key, profile in profiles.items() if profile.style is style}
        answers = decided(source, list(group.values()), ways.get(style.name, ""))
        for (key, profile), way in zip(group.items(), answers, strict=True):
            values[key] = [_styled_value(profile, cell, reading.get(way)) for cell, reading in profile.pairs]
    return values


def _styled_value(profile: Profile, cell: Cell, value: Any) -> Any:
    if value is not None:
        foreign = profile.currency and currency(cell) not in ("", profile.currency)
        return Unread("import_other_currency") if foreign else value
    if isinstance(cell, Broken):
        return _broken(cell)
    if isinstance(cell, str) and (_DASHES.issuperset(cell) or _is_open_end(profile, cell)):
        return None
    return Unread(f"import_no_{profile.kind}")


def _is_open_end(profile: Profile, cell: str) -> bool:
    return profile.kind == "date" and meaning("ends", cell) is not None


def _broken(cell: Broken) -> Unread:
    return Unread("import_uncalculated" if cell.shown.startswith("=") else "error_cell")


def _texts(source: Source, mapped: Sequence[Field], found: Mapped) -> dict[str, list[Any]]:
    """The values of the columns of text and of yes or no."""
    readers = {"text": _text, "flag": _flag}
    return {
        field.key: [readers[field.kind](cell) for cell in source.column(found.positions[field.key])]
        for field in mapped
        if field.kind in readers
    }


def _text(cell: Cell) -> str | Unread | None:
    if isinstance(cell, Broken):
        return _broken(cell)
    text = text_of(cell)
    if len(text) > LONGEST_TEXT:
        return Unread("import_too_long")
    return Unread("import_invisible") if not _INVISIBLE.isdisjoint(text) else text or None


def _flag(cell: Cell) -> bool | Unread | None:
    if isinstance(cell, Broken):
        return _broken(cell)
    if isinstance(cell, bool) or cell == "":
        return cell if isinstance(cell, bool) else None
    answer = meaning("flags", text_of(cell))
    return Unread("import_no_flag") if answer is None else answer == "yes"


def _wrong_cells(
    source: Source, mapped: Sequence[Field], columns: Mapping[str, Sequence[Any]], found: Mapped
) -> dict[int, list[Problem]]:
    """The problems of each row that has some, by the index of the row."""
    wrong: dict[int, list[Problem]] = {}
    for field in mapped:
        at = found.positions[field.key]
        for index, value in enumerate(columns[field.key]):
            code = value.code if isinstance(value, Unread) else "required"
            if isinstance(value, Unread) or (value is None and field.required):
                facts = {"value": text_of(source.rows[index][at])[:80]}
                problem = Problem(source.name, source.numbers[index], source.headers[at], code, facts)
                wrong.setdefault(index, []).append(problem)
    return wrong


def _left_over(source: Source, found: Mapped) -> Iterator[Problem]:
    """Columns that hold something and are not taken, each said once."""
    for at in found.left_over:
        filled = sum(row[at] != "" for row in source.rows)
        if filled:
            facts = {"header": source.headers[at], "cells": filled}
            yield Problem(source.name, None, source.headers[at], "import_left_over", facts, "warning")
