"""Asking the reps before anything is printed again (R-26)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from addin.commands.lookups import meant
from addin.commands.material import MaterialWorld
from addin.commands.situation import Situation
from addin.core.absences import stand_ins
from addin.core.ids import next_ids
from addin.core.records import records
from addin.core.reprints import Round, active_reps, plain_yes, review_workdays, with_answer, without_wish
from addin.core.stock import Standing
from addin.errors import Refusal
from addin.plan import Change, NewRow, Plan
from addin.reports.reprints import Rep, open_questions
from addin.tables import TABLES
from addin.tables.frames import appended, changed
from addin.tables.model import Value

if TYPE_CHECKING:
    pass


def reprint_review(situation: Situation) -> Plan:
    """Asks the reps about everything that must be ordered soon, enters their answers, and lists who is missing.

    A material that is named is asked about whenever it is due. What was asked already is not asked again.
    """
    world = MaterialWorld(situation)
    chosen = _chosen(world)
    answering = bool(situation.choice("answer"))
    changes = tuple(_answered(world, chosen) if answering else _asked_drafts(world))
    rows = () if answering else tuple(_new_rounds(world, chosen))
    after = afterwards(world, changes, rows)
    report = open_questions(after.rounds, _reps(situation), _unasked(world), situation.words, situation.today)
    asking = [one for one in after.rounds if not one.answered(situation.today)]
    return Plan(
        changes=changes,
        rows=rows,
        reports=(report,),
        problems=situation.problems,
        counts={
            "rounds_opened": len(rows) + len({change.row for change in changes if change.column == "asked_on"}),
            "answers_missing": sum(len(one.waiting) for one in asking),
            "rounds_held": sum(one.held for one in after.rounds),
        },
    )


def afterwards(world: MaterialWorld, changes: Iterable[Change], rows: Iterable[NewRow]) -> MaterialWorld:
    """The world as it will be once the rounds are changed; new rounds stand behind the last one."""
    situation = world.situation
    changes = list(changes)
    tables = dict(situation.tables)
    for key in ("reprints", "materials"):
        cells = [(c.row, c.column, c.after) for c in changes if c.table == key]
        tables[key] = changed(tables[key], cells)
    tables["reprints"] = appended(TABLES["reprints"], tables["reprints"], [row.values for row in rows])
    return MaterialWorld(replace(situation, tables=tables))


def _chosen(world: MaterialWorld) -> Standing | None:
    """The material that was named."""
    wanted = world.situation.choice("material")
    if not wanted:
        return None
    material_id = meant("materials", world.situation.tables["materials"], wanted)
    found = next((one for one in world.standings if one.material_id == material_id), None)
    if found is None:
        raise Refusal("material_not_kept", material=wanted)
    return found


def _new_rounds(world: MaterialWorld, chosen: Standing | None) -> Iterator[NewRow]:
    fresh = next_ids("reprints", world.situation.tables["reprints"])
    materials = {cells["material_id"]: cells for _, cells in records(world.situation.tables["materials"])}
    for one in [chosen] if chosen else _due(world):
        if one.round is None:
            cells = materials[one.material_id]
            values = {"material_id": one.material_id, "version": cells["version"]}
            yield NewRow("reprints", {"reprint_id": next(fresh), **values, **_question(world, cells)})


def _due(world: MaterialWorld) -> list[Standing]:
    """What must be put in hand now; what needs a new edition first is not asked about."""
    return [one for one in world.standings if one.order_within(world.soon) and one.limit != "run"]


def _unasked(world: MaterialWorld) -> list[str]:
    due = [one for one in world.standings if one.order_within(world.soon) and one.round is None]
    return [one.name for one in due if one.limit == "run"]


def _question(world: MaterialWorld, material: Mapping[str, Any]) -> dict[str, Value]:
    today = world.situation.today
    return {"asked_on": today, "answers_due": world.situation.house.workday(today, review_workdays(material))}


def _asked_drafts(world: MaterialWorld) -> Iterator[Change]:
    """Rounds that somebody has entered and nobody was asked about yet."""
    for one in world.rounds:
        if one.state == "draft":
            for column, day in _question(world, one.material).items():
                yield Change("reprints", one.row, column, one.cells[column], day)


def _answered(world: MaterialWorld, chosen: Standing | None) -> Iterator[Change]:
    """The answers that were named: each in its line, a wish also where it holds the round."""
    if chosen is None:
        raise Refusal("answer_without_material")
    if chosen.round is None or chosen.round.cells["asked_on"] is None:
        raise Refusal("answer_without_question", material=chosen.name)
    cells = chosen.round.cells
    said, wishes, anew = cells["answers"], cells["changes"], False
    for text in world.situation.choice("answer"):
        name, answer = _answer(world, text)
        said, wishes = with_answer(said, name, answer), without_wish(wishes, name)
        if not plain_yes(answer, world.yes):
            wishes, anew = with_answer(wishes, name, answer), True
    yield from _different(chosen.round, {"answers": said, "changes": wishes or None})
    if anew and wishes != cells["changes"] and cells["changed_on"]:
        yield Change("reprints", chosen.round.row, "changed_on", cells["changed_on"], None)


def _answer(world: MaterialWorld, text: str) -> tuple[str, str]:
    """Name of the rep and what she said, out of `name: answer`."""
    who, colon, answer = text.partition(":")
    if not colon or not answer.strip():
        raise Refusal("answer_unread", value=text)
    staff = active_reps(world.situation.tables["staff"], world.situation.today)
    rep = meant("staff", staff, who)
    return str(staff.loc[staff["staff_id"] == rep, "name"].iloc[0]), answer.strip()


def _different(round_: Round, wanted: Mapping[str, Value]) -> Iterator[Change]:
    for column, after in wanted.items():
        if round_.cells[column] != after:
            yield Change("reprints", round_.row, column, round_.cells[column], after)


def _reps(situation: Situation) -> dict[str, Rep]:
    """How each active rep is reached, and her stand-in while she is away (GEN-04)."""
    staff, today = situation.tables["staff"], situation.today
    names = {cells["staff_id"]: cells["name"] for _, cells in records(staff)}
    covered = stand_ins(staff, today)
    return {
        cells["name"]: Rep(cells["email"], names.get(covered.get(cells["staff_id"])))
        for _, cells in records(active_reps(staff, today))
    }
