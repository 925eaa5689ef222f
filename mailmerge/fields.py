"""What a letter is filled with: each field with a meaning and a sample that shows its kind."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from mailmerge.front import Front
from mailmerge.wording import phrase

Rows = list[dict[str, object]]


@dataclass(frozen=True)
class Field:
    """One value, or, where the sample is a list of records, one row a record.

    An `optional` field may stay blank, then its letter does without it; of rows, the columns in `blanks` may.
    """

    name: str
    meaning: str
    sample: object
    optional: bool = False
    blanks: frozenset[str] = frozenset()

    @property
    def rows(self) -> Rows:
        """The sample's records; none where the field is one value."""
        return [row for row in self.sample if isinstance(row, dict)] if isinstance(self.sample, list) else []

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(column for row in self.rows for column in row))

    @property
    def of_columns(self) -> Iterator[Field]:
        """Each column of the rows as a field, `rows.column`, sampled from the first record that has it."""
        for column in self.columns:
            sample = next(row[column] for row in self.rows if row[column] is not None)
            yield Field(f"{self.name}.{column}", self.meaning, sample, column in self.blanks)


def alike(sample: object, value: object) -> bool:
    """Whether a value is of its sample's kind; a number will do for a text, a moment for a date.

    >>> alike("V-2026-0117", 4711), alike(datetime.date(2027, 3, 31), "31.03."), alike(1, True)
    (True, False, False)
    """
    kinds: tuple[tuple[type | tuple[type, ...], type | tuple[type, ...]], ...] = (
        (bool, bool),
        (datetime.datetime, datetime.datetime),
        (datetime.date, datetime.date),
        ((int, float, Decimal), (int, float, Decimal)),
        (str, (str, int, float, Decimal)),
    )
    wanted = next(fitting for kind, fitting in kinds if isinstance(sample, kind))
    return isinstance(value, wanted) and (isinstance(value, bool) == isinstance(sample, bool))


def fitted(sample: object, value: object) -> object:
    """The value as its sample is: the day of a moment where a day is wanted, whole numbers without a fraction.

    >>> fitted("V-1", 4711.0), fitted(datetime.date.min, datetime.datetime(2027, 3, 31))
    (4711, datetime.date(2027, 3, 31))
    """
    if isinstance(value, datetime.datetime) and not isinstance(sample, datetime.datetime):
        return value.date()
    if isinstance(value, float) and value.is_integer() and isinstance(sample, str | int):
        return int(value)
    return value


# Every letter may name these; true for those that may stay blank
_COMMON = {"salutation": False, "sender_name": False, "sender_function": True, "phone": True, "house": False}


def common(language: str) -> dict[str, Field]:
    """The fields that every letter of that language may name: salutation, who signs, and our house."""
    samples = {name: phrase(language, f"field.{name}.sample") for name in _COMMON}
    samples["signature"] = signature(samples, language)
    return {
        name: Field(name, phrase(language, f"field.{name}.meaning"), sample, _COMMON.get(name, False))
        for name, sample in samples.items()
    }


def signature(values: Mapping[str, object], language: str) -> str:
    """Name, function and phone number on lines of their own, as far as they are known."""
    phone = values.get("phone")
    lines = (
        values.get("sender_name"),
        values.get("sender_function"),
        phone and phrase(language, "signature.phone", phone=phone),
    )
    return "\n".join(str(line) for line in lines if line)


def declared(front: Front) -> dict[str, Field]:
    """The fields of a letter's head; BadLetter with the line of the first that is not whole."""
    return {name: _field(front, name, entry) for name, entry in front.data.get("fields", {}).items()}


def _field(front: Front, name: str, entry: Any) -> Field:
    if not isinstance(entry, dict) or not {"meaning", "sample"} <= entry.keys() <= {
        "meaning",
        "sample",
        "optional",
    }:
        raise front.wrong(name, "letter_field")
    made = Field(name, str(entry["meaning"]), entry["sample"])
    if made.rows:
        made = replace(made, sample=[with_all(made.columns, row) for row in made.rows])
    optional = entry.get("optional", False)
    if isinstance(optional, list) and set(optional) <= set(made.columns):
        made = replace(made, blanks=frozenset(optional))
    elif isinstance(optional, bool):
        made = replace(made, optional=optional)
    else:
        raise front.wrong(name, "letter_field")
    if not _is_sample(made.sample):
        raise front.wrong(name, "letter_field")
    return made


def with_all(columns: tuple[str, ...], row: Mapping[str, object]) -> dict[str, object]:
    """The record with every column; blank where it had none."""
    return {**dict.fromkeys(columns), **row}


def _is_sample(sample: object) -> bool:
    if isinstance(sample, list):
        return bool(sample) and all(isinstance(row, dict) for row in sample)
    return isinstance(sample, str | int | float | datetime.date)
