"""The one place where typst sets pages: what they say goes in as JSON and stays text, whatever it holds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from mailmerge.model import Finding

# The first that the machine has; the last is built into typst. Metrics of the first two are the same
FONTS = ("Arial", "Liberation Sans", "Helvetica", "Libertinus Serif")


@dataclass(frozen=True)
class Printed:
    """A PDF and what is not in it: a finding for each address that has no room where it belongs.

    `pdf` is blank where nothing is left to print.
    """

    pdf: bytes
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Room:
    """What is free for an address, in millimetres."""

    width: float
    height: float


def pressed(template: str, given: Mapping[str, Any]) -> bytes:
    """The PDF that a template makes of what is given; the same each time on the same machine."""
    import typst  # takes its time to load

    # Tags help who has a page read aloud; these pages are printed, and are three times as small without
    pdf = typst.compile(_source(template), format="pdf", sys_inputs=_inputs(given), timestamp=0, pdf_tags=False)
    assert isinstance(pdf, bytes)
    return pdf


def sizes(
    addresses: Sequence[Sequence[str]], room: Room, wanted: Sequence[float], *, wrapped: bool = False
) -> list[float]:
    """The first of the wanted type sizes (points) at which each address fits its room; 0 where none does.

    Wrapped, a line may go on below, broken at its blanks.
    """
    import typst

    if not addresses:
        return []
    given = {
        "addresses": addresses,
        "width": room.width,
        "height": room.height,
        "sizes": wanted,
        "wrapped": wrapped,
    }
    told = typst.query(_source("fitting.typ"), "<sizes>", field="value", one=True, sys_inputs=_inputs(given))
    found: list[float] = json.loads(told)
    return found


def _source(template: str) -> bytes:
    return b"\n".join(files(__package__).joinpath(each).read_bytes() for each in ("address.typ", template))


def _inputs(given: Mapping[str, Any]) -> dict[str, str]:
    return {"given": json.dumps({**given, "fonts": FONTS})}
