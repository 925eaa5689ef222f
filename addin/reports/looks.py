"""How every report looks in a workbook: one font, one palette, one format for each kind of value."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from addin.reports.model import Kind, Severity
from addin.reports.palette import (
    FAINT_INK,
    FONT,
    GRID,
    GROUP_FILL,
    HEADING_FILL,
    INK,
    LINK_INK,
    SHADE,
    STRONG_INK,
    TONES,
)
from addin.words import Words

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

Role = Literal[
    "title",
    "key_date",
    "subtitle",
    "figure_label",
    "figure_value",
    "figure_below",
    "note",
    "table_title",
    "heading",
    "group",
    "line",
    "total",
]

SIZES: dict[Role, int] = {"title": 18, "key_date": 9, "figure_value": 15, "figure_label": 9, "table_title": 12}
BODY_SIZE = 10
_BOLD: set[Role] = {"title", "figure_value", "table_title", "heading", "group", "total"}
_ROLE_INK: dict[Role, str] = {
    "title": STRONG_INK,
    "table_title": STRONG_INK,
    "key_date": FAINT_INK,
    "figure_label": FAINT_INK,
}
_ROLE_FILL: dict[Role, str] = {"heading": HEADING_FILL, "group": GROUP_FILL}

_RIGHT: set[Kind] = {"money", "integer", "number", "percent"}
_CENTRE: set[Kind] = {"mark", "date"}
_CENTRED: set[Role] = {"line", "group", "total"}
_WRAPPED: set[Role] = {"title", "key_date", "subtitle", "figure_label", "note", "heading", "line"}

_FIGURE: tuple[Role, ...] = ("figure_label", "figure_value", "figure_below")

_HAIR = Side("thin", color=GRID)
_RULE = Side("medium", color=STRONG_INK)
_BORDERS: dict[Role, Border] = {
    "heading": Border(bottom=_RULE),
    "line": Border(bottom=_HAIR),
    "group": Border(bottom=_HAIR),
    "total": Border(top=Side("thin", color=FAINT_INK)),
    **{role: Border(left=Side("thick", color="FFFFFF")) for role in _FIGURE},
}
_GRID_LINE = Border(left=_HAIR, bottom=_HAIR)


class Look(NamedTuple):
    """Everything that decides how a cell looks."""

    role: Role
    kind: Kind = "text"
    severity: Severity = ""
    linked: bool = False
    shaded: bool = False
    quoted: bool = False  # text that begins like a formula; Excel keeps it text when it is edited


class Looks:
    """The looks of one sheet as its workbook numbers them."""

    def __init__(self, sheet: Worksheet, words: Words) -> None:
        self._sheet = sheet
        self._formats: dict[str, str] = words.tree("reports.formats")
        self._numbers: dict[Look, int] = {}

    def number(self, look: Look) -> int:
        """The number under which the workbook keeps that look."""
        if look not in self._numbers:
            self._numbers[look] = self._styled(look).style_id
        return self._numbers[look]

    def _styled(self, look: Look) -> Cell:
        cell: Cell = WriteOnlyCell(self._sheet)
        cell.font = _font(look)
        cell.fill = _fill(look)
        cell.border = _border(look)
        cell.alignment = _alignment(look)
        cell.number_format = self._formats.get(look.kind, "General")
        cell.quotePrefix = look.quoted
        return cell


@cache
def _font(look: Look) -> Font:
    ink = LINK_INK if look.linked else _ROLE_INK.get(look.role, INK)
    bold = look.role in _BOLD or (look.kind == "mark" and bool(look.severity))
    size = SIZES.get(look.role, BODY_SIZE)
    return Font(name=FONT, size=size, bold=bold, color=ink, underline="single" if look.linked else None)


@cache
def _fill(look: Look) -> PatternFill:
    colour = TONES.get(look.severity) or (SHADE if look.shaded else _ROLE_FILL.get(look.role))
    return PatternFill("solid", fgColor=colour) if colour else PatternFill()


def _border(look: Look) -> Border:
    if look.role == "line" and look.kind == "mark":
        return _GRID_LINE
    return _BORDERS.get(look.role, Border())


@cache
def _alignment(look: Look) -> Alignment:
    across = "right" if look.kind in _RIGHT else "center" if look.kind in _CENTRE else "left"
    if look.role in (*_FIGURE, "group"):  # a group's title runs on over the columns
        across = "left"
    upright = "bottom" if look.role == "heading" else "center" if look.role in _CENTRED else "top"
    inside = across == "right" or (look.role in (*_FIGURE, "note") and bool(look.severity))
    return Alignment(across, upright, wrap_text=look.role in _WRAPPED, indent=int(inside))
