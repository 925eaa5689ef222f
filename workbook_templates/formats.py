"""How the master workbook looks: one palette, one format and one width for each kind of value."""

from __future__ import annotations

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from addin.tables.model import Column, Kind, Table
from addin.words import Words

FONT = "Calibri"
INK, PALE_INK, LINK_INK, WHITE = "1F2933", "52606D", "0B5394", "FFFFFF"
NAVY, SLATE, MIST, FAINT, RULE = "17405C", "4A6A82", "E4E9EE", "F3F5F7", "C5CED6"

_WIDTHS: dict[Kind, float] = {
    "id": 12,
    "text": 22,
    "long": 42,
    "zip": 10,
    "email": 28,
    "phone": 20,
    "url": 30,
    "integer": 11,
    "number": 11,
    "money": 14,
    "percent": 10,
    "date": 12.5,
    "moment": 17,
    "flag": 9,
    "choice": 17,
    "ref": 40,
    "any": 22,
}
_NAME, _PERSON = 34.0, 28.0  # by which a row is recognised, and who works here
_SIGN, _FILTER_ARROW = 1.15, 3.5
_RIGHT: set[Kind] = {"integer", "number", "money", "percent"}


def number_format(kind: Kind, words: Words, *, computed: bool = False) -> str:
    """The number format of a kind of value: text stays text, so that a postcode keeps its zeros.

    A computed text is General: a formula in a cell of format text would turn into its own words when edited.
    """
    shown: dict[str, str] = words.tree("reports.formats")
    if kind == "moment":
        return f"{shown['date']} hh:mm"
    return shown.get(kind, "General" if computed or kind in ("number", "any") else "@")


def alignment(kind: Kind) -> Alignment:
    right = kind in _RIGHT
    return Alignment(
        horizontal="right" if right else "left", vertical="top", indent=int(right), wrap_text=kind == "long"
    )


def body_font(*, computed: bool = False) -> Font:
    return Font(name=FONT, size=11, color=PALE_INK if computed else INK)


def width(table: Table, column: Column, words: Words) -> float:
    """Wide enough for the kind, for each choice, and for the header in two lines beside its filter arrow."""
    header = words.label(table.key, column.key).split()
    breaks = (max(len(" ".join(header[:n])), len(" ".join(header[n:]))) for n in range(len(header)))
    choices = words.tree(f"choices.{column.choices}").values() if column.choices else ()
    return max(_usual_width(table, column), min(breaks) * _SIGN + _FILTER_ARROW, *map(len, choices))


def _usual_width(table: Table, column: Column) -> float:
    if column.ref == "staff":
        return _PERSON
    return _NAME if column.kind == "text" and column.key in table.shown_as else _WIDTHS[column.kind]


def header_fill(column: Column) -> PatternFill:
    return solid(MIST if column.computed else NAVY if column.required else SLATE)


def header_font(column: Column) -> Font:
    if column.computed:
        return Font(name=FONT, size=10.5, italic=True, color=PALE_INK)
    return Font(name=FONT, size=10.5, bold=True, color=WHITE)


HEADER_ALIGNMENT = Alignment(horizontal="left", vertical="center", wrap_text=True)
HEADER_BORDER = Border(right=Side("thin", color=WHITE), bottom=Side("thin", color=WHITE))
HEADER_HEIGHT = 33.0


def solid(colour: str) -> PatternFill:
    return PatternFill("solid", fgColor=colour)
