"""An edit, said in tables, rows and keys, as contents for the cells of a workbook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from addin.books import Edit, Removal, cells
from addin.books.block import Block, Spot, TableSpot
from addin.books.contents import Content, same
from addin.errors import Refusal
from addin.plan import Change, NewRow
from addin.tables import TABLES
from addin.tables.model import Column, Problem, Table

if TYPE_CHECKING:
    import pandas as pd

Each = TypeVar("Each")
Key = TypeVar("Key")


Writing = TypeVar("Writing", bound=TableSpot, contravariant=True)


class Blocks(Protocol[Spot]):
    """The tables of one workbook, each read when it is first asked for; `read` holds those that were."""

    @property
    def language(self) -> str: ...

    @property
    def read(self) -> Mapping[str, Block[Spot]]: ...

    def of(self, table: Table) -> Block[Spot]: ...


class Surgery(Protocol[Writing]):
    """What can be done to the cells of one workbook's tables; columns and rows are those of the sheet."""

    def fill(self, table: Writing, column: int, contents: Mapping[int, Content]) -> None:
        """Values into cells; None clears one."""

    def settle(self, table: Writing, column: int, fresh: Mapping[int, Content], settled: Container[int], /) -> int:
        """Results of formulas, those that are `fresh` among the `settled` rows; how many are known to change."""

    def append(
        self,
        table: Writing,
        last_row: int,
        contents: Mapping[int, Mapping[int, Content]],
        answers: Mapping[int, Mapping[int, Content]],
    ) -> None:
        """Rows behind the last filled one up to `last_row`, by column: blank ones are filled, others added."""

    def shrink(self, table: Writing, last_row: int) -> bool:
        """Gives back the rows behind `last_row`, which are blank; False where they are needed."""


class Entries(Generic[Spot]):
    """Puts the parts of an edit into a surgery, leaving out what stands there already.

    `shown` gives the text of a reference cell for a table and an id; `changed` counts the cells that truly change.
    """

    def __init__(self, blocks: Blocks[Spot], surgery: Surgery[Spot], shown: Callable[[str, str], str]) -> None:
        self._blocks, self._surgery, self._shown = blocks, surgery, shown
        self._language = blocks.language
        self.changed = 0

    def all_of(self, edit: Edit) -> tuple[int, ...]:
        """Everything that an edit does to cells; the numbers of its new rows in their order."""
        self.change(edit.changes)
        for key, results in edit.results.items():
            self.answer(key, results)
        rows = self.append(edit.rows)
        self.remove(edit.removals, {row.table for row in edit.rows})
        return rows

    def change(self, changes: Sequence[Change]) -> None:
        """Single cells; Refusal `row_missing` where the table does not reach so far."""
        for (key, column), some in _grouped(changes, lambda change: (change.table, change.column)).items():
            contents = {change.row: self._content(TABLES[key][column], change.after) for change in some}
            self._put(self._blocks.of(TABLES[key]), column, contents)

    def answer(self, key: str, results: pd.DataFrame) -> None:
        """Python's answers for the rows of the frame: cached results of formulas, values of refreshed columns."""
        block = self._blocks.of(TABLES[key])
        rows = [int(row) for row in results.index]
        self._refuse_missing(block, rows)
        for column in TABLES[key].computed:
            if column.key in results and column.key in block.places:
                contents = dict(zip(rows, self._contents(column, results[column.key].tolist()), strict=True))
                if column.refreshed:
                    self._put(block, column.key, contents)
                else:
                    self._answer(block, column.key, contents)

    def append(self, rows: Sequence[NewRow]) -> tuple[int, ...]:
        """New rows behind the last filled ones of their tables; their numbers in the order of `rows`."""
        groups = _grouped(rows, lambda row: row.table)
        following = {key: self._append(TABLES[key], some) for key, some in groups.items()}
        numbers = []
        for row in rows:
            numbers.append(following[row.table])
            following[row.table] += 1
        return tuple(numbers)

    def remove(self, removals: Sequence[Removal], appended: Iterable[str]) -> None:
        """Blanks rows, and gives back those that end a table to which nothing is `appended`."""
        for key, some in _grouped(removals, lambda removal: removal.table).items():
            block, rows = self._blocks.of(TABLES[key]), {removal.row for removal in some}
            self._refuse_missing(block, rows)
            last = max(block.last_filled(without=rows), block.excel.first_row)
            back = key not in appended and last < max(rows) and self._surgery.shrink(block.excel, last)
            for column in TABLES[key].columns:
                if column.key in block.places and not column.formula:
                    self._blank(block, column.key, rows, last if back else block.excel.last_row)

    # --- cells

    def _put(self, block: Block[Spot], key: str, contents: Mapping[int, Content]) -> None:
        self._refuse_missing(block, contents)
        self._refuse_without_column(block, key)
        fresh = self._differing(block, key, contents)
        self.changed += len(fresh)
        self._surgery.fill(block.excel, block.places[key], fresh)

    def _answer(self, block: Block[Spot], key: str, contents: Mapping[int, Content]) -> None:
        fresh = self._differing(block, key, contents)
        self.changed += self._surgery.settle(block.excel, block.places[key], fresh, contents)

    def _differing(self, block: Block[Spot], key: str, contents: Mapping[int, Content]) -> dict[int, Content]:
        """The contents that do not stand there already."""
        present = block.column(block.places[key])
        return {row: content for row, content in contents.items() if not same(present(row), content)}

    def _blank(self, block: Block[Spot], key: str, rows: Iterable[int], last: int) -> None:
        present = block.column(block.places[key])
        filled = {row: None for row in rows if not same(present(row), None)}
        self.changed += len(filled)
        kept = {row: None for row in filled if row <= last}
        self._surgery.fill(block.excel, block.places[key], kept)

    def _append(self, table: Table, rows: Sequence[NewRow]) -> int:
        block = self._blocks.of(table)
        first = block.last_filled() + 1
        contents: dict[int, dict[int, Content]] = defaultdict(dict)
        answers: dict[int, dict[int, Content]] = defaultdict(dict)
        for number, row in enumerate(rows, first):
            for key, value in row.values.items():
                column = table[key]
                if not column.computed and value is not None:
                    self._refuse_without_column(block, key)
                if key in block.places:
                    kind = answers if column.formula else contents
                    kind[block.places[key]][number] = self._content(column, value)
                    self.changed += value is not None
        last = max(block.excel.last_row, first + len(rows) - 1)
        self._surgery.append(block.excel, last, contents, answers)
        return first

    # --- values

    def _content(self, column: Column, value: Any) -> Content:
        return cells.content(column, value, self._language, self._shown)

    def _contents(self, column: Column, values: list[Any]) -> list[Content]:
        """The contents of a whole column; equal values are translated once."""
        known: dict[Any, Content] = {}
        for value in values:
            if value not in known:
                known[value] = self._content(column, value)
        return [known[value] for value in values]

    def _refuse_missing(self, block: Block[Spot], rows: Iterable[int]) -> None:
        for row in rows:
            if not block.excel.first_row <= row <= block.excel.last_row:
                raise Refusal("row_missing", table=block.table.key, row=row)

    @staticmethod
    def _refuse_without_column(block: Block[Spot], key: str) -> None:
        """Refusal `column_missing` where the master lacks a later column that something has to stand in."""
        if key not in block.places:
            raise cells.column_missing(block.table, block.table[key], block.headers)

    def unanswered(self, missing: Sequence[tuple[str, int, int]]) -> list[Problem]:
        """One problem for each column that lacks formulas, by the sheet's part, row and column of each cell."""
        problems = []
        for table in TABLES.values():
            block = self._blocks.read.get(table.key)
            for key, place in block.places.items() if block else ():
                rows = [r for part, r, c in missing if block and part == block.excel.sheet.part and c == place]
                if rows:
                    facts = {"count": len(rows)}
                    problems.append(Problem(table.key, min(rows), key, "formula_missing", facts, "warning"))
        return problems


def _grouped(each: Iterable[Each], key: Callable[[Each], Key]) -> dict[Key, list[Each]]:
    groups: dict[Key, list[Each]] = defaultdict(list)
    for one in each:
        groups[key(one)].append(one)
    return groups
