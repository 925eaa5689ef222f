"""What will come to the stock and go from it: ordered reprints, packing lists, requests (R-23, R-24)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pandas as pd

from addin.core.computed.given import Given, comparable

Days = dict[str, dict[date, float]]


def ahead(given: Given) -> pd.DataFrame:
    """Every delivery and every need that has a day and a number, the earliest first.

    `material` is its id as Excel compares it, `record` the id of the reprint, the show or the request, `table` and
    `row` say where it stands. Pieces that go are negative. A show needs its pieces on the day they must be there,
    else on its first.
    """
    found = pd.concat([_deliveries(given), _shows(given), _requests(given)], ignore_index=True)
    found["material"] = comparable(found["material"])
    return found.dropna(subset=["material", "on", "pieces"]).sort_values("on", kind="stable", ignore_index=True)


def coming_and_going(events: pd.DataFrame) -> tuple[Days, Days]:
    """The pieces that come and the pieces that go, both counted up from nothing, by material and day."""
    coming = events["pieces"] > 0
    return _by_day(events[coming]), _by_day(events[~coming])


def _by_day(events: pd.DataFrame) -> Days:
    found: Days = defaultdict(lambda: defaultdict(float))
    for key, day, pieces in zip(events["material"], events["on"], events["pieces"].abs(), strict=True):
        found[key][day.date()] += pieces
    return found


def _deliveries(given: Given) -> pd.DataFrame:
    rounds = given["reprints"]
    coming = rounds[rounds["ordered_on"].notna() & rounds["received_on"].isna()]
    return _events("reprints", coming, coming["promised_on"], coming["quantity"], coming["reprint_id"])


def _shows(given: Given) -> pd.DataFrame:
    items = given["show_items"]
    unsent = items[items["sent"].isna()]
    there = given.at(unsent["show_id"], "shows", "must_arrive_by")
    there = there.fillna(given.at(unsent["show_id"], "shows", "starts_on"))
    return _events("show_items", unsent, there, -unsent["planned"], unsent["show_id"])


def _requests(given: Given) -> pd.DataFrame:
    moves = given["stock_moves"]
    asked = moves[moves["kind"] == "request"]
    return _events("stock_moves", asked, asked["moved_on"], asked["quantity"], asked["move_id"])


def _events(table: str, rows: pd.DataFrame, on: pd.Series, pieces: pd.Series, record: pd.Series) -> pd.DataFrame:
    columns = {"material": rows["material_id"], "on": on, "pieces": pieces, "record": record, "row": rows.index}
    return pd.DataFrame(columns).assign(table=table)
