"""Group Interessenten: what was found out about the market, with source and day (R-36)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from addin.commands.lookups import meant
from addin.commands.situation import Situation
from addin.core.ids import next_ids
from addin.core.records import records
from addin.errors import Refusal
from addin.plan import NewRow, Plan
from addin.reports.market_research import market_sheet
from addin.tables import TABLES
from addin.tables.frames import appended
from addin.tables.model import Problem, Value

_SAME = ("found_on", "topic", "company_id", "finding", "source")


def research(situation: Situation) -> Plan:
    """Enters a finding, if one is given, and sums all of them up by topic (P-18); old ones are grey."""
    finding = _finding(situation) if situation.choice("finding") else None
    known = tuple(_known(situation, finding)) if finding else ()
    fresh = [finding] if finding and not known else []
    table = appended(TABLES["research"], situation.tables["research"], fresh)
    found = replace(situation, tables={**situation.tables, "research": table}).with_answers("research")
    topic = str(situation.choice("topic") or "").strip().casefold()
    shown = found if finding or not topic else found[found["topic"].str.casefold().eq(topic)]
    return Plan(
        rows=tuple(NewRow("research", values) for values in fresh),
        reports=(market_sheet(shown, situation.names, situation.words, situation.today),),
        problems=(*situation.problems, *known),
        counts={
            "findings_new": len(fresh),
            "findings_listed": len(shown),
            "findings_old": int(shown["old"].eq(True).sum()),
        },
    )


def _finding(situation: Situation) -> dict[str, Value]:
    """The finding that was given; Refusal where it says not what about, or not from where."""
    choice, tables = situation.choice, situation.tables
    for name in ("topic", "source"):
        if not str(choice(name) or "").strip():
            raise Refusal(f"finding_without_{name}")
    company, by = choice("company"), choice("by")
    return {
        "research_id": next(next_ids("research", tables["research"])),
        "found_on": _day(situation),
        "kind": choice("kind"),
        "topic": str(choice("topic")).strip(),
        "company_id": meant("companies", tables["companies"], company) if company else None,
        "finding": str(choice("finding")).strip(),
        "figure": choice("figure"),
        "unit": choice("unit"),
        "source": str(choice("source")).strip(),
        "found_by": meant("staff", tables["staff"], by) if by else situation.coordinator,
    }


def _day(situation: Situation) -> date:
    """The day of the finding; Refusal `finding_ahead`."""
    day: date = situation.choice("on") or situation.today
    if day > situation.today:
        raise Refusal("finding_ahead", on=day, today=situation.today)
    return day


def _known(situation: Situation, finding: Mapping[str, Value]) -> list[Problem]:
    """That the same finding of that day and source stands there already."""
    return [
        Problem("research", row, "finding", "finding_known", {"id": cells["research_id"]}, "warning")
        for row, cells in records(situation.tables["research"])
        if all(cells[key] == finding[key] for key in _SAME)
    ]
