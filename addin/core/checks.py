"""What is wrong in the tables, cell by cell: every finding follows from the declarations (R-82, R-83)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd

from addin.core.contracts import notice_effects
from addin.tables import TABLES
from addin.tables.frames import cell
from addin.tables.model import Column, Problem, Table

Tables = Mapping[str, pd.DataFrame]

EARLIEST, LATEST = pd.Timestamp(1950, 1, 1), pd.Timestamp(2200, 1, 1)
_SHAPES = {
    "email": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}"),
    "url": re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE),
    "phone": re.compile(r"[+(]?[\d][\d\s()/.-]{3,}"),
}


def data_problems(tables: Tables, today: date, sentinel_years: int = 50) -> list[Problem]:
    """Every wrong row of the tables given, in the order of tables, rows and columns.

    References are checked only where the table they lead to is among `tables`. An end more than `sentinel_years`
    ahead is a warning: it is treated as open-ended (R-02).
    """
    far = pd.Timestamp(today) + pd.DateOffset(years=sentinel_years)
    found = [
        problem
        for key, frame in tables.items()
        for check in _CHECKS
        for problem in check(TABLES[key], frame, tables, far)
    ]
    order = {key: number for number, key in enumerate(tables)}
    return sorted(found, key=lambda problem: (order[problem.table], problem.row or 0))


def late_notices(
    contracts: pd.DataFrame, sentinel_years: int = 50, state: str = "", *, assumption_day: bool = False
) -> list[Problem]:
    """Every notice of termination that arrived after its deadline: the contract runs a term longer (R-02)."""
    effects = notice_effects(contracts, sentinel_years, state, assumption_day=assumption_day)
    return [
        Problem(
            "contracts", int(row), "terminated_on", "late_notice", _late_facts(contracts, effects, row), "warning"
        )
        for row in effects.index[effects["late"].to_numpy(dtype=bool)]
    ]


def _late_facts(contracts: pd.DataFrame, effects: pd.DataFrame, row: Any) -> dict[str, object]:
    return {
        "contract": cell(contracts, row, "contract_id"),
        "value": cell(contracts, row, "terminated_on").date(),
        "until": cell(effects, row, "terminated_to").date(),
    }


def _where(mask: pd.Series, frame: pd.DataFrame) -> Iterator[int]:
    return (int(row) for row in frame.index[mask.to_numpy(dtype=bool)])


def _required(table: Table, frame: pd.DataFrame, _tables: Tables, _far: pd.Timestamp) -> Iterator[Problem]:
    for column in table.stored:
        if column.required:
            for row in _where(frame[column.key].isna(), frame):
                yield Problem(table.key, row, column.key, "required")


def _unique(table: Table, frame: pd.DataFrame, _tables: Tables, _far: pd.Timestamp) -> Iterator[Problem]:
    groups = [(column.key,) for column in table.stored if column.unique]
    for keys in [*groups, *([table.unique] if table.unique else [])]:
        columns = list(keys)
        filled = frame[frame[columns].notna().all(axis=1)]
        again = filled[filled.duplicated(columns)]
        first = {tuple(values): row for row, *values in filled.drop_duplicates(columns)[columns].itertuples()}
        for row, *values in again[columns].itertuples():
            facts = {"value": _joined(values), "first": int(first[tuple(values)])}
            yield Problem(table.key, int(row), columns[-1], "duplicate", facts)


def _joined(values: list[Any]) -> str:
    return " · ".join(str(v.date() if isinstance(v, pd.Timestamp) else v) for v in values)


def _references(table: Table, frame: pd.DataFrame, tables: Tables, _far: pd.Timestamp) -> Iterator[Problem]:
    for column in table.stored:
        if column.ref not in tables:
            continue
        key = TABLES[column.ref].id_column
        assert key is not None, column.ref
        values = frame[column.key]
        dead = values.notna() & ~values.isin(set(tables[column.ref][key.key].dropna()))
        for row in _where(dead, frame):
            facts = {"value": values[row], "other": column.ref}
            yield Problem(table.key, row, column.key, "dead_reference", facts)


def _ranges(table: Table, frame: pd.DataFrame, _tables: Tables, _far: pd.Timestamp) -> Iterator[Problem]:
    for column in table.stored:
        for bound, beyond in (("minimum", _below), ("maximum", _above)):
            limit = getattr(column, bound)
            if limit is None:
                continue
            for row in _where(beyond(frame[column.key], limit), frame):
                facts = {"value": float(cell(frame, row, column.key)), "limit": limit}
                yield Problem(table.key, row, column.key, f"{bound}_passed", facts)


def _below(values: pd.Series, limit: float) -> pd.Series:
    return values < limit


def _above(values: pd.Series, limit: float) -> pd.Series:
    return values > limit


def _dates(table: Table, frame: pd.DataFrame, _tables: Tables, far: pd.Timestamp) -> Iterator[Problem]:
    for column in table.stored:
        if column.kind not in ("date", "moment"):
            continue
        values = frame[column.key]
        open_ended = (values > far) & (column.key == "ends_on")
        for row in _where(open_ended, frame):
            yield _date_problem(table, row, column, values[row], "sentinel_end", "warning")
        for row in _where(((values < EARLIEST) | (values > LATEST)) & ~open_ended, frame):
            yield _date_problem(table, row, column, values[row], "impossible_date", "error")


def _date_problem(
    table: Table, row: int, column: Column, value: pd.Timestamp, code: str, severity: Any
) -> Problem:
    return Problem(table.key, row, column.key, code, {"value": value.date()}, severity)


def _periods(table: Table, frame: pd.DataFrame, _tables: Tables, _far: pd.Timestamp) -> Iterator[Problem]:
    for first, last in table.periods:
        for row in _where(frame[first] > frame[last], frame):
            days = [cell(frame, row, column).date() for column in (last, first)]
            facts = {"value": days[0], "first": days[1], "other": first}
            yield Problem(table.key, row, last, "period_reversed", facts)


def _shapes(table: Table, frame: pd.DataFrame, _tables: Tables, _far: pd.Timestamp) -> Iterator[Problem]:
    for column in table.stored:
        shape = _SHAPES.get(column.kind)
        if shape is None:
            continue
        for row, value in frame[column.key].dropna().items():
            if not shape.fullmatch(str(value)):
                facts = {"value": value}
                yield Problem(table.key, int(str(row)), column.key, f"no_{column.kind}", facts, "warning")


_CHECKS: tuple[Callable[[Table, pd.DataFrame, Tables, pd.Timestamp], Iterator[Problem]], ...] = (
    _required,
    _unique,
    _references,
    _ranges,
    _dates,
    _periods,
    _shapes,
)
