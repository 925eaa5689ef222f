"""Taking a contract over from the rep: from a quote, from what the coordinator says, from drafts in the sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from addin.commands.lookups import meant
from addin.commands.situation import Situation
from addin.core.amounts import line_net
from addin.core.ids import next_ids
from addin.core.intake import DEPARTMENT_OF, intake_problems
from addin.core.notice import parsed_notice
from addin.core.tasks import checklist_tasks, person_for
from addin.errors import Refusal
from addin.plan import Change, NewRow, Plan
from addin.tables import TABLES
from addin.tables.choices import CHOICES
from addin.tables.frames import frame_of_rows
from addin.tables.model import Problem, Value

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Value]

# What a product becomes when it is promised
PROMISE_OF = {"stand": "stand_discount"}


def contract_intake(situation: Situation) -> Plan:
    """One new contract with its promises, or all drafts checked; only what is complete becomes active (R-16)."""
    if situation.choice("quote") or situation.choice("company"):
        return _recorded(situation)
    return _checked_drafts(situation)


def _checked_drafts(situation: Situation) -> Plan:
    contracts = situation.tables["contracts"]
    drafts = contracts[contracts["state"] == "draft"]
    found = intake_problems(drafts, situation.tables["promises"])
    lacking = {problem.facts["contract"] for problem in found}
    complete = drafts[~drafts["contract_id"].isin(lacking)]
    changes = [Change("contracts", int(row), "state", "draft", "active") for row in complete.index]
    starts = zip(complete["contract_id"], complete["rep"], complete["starts_on"], strict=True)
    tasks = _numbered_tasks(situation, ((str(key), rep, start.date()) for key, rep, start in starts))
    return Plan(
        changes=tuple(changes),
        rows=tuple(tasks),
        problems=(*situation.problems, *found),
        counts={"activated": len(changes), "waiting": len(drafts) - len(changes)},
    )


def _recorded(situation: Situation) -> Plan:
    contract = _contract(situation)
    promises = [*_quoted_promises(situation, contract), *_named_promises(situation)]
    _number(situation, contract, promises)
    if contract["value"] is None and promises:
        paid = [row for row in promises if not row.get("free")]
        contract["value"] = round(sum(float(str(row["list_value"] or 0)) for row in paid), 2)
    found = intake_problems(_frame("contracts", [contract]), _frame("promises", promises))
    contract["state"] = "draft" if found else "active"
    tasks: Iterable[NewRow] = ()
    start = contract["starts_on"]
    if not found and isinstance(start, date):
        tasks = _numbered_tasks(situation, [(str(contract["contract_id"]), contract["rep"], start)])
    rows = (NewRow("contracts", contract), *(NewRow("promises", row) for row in promises), *tasks)
    return Plan(
        rows=rows,
        problems=(*situation.problems, *_without_rows(found)),
        counts={"activated": int(not found), "waiting": int(bool(found))},
    )


def _contract(situation: Situation) -> Row:
    """What the coordinator said, and what the quote says where she said nothing."""
    quote = _quote(situation)
    tables, choice = situation.tables, situation.choice
    company, rep = choice("company"), choice("rep")
    return {
        "company_id": meant("companies", tables["companies"], company) if company else quote.get("company_id"),
        "rep": meant("staff", tables["staff"], rep) if rep else quote.get("rep"),
        "quote_id": quote.get("quote_id"),
        "signed_on": situation.today,
        "starts_on": choice("starts"),
        "term_months": choice("months"),
        "renew_months": choice("renew"),
        "ends_on": choice("ends"),
        "value": choice("value"),
        **_notice(choice("notice")),
    }


def _notice(text: str | None) -> Row:
    if not text:
        return {"notice_value": None, "notice_unit": None, "notice_cutoff": None}
    clause = parsed_notice(text)
    if clause is None:
        raise Refusal("notice_unread", value=text)
    known: Row = {"notice_value": clause.value, "notice_unit": clause.unit, "notice_cutoff": clause.cutoff}
    return {**known, "notice_clause": text}


def _quote(situation: Situation) -> Row:
    wanted = situation.choice("quote")
    if not wanted:
        return {}
    quotes = situation.tables["quotes"]
    row = quotes[quotes["quote_id"] == meant("quotes", quotes, wanted)].iloc[0]
    return {key: row[key] for key in ("quote_id", "company_id", "rep")}


def _quoted_promises(situation: Situation, contract: Row) -> Iterator[Row]:
    """The quote's lines one by one (R-16); a free line keeps its list value, which counts nowhere."""
    if not contract["quote_id"]:
        return
    lines = situation.tables["quote_lines"]
    lines = lines[lines["quote_id"] == contract["quote_id"]]
    if not len(lines):
        raise Refusal("quote_without_lines", value=contract["quote_id"])
    prices = situation.tables["prices"].set_index("price_id")["kind"]
    for line in lines.astype(object).where(lines.notna(), None).to_dict("records"):
        yield _quoted(line, str(prices.get(line["price_id"], "other")))


def _quoted(line: dict[Any, Any], product: str) -> Row:
    kind = PROMISE_OF.get(product, product)
    kind = kind if kind in CHOICES["promise_kind"] else "other"
    value = line_net(line["quantity"], line["list_price"], line["discount"] or 0.0)
    own = ("issue_id", "show_id", "window_from", "window_until", "price_id", "quantity", "free")
    return {
        **{key: line[key] for key in own},
        "kind": kind,
        "what": line["text"],
        "department": DEPARTMENT_OF.get(kind),
        "agreed_discount": line["discount"],
        "list_value": value,
    }


def _named_promises(situation: Situation) -> Iterator[Row]:
    """Promises as the coordinator wrote them: kind;text;department;quantity;list value."""
    kinds = situation.words.tree("choices.promise_kind")
    departments = situation.words.tree("choices.department")
    for text in situation.choice("promise") or ():
        kind, what, department, quantity, value = [*(part.strip() for part in text.split(";")), *[""] * 5][:5]
        key = _item(kinds, kind)
        if key is None or not what:
            raise Refusal("promise_unread", value=text, choices=list(kinds.values()))
        yield {
            "kind": key,
            "what": what,
            "department": _item(departments, department) or DEPARTMENT_OF.get(key),
            "quantity": _number_in(quantity, text, kinds) or 1,
            "list_value": _number_in(value, text, kinds),
        }


def _item(labels: dict[str, str], text: str) -> str | None:
    folded = text.casefold()
    return next((key for key, label in labels.items() if folded in (key.casefold(), label.casefold())), None)


def _number_in(part: str, text: str, kinds: dict[str, str]) -> float | None:
    try:
        return float(part.replace(",", ".")) if part else None
    except ValueError:
        raise Refusal("promise_unread", value=text, choices=list(kinds.values())) from None


def _number(situation: Situation, contract: Row, promises: list[Row]) -> None:
    """Gives the new rows their ids and the promises their contract."""
    contract["contract_id"] = next(next_ids("contracts", situation.tables["contracts"]))
    fresh = next_ids("promises", situation.tables["promises"])
    for row in promises:
        row["promise_id"] = next(fresh)
        row["contract_id"] = contract["contract_id"]


def _frame(table: str, rows: list[Row]) -> pd.DataFrame:
    return frame_of_rows(TABLES[table], rows, range(len(rows)))


def _without_rows(found: Iterable[Problem]) -> Iterator[Problem]:
    """Findings about rows that have no place in a sheet yet."""
    return (replace(problem, row=None) for problem in found)


def _numbered_tasks(situation: Situation, starts: Iterable[tuple[str, Value, date]]) -> list[NewRow]:
    """The tasks that the checklists hang on the start of each contract."""
    tables = situation.tables
    fresh = next_ids("tasks", tables["tasks"])
    rows = []
    for contract_id, rep, start in starts:

        def owner(role: str | None, department: str | None, rep: Value = rep) -> str | None:
            if role == "rep" and rep:
                return str(rep)
            return person_for(tables["staff"], role, department, situation.today)

        for task in checklist_tasks(tables["checklists"], "contract_start", start, owner, situation.house):
            rows.append(NewRow("tasks", {"task_id": next(fresh), **task, "about": contract_id}))
    return rows
