"""Sheets of a workbook, its tables (LibreOffice keeps them as database ranges) and its names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from formulas import to_excel, to_office
from ranges import Range

VISIBLE, HIDDEN = -1, 0  # xlSheetVisible, xlSheetHidden
BUILT_IN = "_xlnm."


class Sheets:
    """The sheets of a workbook in the order of their tabs."""

    def __init__(self, book: Any) -> None:
        self.book = book

    @property
    def api(self) -> Sheets:
        return self

    @property
    def _all(self) -> Any:
        return self.book.document.Sheets

    @property
    def active(self) -> Sheet:
        return Sheet(self.book, self.book.document.CurrentController.ActiveSheet)

    def __call__(self, name_or_index: str | int) -> Sheet:
        """By name as Excel finds it, whatever its case, or by number from 1."""
        for number, name in enumerate(self._all.ElementNames, 1):
            if name_or_index == number or str(name_or_index).casefold() == name.casefold():
                return Sheet(self.book, self._all.getByName(name))
        raise LookupError(f"The workbook has no sheet {name_or_index!r}.")

    def __len__(self) -> int:
        return int(self._all.Count)

    def __iter__(self) -> Iterator[Sheet]:
        for number in range(len(self)):
            yield Sheet(self.book, self._all.getByIndex(number))

    def add(self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None) -> Sheet:
        place = place_of(before, after, self.active.index - 1)
        name = name or next(n for k in range(1, 999) if not self._all.hasByName(n := f"Sheet{k}"))
        self._all.insertNewByName(name, place)
        made = self(name)
        made.activate()
        return made


def place_of(before: Sheet | None, after: Sheet | None, otherwise: int = 0) -> int:
    """Where a sheet comes that is put before or after another one, counted from 0."""
    if before:
        return before.index - 1
    return after.index if after else otherwise


class Sheet:
    """One sheet; `xl` is LibreOffice's."""

    def __init__(self, book: Any, xl: Any) -> None:
        self.book, self.xl = book, xl

    @property
    def api(self) -> Sheet:
        return self

    @property
    def name(self) -> str:
        return str(self.xl.Name)

    @name.setter
    def name(self, value: str) -> None:
        self.xl.Name = value

    @property
    def index(self) -> int:
        return int(self.xl.RangeAddress.Sheet) + 1

    @property
    def visible(self) -> int:
        """As Excel on Windows says it: a number, of which `is True` is never true."""
        return VISIBLE if self.xl.IsVisible else HIDDEN

    @visible.setter
    def visible(self, value: int) -> None:
        self.xl.IsVisible = bool(value)

    @property
    def names(self) -> Names:
        return Names(self.book, [self])

    @property
    def tables(self) -> Tables:
        return Tables(self)

    @property
    def cells(self) -> Range:
        area = self.xl.RangeAddress
        return Range(self, 1, 1, area.EndRow + 1, area.EndColumn + 1)

    @property
    def used_range(self) -> Range:
        cursor = self.xl.createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = cursor.RangeAddress
        cursor.gotoStartOfUsedArea(False)
        start = cursor.RangeAddress
        rows, columns = end.EndRow - start.StartRow + 1, end.EndColumn - start.StartColumn + 1
        return Range(self, start.StartRow + 1, start.StartColumn + 1, rows, columns)

    def range(self, first: Any, second: Any = None) -> Range:
        """By address, by place (row, column[, rows, columns]), or from one corner to the other."""
        if isinstance(first, tuple) and len(first) == 4:
            return Range(self, *first)
        start = self._corner(first)
        return start.to(self._corner(second)) if second is not None else start

    def _corner(self, given: Any) -> Range:
        if isinstance(given, Range):
            return given
        if isinstance(given, tuple):
            return Range(self, *given, 1, 1)
        return self.area(self._found(given))

    def _found(self, address: str) -> Any:
        parts = [self.xl.getCellRangeByName(part) for part in address.replace("$", "").split(",")]
        if len(parts) == 1:
            return parts[0]
        several = self.book.document.createInstance("com.sun.star.sheet.SheetCellRanges")
        several.addRangeAddresses(tuple(part.RangeAddress for part in parts), False)
        return several

    def area(self, xl: Any) -> Range:
        """A range of LibreOffice (or several at once) as one of ours; its row and shape are the first one's."""
        several = hasattr(xl, "RangeAddresses")
        first, *others = xl.RangeAddresses if several else (xl.RangeAddress,)
        return Range.of(self, first, tuple(others))

    def activate(self) -> None:
        self.book.document.CurrentController.setActiveSheet(self.xl)

    select = activate

    def clear(self) -> None:
        self.used_range.clear()

    def clear_contents(self) -> None:
        self.used_range.clear_contents()

    def autofit(self, axis: str | None = None) -> None:
        self.used_range.autofit(axis)

    def delete(self) -> None:
        self.book.document.Sheets.removeByName(self.name)

    def copy(self, before: Sheet | None, after: Sheet | None) -> None:
        """Into the other sheet's workbook; there it gets the name Excel would give it, or a number at its end."""
        target = (before or after or self).book
        sheets, place = target.document.Sheets, place_of(before, after, self.index)
        if target.document.RuntimeUID != self.book.document.RuntimeUID:
            sheets.importSheet(self.book.document, self.name, place)
        else:
            number = next(n for n in range(2, 999) if not sheets.hasByName(f"{self.name} ({n})"))
            sheets.copyByName(self.name, f"{self.name} ({number})", place)
        Sheet(target, sheets.getByIndex(place)).activate()

    def move(self, before: Sheet | None, after: Sheet | None) -> None:
        self.book.document.Sheets.moveByName(self.name, place_of(before, after))


class Tables:
    """The tables of a sheet."""

    def __init__(self, parent: Sheet) -> None:
        self.parent = parent

    @property
    def api(self) -> Tables:
        return self

    def __iter__(self) -> Iterator[Table]:
        all_tables, sheet = self.parent.book.document.DatabaseRanges, self.parent.index - 1
        for name in all_tables.ElementNames:
            found = all_tables.getByName(name)
            if found.DataArea.Sheet == sheet:
                yield Table(self.parent, found)

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __contains__(self, key: str | int) -> bool:
        return any(key in (number, table.name) for number, table in enumerate(self, 1))

    def __call__(self, key: str | int) -> Table:
        for number, table in enumerate(self, 1):
            if key == number or str(key).casefold() == table.name.casefold():
                return table
        raise KeyError(key)


class Table:
    """A table: its header row, its data (at least one row), its totals where it shows them."""

    def __init__(self, parent: Sheet, xl: Any) -> None:
        self.parent, self.xl = parent, xl

    @property
    def api(self) -> Table:
        return self

    @property
    def name(self) -> str:
        return str(self.xl.Name)

    display_name = name

    @property
    def range(self) -> Range:
        return Range.of(self.parent, self.xl.DataArea)

    @property
    def show_headers(self) -> bool:
        return bool(self.xl.ContainsHeader)

    @property
    def show_totals(self) -> bool:
        return bool(self.xl.TotalsRow)

    @property
    def header_row_range(self) -> Range | None:
        return self.range.rows(0, 1) if self.show_headers else None

    @property
    def totals_row_range(self) -> Range | None:
        return self.range.rows(self.range.shape[0] - 1, 1) if self.show_totals else None

    @property
    def data_body_range(self) -> Range:
        rows = self.range.shape[0] - self.show_headers - self.show_totals
        return self.range.rows(int(self.show_headers), rows)

    def resize(self, to: Any) -> None:
        """The table over another range, with its header where it was; its formulas are filled by who resizes."""
        address = to.impl.xl.RangeAddress
        if address.StartRow != self.xl.DataArea.StartRow:
            raise ValueError("The header of a resized table must stay in its row.")
        self.xl.DataArea = address


class Names:
    """The names of a workbook (scope None) and of sheets, as one list."""

    def __init__(self, book: Any, scopes: list[Sheet | None]) -> None:
        self.book, self._scopes = book, scopes

    @property
    def api(self) -> Names:
        return self

    def _of(self, scope: Sheet | None) -> Any:
        return (scope.xl if scope else self.book.document).NamedRanges

    def __iter__(self) -> Iterator[Name]:
        for scope in self._scopes:
            for name in self._of(scope).ElementNames:
                yield Name(self.book, scope, self._of(scope).getByName(name))

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __call__(self, name_or_index: str | int) -> Name:
        for number, name in enumerate(self, 1):
            if name_or_index == number or str(name_or_index).casefold() in name.spellings:
                return name
        raise LookupError(f"There is no name {name_or_index!r}.")

    def snapshot(self) -> list[tuple[str, Name]]:
        return [(name.name, name) for name in self]

    def contains(self, name_or_index: str | int) -> bool:
        try:
            return bool(self(name_or_index))
        except LookupError:
            return False

    def add(self, name: str, refers_to: str) -> Name:
        """A name of the workbook, or of a sheet where the name says so (`'Sheet'!name`) or this is its list."""
        sheet, _, bare = name.rpartition("!")
        scope = self.book.sheets(sheet.strip("'").replace("''", "'")) if sheet else self._scopes[0]
        kept = self._of(scope)
        if kept.hasByName(bare):
            kept.removeByName(bare)
        origin = self.book.document.Sheets.getByIndex(0).getCellByPosition(0, 0).CellAddress
        kept.addNewByName(bare, _content(refers_to), origin, 0)
        return Name(self.book, scope, kept.getByName(bare))


def _content(refers_to: str) -> str:
    return to_office(refers_to if refers_to.startswith("=") else f"={refers_to}")[1:]


class Name:
    """A defined name; one of a sheet shows its sheet before it, as in Excel."""

    def __init__(self, book: Any, scope: Sheet | None, xl: Any) -> None:
        self.book, self._scope, self.xl = book, scope, xl

    @property
    def api(self) -> Name:
        return self

    @property
    def name(self) -> str:
        bare = str(self.xl.Name).removeprefix(BUILT_IN)
        if not self._scope:
            return bare
        sheet = self._scope.name
        return f"{sheet if sheet.isidentifier() else quoted(sheet)}!{bare}"

    @property
    def spellings(self) -> set[str]:
        """How the name may be asked for."""
        bare = str(self.xl.Name).removeprefix(BUILT_IN)
        sheets = (self._scope.name, quoted(self._scope.name)) if self._scope else ()
        return {bare.casefold(), *(f"{sheet}!{bare}".casefold() for sheet in sheets)}

    @property
    def refers_to(self) -> str:
        return to_excel(f"={self.xl.Content}")

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self.xl.Content = _content(value)

    @property
    def refers_to_range(self) -> Range:
        area = self.xl.ReferredCells.RangeAddress
        return Range.of(self.book.sheets(area.Sheet + 1), area)

    def delete(self) -> None:
        (self._scope.xl if self._scope else self.book.document).NamedRanges.removeByName(self.xl.Name)


def quoted(sheet: str) -> str:
    """A sheet's name as a formula quotes it."""
    return "'" + sheet.replace("'", "''") + "'"
