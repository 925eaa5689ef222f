"""Workbooks written by hand, part by part, to look as no library of ours would write them."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

PLAIN = "http://schemas.openxmlformats.org/"
MAIN = f"{PLAIN}spreadsheetml/2006/main"
RELATIONS = f"{PLAIN}officeDocument/2006/relationships"
STRICT = {
    MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    RELATIONS: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEADERS = (
    "<row r='1'><c r='A1' t='inlineStr'><is><t>a</t></is></c><c r='B1' t='inlineStr'><is><t>b</t></is></c></row>"
)
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/>'
    '<xf numFmtId="2" applyNumberFormat="1"/><xf numFmtId="49" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


@dataclass(frozen=True)
class RawTable:
    """A table by its area and headers; `calculated` holds the formulas of its calculated columns by header."""

    name: str
    ref: str
    headers: tuple[str, ...]
    calculated: tuple[tuple[str, str], ...] = ()
    attributes: str = ""
    filtered: bool = True

    def xml(self, number: int) -> str:
        formulas = dict(self.calculated)
        columns = "".join(
            f'<tableColumn id="{n}" name="{header}"'
            + (
                f"><calculatedColumnFormula>{formulas[header]}</calculatedColumnFormula></tableColumn>"
                if header in formulas
                else "/>"
            )
            for n, header in enumerate(self.headers, 1)
        )
        filter = f'<autoFilter ref="{self.ref}"/>' if self.filtered else ""
        return (
            f'<table xmlns="{MAIN}" id="{number}" name="{self.name}" displayName="{self.name}" ref="{self.ref}" '
            f'{self.attributes}>{filter}<tableColumns count="{len(self.headers)}">{columns}</tableColumns></table>'
        )


@dataclass(frozen=True)
class RawSheet:
    """A sheet by the XML of its rows, and of what stands before and after them."""

    rows: str
    name: str = "Data"
    tables: tuple[RawTable, ...] = ()
    before: str = ""
    after: str = ""
    data: str = "<sheetData>{}</sheetData>"

    def xml(self) -> str:
        parts = "".join(f'<tablePart r:id="rId{n}"/>' for n in range(1, len(self.tables) + 1))
        listed = f'<tableParts count="{len(self.tables)}">{parts}</tableParts>' if parts else ""
        return (
            f'<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}">{self.before}{self.data.format(self.rows)}'
            f"{self.after}{listed}</worksheet>"
        )


@dataclass(frozen=True)
class RawWorkbook:
    """A workbook of sheets; the fields say in what it differs from what Excel writes."""

    sheets: tuple[RawSheet, ...]
    names: str = ""
    settings: str = ""
    strict: bool = False
    prefixed: bool = False
    absolute: bool = False
    encode: Callable[[str], bytes] = str.encode
    entry: Callable[[str], str] = str
    extra: tuple[tuple[str, bytes], ...] = ()
    chain: str = ""

    def data(self) -> bytes:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in self._parts().items():
                archive.writestr(self.entry(name), self._encoded(name, text))
            for name, content in self.extra:
                archive.writestr(name, content)
        return file.getvalue()

    def _encoded(self, name: str, text: str) -> bytes:
        for plain, strict in STRICT.items() if self.strict else ():
            text = text.replace(plain, strict)
        if self.prefixed and "/sheet" in name and "_rels" not in name:
            text = _prefixed(text)
        return self.encode(text) if name.startswith("xl/") and "_rels" not in name else text.encode()

    def _parts(self) -> dict[str, str]:
        parts = {"[Content_Types].xml": "", "_rels/.rels": _arrows(("officeDocument", "xl/workbook.xml"))}
        parts |= {"xl/workbook.xml": self._workbook(), "xl/styles.xml": STYLES}
        number, up = 0, "/xl/" if self.absolute else "../"
        for place, sheet in enumerate(self.sheets, 1):
            numbers = range(number + 1, number + 1 + len(sheet.tables))
            number += len(sheet.tables)
            parts[f"xl/worksheets/sheet{place}.xml"] = sheet.xml()
            if sheet.tables:
                drawn = _arrows(*(("table", f"{up}tables/table{n}.xml") for n in numbers))
                parts[f"xl/worksheets/_rels/sheet{place}.xml.rels"] = drawn
            parts |= {f"xl/tables/table{n}.xml": t.xml(n) for n, t in zip(numbers, sheet.tables, strict=True)}
        home = "/xl/" if self.absolute else ""
        arrows = [("worksheet", f"{home}worksheets/sheet{n}.xml") for n in range(1, len(self.sheets) + 1)]
        arrows.append(("styles", f"{home}styles.xml"))
        if self.chain:
            parts["xl/calcChain.xml"] = f'<calcChain xmlns="{MAIN}">{self.chain}</calcChain>'
            arrows.append(("calcChain", f"{home}calcChain.xml"))
        parts["xl/_rels/workbook.xml.rels"] = _arrows(*arrows)
        parts["[Content_Types].xml"] = _types(parts)
        return parts

    def _workbook(self) -> str:
        listed = "".join(
            f'<sheet name="{sheet.name}" sheetId="{n}" r:id="rId{n}"/>' for n, sheet in enumerate(self.sheets, 1)
        )
        names = f"<definedNames>{self.names}</definedNames>" if self.names else ""
        return (
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><workbookPr {self.settings}/>'
            f"<sheets>{listed}</sheets>{names}</workbook>"
        )


def _arrows(*arrows: tuple[str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(arrows, 1)
    )
    return f'<Relationships xmlns="{PLAIN}package/2006/relationships">{listed}</Relationships>'


def _types(parts: dict[str, str]) -> str:
    kinds = {"workbook": "sheet.main", "styles": "styles", "calcChain": "calcChain", "sheet": "worksheet"}
    kinds["table"] = "table"
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{CONTENT}.{kind}+xml"/>'
        for name in parts
        if name.startswith("xl/") and name.endswith(".xml")
        for kind in [next(k for start, k in kinds.items() if name.rpartition("/")[2].startswith(start))]
    )
    return (
        f'<Types xmlns="{PLAIN}package/2006/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _prefixed(text: str) -> str:
    """The sheet with a prefix before each of its elements, as some writers have it."""
    import re

    text = re.sub(r"<(/?)(?=\w)", r"<\1x:", text)
    return text.replace(' xmlns="', ' xmlns:x="', 1)


def sheet_of(*rows: str, headers: str = HEADERS, **more: object) -> RawSheet:
    """A sheet with headers a and b and these rows below."""
    return RawSheet(headers + "".join(rows), **more)  # type: ignore[arg-type]
