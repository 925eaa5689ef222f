"""The companies of the workbook as they are compared with each other and with lists from outside (R-30)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from addin.core.duplicates import Firm, Limits
from addin.core.phones import HOME
from addin.core.records import records
from mailmerge.countries import country_code

if TYPE_CHECKING:
    import pandas as pd


class Known(NamedTuple):
    """A company of the workbook: its row, its cells, and what tells it from others."""

    row: int
    cells: Mapping[str, Any]
    firm: Firm


def limits_of(settings: Mapping[str, Any]) -> Limits:
    return Limits(settings["match.merge"], settings["match.review"])


@cache
def country_of(typed: str) -> str:
    """The code of a country as somebody typed it; one that nobody knows stands for itself, blank for blank."""
    return country_code(typed) or typed.strip().casefold()


def known_firms(tables: Mapping[str, pd.DataFrame]) -> list[Known]:
    """Every company that was not merged into another; where no country stands, it is at home."""
    mails: dict[str, list[str]] = defaultdict(list)
    for company, email in tables["contacts"][["company_id", "email"]].dropna().itertuples(index=False):
        mails[company].append(email)
    return [
        Known(row, cells, _firm(cells, mails[cells["company_id"]]))
        for row, cells in records(tables["companies"])
        if cells["merged_into"] is None and cells["name"]
    ]


def _firm(cells: Mapping[str, Any], mails: list[str]) -> Firm:
    return Firm.of(
        cells["name"],
        country_of(cells["country"] or HOME),
        addresses=[cells["website"], *mails],
        phone=cells["phone"],
        street=cells["street"],
        zip_code=cells["zip"],
        vat_id=cells["vat_id"],
        customer_no=cells["customer_no"],
    )
