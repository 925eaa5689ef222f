"""The names by which a person recognises a row, and the row that a name means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from addin.books.cells import SEPARATOR, folded
from addin.plan import NewRow
from addin.tables import TABLES
from addin.tables.frames import blank
from addin.tables.model import Table

if TYPE_CHECKING:
    import pandas as pd


class Names:
    """What a reference cell shows for an id, and which id a typed name means.

    `frame` gives a table as it stands (bare names in it need not be resolved); `rows` are about to be appended
    and count as if they stood there already. A table is read when a name of it is first needed.
    """

    def __init__(self, frame: Callable[[Table], pd.DataFrame], rows: Sequence[NewRow] = ()) -> None:
        self._frame = frame
        self._rows = rows
        self._known: dict[str, _TableNames] = {}

    def shown(self, table: str, row_id: str) -> str:
        """`Hansen Druck GmbH · F-0012`; the bare id where its row has no name or does not exist."""
        return self._of(table).shown.get(row_id, row_id)

    def found(self, table: str, text: str) -> str | None:
        """The id that an id or an unambiguous name means; None for a name of no row or of several."""
        prefix = TABLES[table].prefix
        if prefix and text.startswith(f"{prefix}-"):
            return text
        return self._of(table).by_name.get(folded(text))

    def _of(self, table: str) -> _TableNames:
        if table not in self._known:
            self._known[table] = _TableNames(self._named(TABLES[table]))
        return self._known[table]

    def _named(self, table: Table) -> list[tuple[str, str]]:
        """Id and name of every row, those about to be appended last."""
        key = table.id_column
        if key is None:
            return []
        columns = [key.key, *table.shown_as]
        rows = [tuple(row) for row in self._frame(table)[columns].itertuples(index=False)]
        rows += [tuple(r.values.get(c) for c in columns) for r in self._rows if r.table == table.key]
        return [(row[0], self._name(table, row[1:])) for row in rows if not blank(row[0])]

    def _name(self, table: Table, values: tuple[Any, ...]) -> str:
        parts = (
            self._of(table[key].ref).name.get(value, "") if table[key].ref else str(value)
            for key, value in zip(table.shown_as, values, strict=True)
            if not blank(value)
        )
        return " ".join(part for part in parts if part)


class _TableNames:
    def __init__(self, named: list[tuple[str, str]]) -> None:
        self.name = dict(named)

    @cached_property
    def shown(self) -> dict[str, str]:
        return {key: f"{name}{SEPARATOR}{key}" if name else key for key, name in self.name.items()}

    @cached_property
    def by_name(self) -> dict[str, str]:
        """Ids by name, ambiguous names left out."""
        found: dict[str, str] = {}
        twice: set[str] = set()
        for key, name in self.name.items():
            if folded(name) in found:
                twice.add(folded(name))
            found[folded(name)] = key
        return {name: key for name, key in found.items() if name and name not in twice}
