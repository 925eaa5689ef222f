"""What the house sells and for how much: a price list a year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count

from addin.plan import NewRow
from workbook_templates.demo.ids import identity
from workbook_templates.demo.issues import COOLING, DOSING, PACKING
from workbook_templates.demo.wording import Wording

ONLINE, FORUM = "nordlicht.example", "Nordlicht Forum"
YEARS = (2026, 2027)

# discount by the number of insertions within twelve months
SCALE = {1: 0.0, 3: 0.03, 6: 0.05, 12: 0.10}


@dataclass(frozen=True)
class Product:
    """Something that is sold at a list price, `price` in the first of the years."""

    key: str
    kind: str
    publication: str
    format: str
    unit: str
    price: float
    cost: float
    vat: str = "standard"

    @property
    def scaled(self) -> bool:
        return self.key == "page_full"


PRODUCTS = (
    Product("page_double", "ad", DOSING, "420 x 297 mm", "insertion", 8950, 1900),
    Product("page_full", "ad", DOSING, "210 x 297 mm", "insertion", 4980, 1050),
    Product("page_half", "ad", DOSING, "210 x 148 mm", "insertion", 2800, 610),
    Product("page_quarter", "ad", DOSING, "105 x 148 mm", "insertion", 1500, 330),
    Product("page_eighth", "ad", DOSING, "105 x 74 mm", "insertion", 800, 190),
    Product("advertorial", "ad", DOSING, "420 x 297 mm", "insertion", 4500, 1600),
    Product("insert", "insert", DOSING, "200 x 280 mm", "piece", 0.28, 0.11),
    Product("page_full", "ad", PACKING, "210 x 297 mm", "insertion", 4250, 960),
    Product("page_half", "ad", PACKING, "210 x 148 mm", "insertion", 2400, 560),
    Product("page_quarter", "ad", PACKING, "105 x 148 mm", "insertion", 1300, 310),
    Product("cover", "ad", PACKING, "210 x 200 mm", "insertion", 5900, 1200),
    Product("page_full", "ad", COOLING, "210 x 297 mm", "insertion", 3650, 840),
    Product("page_half", "ad", COOLING, "210 x 148 mm", "insertion", 2050, 480),
    Product("page_quarter", "ad", COOLING, "105 x 148 mm", "insertion", 1100, 270),
    Product("skyscraper", "banner", ONLINE, "160 x 600 px", "month", 1200, 240),
    Product("leaderboard", "banner", ONLINE, "728 x 90 px", "month", 1450, 260),
    Product("rectangle", "banner", ONLINE, "300 x 250 px", "month", 950, 210),
    Product("company_link", "link", ONLINE, "", "month", 100, 15),
    Product("newsletter_ad", "newsletter", ONLINE, "600 x 200 px", "insertion", 700, 140),
    Product("subscription", "subscription", DOSING, "", "flat", 150, 60, "reduced"),
    Product("stand_row", "stand", FORUM, "", "sqm", 245, 150),
    Product("stand_corner", "stand", FORUM, "", "sqm", 280, 160),
    Product("stand_head", "stand", FORUM, "", "sqm", 310, 170),
    Product("stand_island", "stand", FORUM, "", "sqm", 330, 180),
    Product("auma_fee", "fee", FORUM, "", "sqm", 0.60, 0.60),
)


@dataclass(frozen=True)
class Price:
    """One row of a price list; a scaled product has one for each step of the scale."""

    price_id: str
    year: int
    product: Product
    from_quantity: int

    @property
    def amount(self) -> float:
        """The list price: what costs 500 euros or more rises by 3 % a year, in steps of 50."""
        first = self.product.price
        return first if self.year == YEARS[0] or first < 500 else round(first * 1.03 / 50) * 50


def _price_lists() -> Iterator[Price]:
    numbers = count(1)
    for year in YEARS:
        for product in PRODUCTS:
            for quantity in SCALE if product.scaled else (1,):
                yield Price(identity("prices", next(numbers)), year, product, quantity)


PRICES = tuple(_price_lists())


def price_of(product: str, publication: str, year: int = YEARS[-1]) -> Price:
    """The price of a single piece in that year's list; KeyError where the house does not sell it."""
    wanted = (product, publication, year, 1)
    for price in PRICES:
        if (price.product.key, price.product.publication, price.year, price.from_quantity) == wanted:
            return price
    raise KeyError(wanted)


def rows(wording: Wording) -> list[NewRow]:
    """All price lists, the older first."""
    return [_row(price, wording) for price in PRICES]


def _row(price: Price, wording: Wording) -> NewRow:
    product = price.product
    return NewRow(
        "prices",
        {
            "price_id": price.price_id,
            "product": wording.text("products", product.key),
            "kind": product.kind,
            "publication": product.publication,
            "format": product.format or None,
            "unit": product.unit,
            "list_price": price.amount,
            "vat": product.vat,
            "from_quantity": price.from_quantity if product.scaled else None,
            "discount": SCALE[price.from_quantity] if product.scaled else None,
            "discountable": product.kind != "fee",
            "valid_from": date(price.year, 1, 1),
            "valid_until": date(price.year, 12, 31),
            "unit_cost": product.cost,
        },
    )
