"""Cell functions for prospects (R-33)."""

from __future__ import annotations

from typing import Annotated

from addin.core.qualifying import LIMITS, grade, score
from addin.functions.arrays import cell_function
from addin.functions.cells import Flag, Number, NumberKind
from addin.functions.surroundings import Surroundings

Points = Annotated[float, NumberKind(least=0, most=5)]


@cell_function
def TEEUP_SCORE(
    budget: Points | None,
    authority: Points | None,
    need: Points | None,
    timing: Points | None,
    fit: Points | None,
    from_assistant: Flag | None = None,
) -> float | None:
    """The points of a prospect in the five topics together (R-33); blank where nothing is answered."""
    return score(budget, authority, need, timing, fit, bool(from_assistant))


@cell_function
def TEEUP_GRADE(points: Number, knocked_out: Flag | None = None, *, here: Surroundings) -> str:
    """The grade of a prospect by its points; a knock-out answer makes D (R-33)."""
    found = grade(points, bool(knocked_out), [here.setting(key) for key in LIMITS])
    return here.words.text(f"choices.grade.{found}")
