"""Letters in the house before something is printed again (R-26)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from addin.commands.audiences.addressees import Letters
from addin.commands.material import MaterialWorld
from addin.commands.situation import Situation
from addin.core.mailings import Case
from addin.core.records import records
from addin.core.reprints import Round, active_reps, hindrance
from addin.core.tasks import person_in_role


def reviews(situation: Situation) -> Iterator[Case]:
    """Every rep whose answer about a reprint is missing, once for each day by which answers are due."""
    world, letters = MaterialWorld(situation), Letters(situation)
    reps = records(active_reps(situation.tables["staff"], situation.today))
    for rep, name in ((row["staff_id"], row["name"]) for _, row in reps):
        asked: defaultdict[date, list[Round]] = defaultdict(list)
        for one in world.rounds:
            if name in one.waiting and (due := _answer_by(one, situation.today)):
                asked[due].append(one)
        for due, rounds in sorted(asked.items()):
            values = {"answer_by": due, "items": [_printed(one, world) for one in rounds]}
            about = (rep, *(one.reprint_id for one in rounds))
            yield letters.to_colleague(rep, f"content-review.{due.isoformat()}", about, values)


def _answer_by(one: Round, today: date) -> date | None:
    """The day by which answers are due, for the second time after the first has passed; None if none is wanted."""
    if one.state != "review" or one.due is None or one.answered(today):
        return None
    return one.due if today <= one.due else one.second_due


def _printed(one: Round, world: MaterialWorld) -> dict[str, Any]:
    return {"material": one.material["name"], "version": one.cells["version"], "order_by": _order_by(one, world)}


def _order_by(one: Round, world: MaterialWorld) -> date | None:
    """The last day to order it while there still is some; None where it is not in sight, or has passed."""
    standings = (each for each in world.standings if each.material_id == one.material["material_id"])
    runs_out = next((each.runs_out for each in standings), None)
    day = runs_out and one.order_by(runs_out, world.situation.house)
    return day if day and day >= world.situation.today else None


def approvals(situation: Situation) -> Iterator[Case]:
    """The manager, for proofs that nothing but her approval is missing of; the proofs of one day together."""
    world, letters, today = MaterialWorld(situation), Letters(situation), situation.today
    manager = person_in_role(situation.tables["staff"], "manager", today)
    waiting: defaultdict[date, list[Round]] = defaultdict(list)
    for one in world.rounds:
        if one.state == "proof" and not hindrance(one, "approved", today):
            waiting[one.cells["proof_on"]].append(one)
    for proof_on, rounds in sorted(waiting.items()):
        values = {"answer_by": _approve_by(rounds, world), "items": [_proofed(one, situation) for one in rounds]}
        about = tuple(one.reprint_id for one in rounds)
        yield letters.to_colleague(manager, f"print-approval.{proof_on.isoformat()}", about, values)


def _approve_by(rounds: list[Round], world: MaterialWorld) -> date:
    """The first of the days to order by; the next working day where none is in sight."""
    days = [day for one in rounds if (day := _order_by(one, world))]
    return min(days) if days else world.situation.house.workday(world.situation.today, 1)


def _proofed(one: Round, situation: Situation) -> dict[str, Any]:
    return {
        "material": one.material["name"],
        "version": one.cells["version"],
        "quantity": one.cells["quantity"],
        "proof_on": one.cells["proof_on"],
        "checked_by": situation.names.person(one.cells["checked_by"]) or None,
    }
