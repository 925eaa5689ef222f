"""The sheets of a workbook as its main part lists them: put in, taken out, marked as written by Teeup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from addin.books import calculation, markup
from addin.books.marks import MARK, mark_of, mark_text
from addin.books.package import Package, Sheet
from addin.errors import Refusal

_REPLACED = (MARK, "_xlnm.")  # print areas, print titles, filters: they belong to what is replaced


@dataclass(frozen=True)
class Written:
    """A sheet that Teeup wrote, and which state of its report it shows."""

    sheet: Sheet
    digest: str


class Tabs:
    """The sheets of a workbook, their names and views; `save` puts the changes into the package."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._root = package.tree(package.workbook)

    def save(self) -> None:
        self._package.put(self._package.workbook, self._root)

    def written(self, key: str) -> Written | None:
        """The sheet of a report; where somebody copied it, the original, which has the lower number."""
        found = [Written(sheet, digest) for sheet, told, digest in self._marked() if told == key]
        return min(found, key=lambda written: written.sheet.sheet_id, default=None)

    def keys(self) -> tuple[str, ...]:
        """The keys of all reports that stand in the workbook."""
        return tuple(dict.fromkeys(key for _, key, _ in self._marked()))

    def append(self, name: str, part: str) -> int:
        """Lists a part as the last sheet and returns its place."""
        self._refuse_fixed(name)
        sheets = self._sheets
        number = max(int(sheet.get("sheetId", "0")) for sheet in sheets) + 1
        made = markup.child(sheets, "sheet", name=name, sheetId=str(number))
        arrow = self._package.relate(self._package.workbook, f"{markup.RELATIONS}/worksheet", part)
        made.set(f"{{{self._package.family(markup.RELATIONS)}}}id", arrow)
        return len(sheets) - 1

    def remove(self, sheet: Sheet) -> None:
        """Takes a sheet off the list; what counts sheets, counts on without it."""
        self._refuse_fixed(sheet.name)
        if not any(other.state == "visible" for other in self._package.sheets() if other != sheet):
            raise Refusal("last_sheet", file=self._package.file, sheet=sheet.name)
        self._sheets.remove(self._sheets[sheet.index])
        self._package.unrelate(self._package.workbook, sheet.rel_id)
        self._move_names(sheet.index)
        self._move_views(sheet)

    def describe(self, place: int, key: str, digest: str, names: Iterable[etree._Element]) -> None:
        """Marks a sheet as that state of a report and gives it the report's names; others of its own stay."""
        names = list(names)
        given = {name.get("name") for name in names}
        for old in self._names():
            called = old.get("name", "")
            if old.get("localSheetId") == str(place) and (called.startswith(_REPLACED) or called in given):
                _remove(old)
        local = {"localSheetId": str(place)}
        for name in names:
            markup.child(self._listed, "definedName", **{**_attributes(name), **local}).text = name.text
        self.mark(place, key, digest)

    def mark(self, place: int, key: str, digest: str) -> None:
        """Marks a sheet as that state of a report."""
        mark = {"name": MARK, "localSheetId": str(place), "hidden": "1"}
        markup.child(self._listed, "definedName", **mark).text = mark_text(key, digest)

    # --- what the list means

    @property
    def _sheets(self) -> etree._Element:
        sheets = markup.first(self._root, "sheets")
        assert sheets is not None
        return sheets

    @property
    def _listed(self) -> etree._Element:
        """Where the names stand; made where there are none yet."""
        return markup.placed(self._root, "definedNames", ("calcPr", *calculation.AFTER_CALCULATION))

    def _marked(self) -> Iterator[tuple[Sheet, str, str]]:
        """Every sheet that Teeup wrote, with the key and the digest of its report."""
        marks = {name.get("localSheetId"): name.text or "" for name in self._names() if name.get("name") == MARK}
        for sheet in self._package.sheets():
            key, digest = mark_of(marks.get(str(sheet.index), ""))
            if key:
                yield sheet, key, digest

    def _names(self) -> list[etree._Element]:
        return list(markup.everywhere(self._root, "definedName"))

    def _refuse_fixed(self, sheet: str) -> None:
        """The workbook's owner wants no sheet put in or taken out."""
        protection = markup.first(self._root, "workbookProtection")
        if protection is not None and protection.get("lockStructure") in ("1", "true"):
            raise Refusal("structure_protected", file=self._package.file, sheet=sheet)
        if any(arrow.kind == "revisionHeaders" for arrow in self._package.relationships(self._package.workbook)):
            raise Refusal("shared_workbook", file=self._package.file, sheet=sheet)

    def _move_names(self, gone: int) -> None:
        for name in self._names():
            if "localSheetId" not in name.attrib:
                continue
            if _place(name) == gone:
                _remove(name)
            elif _place(name) > gone:
                name.set("localSheetId", str(_place(name) - 1))
        listed = markup.first(self._root, "definedNames")
        if listed is not None and len(listed) == 0:
            self._root.remove(listed)

    def _move_views(self, gone: Sheet) -> None:
        """Where the sheet was in front, the nearest one that can be seen comes there."""
        seen = [n for n, sheet in enumerate(self._sheets) if sheet.get("state", "visible") == "visible"]
        for view in markup.under(self._root, "bookViews", "workbookView"):
            for attribute in ("activeTab", "firstSheet"):
                if attribute in view.attrib or gone.index == 0:
                    view.set(attribute, str(_counted(int(view.get(attribute, "0")), gone.index, seen)))
        for view in markup.under(self._root, "customWorkbookViews", "customWorkbookView"):
            if view.get("activeSheetId") == str(gone.sheet_id):
                view.set("activeSheetId", self._sheets[seen[0]].get("sheetId", ""))


def _counted(place: int, gone: int, seen: list[int]) -> int:
    """Where a tab is found after one went; for that one itself the nearest that can be seen."""
    return min(seen, key=lambda other: abs(other - gone)) if place == gone else place - (place > gone)


def _place(name: etree._Element) -> int:
    return int(name.get("localSheetId", "0"))


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)


def _attributes(element: etree._Element) -> dict[str, str]:
    return {str(key): str(value) for key, value in element.attrib.items()}
