"""Group Verträge: contracts for the customer database and lines for billing, each handed over once (R-17)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from addin.commands.situation import Situation
from addin.core.billing import BillingLine, all_billing_lines, control_total, not_entered
from addin.plan import Change, File, Plan
from addin.reports.delimited import PROFILES, Profile, delimited
from addin.tables import TABLES
from addin.tables.frames import plain
from addin.tables.model import Problem, Value
from addin.words import Words

Row = Sequence[Value]
# Columns of an export: table and column, or a name of its own under reports.exports
_CRM = (
    *("contracts.contract_id", "contracts.contract_no", "companies.company_id", "companies.name"),
    *("companies.customer_no", "companies.crm_no", "contracts.rep", "contracts.state", "contracts.signed_on"),
    *("contracts.starts_on", "contracts.current_end", "contracts.notice_by", "contracts.term_months"),
    *("contracts.renew_months", "contracts.value"),
)
_BILLING = (
    *("contracts.contract_id", "contracts.contract_no", "invoice_lines.line_no", "companies.customer_no"),
    *("companies.name", "promises.promise_id", "invoice_lines.text", "invoice_lines.quantity", "discount"),
    *("invoice_lines.net", "vat", "contracts.starts_on", "contracts.current_end"),
)
_CONTROL = ("run", "count", "sum")


@dataclass(frozen=True)
class ExportWorld:
    """The contracts that another system does not have yet, with what belongs to them."""

    situation: Situation
    mark: str

    @cached_property
    def contracts(self) -> pd.DataFrame:
        """With their current end and notice deadline, in the order of the sheet."""
        return self.situation.meant(not_entered(self.situation.with_answers("contracts"), self.mark))

    @cached_property
    def companies(self) -> Mapping[Any, Mapping[Any, Any]]:
        return _by_id(self.situation.tables["companies"], "company_id")

    def company(self, contract: Mapping[Any, Any], column: str) -> Value:
        known = self.companies.get(contract["company_id"], {})
        return plain(TABLES["companies"][column], known.get(column))

    def contract(self, contract: Mapping[Any, Any], *columns: str) -> list[Value]:
        return [plain(TABLES["contracts"][column], contract[column]) for column in columns]


def crm_export(situation: Situation) -> Plan:
    """Writes the contracts that the customer database does not have yet, and marks them as entered today."""
    world = ExportWorld(situation, "crm_entered_on")
    rows = [_crm_row(world, contract) for contract in world.contracts.to_dict("records")]
    total = round(float(world.contracts["value"].sum()), 2)
    return _exported(world, "crm", _CRM, rows, total, world.contracts.index.tolist())


def billing_export(situation: Situation) -> Plan:
    """Writes the lines of the contracts that billing does not have yet, and marks them as entered today.

    A contract whose promises add up to more than its value, or to nothing, waits and is named.
    """
    world = ExportWorld(situation, "billing_entered_on")
    found = list(all_billing_lines(world.contracts, situation.tables["promises"]))
    refused = [each for each in found if isinstance(each, Problem)]
    lines = [line for each in found if not isinstance(each, Problem) for line in each]
    rows = _billing_rows(world, lines)
    written = list(dict.fromkeys(line.contract for line in lines))
    return _exported(world, "billing", _BILLING, rows, control_total(lines), written, refused)


def _exported(
    world: ExportWorld,
    name: str,
    columns: Sequence[str],
    rows: Sequence[Row],
    total: float,
    written: Iterable[int],
    refused: Sequence[Problem] = (),
) -> Plan:
    situation, words = world.situation, world.situation.words
    run = f"{situation.today.isoformat()}-{situation.run:04d}"
    control = (run, len(rows), total)
    heads = [_head(column, words) for column in (*columns, *_CONTROL)]
    content = delimited(heads, ((*row, *control) for row in rows), export_profile(situation))
    file = File(words.text(f"reports.exports.files.{name}", run=run), content)
    changes = tuple(Change("contracts", row, world.mark, None, situation.today) for row in written)
    return Plan(
        changes=changes,
        files=(file,) if rows else (),
        problems=(*situation.problems, *refused),
        counts={"exported": len(changes), "export_rows": len(rows), "exports_refused": len(refused)},
    )


def export_profile(situation: Situation) -> Profile:
    """How files for other programs are written: as the settings say, else as the language has it."""
    by_language = {"de": "german", "en": "rfc4180"}
    return PROFILES[situation.settings["export.profile"] or by_language[situation.words.language]]


def _head(column: str, words: Words) -> str:
    table, dot, key = column.partition(".")
    return words.label(table, key) if dot else words.text(f"reports.exports.columns.{column}")


def _crm_row(world: ExportWorld, contract: Mapping[Any, Any]) -> Row:
    words, staff = world.situation.words, world.situation.tables["staff"]
    names = dict(zip(staff["staff_id"], staff["name"], strict=True))
    return (
        *world.contract(contract, "contract_id", "contract_no", "company_id"),
        *(world.company(contract, column) for column in ("name", "customer_no", "crm_no")),
        names.get(contract["rep"], contract["rep"]),
        words.text(f"choices.contract_state.{contract['state']}") if contract["state"] else None,
        *world.contract(contract, "signed_on", "starts_on", "current_end", "notice_by", "term_months"),
        *world.contract(contract, "renew_months", "value"),
    )


def _billing_rows(world: ExportWorld, lines: Sequence[BillingLine]) -> list[Row]:
    tables = world.situation.tables
    promises = (
        tables["promises"].loc[[line.promise for line in lines if line.promise is not None]].to_dict("index")
    )
    contracts = world.contracts.to_dict("index")
    prices = _by_id(tables["prices"], "price_id")
    return [
        _billing_row(world, line, contracts[line.contract], promises.get(line.promise), prices) for line in lines
    ]


def _billing_row(
    world: ExportWorld,
    line: BillingLine,
    contract: Mapping[Any, Any],
    promise: Mapping[Any, Any] | None,
    prices: Mapping[Any, Mapping[Any, Any]],
) -> Row:
    known = promise or dict.fromkeys(TABLES["promises"].by_key)
    contract_id = contract["contract_id"]
    text = known["what"] or world.situation.words.text("reports.exports.rest", contract=contract_id)
    discount = plain(TABLES["promises"]["agreed_discount"], known["agreed_discount"])
    return (
        *world.contract(contract, "contract_id", "contract_no"),
        line.number,
        *(world.company(contract, column) for column in ("customer_no", "name")),
        known["promise_id"],
        text,
        plain(TABLES["promises"]["quantity"], known["quantity"]) or 1.0,
        None if discount is None else float(str(discount)) * 100,
        line.net,
        _vat(world, prices.get(known["price_id"], {})),
        *world.contract(contract, "starts_on", "current_end"),
    )


def _vat(world: ExportWorld, price: Mapping[Any, Any]) -> float | None:
    """The rate in per cent that the price list names; blank where it names none, for billing to decide."""
    if not price.get("vat"):
        return None
    return 0.0 if price["vat"] == "none" else world.situation.settings[f"vat.{price['vat']}"] * 100


def _by_id(frame: pd.DataFrame, key: str) -> Mapping[Any, Mapping[Any, Any]]:
    return frame.drop_duplicates(key).set_index(key, drop=False).to_dict("index")
