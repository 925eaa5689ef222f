"""X19, X20, X21, X23, X30: companies that look alike, people not to be written to, bonuses, odd names."""

from __future__ import annotations

from datetime import date, datetime

from addin.plan import NewRow
from addin.tables.model import Value
from workbook_templates.demo.companies import company
from workbook_templates.demo.contacts import contact_row
from workbook_templates.demo.ids import identity
from workbook_templates.demo.planted.case import planted
from workbook_templates.demo.planted.clients import Client, contract, half_page
from workbook_templates.demo.staff import COORDINATOR, DOMAIN, MANAGER, SECOND_COORDINATOR
from workbook_templates.demo.wording import Wording


@planted(
    "X19",
    "R-30",
    ("companies", "F-0163/F-0164", "identity", "same"),
    ("companies", "F-0165/F-0166", "identity", "related"),
    ("companies", "F-0167/F-0168", "identity", "different"),
)
def companies_that_look_alike(wording: Wording) -> list[NewRow]:
    """Spaces mean nothing; another legal form in another country is a sister; one name in two countries is two."""
    pairs = (
        Client(14, "Fleetmark + Sohn GmbH", "NW", status="prospect"),
        Client(15, "Fleetmark+Sohn GmbH", "NW", status="prospect"),
        Client(16, "VÖDRA AG", "CH", status="prospect", site="voedra-schweiz"),
        Client(17, "VÖDRA GmbH & Co. KG", "BY", status="prospect"),
        Client(18, "Silver Dune", "EG", "packaging", "prospect", site="silverdune-cairo"),
        Client(19, "Silver Dune", "GE", "packaging", "prospect", site="silverdune-tbilisi"),
    )
    return [row for client in pairs for row in client.rows(wording)]


@planted(
    "X20",
    "R-40",
    ("contacts", "P-0296", "may_email", "no_consent"),
    ("contacts", "P-0296", "may_post", "yes"),
    ("contacts", "P-0297", "may_email", "objected"),
    ("contacts", "P-0297", "may_post", "objected"),
    ("contacts", "P-0297", "may_phone", "objected"),
    ("contacts", "P-0298", "may_email", "objected"),
)
def people_who_must_not_be_written_to(wording: Wording) -> list[NewRow]:
    """A prospect who never agreed, one who objected to everything, a customer who objected to e-mails."""
    silent = Client(20, "Askelund Wägetechnik OHG", "HE", "weighing", "prospect")
    objector = Client(21, "Brökelmark Rührwerke GmbH", "NW", "plant", "prospect")
    customer = Client(22, "Cordesiek Lagertechnik GmbH", "BY", "logistics")
    none: dict[str, Value] = {"basis_email": "none", "basis_since": None, "basis_proof": None}
    sold: dict[str, Value] = {
        "basis_email": "existing_customer",
        "basis_since": date(2025, 6, 2),
        "basis_proof": wording.text("proofs", "existing_customer"),
        "no_email_on": date(2026, 10, 5),
    }
    return [
        *silent.rows(wording, **none),
        *objector.rows(wording, **none, objected_on=date(2026, 9, 14)),
        *customer.rows(wording, **sold),
        contract(113, customer, date(2026, 6, 1), 2800),
        half_page(415, 113, "7/2026", wording),
    ]


@planted(
    "X21",
    "R-45",
    ("contacts", "P-0299", "email_state", "dead"),
    ("contacts", "P-0308", "email_state", "dead"),
    ("contacts", "P-0309", "email_state", "ok"),
    ("returns", "RL-0036", "class", "hard"),
    ("returns", "RL-0039", "class", "soft"),
    ("returns", "RL-0040", "class", "policy"),
)
def mails_that_came_back(wording: Wording) -> list[NewRow]:
    """Nobody of that name; a mailbox full three times in a month; our own server refused."""
    client = Client(23, "Dreyloh Hydraulik GmbH", "HH", "drives")
    gone, full, refused = client.contact, client.colleague(32), client.colleague(33)
    bounces = (
        (gone.contact_id, gone.email, "5.1.1", 10, date(2027, 1, 28)),
        (full.contact_id, full.email, "4.2.2", 9, date(2027, 1, 21)),
        (full.contact_id, full.email, "4.2.2", 10, date(2027, 1, 28)),
        (full.contact_id, full.email, "4.2.2", 10, date(2027, 2, 4)),
        (refused.contact_id, refused.email, "5.7.1", 10, date(2027, 1, 28)),
    )
    returned = [_bounce(36 + place, client.company_id, *bounce) for place, bounce in enumerate(bounces)]
    sent = [_sent(*bounces[place]) for place in (0, 1, 2, 4)]
    return [
        *client.rows(wording),
        contact_row(full, wording),
        contact_row(refused, wording),
        contract(114, client, date(2026, 6, 1), 2800),
        half_page(416, 114, "8/2026", wording),
        *returned,
        *sent,
    ]


def _bounce(
    number: int, company_id: str, contact_id: str, address: str, code: str, mailing: int, on: date
) -> NewRow:
    return NewRow(
        "returns",
        {
            "return_id": identity("returns", number),
            "on": on,
            "channel": "email",
            "company_id": company_id,
            "contact_id": contact_id,
            "address": address,
            "code": code,
            "mailing_id": identity("mailings", mailing),
            "message_id": _message_id(mailing, contact_id),
        },
    )


def _sent(contact_id: str, address: str, _code: str, mailing: int, on: date) -> NewRow:
    """The message that came back on the day after it was sent."""
    return NewRow(
        "recipients",
        {
            "mailing_id": identity("mailings", mailing),
            "contact_id": contact_id,
            "channel": "email",
            "address": address,
            "send": True,
            "state": "sent",
            "sent_on": datetime(on.year, on.month, on.day - 1, 10, mailing),
            "message_id": _message_id(mailing, contact_id),
        },
    )


def _message_id(mailing: int, contact_id: str) -> str:
    return f"<{identity('mailings', mailing)}.{contact_id}@{DOMAIN}>"


@planted(
    "X23",
    "R-35",
    ("handovers", "U-0015", "bonus", 58.00),
    ("handovers", "U-0016", "bonus", None),
    ("handovers", "U-0017", "bonus", 56.00),
    ("handovers", "U-0018", "bonus", None),
)
def bonus_to_the_day(wording: Wording) -> list[NewRow]:
    """Signed on the last day of the twelve months, a day later, and a second contract of the same company."""
    in_time = Client(24, "Ennemark Automation GmbH", "NW", "drives")
    too_late = Client(25, "Fohrbrink Filtertechnik GmbH", "BY", "bulk")
    twice = Client(26, "Gronquast Reinraum GmbH", "HH", "cooling")
    handed_on, start = date(2026, 1, 26), date(2027, 3, 1)
    paid: dict[str, Value] = {
        "bonus_approved_by": MANAGER,
        "bonus_approved_on": date(2026, 7, 1),
        "bonus_paid_on": date(2026, 7, 31),
    }
    return [
        *_won(in_time, date(2027, 1, 26), wording),
        *_won(too_late, date(2027, 1, 27), wording),
        *_won(twice, date(2026, 6, 15), wording),
        contract(115, in_time, start, 2900, signed_on=date(2027, 1, 26)),
        contract(116, too_late, start, 2900, signed_on=date(2027, 1, 27)),
        contract(117, twice, date(2026, 7, 1), 2800, signed_on=date(2026, 6, 15)),
        contract(118, twice, date(2027, 1, 1), 2900, signed_on=date(2026, 12, 7)),
        half_page(417, 115, "5/2027", wording),
        half_page(418, 116, "6/2027", wording),
        half_page(419, 117, "9/2026", wording),
        half_page(420, 118, "8/2027", wording),
        _handed(15, in_time, handed_on, "V-0115", wording),
        _handed(16, too_late, handed_on, "V-0116", wording),
        _handed(17, twice, date(2026, 2, 9), "V-0117", wording, **paid),
        _handed(18, twice, date(2026, 9, 7), "V-0118", wording),
    ]


def _won(client: Client, since: date, wording: Wording) -> list[NewRow]:
    """A prospect that became a customer on the day."""
    known: dict[str, Value] = {
        "prospect_state": "won",
        "source": "show",
        "found_by": COORDINATOR,
        "created_on": date(2025, 10, 6),
        "customer_since": since,
    }
    return [company(client.firm, wording, **known), contact_row(client.contact, wording)]


def _handed(number: int, client: Client, on: date, contract_id: str, wording: Wording, **more: Value) -> NewRow:
    row: dict[str, Value] = {
        "handover_id": identity("handovers", number),
        "company_id": client.company_id,
        "contact_id": client.contact_id,
        "coordinator": SECOND_COORDINATOR,
        "rep": client.firm.rep,
        "handed_on": on,
        "grade": "A",
        "briefing": wording.text("briefings", "A"),
        "answered_on": date(on.year, on.month, on.day + 2),
        "outcome": "accepted",
        "contract_id": contract_id,
    }
    return NewRow("handovers", row | more)


@planted(
    "X30",
    "R-82",
    ("companies", "F-0179", "name", "=quadrat Siebbau GmbH"),
    ("companies", "F-0180", "name", "@lster Folienwerk GmbH"),
)
def names_that_look_like_formulas(wording: Wording) -> list[NewRow]:
    """Both came with a list from outside and are names, not formulas."""
    names = (("=quadrat Siebbau GmbH", "NW", "bulk"), ("@lster Folienwerk GmbH", "HH", "packaging"))
    clients = [Client(30 + place, *name, status="prospect") for place, name in enumerate(names)]
    return [
        row
        for client in clients
        for row in (company(client.firm, wording, source="attendee_list"), contact_row(client.contact, wording))
    ]
