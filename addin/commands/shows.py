"""The show that the coordinator means."""

from __future__ import annotations

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


def show_name(show: dict[str, Any]) -> str:
    """Its name; its id where it has none yet."""
    return str(show["name"] or show["show_id"])
