"""What a contract is made of: items from the price list that come near the value aimed at, and free ones."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from workbook_templates.demo.issues import COOLING, DOSING, PACKING
from workbook_templates.demo.prices import FORUM, ONLINE, YEARS, Price, price_of

_MAGAZINES = {"packaging": PACKING, "logistics": PACKING, "cooling": COOLING}
_AD_SIZES = {
    DOSING: ("page_double", "page_full", "page_half", "page_quarter", "page_eighth"),
    PACKING: ("page_full", "page_half", "page_quarter", "cover"),
    COOLING: ("page_full", "page_half", "page_quarter"),
}
_BANNERS = ("skyscraper", "leaderboard", "rectangle")
_PAID = {"ad": 70, "banner": 18, "newsletter": 8, "advertorial": 4}
_FREE = {"link": 30, "banner": 25, "stand_discount": 22, "tickets": 12, "spoken": 11}
_STANDS = ("stand_row", "stand_corner", "stand_head", "stand_island")


@dataclass(frozen=True)
class Item:
    """One promise before it has a date. `quantity` counts insertions, square metres or tickets."""

    kind: str
    price: Price | None
    quantity: int = 1
    months: int = 0
    free: bool = False

    @property
    def amount(self) -> float:
        """The list value; nothing for what has no price of its own."""
        if self.price is None or self.kind in ("stand_discount", "tickets"):
            return 0
        return self.price.amount * (self.months or self.quantity)


def magazine_of(trade: str) -> str:
    """The magazine that a trade reads."""
    return _MAGAZINES.get(trade, DOSING)


def bundle(
    target: float, size: int, trade: str, year: int, thrower: random.Random, *, gifts: bool
) -> tuple[Item, ...]:
    """So many items, the paid ones adding up to about the target; `gifts` says whether some are free."""
    free = min(size - 1, max(1, size - round(target / 2500))) if gifts else 0
    year = min(max(year, YEARS[0]), YEARS[-1])
    paid = _paid_items(target, size - free, magazine_of(trade), year, thrower)
    gifts_drawn = thrower.choices(list(_FREE), list(_FREE.values()), k=free)
    return (*paid, *(_free_item(kind, thrower) for kind in gifts_drawn))


def _paid_items(target: float, number: int, magazine: str, year: int, thrower: random.Random) -> Iterator[Item]:
    """Each item takes what comes nearest to an equal share of what is left."""
    kinds = ["ad", *thrower.choices(list(_PAID), list(_PAID.values()), k=number - 1)]
    for place, kind in enumerate(kinds):
        share = target / (number - place)
        item = min(_options(kind, magazine, year), key=lambda option: abs(option.amount - share))
        target = max(0.0, target - item.amount)
        yield item


def _options(kind: str, magazine: str, year: int) -> Iterator[Item]:
    match kind:
        case "ad":
            for size in _AD_SIZES[magazine]:
                yield Item(kind, price_of(size, magazine, year))
            for insertions in (3, 6, 12):
                yield Item(kind, price_of("page_full", magazine, year), insertions)
        case "banner":
            for banner in _BANNERS:
                for months in (1, 2, 3, 6):
                    yield Item(kind, price_of(banner, ONLINE, year), months=months)
        case "newsletter":
            for mailings in (1, 2, 3, 4):
                yield Item(kind, price_of("newsletter_ad", ONLINE, year), mailings)
        case "advertorial":
            yield Item(kind, price_of("advertorial", DOSING, year))


def _free_item(kind: str, thrower: random.Random) -> Item:
    match kind:
        case "link":
            return Item(kind, price_of("company_link", ONLINE), months=12, free=True)
        case "banner":
            return Item(
                kind, price_of(thrower.choice(_BANNERS), ONLINE), months=thrower.choice((1, 2, 3)), free=True
            )
        case "stand_discount":
            return Item(kind, price_of(thrower.choice(_STANDS), FORUM), thrower.choice((9, 12, 16, 18, 24, 30)))
        case "tickets":
            return Item(kind, None, thrower.choice((2, 4, 6)), free=True)
    return Item("spoken", None, free=True)
