"""Whom a show concerns: in its region, met there or at the last one, invited, answered (R-42, R-43)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd

from addin.core.computed.given import comparable
from addin.core.mailings import REACHED

INVITATION = "show-invitation"
_NUMBER = re.compile(r"[\W\d_]+")
_ANSWERS = ("accepted", "declined", "attended", "no_show")


def waves_come(starts_on: date, weeks: Sequence[int], today: date) -> int:
    """How many waves of invitations have come, so many weeks before the show each; today's counts (R-42).

    >>> waves_come(date(2027, 5, 13), (12, 6, 2), date(2027, 2, 18))
    1
    """
    return sum(day <= today for day in wave_days(starts_on, weeks))


def wave_days(starts_on: date, weeks: Sequence[int]) -> list[date]:
    """The day of each wave, the first one first."""
    return [starts_on - timedelta(weeks=number) for number in sorted(weeks, reverse=True)]


def in_region(zips: pd.Series, prefixes: str | None) -> pd.Series:
    """Which postcodes begin as the show's cell says, `20; 21, 22`; all where it says nothing."""
    wanted = tuple(re.findall(r"\d+", prefixes or ""))
    found: pd.Series = zips.fillna("").str.strip().str.startswith(wanted or ("",))
    return found


def last_edition(shows: pd.DataFrame, show_id: str) -> str | None:
    """The newest show that was over before this one and is called the same but for the year; None without one."""
    known = shows.dropna(subset=["show_id"]).drop_duplicates("show_id").set_index("show_id")
    names = known["name"].fillna("").map(_series)
    earlier = known[(names == names[show_id]) & (known["ends_on"] < known.at[show_id, "starts_on"])]
    return str(earlier["ends_on"].idxmax()) if len(earlier) else None


def _series(name: str) -> str:
    """What editions of a show have in common.

    >>> _series("Nordlicht Forum 2027") == _series("NORDLICHT-Forum 26")
    True
    """
    return _NUMBER.sub("", name.casefold())


def met_at(show_contacts: pd.DataFrame, show_id: str | None) -> pd.DataFrame:
    """The rows of those whom somebody talked to at a show; who shall be skipped is not among them.

    A day, a colleague or a rating each tell of a talk: a list of attendees has none of them.
    """
    own = comparable(show_contacts["show_id"]) == (show_id or "").casefold()
    talked = show_contacts[["met_on", "met_by", "rating"]].notna().any(axis=1)
    return show_contacts[own & talked & show_contacts["decision"].ne("skip")]


def invited_to(recipients: pd.DataFrame, mailings: pd.DataFrame, show_id: str) -> set[str]:
    """The contacts whom an invitation to the show has reached, in whatever wave."""
    rows = _invitations(recipients, mailings, show_id)
    arrived = rows["state"].isin(REACHED) & rows["state"].ne("bounced")
    return set(rows.loc[arrived, "contact_id"].dropna())


def answered(recipients: pd.DataFrame, mailings: pd.DataFrame, guests: pd.DataFrame, show_id: str) -> set[str]:
    """The contacts who have said whether they come: to an invitation, or to that to the show's party."""
    rows = _invitations(recipients, mailings, show_id)
    replied = rows["state"].eq("replied") | rows["replied_on"].notna()
    said = guests["show_id"].eq(show_id) & guests["reply"].isin(_ANSWERS)
    return {*rows.loc[replied, "contact_id"].dropna(), *guests.loc[said, "contact_id"].dropna()}


def declined(guests: pd.DataFrame, show_id: str) -> set[str]:
    """The contacts who have said that they do not come."""
    said = guests["show_id"].eq(show_id) & guests["reply"].eq("declined")
    return set(guests.loc[said, "contact_id"].dropna())


def _invitations(recipients: pd.DataFrame, mailings: pd.DataFrame, show_id: str) -> pd.DataFrame:
    own = mailings["letter"].eq(INVITATION) & mailings["show_id"].eq(show_id)
    return recipients[recipients["mailing_id"].isin(mailings.loc[own, "mailing_id"])]
