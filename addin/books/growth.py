"""A table that grows or shrinks: all that lies over its columns comes along."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace

from lxml import etree

from addin.books import markup
from addin.books.addresses import Area, address
from addin.books.excel_tables import ExcelTable
from addin.books.formulas import Reference, translated, with_last_row
from addin.books.package import Package

_WITH_AREAS = ("conditionalFormatting", "dataValidation", "ignoredError", "protectedRange")
_WITH_FORMULAS = ("formula", "formula1", "formula2", "f")
_CHARTS = ("drawingml.chart+xml", "ms-office.chartex+xml")


@dataclass(frozen=True)
class Growth:
    """A table whose data end in another row than before (fewer rows count as growth too)."""

    table: ExcelTable
    last_row: int

    @property
    def after(self) -> ExcelTable:
        return self.table.ending(self.last_row)

    # --- areas

    def areas(self, text: str) -> str:
        """A list of areas after the growth: those that hold the table's last row reach to its new last row.

        An area that holds the last row alone belongs to that row, not to the column.
        """
        return " ".join(part for old in text.split() for part in self._parts(old)) or text

    def _parts(self, text: str) -> list[str]:
        area = Area.of(text)
        grown = list(self._area(area))
        return [text] if grown == [area] else [str(part) for part in grown]

    def _area(self, area: Area) -> Iterator[Area]:
        old, new = self.table.last_row, self.last_row
        inside = self.table.area.left <= area.left and area.right <= self.table.area.right
        if inside and new < area.top and area.bottom <= old:
            return  # it came with rows that are gone
        yield replace(area, bottom=self._bottom(area)) if inside else area
        if not inside and self._bottom(area) > area.bottom:
            yield from self._beside(area)

    def _beside(self, area: Area) -> Iterator[Area]:
        """The new rows of a wider area: beside the table nothing grows."""
        left, right = max(area.left, self.table.area.left), min(area.right, self.table.area.right)
        if left <= right:
            yield Area(area.bottom + 1, left, self._bottom(area), right)

    def _bottom(self, area: Area) -> int:
        old, new, end = self.table.last_row, self.last_row, self.table.area.bottom
        if not (area.top < old or self.table.first_row == old) or not area.top <= old <= area.bottom:
            return area.bottom
        if self.table.totals_rows and area.bottom == end:
            return new + self.table.totals_rows
        return new if area.bottom == old else max(new, area.bottom)

    # --- ranges in formulas

    def concerns(self, reference: Reference, own_sheet: str) -> bool:
        """The reference is a whole column of the table or several, from header or first row to the last row."""
        area = reference.area
        if area is None or reference.elsewhere:
            return False
        return (
            (reference.sheet or own_sheet).casefold() == self.table.sheet.name.casefold()
            and self.table.area.left <= area.left
            and area.right <= self.table.area.right
            and area.top in (self.table.area.top, self.table.first_row)
            and area.bottom == self.table.last_row
        )

    def formula(self, text: str, own_sheet: str, *, fixed_only: bool = False) -> str:
        """The formula with its ranges over the table's columns ending in the new last row."""
        return with_last_row(
            text, lambda reference: self.concerns(reference, own_sheet), self.last_row, fixed_only=fixed_only
        )

    # --- parts

    def in_table(self, root: etree._Element) -> None:
        """The table's own part: its area, filter and sorting; it is empty no longer."""
        root.set("ref", str(self.after.area))
        etree.strip_attributes(root, "insertRow", "insertRowShift")
        data = replace(self.after.area, bottom=self.last_row)
        for filter in markup.under(root, "autoFilter"):
            filter.set("ref", str(data))
        for state in markup.everywhere(root, "sortState", "sortCondition"):
            sorted_area = Area.of(state.get("ref", ""))
            if sorted_area.bottom == self.table.last_row:
                state.set("ref", str(replace(sorted_area, bottom=self.last_row)))

    def in_frame(self, frame: etree._Element, sheet: str) -> bool:
        """What stands around the rows of a sheet, the table's own or another; True where something changed."""
        before = etree.tostring(frame)
        own = sheet == self.table.sheet.name
        for element in list(frame.iter()):
            name, parent = markup.local(element), element.getparent()
            if own and name in _WITH_AREAS:
                self._in_areas(element)
            elif name in _WITH_FORMULAS and parent is not None and markup.local(parent) != "sparkline":
                element.text = self.formula(element.text or "", sheet, fixed_only=True) or None
            elif name == "sparkline":
                self._in_sparkline(element, sheet)
        return etree.tostring(frame) != before

    def _in_areas(self, element: etree._Element) -> None:
        if (text := element.get("sqref")) is not None:
            element.set("sqref", self.areas(text))
        for child in markup.under(element, "sqref"):
            child.text = self.areas(child.text or "")

    def _in_sparkline(self, element: etree._Element, sheet: str) -> None:
        """One that stands in the table comes with every row; one beside it shows the new rows too."""
        source, place, all = markup.first(element, "f"), markup.first(element, "sqref"), element.getparent()
        if source is None or place is None or all is None:
            return
        at = Area.of(place.text or "")
        if sheet != self.table.sheet.name or at.left not in self.table.columns or at.top < self.table.first_row:
            source.text = self.formula(source.text or "", sheet)
        elif self.last_row < at.top <= self.table.last_row and len(all) > 1:
            all.remove(element)
        elif at.top == self.table.last_row:
            self._copy_sparkline(element, at)

    def _copy_sparkline(self, element: etree._Element, at: Area) -> None:
        for row in range(self.last_row, at.top, -1):
            copy = deepcopy(element)
            source, place = markup.first(copy, "f"), markup.first(copy, "sqref")
            assert source is not None and place is not None
            source.text = translated(source.text or "", row - at.top, 0)
            place.text = address(row, at.left)
            element.addnext(copy)

    def in_package(self, package: Package) -> None:
        """Defined names and charts over the table's columns, and the table's own part."""
        self._in_names(package)
        for name in package.of_type(*_CHARTS):
            self._in_chart(package, name)
        root = package.tree(self.table.part)
        self.in_table(root)
        package.put(self.table.part, root)

    def _in_names(self, package: Package) -> None:
        workbook = package.tree(package.workbook)
        names = list(markup.under(workbook, "definedNames", "definedName"))
        grown = [self.formula(name.text or "", "") for name in names]
        if any(name.text != text for name, text in zip(names, grown, strict=True) if name.text):
            for name, text in zip(names, grown, strict=True):
                name.text = text
            package.put(package.workbook, workbook)

    def _in_chart(self, package: Package, part: str) -> None:
        if not re.search(rb"<(?:\w+:)?f[\s>]", package[part]):
            return
        root = package.tree(part)
        changed = False
        for source in markup.everywhere(root, "f"):
            grown = self.formula(source.text or "", "")
            if grown != (source.text or ""):
                source.text, changed = grown, True
        if changed:
            package.put(part, root)
