"""Cell functions for prospects (R-33)."""

from __future__ import annotations

from addin.core.qualifying import LIMITS, grade
from addin.functions.arrays import cell_function
from addin.functions.cells import Flag, Number
from addin.functions.surroundings import Surroundings


@cell_function
def TEEUP_GRADE(points: Number, knocked_out: Flag | None = None, *, here: Surroundings) -> str:
    """The grade of a prospect by its points; a knock-out answer makes D (R-33)."""
    found = grade(points, bool(knocked_out), [here.setting(key) for key in LIMITS])
    return here.words.text(f"choices.grade.{found}")
