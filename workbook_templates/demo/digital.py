"""Banners and links on the web, how often they were seen, and posts for the networks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache

from addin.plan import NewRow
from addin.tables.model import Value
from workbook_templates.demo.dice import dice, poisson
from workbook_templates.demo.ids import identity
from workbook_templates.demo.keydate import AS_OF, first_of_month
from workbook_templates.demo.prices import ONLINE
from workbook_templates.demo.promises import Promise, promises
from workbook_templates.demo.staff import MANAGER, REPS
from workbook_templates.demo.wording import Wording

# The planted cases bring the rest of 74
PAGES = 68

_CHECKED_ON = date(2027, 2, 12)
_DOCUMENTS = {"media_kit_english": 7, "price_list_english": 5, "contract_form": 8, "flyer_forum": 10}
_MEASURED, _MEASURED_DAYS = 32, 60
_WEEKEND = 0.45
_SECTION_VISITS = {"home": 21_000, "news": 14_500, "suppliers": 6_800, "jobs": 2_900, "events": 3_600}
_NETWORKS = ("linkedin", "x", "facebook", "xing", "instagram")


@cache
def placements() -> tuple[Promise, ...]:
    """The banners and links that stand or stood on the website, those that stand first."""
    placed = [promise for promise in promises() if promise.facts.get("live_from")]
    placed.sort(key=lambda promise: (promise.facts["live_until"] is not None, promise.number))
    return tuple(placed[: PAGES - len(_DOCUMENTS)])


def rows(wording: Wording) -> list[NewRow]:
    """Web pages, traffic and posts, but for those of the planted cases."""
    return [*_web_pages(wording), *_traffic(wording), *_posts(wording)]


def _web_pages(wording: Wording) -> list[NewRow]:
    """Client banners and links, then the house's own documents on the website."""
    places = [_placement(number, promise, wording) for number, promise in enumerate(placements(), 1)]
    papers = enumerate(_DOCUMENTS.items(), len(places) + 1)
    return [*places, *(_document(number, key, material, wording) for number, (key, material) in papers)]


def _placement(number: int, promise: Promise, wording: Wording) -> NewRow:
    banner = promise.item.kind == "banner"
    ended = promise.facts["live_until"]
    return page_row(
        number,
        what=wording.text("pages", promise.item.kind, company=promise.contract.firm.name),
        url=promise.contract.landing_page,
        shown_on=f"https://www.{ONLINE}/{'' if banner else 'firmen'}",
        promise_id=promise.promise_id,
        checked_on=ended or _CHECKED_ON,
        adserver_key=f"{300 + number} / {promise.promise_id}" if banner else None,
    )


def _document(number: int, key: str, material: int, wording: Wording) -> NewRow:
    return page_row(
        number,
        what=wording.text("materials", key),
        url=f"https://www.{ONLINE}/mediadaten/{key.replace('_', '-')}.pdf",
        shown_on=f"https://www.{ONLINE}/mediadaten",
        material_id=identity("materials", material),
        checked_on=_CHECKED_ON,
        found_on=date(2026, 12, 3),
    )


def page_row(number: int, **more: Value) -> NewRow:
    """The row of a page that worked when it was last checked, unless `more` says otherwise."""
    page_id = identity("web_pages", number)
    row: dict[str, Value] = {
        "page_id": page_id,
        "result": "ok",
        "http_code": 200,
        "failures": 0,
        "department": "web",
    }
    return NewRow("web_pages", row | more)


def _traffic(wording: Wording) -> list[NewRow]:
    """Day by day how often some banners were seen and clicked, and month by month the website's visits."""
    banners = [
        (identity("web_pages", number), promise)
        for number, promise in enumerate(placements(), 1)
        if promise.item.kind == "banner"
    ]
    days = [row for page, promise in banners[:_MEASURED] for row in _days(page, promise)]
    return [*days, *_months(wording)]


def _days(page: str, promise: Promise) -> Iterator[NewRow]:
    """The last days on which the banner stood."""
    thrower = dice(f"traffic {page}")
    usual, rate = thrower.uniform(250, 1400), thrower.betavariate(2, 738)
    first, last = promise.facts["live_from"], promise.facts["live_until"] or AS_OF - timedelta(days=1)
    assert isinstance(first, date)
    assert isinstance(last, date)
    for back in range(min(_MEASURED_DAYS, (last - first).days + 1)):
        day = last - timedelta(days=back)
        impressions = round(usual * thrower.uniform(0.85, 1.15) * (_WEEKEND if day.weekday() >= 5 else 1))
        clicks = poisson(impressions * rate, thrower)
        facts: dict[str, Value] = {"day": day, "page_id": page, "source": "ad server"}
        yield NewRow("traffic", facts | {"impressions": impressions, "clicks": clicks})


def _months(wording: Wording) -> Iterator[NewRow]:
    thrower = dice("visits")
    for months in range(-25, 1):
        for section, usual in _SECTION_VISITS.items():
            visits = round(usual * (1 + months / 100) * thrower.uniform(0.92, 1.08))
            yield NewRow(
                "traffic",
                {
                    "day": first_of_month(AS_OF.year, AS_OF.month - 1 + months),
                    "section": wording.text("sections", section),
                    "source": "Matomo",
                    "visits": visits,
                    "visitors": round(visits * 0.71),
                    "page_views": round(visits * 2.4),
                },
            )


def _posts(wording: Wording) -> list[NewRow]:
    """Posts of the last and the next weeks, network by network, in the reps' names."""
    texts = wording.list("posts")
    return [_post(number, text) for number, text in enumerate(texts, 1)]


def _post(number: int, text: str) -> NewRow:
    planned = AS_OF + timedelta(days=3 * number - 30)
    published = planned < AS_OF
    row: dict[str, Value] = {
        "post_id": identity("posts", number),
        "network": _NETWORKS[number % len(_NETWORKS)],
        "rep": REPS[number % len(REPS)],
        "text": text,
        "link": f"https://www.{ONLINE}/aktuell/{number}",
        "planned_on": datetime(planned.year, planned.month, planned.day, 9, 30),
        "state": "published" if published else ("approved" if number % 2 else "draft"),
    }
    if published or number % 2:
        row |= {"approved_by": MANAGER, "approved_on": min(planned, AS_OF) - timedelta(days=4)}
    if published:
        row |= {"posted_on": planned, "posted_url": f"https://social.example/nordlicht/{number}"}
    return NewRow("posts", row)
