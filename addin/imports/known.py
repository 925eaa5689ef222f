"""What the workbook knows already: companies and people by name, contracts by what tells them apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import pandas as pd


def compared(name: str) -> str:
    """A name as names of companies and people are compared: case and outer space do not count."""
    return name.strip().casefold()


def ids_by_name(ids: pd.Series, names: pd.Series) -> dict[str, list[str]]:
    """The ids of all rows that share a name, by the name as it is compared."""
    found: dict[str, list[str]] = {}
    for row_id, name in zip(ids, names, strict=True):
        if isinstance(row_id, str) and isinstance(name, str):
            found.setdefault(compared(name), []).append(row_id)
    return found


class Identity(NamedTuple):
    """What tells a contract apart from the others."""

    contract_no: str | None
    company: str  # as it is compared
    starts_on: date | None
    ends_on: date | None
    value: float | None

    @staticmethod
    def of(values: Mapping[str, Any]) -> Identity:
        """The identity of a contract with these values, `company` being a name."""
        return Identity(
            values["contract_no"],
            compared(values["company"]),
            values["starts_on"],
            values["ends_on"],
            values["value"],
        )


def identities(contracts: pd.DataFrame, companies: pd.DataFrame) -> Iterator[tuple[Identity, str, int]]:
    """Every contract of the workbook with the table and the row in which it stands."""
    names = dict(zip(companies["company_id"], companies["name"], strict=True))
    columns = ["contract_no", "company_id", "starts_on", "ends_on", "value"]
    for row, *cells in contracts[columns].itertuples():
        values = dict(zip(columns, map(_plain, cells), strict=True))
        company = names.get(values["company_id"]) or values["company_id"] or ""
        yield Identity.of({**values, "company": company}), "contracts", row


def _plain(cell: Any) -> Any:
    """A value out of a frame: a date for a timestamp, None for every blank."""
    if cell is None or cell != cell:  # NaN and NaT alone differ from themselves
        return None
    return cell.date() if hasattr(cell, "date") else cell


class KnownContracts:
    """Contracts by their number, and those without one by how often they stand there.

    Of three alike in a file two are known where two stand in the workbook.
    """

    def __init__(self, contracts: Iterable[tuple[Identity, str, int]]) -> None:
        self._numbered: dict[str, list[tuple[Identity, str, int]]] = {}
        self._unnumbered: Counter[Identity] = Counter()
        for identity, table, row in contracts:
            if identity.contract_no is None:
                self._unnumbered[identity] += 1
            else:
                self.add(identity, table, row)

    def add(self, identity: Identity, table: str, row: int) -> None:
        """Makes a contract known by its number, with the table (or file) and the row in which it stands."""
        if identity.contract_no is not None:
            self._numbered.setdefault(identity.contract_no, []).append((identity, table, row))

    def same_number(self, identity: Identity) -> list[tuple[Identity, str, int]]:
        """The contracts that have its number, with their places."""
        return self._numbered.get(identity.contract_no or "", [])

    def recognised(self, identity: Identity) -> bool:
        """Whether a contract without number is known; each known one is recognised once."""
        if not self._unnumbered[identity]:
            return False
        self._unnumbered[identity] -= 1
        return True
