"""What a workbook says about its own calculating: that it must be done anew, and in which order."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from lxml import etree

from addin.books import markup
from addin.books.package import Package, Sheet

AFTER_CALCULATION = (
    *("oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing"),
    *("fileRecoveryPr", "webPublishObjects", "extLst"),
)

Place = tuple[Sheet, str]  # a sheet and the address of a cell


def request(package: Package) -> None:
    """Whoever opens the workbook calculates all of it."""
    workbook = package.tree(package.workbook)
    settings = markup.placed(workbook, "calcPr", AFTER_CALCULATION)
    if settings.get("fullCalcOnLoad") not in ("1", "true"):
        settings.set("fullCalcOnLoad", "1")
        package.put(package.workbook, workbook)


def counts_from_1904(package: Package) -> bool:
    """Day numbers begin in 1904, as on old Macintoshes."""
    settings = markup.first(package.tree(package.workbook), "workbookPr")
    return settings is not None and settings.get("date1904") in ("1", "true")


def follow(package: Package, added: Iterable[Place], removed: Collection[Place]) -> None:
    """Keeps the order of calculation true: Excel calls a file damaged that lists a cell without formula.

    A workbook without such a list needs none.
    """
    chains = [arrow.target for arrow in package.relationships(package.workbook) if arrow.kind == "calcChain"]
    for part in chains:
        if part in package:
            _follow(package, part, list(added), {(sheet.sheet_id, cell) for sheet, cell in removed})


def _follow(package: Package, part: str, added: list[Place], removed: set[tuple[int, str]]) -> None:
    chain = package.tree(part)
    if removed:
        _unlink(chain, removed)
    for place, cell in added:
        markup.child(chain, "c", r=cell, i=str(place.sheet_id))
    if len(chain):
        package.put(part, chain)
    else:
        _drop(package, part)


def _unlink(chain: etree._Element, removed: set[tuple[int, str]]) -> None:
    sheet = 0
    for link in list(chain):
        sheet = int(link.get("i", str(sheet)))
        if (sheet, link.get("r", "")) in removed:
            chain.remove(link)
        else:
            link.set("i", str(sheet))  # a link without number takes it from the one before, which may be gone


def _drop(package: Package, part: str) -> None:
    for arrow in package.relationships(package.workbook):
        if arrow.target == part:
            package.unrelate(package.workbook, arrow.id)
    del package[part]
