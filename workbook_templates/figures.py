"""Today's figures on the start sheet, in the key language of the tables, and the same by bucket."""

from __future__ import annotations

from dataclasses import dataclass

from addin.reports.model import Severity
from addin.tables import TABLES
from addin.tables.formulas import native
from addin.tables.model import Kind, Table
from addin.tables.settings import SETTINGS


@dataclass(frozen=True)
class Figure:
    """One figure; above 0 it takes the tone. A click leads to the table it is counted in."""

    key: str
    table: str
    formula: str
    kind: Kind = "integer"
    tone: Severity = ""


def _running(*criteria: str, summed: str = "") -> str:
    """How many running contracts meet the criteria, or what one of their columns adds up to.

    Running are the active and the imported ones.
    """
    function, first = ("SUMIFS", [summed]) if summed else ("COUNTIFS", [])
    parts = (
        ",".join([*first, "contracts[state]", f"choice(contract_state.{state})", *criteria])
        for state in ("active", "imported")
    )
    return "+".join(f"{function}({part})" for part in parts)


def _at(table: str, column: str, *items: str) -> str:
    """How many rows of the table stand at one of the items."""
    return "+".join(f"COUNTIFS({table}[{column}],choice({item}))" for item in items)


_ENDING = ("contracts[current_end]", '">="&as_of', "contracts[current_end]", '"<="&as_of+90')
_NOTICE = (
    *("contracts[days_to_notice]", '">=0"', "contracts[days_to_notice]", '"<=30"'),
    *("contracts[terminated_to]", '""'),
)
_NOT_PAST = ("contracts[bucket]", '"<>"&choice(bucket.past)')

FIGURES = (
    Figure("running", "contracts", _running(*_NOT_PAST)),
    Figure("notices", "contracts", _running(*_NOTICE), tone="critical"),
    Figure("ending", "contracts", _running(*_ENDING), tone="warning"),
    Figure("value", "contracts", _running(*_ENDING, summed="contracts[value]"), "money"),
    Figure(
        "tasks",
        "tasks",
        "COUNTIFS(tasks[state],choice(task_state.overdue))"
        "+COUNTIFS(tasks[state],choice(task_state.open),tasks[due_on],as_of)",
        tone="warning",
    ),
    Figure("tickets", "tickets", _at("tickets", "state", "work_state.open", "work_state.overdue"), tone="warning"),
    Figure(
        "promises",
        "promises",
        _at("promises", "state", "promise_state.unused", "promise_state.wrong"),
        tone="warning",
    ),
    Figure("orders", "materials", 'COUNTIFS(materials[order_by],"<="&as_of)', tone="critical"),
)


def of_bucket(bucket: str) -> tuple[Figure, Figure]:
    """How many running contracts stand in an expiry bucket, and their value a year."""
    criteria = ("contracts[bucket]", f"choice(bucket.{bucket})")
    counted = Figure(bucket, "contracts", _running(*criteria))
    return counted, Figure(bucket, "contracts", _running(*criteria, summed="contracts[value]"), "money")


def rows_of(table: Table) -> Figure:
    """How many rows of the table are filled."""
    key = next(column.key for column in table.stored if column.required)
    return Figure(table.key, table.key, f"COUNTA({table.key}[{key}])")


def rows_at_first(table: Table) -> int:
    """How many rows of the table are filled in a new workbook."""
    return len(SETTINGS) if table.key == "settings" else 0


def formula(figure: Figure, language: str) -> str:
    return f"={native(figure.formula, TABLES[figure.table], language)}"
