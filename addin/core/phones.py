"""Telephone numbers as they are dialled (R-31)."""

from __future__ import annotations

import re

from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, parse

HOME = "DE"
_FEWEST = 5  # digits of a number that reaches somebody
_EXTENSION = re.compile(r"[\s,;]*(?:ext|extension|durchwahl|dw|app|x)\b[.:\s]*\d{1,6}\s*$", re.IGNORECASE)


def dialled(number: str, country: str = HOME) -> str:
    """The number in its international form E.164, of the country (ISO code) where it names none (R-31).

    Blank where it is none. An extension behind its sign is left out: it is not dialled with the number.

    >>> dialled("030 / 1234-0"), dialled("+49 (0)30 12340"), dialled("0043 1 5050"), dialled("on request")
    ('+493012340', '+493012340', '+4315050', '')
    >>> dialled("(312) 555-0123 ext. 7", "US")
    '+13125550123'
    """
    typed = _EXTENSION.sub("", number.replace("(0)", "")).strip()
    if len(re.sub(r"\D", "", typed)) < _FEWEST or re.search(r"[^\W\d_]", typed):
        return ""
    try:
        return format_number(parse(typed, country or HOME), PhoneNumberFormat.E164)
    except NumberParseException:
        return ""
