"""Group Verträge: the letters about what runs out, to customers and to reps, in one go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from addin.commands.contracts import expiry_calendar
from addin.commands.mailings import prepared
from addin.commands.occasions import OCCASIONS
from addin.commands.situation import Situation
from addin.core.ids import next_ids
from addin.plan import File, Plan

_LETTERS = {
    "customers": ("renewal",),
    "reps": ("expiry-calendar",),
    "both": ("renewal", "expiry-calendar"),
}


def expiry_mails(situation: Situation) -> Plan:
    """Prepares the renewal letters to customers and the calendars of this quarter to reps, a mailing each.

    The calendar files that go with them are written anew.
    """
    ids = next_ids("mailings", situation.tables["mailings"])
    letters = _LETTERS[situation.choice("to") or "both"]
    plans = [prepared(situation, OCCASIONS[letter], ids) for letter in letters]
    counts: Counter[str] = Counter()
    for plan in plans:
        counts.update(plan.counts)
    return Plan(
        rows=tuple(row for plan in plans for row in plan.rows),
        files=tuple(_calendars(situation)) if "expiry-calendar" in letters else (),
        problems=situation.problems,
        counts={"mailings": sum(bool(plan.rows) for plan in plans), **counts},
    )


def _calendars(situation: Situation) -> Iterator[File]:
    """The calendar file of every rep for this quarter."""
    whole = replace(situation, options={"period": "quarter"}, selected=None)
    yield from expiry_calendar(whole).files
