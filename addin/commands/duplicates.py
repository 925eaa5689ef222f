"""Group Interessenten: companies and people that may be one (R-30, P-15). Only shown, never merged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from addin.commands.firms import known_firms, limits_of
from addin.commands.situation import Situation
from addin.core.duplicates import RANKS, Decision
from addin.core.ids import ids_in
from addin.core.matches import twins
from addin.core.merging import older
from addin.core.records import records
from addin.core.same_people import Person, same_people
from addin.plan import Plan
from addin.reports.duplicates import Proposal, Record, duplicates
from addin.reports.model import Report


def dedupe(situation: Situation) -> Plan:
    """Lists pairs of companies and of contacts that may be one, each with its reason and the record that stays."""
    found = proposals(situation)
    shown = (decision for decision in RANKS if decision != "new")
    counts = {f"pairs_{decision}": sum(pair.decision == decision for pair in found) for decision in shown}
    return Plan(reports=(listed(situation, found),), problems=situation.problems, counts=counts)


def listed(situation: Situation, found: list[Proposal]) -> Report:
    return duplicates(found, situation.names, situation.words, situation.today)


def proposals(situation: Situation) -> list[Proposal]:
    """The pairs, the surest first; companies before contacts."""
    found = [*_companies(situation), *_contacts(situation)]
    return sorted(found, key=lambda pair: (pair.table, RANKS[pair.decision], -pair.similarity))


def _companies(situation: Situation) -> Iterator[Proposal]:
    known = known_firms(situation.tables)
    for match in twins([one.firm for one in known], limits_of(situation.settings)):
        one, other = known[match.left], known[match.right]
        if not (_is_settled(one.cells, other.cells) or _are_different(one.cells, other.cells, "company_id")):
            said = match.verdict
            yield _proposal(
                "companies", said.decision, said.similarity, said.reasons, [(k.row, k.cells) for k in (one, other)]
            )


def _is_settled(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """The coordinator has said how they belong together: one owns the other, or both have one owner."""
    ids, owners = {one["company_id"], other["company_id"]}, {one["parent"], other["parent"]} - {None}
    return bool(owners & ids) or (one["parent"] is not None and one["parent"] == other["parent"])


def _are_different(one: Mapping[str, Any], other: Mapping[str, Any], key: str) -> bool:
    """The coordinator has said that they are not the same."""
    return other[key] in ids_in(one["different_from"]) or one[key] in ids_in(other["different_from"])


def _contacts(situation: Situation) -> Iterator[Proposal]:
    """People who are still there; one who has left is not asked about again."""
    known = [
        (row, cells)
        for row, cells in records(situation.tables["contacts"])
        if cells["merged_into"] is None and cells["left_on"] is None
    ]
    people = [
        Person.of(full_name(cells), cells["email"], cells["phone"] or cells["mobile"], cells["company_id"] or "")
        for _, cells in known
    ]
    for pair in same_people(people, limits_of(situation.settings)):
        both = known[pair.left], known[pair.right]
        if not _are_different(both[0][1], both[1][1], "contact_id"):
            yield _proposal("contacts", pair.decision, pair.similarity, pair.shared, both)


def full_name(cells: Mapping[str, Any]) -> str:
    return " ".join(part for part in (cells["first_name"], cells["last_name"]) if part)


def _proposal(
    table: Literal["companies", "contacts"],
    decision: Decision,
    similarity: float,
    reasons: Sequence[str],
    pair: Sequence[tuple[int, Mapping[str, Any]]],
) -> Proposal:
    key = "company_id" if table == "companies" else "contact_id"
    rows = {cells[key]: row for row, cells in pair}
    one, other = (cells for _, cells in pair)
    stays, goes = older(one, other, key)
    return Proposal(
        table,
        decision,
        similarity,
        reasons,
        *(Record(cells[key], rows[cells[key]], cells) for cells in (stays, goes)),
    )
