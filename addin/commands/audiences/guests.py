"""Whom the house invites to the party of a show: the guests who are planned (R-44)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pandas as pd

from addin.commands.audiences.addressees import Letters
from addin.commands.marks import PARTY
from addin.commands.shows import chosen_show, show_name
from addin.commands.situation import Situation
from addin.core.mailings import Case
from addin.core.records import records
from addin.errors import Refusal


def guests_planned(situation: Situation) -> Iterator[Case]:
    """Everybody who is planned as a guest of the show's party and was not invited yet.

    The show is the one that was named, else the next one with a party. Refusals `show_without_party`,
    `party_answer_over` where the letter would ask for an answer by a day that has passed.
    """
    found = _party(situation)
    if found is None:
        return
    show, party = found
    letters = Letters(situation)
    guests = situation.tables["guests"]
    own = guests[guests["show_id"].eq(show["show_id"]) & guests["invited_on"].isna()]
    for _, guest in records(own[own["reply"].isna() | own["reply"].eq("planned")].dropna(subset=["contact_id"])):
        contact = guest["contact_id"]
        host = letters.in_sales(guest["host"] or show["lead"])
        yield Case(
            f"{PARTY}.{show['show_id']}",
            (contact,),
            {**party, "host": host, **letters.signed(contact)},
            contact if contact in letters.people.contacts else None,
            show_id=str(show["show_id"]),
        )


def _party(situation: Situation) -> tuple[dict[str, Any], dict[str, object]] | None:
    """The show, and what its invitations say of the party; None where no party is to come."""
    shows = situation.tables["shows"]
    begins = shows["party_at"]
    if situation.choice("show"):
        row, show = chosen_show(situation)
        if pd.isna(begins[row]):
            raise Refusal("show_without_party", show=show_name(show))
    else:
        ahead = shows[begins.dt.normalize() > pd.Timestamp(situation.today)].sort_values("party_at")
        if not len(ahead):
            return None
        row, show = next(records(ahead))
    at: datetime = begins[row].to_pydatetime()
    last = show["party_answer_by"] or at.date()
    if last < situation.today:
        raise Refusal("party_answer_over", show=show_name(show), on=last)
    told = {"party_at": at, "answer_by": show["party_answer_by"], **{key: show[key] for key in _SAME}}
    return show, {"show": show_name(show), **told}


_SAME = ("party_venue", "city")
