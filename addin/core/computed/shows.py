"""Shows, packing lists, shipments and the people met there (R-28, R-43)."""

from __future__ import annotations

from addin.core.computed.given import Columns, Given, flag, number


def shows(given: Given) -> Columns:
    return {"days_left": (given["shows"]["starts_on"] - given.as_of).dt.days}


def show_items(given: Given) -> Columns:
    """R-28: blank before anything was sent."""
    frame = given["show_items"]
    accounted = sum(number(frame[key]) for key in ("used", "back_good", "back_damaged"))
    return {"missing": frame["sent"] - accounted}


def shipments(given: Given) -> Columns:
    """R-28: delivered, or today still on its way, after the day it must be there."""
    frame = given["shipments"]
    there = frame["delivered_on"].fillna(given.as_of)
    return {"late": flag(there > frame["must_arrive_by"], where=frame["must_arrive_by"].notna())}


def show_contacts(given: Given) -> Columns:
    """R-43: working days after the show, by rating."""
    frame = given["show_contacts"]
    days = {item: float(given.setting(f"show.follow_up_{item.lower()}")) for item in "ABC"}
    ends_on = given.at(frame["show_id"], "shows", "ends_on")
    return {"follow_up_by": given.workdays_on(ends_on, frame["rating"].map(days).astype("float64"))}
