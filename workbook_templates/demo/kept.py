"""How promises were kept: one function a kind, each giving the facts of the promise's row."""

from __future__ import annotations

import random
from datetime import date

from addin.core.dates import months_later, term_end
from addin.tables.model import Value
from workbook_templates.demo.bundles import Item
from workbook_templates.demo.contracts import Contract
from workbook_templates.demo.dice import thrown
from workbook_templates.demo.fairs import FORUM_2026, FORUM_2027
from workbook_templates.demo.issues import ISSUES, Issue
from workbook_templates.demo.keydate import AS_OF, past, workdays_after

Facts = dict[str, Value]

_ARTWORK = {"on_time": 72, "late": 20, "missing": 8}
_BANNER_ARTWORK = {"on_time": 92, "missing": 8}
_DISCOUNTS = (0.05, 0.10, 0.10, 0.15)


def insertion(contract: Contract, item: Item, thrower: random.Random) -> Facts:
    """An advertisement in one issue: artwork in time, late or missing; it appears where it was booked."""
    assert item.price
    measure = item.price.product.format
    issue = _issue(contract, item.price.product.publication, thrower)
    artwork_on = past(_artwork_day(issue, thrower) or date.max)
    facts: Facts = {"issue_id": issue.issue_id, "format": measure, "artwork_on": artwork_on}
    if artwork_on is None:
        return facts
    facts["confirmed_on"] = past(workdays_after(artwork_on, 1))
    if issue.published_on > AS_OF:
        return facts
    return facts | {
        "done": 1,
        "appeared_in": issue.issue_id,
        "appeared_format": measure,
        "proof_sent_on": past(workdays_after(issue.published_on, thrower.randrange(3, 9))),
        "accepted_on": past(workdays_after(issue.published_on, thrower.randrange(10, 16))),
    }


def _issue(contract: Contract, publication: str, thrower: random.Random) -> Issue:
    """An issue that appears in the running term, the next one after its begin where none does."""
    own = [issue for issue in ISSUES if issue.publication == publication]
    begins = contract.span.begins
    fitting = [issue for issue in own if begins <= issue.copy_deadline and issue.published_on <= contract.last_day]
    return thrower.choice(fitting or [issue for issue in own if issue.published_on >= begins][:1])


def _artwork_day(issue: Issue, thrower: random.Random) -> date | None:
    match thrown(_ARTWORK, thrower):
        case "on_time":
            return workdays_after(issue.copy_deadline, -thrower.randrange(9))
        case "late":
            return workdays_after(issue.copy_deadline, thrower.randrange(1, 6))
    return None


def series(contract: Contract, item: Item) -> Facts:
    """Several insertions or mailings over the term, evenly; accepted when the last has appeared."""
    begins, ends = contract.span.begins, contract.last_day
    elapsed = min(max((AS_OF - begins).days / (ends - begins).days, 0), 1)
    done = int(item.quantity * elapsed)
    if not done:
        return {}
    first = workdays_after(begins, 5)
    facts: Facts = {"done": done, "artwork_on": first, "confirmed_on": workdays_after(first, 1)}
    if done == item.quantity:
        facts["accepted_on"] = past(workdays_after(ends, 5))
    return facts


def banner(contract: Contract, item: Item, thrower: random.Random) -> Facts:
    """A banner for some whole months of the term; it stands from the first day to the last, or never."""
    spare = max((contract.last_day - contract.span.begins).days // 30 - item.months, 0)
    first = months_later(contract.span.begins, thrower.randrange(spare + 1))
    last = term_end(first, item.months)
    artwork_on = past(workdays_after(first, -thrower.randrange(2, 9)))
    facts: Facts = {"window_from": first, "window_until": last, "target_url": contract.landing_page}
    if artwork_on is None or thrown(_BANNER_ARTWORK, thrower) == "missing":
        return facts
    facts |= {"artwork_on": artwork_on, "confirmed_on": past(workdays_after(artwork_on, 1))}
    if first <= AS_OF:
        facts |= {"live_from": first, "live_until": past(last)}
    if last < AS_OF:
        facts |= {"done": 1, "accepted_on": past(workdays_after(last, 5))}
    return facts


def link(contract: Contract, item: Item) -> Facts:
    """A company link for the year; one customer in nine has not sent its target yet."""
    first = contract.span.begins
    facts: Facts = {"window_from": first, "window_until": term_end(first, item.months)}
    if contract.number % 9 == 4 or first > AS_OF:
        return facts
    return facts | {
        "target_url": contract.landing_page,
        "artwork_on": first,
        "confirmed_on": first,
        "live_from": first,
        "live_until": past(term_end(first, item.months)),
        "done": 1,
        "accepted_on": past(workdays_after(first, 5)),
    }


def stand(contract: Contract, item: Item, thrower: random.Random) -> Facts:
    """A discount on the stand at the house's own fair; granted when the fair was billed."""
    facts = _at_the_forum(contract, item)
    facts["agreed_discount"] = thrower.choice(_DISCOUNTS)
    return facts


def tickets(contract: Contract, item: Item) -> Facts:
    """Free tickets for the house's own fair."""
    return _at_the_forum(contract, item)


def _at_the_forum(contract: Contract, item: Item) -> Facts:
    if contract.span.begins > FORUM_2026.starts_on:
        return {"show_id": FORUM_2027.show_id}
    billed_on = workdays_after(FORUM_2026.ends_on, 10)
    return {"show_id": FORUM_2026.show_id, "done": item.quantity, "accepted_on": billed_on}


def spoken(contract: Contract) -> Facts:
    """Something a rep said; four in five were kept within a month."""
    said_on = contract.signed_on
    if said_on is None or contract.number % 5 == 0:
        return {}
    kept_on = past(workdays_after(said_on, 15))
    return {"done": 1, "accepted_on": kept_on} if kept_on else {}
