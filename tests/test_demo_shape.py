"""The demo data is shaped like a real house's: its sizes, its shares, its busy calendars."""

from collections import Counter
from datetime import date
from statistics import median
from typing import Any

import pytest
from demo_tables import demo, frames, rows_of, whole

from addin.core.calendar import expiry_calendar, period_around
from addin.tables import TABLES
from addin.tables.choices import CHOICES
from workbook_templates.demo.keydate import AS_OF
from workbook_templates.demo.staff import REP_SHARES, REPS

COUNTS = {
    "staff": 14,
    "companies": 180,
    "contacts": 310,
    "prices": 68,
    "issues": 48,
    "contracts": 118,
    "promises": 420,
    "invoice_lines": 60,
    "materials": 26,
    "stock_moves": 640,
    "web_pages": 74,
    "activities": 420,
    "tickets": 38,
    "answers": 260,
    "shows": 4,
    "show_items": 60,
    "show_contacts": 240,
    "sales": 520,
    "targets": 84,
    "returns": 40,
    "quotes": 40,
    "meetings": 30,
    "trips": 8,
    "mailings": 12,
}
ROUGHLY = {"traffic": 1200, "recipients": 300}


def test_the_tables_have_their_sizes() -> None:
    sizes = Counter(row.table for row in demo())
    assert {table: sizes[table] for table in COUNTS} == COUNTS
    assert {table: sizes[table] for table in ROUGHLY} == pytest.approx(ROUGHLY, rel=0.06)
    assert set(TABLES) - set(sizes) == {"log"}


def test_companies_have_their_shares() -> None:
    statuses = Counter(values["status"] for values in rows_of("companies"))
    assert statuses == {"customer": 96, "prospect": 62, "supplier": 10, "former": 8, "agency": 4}


def test_every_bucket_is_filled() -> None:
    buckets = Counter(whole("contracts")["bucket"])
    assert set(buckets) == set(CHOICES["bucket"])
    assert min(buckets.values()) >= 4


def test_the_calendars_of_every_rep_are_alive() -> None:
    for months, least in ((1, 2), (3, 4)):
        first, last = period_around(AS_OF, months)
        pages = expiry_calendar(frames()["contracts"], whole("contracts"), first, last)
        assert {page.rep for page in pages} == {*REPS, None}
        assert min(len(page.rows) for page in pages if page.rep) >= least
        assert all(page.rows["E"].notna().any() for page in pages)
        assert sum(page.rows["K"].notna().any() for page in pages) >= 6


def test_two_contracts_have_lost_their_rep() -> None:
    assert sum(values["rep"] is None for values in rows_of("contracts")) == 2


def _shares(values: list[Any]) -> dict[Any, float]:
    return {value: 100 * times / len(values) for value, times in Counter(values).items()}


def test_contracts_spread_over_the_reps_as_they_should() -> None:
    shares = _shares([values["rep"] for values in rows_of("contracts") if values["rep"]])
    assert shares == pytest.approx(REP_SHARES, abs=5)


def test_contracts_begin_run_and_end_as_they_should() -> None:
    contracts = [values for values in rows_of("contracts") if values["contract_id"] <= "V-0098"]
    days = _shares(["any" if v["starts_on"].day not in (1, 15) else v["starts_on"].day for v in contracts])
    terms = _shares([v["term_months"] for v in contracts if not v.get("ends_on")])
    notices = _shares([(v["notice_value"], v["notice_unit"], v["notice_cutoff"]) for v in contracts])
    assert days == pytest.approx({1: 60, 15: 25, "any": 15}, abs=8)
    assert terms == pytest.approx({12: 70, 24: 12, 6: 8, 3: 5, None: 5}, abs=4)
    assert notices[(3, "months", "term_end")] == pytest.approx(45, abs=5)
    assert notices[(6, "weeks", "quarter")] == pytest.approx(20, abs=3)
    assert notices[(None, "none", None)] == pytest.approx(2, abs=1)


def test_contracts_are_worth_what_they_should() -> None:
    values = sorted(v["value"] for v in rows_of("contracts") if v["contract_id"] <= "V-0098")
    assert median(values) == pytest.approx(7800, rel=0.1)
    assert values[int(0.9 * len(values))] == pytest.approx(31_000, rel=0.15)


def test_artwork_comes_in_time_late_or_not_at_all() -> None:
    promises = whole("promises")
    due = promises[promises["issue_id"].notna() & (promises["artwork_due"] <= "2027-01-31")]
    late = (due["artwork_on"] > due["artwork_due"]).mean()
    missing = due["artwork_on"].isna().mean()
    assert late == pytest.approx(0.20, abs=0.06)
    assert missing == pytest.approx(0.08, abs=0.05)


def test_banners_are_seen_and_clicked_as_banners_are() -> None:
    traffic = frames()["traffic"]
    banners = traffic[traffic["page_id"].notna()]
    weekend = banners["day"].dt.day_of_week >= 5
    assert banners["clicks"].sum() / banners["impressions"].sum() == pytest.approx(0.0027, rel=0.25)
    assert (banners["clicks"] <= banners["impressions"]).all()
    share = banners[weekend]["impressions"].mean() / banners[~weekend]["impressions"].mean()
    assert share == pytest.approx(0.45, abs=0.05)


def test_every_rep_sells_something_every_month() -> None:
    sold = {(v["rep"], v["on"].replace(day=1)) for v in rows_of("sales") if v["on"] >= date(2026, 1, 1)}
    assert {(rep, date(2026, month, 1)) for rep in REPS for month in range(1, 13)} <= sold
