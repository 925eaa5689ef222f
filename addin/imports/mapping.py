"""Which column of a file is which field: by known headers, by memory, by the coordinator's word."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from addin.errors import Refusal
from addin.imports import Source
from addin.imports.vocabulary import examples, folded, meanings

Kind = Literal["text", "date", "money", "number", "percent", "integer", "flag"]


@dataclass(frozen=True)
class Field:
    """What an import wants to know; its headers stand in `words/<language>/imports.json` under its key."""

    key: str
    kind: Kind
    required: bool = False


@dataclass(frozen=True)
class Mapped:
    """The fields found in a file: for each the position of its column. `left_over` are columns without field."""

    positions: Mapping[str, int]
    left_over: tuple[int, ...]


def fingerprint(headers: Sequence[str]) -> str:
    """What headers are remembered by: the same headers in the same order, however they are written."""
    return hashlib.sha256("\n".join(map(folded, headers)).encode()).hexdigest()[:16]


def mapped(
    source: Source,
    name: str,
    fields: Sequence[Field],
    chosen: Mapping[str, str] | None = None,
    remembered: Mapping[str, Mapping[str, str]] | None = None,
) -> Mapped:
    """The column of each field of the import `name`; what was `chosen` wins, then what is `remembered`.

    Both map a header to the key of a field ("" leaves a column out); `remembered` does so by fingerprint.
    Refusal where two columns mean one field, a required field has none, or a choice names what is not there.
    """
    keys = [field.key for field in fields]
    known = meanings(name)
    guessed = {header: key for header in source.headers if (key := meant_by(header, known))}
    earlier = (remembered or {}).get(fingerprint(source.headers), guessed)
    wanted = _chosen(source, keys, chosen or {})
    answered = set(wanted.values())
    meant = {header: key for header, key in earlier.items() if key in keys and key not in answered} | wanted
    positions = _positions(source, meant)
    for field in fields:
        if field.required and field.key not in positions:
            raise _missing(source, name, field, positions)
    return Mapped(positions, tuple(i for i in range(len(source.headers)) if i not in positions.values()))


def meant_by(header: str, known: Mapping[str, str]) -> str:
    """The key that a header means, or each of its two halves where it stands in two languages; blank for none.

    >>> known = {"firma": "company", "company": "company", "hallestand": "stand", "halle": "hall"}
    >>> meant_by("Firma / Company", known), meant_by("Firma Company", known), meant_by("Halle / Stand", known)
    ('company', 'company', 'stand')
    """
    if folded(header) in known:
        return known[folded(header)]
    words = re.split(r"[\s/|(),;·–]+", header.strip(" ()"))
    for at in range(1, len(words)):
        halves = {known.get(folded(" ".join(half))) for half in (words[:at], words[at:])}
        if len(halves) == 1 and None not in halves:
            return str(halves.pop())
    return ""


def _chosen(source: Source, keys: Sequence[str], chosen: Mapping[str, str]) -> dict[str, str]:
    """The coordinator's choices under the headers as the file writes them."""
    headers = {folded(header): header for header in source.headers}
    for header, key in chosen.items():
        if folded(header) not in headers:
            raise Refusal("import_header_unknown", file=source.name, column=header, headers=source.headers)
        if key and key not in keys:
            raise Refusal("import_field_unknown", field=key, fields=keys)
    return {headers[folded(header)]: key for header, key in chosen.items()}


def _positions(source: Source, meant: Mapping[str, str]) -> dict[str, int]:
    positions: dict[str, int] = {}
    for index, header in enumerate(source.headers):
        key = meant.get(header)
        if not key:
            continue
        if key in positions:
            facts = {"first": source.headers[positions[key]], "second": header, "field": key}
            raise Refusal("import_two_columns", file=source.name, **facts)
        positions[key] = index
    return positions


def _missing(source: Source, name: str, field: Field, positions: Mapping[str, int]) -> Refusal:
    free = [header for index, header in enumerate(source.headers) if index not in positions.values()]
    spoken = examples(name, field.key)
    likely = [twin for word in spoken for twin in get_close_matches(word, free, 1, 0.6)]
    return Refusal(
        "import_column_likely" if likely else "import_column_missing",
        file=source.name,
        expected=spoken,
        headers=source.headers,
        likely=likely[0] if likely else "",
        field=field.key,
    )
