"""Tables as frames: how values stand in the columns that the rules work with."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from addin.tables.model import Column, Table, Value

if TYPE_CHECKING:
    import pandas as pd


def blank(cell: object) -> bool:
    """Nothing stands in the cell: empty, not a number, or white space alone."""
    if cell is None or cell == "":
        return True
    if isinstance(cell, str):
        return not cell.strip()
    return bool(cell != cell)  # NaN and NaT alone differ from themselves


def text_of(cell: object) -> str:
    """A cell as text: a whole number without its point, a date as ISO.

    >>> text_of(4711.0)
    '4711'
    """
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return str(cell)


def frame_of(table: Table, values: Mapping[str, list[Value]], index: Sequence[int]) -> pd.DataFrame:
    """Columns of values as the frame that rules get: dates datetime64[us], numbers float64, the rest objects."""
    import pandas as pd

    rows: Any = pd.Index(list(index), dtype="int64", name="row")
    series = {
        column.key: pd.Series(list[Any](values[column.key]), index=rows, dtype=dtype_of(column))
        for column in table.stored
    }
    return pd.DataFrame(series, index=rows, columns=list(series))


def frame_of_rows(table: Table, rows: Collection[Mapping[str, Any]], index: Sequence[int]) -> pd.DataFrame:
    """Rows by their columns as the frame that rules get; what a row does not say is blank."""
    columns = {column.key: [row.get(column.key) for row in rows] for column in table.stored}
    return frame_of(table, columns, index)


def dtype_of(column: Column) -> Any:
    """The pandas type of a column's values."""
    if column.kind in ("date", "moment"):
        return "datetime64[us]"
    if column.kind in ("integer", "number", "money", "percent"):
        return "float64"
    return object


def plain(column: Column, value: Any) -> Value:
    """A value out of a frame without its pandas wrapping; every blank is None."""
    if blank(value):
        return None
    if column.kind in ("date", "moment"):
        moment: datetime = value.to_pydatetime() if hasattr(value, "to_pydatetime") else value
        return moment.date() if column.kind == "date" and isinstance(moment, datetime) else moment
    if column.kind in ("integer", "number", "money", "percent"):
        return int(value) if column.kind == "integer" else float(value)
    return bool(value) if column.kind == "flag" else value


def cell(frame: pd.DataFrame, row: Any, column: str) -> Any:
    """The value in one cell of a frame."""
    return frame.at[row, column]


def changed(frame: pd.DataFrame, cells: Iterable[tuple[int, str, Value]]) -> pd.DataFrame:
    """A copy of a frame with other values in some cells: row, column, value."""
    import pandas as pd

    by_column: dict[str, dict[int, Value]] = {}
    for row, column, value in cells:
        by_column.setdefault(column, {})[row] = value
    copy = frame.copy()
    for column, values in by_column.items():
        copy.loc[list(values), column] = pd.Series(values, dtype=frame[column].dtype)
    return copy


def appended(table: Table, frame: pd.DataFrame, rows: Collection[Mapping[str, Any]]) -> pd.DataFrame:
    """A frame with new rows behind its last one."""
    import pandas as pd

    if not rows:
        return frame
    first = int(max(frame.index, default=1)) + 1
    new = frame_of_rows(table, rows, range(first, first + len(rows)))
    return pd.concat([frame, new]) if len(frame) else new
