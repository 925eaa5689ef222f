"""Which formulas of a workbook depend on cells that changed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from addin.books import markup
from addin.books.addresses import LAST_ROW, Area
from addin.books.excel_tables import ExcelTable
from addin.books.formula_cells import FormulaCells
from addin.books.formulas import Reference, references
from addin.books.package import Package, Sheet

_PASSES = 20  # a chain of formulas is followed in the order of the sheet; what winds longer is dropped altogether
_ANYWHERE = re.compile(r"\b(?:INDIRECT|OFFSET)\(", re.IGNORECASE)
_ITEM = re.compile(r"\[((?:[^\[\]']|'.)*)\]")


@dataclass
class _Rows:
    """Row numbers with their ends at hand."""

    numbers: set[int] = field(default_factory=set)
    first: int = LAST_ROW
    last: int = 0

    def add(self, rows: Collection[int]) -> None:
        self.numbers.update(rows)
        self.first, self.last = min(self.first, min(rows)), max(self.last, max(rows))


class Touched:
    """Cells that changed, by sheet and column."""

    def __init__(self) -> None:
        self._cells: dict[str, dict[int, _Rows]] = {}

    def add(self, sheet: str, column: int, rows: Collection[int]) -> None:
        if rows:
            self._cells.setdefault(sheet.casefold(), {}).setdefault(column, _Rows()).add(rows)

    def add_results(self, cells: FormulaCells) -> None:
        """Every place where the formula's results stand."""
        self.add(cells.sheet.name, cells.column, cells.rows)
        if cells.reach:
            for column in range(cells.reach.left, cells.reach.right + 1):
                self.add(cells.sheet.name, column, range(cells.reach.top, cells.reach.bottom + 1))

    def rows(self, sheet: str, columns: range) -> set[int]:
        """The rows in which one of the columns changed."""
        cells = self._cells.get(sheet.casefold(), {})
        return set().union(*(rows.numbers for column, rows in cells.items() if column in columns))

    def meets(self, sheet: str, area: Area) -> bool:
        """A changed cell lies in the area (or between two of its column that do not)."""
        return any(
            area.top in rows.numbers
            if area.top == area.bottom
            else rows.first <= area.bottom and rows.last >= area.top
            for column, rows in self._cells.get(sheet.casefold(), {}).items()
            if area.left <= column <= area.right
        )


@dataclass
class _Needs:
    """What a formula looks at: areas, columns of a table in its own row, or nobody can tell."""

    areas: list[tuple[str, Area]] = field(default_factory=list)
    own_row: list[tuple[ExcelTable, range]] = field(default_factory=list)
    anywhere: bool = False


class Workbook:
    """What the references of formulas mean: tables and defined names."""

    def __init__(self, package: Package, tables: Iterable[ExcelTable]) -> None:
        self._tables = {table.name.casefold(): table for table in tables}
        self._names: dict[str, list[str]] = {}
        self._known: dict[tuple[str, str], _Needs] = {}
        for name in markup.under(package.tree(package.workbook), "definedNames", "definedName"):
            self._names.setdefault(name.get("name", "").casefold(), []).append(name.text or "")

    def stale_rows(self, cells: FormulaCells, touched: Touched) -> Collection[int]:
        """The rows in which the formula looks at a cell that changed, or where nobody can tell beforehand."""
        needs = self._needs(cells.text, cells.sheet.name)
        if needs.anywhere or any(touched.meets(sheet, area) for sheet, area in needs.areas):
            return cells.rows
        changed = set().union(*(touched.rows(table.sheet.name, columns) for table, columns in needs.own_row))
        return changed.intersection(cells.rows)

    def may_be_stale(self, text: str, sheet: str, touched: Touched) -> bool:
        """The formula, wherever on that sheet it stands, might look at a cell that changed."""
        needs = self._needs(text, sheet)
        return (
            needs.anywhere
            or any(touched.meets(other, area) for other, area in needs.areas)
            or any(touched.rows(table.sheet.name, columns) for table, columns in needs.own_row)
        )

    def _needs(self, text: str, sheet: str) -> _Needs:
        if (text, sheet) not in self._known:
            needs = self._known[text, sheet] = _Needs()
            self._collect(text, sheet, needs, ())
        return self._known[text, sheet]

    def _collect(self, text: str, sheet: str, needs: _Needs, seen: tuple[str, ...]) -> None:
        needs.anywhere = needs.anywhere or bool(_ANYWHERE.search(text))
        for reference in references(text):
            if reference.elsewhere:
                needs.anywhere = needs.anywhere or ":" in reference.sheet
            elif reference.area:
                needs.areas.append((reference.sheet or sheet, reference.area))
            elif reference.columns:
                self._collect_columns(reference, sheet, needs)
            else:
                self._collect_name(reference, sheet, needs, seen)

    def _collect_columns(self, to: Reference, sheet: str, needs: _Needs) -> None:
        """Headers and totals count as data: too much does no harm."""
        known = self._tables.get(to.table.casefold())
        own = [table for table in self._tables.values() if table.sheet.name == sheet]
        for table in [known] if known else own if not to.table else []:
            columns = _meant(table, to.columns)
            if "[#This Row]" in to.columns or to.columns.startswith("[@"):
                needs.own_row.append((table, columns))
            else:
                area = replace(table.area, left=columns[0], right=columns[-1])
                needs.areas.append((table.sheet.name, area))

    def _collect_name(self, to: Reference, sheet: str, needs: _Needs, seen: tuple[str, ...]) -> None:
        key = to.name.casefold()
        if key in self._tables:
            needs.areas.append((self._tables[key].sheet.name, self._tables[key].area))
        elif key not in seen:
            for text in self._names.get(key, ()):
                self._collect(text, to.sheet or sheet, needs, (*seen, key))


def _meant(table: ExcelTable, brackets: str) -> range:
    """The columns of the sheet that the brackets of a reference mean."""
    items = _ITEM.findall(brackets[1:-1]) if brackets.startswith("[[") else [brackets[1:-1]]
    names = [re.sub("'(.)", r"\1", item).casefold().lstrip("@") for item in items if not item.startswith("#")]
    headers = [header.casefold() for header in table.headers]
    places = [table.area.left + headers.index(name) for name in names if name in headers]
    return range(min(places), max(places) + 1) if places else table.columns


def stale(formulas: list[FormulaCells], workbook: Workbook, touched: Touched) -> list[FormulaCells]:
    """The formulas whose cached results are no longer true, those that depend on others of them included.

    They are taken out of `formulas`, and `touched` gets their cells.
    """
    found: list[FormulaCells] = []
    for _ in range(_PASSES):
        fresh = [cells for each in formulas if (cells := _stale_part(each, workbook, touched))]
        if not fresh:
            return found
        found += fresh
        gone = by_column(fresh)
        formulas[:] = [kept for each in formulas if (kept := _without(each, gone))]
    found += formulas
    formulas.clear()
    return found


def _stale_part(cells: FormulaCells, workbook: Workbook, touched: Touched) -> FormulaCells | None:
    rows = workbook.stale_rows(cells, touched)
    if not rows:
        return None
    part = replace(cells, rows=list(rows))
    touched.add_results(part)
    return part


def _without(cells: FormulaCells, gone: dict[tuple[Sheet, int], list[int]]) -> FormulaCells | None:
    """What is left of the cells."""
    if (cells.sheet, cells.column) not in gone:
        return cells
    rows = set(gone[cells.sheet, cells.column])
    left = [row for row in cells.rows if row not in rows]
    return replace(cells, rows=left) if left else None


def by_column(cells: Iterable[FormulaCells]) -> dict[tuple[Sheet, int], list[int]]:
    """The rows of formulas by sheet and column."""
    found: dict[tuple[Sheet, int], list[int]] = {}
    for each in cells:
        found.setdefault((each.sheet, each.column), []).extend(each.rows)
    return found
