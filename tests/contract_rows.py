"""Contracts as a book reads them, for the tests of their rules."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

TODAY = date(2027, 2, 15)
DAY = timedelta(days=1)
DATES = ("starts_on", "ends_on", "terminated_on", "terminated_to")
NUMBERS = ("value", "term_months", "renew_months", "notice_value")
TEXTS = ("contract_id", "company_id", "rep", "state", "notice_unit", "notice_cutoff")


def contracts(*rows: dict[str, object]) -> pd.DataFrame:
    """Contracts as a book reads them; what a row does not say is blank."""
    frame = pd.DataFrame(index=range(2, len(rows) + 2))
    for key in DATES:
        frame[key] = pd.Series([row.get(key) for row in rows], frame.index, dtype="datetime64[us]")
    for key in NUMBERS:
        frame[key] = pd.Series([row.get(key) for row in rows], frame.index, dtype="float64")
    for key in TEXTS:
        default = {"state": "active"}.get(key)
        frame[key] = pd.Series([row.get(key, default) for row in rows], frame.index, dtype=object)
    return frame


def shown(days: pd.Series) -> list[str]:
    return ["" if pd.isna(day) else str(day.date()) for day in days]


def many_contracts(count: int) -> pd.DataFrame:
    """A large register of every sort of contract, drawn with a fixed seed."""
    draw = np.random.default_rng(20270215)
    frame = pd.DataFrame(index=range(2, count + 2))
    days = np.datetime64("2020-01-01") + draw.integers(0, 2500, count)
    frame["starts_on"] = days.astype("datetime64[us]")
    frame["ends_on"] = frame["starts_on"].where(draw.random(count) < 0.2) + pd.Timedelta(days=1500)
    for key in ("terminated_on", "terminated_to"):
        frame[key] = frame["starts_on"].where(draw.random(count) < 0.05) + pd.Timedelta(days=900)
    for key, choices in (("term_months", (6, 12, 24)), ("renew_months", (1, 12)), ("notice_value", (1, 3, 6))):
        frame[key] = draw.choice(choices, count).astype("float64")
    frame["value"] = draw.random(count) * 10_000
    frame["notice_unit"] = draw.choice(np.array(["months", "weeks", "days", "workdays"], object), count)
    frame["notice_cutoff"] = "term_end"
    for key in ("contract_id", "company_id", "rep"):
        frame[key] = "X"
    frame["state"] = "active"
    return frame.astype(dict.fromkeys(TEXTS, object))
