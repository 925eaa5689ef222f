"""The packing list (P-22): what goes into which box, and where in the warehouse it lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from addin.core.packing import PackLine
from addin.reports.model import Figure, Figures, Group, Heading, Line, Note, Place, Report, Severity, Table
from addin.tables.model import Value
from addin.words import Words

KEY = "packing_list"


@dataclass(frozen=True)
class Consignment:
    """Everything that goes to one show, and what the carrier must know of it; `weight` in kilograms."""

    show_id: str
    show: str
    sender: tuple[str, ...]
    recipient: tuple[str, ...]
    contact: str
    must_arrive_by: date | None
    shipment_id: str | None
    carrier: str | None
    tracking_no: str | None
    weight: float | None
    lines: tuple[PackLine, ...]

    @property
    def boxes(self) -> tuple[str, ...]:
        """The names of the boxes in their order."""
        return tuple(dict.fromkeys(line.box for line in self.lines if line.box))

    def inside(self, box: str | None) -> tuple[PackLine, ...]:
        """What goes into a box; None gives what goes without one."""
        return tuple(line for line in self.lines if (line.box or None) == box)

    @property
    def pieces(self) -> int:
        return sum(line.pieces for line in self.lines)

    @property
    def worth(self) -> float:
        return round(sum(line.worth for line in self.lines), 2)


def packing_list(consignment: Consignment, words: Words, today: date) -> Report:
    """One sheet, a group a box; what has left is marked as sent (P-22)."""
    text = words.texts("reports.packlists")
    groups = tuple(
        _group(box, consignment, words) for box in (*consignment.boxes, None) if consignment.inside(box)
    )
    table = Table(_headings(words), groups, text("empty"))
    figures = (_figures(consignment, words),) if groups else ()
    note = Note(text(_next(consignment.lines)))
    title = text("title", show=consignment.show)
    subtitle = text("subtitle", on=consignment.must_arrive_by) if consignment.must_arrive_by else ""
    return Report(KEY, text("sheet"), title, today, (*figures, table, note), subtitle)


def _next(lines: Sequence[PackLine]) -> str:
    if not lines:
        return "next_when_empty"
    return "next_when_sent" if all(line.sent for line in lines) else "next"


def _figures(consignment: Consignment, words: Words) -> Figures:
    text = words.texts("reports.packlists.figures")
    open_ = sum(not line.sent for line in consignment.lines)
    return Figures(
        (
            Figure(text("boxes"), len(consignment.boxes)),
            Figure(text("lines"), len(consignment.lines)),
            Figure(text("pieces"), consignment.pieces, below=consignment.worth),
            Figure(text("open"), open_, severity="notice" if open_ else ""),
        )
    )


def _headings(words: Words) -> tuple[Heading, ...]:
    text, label = words.texts("reports.packlists"), words.labels("show_items")
    return (
        Heading(label("material_id"), linked=True),
        Heading(label("version"), "choice"),
        Heading(label("inventory_no"), "choice"),
        Heading(text("pieces"), "integer"),
        Heading(words.label("materials", "location"), "choice"),
        Heading(text("state"), "choice"),
        Heading(text("hint"), width=36),
    )


def _group(box: str | None, consignment: Consignment, words: Words) -> Group:
    own = consignment.inside(box)
    pieces = sum(line.pieces for line in own)
    title = words.text(f"reports.packlists.{'box' if box else 'no_box'}", box=box or "", n=len(own), pieces=pieces)
    return Group(title, tuple(_line(line, words) for line in own))


def _line(line: PackLine, words: Words) -> Line:
    text = words.texts("reports.packlists")
    values: tuple[Value, ...] = (
        line.name,
        line.version,
        line.inventory_no,
        line.pieces,
        line.location,
        text("states.sent" if line.sent else "states.open"),
        _hint(line, words),
    )
    tone: Severity = "warning" if line.obsolete or _short(line) else ""
    return Line(values, "" if line.sent else tone, Place("show_items", line.row, "planned"))


def _short(line: PackLine) -> bool:
    return line.pieces > line.on_hand


def _hint(line: PackLine, words: Words) -> str | None:
    """What is wrong with a line before it leaves."""
    text = words.texts("reports.packlists.hints")
    if line.sent:
        return None
    hints = (
        text("obsolete", valid=line.valid) if line.obsolete else "",
        text("short", n=line.on_hand) if _short(line) else "",
    )
    return " ".join(filter(None, hints)) or None
