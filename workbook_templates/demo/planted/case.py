"""A planted case: rows that show one trap of one rule, and what the rule must find there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from addin.plan import NewRow
from addin.tables.model import Value
from workbook_templates.demo.wording import Wording

Rows = Callable[[Wording], list[NewRow]]


@dataclass(frozen=True)
class Planted:
    """What a rule must find: in which row, about which column, and the right answer.

    `row_id` is the id of the row; where a table has none, what names the row, parts joined by a slash. `column`
    may be one that only the rule knows (`send_by`, `shortfall_days`). `expect` is a computed value, what a command
    shall write into a stored column, or the code of the problem there.
    """

    case: str
    rule: str
    table: str
    row_id: str
    column: str
    expect: Value


CASES: dict[str, Rows] = {}
FINDINGS: list[Planted] = []


def planted(case: str, rule: str, *found: tuple[str, str, str, Value]) -> Callable[[Rows], Rows]:
    """Enters a function as the rows of a case; each of `found` is table, row, column and what is expected."""

    def enter(rows: Rows) -> Rows:
        CASES[case] = rows
        FINDINGS.extend(Planted(case, rule, *finding) for finding in found)
        return rows

    return enter
