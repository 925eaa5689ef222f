"""Which editions are outdated, and where they still are (R-26, R-27)."""

from __future__ import annotations

from collections import Counter

from addin.commands.material import MaterialWorld
from addin.commands.situation import Situation
from addin.core.versions import orders_of_old_versions, outdated, unknown_documents
from addin.plan import Plan
from addin.reports.versions import outdated_editions


def version_check(situation: Situation) -> Plan:
    """Who still holds which old edition, where one stands on the website, and what of it lies in stock (P-08)."""
    world = MaterialWorld(situation)
    found, unknown = outdated(world.given, world.rounds), unknown_documents(world.given)
    staff = situation.tables["staff"][["staff_id", "name"]].dropna()
    people = dict(zip(staff["staff_id"].tolist(), staff["name"].tolist(), strict=True))
    places = Counter(one.where for one in found)
    return Plan(
        reports=(outdated_editions(found, unknown, people, situation.words, situation.today),),
        problems=(*situation.problems, *orders_of_old_versions(found)),
        counts={
            "web_outdated": places["website"],
            "recalls": places["rep"],
            "old_in_stock": places["stock"],
            "web_unknown": len(unknown),
        },
    )
