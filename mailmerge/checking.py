"""A letter proved before it is used: it names only what it declares, and its samples fill it."""

from __future__ import annotations

import re
import traceback
from collections.abc import Mapping
from typing import TYPE_CHECKING

from mailmerge.errors import BadLetter, BadText
from mailmerge.filling import UNFIT, filled
from mailmerge.template import Reading, rendered
from mailmerge.veil import is_veiled, without_values

if TYPE_CHECKING:
    from mailmerge.letter import Letter

_FIELD = re.compile(r"\{[{%#].*?[}%#]\}")


def check(letter: Letter) -> None:
    """Nothing, or BadLetter for the first thing wrong; unknown fields are all named at once."""
    if any(is_veiled(text) for _, text in letter.texts):
        raise BadLetter(letter.path, 0, "letter_characters")
    readings = [(key, _reading(letter, key, text)) for key, text in letter.texts]
    _check_fields(letter, readings)
    _check_columns(letter, readings)
    if not letter.body.strip():
        raise BadLetter(letter.path, letter.front.body_line, "letter_empty")
    for values in (letter.samples, _without_optional(letter)):
        _check_filled(letter, values)


def _reading(letter: Letter, key: str, text: str) -> Reading:
    try:
        return Reading(text, letter.language)
    except BadText as error:
        raise BadLetter(letter.path, _line(letter, key, error.line), error.code, **error.facts) from None


def _check_fields(letter: Letter, readings: list[tuple[str, Reading]]) -> None:
    unknown = {
        name: _line(letter, key, line)
        for key, reading in reversed(readings)
        for name, line in reading.fields.items()
        if name not in letter.fields
    }
    if unknown:
        named = ", ".join(sorted(unknown))
        known = ", ".join(sorted(letter.fields))
        raise BadLetter(letter.path, min(unknown.values()), "letter_fields_unknown", fields=named, known=known)


def _check_columns(letter: Letter, readings: list[tuple[str, Reading]]) -> None:
    known = sorted({column for field in letter.fields.values() for column in field.columns})
    for key, reading in readings:
        for column, line in reading.columns:
            if column not in known:
                where = _line(letter, key, line)
                raise BadLetter(letter.path, where, "letter_fields_unknown", fields=column, known=", ".join(known))


def _without_optional(letter: Letter) -> dict[str, object]:
    """The samples, but everything blank that may be, and every flag the other way: both sides of each `if`."""
    values: dict[str, object] = {}
    for name, field in letter.fields.items():
        flag = isinstance(field.sample, bool)
        if field.rows:
            rows = [{c: None if c in field.blanks else v for c, v in row.items()} for row in field.rows]
            values[name] = [] if field.optional else rows
        else:
            values[name] = field.sample if not field.optional else not field.sample if flag else None
    return values


def _check_filled(letter: Letter, values: Mapping[str, object]) -> None:
    try:
        filled(letter, values)
    except BadText as error:
        where = _line_of_rendered(letter, values, error.line)
        raise BadLetter(letter.path, where, error.code, **error.facts) from None
    except UNFIT as error:
        where = letter.front.body_line + _template_line(error) - 1
        raise BadLetter(letter.path, where, "letter_samples", reason=str(error)) from None


def _line(letter: Letter, key: str, line: int) -> int:
    """Where a line of one of the letter's templates stands in its file."""
    return letter.front.body_line + line - 1 if key == "body" else letter.front.line_of(key)


def _template_line(error: Exception) -> int:
    """The line of the template in which Jinja was when the error came up."""
    frames = traceback.extract_tb(error.__traceback__)
    return next((frame.lineno or 1 for frame in reversed(frames) if frame.filename == "<template>"), 1)


def _line_of_rendered(letter: Letter, values: Mapping[str, object], line: int) -> int:
    """Where in the file a line of the filled text came from: the first line with the same words of its author."""
    shown = rendered(letter.body, letter.language, values).split("\n")[line - 1]
    for number, source in enumerate(letter.body.split("\n")):
        if _FIELD.sub("", source).strip() == without_values(shown).strip():
            return letter.front.body_line + number
    return letter.front.body_line
