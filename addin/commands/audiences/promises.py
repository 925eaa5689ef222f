"""Letters about what was promised: not used yet, artwork to come, jobs for departments, proofs (R-10 to R-12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from addin.commands.audiences.addressees import Letters
from addin.commands.correspondents import Row
from addin.commands.promises import PromiseWorld, jobs_now
from addin.commands.situation import Situation
from addin.core.mailings import Case, told_on
from addin.core.records import records
from addin.core.reminders import CALL, RHYTHM, Rhythm, reminders_due, unused
from addin.core.tasks import person_of_department
from addin.tables.settings import numbers
from addin.words import Words


def idle_items(situation: Situation) -> pd.DataFrame:
    """What customers have not begun to use, with the stage of its reminder (R-12)."""
    tables, promises = situation.tables, PromiseWorld(situation).promises
    rhythm = _rhythm(situation)
    return unused(promises, tables["contracts"], tables["tickets"], situation.today, situation.house, rhythm)


def _rhythm(situation: Situation) -> Rhythm:
    return Rhythm(*map(situation.settings.__getitem__, RHYTHM))


def unused_items(situation: Situation) -> Iterator[Case]:
    """One letter a company with all that lies unused, where a stage has come that it was not written to about.

    What cannot be used yet is not in it.
    """
    idle = idle_items(situation).sort_values("use_by", kind="stable")
    letters, known = Letters(situation), _told_on(situation, "unused")
    due = reminders_due(idle, known, situation.house, _rhythm(situation))
    stages = due[due["stage"] < CALL].groupby("company_id")["stage"].max().to_dict()
    listed: dict[Any, list[Row]] = defaultdict(list)
    for _, item in records(idle[idle["company_id"].isin(stages)]):
        listed[item["company_id"]].append(item)
    for company, stage in stages.items():
        values = {"items": [_item(item) for item in listed[company]]}
        about = tuple(item["promise_id"] for item in listed[company])
        yield letters.to_company(str(company), f"unused.{stage}", about, values, int(stage))


def _item(row: Row) -> dict[str, object]:
    return {"what": row["what"], "contract_no": row["contract_id"], "use_by": row["use_by"]}


def artwork(situation: Situation) -> Iterator[Case]:
    """Artwork that a customer owes for a contract, at the last reminder day that has come (R-10)."""
    letters, promises, today = Letters(situation), PromiseWorld(situation).promises, situation.today
    waiting = promises[promises["state"].eq("waiting") & (promises["artwork_due"] >= pd.Timestamp(today))]
    days = numbers(situation.settings["artwork.reminder_workdays"])
    for contract, items in waiting.sort_values("artwork_due", kind="stable").groupby("contract_id"):
        first = items["artwork_due"].min().date()
        stage = sum(situation.house.workday(first, -before) <= today for before in days)
        if stage:
            occasion = f"artwork-request.{stage}.{first.isoformat()}"
            company = letters.company_of(contract)
            words = letters.words_for(letters.people.contact_of(company))
            wanted = [_wanted(row, letters, words) for _, row in records(items)]
            send_to = situation.settings["mail.sender"]
            values = {"contract_no": contract, "first_due": first, "send_to": send_to, "items": wanted}
            yield letters.to_company(company, occasion, tuple(items["promise_id"]), values, stage)


def _wanted(row: Row, letters: Letters, words: Words) -> dict[str, object]:
    place = _place(row, letters, words)
    return {"what": row["what"], "format": row["format"], "place": place, "due": row["artwork_due"]}


def _place(row: Row, letters: Letters, words: Words) -> str | None:
    """Where something is to stand: the issue, or from when on."""
    begins: date | None = row["window_from"]
    since = words.text("mailings.from_day", day=begins) if begins else None
    return letters.issue(row["issue_id"]) or since


def department_jobs(situation: Situation) -> Iterator[Case]:
    """What each department is to begin with and was not told yet; what was handed over today too (R-10)."""
    world, letters, today = PromiseWorld(situation), Letters(situation), situation.today
    listed = _untold(jobs_now(world), situation, "job-to-department")
    for department, rows in listed.groupby("department"):
        reader = person_of_department(situation.tables["staff"], str(department))
        items = [_job(row, letters, situation) for _, row in records(rows)]
        name = situation.words.text(f"choices.department.{department}")
        occasion = f"job-to-department.{today.isoformat()}"
        values = {"department": name, "items": items}
        yield letters.to_colleague(reader, occasion, tuple(rows["promise_id"]), values)


def _job(row: Row, letters: Letters, situation: Situation) -> dict[str, object]:
    return {
        "company": situation.names.company(letters.company_of(row["contract_id"])) or None,
        "contract_no": row["contract_id"],
        "what": row["what"],
        "place": _place(row, letters, situation.words),
        "due": row["artwork_due"],
        "note": row["note"],
    }


def proofs(situation: Situation) -> Iterator[Case]:
    """Contracts of which something has appeared whose proof nobody has sent (R-11)."""
    world, letters = PromiseWorld(situation), Letters(situation)
    rows = [finding.row for finding in world.findings if finding.kind == "proof"]
    listed = _untold(world.promises.loc[rows], situation, "proof-of-publication")
    issues = situation.tables["issues"]
    published: dict[Any, Any] = dict(zip(issues["issue_id"], issues["published_on"], strict=True))
    listed = listed.assign(appeared_on=listed["appeared_in"].map(published))
    for contract, items in listed.sort_values("appeared_on", kind="stable").groupby("contract_id"):
        values = {"contract_no": contract, "items": [_proof(row, letters) for _, row in records(items)]}
        company = letters.company_of(contract)
        yield letters.to_company(company, "proof-of-publication", tuple(items["promise_id"]), values)


def _proof(row: Row, letters: Letters) -> dict[str, object]:
    return {"what": row["what"], "place": letters.issue(row["appeared_in"]), "appeared_on": row["appeared_on"]}


def _untold(promises: pd.DataFrame, situation: Situation, letter: str) -> pd.DataFrame:
    """The promises that no such letter was about, neither one that left nor one that waits."""
    return promises[~promises["promise_id"].isin(_told_on(situation, letter))]


def _told_on(situation: Situation, letter: str) -> dict[str, date]:
    return told_on(situation.tables["recipients"], situation.tables["mailings"], letter)
