"""A report as a PDF that is ready to be printed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import typst

from addin.reports import palette
from addin.reports.model import Report
from addin.reports.worded import worded
from addin.words import Words

_COLOURS = {
    "ink": palette.INK,
    "strong": palette.STRONG_INK,
    "faint": palette.FAINT_INK,
    "heading": palette.HEADING_FILL,
    "group": palette.GROUP_FILL,
    "grid": palette.GRID,
}


def paper(report: Report, words: Words) -> bytes:
    """The PDF, A4; the same report gives the same bytes on the same machine (fonts differ between machines)."""
    tones = {name: colour for name, colour in palette.TONES.items() if name}
    return pressed("paper.typ", {"report": worded(report, words), "tones": tones})


def pressed(template: str, given: Mapping[str, Any]) -> bytes:
    """The PDF that a template of this room makes of what is given: it comes in as JSON and stays text."""
    looks = {"fonts": palette.FONTS.removesuffix(", sans-serif").split(", "), "colours": _COLOURS}
    source = files(__package__).joinpath(template).read_bytes()
    made = typst.compile(source, format="pdf", sys_inputs={"given": json.dumps({**looks, **given})}, timestamp=0)
    assert isinstance(made, bytes)
    return made
