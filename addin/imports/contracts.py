"""An old contract register as contracts and companies (I-09)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from addin.core.contracts import ContractTerms, current_end
from addin.imports import Imported, Source
from addin.imports.contract_register import ContractRegister
from addin.imports.mapping import Field, fingerprint, mapped
from addin.imports.rows import read_rows
from addin.plan import NewRow

if TYPE_CHECKING:
    import pandas as pd

FIELDS = (
    Field("contract_no", "text"),
    Field("company", "text", required=True),
    Field("starts_on", "date", required=True),
    Field("ends_on", "date"),
    Field("term_months", "integer"),
    Field("term", "text"),  # with its unit: 2 years
    Field("notice_clause", "text"),
    Field("value", "money"),
    Field("signed_on", "date"),
    Field("rep", "text"),
    Field("note", "text"),
)


def imported(
    source: Source,
    tables: Mapping[str, pd.DataFrame],
    today: date,
    *,
    sentinel_years: int = 50,
    chosen: Mapping[str, str] | None = None,
    remembered: Mapping[str, Mapping[str, str]] | None = None,
    dates: str = "",
    decimals: str = "",
) -> Imported:
    """The register's contracts that are not in the workbook yet, after the companies that are new.

    `chosen` and `remembered` say which header is which field (see mapping), `dates` and `decimals` how columns
    are meant that leave it open (see rows). A clause that R-06 does not read is kept as text with a warning; a
    rep who is not in the staff is kept in the note with a warning. Any other cell that cannot be read refuses
    its row. `open_ended` counts the contracts taken that have no end (R-02).
    """
    found = mapped(source, "contracts", FIELDS, chosen, remembered)
    reading = read_rows(source, FIELDS, found, {"dates": dates, "decimals": decimals})
    headers = {key: source.headers[at] for key, at in found.positions.items()}
    register = ContractRegister(source.name, headers, tables)
    for row in reading.rows:
        register.enter(row)
    return Imported(
        rows=(*register.companies, *register.contracts),
        problems=tuple(sorted((*reading.problems, *register.problems), key=lambda problem: problem.row or 0)),
        counts={
            "rows_in": len(source.rows) + source.refused,
            "rows_taken": len(register.contracts),
            "rows_refused": reading.refused + register.refused,
            "already_there": register.already_there,
            "open_ended": _open_ended(register.contracts, today, sentinel_years),
            "companies_new": len(register.companies),
            "rows_blank": source.blank_rows,
        },
        mapping={fingerprint(source.headers): {source.headers[at]: key for key, at in found.positions.items()}},
    )


def _open_ended(contracts: Sequence[NewRow], today: date, sentinel_years: int) -> int:
    return sum(current_end(_terms(row.values), today, sentinel_years) is None for row in contracts)


def _terms(values: Mapping[str, Any]) -> ContractTerms:
    return ContractTerms(values["starts_on"], values.get("term_months"), values.get("ends_on"))
