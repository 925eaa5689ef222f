"""Who needs a sheet: formulas, names, charts and pivot tables that would break without it."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from addin.books import markup
from addin.books.formulas import references
from addin.books.graft_parts import reached
from addin.books.package import Package, Sheet
from addin.books.sheet_facts import sheet_facts
from addin.books.sheet_formulas import sheet_formulas
from addin.books.sheets import frame_of

_FORMULAS = ("f", "formula", "formula1", "formula2", "calculatedColumnFormula")


def referrer(package: Package, sheet: Sheet) -> str | None:
    """The first sheet or defined name that refers to a sheet; links do not count, they only lead nowhere."""
    return next((where for where, formula in _formulas(package, sheet) if mentions(formula, sheet.name)), None)


def mentions(formula: str, sheet: str) -> bool:
    """A formula refers to a sheet, be it as one end of a range of sheets."""
    if sheet.replace("'", "''").casefold() not in formula.casefold():
        return False
    mentioned = (reference.sheet for reference in references(formula))
    return any(sheet.casefold() in name.casefold().split(":") for name in mentioned)


def _formulas(package: Package, sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Every formula outside a sheet, with the name or sheet it belongs to."""
    for name in markup.everywhere(package.tree(package.workbook), "definedName"):
        if name.get("localSheetId") != str(sheet.index):
            yield name.get("name", ""), name.text or ""
    for other in package.sheets():
        if other != sheet:
            yield from ((other.name, formula) for formula in _formulas_of(package, other))


def _formulas_of(package: Package, sheet: Sheet) -> Iterator[str]:
    used = reached(package, [sheet.part]) - {sheet.part}
    if sheet.kind == "worksheet":
        yield from sheet_formulas(package, sheet).texts
        yield from _in_tree(frame_of(sheet_facts(package, sheet)))
    else:
        used.add(sheet.part)
    for part in used:
        if part in package and package.content_type(part).endswith("+xml"):
            yield from _in_tree(package.tree(part))


def _in_tree(root: etree._Element) -> Iterator[str]:
    yield from (formula.text or "" for formula in markup.everywhere(root, *_FORMULAS))
    for source in markup.everywhere(root, "worksheetSource"):
        yield "'{}'!A1".format(source.get("sheet", "").replace("'", "''"))
