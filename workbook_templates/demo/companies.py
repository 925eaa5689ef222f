"""Companies that buy, might buy, did buy, or work for the house; none of them exists."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import cycle

from addin.plan import NewRow
from addin.tables.model import Value
from workbook_templates.demo.addresses import names, phone, plain
from workbook_templates.demo.dice import dealt, dice, thrown
from workbook_templates.demo.ids import identity
from workbook_templates.demo.keydate import AS_OF
from workbook_templates.demo.staff import COORDINATOR, REP_SHARES, SECOND_COORDINATOR, TERRITORIES
from workbook_templates.demo.wording import Wording

# The planted cases bring 32 more: nineteen customers and thirteen prospects
STATUSES = {"customer": 77, "prospect": 49, "former": 8, "supplier": 10, "agency": 4}
# These customers have lost their rep and wait for another
_WITHOUT_REP = (76, 77)

Place = tuple[str, str, str]  # postcode, city, federal state (blank abroad)

_LEGAL_FORMS = {
    "GmbH": 55,
    "GmbH & Co. KG": 18,
    "AG": 10,
    "KG": 6,
    "e. K.": 4,
    "OHG": 2,
    "UG (haftungsbeschränkt)": 2,
    "SE": 1,
    "": 2,  # that of a foreign country
}
_NOT_IN_DOMAINS = frozenset("gmbh co kg ag e k ohg ug haftungsbeschraenkt se bv srl as ltd".split())
_SIZES = {"xs": 15, "s": 35, "m": 35, "l": 15}
_SOURCES = {"show": 30, "attendee_list": 25, "research": 20, "referral": 10, "website": 10, "call": 5}
_UNASKED = {"new": 50, "researched": 40, "dead": 10}

# The first prospects were asked all questions, the first of them handed over to sales
ASKED, HANDED_OVER = 26, 14


@dataclass(frozen=True)
class Firm:
    """What other tables need to know of a company."""

    number: int
    name: str
    trade: str
    status: str
    rep: str | None
    place: Place
    country: str = "DE"
    site: str = ""  # where the domain does not follow from the name

    @property
    def company_id(self) -> str:
        return identity("companies", self.number)

    @property
    def customer_no(self) -> str:
        return str(104_000 + 7 * self.number)

    @property
    def domain(self) -> str:
        """The first two words of the name, without its legal form.

        >>> Firm(1, "Bökenloh Siebtechnik GmbH & Co. KG", "bulk", "customer", None, ("", "", "")).domain
        'boekenloh-siebtechnik.example'
        """
        if self.site:
            return f"{self.site}.example"
        words = [plain(word) for word in self.name.split()]
        return "-".join([word for word in words if word and word not in _NOT_IN_DOMAINS][:2]) + ".example"


@cache
def firms() -> tuple[Firm, ...]:
    """All companies but those of the planted cases; customers first."""
    thrower = dice("companies")
    statuses = [status for status, number in STATUSES.items() for _ in range(number)]
    forms = dealt(_LEGAL_FORMS, len(statuses), thrower)
    stems = thrower.sample(names()["stems"], len(statuses))
    reps = _reps(statuses, thrower)
    trades, places, abroad = _trades(statuses, thrower), _places(reps, thrower), cycle(names()["abroad"])
    found = []
    for number, (stem, form, status, rep) in enumerate(zip(stems, forms, statuses, reps, strict=True), 1):
        (trade_name, trade), place, country = next(trades), next(places), "DE"
        if not form:
            zip_code, city, country, form = next(abroad)
            place = (zip_code, city, "")
        assigned = None if number in _WITHOUT_REP else rep
        found.append(Firm(number, f"{stem} {trade_name} {form}", trade, status, assigned, place, country))
    return tuple(found)


def firms_of(*statuses: str) -> list[Firm]:
    """The companies of these statuses."""
    return [firm for firm in firms() if firm.status in statuses]


def _reps(statuses: list[str], thrower: random.Random) -> list[str | None]:
    """A rep for everybody who buys, might buy or did buy; none for those who work for the house."""
    buyers = sum(status not in ("supplier", "agency") for status in statuses)
    return [*dealt(REP_SHARES, buyers, thrower), *[None] * (len(statuses) - buyers)]


def _trades(statuses: list[str], thrower: random.Random) -> Iterator[tuple[str, str]]:
    trades = cycle(thrower.sample(names()["trades"], len(names()["trades"])))
    services = iter(names()["services"])
    return (next(services if status in ("supplier", "agency") else trades) for status in statuses)


def _places(reps: list[str | None], thrower: random.Random) -> Iterator[Place]:
    """Each rep's companies lie in the own territory, state by state."""
    everywhere: list[Place] = [tuple(place) for place in names()["places"]]
    thrower.shuffle(everywhere)
    tours: dict[str | None, Iterator[Place]] = {None: cycle(everywhere)}
    for rep, states in TERRITORIES.items():
        tours[rep] = cycle([place for state in states for place in everywhere if place[2] == state])
    return (next(tours[rep]) for rep in reps)


def rows(wording: Wording) -> list[NewRow]:
    """The row of every company but those of the planted cases."""
    return [company(firm, wording) for firm in firms()]


def company(firm: Firm, wording: Wording, **more: Value) -> NewRow:
    """The row of a company; `more` says what is special about it."""
    thrower = dice(f"company {firm.number}")
    row: dict[str, Value] = {
        "company_id": firm.company_id,
        "name": firm.name,
        "status": firm.status,
        "rep": firm.rep,
        "industry": wording.text("industries", firm.trade),
        "size": thrown(_SIZES, thrower),
        "street": f"{thrower.choice(names()['streets'])} {thrower.randrange(1, 120)}",
        "zip": firm.place[0],
        "city": firm.place[1],
        "country": firm.country,
        "state": firm.place[2] or None,
        "phone": phone(firm.place[2], firm.number),
        "website": f"https://www.{firm.domain}",
        "vat_id": vat_id(firm.number) if firm.country == "DE" else None,
        "post_state": "ok",
    }
    known = _prospect(firm, thrower) if firm.status == "prospect" else _buyer(firm, thrower)
    return NewRow("companies", row | known | more)


def _prospect(firm: Firm, thrower: random.Random) -> dict[str, Value]:
    place = firm.number - STATUSES["customer"]
    asked = "handed_over" if place <= HANDED_OVER else thrower.choice(("qualifying", "qualified"))
    return {
        "prospect_state": asked if place <= ASKED else thrown(_UNASKED, thrower),
        "source": thrown(_SOURCES, thrower),
        "found_by": thrower.choice((COORDINATOR, SECOND_COORDINATOR)),
        "created_on": AS_OF - timedelta(days=thrower.randrange(20, 700)),
    }


def _buyer(firm: Firm, thrower: random.Random) -> dict[str, Value]:
    """Customers, and those who work for the house, have been known since before the oldest contract."""
    since = AS_OF - timedelta(days=thrower.randrange(1900, 4000))
    known: dict[str, Value] = {"source": "existing", "created_on": since}
    if firm.status in ("customer", "former"):
        known |= {
            "customer_no": firm.customer_no,
            "crm_no": f"K-{80_000 + firm.number}",
            "customer_since": since,
        }
    return known


def vat_id(number: int) -> str:
    """A VAT id that cannot be anybody's: it begins with 0 and its check digit is wrong (ISO 7064, mod 11, 10).

    >>> vat_id(42)
    'DE000000426'
    """
    digits, product = f"{number:08d}", 10
    for digit in digits:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return f"DE{digits}{(11 - product + 1) % 10}"
