"""A report as one web page that needs nothing else: it opens from a mail, a folder, a phone."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import Environment, Template

from addin.reports import palette
from addin.reports.model import Report
from addin.reports.worded import worded
from addin.words import Words


def page(report: Report, words: Words) -> bytes:
    """The page in UTF-8; the same report gives the same bytes."""
    return (
        _template()
        .render(
            report=worded(report, words),
            fonts=palette.FONTS,
            ink=palette.INK,
            strong=palette.STRONG_INK,
            faint=palette.FAINT_INK,
            heading=palette.HEADING_FILL,
            group=palette.GROUP_FILL,
            grid=palette.GRID,
            tones=palette.TONES,
        )
        .encode()
    )


@cache
def _template() -> Template:
    source = files(__package__).joinpath("page.html").read_text("utf-8")
    return Environment(autoescape=True, trim_blocks=True).from_string(source)
