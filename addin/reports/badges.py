"""Badges to be cut or to slip into holders: 90 by 55 millimetres, ten on a page."""

from __future__ import annotations

from collections.abc import Sequence

from addin.reports.paper import pressed
from addin.reports.parties import Badge
from addin.words import Words


def badges_pdf(badges: Sequence[Badge], show: str, house: str, words: Words) -> bytes:
    """The badges row by row; a long name is set smaller."""
    given = {
        "language": words.language,
        "title": words.text("reports.parties.badges", show=show),
        "show": show,
        "house": house,
        "badges": [{"name": badge.name, "company": badge.company} for badge in badges],
    }
    return pressed("badges.typ", given)
