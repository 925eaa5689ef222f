"""One call of every cell function, as the handbook shows it: dates as texts, choices by their keys."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from addin.functions.arrays import FUNCTIONS
from addin.functions.surroundings import Surroundings

Cell = date | str | bool | float | None

# In the house of these examples it is 15 February 2027
AS_OF = date(2027, 2, 15)
EXAMPLES: Mapping[str, tuple[Cell, ...]] = {
    "TEEUP_TERM_END": (date(2026, 8, 31), 6),
    "TEEUP_CURRENT_TERM_END": (date(2024, 3, 1), 12, 12, True),
    "TEEUP_NOTICE_DEADLINE": (date(2027, 2, 28), 3, "months"),
    "TEEUP_NEXT_EXIT": (date(2027, 4, 1), 3, "months", "quarter"),
    "TEEUP_SEND_BY": (date(2027, 10, 31), "letter", "NI"),
    "TEEUP_PARSE_NOTICE": ("6 Wochen zum Quartalsende",),
    "TEEUP_RENEWAL_PRIORITY": (45, 0.5, 0.25, 2),
    "TEEUP_EXPIRY_BUCKET": (date(2027, 3, 31),),
    "TEEUP_ARTWORK_DUE": (date(2027, 3, 1),),
    "TEEUP_FULFIL_STATUS": (4, 1, date(2027, 12, 31)),
    "TEEUP_LIVE_DAYS": (date(2026, 9, 1), date(2026, 11, 30), date(2026, 9, 1), date(2026, 12, 15), 4),
    "TEEUP_NEXT_REMINDER": (date(2027, 1, 1), date(2027, 12, 31)),
    "TEEUP_SCORE": (5, 5, 4, 2, 3, True),
    "TEEUP_GRADE": (12, False),
    "TEEUP_HOLIDAY": (date(2027, 10, 31), "NI"),
    "TEEUP_WORKDAY": (date(2027, 5, 26), 1, "BY"),
    "TEEUP_WORKDAYS": (date(2027, 5, 1), date(2027, 5, 31), "BY"),
    "TEEUP_BOUNCE_CLASS": ("550 5.1.1 User unknown",),
    "TEEUP_MAY_CONTACT": (
        *("email", "eva@kunde.example", "customer", "existing_customer", date(2025, 6, 2)),
        "A-2025-114",
    ),
    "TEEUP_SAFETY_STOCK": (7.2, 21, 0.95),
    "TEEUP_REORDER_POINT": (18.4, 21, 54.27),
    "TEEUP_DAYS_OF_COVER": (500, 18.4),
    "TEEUP_DAILY_USE": (900, date(2026, 12, 1)),
    "TEEUP_ORDER_BY": (500, 18.4, 15),
    "TEEUP_ORDER_QTY": (10, 200, 90, 500, 250),
    "TEEUP_DISCOUNT_CHECK": (24, 280, 0.1, 6720),
    "TEEUP_DISCOUNT_SETTLE": (4980, 4, 0.1, 0.03),
    "TEEUP_NET": (3, 4980, 0.05, 0.02, 0.15),
    "TEEUP_GROSS": (1000, "standard"),
    "TEEUP_APPROVAL": (0.12, 0.25),
    "TEEUP_ATTAINMENT": (45000, 60000),
    "TEEUP_RUN_RATE": (45000, date(2027, 1, 1), date(2027, 3, 31)),
    "TEEUP_FORECAST": (8000, 0.6, date(2027, 3, 12), date(2027, 1, 1), date(2027, 3, 31)),
    "TEEUP_CTR": (125, 50000),
    "TEEUP_PER_DIEM": (datetime(2027, 3, 1, 7), datetime(2027, 3, 3, 18), 2, 1),
    "TEEUP_NAME_KEY": ("Plattenhardt & Wirth GmbH",),
    "TEEUP_SIMILARITY": ("Plattenhardt & Wirth GmbH", "Wirth Plattenhardt"),
    "TEEUP_PHONE": ("(030) 23125-017",),
    "TEEUP_DOMAIN": ("https://www.verlag.example/herbst",),
    "TEEUP_POST_LENGTH": ("Neu:", "https://verlag.example/herbst", "x"),
}


def answer(name: str, cells: tuple[Any, ...], here: Surroundings) -> Any:
    """What a cell function answers to single cells; arguments at the end may be left out."""
    function = FUNCTIONS[name]
    given = (*cells, *[None] * (len(function.arguments) - len(cells)))
    return function.of_cells(given, here)[0][0]
