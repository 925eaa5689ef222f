"""Sheets of a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from typing import Any

from defined_names import Names
from ranges import Range
from tables import Tables

VISIBLE, HIDDEN = -1, 0  # xlSheetVisible, xlSheetHidden


class Sheets:
    """The sheets of a workbook in the order of their tabs."""

    def __init__(self, book: Any) -> None:
        self.book = book

    @property
    def api(self) -> Sheets:
        return self

    @property
    def _all(self) -> Any:
        return self.book.all_sheets

    @property
    def active(self) -> Sheet:
        """The sheet in front: the one activated last, else the one the file was saved with."""
        there = set(self._all.ElementNames)
        front = [name for name in self.book.remembered("sheet") if name in there]
        return Sheet(self.book, front[-1] if front else self.book.document.CurrentController.ActiveSheet.Name)

    def __call__(self, name_or_index: str | int) -> Sheet:
        """By name as Excel finds it, whatever its case, or by number from 1."""
        for number, name in enumerate(self._all.ElementNames, 1):
            if name_or_index == number or str(name_or_index).casefold() == name.casefold():
                return Sheet(self.book, name)
        raise LookupError(f"The workbook has no sheet {name_or_index!r}.")

    def __len__(self) -> int:
        return int(self._all.Count)

    def __iter__(self) -> Iterator[Sheet]:
        return (Sheet(self.book, name) for name in self._all.ElementNames)

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
    """One sheet, known by its name; `xl` is LibreOffice's, which costs a moment to reach."""

    def __init__(self, book: Any, name: str) -> None:
        self.book, self._name = book, name

    @cached_property
    def xl(self) -> Any:
        return self._reached[0]

    @property
    def kept_names(self) -> Any:
        """LibreOffice's names of the sheet."""
        return self._reached[1]

    @property
    def _reached(self) -> tuple[Any, Any]:
        """LibreOffice's sheet and its names, kept with the workbook for as long as they are there."""
        known = self.book.reached.get(self._name)
        with suppress(Exception):  # where the sheet has gone, and perhaps another one has come
            if known and known[0].Name == self._name:
                return known
        sheet = self.book.all_sheets.getByName(self._name)
        self.book.reached[self._name] = sheet, sheet.NamedRanges
        return self.book.reached[self._name]

    @property
    def api(self) -> Sheet:
        return self

    @property
    def name(self) -> str:
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self.xl.Name = self._name = value
        self.book.tables.clear()

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
        self.book.remember("sheet", self.name)

    @property
    def selected(self) -> Range:
        """The cells selected on it."""
        addresses = [address for name, address in self.book.remembered("selection") if name == self.name]
        return self.range(addresses[-1] if addresses else "A1")

    select = activate

    def clear(self) -> None:
        self.used_range.clear()

    def clear_contents(self) -> None:
        self.used_range.clear_contents()

    def autofit(self, axis: str | None = None) -> None:
        self.used_range.autofit(axis)

    def delete(self) -> None:
        self.book.all_sheets.removeByName(self.name)

    def copy(self, before: Sheet | None, after: Sheet | None) -> None:
        """Into the other sheet's workbook; there it gets the name Excel would give it, or a number at its end."""
        target = (before or after or self).book
        sheets, place = target.all_sheets, place_of(before, after, self.index)
        if target.number != self.book.number:
            sheets.importSheet(self.book.document, self.name, place)
        else:
            number = next(n for n in range(2, 999) if not sheets.hasByName(f"{self.name} ({n})"))
            sheets.copyByName(self.name, f"{self.name} ({number})", place)
        Sheet(target, sheets.ElementNames[place]).activate()

    def move(self, before: Sheet | None, after: Sheet | None) -> None:
        self.book.all_sheets.moveByName(self.name, place_of(before, after))
