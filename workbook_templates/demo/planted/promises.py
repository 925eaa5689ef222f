"""X08 to X14: promises that went wrong, lie unused, or were billed wrongly."""

from __future__ import annotations

from datetime import date

from addin.plan import NewRow
from addin.tables.model import Value
from workbook_templates.demo.contacts import contact_row
from workbook_templates.demo.digital import page_row
from workbook_templates.demo.fairs import FORUM_2026
from workbook_templates.demo.ids import identity
from workbook_templates.demo.issues import DOSING, issue_of
from workbook_templates.demo.planted.case import planted
from workbook_templates.demo.planted.clients import Client, contract, half_page, promise
from workbook_templates.demo.prices import FORUM, ONLINE, price_of
from workbook_templates.demo.wording import Wording

_BILLED_ON = date(2026, 11, 5)
_GONE = "https://www.duenquast-etikettenwerk.example/messe-2026"


@planted(
    "X08",
    "R-11",
    ("promises", "L-0398", "state", "wrong"),
    ("promises", "L-0398", "appeared_in", issue_of(DOSING, "5/2027").issue_id),
)
def booked_for_april_and_placed_in_may(wording: Wording) -> list[NewRow]:
    """The page plan has the advertisement in issue 5 instead of 4: a make-good is due."""
    client = Client(7, "Zingsthorn Fördertechnik GmbH", "NW", "conveying")
    placed: dict[str, Value] = {
        "artwork_on": date(2027, 2, 1),
        "confirmed_on": date(2027, 2, 2),
        "appeared_in": issue_of(DOSING, "5/2027").issue_id,
        "appeared_format": "210 x 148 mm",
        "note": wording.text("notes", "page_plan"),
    }
    return [
        *client.rows(wording),
        contract(106, client, date(2026, 10, 1), 5700),
        half_page(398, 106, "4/2027", wording, **placed),
        half_page(399, 106, "10/2026", wording),
    ]


@planted(
    "X09",
    "R-13",
    ("invoice_lines", "R-2026-1107/1", "expected", 6048.00),
    ("invoice_lines", "R-2026-1107/1", "deviation", 672.00),
    ("invoice_lines", "R-2026-1107/1", "verdict", "no_discount"),
)
def stand_billed_without_its_discount(wording: Wording) -> list[NewRow]:
    """24 square metres at 280 euros, ten per cent agreed, billed in full."""
    client = Client(8, "Greetwied Ventilbau GmbH", "BY", "pumps")
    return [
        *client.rows(wording),
        contract(107, client, date(2026, 9, 1), 2800),
        half_page(400, 107, "9/2026", wording),
        _stand(401, 107, "stand_corner", wording),
        _billed(107, 1, 401, client, wording.text("products", "stand_corner"), 280, 0.0, 6720.00),
    ]


@planted(
    "X10",
    "R-13",
    ("invoice_lines", "R-2026-1108/1", "deviation", 0.00),
    ("invoice_lines", "R-2026-1108/2", "deviation", -1.44),
    ("invoice_lines", "R-2026-1108/2", "verdict", "wrong_amount"),
)
def fee_billed_with_a_discount(wording: Wording) -> list[NewRow]:
    """The ten per cent were taken off the association's fee as well, which is never discounted."""
    client = Client(9, "Prahmhof Messgeräte GmbH", "HE", "instruments")
    return [
        *client.rows(wording),
        contract(108, client, date(2026, 9, 1), 2800),
        half_page(402, 108, "10/2026", wording),
        _stand(403, 108, "stand_row", wording),
        _billed(108, 1, 403, client, wording.text("products", "stand_row"), 245, 0.10, 5292.00),
        _billed(108, 2, 403, client, wording.text("products", "auma_fee"), 0.60, 0.10, 12.96, fee=True),
    ]


def _stand(number: int, contract_number: int, product: str, wording: Wording) -> NewRow:
    price = price_of(product, FORUM, 2026)
    what = wording.text("promises", "stand_discount", product=wording.text("products", product), quantity=24)
    facts: dict[str, Value] = {
        "quantity": 24,
        "done": 24,
        "agreed_discount": 0.10,
        "show_id": FORUM_2026.show_id,
        "price_id": price.price_id,
        "accepted_on": _BILLED_ON,
    }
    return promise(number, contract_number, "stand_discount", what, **facts)


def _billed(
    contract_number: int,
    line_no: int,
    promise_number: int,
    client: Client,
    text: str,
    unit_price: float,
    discount: float,
    net: float,
    *,
    fee: bool = False,
    quantity: int = 24,
) -> NewRow:
    return NewRow(
        "invoice_lines",
        {
            "invoice_no": f"R-2026-1{contract_number}",
            "line_no": line_no,
            "invoiced_on": _BILLED_ON,
            "contract_id": identity("contracts", contract_number),
            "promise_id": identity("promises", promise_number),
            "text": text,
            "quantity": quantity,
            "unit_price": unit_price,
            "discount": discount,
            "net": net,
            "fee": fee,
            "customer_no": client.firm.customer_no,
            "source": "rechnungen_2026.csv",
        },
    )


@planted("X11", "R-14", ("contracts", "V-0109", "settlement", 1394.40))
def four_of_twelve_insertions_taken(wording: Wording) -> list[NewRow]:
    """Twelve earn ten per cent, four earn three: seven per cent of four full pages at 4,980 euros are owed."""
    client = Client(10, "Kögelsand Antriebe GmbH", "HH", "drives")
    product = wording.text("products", "page_full")
    facts: dict[str, Value] = {
        "quantity": 12,
        "done": 4,
        "agreed_discount": 0.10,
        "price_id": price_of("page_full", DOSING, 2026).price_id,
        "artwork_on": date(2025, 12, 18),
        "confirmed_on": date(2025, 12, 19),
        "format": "210 x 297 mm",
        "note": wording.text("notes", "four_taken"),
    }
    what = wording.text("promises", "ad", product=product, publication=DOSING, quantity=12)
    lines = [_billed(109, line, 404, client, product, 4980, 0.10, 4482.00, quantity=1) for line in range(1, 5)]
    agreed: dict[str, Value] = {"insertions": 12, "discount": 0.10}
    started = date(2026, 1, 1)
    return [
        *client.rows(wording),
        contract(109, client, started, 53_784, **agreed),
        promise(404, 109, "ad", what, **facts),
        *lines,
    ]


@planted(
    "X12",
    "R-12",
    ("promises", "L-0406", "state", "unused"),
    ("promises", "L-0406", "stage", 3),
    ("promises", "L-0406", "remind_on", date(2027, 2, 15)),
    ("promises", "L-0407", "state", "unused"),
)
def free_banner_never_used(wording: Wording) -> list[NewRow]:
    """The window closes in thirty days: one letter reminds of the banner and of the link that lies unused too."""
    client = Client(11, "Bültmoor Anlagentechnik GmbH", "NW", "plant")
    window: dict[str, Value] = {"free": True, "window_from": date(2026, 9, 18)}
    banner = wording.text("products", "skyscraper")
    link = wording.text("products", "company_link")
    return [
        *client.rows(wording),
        contact_row(client.colleague(34), wording),
        contract(110, client, date(2026, 9, 15), 2800),
        half_page(405, 110, "9/2026", wording),
        promise(
            406,
            110,
            "banner",
            wording.text("promises", "banner", product=banner, publication=ONLINE, months=6),
            **window,
            window_until=date(2027, 3, 17),
            list_value=7200,
        ),
        promise(
            407,
            110,
            "link",
            wording.text("promises", "link", product=link, publication=ONLINE, months=12),
            **window,
            window_until=date(2027, 9, 17),
            list_value=1200,
        ),
    ]


@planted(
    "X13",
    "R-15",
    ("promises", "L-0408", "live_days", 73),
    ("promises", "L-0408", "shortfall_days", 18),
)
def banner_that_began_late(wording: Wording) -> list[NewRow]:
    """September to November has 91 days; the banner stood from the 19th on."""
    client = Client(12, "Trauquell Kältebau GmbH", "NI", "cooling")
    banner = wording.text("products", "leaderboard")
    facts: dict[str, Value] = {
        "window_from": date(2026, 9, 1),
        "window_until": date(2026, 11, 30),
        "live_from": date(2026, 9, 19),
        "live_until": date(2026, 11, 30),
        "artwork_on": date(2026, 8, 24),
        "confirmed_on": date(2026, 8, 25),
        "target_url": "https://www.trauquell-kaeltebau.example/aktion",
        "list_value": 4350,
        "price_id": price_of("leaderboard", ONLINE, 2026).price_id,
        "done": 1,
    }
    what = wording.text("promises", "banner", product=banner, publication=ONLINE, months=3)
    return [
        *client.rows(wording),
        contract(111, client, date(2026, 9, 1), 7150),
        promise(408, 111, "banner", what, **facts),
        half_page(409, 111, "9/2026", wording),
        _page(69, client, "banner", "L-0408", wording, checked_on=date(2026, 11, 27)),
    ]


@planted(
    "X14",
    "R-71",
    *(("web_pages", f"W-{number:04d}", "result", "broken") for number in range(70, 74)),
    ("companies", "F-0162", "new_tickets", 1),
)
def one_broken_target_behind_four_placements(wording: Wording) -> list[NewRow]:
    """Three banners and a link lead to the same page, which is gone: one ticket, not four."""
    client = Client(13, "Dünquast Etikettenwerk GmbH", "HE", "packaging")
    broken: dict[str, Value] = {
        "result": "broken",
        "http_code": 404,
        "failures": 1,
        "checked_on": date(2027, 2, 12),
        "broken_since": date(2027, 2, 12),
    }
    kinds = (
        ("banner", "skyscraper"),
        ("banner", "leaderboard"),
        ("banner", "rectangle"),
        ("link", "company_link"),
    )
    rows = [*client.rows(wording), contract(112, client, date(2026, 11, 1), 24_400)]
    for place, (kind, product) in enumerate(kinds):
        rows.append(_live(410 + place, kind, product, wording))
        rows.append(_page(70 + place, client, kind, f"L-{410 + place:04d}", wording, **broken))
    return [*rows, half_page(414, 112, "10/2026", wording)]


def _live(number: int, kind: str, product: str, wording: Wording) -> NewRow:
    """A placement that has stood since the contract began; the link comes free."""
    free = kind == "link"
    what = wording.text(
        "promises", kind, product=wording.text("products", product), publication=ONLINE, months=12 if free else 6
    )
    price = price_of(product, ONLINE, 2026)
    facts: dict[str, Value] = {
        "free": free,
        "window_from": date(2026, 11, 1),
        "window_until": date(2027, 10, 31) if free else date(2027, 4, 30),
        "live_from": date(2026, 11, 1),
        "artwork_on": date(2026, 10, 22),
        "confirmed_on": date(2026, 10, 23),
        "target_url": _GONE,
        "list_value": price.amount * (12 if free else 6),
        "price_id": price.price_id,
    }
    return promise(number, 112, kind, what, **facts)


def _page(number: int, client: Client, kind: str, promise_id: str, wording: Wording, **check: Value) -> NewRow:
    place: dict[str, Value] = {
        "what": wording.text("pages", kind, company=client.name),
        "url": _GONE if "broken_since" in check else f"https://www.{client.firm.domain}/aktion",
        "shown_on": f"https://www.{ONLINE}/",
        "promise_id": promise_id,
        "adserver_key": f"{300 + number} / {promise_id}" if kind == "banner" else None,
    }
    return page_row(number, **(place | check))
