"""The data check finds every wrong cell and nothing else."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from addin.core.checks import data_problems, late_notices
from addin.tables import TABLES
from addin.tables.frames import frame_of_rows

TODAY = date(2027, 2, 15)
COMPANY = {"company_id": "F-0001", "name": "Hansen Druck GmbH", "status": "customer"}
CONTRACT = {"contract_id": "V-0001", "company_id": "F-0001", "state": "active", "starts_on": date(2026, 7, 1)}


def frame(table: str, *rows: dict[str, Any]) -> pd.DataFrame:
    return frame_of_rows(TABLES[table], rows, range(2, 2 + len(rows)))


def found(*contracts: dict[str, Any]) -> list[tuple[int | None, str, str]]:
    tables = {"companies": frame("companies", COMPANY), "contracts": frame("contracts", *contracts)}
    return [(p.row, p.column, p.code) for p in data_problems(tables, TODAY)]


def test_a_clean_table_has_no_problem() -> None:
    assert found(CONTRACT, {**CONTRACT, "contract_id": "V-0002", "ends_on": date(2030, 1, 1)}) == []


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"starts_on": None}, "starts_on", "required"),
        ({"company_id": "F-0099"}, "company_id", "dead_reference"),
        ({"value": -1.0}, "value", "minimum_passed"),
        ({"term_months": 121}, "term_months", "maximum_passed"),
        ({"signed_on": date(1927, 2, 15)}, "signed_on", "impossible_date"),
        ({"ends_on": date(2099, 12, 31)}, "ends_on", "sentinel_end"),
        ({"ends_on": date(2026, 6, 30)}, "ends_on", "period_reversed"),
    ],
)
def test_each_kind_of_wrong_cell_is_found_where_it_is(cells: dict[str, Any], column: str, code: str) -> None:
    assert found(CONTRACT, {**CONTRACT, "contract_id": "V-0002", **cells}) == [(3, column, code)]


def test_a_second_row_with_the_same_id_names_the_first() -> None:
    tables = {"contracts": frame("contracts", CONTRACT, CONTRACT)}
    (problem,) = data_problems(tables, TODAY)
    assert (problem.row, problem.code, problem.facts["first"]) == (3, "duplicate", 2)


@pytest.mark.parametrize("mail", ["hansen", "a@b", "a b@c.example", "@x.example"])
def test_what_is_no_mail_address_is_a_warning(mail: str) -> None:
    person = {"staff_id": "M-0001", "name": "Ada", "role": "rep", "email": mail}
    (problem,) = data_problems({"staff": frame("staff", person)}, TODAY)
    assert (problem.column, problem.code, problem.severity) == ("email", "no_email", "warning")


def test_notice_that_came_a_day_late_is_flagged_with_the_end_it_brings_about() -> None:
    terms = {"term_months": 12, "renew_months": 12, "notice_value": 3, "notice_unit": "months"}
    late = {**CONTRACT, **terms, "terminated_on": date(2027, 4, 1)}
    (problem,) = late_notices(frame("contracts", late, {**late, "terminated_on": date(2027, 3, 31)}))
    assert (problem.row, problem.facts["until"]) == (2, date(2028, 6, 30))
