"""The show that the coordinator means."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from addin.commands.lookups import meant
from addin.commands.situation import Situation
from addin.core.records import records
from addin.errors import Refusal


def chosen_show(situation: Situation) -> tuple[int, dict[str, Any]]:
    """Row and cells of the show that was named, else of the next one that is not over.

    Refusal `no_show_ahead` where none was named and none is to come.
    """
    shows, wanted = situation.tables["shows"], situation.choice("show")
    if wanted:
        return next(records(shows[shows["show_id"] == meant("shows", shows, wanted)]))
    ahead = shows[shows["show_id"].notna() & (shows["ends_on"] >= pd.Timestamp(situation.today))]
    if not len(ahead):
        raise Refusal("no_show_ahead")
    return next(records(ahead.sort_values("starts_on", kind="stable")))


def coming_show(situation: Situation) -> dict[str, Any]:
    """The cells of the show that was named, else of the next one; Refusal `show_has_begun`."""
    shows = situation.tables["shows"]
    if situation.choice("show"):
        _, show = chosen_show(situation)
    else:
        begun = shows.index[shows["starts_on"] <= pd.Timestamp(situation.today)]
        tables = {**situation.tables, "shows": shows.drop(index=begun)}
        _, show = chosen_show(replace(situation, tables=tables))
    if show["starts_on"] <= situation.today:
        raise Refusal("show_has_begun", show=show_name(show), on=show["starts_on"])
    return show


def past_show(situation: Situation) -> dict[str, Any]:
    """The cells of the show that was named, else of the last one that is over.

    Refusals `show_not_over`, `no_show_over` where none is.
    """
    shows, today = situation.tables["shows"], situation.today
    if situation.choice("show"):
        _, show = chosen_show(situation)
        if show["ends_on"] >= today:
            raise Refusal("show_not_over", show=show_name(show), on=show["ends_on"])
        return show
    over = shows[shows["show_id"].notna() & (shows["ends_on"] < pd.Timestamp(today))]
    if not len(over):
        raise Refusal("no_show_over")
    return next(records(over.sort_values("ends_on", ascending=False, kind="stable")))[1]


def show_name(show: dict[str, Any]) -> str:
    """Its name; its id where it has none yet."""
    return str(show["name"] or show["show_id"])
