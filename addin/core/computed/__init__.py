"""Python's answers for the computed columns of every table.

They agree with the native formulas that the tables declare, cell by cell; a test recalculates the workbooks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from addin.core.computed import (
    contracts,
    digital,
    every_day,
    mailing,
    manager,
    master,
    material,
    prospects,
    quotes,
    service,
    shows,
)
from addin.core.computed.given import Columns, Given
from addin.core.computed.picks import named_tables, shared_column
from addin.tables import TABLES
from addin.tables.frames import dtype_of
from addin.tables.model import Column, Value


@dataclass(frozen=True)
class _Rule:
    """How the columns of a table are computed, and which tables beside it are read for them."""

    answer: Callable[[Given], Columns]
    reads: tuple[str, ...] = ()


_RULES = {
    "staff": _Rule(master.staff),
    "companies": _Rule(master.companies, ("answers", "questions", "contacts")),
    "contracts": _Rule(contracts.contracts),
    "promises": _Rule(contracts.promises, ("issues", "shows", "contracts")),
    "invoice_lines": _Rule(contracts.invoice_lines, ("promises",)),
    "materials": _Rule(material.materials, ("stock_moves", "reprints", "show_items", "shows")),
    "reprints": _Rule(material.reprints),
    "web_pages": _Rule(digital.web_pages, ("materials",)),
    "traffic": _Rule(digital.traffic),
    "posts": _Rule(digital.posts),
    "tickets": _Rule(service.tickets),
    "answers": _Rule(prospects.answers, ("questions", "contacts")),
    "handovers": _Rule(prospects.handovers, ("contracts", "staff")),
    "research": _Rule(prospects.research),
    "shows": _Rule(shows.shows),
    "show_items": _Rule(shows.show_items),
    "shipments": _Rule(shows.shipments),
    "show_contacts": _Rule(shows.show_contacts, ("shows",)),
    "sales": _Rule(manager.sales),
    "targets": _Rule(manager.targets, ("sales",)),
    "quotes": _Rule(quotes.quotes, ("quote_lines",)),
    "quote_lines": _Rule(quotes.quote_lines),
    "quote_inputs": _Rule(quotes.quote_inputs),
    "trips": _Rule(quotes.trips),
    "reviews": _Rule(quotes.reviews),
    "tasks": _Rule(every_day.tasks),
    "mailings": _Rule(mailing.mailings, ("recipients",)),
}
_ALIKE = _Rule(lambda _: {})


def sources(key: str) -> tuple[str, ...]:
    """The tables that the computed columns of a table follow from, itself first."""
    reads = _RULES.get(key, _ALIKE).reads
    return tuple(dict.fromkeys((key, *reads, *named_tables(TABLES[key]))))


def computed(
    key: str, tables: Mapping[str, pd.DataFrame], today: date, settings: Mapping[str, Value]
) -> pd.DataFrame:
    """The answers for every row of a table, in its computed columns alone, as of the key date.

    `tables` holds at least the table's sources. The answers of a row follow from itself and from the other tables,
    so some rows of a table have the same answers alone. A choice is its key, a blank None, NaN or NaT; a setting
    that is missing or blank has its default.
    """
    given, table = Given(tables, today, settings), TABLES[key]
    own = _RULES.get(key, _ALIKE).answer(given)
    columns = {}
    for column in table.computed:
        alike = shared_column(given, table, column)
        columns[column.key] = _typed(column, own[column.key] if alike is None else alike, tables[key].index)
    return pd.DataFrame(columns, index=tables[key].index)


def _typed(column: Column, answers: Any, index: pd.Index) -> pd.Series:
    """The answers in the type of their kind, every blank alike."""
    values = pd.Series(answers, index=index).astype(dtype_of(column))
    return values.where(values.notna(), None) if values.dtype == object else values
