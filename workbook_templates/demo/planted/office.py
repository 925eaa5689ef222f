"""X26 to X29: quotes, an appointment and a post on the edge of their rules."""

from __future__ import annotations

from datetime import date, datetime

from addin.plan import NewRow
from addin.tables.model import Value
from workbook_templates.demo.diary import meeting_row
from workbook_templates.demo.ids import identity
from workbook_templates.demo.issues import DOSING
from workbook_templates.demo.planted.case import planted
from workbook_templates.demo.planted.clients import Client
from workbook_templates.demo.prices import ONLINE, price_of
from workbook_templates.demo.quotes import PLANTED_NUMBERS, last_number
from workbook_templates.demo.staff import MANAGER, NAMES, REPS, SECOND_COORDINATOR
from workbook_templates.demo.wording import Wording


@planted(
    "X26",
    "R-50",
    ("quotes", "Q-0039", "state", "expired"),
    ("settings", "quote.last_number", "value", last_number()),
)
def quote_that_expired_yesterday(wording: Wording) -> list[NewRow]:
    """It still counts as sent. The number given last was a deleted draft's: no quote bears it, none will."""
    client = Client(27, "Hakenquast Verpackung GmbH", "HE", "packaging", "prospect")
    price = price_of("page_half", DOSING)
    line: dict[str, Value] = {
        "price_id": price.price_id,
        "text": f"{wording.text('products', 'page_half')}, {DOSING}",
        "quantity": 2,
        "list_price": price.amount,
        "discount": 0,
    }
    sent: dict[str, Value] = {
        "valid_until": date(2027, 2, 14),
        "state": "sent",
        "sent_on": date(2027, 1, 15),
        "probability": 0.6,
        "expected_on": date(2027, 3, 12),
    }
    return [*client.rows(wording), _quote(39, client, date(2027, 1, 15), **sent), _line(39, 1, **line)]


@planted(
    "X27",
    "R-52",
    ("quotes", "Q-0040", "net", 0.09),
    ("quotes", "Q-0040", "vat", 0.02),
    ("quotes", "Q-0040", "gross", 0.11),
)
def three_lines_of_three_cents(wording: Wording) -> list[NewRow]:
    """19 per cent of the sum are two cents; line by line it would be three."""
    client = Client(28, "Jossiek Kleinteile e. K.", "BY", "plant", "prospect")
    line: dict[str, Value] = {
        "text": wording.text("quotes", "clicks"),
        "quantity": 1,
        "list_price": 0.03,
        "discount": 0,
    }
    facts: dict[str, Value] = {"valid_until": date(2027, 2, 24), "state": "sent", "sent_on": date(2027, 1, 25)}
    lines = [_line(40, pos, **line) for pos in (1, 2, 3)]
    return [*client.rows(wording), _quote(40, client, date(2027, 1, 25), **facts), *lines]


def _quote(number: int, client: Client, quoted_on: date, **more: Value) -> NewRow:
    row: dict[str, Value] = {
        "quote_id": identity("quotes", number),
        "number": PLANTED_NUMBERS[number - 39],
        "revision": 1,
        "company_id": client.company_id,
        "contact_id": client.contact_id,
        "rep": client.firm.rep,
        "quoted_on": quoted_on,
        "written_by": SECOND_COORDINATOR,
        "approved_by": MANAGER,
        "approved_on": quoted_on,
        "vat_case": "domestic",
    }
    return NewRow("quotes", row | more)


def _line(number: int, pos: int, **more: Value) -> NewRow:
    row: dict[str, Value] = {"quote_id": identity("quotes", number), "pos": pos, "free": False, "vat": "standard"}
    return NewRow("quote_lines", row | more)


@planted(
    "X28",
    "R-60",
    ("meetings", "T-0030", "uid", "T-0030@nordlicht.example"),
    ("meetings", "T-0030", "sequence", 1),
)
def appointment_that_was_moved(wording: Wording) -> list[NewRow]:
    """It keeps its identity; its subject is longer than a line of a calendar file and full of umlauts."""
    client = Client(29, "Königsquast Großküchentechnik GmbH", "NW", "cooling", "prospect")
    person = client.contact.person
    meeting = meeting_row(
        30,
        datetime(2027, 2, 24, 14),
        subject=wording.text("meetings", "moved", company=client.name),
        place=client.firm.place[1],
        company_id=client.company_id,
        attendees=f"{person.first_name} {person.last_name}\n{NAMES[str(client.firm.rep)]}",
        state="moved",
        agenda=wording.text("meetings", "agenda"),
        sequence=1,
    )
    return [*client.rows(wording), meeting]


@planted("X29", "R-72", ("posts", "B-0015", "length", 294))
def post_with_a_long_link(wording: Wording) -> list[NewRow]:
    """270 characters and a link of 90: with the space 294 as X counts, not 361, and still more than 280."""
    link = f"https://www.{ONLINE}/aktuell/"
    post: dict[str, Value] = {
        "post_id": identity("posts", 15),
        "network": "x",
        "rep": REPS[0],
        "text": wording.text("planted", "post"),
        "link": link + "x" * (90 - len(link)),
        "planned_on": datetime(2027, 2, 22, 9, 30),
        "state": "draft",
    }
    return [NewRow("posts", post)]
