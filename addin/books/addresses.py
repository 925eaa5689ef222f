"""Cell addresses and areas as numbers: rows and columns from 1 on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
_CORNERS = re.compile(r"\$?([A-Za-z]{0,3})\$?(\d*)(?::\$?([A-Za-z]{0,3})\$?(\d*))?")


@cache
def letters(column: int) -> str:
    """
    >>> letters(1), letters(28), letters(16384)
    ('A', 'AB', 'XFD')
    """
    head, last = divmod(column - 1, 26)
    return (letters(head) if head else "") + chr(65 + last)


@cache
def column_of(letters: str) -> int:
    """
    >>> column_of("A"), column_of("ab"), column_of("XFD")
    (1, 28, 16384)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def address(row: int, column: int) -> str:
    """
    >>> address(12, 28)
    'AB12'
    """
    return f"{letters(column)}{row}"


@dataclass(frozen=True)
class Area:
    """A rectangle of cells, both ends inclusive."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def of(cls, text: str) -> Area:
        """The area of an address, a range, whole columns or whole rows; dollars do not count.

        >>> Area.of("$B$2:C9"), Area.of("C5").cells, str(Area.of("B:B"))
        (Area(top=2, left=2, bottom=9, right=3), 1, 'B1:B1048576')
        """
        corners = _CORNERS.fullmatch(text)
        if not corners or not (corners[1] or corners[2]):
            raise ValueError(text)
        left, top, right, bottom = corners.groups()
        if right is None and bottom is None:
            right, bottom = left, top
        return cls(
            int(top or 1),
            column_of(left) if left else 1,
            int(bottom or LAST_ROW),
            column_of(right) if right else LAST_COLUMN,
        )

    def __str__(self) -> str:
        first, last = address(self.top, self.left), address(self.bottom, self.right)
        return first if first == last else f"{first}:{last}"

    @property
    def cells(self) -> int:
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)

    def holds(self, row: int, column: int) -> bool:
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def meets(self, other: Area) -> bool:
        """The areas share a cell."""
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )
