"""R-16: what a contract lacks before it may become active."""

import pandas as pd
from contract_rows import contracts

from addin.core.intake import intake_problems
from addin.tables.model import Problem

COMPLETE = {
    "contract_id": "V-0001",
    "company_id": "F-0001",
    "rep": "M-01",
    "starts_on": "2027-01-01",
    "value": 120.0,
    "notice_value": 3,
    "notice_unit": "months",
}


def promises(*rows: tuple[str, str | None, float | None]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), range(2, len(rows) + 2), ["contract_id", "department", "list_value"])
    frame = frame.astype({"contract_id": object, "department": object, "list_value": "float64"})
    return frame.assign(free=pd.Series(None, frame.index, dtype=object))


def _found(contract: dict[str, object], promised: pd.DataFrame) -> list[tuple[str, int | None, str, str]]:
    return [(p.table, p.row, p.column, p.code) for p in intake_problems(contracts(contract), promised)]


def test_a_complete_contract_may_become_active() -> None:
    assert _found(COMPLETE, promises(("V-0001", "design", 100.0), ("V-0001", "web", 20.0))) == []
    assert _found(COMPLETE, promises(("V-0001", "design", None))) == []
    assert _found(COMPLETE | {"value": None}, promises(("V-0001", "design", 5.0))) == []


def test_a_contract_with_the_explicit_answer_of_no_notice_may_become_active() -> None:
    explicit = COMPLETE | {"notice_value": None, "notice_unit": "none"}
    assert _found(explicit, promises(("V-0001", "design", None))) == []


def test_an_empty_contract_lacks_everything_and_says_where() -> None:
    blank = {"contract_id": "V-0009"}
    assert _found(blank, promises(("V-0001", "design", None))) == [
        ("contracts", 2, "company_id", "intake_missing"),
        ("contracts", 2, "rep", "intake_missing"),
        ("contracts", 2, "starts_on", "intake_missing"),
        ("contracts", 2, "notice_value", "intake_no_notice"),
        ("contracts", 2, "notice_unit", "intake_no_notice"),
        ("contracts", 2, "contract_id", "intake_no_promise"),
    ]


def test_what_is_free_adds_nothing_to_the_contract_s_value() -> None:
    promised = promises(("V-0001", "design", 120.0), ("V-0001", "web", 900.0))
    promised["free"] = [False, True]
    assert _found(COMPLETE, promised) == []


def test_a_promise_without_department_is_named_in_its_own_row() -> None:
    found = _found(COMPLETE, promises(("V-0002", None, None), ("V-0001", None, None)))
    assert found == [("promises", 3, "department", "intake_no_department")]


def test_list_values_that_do_not_add_up_to_the_contract_are_named_with_both_sums() -> None:
    wrong = intake_problems(contracts(COMPLETE), promises(("V-0001", "web", 0.1), ("V-0001", "web", 119.89)))
    facts = {"contract": "V-0001", "listed": 119.99, "value": 120.0}
    assert wrong == [Problem("contracts", 2, "value", "intake_sum", facts)]
