"""What came back from shows (P-25), and the sheet on which it is counted (I-12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from addin.core.show_returns import ReturnLine, State
from addin.reports.amounts import euros
from addin.reports.model import (
    Cell,
    Figure,
    Figures,
    Group,
    Heading,
    Line,
    Note,
    Place,
    Report,
    Severity,
    Table,
    Toned,
    totals,
)
from addin.words import Words

KEY = "return_protocol"
_TONES: dict[State, Severity] = {"wrong": "critical", "uncounted": "warning"}


def return_protocol(lines: Sequence[ReturnLine], shows: Mapping[str, str], words: Words, today: date) -> Report:
    """One sheet, a group a show: sent = used + good + damaged + missing, and what is missing costs (R-28)."""
    text = words.texts("reports.show_returns")
    headings = _headings(words)
    groups = tuple(_group(show_id, lines, shows, headings, words) for show_id in _ids(lines))
    table = Table(headings, groups, text("empty"))
    note = Note(text(_next(lines)))
    figures = (_figures(lines, words),) if lines else ()
    return Report(KEY, text("sheet"), text("title"), today, (*figures, table, note), text("subtitle"))


def _ids(lines: Sequence[ReturnLine]) -> list[str]:
    return list(dict.fromkeys(line.show_id for line in lines))


def _next(lines: Sequence[ReturnLine]) -> str:
    """What is to be done first."""
    states = {line.state for line in lines}
    order = (("uncounted", "next_count"), ("wrong", "next_wrong"), ("ready", "next_book"))
    return next((path for state, path in order if state in states), "next_when_done")


def _figures(lines: Sequence[ReturnLine], words: Words) -> Figures:
    text = words.texts("reports.show_returns.figures")
    counted = [line for line in lines if line.counted]
    missing, damaged = (
        sum(max(0, line.missing) for line in counted),
        sum(line.back_damaged or 0 for line in counted),
    )
    lost, broken = sum(line.cost for line in counted), sum(line.damage for line in counted)
    return Figures(
        (
            Figure(text("lines"), len(lines)),
            Figure(text("uncounted"), open_ := len(lines) - len(counted), severity="warning" if open_ else ""),
            Figure(text("good"), sum(line.back_good or 0 for line in counted)),
            Figure(text("missing"), missing, below=round(lost, 2), severity="warning" if missing else ""),
            Figure(text("damaged"), damaged, below=round(broken, 2), severity="notice" if damaged else ""),
        )
    )


def _group(
    show_id: str,
    lines: Sequence[ReturnLine],
    shows: Mapping[str, str],
    headings: Sequence[Heading],
    words: Words,
) -> Group:
    own = [line for line in lines if line.show_id == show_id]
    shown = tuple(_line(line, words) for line in own)
    cost = euros(sum(line.cost for line in own), words)
    title = words.text(
        "reports.show_returns.group", show=shows.get(show_id, show_id), id=show_id, n=len(own), cost=cost
    )
    return Group(title, shown, totals(words.text("reports.show_returns.total"), headings, _plain(shown)))


def _plain(lines: Sequence[Line]) -> list[Line]:
    """Lines whose coloured numbers can be added up."""
    return [Line(tuple(cell.value if isinstance(cell, Toned) else cell for cell in line.values)) for line in lines]


def _headings(words: Words) -> tuple[Heading, ...]:
    text, label = words.texts("reports.show_returns"), words.labels("show_items")
    return (
        Heading(label("material_id"), linked=True),
        Heading(label("box"), "choice"),
        Heading(label("version"), "choice"),
        Heading(label("inventory_no"), "choice"),
        *(Heading(label(key), "integer", summed=True) for key in _NUMBERS),
        Heading(label("value"), "money"),
        Heading(text("cost"), "money", summed=True),
        Heading(text("state"), "choice"),
        Heading(text("way"), width=36),
    )


_NUMBERS = ("sent", "used", "back_good", "back_damaged", "missing")


def _line(line: ReturnLine, words: Words) -> Line:
    text = words.texts("reports.show_returns")
    values: tuple[Cell, ...] = (
        line.name,
        line.box,
        line.version,
        line.inventory_no,
        line.sent,
        line.used,
        line.back_good,
        line.back_damaged,
        _missing(line),
        line.value or None,
        line.cost or None,
        text(f"states.{line.state}"),
        text(f"ways.{_way(line)}"),
    )
    tone = _TONES.get(line.state, "warning" if line.is_incident else "")
    return Line(values, tone, Place("show_items", line.row, "back_good"))


def _missing(line: ReturnLine) -> Cell:
    """Blank while nobody has counted: then nobody knows."""
    if not line.counted:
        return None
    tone: Severity = "critical" if line.missing < 0 else "warning" if line.missing else ""
    return Toned(line.missing, tone)


def _way(line: ReturnLine) -> str:
    if line.state == "wrong":
        return line.faults[0]
    if line.is_incident:
        return "incident_booked" if line.booked_on else "incident"
    if line.state == "ready" and line.missing:
        return "missing"
    return line.state


def to_count(lines: Sequence[ReturnLine], show: str, words: Words, today: date) -> Report:
    """The sheet for the warehouse: what was sent, and blank cells for what is there; nothing to compute."""
    text, label = words.texts("reports.show_returns.count"), words.labels("show_items")
    headings = (
        Heading(label("show_id"), "choice"),
        Heading(label("box"), "choice"),
        Heading(label("material_id")),
        Heading(label("version"), "choice"),
        Heading(label("inventory_no"), "choice"),
        Heading(label("sent"), "integer"),
        *(Heading(label(key), "integer", width=12) for key in ("used", "back_good", "back_damaged")),
    )
    ordered = sorted(lines, key=lambda line: (line.box or "", line.name))
    rows = tuple(Line(_to_count(line)) for line in ordered)
    table = Table(headings, (Group("", rows),), text("empty"))
    return Report("count_sheet", text("sheet"), text("title", show=show), today, (table,), text("subtitle"))


def _to_count(line: ReturnLine) -> tuple[Cell, ...]:
    material = f"{line.name} · {line.material_id}"
    return (line.show_id, line.box, material, line.version, line.inventory_no, line.sent, None, None, None)
