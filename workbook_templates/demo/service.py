"""Talks with customers and prospects, and the simple problems customers had."""

from __future__ import annotations

from datetime import date, timedelta

from addin.plan import NewRow
from addin.tables.model import Value
from workbook_templates.demo.companies import Firm, firms_of
from workbook_templates.demo.contacts import main_contacts
from workbook_templates.demo.dice import dealt, dice, thrown
from workbook_templates.demo.ids import identity
from workbook_templates.demo.keydate import AS_OF, past, workdays_after
from workbook_templates.demo.staff import COORDINATOR, SECOND_COORDINATOR
from workbook_templates.demo.wording import Wording

# Talks of a year and the problems they brought
ACTIVITIES, TICKETS = 420, 38

_WITH_CUSTOMERS = {
    "satisfaction": 30,
    "renewal": 20,
    "follow_up": 20,
    "support": 12,
    "upsell": 10,
    "welcome": 5,
    "unused": 3,
}
_WITH_PROSPECTS = {"cold": 45, "qualify": 30, "follow_up": 25}
_KINDS = {"call": 62, "email": 18, "visit": 10, "presentation": 4, "meeting": 6}
_RESULTS = {
    "satisfaction": ("reached", "reached", "not_reached"),
    "renewal": ("interested", "reached", "callback"),
    "cold": ("not_reached", "interested", "not_interested", "callback"),
}
_RATINGS = {5: 30, 4: 45, 3: 20, 2: 5}
_TOPICS = {
    "broken_link": 20,
    "banner_wrong": 15,
    "ad_wrong": 10,
    "invoice": 25,
    "stand": 10,
    "access": 12,
    "other": 8,
}
_DEPARTMENT_OF = {
    "broken_link": "web",
    "banner_wrong": "web",
    "ad_wrong": "design",
    "invoice": "billing",
    "stand": "shows",
    "access": "web",
    "other": "sales",
}
_SEVERITIES = {"normal": 60, "low": 20, "high": 17, "critical": 3}


def rows(wording: Wording) -> list[NewRow]:
    """Activities and tickets."""
    return [*_activities(wording), *_tickets(wording)]


def _activities(wording: Wording) -> list[NewRow]:
    """The talks of the last year, the oldest first."""
    thrower = dice("activities")
    days = sorted(thrower.randrange(1, 365) for _ in range(ACTIVITIES))
    circle = _circle(ACTIVITIES)
    return [
        _activity(number, AS_OF - timedelta(days=back), firm, wording)
        for number, (back, firm) in enumerate(zip(reversed(days), circle, strict=True), 1)
    ]


def _circle(number: int) -> list[Firm]:
    """Whom the house spoke to: customers three times as often as prospects."""
    thrower = dice("circle")
    customers, prospects = firms_of("customer"), firms_of("prospect")
    return [thrower.choice(customers if thrower.random() < 0.75 else prospects) for _ in range(number)]


def _workday(day: date) -> date:
    """The day itself if anybody worked then, else the next on which somebody did."""
    return workdays_after(day - timedelta(days=1), 1)


def _activity(number: int, day: date, firm: Firm, wording: Wording) -> NewRow:
    thrower = dice(f"activity {number}")
    customer = firm.status == "customer"
    purpose = thrown(_WITH_CUSTOMERS if customer else _WITH_PROSPECTS, thrower)
    day = min(_workday(day), AS_OF)
    result = thrower.choice(_RESULTS.get(purpose, ("reached", "done")))
    row: dict[str, Value] = {
        "activity_id": identity("activities", number),
        "on": day,
        "company_id": firm.company_id,
        "contact_id": main_contacts()[firm.company_id].contact_id,
        "rep": firm.rep if customer and purpose != "satisfaction" else COORDINATOR,
        "kind": "call" if purpose == "cold" else thrown(_KINDS, thrower),
        "purpose": purpose,
        "result": result,
        "note": wording.text("talks", purpose),
    }
    if purpose == "satisfaction" and result == "reached":
        row["satisfaction"] = thrown(_RATINGS, thrower)
    if result in ("callback", "interested"):
        row |= _follow_up(workdays_after(day, 5))
    return NewRow("activities", row)


def _follow_up(due_on: date) -> dict[str, Value]:
    """What was agreed is done on its day, but for what lies ahead."""
    return {"follow_up_on": due_on, "done_on": due_on if due_on <= AS_OF - timedelta(days=4) else None}


def _tickets(wording: Wording) -> list[NewRow]:
    """The problems of the last year, the oldest first; the newest are open."""
    thrower = dice("tickets")
    topics, severities = dealt(_TOPICS, TICKETS, thrower), dealt(_SEVERITIES, TICKETS, thrower)
    firms = thrower.sample(firms_of("customer"), TICKETS)
    return [
        _ticket(number, *facts, wording)
        for number, facts in enumerate(zip(firms, topics, severities, strict=True), 1)
    ]


def _ticket(number: int, firm: Firm, topic: str, severity: str, wording: Wording) -> NewRow:
    opened_on = _workday(AS_OF - timedelta(days=9 * (TICKETS - number) + 1))
    solved_on = past(workdays_after(opened_on, 1 + number % 4))
    row: dict[str, Value] = {
        "ticket_id": identity("tickets", number),
        "opened_on": opened_on,
        "company_id": firm.company_id,
        "contact_id": main_contacts()[firm.company_id].contact_id,
        "topic": topic,
        "severity": severity,
        "problem": wording.text("problems", topic),
        "department": _DEPARTMENT_OF[topic],
        "owner": (COORDINATOR, SECOND_COORDINATOR)[number % 2],
    }
    if solved_on and number < TICKETS - 3:
        row |= {"solved_on": solved_on, "solution": wording.text("solutions", topic)}
    return NewRow("tickets", row)
