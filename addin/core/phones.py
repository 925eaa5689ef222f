"""Telephone numbers as they are dialled (R-31)."""

import re

_HOME = "+49"
_FEWEST = 5  # digits of a number that reaches somebody


def dialled(number: str) -> str:
    """The number in its international form, Germany's where it names no country; blank where it is none (R-31).

    >>> dialled("030 / 1234-0"), dialled("+49 (0)30 12340"), dialled("0043 1 5050"), dialled("on request")
    ('+493012340', '+493012340', '+4315050', '')
    """
    typed = number.replace("(0)", "").strip()
    digits = re.sub(r"\D", "", typed)
    if len(digits) < _FEWEST or re.search(r"[^\W\d_]", typed):
        return ""
    if typed.startswith("+"):
        return f"+{digits}"
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    return _HOME + digits.removeprefix("0")
