"""Group Messe: a show teed up: its tasks, what goes along, and its shipments (R-28, R-80; MK-01)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from addin.commands.edits import Edits
from addin.commands.lookups import meant
from addin.commands.shows import chosen_show, show_name
from addin.commands.situation import Situation
from addin.core.ids import next_ids
from addin.core.records import records
from addin.core.show_plans import anchor_days, last_packed, last_use, packed_again
from addin.core.tasks import checklist_tasks, moved_tasks, person_for
from addin.errors import Refusal
from addin.plan import NewRow, Plan
from addin.reports.show_plans import Packed, ShowPlan, show_plan_report
from addin.tables import TABLES
from addin.tables.frames import appended
from addin.tables.model import Value

if TYPE_CHECKING:
    import pandas as pd

_DAYS_BACK = 10  # working days after the show in which the boxes should be home


def show_plan(situation: Situation) -> Plan:
    """Tasks, packing list and shipments of a show, as far as they are missing; open tasks follow its dates.

    What stands there already is left as it is, but for open tasks whose show has moved.
    """
    planning = _Planning(situation)
    tasks, items = list(planning.tasks), list(planning.items)
    ways = list(planning.shipments)
    rows = (*tasks, *items, *ways)
    return Plan(
        changes=planning.edits.changes,
        rows=rows,
        reports=(show_plan_report(planning.after(rows), situation.words, situation.today),),
        problems=situation.problems,
        counts={
            "tasks_opened": len(tasks),
            "tasks_moved": planning.moved,
            "lines_packed": len(items),
            "shipments_planned": len(ways),
        },
    )


class _Planning:
    """One show, what it has already, and what is to be added."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self.edits = Edits(situation.tables)
        self.show = chosen_show(situation)[1]
        if self.show["starts_on"] is None or self.show["ends_on"] is None:
            raise Refusal("show_without_dates", show=show_name(self.show))
        self.moved = self._move()

    @property
    def show_id(self) -> str:
        return str(self.show["show_id"])

    @cached_property
    def anchors(self) -> dict[str, date]:
        return anchor_days(self.show)

    @cached_property
    def _return_task(self) -> str:
        """The checklist of the one step that every show has: its boxes need a way back (R-28)."""
        return self.situation.words.text("commands.show-plan.return.checklist")

    def _move(self) -> int:
        """Moves open tasks after the show's dates; how many."""
        checklists = self.situation.tables["checklists"].dropna(subset=["checklist", "anchor"])
        hangs = dict(zip(checklists["checklist"], checklists["anchor"], strict=True))
        hangs[self._return_task] = "show_end"
        days = {name: self.anchors[anchor] for name, anchor in hangs.items() if anchor in self.anchors}
        found = list(moved_tasks(self.situation.tables["tasks"], self.show_id, days, self.situation.house))
        for row, due_on, anchor_on in found:
            self.edits.set("tasks", row, due_on=due_on, anchor_on=anchor_on)
        return len(found)

    @property
    def tasks(self) -> Iterator[NewRow]:
        """The steps of all checklists that hang on the show's dates and are no tasks of it yet."""
        tables = self.situation.tables
        fresh, own = next_ids("tasks", tables["tasks"]), self._own("tasks", "about")
        known = {(task["checklist"], str(task["what"]).casefold()) for task in own.to_dict("records")}
        for task in self._steps():
            if (task["checklist"], str(task["what"]).casefold()) not in known:
                yield NewRow("tasks", {"task_id": next(fresh), **task, "about": self.show_id})

    def _steps(self) -> list[dict[str, Value]]:
        checklists = self.situation.tables["checklists"]
        found = [
            task
            for anchor, day in self.anchors.items()
            for task in checklist_tasks(checklists, anchor, day, self._owner, self.situation.house)
        ]
        known = self._own("tasks", "about")["what"].tolist()
        if not any(self._is_return(str(what)) for what in [*known, *(task["what"] for task in found)]):
            found.append(self._way_back())
        return sorted(found, key=lambda task: str(task["due_on"]))

    def _is_return(self, what: str) -> bool:
        """It speaks of the way back."""
        known = self.situation.words.text("commands.show-plan.return.known").split(" | ")
        return any(word in what.casefold() for word in known)

    def _way_back(self) -> dict[str, Value]:
        """The return transport must be booked so many working days before the show ends (R-28)."""
        offset, ends_on = -int(self.situation.settings["show.return_workdays"]), self.show["ends_on"]
        return {
            "due_on": self.situation.house.workday(ends_on, offset),
            "what": self.situation.words.text("commands.show-plan.return.what"),
            "owner": self._owner("coordinator", None),
            "area": "show",
            "checklist": self._return_task,
            "anchor_on": ends_on,
            "offset_days": offset,
        }

    def _owner(self, role: str | None, department: str | None) -> str | None:
        """Steps for reps are the show's lead's to hand out."""
        if role == "rep":
            lead: str | None = self.show["lead"]
            return lead
        return person_for(self.situation.tables["staff"], role, department, self.situation.today)

    @cached_property
    def source(self) -> str | None:
        """The show whose packing list is taken: the one that was named, else the last edition."""
        shows, wanted = self.situation.tables["shows"], self.situation.choice("from")
        if wanted:
            return meant("shows", shows, wanted)
        return last_packed(shows, self.situation.tables["show_items"], self.show_id)

    @property
    def items(self) -> Iterator[NewRow]:
        """The packing list of the source, where the show has none of its own."""
        if self.source and not len(self._own("show_items", "show_id")):
            lines = packed_again(self.situation.tables, self.source, self.show_id)
            yield from (NewRow("show_items", line) for line in lines)

    @property
    def shipments(self) -> Iterator[NewRow]:
        """The way there and the way back, where none is planned."""
        fresh = next_ids("shipments", self.situation.tables["shipments"])
        planned, house = set(self._own("shipments", "show_id")["direction"]), self.situation.house
        there = self.show["must_arrive_by"] or house.workday(self.show["starts_on"], -1)
        days = {"out": there, "back": house.workday(self.show["ends_on"], _DAYS_BACK)}
        for direction, day in days.items():
            if direction not in planned:
                way: dict[str, Value] = {"direction": direction, "must_arrive_by": day, "state": "planned"}
                yield NewRow("shipments", {"shipment_id": next(fresh), "show_id": self.show_id, **way})

    def _own(self, table: str, column: str) -> pd.DataFrame:
        frame = self.edits.frame(table)
        return frame[frame[column] == self.show_id]

    def after(self, rows: tuple[NewRow, ...]) -> ShowPlan:
        """The plan of the show as it will stand."""
        tables = {
            key: appended(TABLES[key], self.edits.frame(key), _of(rows, key)) for key in ("tasks", "show_items")
        }
        tasks, items = tables["tasks"], tables["show_items"]
        return ShowPlan(
            show_id=self.show_id,
            show=show_name(self.show),
            starts_on=self.show["starts_on"],
            ends_on=self.show["ends_on"],
            tasks=tasks[tasks["about"] == self.show_id].sort_values("due_on", kind="stable"),
            items=tuple(self._packed(items[items["show_id"] == self.show_id])),
            source=self._source_name,
            people=self._names("staff", "staff_id"),
        )

    @property
    def _source_name(self) -> str | None:
        names = self._names("shows", "show_id")
        return names.get(self.source, self.source) if self.source else None

    def _packed(self, items: pd.DataFrame) -> Iterator[Packed]:
        names = self._names("materials", "material_id")
        used = last_use(self.situation.tables["show_items"], self.source)
        for row, line in records(items.dropna(subset=["material_id"])):
            material_id = line["material_id"]
            cells = (line["version"], line["box"], line["planned"])
            yield Packed(row, names.get(material_id, material_id), *cells, used.get(material_id.casefold()))

    def _names(self, table: str, key: str) -> Mapping[str, str]:
        frame: Any = self.situation.tables[table][[key, "name"]].dropna()
        return dict(zip(frame[key].tolist(), frame["name"].tolist(), strict=True))


def _of(rows: tuple[NewRow, ...], table: str) -> list[Mapping[str, Value]]:
    return [row.values for row in rows if row.table == table]
