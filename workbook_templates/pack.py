"""A workbook as bytes that are the same on every run: no clock, shared strings, an answer beside each formula."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lxml import etree
from openpyxl import Workbook

from addin.reports.packing import packed, parts_of

Answers = Mapping[str, Mapping[str, str | float]]

WRITTEN_ON = datetime(2026, 1, 1)
_LAST_ROW = 1_048_576
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_NAMELESS: Any = {None: _MAIN}
_TYPES, _LINKS = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
_STRINGS = "xl/sharedStrings.xml"
_STRINGS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_STRINGS_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"


def written(workbook: Workbook, answers: Answers) -> bytes:
    """The workbook's file. `answers`, by sheet and cell, are what a reader that does not calculate shows.

    A formula without an answer is left without one.
    """
    workbook.properties.created = workbook.properties.modified = WRITTEN_ON
    parts = parts_of(workbook)
    strings: dict[str, int] = {}
    for sheet in workbook.worksheets:
        name = sheet.path.lstrip("/")
        parts[name] = _settled(parts[name], answers.get(sheet.title, {}), strings)
    _add_strings(parts, strings)
    return packed({name: parts[name] for name in sorted(parts, key=lambda part: (part != _TYPES, part))})


def _settled(sheet: bytes, answers: Mapping[str, str | float], strings: dict[str, int]) -> bytes:
    """The sheet with its texts moved into the shared strings and the answers beside its formulas."""
    root = etree.fromstring(sheet)
    for cell in root.iter(_tag("c")):
        if cell.find(_tag("f")) is not None:
            _answer(cell, answers.get(cell.get("r", "")))
        elif cell.get("t") == "inlineStr":
            _share(cell, strings)
        else:
            cell.attrib.pop("t", "")  # what openpyxl adds to every blank cell goes into every appended row
    _let_text_look_like_numbers(root)
    return _xml(root)


def _answer(cell: etree._Element, answer: str | float | None) -> None:
    value = cell.find(_tag("v"))
    assert value is not None, cell.get("r")
    if answer is None:
        cell.remove(value)
        return
    value.text = str(answer)
    if isinstance(answer, str):
        cell.set("t", "str")


def _share(cell: etree._Element, strings: dict[str, int]) -> None:
    text = "".join(part.text or "" for part in cell.iter(_tag("t")))
    for child in list(cell):
        cell.remove(child)
    cell.set("t", "s")
    etree.SubElement(cell, _tag("v")).text = str(strings.setdefault(text, len(strings)))


def _let_text_look_like_numbers(sheet: etree._Element) -> None:
    """No green corner in a table where a postcode or a phone number is text, as it should be."""
    tables, size = sheet.find(_tag("tableParts")), sheet.find(_tag("dimension"))
    if tables is None or size is None:
        return
    last_column = size.get("ref", "").rpartition(":")[2].rstrip("0123456789")
    allowed = etree.Element(_tag("ignoredErrors"))
    area = f"A1:{last_column}{_LAST_ROW}"
    etree.SubElement(allowed, _tag("ignoredError"), sqref=area, numberStoredAsText="1")
    tables.addprevious(allowed)


def _add_strings(parts: dict[str, bytes], strings: dict[str, int]) -> None:
    root = etree.Element(_tag("sst"), nsmap=_NAMELESS, uniqueCount=str(len(strings)))
    for text in strings:
        etree.SubElement(etree.SubElement(root, _tag("si")), _tag("t")).text = text
    parts[_STRINGS] = _xml(root)
    parts[_TYPES] = _extended(parts[_TYPES], "Override", PartName=f"/{_STRINGS}", ContentType=_STRINGS_TYPE)
    parts[_LINKS] = _extended(
        parts[_LINKS], "Relationship", Type=_STRINGS_LINK, Target=f"/{_STRINGS}", Id="rIdStrings"
    )


def _extended(part: bytes, element: str, **attributes: str) -> bytes:
    root = etree.fromstring(part)
    etree.SubElement(root, f"{{{etree.QName(root).namespace}}}{element}", attributes)
    return _xml(root)


def _tag(name: str) -> str:
    return f"{{{_MAIN}}}{name}"


def _xml(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
