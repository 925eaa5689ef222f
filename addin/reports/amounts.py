"""Amounts within a sentence."""

from __future__ import annotations

from addin.reports.widths import shown_number
from addin.words import Words


def euros(amount: float, words: Words) -> str:
    """An amount in euros as the language writes it, never broken between number and sign.

    >>> euros(1394.4, Words.of("en")), euros(0.5, Words.of("de")) == "0,50\\u00a0€"
    ('€1,394.40', True)
    """
    return words.text("reports.euros", amount=shown_number("money", amount, words).removesuffix(" €"))
