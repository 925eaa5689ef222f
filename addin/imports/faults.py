"""Where in a file something is wrong, and values that no column of a table allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from addin.tables.model import Problem, Table


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


def out_of_range(values: Mapping[str, Any], table: Table, place: Place) -> Iterator[Problem]:
    """Every number of the row beyond the bounds of its column in the table."""
    for column in table.stored:
        value = values.get(column.key)
        if value is None:
            continue
        if column.minimum is not None and value < column.minimum:
            yield place.problem(column.key, "minimum_passed", value=value, limit=column.minimum)
        if column.maximum is not None and value > column.maximum:
            yield place.problem(column.key, "maximum_passed", value=value, limit=column.maximum)
