"""Cell functions for what was promised: artwork, banners, reminders (R-10, R-12, R-15)."""

from __future__ import annotations

from datetime import date

from addin.core.placements import artwork_due, live_days
from addin.core.promise_states import Progress
from addin.core.reminders import RHYTHM, Rhythm, next_reminder
from addin.functions.arrays import cell_function
from addin.functions.cells import Amount, Count, Day, Flag, State
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
def TEEUP_FULFIL_STATUS(
    quantity: Amount,
    done: Amount | None,
    use_by: Day | None = None,
    window_from: Day | None = None,
    artwork_due: Day | None = None,
    artwork_on: Day | None = None,
    confirmed_on: Day | None = None,
    accepted_on: Day | None = None,
    waived_on: Day | None = None,
    wrong: Flag | None = None,
    as_of: Day | None = None,
    *,
    here: Surroundings,
) -> str:
    """How far something promised has come (R-11); artwork is late so many working days before it is due."""
    near = artwork_due and here.house.workday(artwork_due, -here.setting("artwork.near_workdays"))
    days = (use_by, window_from, artwork_due, near, artwork_on, confirmed_on, accepted_on, waived_on)
    found = Progress(quantity, done or 0, *days, wrong=bool(wrong)).state(as_of or here.today)
    return here.words.text(f"choices.promise_state.{found}")


@cell_function
def TEEUP_NEXT_REMINDER(
    starts_on: Day, use_by: Day, as_of: Day | None = None, *, here: Surroundings
) -> date | None:
    """The next day on which a reminder of something unused is due (R-12); blank when none is any more."""
    return next_reminder(starts_on, use_by, as_of or here.today, Rhythm(*map(here.setting, RHYTHM)))
