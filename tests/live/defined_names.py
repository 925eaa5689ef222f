"""Defined names of a workbook and of its sheets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from formulas import to_excel, to_office
from ranges import Range

if TYPE_CHECKING:
    from sheets import Sheet

BUILT_IN = "_xlnm."


class Names:
    """The names of a workbook (scope None) and of sheets, as one list."""

    def __init__(self, book: Any, scopes: list[Sheet | None]) -> None:
        self.book, self._scopes = book, scopes

    @property
    def api(self) -> Names:
        return self

    def _of(self, scope: Sheet | None) -> Any:
        return scope.kept_names if scope else self.book.document.NamedRanges

    def __iter__(self) -> Iterator[Name]:
        for scope in self._scopes:
            kept = self._of(scope)
            yield from (Name(self.book, scope, kept, called) for called in kept.ElementNames)

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
        origin = self.book.all_sheets.getByIndex(0).getCellByPosition(0, 0).CellAddress
        kept.addNewByName(bare, _content(refers_to), origin, 0)
        return Name(self.book, scope, kept, bare)


class Name:
    """A defined name; one of a sheet shows its sheet before it, as in Excel."""

    def __init__(self, book: Any, scope: Sheet | None, kept: Any, called: str) -> None:
        self.book, self._scope, self._kept, self._called = book, scope, kept, called

    @property
    def api(self) -> Name:
        return self

    @property
    def xl(self) -> Any:
        return self._kept.getByName(self._called)

    @property
    def _bare(self) -> str:
        return self._called.removeprefix(BUILT_IN)

    @property
    def name(self) -> str:
        if not self._scope:
            return self._bare
        sheet = self._scope.name
        return f"{sheet if sheet.isidentifier() else quoted(sheet)}!{self._bare}"

    @property
    def spellings(self) -> set[str]:
        """How the name may be asked for."""
        sheets = (self._scope.name, quoted(self._scope.name)) if self._scope else ()
        return {self._bare.casefold(), *(f"{sheet}!{self._bare}".casefold() for sheet in sheets)}

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
        self._kept.removeByName(self._called)


def _content(refers_to: str) -> str:
    return to_office(refers_to if refers_to.startswith("=") else f"={refers_to}")[1:]


def quoted(sheet: str) -> str:
    """A sheet's name as a formula quotes it."""
    return "'" + sheet.replace("'", "''") + "'"
