"""What a table, a column and a wrong row are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Literal

Value = str | int | float | bool | date | datetime | None

Kind = Literal[
    "id",  # given by Teeup, never edited: V-0001
    "text",
    "long",  # text that wraps
    "zip",  # text, zeros kept
    "email",
    "phone",
    "url",
    "integer",
    "number",
    "money",  # euros, two places
    "percent",  # 0.1 is 10 %
    "date",
    "moment",  # date and time, local
    "flag",  # yes or no
    "choice",  # one of a value list
    "ref",  # the id of a row in another table
    "any",  # whatever fits the row: the value of a setting
]


@dataclass(frozen=True)
class Column:
    """One column, declared once; labels and hints stand in `words/<language>/tables.json`.

    `formula` is native Excel in keys: `[@key]` this row's cell, `table[key]` a whole column,
    `choice(list.item)` a label of a value list, `setting(key)` a number of the settings, `id([@key])` the bare
    id in a reference cell, `as_of` the key date, `house_holidays` the public holidays of the house, which legal
    periods count by, `house_days_off` these and its closings, by which its own work is due.
    `refreshed` columns are computed too, but by Python alone: Excel has no formula for them. A `later` one came
    after masters were in use: where it is missing it reads as blank, and only what has to stand in it is refused.
    """

    key: str
    kind: Kind
    required: bool = False
    choices: str = ""
    ref: str = ""
    unique: bool = False
    formula: str = ""
    refreshed: bool = False
    minimum: float | None = None
    maximum: float | None = None
    folded: bool = False
    later: bool = False

    @property
    def computed(self) -> bool:
        """Nobody types here: a native formula or the refresh command fills the cell."""
        return bool(self.formula) or self.refreshed


@dataclass(frozen=True)
class Table:
    """One sheet of the master workbook: a real Excel table whose name is `key` in every language.

    `prefix` begins the ids of its rows (`V` gives V-0001; blank: no id column). `shown_as` names the columns by
    which a person recognises a row; a reference cell shows them before the id: `Hansen Druck GmbH · F-0012`.
    `periods` pairs columns whose first may not lie after the second.
    """

    key: str
    area: str
    columns: tuple[Column, ...]
    prefix: str = ""
    shown_as: tuple[str, ...] = ()
    unique: tuple[str, ...] = ()  # columns that together name a row, where no single one does
    periods: tuple[tuple[str, str], ...] = ()
    hidden: bool = False

    def __getitem__(self, key: str) -> Column:
        """The column of that key; KeyError where the table has none."""
        return self.by_key[key]

    @cached_property
    def by_key(self) -> dict[str, Column]:
        return {column.key: column for column in self.columns}

    @property
    def stored(self) -> tuple[Column, ...]:
        """The columns that people and commands fill; the others are computed from them."""
        return tuple(column for column in self.columns if not column.computed)

    @property
    def computed(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.computed)

    @property
    def id_column(self) -> Column | None:
        return next((column for column in self.columns if column.kind == "id"), None)


@dataclass(frozen=True)
class Problem:
    """A wrong row or cell as a value: work goes on with the rest.

    `row` is the row number in the sheet (or in the imported file), None for the whole table. `code` names the
    words in `words/<language>/problems.json`, `facts` fill them.
    """

    table: str
    row: int | None
    column: str
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    severity: Literal["error", "warning"] = "error"
