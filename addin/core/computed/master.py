"""Staff and companies (GEN-04, R-33)."""

from __future__ import annotations

from addin.core.absences import away
from addin.core.computed.given import Columns, Given, added_up, counted, first_of, flag
from addin.core.computed.prospects import answers


def staff(given: Given) -> Columns:
    frame = given["staff"]
    return {"absent": flag(away(frame, given.today), where=frame["name"].notna())}


def companies(given: Given) -> Columns:
    """R-33: points of all answers; a knock-out answer makes D."""
    ids, asked, scored = given["companies"]["company_id"], given["answers"]["company_id"], answers(given)
    score = added_up(ids, asked, scored["score"]).where(counted(ids, asked) > 0)
    out = counted(ids, asked[scored["knocked_out"] == True])  # noqa: E712 - blank is neither
    grade = first_of(
        (score.isna(), None),
        (out > 0, "D"),
        *((score >= given.setting(f"score.{letter.lower()}"), letter) for letter in "ABC"),
        otherwise="D",
    )
    return {"score": score, "grade": grade}
