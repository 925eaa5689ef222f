"""Meetings, trips, and what was learned from projects and fairs."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from addin.plan import NewRow
from addin.tables.model import Value
from workbook_templates.demo.companies import Firm, firms_of
from workbook_templates.demo.contacts import main_contacts
from workbook_templates.demo.fairs import COLD_DAYS, FORUM_2026, RHINE_FORUM
from workbook_templates.demo.ids import identity
from workbook_templates.demo.keydate import AS_OF, workdays_after
from workbook_templates.demo.staff import COORDINATOR, DOMAIN, MANAGER, NAMES, REPS, SECOND_MANAGER, SHOWS
from workbook_templates.demo.wording import Wording

# The planted cases bring the rest of 30
MEETINGS = 29

_BEFORE = 21  # meetings that were held already
_HOURS = (9, 10, 11, 13, 14, 15)

# traveller, purpose, from, to, leaves (day and hour), returns, breakfasts, lunches, dinners, costs
_TRIPS = (
    (REPS[0], "fair", "Köln", "Berlin", (date(2026, 10, 19), 13), (date(2026, 10, 22), 19), 3, 2, 1, 612.40),
    (REPS[3], "fair", "Hamburg", "Berlin", (date(2026, 10, 19), 15), (date(2026, 10, 22), 18), 3, 2, 1, 548.90),
    (SHOWS, "fair", "Berlin", "Hamburg", (date(2026, 11, 16), 8), (date(2026, 11, 19), 21), 3, 0, 0, 701.15),
    (REPS[1], "visit", "München", "Stuttgart", (date(2026, 12, 3), 7), (date(2026, 12, 3), 18), 0, 1, 0, 138.00),
    (REPS[2], "visit", "Gießen", "Erfurt", (date(2027, 1, 20), 7), (date(2027, 1, 21), 19), 1, 0, 0, 264.70),
    (MANAGER, "visit", "Düsseldorf", "Mainz", (date(2027, 2, 18), 8), (date(2027, 2, 18), 17), 0, 1, 0, 96.20),
    (REPS[4], "visit", "Hannover", "Magdeburg", (date(2027, 3, 2), 7), (date(2027, 3, 3), 18), 1, 1, 0, 231.50),
    (REPS[0], "fair", "Düsseldorf", "Köln", (date(2027, 5, 12), 14), (date(2027, 5, 15), 19), 3, 0, 0, 655.00),
)


def rows(wording: Wording) -> list[NewRow]:
    """Meetings, trips and reviews, but for those of the planted cases."""
    return [*_meetings(wording), *_trips(wording), *_reviews(wording)]


def _meetings(wording: Wording) -> list[NewRow]:
    """Appointments with customers and prospects, one a week and more."""
    firms = [*firms_of("customer")[:18], *firms_of("prospect")[: MEETINGS - 18]]
    return [_meeting(number, firm, wording) for number, firm in enumerate(firms, 1)]


def _meeting(number: int, firm: Firm, wording: Wording) -> NewRow:
    day = workdays_after(AS_OF, 3 * (number - _BEFORE) + (-1 if number <= _BEFORE else 0))
    starts_at = datetime.combine(day, time(_HOURS[number % len(_HOURS)]))
    held = number <= _BEFORE
    person = main_contacts()[firm.company_id].person
    return meeting_row(
        number,
        starts_at,
        subject=wording.text("meetings", "subject", company=firm.name),
        place=firm.place[1] if number % 3 else wording.text("meetings", "call"),
        company_id=firm.company_id,
        attendees=f"{person.first_name} {person.last_name}\n{NAMES[firm.rep or COORDINATOR]}",
        state="held" if held else ("confirmed" if number % 2 else "proposed"),
        agenda=wording.text("meetings", "agenda"),
        minutes=wording.text("meetings", "minutes") if held else None,
    )


def meeting_row(number: int, starts_at: datetime, **more: Value) -> NewRow:
    """The row of an appointment of one hour, as it was first sent; `more` says what is special about it."""
    meeting_id = identity("meetings", number)
    row: dict[str, Value] = {
        "meeting_id": meeting_id,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=1),
        "organiser": COORDINATOR,
        "uid": f"{meeting_id}@{DOMAIN}",
        "sequence": 0,
    }
    return NewRow("meetings", row | more)


def _trips(wording: Wording) -> list[NewRow]:
    """Eight trips to fairs and customers, the last three to come."""
    return [_trip(number, *facts, wording) for number, facts in enumerate(_TRIPS, 1)]


def _trip(
    number: int,
    traveller: str,
    purpose: str,
    start: str,
    goal: str,
    leaves: tuple[date, int],
    returns: tuple[date, int],
    breakfasts: int,
    lunches: int,
    dinners: int,
    costs: float,
    wording: Wording,
) -> NewRow:
    return NewRow(
        "trips",
        {
            "trip_id": identity("trips", number),
            "traveller": traveller,
            "purpose": wording.text("trips", purpose, goal=goal),
            "from": start,
            "to": goal,
            "leaves_at": datetime.combine(leaves[0], time(leaves[1])),
            "returns_at": datetime.combine(returns[0], time(returns[1])),
            "booked": wording.text("trips", "booked", number=4400 + number),
            "booked_on": workdays_after(min(leaves[0], AS_OF), -5),
            "breakfasts": breakfasts,
            "lunches": lunches,
            "dinners": dinners,
            "costs": costs,
            "state": "done" if returns[0] < AS_OF else "booked",
            "approved_by": SECOND_MANAGER if traveller == MANAGER else MANAGER,
            "show_id": _fair_at(leaves[0], purpose),
        },
    )


def _fair_at(day: date, purpose: str) -> str | None:
    """The fair that begins within two days after the day."""
    if purpose != "fair":
        return None
    fairs = (FORUM_2026, COLD_DAYS, RHINE_FORUM)
    return next(fair.show_id for fair in fairs if 0 <= (fair.starts_on - day).days <= 2)


def _reviews(wording: Wording) -> list[NewRow]:
    """What went well at the last two fairs and what shall go better, with who does it until when."""
    found: list[NewRow] = []
    for fair, since in ((FORUM_2026, date(2026, 11, 5)), (COLD_DAYS, date(2026, 12, 3))):
        for place, lesson in enumerate(wording.list("lessons")):
            found.append(_lesson(len(found) + 1, fair.show_id, fair.name, since, place, lesson))
    return found


def _lesson(number: int, show_id: str, about: str, since: date, place: int, lesson: str) -> NewRow:
    """A lesson as it stands in the wording: kind | text | action."""
    kind, text, action = lesson.split(" | ")
    row: dict[str, Value] = {
        "review_id": identity("reviews", number),
        "about": about,
        "show_id": show_id,
        "kind": kind,
        "text": text,
    }
    if action:
        due_on = workdays_after(since, 15 + 25 * place)
        row |= {"action": action, "owner": (SHOWS, COORDINATOR)[place % 2], "due_on": due_on}
        row["done_on"] = workdays_after(due_on, -2) if due_on < AS_OF - timedelta(days=20) else None
    return NewRow("reviews", row)
