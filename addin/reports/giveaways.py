"""Give-aways of a show (R-29): need by size, what is there, what to order until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from addin.core.giveaways import GiveAway
from addin.reports.model import Figure, Figures, Group, Heading, Line, Note, Place, Report, Severity, Table
from addin.tables.model import Value
from addin.words import Words

KEY = "give_aways"


def give_away_list(found: Sequence[GiveAway], visitors: int, show: str, words: Words, today: date) -> Report:
    """One sheet, a line for each material and size; what is short says by when it must be ordered."""
    text = words.texts("reports.giveaways")
    table = Table(_headings(words), (Group("", tuple(_line(one, words, today) for one in found)),), text("empty"))
    note = Note(text(_next(found)))
    title, subtitle = text("title", show=show), text("subtitle", visitors=visitors)
    return Report(KEY, text("sheet"), title, today, (_figures(found, words), table, note), subtitle)


def _next(found: Sequence[GiveAway]) -> str:
    if any(one.order and not one.round for one in found):
        return "next_order"
    if any(one.order for one in found):
        return "next_begun"
    return "next" if found else "next_when_empty"


def _figures(found: Sequence[GiveAway], words: Words) -> Figures:
    text = words.texts("reports.giveaways.figures")
    order, cost = sum(one.order for one in found), round(sum(one.cost for one in found), 2)
    first = min((one.order_by for one in found if one.order and one.order_by), default=None)
    return Figures(
        (
            Figure(text("need"), sum(one.need.pieces for one in found)),
            Figure(text("order"), order, below=cost, severity="warning" if order else ""),
            Figure(text("first"), first, "date", severity="warning" if first else ""),
        )
    )


def _headings(words: Words) -> tuple[Heading, ...]:
    text, label = words.texts("reports.giveaways"), words.labels("materials")
    return (
        Heading(label("name"), linked=True),
        Heading(label("size"), "choice"),
        Heading(text("need"), "integer"),
        Heading(label("on_hand"), "integer"),
        Heading(label("on_order"), "integer"),
        Heading(text("elsewhere"), "integer"),
        Heading(text("used"), "integer"),
        Heading(text("short"), "integer"),
        Heading(text("order"), "integer"),
        Heading(label("order_by"), "date"),
        Heading(text("round"), "choice"),
        Heading(text("way"), width=40),
    )


def _line(one: GiveAway, words: Words, today: date) -> Line:
    cells = one.need.cells or {}
    values: tuple[Value, ...] = (
        cells.get("name") or words.text("reports.giveaways.no_material"),
        one.need.size or cells.get("size"),
        one.need.pieces,
        one.on_hand,
        one.on_order or None,
        one.elsewhere or None,
        one.used or None,
        one.short or None,
        one.order or None,
        one.order_by if one.order else None,
        one.round,
        words.text(f"reports.giveaways.ways.{_way(one, today)}"),
    )
    place = None if one.need.row is None else Place("materials", one.need.row, "name")
    return Line(values, _tone(one, today), place)


def _way(one: GiveAway, today: date) -> str:
    if one.need.cells is None:
        return "no_material"
    if not one.order:
        return "enough"
    if one.round:
        return "begun"
    return "now" if one.order_by and one.order_by <= today else "order"


def _tone(one: GiveAway, today: date) -> Severity:
    if one.need.cells is None:
        return "notice"
    if not one.order:
        return ""
    return "critical" if one.order_by and one.order_by <= today else "warning"
