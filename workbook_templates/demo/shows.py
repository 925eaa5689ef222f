"""The fairs, what travels to them, whom the house met, and the guests of its party."""

from __future__ import annotations

from datetime import datetime, timedelta

from addin.plan import NewRow
from addin.tables.model import Value
from workbook_templates.demo.addresses import names, phone, plain
from workbook_templates.demo.companies import firms_of
from workbook_templates.demo.contacts import Contact, contacts, main_contacts
from workbook_templates.demo.dice import dealt, dice
from workbook_templates.demo.fairs import COLD_DAYS, FAIRS, FORUM_2026, RHINE_FORUM, Fair
from workbook_templates.demo.ids import identity
from workbook_templates.demo.keydate import AS_OF, workdays_after
from workbook_templates.demo.people import Person, people
from workbook_templates.demo.staff import REPS, SHOWS
from workbook_templates.demo.wording import Wording

_ZIP_PREFIXES = {FORUM_2026: "10; 12; 13; 14; 15", COLD_DAYS: "20; 21; 22; 23; 24", RHINE_FORUM: "4; 5"}
_BUDGET = {FORUM_2026: 84_000, COLD_DAYS: 21_500, RHINE_FORUM: 26_000}
_SPENT = {FORUM_2026: 81_740, COLD_DAYS: 22_180}

_MET = 240
_RATINGS = {"A": 18, "B": 42, "C": 40}
_CONSENTS = {"show_card": 35, "none": 65}
_REPLIES = {"attended": 45, "no_show": 10, "declined": 25, "invited": 20}
_GUESTS = 46
_NEARBY = ("Neu", "Alt", "Ober", "Nieder", "Klein")


def rows(wording: Wording) -> list[NewRow]:
    """Shows, shipments, show contacts and guests."""
    return [*_shows(wording), *_shipments(), *_show_contacts(wording), *_guests()]


def _shows(wording: Wording) -> list[NewRow]:
    """Two fairs of the house's own and two where it exhibits, two of them to come."""
    return [_show(fair, wording) for fair in FAIRS]


def _show(fair: Fair, wording: Wording) -> NewRow:
    past_fair = fair.ends_on < AS_OF
    row: dict[str, Value] = {
        "show_id": fair.show_id,
        "name": fair.name,
        "role": "organiser" if fair.own else "exhibitor",
        "city": fair.city,
        "venue": fair.venue,
        "starts_on": fair.starts_on,
        "ends_on": fair.ends_on,
        "stand": fair.stand,
        "area": fair.area,
        "lead": SHOWS,
        "must_arrive_by": fair.must_arrive_by,
        "return_booked_on": workdays_after(fair.starts_on, -30) if past_fair else None,
        "zip_prefixes": _ZIP_PREFIXES.get(fair),
        "expected_visitors": 2400 if fair.own else 6500,
        "budget": _BUDGET.get(fair),
        "cost": _SPENT.get(fair),
        "state": fair.state,
    }
    return NewRow("shows", row | (_party(fair, wording) if fair.own else {}))


def _party(fair: Fair, wording: Wording) -> dict[str, Value]:
    """The evening of the first day."""
    first = fair.starts_on
    return {
        "party_at": datetime(first.year, first.month, first.day, 18, 30),
        "party_venue": wording.text("shows", "party_venue"),
        "party_capacity": 80,
        "party_answer_by": first - timedelta(days=14),
        "party_budget": 6400,
        "party_cost": 5980 if first < AS_OF else None,
    }


def _shipments() -> list[NewRow]:
    """The way there and back of each fair; of the ways to come only what is planned."""
    ways = [(fair, direction) for fair in FAIRS for direction in ("out", "back")]
    return [_shipment(number, *way) for number, way in enumerate(ways, 1)]


def _shipment(number: int, fair: Fair, direction: str) -> NewRow:
    sent_on = workdays_after(fair.starts_on, -6) if direction == "out" else workdays_after(fair.ends_on, 1)
    arrives_on = workdays_after(sent_on, 3)
    row: dict[str, Value] = {
        "shipment_id": identity("shipments", number),
        "show_id": fair.show_id,
        "direction": direction,
        "must_arrive_by": fair.must_arrive_by if direction == "out" else workdays_after(fair.ends_on, 10),
        "boxes": 5,
        "weight": 182.5,
        "state": "planned",
        "value": 24_600,
    }
    if fair.ends_on < AS_OF:
        row |= {"carrier": "Spedition Wiesquast", "tracking_no": f"WQ{730_000 + 41 * number}", "sent_on": sent_on}
        row |= {"expected_on": arrives_on, "delivered_on": arrives_on, "state": "delivered"}
    return NewRow("shipments", row)


def _show_contacts(wording: Wording) -> list[NewRow]:
    """Everybody the house met at its own forum and at the fair in autumn; one in six was known before."""
    thrower = dice("show contacts")
    ratings, consents = dealt(_RATINGS, _MET, thrower), dealt(_CONSENTS, _MET, thrower)
    guests = zip(people(_MET, thrower), ratings, consents, strict=True)
    return [_met(number, *guest, wording) for number, guest in enumerate(guests, 1)]


def _met(number: int, person: Person, rating: str, consent: str, wording: Wording) -> NewRow:
    fair = FORUM_2026 if number <= 0.6 * _MET else COLD_DAYS
    wishes = wording.list("wishes")
    row: dict[str, Value] = {
        "show_id": fair.show_id,
        "met_on": fair.starts_on + timedelta(days=number % 3),
        "met_by": REPS[number % len(REPS)],
        "rating": rating,
        "wish": wishes[number % len(wishes)],
        "consent": consent,
        "followed_up_on": workdays_after(fair.ends_on, 2 + number % 5) if number % 11 else None,
        "source": f"leads_{fair.city.lower()}_{fair.starts_on.year}.csv",
    }
    return NewRow("show_contacts", row | (_known(number) if number % 6 == 0 else _stranger(number, person)))


def _known(number: int) -> dict[str, Value]:
    """A visitor who is one of the contacts already."""
    contact = contacts()[number]
    return {
        "company": contact.firm.name,
        "person": f"{contact.person.first_name} {contact.person.last_name}",
        "email": contact.email,
        "country": contact.firm.country,
        "company_id": contact.firm.company_id,
        "contact_id": contact.contact_id,
        "decision": "merge",
        "similarity": 1,
    }


def _stranger(number: int, person: Person) -> dict[str, Value]:
    """A visitor from a company the house does not know."""
    stem, trade = names()["stems"][number % 100], names()["trades"][number % 20][0]
    company = f"{_NEARBY[number % len(_NEARBY)]}{stem.lower()} {trade} GmbH"
    state = names()["places"][number % len(names()["places"])][2]
    return {
        "company": company,
        "person": f"{person.first_name} {person.last_name}",
        "email": f"{person.mailbox}@{plain(company.split()[0])}.example",
        "phone": phone(state, 520 + number),
        "country": "DE",
    }


def _guests() -> list[NewRow]:
    """Who was invited to the party of the last forum, and who came."""
    replies = dealt(_REPLIES, _GUESTS, dice("guests"))
    invited = [main_contacts()[firm.company_id] for firm in firms_of("customer")[:_GUESTS]]
    return [_guest(*parts) for parts in zip(invited, replies, strict=True)]


def _guest(contact: Contact, reply: str) -> NewRow:
    answered = reply != "invited"
    row: dict[str, Value] = {
        "show_id": FORUM_2026.show_id,
        "contact_id": contact.contact_id,
        "host": contact.firm.rep,
        "invited_on": FORUM_2026.starts_on - timedelta(days=42),
        "reply": reply,
        "replied_on": FORUM_2026.starts_on - timedelta(days=20 + contact.number % 15) if answered else None,
        "companions": contact.number % 2 if reply == "attended" else 0,
        "badge_on": FORUM_2026.starts_on - timedelta(days=5) if reply in ("attended", "no_show") else None,
    }
    return NewRow("guests", row)
