"""Rounds of a reprint: who was asked, who has answered, and what keeps it from its next step (R-26)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple

import pandas as pd

from addin.core.computed.given import Given
from addin.core.computed.material import reprints
from addin.core.computed.orders import STEPS, workdays_of
from addin.core.house import House
from addin.core.records import records

Step = Literal["changed", "proof", "approved", "ordered"]
# What is left of the way when a round has come so far; whoever asks or waits has all but the review ahead
_AHEAD = {"draft": STEPS, "proof": STEPS[2:], "approved": STEPS[2:]}


@dataclass(frozen=True)
class Round:
    """One round that has not brought its delivery yet, as of a day.

    `cells` are its values as the sheet has them, `material` those of what is printed. `waiting` are the reps who
    have not answered, `objecting` those whose answer is not a plain yes. `second_due` is the day on which the
    time for answers has passed twice.
    """

    row: int
    cells: Mapping[str, Any]
    material: Mapping[str, Any]
    waiting: tuple[str, ...] = ()
    objecting: tuple[str, ...] = ()
    due: date | None = None
    second_due: date | None = None

    @property
    def reprint_id(self) -> str:
        return str(self.cells["reprint_id"])

    @property
    def state(self) -> str:
        return str(self.cells["state"])

    @property
    def held(self) -> bool:
        """A wish for changes that nobody has worked in."""
        return self.cells["changed_on"] is None and bool(self.cells["changes"] or self.objecting)

    def answered(self, today: date) -> bool:
        """Every rep has answered, or has let the time for answers pass twice."""
        return self.second_due is not None and (not self.waiting or today > self.second_due)

    def obsolete(self, today: date) -> bool:
        """What it prints is not, or no longer, the version that is valid."""
        ends = self.material["valid_until"]
        return self.cells["version"] != self.material["version"] or (ends is not None and ends < today)

    def order_by(self, runs_out: date, house: House) -> date:
        """The last day to order it so that it is here when the stock runs out."""
        return house.workday(runs_out, -workdays_of(self.material, STEPS[2:]))

    def arrives_on(self, today: date, house: House) -> date:
        """When it can be here if every step begins at once, by the steps that are still ahead."""
        begins = today if self.due is None or self.state != "review" else max(today, self.due)
        return house.workday(begins, workdays_of(self.material, _AHEAD.get(self.state, STEPS[1:])))


class Hindrance(NamedTuple):
    """Why a step cannot be taken yet: the code of its words in errors.json, and their facts."""

    code: str
    facts: Mapping[str, object]


def active_reps(staff: pd.DataFrame, today: date) -> pd.DataFrame:
    """The reps who are asked before a reprint: all who work here that day."""
    day = pd.Timestamp(today)
    gone, not_yet = staff["left_on"] < day, staff["joined_on"] > day
    return staff[(staff["role"] == "rep") & staff["active"].ne(False) & ~gone & ~not_yet]


def open_rounds(given: Given, staff: pd.DataFrame, yes: Collection[str]) -> list[Round]:
    """Every round that has not brought its delivery, in the order of the sheet; without a known material none.

    `yes` are the texts, in small letters, of an answer that means: print it unchanged.
    """
    frame = given["reprints"].assign(state=reprints(given)["state"])
    materials = {str(row["material_id"]).casefold(): row for _, row in records(given["materials"])}
    reps = [(str(row["staff_id"]), str(row["name"])) for _, row in records(active_reps(staff, given.today))]
    under_way = frame[frame["received_on"].isna() & frame["state"].notna()]
    return [
        _round(row, cells, materials[key], reps, yes, given.house)
        for row, cells in records(under_way)
        if (key := str(cells["material_id"]).casefold()) in materials
    ]


def _round(
    row: int,
    cells: Mapping[str, Any],
    material: Mapping[str, Any],
    reps: Iterable[tuple[str, str]],
    yes: Collection[str],
    house: House,
) -> Round:
    given_answers = answers(cells["answers"])
    found = [(name, given_answers.get(name.casefold()) or given_answers.get(key.casefold())) for key, name in reps]
    period = review_workdays(material)
    asked, due = cells["asked_on"], cells["answers_due"]
    due = due or (house.workday(asked, period) if asked else None)
    return Round(
        row,
        cells,
        material,
        waiting=tuple(name for name, answer in found if not answer),
        objecting=tuple(name for name, answer in found if answer and not plain_yes(answer, yes)),
        due=due,
        second_due=house.workday(due, period) if asked and due else None,
    )


def review_workdays(material: Mapping[str, Any]) -> int:
    """The working days in which the reps answer; at least one."""
    return max(1, int(material["review_days"] or 0))


def with_answer(text: str | None, name: str, answer: str) -> str:
    """The lines of a cell with this rep's, in the place of an earlier one.

    >>> with_answer("Ada: ja\\nBo: ja", "Ada", "Seite 4")
    'Ada: Seite 4\\nBo: ja'
    """
    lines = (text or "").splitlines()
    own = [at for at, line in enumerate(lines) if _of(line, name)]
    said = f"{name}: {' '.join(answer.split())}"
    return (
        "\n".join(said if at == own[0] else line for at, line in enumerate(lines))
        if own
        else "\n".join([*lines, said])
    )


def without_wish(text: str | None, name: str) -> str:
    """The wishes of all others."""
    return "\n".join(line for line in (text or "").splitlines() if not _of(line, name))


def _of(line: str, name: str) -> bool:
    return line.partition(":")[0].strip().casefold() == name.casefold()


def plain_yes(answer: str, yes: Collection[str]) -> bool:
    """The answer means: print it unchanged."""
    return answer.strip(" .!").casefold() in yes


def answers(text: str | None) -> dict[str, str]:
    """By name (or id) in small letters what each rep has answered; the last line of a rep counts.

    >>> answers("Ada Weiß: ja\\nBo Groß: nein: Seite 4")
    {'ada weiss': 'ja', 'bo gross': 'nein: Seite 4'}
    """
    lines = (line.partition(":") for line in (text or "").splitlines())
    return {name.strip().casefold(): answer.strip() for name, _, answer in lines if answer.strip()}


def hindrance(round_: Round, step: Step, today: date) -> Hindrance | None:
    """What must happen before that step of the round, the earliest first; None where the way is free (R-26)."""
    for needed in _NEEDED[step]:
        found = needed(round_, today)
        if found:
            return Hindrance(found.code, {"material": round_.material["name"], **found.facts})
    return None


def _asked(round_: Round, _today: date) -> Hindrance | None:
    return Hindrance("reprint_not_asked", {}) if round_.cells["asked_on"] is None else None


def _answered(round_: Round, today: date) -> Hindrance | None:
    if round_.answered(today):
        return None
    facts = {"names": round_.waiting, "due": round_.due, "after": round_.second_due}
    return Hindrance("reprint_unanswered", facts)


def _unchanged(round_: Round, _today: date) -> Hindrance | None:
    if not round_.held:
        return None
    facts = {"names": round_.objecting, "changes": round_.cells["changes"] or ""}
    return Hindrance("reprint_held" if round_.objecting else "reprint_held_by_wish", facts)


def _wished(round_: Round, _today: date) -> Hindrance | None:
    wished = round_.cells["changes"] or round_.objecting
    return None if wished else Hindrance("reprint_nothing_to_change", {})


def _proofed(round_: Round, _today: date) -> Hindrance | None:
    proof, changed = round_.cells["proof_on"], round_.cells["changed_on"]
    if proof is None or round_.cells["checked_by"] is None:
        return Hindrance("reprint_not_proofed", {})
    if changed and changed > proof:
        return Hindrance("reprint_proof_too_old", {"proof": proof, "changed": changed})
    return None


def _approved(round_: Round, _today: date) -> Hindrance | None:
    approved = round_.cells["approved_on"]
    if approved is None or round_.cells["approved_by"] is None:
        return Hindrance("reprint_not_approved", {})
    if approved < round_.cells["proof_on"]:
        return Hindrance("reprint_approval_too_old", {"approved": approved, "proof": round_.cells["proof_on"]})
    return None


def _valid(round_: Round, today: date) -> Hindrance | None:
    if not round_.obsolete(today):
        return None
    facts = {"version": round_.cells["version"] or "–", "valid": round_.material["version"] or "–"}
    ends = round_.material["valid_until"]
    if ends and ends < today:
        return Hindrance("reprint_version_expired", {**facts, "ends": ends})
    return Hindrance("reprint_of_old_version", facts)


_REVIEWED = (_asked, _answered, _unchanged)
_NEEDED: dict[Step, tuple[Callable[[Round, date], Hindrance | None], ...]] = {
    "changed": (_asked, _wished),
    "proof": _REVIEWED,
    "approved": (*_REVIEWED, _proofed),
    "ordered": (*_REVIEWED, _proofed, _approved, _valid),
}


def taken(round_: Round, step: Step) -> bool:
    """The step stands in the round, and nothing that came after it has made it void."""
    match step:
        case "changed":
            return round_.cells["changed_on"] is not None
        case "proof":
            return _proofed(round_, date.max) is None
        case "approved":
            return _proofed(round_, date.max) is None and _approved(round_, date.max) is None
        case "ordered":
            return round_.state == "ordered"


def next_step(round_: Round, today: date) -> Step | Literal["ask", "answers", "delivery"]:
    """What the round waits for."""
    if round_.state == "ordered":
        return "delivery"
    if round_.cells["asked_on"] is None:
        return "ask"
    if round_.held:
        return "changed"
    if not round_.answered(today):
        return "answers"
    if _proofed(round_, today):
        return "proof"
    return "approved" if _approved(round_, today) else "ordered"
