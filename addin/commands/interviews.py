"""Group Interessenten: the question form for a prospect, and the answers that come back (R-33)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from addin.commands.edits import Edits
from addin.commands.lookups import meant
from addin.commands.situation import Situation
from addin.core.cold_calls import active_questions, in_calling_order
from addin.core.ids import next_ids
from addin.core.qualifying import Qualification, next_state, qualifications
from addin.core.records import records
from addin.errors import Refusal
from addin.imports.interview_forms import FilledAnswer, FilledForm, filled_form
from addin.plan import File, NewRow, Plan
from addin.reports.cold_calls import question_in
from addin.reports.interviews import qualification_list
from addin.tables import TABLES
from addin.tables.frames import appended
from addin.tables.model import Problem, Value
from addin.words import Words

if TYPE_CHECKING:
    import pandas as pd

    from addin.reports.interview_form import AskedQuestion, InterviewForm


def interview(situation: Situation) -> Plan:
    """Writes the form for a company, or books the answers of forms that came back; lists how prospects stand."""
    booking = _Booking(situation)
    for path in situation.choice("file") or ():
        booking.enter(filled_form(Path(path)))
    booking.move_on()
    after = booking.afterwards
    written = tuple(_forms(situation))
    return Plan(
        changes=booking.edits.changes,
        rows=tuple(booking.rows),
        reports=(_listed(after),),
        files=written,
        problems=(*situation.problems, *booking.problems),
        counts={**booking.counts, "interview_forms": len(written)},
    )


def standings(situation: Situation) -> dict[str, Qualification]:
    """How every company stands that was asked anything (R-33)."""
    questions = active_questions(situation.tables["questions"])
    return qualifications(situation.with_answers("companies"), situation.with_answers("answers"), questions)


def _listed(situation: Situation) -> Any:
    known = standings(situation)
    prospects = records(situation.tables["companies"])
    rows = [
        (row, cells, known[cells["company_id"]])
        for row, cells in prospects
        if cells["company_id"] in known and cells["status"] == "prospect"
    ]
    return qualification_list(rows, situation.names, situation.words, situation.today)


class _Booking:
    """What the forms that came back change."""

    def __init__(self, situation: Situation) -> None:
        self.edits = Edits(situation.tables)
        self.rows: list[NewRow] = []
        self.problems: list[Problem] = []
        self.counts = dict.fromkeys(("answers_taken", "answers_known", "answers_refused"), 0)
        self._situation = situation
        self._asked: set[str] = set()
        self._activity_ids = next_ids("activities", situation.tables["activities"])

    @cached_property
    def _known(self) -> dict[tuple[str, str], int]:
        """The rows of the answers by company and question."""
        answers = self._situation.tables["answers"]
        keys = zip(answers["company_id"], answers["question_id"], strict=True)
        return dict(zip(keys, answers.index.tolist(), strict=True))

    @property
    def afterwards(self) -> Situation:
        """The situation as it will be once the answers are booked."""
        tables = dict(self._situation.tables)
        for key in ("answers", "companies"):
            new = [row.values for row in self.rows if row.table == key]
            tables[key] = appended(TABLES[key], self.edits.frame(key), new)
        return replace(self._situation, tables=tables)

    def enter(self, form: FilledForm) -> None:
        """Takes what was changed in the form, and notes the talk once."""
        self._refuse_stranger(form)
        form = self._with_people_known(form)
        self.problems += form.problems
        self.counts["answers_refused"] += len(form.problems)
        fresh = [answer for answer in form.answers if self._is_new(form.company_id, answer)]
        self.counts["answers_known"] += len(form.answers) - len(fresh)
        self.counts["answers_taken"] += len(fresh)
        for answer in fresh:
            self._take(form, answer)
        if fresh:
            self._asked.add(form.company_id)
            self._note_talk(form)

    def _refuse_stranger(self, form: FilledForm) -> None:
        if form.company_id not in set(self._situation.tables["companies"]["company_id"]):
            raise Refusal("interview_company_gone", file=form.file, company=form.company_id)
        if form.on and form.on > self._situation.today:
            raise Refusal("interview_ahead", file=form.file, on=form.on, today=self._situation.today)

    def _with_people_known(self, form: FilledForm) -> FilledForm:
        """The form without people who are not in the workbook; who was asked decides how much an answer counts."""
        contacts, staff = (set(self._situation.tables[key][f"{name}_id"]) for key, name in _PEOPLE)
        if form.answers and form.whom not in contacts:
            facts = {"value": form.whom or "–"}
            self.problems.append(Problem(form.file, 4, "", "interview_whom_unknown", facts, "warning"))
        whom, by = form.whom if form.whom in contacts else "", form.by if form.by in staff else ""
        return replace(form, whom=whom, by=by, on=form.on or self._situation.today)

    def _is_new(self, company: str, answer: FilledAnswer) -> bool:
        """Something of it stands differently in the workbook."""
        row = self._known.get((company, answer.question_id))
        if row is None:
            return True
        told = {"answer": answer.answer, "points": answer.points}
        return any(
            value is not None and self.edits.value("answers", row, column) != value
            for column, value in told.items()
        )

    def _take(self, form: FilledForm, answer: FilledAnswer) -> None:
        told: dict[str, Value] = {
            "asked_on": form.on,
            "asked_whom": form.whom or None,
            "asked_by": form.by or None,
            "answer": answer.answer,
            "points": answer.points,
        }
        told = {key: value for key, value in told.items() if value is not None}
        row = self._known.get((form.company_id, answer.question_id))
        if row is not None:
            self.edits.set("answers", row, **told)
        else:
            key = {"company_id": form.company_id, "question_id": answer.question_id}
            self.rows.append(NewRow("answers", {**key, **told}))

    def _note_talk(self, form: FilledForm) -> None:
        """The interview as an activity, unless that day's stands there."""
        talks = self._situation.tables["activities"]
        own = talks[talks["company_id"].eq(form.company_id) & talks["purpose"].eq("qualify")]
        if any(cells["on"] == form.on for _, cells in records(own)):
            return
        talk: dict[str, Value] = {
            "activity_id": next(self._activity_ids),
            "on": form.on,
            "company_id": form.company_id,
            "contact_id": form.whom or None,
            "rep": form.by or None,
            "kind": "call",
            "purpose": "qualify",
            "result": "reached",
        }
        self.rows.append(NewRow("activities", talk))

    def move_on(self) -> None:
        """Sets the state of the prospects whose answers have changed."""
        known = standings(self.afterwards) if self._asked else {}
        companies = self._situation.tables["companies"]
        for row, cells in records(companies[companies["company_id"].isin(self._asked)]):
            if cells["status"] == "prospect":
                state = next_state(cells["prospect_state"], known[cells["company_id"]])
                self.edits.set("companies", row, prospect_state=state)


_PEOPLE = (("contacts", "contact"), ("staff", "staff"))


def _forms(situation: Situation) -> Iterator[File]:
    """The form for the company that was named."""
    from addin.reports.interview_form import interview_form

    if not situation.choice("company"):
        if situation.choice("form") == "write":
            raise Refusal("interview_without_company")
        return
    companies = situation.tables["companies"]
    company_id = meant("companies", companies, str(situation.choice("company")))
    _, company = next(records(companies[companies["company_id"] == company_id]))
    form = _form(situation, company)
    name = situation.words.text("reports.interview_form.file", company=company_id)
    yield File(name, interview_form(form, situation.words))


def _form(situation: Situation, company: Mapping[str, Any]) -> InterviewForm:
    from addin.reports.interview_form import InterviewForm

    company_id, tables = company["company_id"], situation.tables
    contacts = tables["contacts"]
    people = in_calling_order(cells for _, cells in records(contacts[contacts["company_id"] == company_id]))
    by = situation.coordinator
    return InterviewForm(
        company_id,
        company["name"] or company_id,
        _known_of(situation, company),
        [f"{situation.names.contact(each['contact_id'])} · {each['contact_id']}" for each in people],
        f"{situation.names.person(by)} · {by}" if by else "",
        situation.today,
        list(_questions(situation, company_id)),
    )


def _known_of(situation: Situation, company: Mapping[str, Any]) -> str:
    """What the workbook knows of a company, in one line."""
    words, known = situation.words, standings(situation).get(company["company_id"])
    place = " ".join(part for part in (company["zip"], company["city"]) if part)
    size = words.text(f"choices.company_size.{company['size']}") if company["size"] else ""
    grade = (
        words.text("reports.interview_form.graded", grade=known.grade, n=known.unanswered)
        if known and known.grade
        else words.text("reports.interview_form.not_asked")
    )
    phone = situation.names.caller(company["company_id"])[1]
    return " · ".join(part for part in (place, company["industry"], size, phone, grade) if part)


def _questions(situation: Situation, company_id: str) -> Iterator[AskedQuestion]:
    from addin.reports.interview_form import AskedQuestion

    words, known = situation.words, _answers_of(situation.tables["answers"], company_id)
    for _, cells in records(active_questions(situation.tables["questions"])):
        before = known.get(cells["question_id"], {})
        points = before.get("points")
        yield AskedQuestion(
            cells["question_id"],
            _topic(cells, words),
            question_in(cells, words.language) or "",
            cells["scale"],
            before.get("answer"),
            None if points is None else int(points),
            before.get("asked_on"),
        )


def _topic(question: Mapping[str, Any], words: Words) -> str:
    """The topic of a question; of a knock-out question that it is one."""
    topic = words.text(f"choices.question_topic.{question['topic']}")
    return words.text("reports.interview_form.knock_out", topic=topic) if question["knock_out"] is True else topic


def _answers_of(answers: pd.DataFrame, company_id: str) -> dict[str, dict[str, Any]]:
    own: Iterable[tuple[int, dict[str, Any]]] = records(answers[answers["company_id"] == company_id])
    return {cells["question_id"]: cells for _, cells in own}
