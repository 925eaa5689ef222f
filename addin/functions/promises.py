"""Cell functions for what was promised: artwork, banners, reminders (R-10, R-12, R-15)."""

from __future__ import annotations

from datetime import date

from addin.core.placements import artwork_due, live_days
from addin.core.reminders import RHYTHM, Rhythm, next_reminder
from addin.functions.arrays import cell_function
from addin.functions.cells import Count, Day, State
from addin.functions.surroundings import Surroundings


@cell_function
def TEEUP_ARTWORK_DUE(
    window_from: Day | None, copy_deadline: Day | None = None, state: State | None = None, *, here: Surroundings
) -> date | None:
    """The day by which artwork must be there (R-10)."""
    return artwork_due(window_from, copy_deadline, here.at(state), here.setting("lead.web"))


@cell_function
def TEEUP_LIVE_DAYS(
    window_from: Day,
    window_until: Day,
    live_from: Day,
    live_until: Day | None = None,
    broken_days: Count | None = None,
    as_of: Day | None = None,
    *,
    here: Surroundings,
) -> int:
    """On how many days a banner really stood in its window (R-15)."""
    return live_days(window_from, window_until, live_from, live_until, broken_days or 0, as_of or here.today)


@cell_function
def TEEUP_NEXT_REMINDER(
    starts_on: Day, use_by: Day, as_of: Day | None = None, *, here: Surroundings
) -> date | None:
    """The next day on which a reminder of something unused is due (R-12); blank when none is any more."""
    return next_reminder(starts_on, use_by, as_of or here.today, Rhythm(*map(here.setting, RHYTHM)))
