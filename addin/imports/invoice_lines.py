"""What billing charged, as invoice lines (I-06)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from addin.core.invoices import Charge, Matching, fee_names, is_fee
from addin.imports import Cell, Imported, Source
from addin.imports.faults import Place, out_of_range
from addin.imports.mapping import Field, Mapped, fingerprint, mapped
from addin.imports.numbers import readings, written
from addin.imports.rows import Row, read_rows
from addin.imports.vocabulary import spoken
from addin.plan import NewRow
from addin.tables import TABLES
from addin.tables.model import Problem

if TYPE_CHECKING:
    import pandas as pd

FIELDS = (
    Field("invoice_no", "text", required=True),
    Field("line_no", "integer", required=True),
    Field("invoiced_on", "date"),
    Field("customer_no", "text"),
    Field("contract", "text"),
    Field("promise", "text"),
    Field("text", "text"),
    Field("quantity", "number", required=True),
    Field("unit_price", "money", required=True),
    Field("discount", "percent"),
    Field("net", "money", required=True),
    Field("fee", "flag"),
)
_TABLE = TABLES["invoice_lines"]
_STORED = frozenset(column.key for column in _TABLE.stored)
_PERCENT = re.compile(r"%|prozent|percent", re.IGNORECASE)


def imported(
    source: Source,
    tables: Mapping[str, pd.DataFrame],
    *,
    chosen: Mapping[str, str] | None = None,
    remembered: Mapping[str, Mapping[str, str]] | None = None,
    dates: str = "",
    decimals: str = "",
) -> Imported:
    """The lines that are not in the workbook yet, each with the contract and the promise it bills.

    Options as for contracts. A line is known by the numbers of its invoice and its line; one that stands in the
    workbook with another amount is refused. A line whose promise cannot be told is taken with a warning.
    """
    found = mapped(source, "invoice_lines", FIELDS, chosen, remembered)
    source = _with_percent_signs(source, found)
    reading = read_rows(source, FIELDS, found, {"dates": dates, "decimals": decimals})
    headers = {key: source.headers[at] for key, at in found.positions.items()}
    intake = _Intake(source.name, headers, tables)
    for row in reading.rows:
        intake.enter(row)
    rows = tuple(intake.rows())
    return Imported(
        rows=rows,
        problems=tuple(sorted((*reading.problems, *intake.problems), key=lambda problem: problem.row or 0)),
        counts={
            "rows_in": len(source.rows) + source.refused,
            "rows_taken": len(rows),
            "rows_refused": reading.refused + intake.refused,
            "already_there": intake.already_there,
            "rows_blank": source.blank_rows,
        },
        mapping={fingerprint(source.headers): {source.headers[at]: key for key, at in found.positions.items()}},
    )


def _with_percent_signs(source: Source, found: Mapped) -> Source:
    """The file with a sign at every discount that billing wrote as a bare number of per cent (R-82).

    That is how a column is meant whose header says so, or in which no number but 0 is below 1.
    """
    at = found.positions.get("discount")
    if at is None:
        return source
    bare = [number for cell in source.column(at) if (number := _bare(cell))]
    if not (_PERCENT.search(source.headers[at]) or (bare and min(bare) >= 1)):
        return source
    rows = tuple((*row[:at], _signed(row[at]), *row[at + 1 :]) for row in source.rows)
    return replace(source, rows=rows)


def _bare(cell: Cell) -> float:
    """The number in a cell without a sign, read in the way that makes it smallest; 0 for anything else."""
    number = written(cell) if isinstance(cell, str) else None
    if number and number.unit:
        return 0.0
    return min(map(abs, readings(cell).values()), default=0.0)


def _signed(cell: Cell) -> Cell:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return cell / 100
    number = written(cell) if isinstance(cell, str) else None
    return f"{cell} %" if number and not number.unit else cell


class _Intake:
    """Takes a row as a line of an invoice, refuses it, or knows it already."""

    def __init__(self, file: str, headers: Mapping[str, str], tables: Mapping[str, pd.DataFrame]) -> None:
        self.refused = self.already_there = 0
        self.problems: list[Problem] = []
        self._taken: list[tuple[dict[str, Any], Place]] = []
        self._file, self._headers = file, headers
        self._matching = Matching(tables)
        self._fees = fee_names(tables["prices"]) | {name.casefold() for name in spoken("fees", "fee")}
        lines = tables["invoice_lines"]
        keys = zip(lines["invoice_no"], lines["line_no"], strict=True)
        self._known = dict(zip(keys, lines["net"], strict=True))

    def enter(self, row: Row) -> None:
        place = Place(self._file, self._headers, row.number)
        key, net = (row.values["invoice_no"], row.values["line_no"]), row.values["net"]
        found = [*out_of_range(row.values, _TABLE, place), *self._conflict(key, net, place)]
        if found:
            self.refused += 1
            self.problems += found
        elif key in self._known:
            self.already_there += 1
        else:
            self._known[key] = net
            self._taken.append((self._line(row.values), place))

    def _conflict(self, key: tuple[str, int], net: float, place: Place) -> Iterator[Problem]:
        known = self._known.get(key, net)
        if known != net:
            facts = {"value": net, "invoice": key[0], "line": key[1], "known": known}
            yield place.problem("net", "invoice_line_differs", **facts)

    def _line(self, values: Mapping[str, Any]) -> dict[str, Any]:
        parts = ("customer_no", "contract", "promise", "text", "quantity", "unit_price")
        contract_id, promise_id = self._matching.match(Charge(*(values[part] for part in parts)))
        fee = is_fee(values["text"], self._fees) if values["fee"] is None else values["fee"]
        return {
            **{key: value for key, value in values.items() if key in _STORED},
            "contract_id": contract_id,
            "promise_id": promise_id if values["promise"] or not fee else None,
            "fee": fee,
            "source": self._file,
        }

    def rows(self) -> Iterator[NewRow]:
        """The lines taken; one that names no contract has that of its invoice, where all others have the same."""
        contracts: dict[str, set[str]] = defaultdict(set)
        for line, _ in self._taken:
            contracts[line["invoice_no"]] |= {line["contract_id"]} - {None}
        for line, place in self._taken:
            shared = contracts[line["invoice_no"]]
            if line["contract_id"] is None and len(shared) == 1:
                line["contract_id"] = next(iter(shared))
            self.problems += _unmatched(line, place)
            yield NewRow("invoice_lines", {key: value for key, value in line.items() if value is not None})


def _unmatched(line: Mapping[str, Any], place: Place) -> Iterator[Problem]:
    if line["promise_id"] is None and not line["fee"]:
        yield place.problem("text", "invoice_line_unmatched", "warning", value=line.get("text") or "–")
