"""What one row of an old register says of its contract, and why it cannot be taken where it cannot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from addin.core.notice import parsed_notice
from addin.imports.faults import Place, out_of_range
from addin.imports.vocabulary import meaning
from addin.tables import TABLES
from addin.tables.model import Problem

_CONTRACTS = TABLES["contracts"]


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
    yield from out_of_range(values, _CONTRACTS, place)
    for first, last in _CONTRACTS.periods:
        if values[first] and values[last] and values[first] > values[last]:
            facts = {"value": values[last], "first": values[first], "other": place.headers[first]}
            yield place.problem(last, "period_reversed", **facts)
