"""The end of a table: new rows that look and calculate like its last one, and rows given back."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from functools import cached_property
from html import unescape
from xml.sax.saxutils import escape

from addin.books.addresses import Area, address
from addin.books.cell_writers import Computed, FormulaAt
from addin.books.contents import Content
from addin.books.excel_tables import ExcelTable
from addin.books.formula_cells import formula_cells
from addin.books.formulas import translated
from addin.books.package import Package
from addin.books.patches import SheetPatch
from addin.books.rows import RowXml, style_of
from addin.books.sheets import surveyed
from addin.errors import Refusal

_COLUMN_STYLE = re.compile(rb'<(?:[\w.-]+:)?col\s(?=[^>]*\bmin="(\d+)")(?=[^>]*\bmax="(\d+)")[^>]*\bstyle="(\d+)"')
_TAG = re.compile(rb"<[^>]*>")
_KIND = re.compile(rb'<[^>]*\st\s*=\s*["\'](\w+)["\']')
_REACH = re.compile(rb'<[^>]*\sref\s*=\s*["\']([^"\']+)["\']')
_DYNAMIC = re.compile(rb'<[^>]*?(\scm\s*=\s*["\']\d+["\'])')


class TableEnd:
    """The last rows of a table in its sheet; every change is left in a patch."""

    def __init__(self, package: Package, table: ExcelTable) -> None:
        self._package, self.table = package, table
        self._survey = surveyed(package, table.sheet, range(table.last_row, table.area.bottom + 1))
        self._xml = RowXml(self._survey.prefix)
        self._totals = range(table.last_row + 1, table.area.bottom + 1)
        self._formulas = {column: self._formula(column) for column in table.columns}

    @property
    def without_formula(self) -> set[int]:
        """The columns whose new cells get no formula."""
        return {column for column, formula in self._formulas.items() if formula is None}

    def last_filled(self, computed: Container[int] = ()) -> int:
        """The last row where more stands than formulas of computed columns; else the one before the first."""
        if self._is_filled(self._row(self.table.last_row), computed):
            return self.table.last_row
        rows = surveyed(self._package, self.table.sheet, range(self.table.first_row, self.table.last_row)).rows
        return max((n for n in rows if self._is_filled(rows[n], computed)), default=self.table.first_row - 1)

    def _is_filled(self, row: bytes, computed: Container[int]) -> bool:
        return any(
            self._xml.has_content(row[cell.start : cell.end])
            for cell in self._xml.cells(row)
            if cell.column in self.table.columns
            and cell.column not in computed
            and cell.column not in self.table.calculated_columns
        )

    def grow(
        self,
        patch: SheetPatch,
        last_row: int,
        contents: Mapping[int, Mapping[int, Content]],
        answers: Mapping[int, Mapping[int, Content]],
    ) -> None:
        """New rows up to `last_row`, with contents and answers by column and row.

        Refusal `calculated_column` where a value is meant for a column that Excel itself fills, `content_below`
        where something stands in the way.
        """
        new = range(self.table.last_row + 1, last_row + 1)
        patch.new_rows |= dict.fromkeys(new, self._row(self.table.last_row))
        for column in self.table.columns:
            cells = self._cells(column, new, contents.get(column, {}), answers.get(column, {}))
            patch.make(column, cells, self.style(column), set(self._totals))
        self._move_totals(patch, last_row)

    def shrink(self, patch: SheetPatch, last_row: int) -> bool:
        """Takes the rows behind `last_row` out; False where other cells share a formula that stands there."""
        gone = range(last_row + 1, self.table.last_row + 1)
        rows = surveyed(self._package, self.table.sheet, gone).rows
        if any(_REACH.search(f) for row in rows.values() for f in self._xml.formulas(row) if b"shared" in f):
            return False
        kept = {row - len(gone) for row in self._totals}
        for column in self.table.columns:
            out = [row for row in range(last_row + 1, self.table.area.bottom + 1) if row not in kept]
            patch.clear(column, dict.fromkeys(out))
        patch.emptied |= set(gone) | set(self._totals)
        self._move_totals(patch, last_row)
        return True

    def _cells(
        self, column: int, rows: range, contents: Mapping[int, Content], answers: Mapping[int, Content]
    ) -> dict[int, Content | Computed]:
        formula = self._formulas[column]
        given = {row for row, content in contents.items() if content is not None and row in rows}
        if given and column in self.table.calculated_columns:
            header = self.table.headers[column - self.table.area.left]
            raise Refusal("calculated_column", sheet=self.table.sheet.name, column=header)
        if formula is None:
            return {row: contents.get(row) for row in rows}
        return {
            row: contents[row] if row in given else Computed(formula, answers.get(row), row in answers)
            for row in rows
        }

    def _move_totals(self, patch: SheetPatch, last_row: int) -> None:
        down = last_row - self.table.last_row
        behind = set(range(min(last_row, self.table.last_row) + 1, self.table.area.bottom + 1))
        for row in self._totals:
            patch.new_rows.setdefault(row + down, self._row(row))
            for column in self.table.columns:
                if cell := self._xml.cell(self._row(row), column):
                    patch.move(column, {row + down: self._unshared(cell, row, column)}, behind)

    # --- what new cells are made like

    def style(self, column: int) -> bytes:
        """The style attribute of the last row's cell, else of the whole column; blank where there is none."""
        if cell := self._xml.cell(self._row(self.table.last_row), column):
            return style_of(cell)
        for first, last, style in _COLUMN_STYLE.findall(self._survey.head):
            if int(first) <= column <= int(last):
                return b' s="%b"' % style
        return b""

    def _row(self, number: int) -> bytes:
        return self._survey.rows.get(number, b"")

    def _formula(self, column: int) -> FormulaAt | None:
        """The formula of new cells: of the column, or where it has none of the last row."""
        cell = self._xml.cell(self._row(self.table.last_row), column)
        own, calculated = self._xml.formula(cell), dict(self.table.calculated).get(column - self.table.area.left)
        kind = _KIND.match(own)
        if kind and kind[1] == b"array":
            return self._array(cell, own, column)
        if calculated and translated(calculated, 1, 0) == calculated:
            return self._plain(calculated, self.table.last_row)
        if own and not (kind and kind[1] == b"dataTable"):
            return self._plain(self._text(self.table.last_row, column), self.table.last_row)
        return self._plain(calculated, self.table.first_row) if calculated else None

    def _plain(self, text: str, row: int) -> FormulaAt:
        prefix = self._xml.prefix
        moves = translated(text, 1, 0) != text
        fixed = escape(text).encode()

        def formula(at: int) -> tuple[bytes, bytes]:
            here = escape(translated(text, at - row, 0)).encode() if moves else fixed
            return b"", b"<%bf>%b</%bf>" % (prefix, here, prefix)

        return formula

    def _array(self, cell: bytes, own: bytes, column: int) -> FormulaAt | None:
        """An array formula of one cell, new or old style as it is; None for one over several cells."""
        reach, prefix = _REACH.match(own), self._xml.prefix
        if not reach or Area.of(reach[1].decode()).cells > 1:
            return None
        row, dynamic = self.table.last_row, _DYNAMIC.match(cell)
        text = self._text(row, column)

        def formula(at: int) -> tuple[bytes, bytes]:
            here, name = escape(translated(text, at - row, 0)).encode(), address(at, column).encode()
            element = b'<%bf t="array" ref="%b">%b</%bf>' % (prefix, name, here, prefix)
            return dynamic[1] if dynamic else b"", element

        return formula

    def _text(self, row: int, column: int) -> str:
        own = self._xml.formula(self._xml.cell(self._row(row), column))
        text = unescape(_TAG.sub(b"", own).decode())
        return text or self._shared.get((row, column), "")

    def _unshared(self, cell: bytes, row: int, column: int) -> bytes:
        """The cell with its formula written out."""
        own = self._xml.formula(cell)
        if b"shared" not in own:
            return cell
        prefix, text = self._xml.prefix, escape(self._text(row, column)).encode()
        return cell.replace(own, b"<%bf>%b</%bf>" % (prefix, text, prefix))

    @cached_property
    def _shared(self) -> dict[tuple[int, int], str]:
        """The formulas of the last rows, shared ones written out."""
        end = range(self.table.last_row, self.table.area.bottom + 1)
        found = formula_cells(self._package, self.table.sheet, lambda row, _: row not in end)
        return {(row, cells.column): cells.text for cells in found for row in cells.rows}
