"""Staff and companies (GEN-04, R-33)."""

from __future__ import annotations

from addin.core.absences import away
from addin.core.computed.given import Columns, Given, added_up, counted, flag
from addin.core.computed.prospects import answers
from addin.core.qualifying import LIMITS, grade


def staff(given: Given) -> Columns:
    frame = given["staff"]
    return {"absent": flag(away(frame, given.today), where=frame["name"].notna())}


def companies(given: Given) -> Columns:
    """R-33: points of all answers; a knock-out answer makes D."""
    ids, asked, scored = given["companies"]["company_id"], given["answers"]["company_id"], answers(given)
    score = added_up(ids, asked, scored["score"]).where(counted(ids, asked) > 0)
    out = counted(ids, asked[scored["knocked_out"] == True])  # noqa: E712 - blank is neither
    limits = [given.setting(key) for key in LIMITS]
    known = zip(score, out > 0, score.isna(), strict=True)
    grades = [None if blank else grade(points, knocked, limits) for points, knocked, blank in known]
    return {"score": score, "grade": grades}
