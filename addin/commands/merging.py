"""Group Interessenten: two records that the coordinator names become one, or two again (R-30)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from itertools import permutations
from typing import Any

from addin.commands.duplicates import listed, proposals
from addin.commands.edits import Edits
from addin.commands.lookups import meant
from addin.commands.situation import Situation
from addin.core.ids import ids_in, ids_text
from addin.core.merging import Reference, merged_company, merged_contact, older, references
from addin.core.records import records
from addin.errors import Refusal
from addin.plan import Plan
from addin.tables import TABLES
from addin.tables.frames import cell
from addin.tables.model import Problem
from addin.words import LANGUAGES, Words

_RULES = {"companies": merged_company, "contacts": merged_contact}


def merge(situation: Situation) -> Plan:
    """Merges the two that were named: the older one stays, what refers to the other moves; or parts them again, or
    notes that they are not the same.

    Nothing is lost: the other keeps its row with all that stands in it, and the log says what moved.
    """
    pair = _Pair(situation)
    if situation.choice("apart"):
        return Plan(undoes=pair.run, problems=situation.problems)
    judge = pair.tell_apart if situation.choice("different") else pair.merge
    judge()
    tables = {**situation.tables, **{key: pair.edits.frame(key) for key in ("companies", "contacts")}}
    after = replace(situation, tables=tables)
    return Plan(
        changes=pair.edits.changes,
        reports=(listed(after, proposals(after)),),
        problems=(*situation.problems, *pair.problems),
        counts={"merged": pair.merged, "references_moved": pair.moved, "told_apart": pair.told_apart},
    )


class _Pair:
    """The two records that were named, and what becomes of them."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self.edits = Edits(situation.tables)
        self.problems: list[Problem] = []
        self.merged = self.moved = self.told_apart = 0

    @cached_property
    def table(self) -> str:
        """What the first one is: a contact by its id, else a company."""
        first = str(self.situation.choice("first") or "").rpartition(" ")[2].upper()
        return "contacts" if first.startswith(f"{TABLES['contacts'].prefix}-") else "companies"

    @cached_property
    def key(self) -> str:
        return "contact_id" if self.table == "contacts" else "company_id"

    @cached_property
    def both(self) -> list[tuple[int, dict[str, Any]]]:
        """Row and cells of the two; Refusal where they are not two different rows of one table."""
        named = [str(self.situation.choice(name) or "").strip() for name in ("first", "second")]
        if not all(named):
            raise Refusal("merge_without_pair")
        frame = self.situation.tables[self.table]
        ids = [meant(self.table, frame, name) for name in named]
        if ids[0] == ids[1]:
            raise Refusal("merge_with_itself", value=ids[0])
        return [next(records(frame[frame[self.key] == row_id])) for row_id in ids]

    def merge(self) -> None:
        """Nothing where the two are one already."""
        ids = {cells[self.key] for _, cells in self.both}
        if any(cells["merged_into"] in ids for _, cells in self.both):
            return
        self._refuse_merged()
        rows = {cells[self.key]: row for row, cells in self.both}
        one, other = (cells for _, cells in self.both)
        stays, goes = older(one, other, self.key)
        found = _RULES[self.table](stays, goes)
        self.edits.set(self.table, rows[stays[self.key]], **found.stays)
        self.edits.set(self.table, rows[goes[self.key]], **found.goes)
        for reference in references(self.table):
            self._move(reference, stays, goes)
        self.merged = 1

    def tell_apart(self) -> None:
        """Each of the two names the other as a different one; Refusal where one is merged already."""
        self._refuse_merged()
        for (row, cells), (_, other) in permutations(self.both):
            known = ids_in(cells["different_from"])
            if other[self.key] not in known:
                self.edits.set(self.table, row, different_from=ids_text([*known, other[self.key]]))
                self.told_apart = 1

    def _refuse_merged(self) -> None:
        for _, cells in self.both:
            if cells["merged_into"]:
                raise Refusal("merged_already", value=cells[self.key], other=cells["merged_into"])

    def _move(self, reference: Reference, stays: Mapping[str, Any], goes: Mapping[str, Any]) -> None:
        """Whatever names the one that goes names the one that stays; twice the same is left, and told."""
        frame = self.situation.tables[reference.table]
        taken = set(self._names_of_rows(reference, stays[self.key]))
        for row in frame.index[frame[reference.column] == goes[self.key]].tolist():
            if reference.together and self._name_of(reference, row) in taken:
                facts = {"value": goes[self.key], "other_id": stays[self.key]}
                self.problems.append(
                    Problem(reference.table, row, reference.column, "merge_left", facts, "warning")
                )
            else:
                self._repoint(reference, row, stays)

    def _repoint(self, reference: Reference, row: int, stays: Mapping[str, Any]) -> None:
        """Nobody belongs to itself."""
        own = (
            reference.table == self.table
            and cell(self.situation.tables[self.table], row, self.key) == stays[self.key]
        )
        self.edits.set(reference.table, row, **{reference.column: None if own else stays[self.key]})
        self.moved += 1

    def _names_of_rows(self, reference: Reference, row_id: str) -> Iterator[tuple[Any, ...]]:
        frame = self.situation.tables[reference.table]
        if reference.together:
            for row in frame.index[frame[reference.column] == row_id].tolist():
                yield self._name_of(reference, row)

    def _name_of(self, reference: Reference, row: int) -> tuple[Any, ...]:
        """What tells the row from those of the same company or person."""
        frame = self.situation.tables[reference.table]
        return tuple(cell(frame, row, column) for column in reference.together if column != reference.column)

    @cached_property
    def run(self) -> int:
        """The run that merged the two; Refusal where none did, or the log does not know it."""
        ids = {cells[self.key]: cells["merged_into"] for _, cells in self.both}
        gone = next((one for one, into in ids.items() if into in ids), None)
        if gone is None:
            raise Refusal("not_merged", value=list(ids))
        log = self.situation.tables["log"]
        labels = {Words.of(language).label(self.table, "merged_into") for language in LANGUAGES}
        lines = log[(log["record"] == gone) & log["column"].isin(labels) & (log["after"] == ids[gone])]
        if not len(lines):
            raise Refusal("merge_not_in_log", value=gone, other=ids[gone])
        return int(lines["run"].iloc[-1])
