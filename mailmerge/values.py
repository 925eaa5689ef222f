"""What a letter is filled with, looked at before anything is filled: nothing blank, nothing broken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from unicodedata import category

from mailmerge.fields import Field, alike, fitted, with_all
from mailmerge.model import Finding

if TYPE_CHECKING:
    from mailmerge.letter import Letter

# What programs and spreadsheets leave where a value should be; exactly so, for Null and Nan are names too
_RESIDUE = frozenset(
    "None nan NaN NaT <NA> #N/A #NA #NV #REF! #BEZUG! #VALUE! #WERT! #NAME? #DIV/0! #NUM! #ZAHL! #NULL!".split()
)


def clean(value: object) -> object:
    """The value as a letter takes it: None for whatever shows nothing, text without control characters.

    >>> clean(" \\u200b"), clean(float("nan")), clean("a\\r\\nb\\x00"), clean([{"what": " x "}])
    (None, None, 'a\\nb', [{'what': 'x'}])
    """
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return {key: clean(inner) for key, inner in value.items()}
    if isinstance(value, Sequence):
        return [clean(inner) for inner in value]
    # only what is not a number at all is not itself
    return None if value != value else value


def _text(value: str) -> str | None:
    lines = ("".join(" " if category(c) == "Cc" else c for c in line) for line in value.splitlines())
    text = "\n".join(line.rstrip() for line in lines).strip()
    return text if any(c.isprintable() and not c.isspace() for c in text) else None


def whole(letter: Letter, values: Mapping[str, object]) -> dict[str, object]:
    """The values, clean and as their samples are; None for what may be blank and was not given, in records too."""
    optional = {name: None for name, field in letter.fields.items() if field.optional}
    cleaned = {**optional, **{name: clean(value) for name, value in values.items()}}
    for name, field in letter.fields.items():
        value = cleaned.get(name)
        if field.rows and isinstance(value, list):
            cleaned[name] = [_whole_row(field, row) if isinstance(row, Mapping) else row for row in value]
        elif name in cleaned:
            cleaned[name] = fitted(field.sample, value)
    return cleaned


def _whole_row(field: Field, row: Mapping[str, object]) -> dict[str, object]:
    samples = {column.name.partition(".")[2]: column.sample for column in field.of_columns}
    return {name: fitted(samples.get(name), value) for name, value in with_all(field.columns, row).items()}


def findings(letter: Letter, record: str, values: Mapping[str, object]) -> Iterator[Finding]:
    """Every reason why clean values cannot fill the letter; fields that it does not name may be as they like.

    Of rows, the finding's field is `rows.column`, and `position` among its facts counts from 1.
    """
    for name in sorted(letter.named):
        field = letter.fields[name]
        if name not in values:
            yield Finding(record, name, "mail_value_missing", {"meaning": field.meaning})
        elif field.rows:
            yield from _of_rows(field, record, values[name])
        else:
            yield from _of_value(field, record, values[name])


def _of_rows(field: Field, record: str, rows: object) -> Iterator[Finding]:
    if not rows:
        yield from _of_value(field, record, None)
    elif not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        yield Finding(record, field.name, "mail_value_kind", {**_facts(field), "value": rows})
    else:
        for position, row in enumerate(rows, 1):
            for column in field.of_columns:
                for found in _of_value(column, record, row.get(column.name.partition(".")[2])):
                    yield replace(found, facts={**found.facts, "position": position})


def _of_value(field: Field, record: str, value: object) -> Iterator[Finding]:
    """What is wrong with one value: nothing, or one finding."""
    facts = {**_facts(field), "value": value}
    if value is None:
        if not field.optional:
            yield Finding(record, field.name, "mail_value_blank", _facts(field))
    elif str(value) in _RESIDUE:
        yield Finding(record, field.name, "mail_value_residue", facts)
    elif not alike(field.sample, value):
        yield Finding(record, field.name, "mail_value_kind", facts)


def _facts(field: Field) -> dict[str, object]:
    return {"meaning": field.meaning, "sample": "" if field.rows else field.sample}
