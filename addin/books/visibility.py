"""Which sheets of a workbook are seen."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from addin.books import markup
from addin.books.package import Package


def show(package: Package, seen: Mapping[str, bool]) -> None:
    """Shows or hides sheets by their part. One sheet is always seen, and it is one that stands in front."""
    parts = {sheet.rel_id: sheet.part for sheet in package.sheets()}
    workbook = package.tree(package.workbook)
    sheets = list(markup.under(workbook, "sheets", "sheet"))
    before = etree.tostring(workbook)
    for sheet in sheets:
        wanted = seen.get(parts[markup.relation(sheet) or ""])
        if wanted is not None and wanted != _is_seen(sheet):
            _set_seen(sheet, wanted)
    if not any(map(_is_seen, sheets)):
        return
    _bring_to_front(workbook, [_is_seen(sheet) for sheet in sheets])
    if etree.tostring(workbook) != before:
        package.put(package.workbook, workbook)


def _is_seen(sheet: etree._Element) -> bool:
    return sheet.get("state", "visible") == "visible"


def _set_seen(sheet: etree._Element, seen: bool) -> None:
    if seen:
        etree.strip_attributes(sheet, "state")
    else:
        sheet.set("state", "hidden")


def _bring_to_front(workbook: etree._Element, seen: list[bool]) -> None:
    """A view whose sheet in front is hidden now begins with the first that is seen."""
    for view in markup.under(workbook, "bookViews", "workbookView"):
        front = int(view.get("activeTab", "0"))
        if front >= len(seen) or not seen[front]:
            view.set("activeTab", str(seen.index(True)))
