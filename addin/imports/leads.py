"""Lists from fairs as leads: attendees, exhibitors, scanned contacts (I-01, I-10). Names stay as they are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from addin.imports import Cell, Source
from addin.imports.mapping import Field, Mapped, fingerprint, mapped, meant_by
from addin.imports.rows import Row, read_rows
from addin.imports.vocabulary import meaning, meanings
from addin.tables.model import Problem

FIELDS = (
    *(
        Field(key, "text")
        for key in ("company", "name", "person", "salutation", "title", "first_name", "last_name")
    ),
    *(Field(key, "text") for key in ("function", "email", "phone", "website", "street", "zip", "city", "country")),
    *(
        Field(key, "text")
        for key in ("stand", "hall", "industry", "size", "rating", "wish", "promised", "consent")
    ),
    Field("met_on", "date"),
    Field("met_by", "text"),
)
_EMAIL = re.compile(r"[^@\s<>;,]+@[^@\s<>;,]+\.[^@\s.<>;,]{2,}")
_LETTER = re.compile(r"[^\W_]")
_SIZES = ((10, "xs"), (50, "s"), (250, "m"))


@dataclass(frozen=True)
class LeadList:
    """The rows of a list that can be worked with, what is wrong with the others, and what to remember."""

    file: str
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    rows_in: int
    refused: int
    blank: int
    mapping: Mapping[str, Mapping[str, str]]
    headers: Mapping[str, str]


def lead_list(
    source: Source, chosen: Mapping[str, str], remembered: Mapping[str, Any], ways: Mapping[str, str]
) -> LeadList:
    """The leads of a list; a column of names is the companies' where no other is (Refusal where there is none).

    A row that repeats the headers is refused, as is one without a company. What a rating or a consent says that
    is no known word goes to the note, a number of employees becomes a size.
    """
    found = _with_company(source, mapped(source, "leads", FIELDS, chosen, remembered), chosen, remembered)
    source = _without_headers(source, found)
    reading = read_rows(source, FIELDS, found, ways)
    headers = {key: source.headers[at] for key, at in found.positions.items()}
    nameless = {row.number for row in reading.rows if not _LETTER.search(row.values["company"] or "")}
    rows = [row for row in reading.rows if row.number not in nameless]
    column = headers["company"]
    missing = (Problem(source.name, number, column, "lead_no_company") for number in sorted(nameless))
    read = [_Lead(row, source.name, headers) for row in rows]
    return LeadList(
        source.name,
        tuple(lead.row for lead in read),
        (*reading.problems, *missing, *(problem for lead in read for problem in lead.problems)),
        len(source.rows) + source.refused,
        reading.refused + len(nameless),
        source.blank_rows,
        {fingerprint(source.headers): {source.headers[at]: key for key, at in found.positions.items()}},
        headers,
    )


def _with_company(
    source: Source, found: Mapped, chosen: Mapping[str, str], remembered: Mapping[str, Any]
) -> Mapped:
    """The columns with a bare `Name` as what it must be: the company, or the person's, or her last name."""
    positions = dict(found.positions)
    at = positions.pop("name", None)
    if at is not None:
        free = [
            key
            for key in ("company", "last_name" if "first_name" in positions else "person")
            if key not in positions
        ]
        positions |= {free[0]: at} if free else {}
    if "company" not in positions:
        needed = [replace(field, required=field.key == "company") for field in FIELDS]
        mapped(source, "leads", needed, chosen, remembered)
    return Mapped(positions, tuple(i for i in range(len(source.headers)) if i not in positions.values()))


def _without_headers(source: Source, found: Mapped) -> Source:
    """The list without rows that say the headers again, in another language or on another page."""
    known = meanings("leads")
    meant = {at: {key, "name"} for key, at in found.positions.items()}
    again = {
        number
        for number, row in zip(source.numbers, source.rows, strict=True)
        if _is_header(row, source.headers, meant, known)
    }
    if not again:
        return source
    kept = [(n, row) for n, row in zip(source.numbers, source.rows, strict=True) if n not in again]
    problems = tuple(Problem(source.name, n, "", "import_headers_again", {}, "warning") for n in sorted(again))
    return replace(
        source,
        rows=tuple(row for _, row in kept),
        numbers=tuple(number for number, _ in kept),
        problems=(*source.problems, *problems),
        refused=source.refused + len(again),
    )


def _is_header(
    row: Sequence[Cell], headers: Sequence[str], meant: Mapping[int, set[str]], known: Mapping[str, str]
) -> bool:
    """Two cells at least, and each the name of the column that it stands in."""
    filled = [at for at in meant if row[at] != ""]
    if len(filled) < min(2, len(meant)):
        return False
    return all(row[at] == headers[at] or meant_by(str(row[at]), known) in meant[at] for at in filled)


class _Lead:
    """One row as the workbook wants it, and what could not be understood in it."""

    def __init__(self, row: Row, file: str, headers: Mapping[str, str]) -> None:
        self.problems: list[Problem] = []
        self._values, self._number = dict(row.values), row.number
        self._file, self._headers = file, headers
        self._values["stand"] = _joined(row.values["hall"], row.values["stand"])
        for field, path in (("rating", "ratings"), ("salutation", "genders")):
            self._understand(field, lambda text, path=path: meaning(path, text))
        self._understand("consent", _consent)
        self._understand("size", _size)
        self._understand("email", _email)

    @property
    def row(self) -> Row:
        return Row(self._number, self._values)

    def _understand(self, field: str, reader: Any) -> None:
        """What the cell means; what it says is kept in the note where nobody knows."""
        text = self._values[field]
        if text is None:
            return
        self._values[field] = reader(text)
        if self._values[field] is None:
            header = self._headers[field]
            self._values["wish"] = "\n".join(filter(None, (self._values["wish"], f"{header}: {text}")))
            self.problems.append(
                Problem(self._file, self._number, header, "lead_unread", {"value": text[:80]}, "warning")
            )


def _consent(text: str) -> Literal["show_card", "doi", "written", "none"] | None:
    """The basis for advertising that a cell names: a plain yes was given at the stand."""
    answer = meaning("flags", text)
    return {"yes": "show_card", "no": "none"}.get(answer) if answer else meaning("consents", text)  # type: ignore[return-value]


def _size(text: str) -> str | None:
    """The size class by a number of employees or by its name."""
    digits = re.sub(r"[.,'\s]", "", text)
    if digits.isdigit():
        return next((size for most, size in _SIZES if int(digits) < most), "l")
    return meaning("sizes", text)


def _email(text: str) -> str | None:
    found = text.removeprefix("mailto:").strip()
    return found if _EMAIL.fullmatch(found) else None


def _joined(hall: str | None, stand: str | None) -> str | None:
    """Hall and stand in one cell.

    >>> _joined("4", "B12"), _joined(None, "4-B12")
    ('4 / B12', '4-B12')
    """
    return " / ".join(part for part in (hall, stand) if part) or None
