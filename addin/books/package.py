"""The parts of an .xlsx, patched one by one, and how they belong together."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from lxml import etree

from addin.books import markup
from addin.books.parts import Parts, key_of
from addin.errors import Refusal

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ROOT = ""
_TYPES = "[Content_Types].xml"
_MAIN_TYPE = ".main+xml"  # of workbooks, templates and add-ins, with macros or without; binary ones lack the +xml


@dataclass(frozen=True)
class Relationship:
    """One arrow from a part; `target` is a part name without leading slash, or as written where external."""

    id: str
    type: str
    target: str
    external: bool = False

    @property
    def kind(self) -> str:
        """The last word of the type, the same in both families: `worksheet`, `table`, `drawing`."""
        return self.type.rpartition("/")[2]


@dataclass(frozen=True)
class Sheet:
    """A sheet as the workbook lists it; `kind` is worksheet, chartsheet, dialogsheet or xlMacrosheet."""

    name: str
    part: str
    state: str
    sheet_id: int
    rel_id: str
    index: int
    kind: str = "worksheet"


class Package(Parts):
    """The parts of a workbook, what each of them is, and which arrows lead from one to another."""

    @classmethod
    def open(cls, data: bytes, file: str = "") -> Package:
        """The package of a workbook that we may change.

        Refusal `encrypted`, `labelled`, `old_format`, `not_a_workbook`, `damaged`, `too_large`, `signed`, with
        `file` as its fact.
        """
        if data.startswith(_OLE):
            raise Refusal(_ole_code(data), file=file)
        if not data.startswith(b"PK"):
            raise Refusal("not_a_workbook", file=file)
        package = cls(data, file)
        package._check()
        return package

    def again(self) -> Package:
        """The same file once more, unchanged."""
        package = Package(self.original, self.file)
        package._sound = self._sound
        return package

    def _check(self) -> None:
        if _TYPES not in self:
            raise Refusal("not_a_workbook", file=self.file)
        if any(arrow.type.endswith("/digital-signature/origin") for arrow in self.relationships(_ROOT)):
            raise Refusal("signed", file=self.file)
        if not self.content_type(self.workbook).endswith(_MAIN_TYPE):
            raise Refusal("old_format", file=self.file)

    def __delitem__(self, name: str) -> None:
        """Takes the part out with its content type and its own relationships, not with the arrows to it."""
        super().__delitem__(name)
        super().__delitem__(_arrows_of(name))
        self._override(name, None)

    def add(self, name: str, content: bytes, content_type: str) -> None:
        """A new part with its content type."""
        self[name] = content
        self.declare(name, content_type)

    def declare(self, name: str, content_type: str) -> None:
        """Says of what type a part is."""
        if self.content_type(name) != content_type:
            self._override(name, content_type)

    # --- content types

    def content_type(self, name: str) -> str:
        """The part's content type; blank where none is declared."""
        (found,) = self._content_types([name])
        return found

    def of_type(self, *endings: str) -> list[str]:
        """The names of all parts whose content type ends in one of these."""
        types = self._content_types(self.names)
        return [name for name, type in zip(self.names, types, strict=True) if type.endswith(endings)]

    def _content_types(self, names: Iterable[str]) -> list[str]:
        types = self.tree(_TYPES)
        own = {
            key_of(override.get("PartName", "")): override.get("ContentType", "")
            for override in reversed(list(markup.under(types, "Override")))
        }
        by_ending = {
            default.get("Extension", "").lower(): default.get("ContentType", "")
            for default in reversed(list(markup.under(types, "Default")))
        }
        return [own.get(key_of(name), by_ending.get(_ending(name), "")) for name in names]

    def _override(self, name: str, content_type: str | None) -> None:
        types = self.tree(_TYPES)
        for override in list(markup.under(types, "Override")):
            if key_of(override.get("PartName", "")) == key_of(name):
                types.remove(override)
        if content_type is not None:
            markup.child(types, "Override", PartName=f"/{name}", ContentType=content_type)
        self.put(_TYPES, types)

    # --- relationships

    def relationships(self, name: str) -> list[Relationship]:
        """The arrows from a part, in order; of the package itself where `name` is blank."""
        source = _arrows_of(name)
        if source not in self:
            return []
        return [self._relationship(name, arrow) for arrow in markup.under(self.tree(source), "Relationship")]

    def _relationship(self, name: str, arrow: etree._Element) -> Relationship:
        target, external = arrow.get("Target", ""), arrow.get("TargetMode") == "External"
        if not external and not target.startswith("#"):
            target = self._resolved(name, target)
        return Relationship(arrow.get("Id", ""), arrow.get("Type", ""), target, external)

    def _resolved(self, name: str, target: str) -> str:
        """The part a target means: from the root or the part's own folder, as the file really spells it."""
        path = posixpath.join("/", posixpath.dirname(name), target.replace("\\", "/"))
        plain = posixpath.normpath(path).lstrip("/")
        return self.spelled(plain) or self.spelled(unquote(plain)) or plain

    def relate(self, name: str, type: str, target: str) -> str:
        """Draws an arrow to another part and returns its id; the type is put into the workbook's own family."""
        source = _arrows_of(name)
        if source not in self:
            empty = f'<Relationships xmlns="{markup.PACKAGE_RELATIONS}"/>'.encode()
            self[source] = markup.written(markup.parsed(empty))
        arrows = self.tree(source)
        taken = {arrow.get("Id", "").lower() for arrow in arrows}
        id = next(f"rId{n}" for n in range(len(taken) + 1, 2 * len(taken) + 2) if f"rid{n}" not in taken)
        markup.child(arrows, "Relationship", Id=id, Type=self.family(type), Target=_path(name, target))
        self.put(source, arrows)
        return id

    def draw(self, name: str, arrows: Iterable[Relationship]) -> None:
        """Gives a part exactly these arrows, with their ids, their types in the workbook's own family."""
        drawn = markup.parsed(f'<Relationships xmlns="{markup.PACKAGE_RELATIONS}"/>'.encode())
        for arrow in arrows:
            leads_out = arrow.external or arrow.target.startswith("#")
            target = arrow.target if leads_out else _path(name, arrow.target)
            made = markup.child(drawn, "Relationship", Id=arrow.id, Type=self.family(arrow.type), Target=target)
            if arrow.external:
                made.set("TargetMode", "External")
        self.put(_arrows_of(name), drawn)

    def unrelate(self, name: str, id: str) -> None:
        """Takes an arrow away; the part it led to stays."""
        arrows = self.tree(_arrows_of(name))
        for arrow in list(arrows):
            if arrow.get("Id") == id:
                arrows.remove(arrow)
        self.put(_arrows_of(name), arrows)

    def family(self, type: str) -> str:
        """A namespace or relationship type of the office formats as this workbook spells it (strict or not)."""
        if not self.strict:
            return type
        for plain, strict in zip(
            (markup.MAIN, markup.RELATIONS), (markup.MAINS[1], markup.RELATIONSHIPS[1]), strict=True
        ):
            if type == plain or type.startswith(f"{plain}/"):
                return strict + type.removeprefix(plain)
        return type

    @cached_property
    def strict(self) -> bool:
        """The workbook is saved as Strict Open XML, whose namespaces are others."""
        return markup.namespace(self.tree(self.workbook)) == markup.MAINS[1]

    # --- the workbook

    @cached_property
    def workbook(self) -> str:
        """The name of the main part; Refusal `not_a_workbook` where the package has none."""
        for arrow in self.relationships(_ROOT):
            if arrow.kind == "officeDocument" and arrow.target in self:
                return arrow.target
        raise Refusal("not_a_workbook", file=self.file)

    def sheets(self) -> list[Sheet]:
        """The sheets in the order of their tabs."""
        arrows = {arrow.id: arrow for arrow in self.relationships(self.workbook)}
        listed = markup.under(self.tree(self.workbook), "sheets", "sheet")
        return [self._sheet(sheet, index, arrows) for index, sheet in enumerate(listed)]

    def _sheet(self, sheet: etree._Element, index: int, arrows: dict[str, Relationship]) -> Sheet:
        id = markup.relation(sheet) or ""
        if id not in arrows:
            raise Refusal("damaged", file=self.file, part=self.workbook)
        name, state, number = sheet.get("name", ""), sheet.get("state", "visible"), sheet.get("sheetId", "0")
        return Sheet(name, arrows[id].target, state, int(number), id, index, arrows[id].kind)


def _ending(name: str) -> str:
    return posixpath.splitext(name)[1][1:].lower()


def _arrows_of(name: str) -> str:
    """The part that holds another's relationships.

    >>> _arrows_of("xl/workbook.xml"), _arrows_of("")
    ('xl/_rels/workbook.xml.rels', '_rels/.rels')
    """
    folder, base = posixpath.split(name)
    return posixpath.join(folder, "_rels", f"{base}.rels")


def _path(source: str, target: str) -> str:
    """The way from a part to another.

    >>> _path("xl/drawings/drawing1.xml", "xl/charts/chart1.xml")
    '../charts/chart1.xml'
    """
    return posixpath.relpath(f"/{target}", posixpath.join("/", posixpath.dirname(source)))


def _ole_code(data: bytes) -> str:
    def streams(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if streams("DRMEncryptedTransform") or streams("\tDRMContent"):
        return "labelled"
    return "encrypted" if streams("EncryptedPackage") else "old_format"
