"""Cell functions for contracts: ends, notice and renewals."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from addin.core import dates
from addin.core.contracts import ContractTerms, bucket, current_end
from addin.core.notice import parsed_notice
from addin.core.renewals import renewal_priority
from addin.functions.arrays import cell_function
from addin.functions.cells import (
    ChoiceKind,
    Count,
    Day,
    Flag,
    Misread,
    Months,
    Number,
    NumberKind,
    Share,
    State,
    Text,
)
from addin.functions.surroundings import Surroundings

Unit = Annotated[str, ChoiceKind("notice_unit")]
Cutoff = Annotated[str, ChoiceKind("notice_cutoff")]
Channel = Annotated[str, ChoiceKind("activity_kind", only=("email", "letter"))]
Rating = Annotated[float, NumberKind(least=1, most=5)]


@cell_function
def TEEUP_TERM_END(start: Day, months: Months) -> date:
    """The last day of a term (R-01)."""
    return dates.term_end(start, months)


@cell_function
def TEEUP_CURRENT_TERM_END(
    start: Day | None,
    first_months: Months | None,
    renew_months: Count | None,
    auto_renew: Flag | None,
    fixed_end: Day | None = None,
    terminated_to: Day | None = None,
    as_of: Day | None = None,
    *,
    here: Surroundings,
) -> date | None:
    """The day a contract ends as things stand (R-02)."""
    renews = renew_months if auto_renew is not False else None
    terms = ContractTerms(start, first_months, fixed_end, renews, terminated_to=terminated_to)
    return current_end(terms, as_of or here.today, here.setting("expiry.sentinel_years"))


@cell_function
def TEEUP_NOTICE_DEADLINE(
    ends_on: Day, value: Count | None, unit: Unit, state: State | None = None, *, here: Surroundings
) -> date | None:
    """The last day on which notice can arrive (R-03); the holidays of the state count for working days alone."""
    if value is None:
        return None
    house = here.at(state)
    return dates.notice_deadline(ends_on, value, unit, house.state, assumption_day=house.assumption_day)


@cell_function
def TEEUP_NEXT_EXIT(
    received_on: Day, value: Count, unit: Unit, cutoff: Cutoff, term_end: Day | None = None, *, here: Surroundings
) -> date | None:
    """The first end that a notice arriving that day still reaches (R-04); none before the end of the term."""
    if cutoff == "term_end" and term_end is None:
        raise Misread("no_term_end")
    return dates.next_exit(
        received_on,
        value,
        unit,
        cutoff,
        (term_end,) if term_end else (),
        earliest=term_end,
        state=here.house.state,
        assumption_day=here.house.assumption_day,
    )


@cell_function
def TEEUP_SEND_BY(deadline: Day, channel: Channel, state: State | None = None, *, here: Surroundings) -> date:
    """The last day to send a notice so that it arrives in time (R-05)."""
    house = here.at(state)
    return dates.send_by(
        deadline,
        channel,
        house.state,
        house.closings,
        post_workdays=here.setting("notice.post_workdays"),
        assumption_day=house.assumption_day,
    )


@cell_function
def TEEUP_PARSE_NOTICE(text: Text, *, here: Surroundings) -> str:
    """Value, unit and cutoff of a notice clause, as their columns take them (R-06); nothing is guessed."""
    clause = parsed_notice(text)
    if clause is None:
        raise Misread("no_clause", value=text)
    unit = here.words.text(f"choices.notice_unit.{clause.unit}")
    cutoff = here.words.text(f"choices.notice_cutoff.{clause.cutoff}") if clause.cutoff else ""
    return f"{'' if clause.value is None else clause.value};{unit};{cutoff}"


@cell_function
def TEEUP_RENEWAL_PRIORITY(
    days_to_notice: Number,
    value_rank: Share | None = None,
    unused_share: Share | None = None,
    satisfaction: Rating | None = None,
) -> int:
    """How urgent a renewal talk is, 0 to 100 (R-07)."""
    return renewal_priority(days_to_notice, value_rank, unused_share, satisfaction)


@cell_function
def TEEUP_EXPIRY_BUCKET(ends_on: Day, as_of: Day | None = None, *, here: Surroundings) -> str:
    """How soon a contract ends, as the list of contracts says it (R-09)."""
    return here.words.text(f"choices.bucket.{bucket(ends_on, as_of or here.today)}")
