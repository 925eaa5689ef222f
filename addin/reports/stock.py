"""The stock report (P-07): what runs out, when to order, how many, and what the order waits for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from addin.core.reprints import next_step
from addin.core.stock import NEAR, LeadTime, Standing, tally
from addin.reports.model import (
    Block,
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
)
from addin.tables.model import Value
from addin.words import Words

KEY = "stock_report"
_TONES: dict[str, Severity] = {
    "order_now": "warning",
    "order_near": "notice",
    "low": "notice",
    "negative": "critical",
}


@dataclass(frozen=True)
class Need:
    """Pieces that somebody takes out at once on a day ahead: a show, a request."""

    on: date
    pieces: int
    what: str


Needs = Callable[[Standing], Sequence[Need]]


def stock_report(
    found: Sequence[Standing],
    leads: Sequence[LeadTime],
    needs: Needs,
    words: Words,
    today: date,
    soon: date,
) -> Report:
    """One sheet with every material, in the order given (P-07; R-20 to R-26).

    `needs` gives what shows and requests take from a material, the earliest first; until `soon` an order must be
    prepared now.
    """
    text = words.texts("reports.stock")
    lines = tuple(_line(one, needs, words, soon) for one in found)
    blocks: list[Block] = [_figures(found, words, today)]
    blocks += [Note(_lead(lead, words), "notice") for lead in leads]
    blocks.append(Table(_headings(words), (Group("", lines),), text("empty")))
    blocks.append(Note(text("next" if lines else "next_when_empty")))
    title, subtitle = text("title"), text("subtitle", soon=soon)
    return Report(KEY, text("sheet"), title, today, tuple(blocks), subtitle)


def _figures(found: Sequence[Standing], words: Words, today: date) -> Figures:
    return Figures(
        tuple(
            Figure(
                words.text(f"reports.stock.figures.{key}", near=NEAR), n, severity=_TONES.get(key, "") if n else ""
            )
            for key, n in tally(found, today).items()
        )
    )


def _lead(lead: LeadTime, words: Words) -> str:
    return words.text(
        "reports.stock.lead", name=lead.name, stored=lead.stored, learned=lead.learned, n=lead.orders
    )


def _headings(words: Words) -> tuple[Heading, ...]:
    text = words.texts("reports.stock")

    label = words.labels("materials")
    return (
        Heading(label("name"), linked=True),
        Heading(label("on_hand"), "integer"),
        Heading(label("on_order"), "integer"),
        Heading(label("reserved"), "integer"),
        Heading(text("use"), "number", width=11),
        Heading(text("deviation"), "number"),
        Heading(text("safety"), "number"),
        Heading(label("reorder_point"), "integer"),
        Heading(label("cover_days"), "integer"),
        Heading(text("runs_out"), "date"),
        Heading(label("order_by"), "date"),
        Heading(text("quantity"), "integer"),
        Heading(text("round"), "choice"),
        Heading(text("hint"), width=36),
        Heading(text("way"), width=32),
    )


def _line(one: Standing, needs: Needs, words: Words, soon: date) -> Line:
    urgency = one.urgency(soon)
    few = words.text("reports.stock.few") if one.used_up and one.daily_use is None else None
    values: tuple[Cell, ...] = (
        one.name,
        Toned(one.on_hand, "critical") if one.on_hand < 0 else one.on_hand,
        one.on_order or None,
        one.reserved or None,
        few or one.daily_use,
        one.deviation,
        one.safety,
        Toned(one.reorder_point, "notice") if one.low else one.reorder_point,
        one.cover_days,
        one.runs_out,
        Toned(one.order_by, urgency) if one.order_within(soon) else one.order_by,
        one.order_quantity if one.to_order else None,
        _round(one, words),
        " ".join(_hints(one, needs, words)),
        _way(one, words, soon),
    )
    return Line(values, urgency, Place("materials", one.row, "name"))


def _round(one: Standing, words: Words) -> Value:
    if one.round is None:
        return words.text("choices.reprint_state.ordered") if one.on_order else None
    state = words.text(f"choices.reprint_state.{one.round.state}")
    return f"{state}\n{one.round.reprint_id}"


def _hints(one: Standing, needs: Needs, words: Words) -> Iterable[str]:
    """What a coordinator should know about the line, the worst first."""
    text = words.texts("reports.stock")
    if one.on_hand < 0:
        yield text("hints.negative")
    if one.missing_days:
        yield text("hints.missing", days=one.missing_days, on=one.runs_out, arrives=one.arrives_on)
    if one.order_by and (one.order_by_use is None or one.order_by < one.order_by_use):
        yield from _earlier(one, needs, words)
    if one.limit:
        facts = {"until": one.valid_until, "n": one.order_quantity, "run": one.min_run}
        yield text(f"hints.{one.limit}", **facts)


def _earlier(one: Standing, needs: Needs, words: Words) -> Iterable[str]:
    """What makes the day to order by come earlier than daily use alone would."""
    text = words.texts("reports.stock")
    last = one.runs_out or date.max
    taken = [need for need in needs(one) if need.on <= last]
    yield from (text("hints.need", what=need.what, on=need.on, n=need.pieces) for need in taken)
    path = "hints.without_needs" if one.order_by_use else "hints.enough_without_needs"
    yield text(path, on=one.order_by_use)


def _way(one: Standing, words: Words, soon: date) -> Value:
    text = words.texts("reports.stock")
    if one.on_hand < 0:
        return text("ways.count")
    if one.round:
        return text(f"ways.{next_step(one.round, one.today)}")
    if one.missing_days or one.order_within(soon):
        return text("ways.new_version" if one.limit == "run" else "ways.ask")
    return None
