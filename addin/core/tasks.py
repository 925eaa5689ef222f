"""Tasks that follow from checklists: what is to be done, by whom, how many working days around a date (R-80)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd

from addin.core.absences import stand_ins
from addin.core.computed.given import comparable
from addin.core.house import House
from addin.core.records import records
from addin.tables.model import Value

OwnerOf = Callable[[str | None, str | None], str | None]


def checklist_tasks(
    checklists: pd.DataFrame,
    anchor: str,
    anchor_on: date,
    owner_of: OwnerOf,
    house: House,
) -> list[dict[str, Value]]:
    """The tasks of every checklist that hangs on this anchor, the earliest first (R-80).

    `owner_of` gives the id of the person for a role and a department (None: nobody in particular). An offset of
    -3 is the third working day before the anchor, as the house works.
    """
    chosen = checklists[checklists["anchor"] == anchor]
    tasks = [_task(line, anchor_on, owner_of, house) for line in chosen.to_dict("records")]
    return sorted(tasks, key=lambda task: str(task["due_on"]))


def _task(line: Mapping[Any, Any], anchor_on: date, owner_of: OwnerOf, house: House) -> dict[str, Value]:
    offset = int(line["offset_days"])
    return {
        "due_on": house.workday(anchor_on, offset),
        "what": line["what"],
        "owner": owner_of(line["role"], line["department"]),
        "area": line["area"],
        "checklist": line["checklist"],
        "anchor_on": anchor_on,
        "offset_days": offset,
    }


def moved_tasks(
    tasks: pd.DataFrame, about: str, anchors: Mapping[str, date], house: House
) -> Iterator[tuple[int, date, date]]:
    """Row, new due day and new anchor of every open task about a record whose anchor has moved (R-80).

    `anchors` give the day on which each checklist hangs now. Done and dropped tasks stay, and so does one whose
    anchor stands where it stood, whatever due day somebody has given it.
    """
    is_open = tasks["done_on"].isna() & tasks["dropped_on"].isna() & tasks["offset_days"].notna()
    own = tasks[is_open & (comparable(tasks["about"]) == about.casefold())]
    for row, task in records(own):
        anchor_on = anchors.get(task["checklist"])
        if anchor_on and task["anchor_on"] != anchor_on:
            yield row, house.workday(anchor_on, int(task["offset_days"])), anchor_on


def person_for(staff: pd.DataFrame, role: str | None, department: str | None, today: date) -> str | None:
    """Who does a step of a checklist: of a department whoever works for it, else the first one of the role."""
    if role == "department" and department:
        return person_of_department(staff, department)
    return person_in_role(staff, role, today)


def person_in_role(staff: pd.DataFrame, role: str | None, today: date) -> str | None:
    """The first active person of a role, her stand-in while she is away (GEN-04); None where there is nobody."""
    person = _first(staff[staff["role"] == role])
    return person and stand_ins(staff, today).get(person, person)


def person_of_department(staff: pd.DataFrame, department: str) -> str | None:
    """The first active person who works for a department; None where there is nobody."""
    own = staff[staff["department"] == department]
    return _first(own[own["role"] == "department"]) or _first(own)


def _first(people: pd.DataFrame) -> str | None:
    there = people[people["active"].ne(False)]  # blank counts as active
    return str(there.iloc[0]["staff_id"]) if len(there) else None
