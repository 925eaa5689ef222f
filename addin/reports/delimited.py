"""Rows as a CSV file for another program, in one of the profiles of the settings (R-17)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO

from addin.tables.model import Value


@dataclass(frozen=True)
class Profile:
    """How a file is written: the marks between values and before decimals, dates, the encoding."""

    delimiter: str
    decimal: str
    day: str
    encoding: str


# German programs, Excel among them, know UTF-8 by its mark; RFC 4180 knows no mark
PROFILES = {
    "german": Profile(";", ",", "%d.%m.%Y", "utf-8-sig"),
    "rfc4180": Profile(",", ".", "%Y-%m-%d", "utf-8"),
}
_BEGINS_A_FORMULA = tuple("=+-@\t\r\n")


def delimited(headings: Sequence[str], rows: Iterable[Sequence[Value]], profile: Profile) -> bytes:
    """The headings and the rows, lines ended as RFC 4180 has it, in either profile.

    A float is an amount with two places. Text that a spreadsheet would take for a formula begins with an
    apostrophe (R-82).
    """
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=profile.delimiter, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([_shown(value, profile) for value in row] for row in rows)
    return text.getvalue().encode(profile.encoding)


def _shown(value: Value, profile: Profile) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.strftime(profile.day)
    if isinstance(value, float):
        return f"{value:.2f}".replace(".", profile.decimal)
    return safe(str(value))


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula.

    >>> safe("=1+1"), safe("Hansen = Söhne")
    ("'=1+1", 'Hansen = Söhne')
    """
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text
