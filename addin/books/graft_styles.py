"""Styles of a report appended to a workbook's own: nothing renumbered, nothing twice."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from copy import deepcopy
from functools import cached_property

from lxml import etree

from addin.books import markup
from addin.books.graft_parts import in_family, unused
from addin.books.package import Package

_SECTIONS = (
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
)
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_PLAIN = f"""<styleSheet xmlns="{markup.MAIN}">
<fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>
<fills count="2">
<fill><patternFill patternType="none"/></fill>
<fill><patternFill patternType="gray125"/></fill>
</fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>""".replace("\n", "").encode()  # what Excel takes where a workbook says nothing
_FIRST_OWN_FORMAT = 164  # below are the built-in ones, the same everywhere
_BUILT_IN_DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_NOT_PLACES = re.compile(r'"[^"]*"|[\\_*].|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)


class Styles:
    """The styles of `source` as numbers in `package`: asked for one by one, appended where they are new."""

    def __init__(self, package: Package, source: Package) -> None:
        self._package = package
        self._part = _styles_part(package) or _made(package)
        self._ours = package.tree(self._part)
        self._theirs = markup.parsed(in_family(source[_styles_part(source)], package))
        self._sections: dict[str, _Section] = {}
        self._known: dict[tuple[str, int], int] = {}

    def cell(self, number: int) -> int:
        """The number of a cell's style."""
        return self._number("cellXfs", number)

    def conditional(self, number: int) -> int:
        """The number of what a condition does to the look of a cell (dxf)."""
        return self._number("dxfs", number)

    def save(self) -> None:
        """Puts what was appended into the package; the part stays byte for byte where nothing was."""
        if any(section.grown for section in self._sections.values()):
            self._package.put(self._part, self._ours)

    @cached_property
    def dates(self) -> set[int]:
        """The numbers, in the source, of the styles that show a number as a date."""
        listed = enumerate(markup.under(self._theirs, "cellXfs", "xf"))
        formats = {number: int(xf.get("numFmtId", "0")) for number, xf in listed}
        return {at for at, number in formats.items() if _is_date(number, self._their_formats.get(number, ""))}

    def _number(self, section: str, number: int) -> int:
        if (section, number) not in self._known:
            theirs = markup.first(self._theirs, section)
            assert theirs is not None
            style = self._ours_for(section, list(theirs.iterchildren("*"))[number])
            self._known[section, number] = self._section(section).number(style)
        return self._known[section, number]

    def _ours_for(self, section: str, theirs: etree._Element) -> etree._Element:
        """The element as it reads with the workbook's own numbers."""
        ours = deepcopy(theirs)
        if section == "cellXfs":
            self._section("cellStyleXfs")
            ours.set("xfId", "0")
            for list_of, attribute in (("fonts", "fontId"), ("fills", "fillId"), ("borders", "borderId")):
                ours.set(attribute, str(self._number(list_of, int(theirs.get(attribute, "0")))))
        for formatted in (ours, *markup.everywhere(ours, "numFmt")):
            if "numFmtId" in formatted.attrib:
                number = int(formatted.get("numFmtId", "0"))
                formatted.set("numFmtId", str(self._format(number, formatted.get("formatCode"))))
        return ours

    def _format(self, number: int, code: str | None) -> int:
        """The number of a format of their own, found by its code."""
        code = code or self._their_formats.get(number)
        if number < _FIRST_OWN_FORMAT or code is None:
            return number
        if code not in self._our_formats:
            new = max([*self._our_formats.values(), _FIRST_OWN_FORMAT - 1]) + 1
            self._section("numFmts").append("numFmt", numFmtId=str(new), formatCode=code)
            self._our_formats[code] = new
        return self._our_formats[code]

    @cached_property
    def _their_formats(self) -> dict[int, str]:
        return dict(_formats(self._theirs))

    @cached_property
    def _our_formats(self) -> dict[str, int]:
        return {code: number for number, code in _formats(self._ours)}

    def _section(self, name: str) -> _Section:
        """A list of the workbook's; where it has none, what it means by that stands first in a new one."""
        if name not in self._sections:
            found = markup.placed(self._ours, name, _SECTIONS[_SECTIONS.index(name) + 1 :])
            meant = markup.first(markup.parsed(in_family(_PLAIN, self._package)), name)
            if len(found) == 0 and meant is not None:
                found.extend(list(meant))
            self._sections[name] = _Section(found)
        return self._sections[name]


class _Section:
    """One list of styles, each of them found by what it is made of."""

    def __init__(self, element: etree._Element) -> None:
        self._element = element
        self._numbers: dict[_Shape, int] = {}
        self._length = 0
        for self._length, style in enumerate(element.iterchildren("*"), 1):
            self._numbers.setdefault(_shape(style), self._length - 1)
        self.grown = False

    def number(self, style: etree._Element) -> int:
        """Where a style of this shape stands, at the end where it is new."""
        shape = _shape(style)
        if shape not in self._numbers:
            self._numbers[shape] = self._length
            self._element.append(style)
            self._counted()
        return self._numbers[shape]

    def append(self, name: str, **attributes: str) -> None:
        markup.child(self._element, name, **attributes)
        self._counted()

    def _counted(self) -> None:
        self._length += 1
        self._element.set("count", str(self._length))
        self.grown = True


_Shape = tuple[str, tuple[tuple[str, str], ...], str, tuple["_Shape", ...]]


def _shape(element: etree._Element) -> _Shape:
    """What an element is made of, however it is written."""
    attributes = tuple(sorted((str(key), str(value)) for key, value in element.attrib.items()))
    return str(element.tag), attributes, (element.text or "").strip(), tuple(map(_shape, element))


def _formats(root: etree._Element) -> Iterator[tuple[int, str]]:
    for listed in markup.under(root, "numFmts", "numFmt"):
        yield int(listed.get("numFmtId", "0")), listed.get("formatCode", "")


def _is_date(number: int, code: str) -> bool:
    """A number format shows days or times; texts, colours and paddings in it do not count.

    >>> [_is_date(200, code) for code in ('DD.MM.YYYY', '[hh]:mm', '[Red]0.00" Tage"', '#,##0_d')]
    [True, True, False, False]
    """
    return number in _BUILT_IN_DATES or bool(re.search("[dmyhs]", _NOT_PLACES.sub("", code), re.IGNORECASE))


def _styles_part(package: Package) -> str:
    arrows = package.relationships(package.workbook)
    return next((arrow.target for arrow in arrows if arrow.kind == "styles" and arrow.target in package), "")


def _made(package: Package) -> str:
    """The styles part of a workbook that had none."""
    usual = posixpath.join(posixpath.dirname(package.workbook), "styles.xml")
    name = unused(package, usual) if usual in package else usual  # some readers know it by no other name
    package.add(name, markup.written(markup.parsed(in_family(_PLAIN, package))), _CONTENT_TYPE)
    package.relate(package.workbook, f"{markup.RELATIONS}/styles", name)
    return name
