"""The companies of the planted cases, and contracts and promises as plain as can be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from addin.plan import NewRow
from addin.tables.model import Value
from workbook_templates.demo.companies import Firm, company
from workbook_templates.demo.contacts import NUMBER, Contact, contact_row, persons
from workbook_templates.demo.ids import identity
from workbook_templates.demo.issues import DOSING, Issue, issue_of
from workbook_templates.demo.keydate import AS_OF, past, workdays_after
from workbook_templates.demo.prices import price_of
from workbook_templates.demo.promises import DEPARTMENTS
from workbook_templates.demo.staff import REPS, TERRITORIES
from workbook_templates.demo.wording import Wording

FIRST_COMPANY, FIRST_CONTACT = 149, NUMBER + 1

# Where the planted companies sit, so that each belongs to the rep who travels there
_PLACES = {
    "NW": ("48143", "Münster", "NW"),
    "BY": ("97070", "Würzburg", "BY"),
    "HE": ("64283", "Darmstadt", "HE"),
    "HH": ("21073", "Hamburg", "HH"),
    "NI": ("30159", "Hannover", "NI"),
    "BB": ("03046", "Cottbus", "BB"),
}
_ABROAD = {"CH": ("8005", "Zürich", ""), "EG": ("11511", "Cairo", ""), "GE": ("0105", "Tbilisi", "")}


@dataclass(frozen=True)
class Client:
    """A company of a planted case with its main contact.

    `place` counts the companies from 0; `where` is a federal state or a country.
    """

    place: int
    name: str
    where: str
    trade: str = "dosing"
    status: str = "customer"
    site: str = ""

    @property
    def firm(self) -> Firm:
        number, country = FIRST_COMPANY + self.place, self.where if self.where in _ABROAD else "DE"
        rep = next((rep for rep in REPS if self.where in TERRITORIES[rep]), REPS[0])
        place = (_PLACES | _ABROAD)[self.where]
        return Firm(number, self.name, self.trade, self.status, rep, place, country, self.site)

    @property
    def company_id(self) -> str:
        return self.firm.company_id

    @property
    def contact(self) -> Contact:
        return self.colleague(self.place, main=True)

    @property
    def contact_id(self) -> str:
        return self.contact.contact_id

    def colleague(self, place: int, *, main: bool = False) -> Contact:
        """Somebody at the company; `place` counts the planted contacts from 0."""
        return Contact(FIRST_CONTACT + place, self.firm, persons()[NUMBER + place], "marketing", main)

    def rows(self, wording: Wording, **consent: Value) -> list[NewRow]:
        """The rows of the company and its main contact; `consent` says what is special about that person."""
        return [company(self.firm, wording), contact_row(self.contact, wording, **consent)]


def contract(number: int, client: Client, starts_on: date, value: float, **more: Value) -> NewRow:
    """A contract over a year that renews, with three months' notice, unless `more` says otherwise."""
    signed_on = min(starts_on - timedelta(days=30), AS_OF - timedelta(days=20))
    row: dict[str, Value] = {
        "contract_id": identity("contracts", number),
        "company_id": client.company_id,
        "rep": client.firm.rep,
        "state": "active",
        "value": value,
        "signed_on": signed_on,
        "starts_on": starts_on,
        "term_months": 12,
        "renew_months": 12,
        "notice_value": 3,
        "notice_unit": "months",
        "notice_cutoff": "term_end",
        "contact_id": client.contact_id,
        "notice_form": "text",
        "crm_entered_on": workdays_after(signed_on, 3),
        "billing_entered_on": workdays_after(signed_on, 5),
    }
    return NewRow("contracts", row | more)


def promise(number: int, contract_number: int, kind: str, what: str, **more: Value) -> NewRow:
    """A promise of one piece of which nothing has happened yet, unless `more` says otherwise."""
    row: dict[str, Value] = {
        "promise_id": identity("promises", number),
        "contract_id": identity("contracts", contract_number),
        "kind": kind,
        "what": what,
        "free": False,
        "department": DEPARTMENTS[kind],
        "quantity": 1,
    }
    return NewRow("promises", row | more)


def half_page(number: int, contract_number: int, issue_name: str, wording: Wording, **more: Value) -> NewRow:
    """Half a page in an issue of the first magazine, which appeared as booked if the issue is out."""
    issue = issue_of(DOSING, issue_name)
    price = price_of("page_half", DOSING, issue.published_on.year)
    product = wording.text("products", "page_half")
    what = wording.text("promises", "insertion", product=product, issue=f"{DOSING} {issue_name}")
    facts: dict[str, Value] = {
        "issue_id": issue.issue_id,
        "format": price.product.format,
        "price_id": price.price_id,
        "list_value": price.amount,
    }
    if issue.published_on <= AS_OF:
        facts |= _appeared(issue, price.product.format)
    return promise(number, contract_number, "ad", what, **(facts | more))


def _appeared(issue: Issue, measure: str) -> dict[str, Value]:
    artwork_on = workdays_after(issue.copy_deadline, -5)
    return {
        "artwork_on": artwork_on,
        "confirmed_on": workdays_after(artwork_on, 1),
        "done": 1,
        "appeared_in": issue.issue_id,
        "appeared_format": measure,
        "accepted_on": past(workdays_after(issue.published_on, 12)),
    }
