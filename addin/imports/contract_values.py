"""What one row of an old register says of its contract, and why it cannot be taken where it cannot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from addin.core.notice import parsed_notice
from addin.imports.vocabulary import meaning
from addin.tables import TABLES
from addin.tables.model import Problem

_CONTRACTS = TABLES["contracts"]
_BOUNDED = [c for c in _CONTRACTS.stored if (c.minimum, c.maximum) != (None, None)]


@dataclass(frozen=True)
class Place:
    """One row of a file, with the header of each field: problems name what the coordinator sees there."""

    file: str
    headers: Mapping[str, str]
    row: int

    def problem(
        self, field: str, code: str, severity: Literal["error", "warning"] = "error", **facts: object
    ) -> Problem:
        return Problem(self.file, self.row, self.headers.get(field, field), code, facts, severity)


def contract_values(cells: Mapping[str, Any]) -> dict[str, Any]:
    """The row's values with its notice clause and its term read, as far as they can be (R-06)."""
    clause = parsed_notice(cells["notice_clause"] or "")
    return {
        **cells,
        "term_months": cells["term_months"] or _months(cells["term"] or ""),
        "notice_value": clause and clause.value,
        "notice_unit": clause and clause.unit,
        "notice_cutoff": clause and clause.cutoff,
    }


def _months(term: str) -> int | None:
    """The months of a term written with its unit; None for a bare number: nobody says of what.

    >>> _months("2 Jahre"), _months("2")
    (24, None)
    """
    read = parsed_notice(term)
    return read.value if read and (read.unit, read.cutoff) == ("months", "any") else None


def faults(values: Mapping[str, Any], place: Place) -> Iterator[Problem]:
    """Why the row cannot be a contract: its term, a number out of range, a period that ends before it begins."""
    if values["term"] and values["term_months"] is None and meaning("ends", values["term"]) is None:
        yield place.problem("term", "import_no_term", value=values["term"])
    yield from _out_of_range(values, place)
    for first, last in _CONTRACTS.periods:
        if values[first] and values[last] and values[first] > values[last]:
            facts = {"value": values[last], "first": values[first], "other": place.headers[first]}
            yield place.problem(last, "period_reversed", **facts)


def _out_of_range(values: Mapping[str, Any], place: Place) -> Iterator[Problem]:
    for column in _BOUNDED:
        value = values.get(column.key)
        if value is None:
            continue
        if column.minimum is not None and value < column.minimum:
            yield place.problem(column.key, "minimum_passed", value=value, limit=column.minimum)
        if column.maximum is not None and value > column.maximum:
            yield place.problem(column.key, "maximum_passed", value=value, limit=column.maximum)
