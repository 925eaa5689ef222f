"""Rows that the coordinator selected, and which of them a command means."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from addin.errors import Refusal

_SPAN = re.compile(r"(\d{1,7})(?:\s*[-–:]\s*(\d{1,7}))?")
_LONGEST = 80  # characters of a list of rows that a person reads


@dataclass(frozen=True)
class Rows:
    """Selected rows of a sheet, by their numbers (blank: the sheet of the command's own table)."""

    spans: tuple[range, ...]
    sheet: str = ""

    @classmethod
    def of(cls, text: str, sheet: str = "") -> Rows:
        """The rows that a text names; Refusal `rows_unread`.

        >>> Rows.of("5-9, 12").spans
        (range(5, 10), range(12, 13))
        """
        found = [_SPAN.fullmatch(part.strip()) for part in text.split(",")]
        spans = [range(int(each[1]), int(each[2] or each[1]) + 1) for each in found if each]
        if len(spans) < len(found) or not all(spans):
            raise Refusal("rows_unread", value=text)
        return cls(tuple(spans), sheet)

    def among(self, index: Iterable[int]) -> list[int]:
        """Those of the rows in the index that are selected."""
        return [row for row in index if any(row in span for span in self.spans)]

    def besides(self, index: Iterable[int]) -> list[int]:
        """The selected rows that are not in the index."""
        known = set(index)
        return sorted({row for span in self.spans for row in span} - known)


def told(rows: Iterable[int]) -> str:
    """Rows as a person reads them, cut where there are very many.

    >>> told([5, 6, 7, 9])
    '5-7, 9'
    """
    spans: list[list[int]] = []
    for row in sorted(rows):
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    text = ", ".join(f"{first}-{last}" if last > first else str(first) for first, last in spans)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rpartition(',')[0]}, …"
