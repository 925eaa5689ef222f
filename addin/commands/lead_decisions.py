"""Group Interessenten: what the coordinator decides about rows of a list that may be known already (R-30)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from addin.commands.edits import Edits
from addin.commands.lead_companies import Decision, Listed, firm_of, prospect
from addin.commands.lead_people import ListedPeople, Origin
from addin.commands.lookups import meant
from addin.commands.situation import Situation
from addin.core.ids import next_ids
from addin.core.records import records
from addin.imports.known import compared
from addin.imports.leads import FIELDS
from addin.imports.rows import Row
from addin.plan import NewRow, Plan
from addin.tables.model import Problem


def lead_decide(situation: Situation) -> Plan:
    """Carries out what was decided for the selected rows: the company proposed, another, a new one, or none.

    Nothing is decided for rows that nobody selected: they are only counted. A row that has its contact already is
    left as it is.
    """
    decided = _Decided(situation)
    if situation.selected is None:
        missing = Problem("show_contacts", None, "decision", "lead_rows_missing", {}, "warning")
        return Plan(problems=(*situation.problems, missing), counts={"rows_open": len(list(decided.open))})
    decided.carry_out()
    return Plan(
        changes=decided.edits.changes,
        rows=(*decided.companies, *decided.people.rows),
        problems=(*situation.problems, *decided.problems),
        counts={
            "rows_decided": decided.count,
            "companies_new": len(decided.companies),
            "contacts_new": len(decided.people.rows),
        },
    )


class _Decided:
    """What becomes of the selected rows."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self.edits = Edits(situation.tables)
        self.people = ListedPeople(situation)
        self.companies: list[NewRow] = []
        self.problems: list[Problem] = []
        self.count = 0
        self._fresh = next_ids("companies", situation.tables["companies"])
        self._made: dict[tuple[str, str], str] = {}
        self._shows = {cells["show_id"]: cells for _, cells in records(situation.tables["shows"])}

    def carry_out(self) -> None:
        wanted: Decision = self.situation.choice("decision") or "merge"
        for row, cells in self.open:
            one = _listed(cells)
            if wanted == "merge" and not self._belongs(one, row, cells):
                continue
            if wanted == "new":
                self._add(one)
            one.decision = wanted
            self.count += 1
            self.edits.set("show_contacts", row, decision=wanted, company_id=one.company_id or cells["company_id"])
            if wanted != "skip":
                self._contact(one, row, cells)

    @property
    def open(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """The selected rows that are still to be judged, or whose person is no contact yet."""
        for row, cells in records(self.situation.meant(self.situation.tables["show_contacts"])):
            proposed = cells["decision"] == "merge" and cells["person"] and not cells["contact_id"]
            if cells["decision"] == "review" or proposed:
                yield row, cells

    def _belongs(self, one: Listed, row: int, cells: Mapping[str, Any]) -> bool:
        """Whether a company is known for the row: the one that was named, else the one that is proposed."""
        companies, named = self.situation.tables["companies"], self.situation.choice("company")
        one.company_id = meant("companies", companies, named) if named else cells["company_id"] or ""
        if not one.company_id:
            facts = {"value": cells["company"]}
            self.problems.append(Problem("show_contacts", row, "company_id", "lead_undecided", facts, "warning"))
        return bool(one.company_id)

    def _add(self, one: Listed) -> None:
        """A prospect, one for all selected rows of the name and country."""
        key = (compared(one.name), one.firm.country)
        if key not in self._made:
            self._made[key] = one.company_id = next(self._fresh)
            self.companies.append(prospect(one, self.situation))
        one.company_id = self._made[key]

    def _contact(self, one: Listed, row: int, cells: Mapping[str, Any]) -> None:
        origin = Origin(
            self._shows.get(cells["show_id"], {"name": None, "starts_on": None}), cells["source"] or ""
        )
        contact = self.people.known(one, one.rows[0]) or self.people.made(one, one.rows[0], origin)
        self.edits.set("show_contacts", row, contact_id=contact)


def _listed(cells: Mapping[str, Any]) -> Listed:
    """The row of the sheet as if it came from its list."""
    row = Row(0, {field.key: cells.get(field.key) for field in FIELDS})
    return Listed([row], firm_of([row]))
