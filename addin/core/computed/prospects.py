"""Answers, hand-overs and research (R-33 to R-36)."""

from __future__ import annotations

import pandas as pd

from addin.core.bonuses import bonuses
from addin.core.computed.given import Columns, Given, first_of, flag, number
from addin.core.qualifying import ASSISTANT_CAP


def answers(given: Given) -> Columns:
    """R-33: about who decides, an assistant's answer counts three points at most."""
    frame = given["answers"]
    asked = frame["question_id"]
    topic = given.at(asked, "questions", "topic")
    weight = number(given.at(asked, "questions", "weight")).where(given.known(asked, "questions"))
    knock_out = given.at(asked, "questions", "knock_out")
    from_assistant = given.at(frame["asked_whom"], "contacts", "is_assistant")
    capped = (topic == "authority") & (from_assistant == True)  # noqa: E712 - blank is neither
    points = frame["points"].where(~capped, frame["points"].clip(upper=ASSISTANT_CAP))
    out = (frame["points"] == 0) & (knock_out == True)  # noqa: E712
    return {
        "topic": topic,
        "weight": weight,
        "knock_out": knock_out,
        "from_assistant": from_assistant,
        "score": weight * points,
        "knocked_out": pd.Series(flag(out, where=frame["points"].notna()), index=frame.index),
    }


def handovers(given: Given) -> Columns:
    frame = given["handovers"]
    bonus = bonuses(
        frame,
        given["contracts"],
        given["staff"],
        months=given.setting("bonus.months"),
        share=given.setting("bonus.share"),
        minimum=given.setting("bonus.minimum"),
        maximum=given.setting("bonus.maximum"),
    )
    waiting = frame["outcome"].isna() | (frame["outcome"] == "accepted")
    state = first_of(
        (frame["handover_id"].isna() & frame["company_id"].isna(), None),
        (frame["credited_on"].notna(), "rejected"),
        (frame["bonus_paid_on"].notna(), "paid"),
        (frame["bonus_approved_on"].notna(), "approved"),
        (number(bonus) > 0, "due"),
        (waiting, "candidate"),
    )
    due = given.workdays_on(frame["handed_on"], given.setting("handover.respond_workdays"))
    return {"answer_due": due, "bonus": bonus, "bonus_state": state}


def research(given: Given) -> Columns:
    """R-36"""
    found = given["research"]["found_on"]
    old = found + pd.DateOffset(months=given.setting("research.months")) < given.as_of
    return {"old": flag(old, where=found.notna())}
