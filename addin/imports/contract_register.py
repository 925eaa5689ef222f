"""The contracts of a workbook while the rows of an old register are entered, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from addin.core.ids import next_ids
from addin.imports.contract_values import contract_values, faults
from addin.imports.faults import Place
from addin.imports.known import Identity, KnownContracts, compared, identities, ids_by_name
from addin.imports.rows import Row
from addin.plan import NewRow
from addin.tables import TABLES
from addin.tables.model import Problem

if TYPE_CHECKING:
    import pandas as pd

_STORED = frozenset(column.key for column in TABLES["contracts"].stored)


class ContractRegister:
    """Takes a row as a contract, with a company for each new name, refuses it, or knows it already.

    `headers` are the file's, by field.
    """

    def __init__(self, file: str, headers: Mapping[str, str], tables: Mapping[str, pd.DataFrame]) -> None:
        self.contracts: list[NewRow] = []
        self.companies: list[NewRow] = []
        self.problems: list[Problem] = []
        self.refused = self.already_there = 0
        self._file, self._headers = file, headers
        companies, staff = tables["companies"], tables["staff"]
        self._company_ids = ids_by_name(companies["company_id"], companies["name"])
        self._staff_ids = ids_by_name(staff["staff_id"], staff["name"])
        self._staff_ids |= ids_by_name(staff["staff_id"], staff["staff_id"])
        self._fresh_contracts = next_ids("contracts", tables["contracts"])
        self._fresh_companies = next_ids("companies", companies)
        self._known = KnownContracts(identities(tables["contracts"], companies))

    def enter(self, row: Row) -> None:
        """Takes the row, refuses it with its problems, or counts it as known."""
        place = Place(self._file, self._headers, row.number)
        values = contract_values(row.values)
        identity = Identity.of(values)
        found = list(faults(values, place))
        if not found and self._is_known(identity, place):
            self.already_there += 1
            return
        found = found or list(self._conflicts(identity, values, place))
        if found:
            self.refused += 1
            self.problems += found
            return
        self._known.add(identity, self._file, row.number)
        self._take(values, place)

    def _is_known(self, identity: Identity, place: Place) -> bool:
        """Whether the contract stands in the workbook, or with its number further up in the file."""
        for known, table, row in self._known.same_number(identity):
            if known == identity:
                if table == self._file:
                    self._warn(place, "contract_no", "import_repeated", known.contract_no, first=str(row))
                return True
        return self._known.recognised(identity)

    def _conflicts(self, identity: Identity, values: Mapping[str, Any], place: Place) -> Iterator[Problem]:
        """What speaks against a contract that is not known: its number, or a name that several companies have."""
        for _, table, row in self._known.same_number(identity)[:1]:
            number = identity.contract_no
            code = "import_number_used"
            yield place.problem("contract_no", code, value=number, other=table, other_row=str(row))
        ids = self._company_ids.get(identity.company, [])
        if len(ids) > 1:
            yield place.problem("company", "import_company_twice", value=values["company"], ids=ids)

    def _take(self, values: Mapping[str, Any], place: Place) -> None:
        rep = self._rep(values, place)
        if values["notice_clause"] and not values["notice_unit"]:
            self._warn(place, "notice_clause", "import_notice_unread", values["notice_clause"])
        row = dict(values) | {
            "contract_id": next(self._fresh_contracts),
            "company_id": self._company_id(values["company"]),
            "state": "imported",
            "rep": rep,
            "note": self._note(values, kept_rep=rep is None),
        }
        filled = {key: value for key, value in row.items() if key in _STORED and value is not None}
        self.contracts.append(NewRow("contracts", filled))

    def _company_id(self, name: str) -> str:
        """The company's id; one with a new name becomes a customer under the name as the file has it."""
        ids = self._company_ids.setdefault(compared(name), [])
        if not ids:
            ids.append(next(self._fresh_companies))
            values = {"company_id": ids[0], "name": name, "status": "customer"}
            self.companies.append(NewRow("companies", values))
        return ids[0]

    def _rep(self, values: Mapping[str, Any], place: Place) -> str | None:
        """The id of the member of staff; None, with a warning, for a name that nobody or several have."""
        if not values["rep"]:
            return None
        ids = self._staff_ids.get(compared(values["rep"]), [])
        if len(ids) == 1:
            return ids[0]
        self._warn(place, "rep", "import_rep_unknown", values["rep"])
        return None

    def _warn(self, place: Place, field: str, code: str, value: object, **facts: object) -> None:
        self.problems.append(place.problem(field, code, "warning", value=value, **facts))

    def _note(self, values: Mapping[str, Any], *, kept_rep: bool) -> str | None:
        """The note, and below it the name of a rep who could not be found, under the file's own header."""
        kept = f"{self._headers['rep']}: {values['rep']}" if values["rep"] and kept_rep else None
        return "\n".join(filter(None, (values["note"], kept))) or None
