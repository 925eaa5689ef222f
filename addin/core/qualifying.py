"""How a prospect stands by the question set: points of each topic, and what is missing (R-33)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from addin.core.records import records
from addin.tables.choices import CHOICES

TOPICS = CHOICES["question_topic"]
ASSISTANT_CAP = 3  # points that an assistant's answer about who decides counts at most
LIMITS = ("score.a", "score.b", "score.c")  # the settings with the least points of each grade


def score(
    budget: float | None,
    authority: float | None,
    need: float | None,
    timing: float | None,
    fit: float | None,
    from_assistant: bool = False,
) -> float | None:
    """The points (0 to 5 each) of the five topics together, an unanswered one 0; None where all are (R-33).

    >>> score(5, 5, 4, None, 3), score(5, 5, 4, None, 3, from_assistant=True)
    (17, 15)
    """
    decides = authority if authority is None or not from_assistant else min(authority, ASSISTANT_CAP)
    answered = [points for points in (budget, decides, need, timing, fit) if points is not None]
    return sum(answered) if answered else None


def grade(points: float, knocked_out: bool, limits: Sequence[float]) -> str:
    """The grade by the least points of A, B and C; a knock-out answer makes D (R-33).

    >>> [grade(points, False, (15, 10, 5)) for points in (15, 14.9, 5, 0)], grade(25, True, (15, 10, 5))
    (['A', 'B', 'C', 'D'], 'D')
    """
    reached = (letter for letter, least in zip("ABC", limits, strict=True) if points >= least)
    return "D" if knocked_out else next(reached, "D")


@dataclass(frozen=True)
class Qualification:
    """A company's score by topic; a topic is `missing` while one of its questions has no points.

    `capped` says that an assistant's answer about who decides counts less than it was given; `knocked_out` names
    the questions that make the company a D.
    """

    score: float | None
    grade: str | None
    by_topic: Mapping[str, float]
    missing: tuple[str, ...]
    unanswered: int
    capped: bool
    knocked_out: tuple[str, ...]
    last_on: date | None

    @property
    def complete(self) -> bool:
        return self.score is not None and not self.missing


def qualifications(
    companies: pd.DataFrame, answers: pd.DataFrame, questions: pd.DataFrame
) -> dict[str, Qualification]:
    """The standing of every company that was asked anything, by its id.

    `companies` and `answers` are with their computed columns; `questions` are those that are asked now.
    """
    asked: dict[str, list[dict[str, Any]]] = {}
    for _, cells in records(answers):
        asked.setdefault(cells["company_id"], []).append(cells)
    topics = {cells["question_id"]: cells["topic"] for _, cells in records(questions)}
    graded = {cells["company_id"]: cells for _, cells in records(companies)}
    return {
        company: _qualification(own, topics, graded[company])
        for company, own in asked.items()
        if company in graded
    }


def _qualification(
    own: list[dict[str, Any]], topics: Mapping[str, str], company: Mapping[str, Any]
) -> Qualification:
    pointed = {cells["question_id"] for cells in own if cells["points"] is not None}
    open_questions = [topic for question, topic in topics.items() if question not in pointed]
    sums = {topic: sum(cells["score"] or 0.0 for cells in own if cells["topic"] == topic) for topic in TOPICS}
    days = [cells["asked_on"] for cells in own if cells["asked_on"]]
    return Qualification(
        score=company["score"],
        grade=company["grade"],
        by_topic={topic: round(points, 2) for topic, points in sums.items()},
        missing=tuple(topic for topic in TOPICS if topic in open_questions),
        unanswered=len(open_questions),
        capped=any(_is_capped(cells) for cells in own),
        knocked_out=tuple(cells["question_id"] for cells in own if cells["knocked_out"] is True),
        last_on=max(days, default=None),
    )


def _is_capped(cells: Mapping[str, Any]) -> bool:
    """It counts less than its points by its weight."""
    if cells["points"] is None or cells["score"] is None:
        return False
    return bool(round(cells["score"], 6) < round(cells["points"] * (cells["weight"] or 0.0), 6))


def next_state(state: str | None, standing: Qualification) -> str | None:
    """Where a prospect stands after an interview: qualified with all answers and grade A or B.

    One who was handed over, won, or without need stays so.
    """
    if state in ("handed_over", "won", "dead"):
        return state
    return "qualified" if standing.complete and standing.grade in ("A", "B") else "qualifying"
