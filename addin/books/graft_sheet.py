"""A report's parts as they read in another workbook: its style numbers, no shared texts, the sheet's new name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from html import escape, unescape
from itertools import chain

from lxml import etree

from addin.books import markup
from addin.books.calculation import counts_from_1904
from addin.books.formulas import with_sheet_renamed
from addin.books.graft_parts import in_family
from addin.books.graft_styles import Styles
from addin.books.package import Package, Relationship, Sheet
from addin.books.sheets import SheetStream, frame_of, head_and_tail, streamed, surveyed

_CELL = re.compile(rb'(<c r="[A-Z]+[0-9]+")(?: s="([0-9]+)")?')
_ROW = re.compile(rb'(<row\b[^>]*?) s="([0-9]+)"')
_NUMBER = re.compile(rb'(<c r="[A-Z]+[0-9]+" s="([0-9]+)"(?: t="n")?><v>)([0-9.]+)</v>')
_SHARED = re.compile(rb' t="s"><v>([0-9]+)</v>')
_ENTRY = re.compile(rb"<si\s*/>|<si\s*>(.*?)</si>", re.DOTALL)
_FORMULA = re.compile(rb"(<f\b[^>]*>)([^<]+)")
_FORMULAS = ("f", "formula", "formula1", "formula2")
_AFTER_PROPERTIES = ("dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData")
_DAYS_TO_1904 = 1462


@dataclass(frozen=True)
class View:
    """What a sheet's replacement keeps: whether its tab is in front, and the name that macros have for it."""

    selected: bool = False
    code_name: str = ""

    @classmethod
    def of(cls, package: Package, sheet: Sheet) -> View:
        frame = frame_of(surveyed(package, sheet, ()))
        properties = markup.first(frame, "sheetPr")
        views = markup.under(frame, "sheetViews", "sheetView")
        return cls(
            any(view.get("tabSelected") in ("1", "true") for view in views),
            "" if properties is None else properties.get("codeName", ""),
        )


class Translation:
    """Every part of a report put into the terms of the workbook that takes its sheet in under `name`."""

    def __init__(self, source: Package, package: Package, name: str, view: View) -> None:
        self._source, self._package, self._view = source, package, view
        (self._sheet,) = source.sheets()
        self._name = name
        self._styles = Styles(package, source)
        self._date1904 = counts_from_1904(package)
        self._style: dict[bytes | None, bytes] = {}
        self.calculates = False

    def put_sheet(self, part: str) -> None:
        """Puts the sheet's own part into the workbook, and the styles that the report needs."""
        survey = surveyed(self._source, self._sheet, ())
        frame = markup.parsed(in_family(survey.head + survey.tail, self._package))
        self._translate(frame)
        self._set_view(frame)
        head, tail = head_and_tail(frame)
        streamed(self._source, self._sheet, lambda stream: self._put(part, head, stream, tail))
        self._package.declare(part, self._source.content_type(self._sheet.part))
        self._styles.save()

    def _put(self, part: str, head: bytes, stream: SheetStream, tail: bytes) -> None:
        self._package.put_blocks(part, chain([head], map(self._cells, stream.blocks()), [tail]))

    def part(self, arrow: Relationship, content: bytes) -> bytes:
        """A part the sheet uses: drawing, chart, picture, table."""
        content = in_family(content, self._package)
        if arrow.kind not in ("chart", "table"):
            return content
        root = markup.parsed(content)
        self._translate(root)
        if arrow.kind == "table":
            _make_unique(root, self._package)
        return markup.written(root)

    def formula(self, text: str) -> str:
        """A reference of the report to itself follows its name."""
        return with_sheet_renamed(text, self._sheet.name, self._name)

    def _translate(self, root: etree._Element) -> None:
        for formula in markup.everywhere(root, *_FORMULAS):
            formula.text = self.formula(formula.text or "")
        for element in root.iter("*"):
            for key, value in element.attrib.items():
                if str(key).lower().endswith("dxfid"):
                    element.set(key, str(self._styles.conditional(int(value))))
        for link in markup.under(root, "hyperlinks", "hyperlink"):
            if "location" in link.attrib:
                link.set("location", self.formula(link.get("location", "")))
        for column in markup.under(root, "cols", "col"):
            if "style" in column.attrib:
                column.set("style", str(self._styles.cell(int(column.get("style", "0")))))

    def _set_view(self, root: etree._Element) -> None:
        for view in markup.under(root, "sheetViews", "sheetView"):
            view.set("tabSelected", str(int(self._view.selected)))
        if self._view.code_name:
            markup.placed(root, "sheetPr", _AFTER_PROPERTIES).set("codeName", self._view.code_name)

    # --- cells, as the text they are, for they may be many

    def _cells(self, rows: bytes) -> bytes:
        if self._date1904:
            rows = _NUMBER.sub(self._in_1904, rows)
        rows = _CELL.sub(self._styled, rows)
        rows = _ROW.sub(self._styled, rows)
        rows = _SHARED.sub(lambda cell: b' t="inlineStr"><is>%b</is>' % self._texts[int(cell[1])], rows)
        return _FORMULA.sub(self._renamed, rows)

    def _styled(self, start: re.Match[bytes]) -> bytes:
        before, number = start.groups()
        if number not in self._style:
            self._style[number] = b' s="%d"' % self._styles.cell(int(number or 0))
        return before + self._style[number]

    def _renamed(self, formula: re.Match[bytes]) -> bytes:
        self.calculates = True
        return formula[1] + escape(self.formula(unescape(formula[2].decode())), quote=False).encode()

    @cached_property
    def _texts(self) -> list[bytes]:
        arrows = self._source.relationships(self._source.workbook)
        part = next(arrow.target for arrow in arrows if arrow.kind == "sharedStrings")
        return [entry[1] or b"<t/>" for entry in _ENTRY.finditer(self._source[part])]

    def _in_1904(self, cell: re.Match[bytes]) -> bytes:
        if int(cell[2]) not in self._styles.dates:
            return cell[0]
        return b"%b%b</v>" % (cell[1], repr(float(cell[3]) - _DAYS_TO_1904).removesuffix(".0").encode())


def _make_unique(table: etree._Element, package: Package) -> None:
    """A table's number and name are its alone in the whole workbook."""
    tables = [package.tree(name) for name in package.of_type(".table+xml")]
    names = {other.get("displayName", "").casefold() for other in tables}
    names |= {
        name.get("name", "").casefold()
        for name in markup.under(package.tree(package.workbook), "definedNames", "definedName")
    }
    table.set("id", str(max((int(other.get("id", "0")) for other in tables), default=0) + 1))
    wanted, number = table.get("displayName", ""), 1
    while table.get("displayName", "").casefold() in names:
        number += 1
        table.set("displayName", f"{wanted}_{number}")
    table.set("name", table.get("displayName", ""))
