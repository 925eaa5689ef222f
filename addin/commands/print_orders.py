"""The gate before the printer: changed, proofed, approved, ordered, each step on the one before (R-26)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from addin.commands.lookups import meant
from addin.commands.material import MaterialWorld
from addin.commands.reprints import afterwards
from addin.commands.situation import Situation
from addin.core.computed.orders import STEPS, workdays_of
from addin.core.reprints import Round, Step, hindrance, taken
from addin.core.stock import Standing
from addin.errors import Refusal
from addin.plan import Change, Plan
from addin.reports.model import Report
from addin.reports.reprints import order_sheet, rounds_under_way
from addin.tables import TABLES
from addin.tables.frames import plain
from addin.tables.model import Column, Value


def print_order(situation: Situation) -> Plan:
    """The next step of a reprint booked, where nothing stands in its way; the order as a sheet (R-25, R-26).

    Without a material only the list of the rounds under way. A step that was taken is not taken again.
    """
    world = MaterialWorld(situation)
    if not situation.choice("material"):
        return Plan(reports=(_rounds(world),), problems=situation.problems, counts=_counts(world))
    gate = _Gate(world)
    changes = tuple(gate.changes)
    after = afterwards(world, changes, ())
    ordered = changes and gate.step == "ordered"
    return Plan(
        changes=changes,
        reports=(_rounds(after), *([gate.sheet(after)] if ordered else [])),
        problems=situation.problems,
        counts={**_counts(after), "steps_taken": int(bool(changes)), "steps_known": int(not changes)},
    )


def _rounds(world: MaterialWorld) -> Report:
    situation = world.situation
    return rounds_under_way(world.rounds, situation.words, situation.today, world.situation.house)


def _counts(world: MaterialWorld) -> dict[str, int]:
    return {"rounds": len(world.rounds), "rounds_held": sum(one.held for one in world.rounds)}


_EARLIER: dict[Step, tuple[str, ...]] = {
    "changed": ("asked_on",),
    "proof": ("asked_on", "changed_on"),
    "approved": ("proof_on",),
    "ordered": ("approved_on",),
}


@dataclass(frozen=True)
class _Gate:
    """One round and the step that it shall take."""

    world: MaterialWorld

    @property
    def situation(self) -> Situation:
        return self.world.situation

    @cached_property
    def step(self) -> Step:
        step: Step = self.situation.choice("step") or "ordered"
        return step

    @cached_property
    def on(self) -> date:
        """The day of the step: not ahead, and not before the step it rests on."""
        day: date = self.situation.choice("on") or self.situation.today
        earlier = [self.round.cells[key] for key in _EARLIER[self.step] if self.round.cells[key]]
        first = max(earlier, default=day)
        if not first <= day <= self.situation.today:
            raise Refusal("step_out_of_time", on=day, first=first, today=self.situation.today)
        return day

    @cached_property
    def round(self) -> Round:
        """The round that was meant by its own id or by its material."""
        wanted = str(self.situation.choice("material")).strip()
        found = [one for one in self.world.rounds if one.reprint_id.casefold() == wanted.casefold()]
        found = found or self._of_material(wanted)
        if len(found) != 1:
            raise Refusal("rounds_open", material=wanted, rounds=[one.reprint_id for one in found])
        return found[0]

    def _of_material(self, wanted: str) -> list[Round]:
        material_id = meant("materials", self.situation.tables["materials"], wanted)
        own = [one for one in self.world.rounds if one.material["material_id"] == material_id]
        if not own:
            raise Refusal("reprint_missing", material=wanted)
        return [one for one in own if one.state != "ordered"] or own[-1:]

    @property
    def changes(self) -> Iterator[Change]:
        """The cells of the round that the step fills; none where it was taken before."""
        if taken(self.round, self.step):
            return
        stopped = hindrance(self.round, self.step, self.situation.today)
        if stopped:
            raise Refusal(stopped.code, **stopped.facts)
        for column, after in self._cells().items():
            before = self.round.cells[column]
            if before != after:
                yield Change("reprints", self.round.row, column, before, after)
        if self.step == "changed":
            yield from self._new_version()

    def _cells(self) -> dict[str, Value]:
        match self.step:
            case "changed":
                return {"changed_on": self.on, **self._version()}
            case "proof":
                return {"proof_on": self.on, "checked_by": self._by("proof_without_name")}
            case "approved":
                return {"approved_on": self.on, "approved_by": self._by("approval_without_name")}
            case "ordered":
                return self._order()

    def _by(self, code: str) -> str:
        """Who has checked or approved it."""
        name = self.situation.choice("by")
        if not name:
            raise Refusal(code, material=self.round.material["name"])
        return meant("staff", self.situation.tables["staff"], name)

    def _version(self) -> dict[str, Value]:
        version = self.situation.choice("version")
        return {"version": version} if version else {}

    def _new_version(self) -> Iterator[Change]:
        """What was changed becomes the valid edition of the material."""
        version, material = self.situation.choice("version"), self.round.material
        for column, after in ({"version": version, "content_on": self.on} if version else {}).items():
            if material[column] != after:
                yield Change("materials", self._standing.row, column, material[column], after)

    def _order(self) -> dict[str, Value]:
        cells, days = self.round.cells, workdays_of(self.round.material, STEPS[2:])
        promised = self.situation.choice("promised") or cells["promised_on"]
        return {
            "ordered_on": self.on,
            "quantity": self._quantity(),
            "promised_on": promised or self.world.situation.house.workday(self.on, days),
            "note": self._note(),
        }

    @cached_property
    def _standing(self) -> Standing:
        own = self.round.material["material_id"]
        return next(one for one in self.world.standings if one.material_id == own)

    def _quantity(self) -> int:
        """As R-25 suggests, or as it was given with a reason."""
        suggested, wanted = self._standing.order_quantity, self._wanted
        facts = {"material": self._standing.name, "suggested": suggested, "run": self._standing.min_run}
        if wanted is None and self._standing.limit == "run":
            raise Refusal("order_run_too_large", until=self._standing.valid_until, **facts)
        if wanted is None and not suggested:
            raise Refusal("order_without_quantity", material=self._standing.name)
        if wanted and suggested is not None and wanted != suggested and not self._reason:
            raise Refusal("order_without_reason", quantity=wanted, **facts)
        return int(wanted or suggested or 0)

    @property
    def _wanted(self) -> int | None:
        """How many the coordinator wants, now or in the sheet."""
        chosen = self.situation.choice("quantity")
        if chosen is not None and chosen < 1:
            raise Refusal("order_of_nothing", quantity=chosen)
        wanted = chosen or self.round.cells["quantity"]
        return int(wanted) if wanted else None

    @property
    def _reason(self) -> str | None:
        reason: str | None = self.situation.choice("reason") or self.round.cells["note"]
        return reason

    def _note(self) -> str | None:
        """The remark of the round with the reason for the quantity."""
        note, reason = self.round.cells["note"], self.situation.choice("reason")
        return "\n".join(filter(None, (note, reason))) or None

    def sheet(self, after: MaterialWorld) -> Report:
        """The order for production, as the round stands once it is ordered."""
        ordered = next(one for one in after.rounds if one.row == self.round.row)
        return order_sheet(ordered, list(self._facts(ordered)), self.situation.words, self.situation.today)

    def _facts(self, one: Round) -> Iterator[tuple[str, Value]]:
        for table, cells, keys in (("materials", one.material, _WHAT), ("reprints", one.cells, _HOW)):
            for key in keys:
                label = self.situation.words.label(table, key)
                yield label, self._worded(TABLES[table][key], cells[key])

    def _worded(self, column: Column, value: Any) -> Value:
        """A cell as it reads on paper: names for ids, labels for choices."""
        if value is None or not (column.choices or column.ref):
            return plain(column, value)
        if column.choices:
            return self.situation.words.text(f"choices.{column.choices}.{value}")
        known: str = self._people.get(value, value)
        return known

    @cached_property
    def _people(self) -> dict[str, str]:
        staff = self.situation.tables["staff"]
        return dict(zip(staff["staff_id"].tolist(), staff["name"].tolist(), strict=True))


_WHAT = ("name", "kind", "size", "language", "location")
_HOW = (
    *("version", "quantity", "ordered_on", "promised_on", "proof_on", "checked_by"),
    *("approved_on", "approved_by", "note"),
)
