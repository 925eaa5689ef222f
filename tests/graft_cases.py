"""A report with everything a report may have, a workbook of a coordinator, and looks at what came of both."""

import io
import re
import struct
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
from lxml import etree
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import OpenXmlValidator, ValidationSeverity

from addin.books import ReportSheet, markup
from addin.books.graft import graft
from addin.books.package import Package

NAME = "Ablauf & Fristen"
STYLES, WORKBOOK, TYPES = "xl/styles.xml", "xl/workbook.xml", "[Content_Types].xml"
ALWAYS_CONCERNED = {STYLES, WORKBOOK, TYPES, "xl/_rels/workbook.xml.rels"}


# --- a report with everything a report may have


def drawn(title: str = "Ablaufende Verträge", rows: int = 6) -> openpyxl.Workbook:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = NAME
    sheet.append([title])
    sheet.append(["Kunde", "Ende", "Wert", "Anteil"])
    for n in range(rows):
        sheet.append([f"Kunde {n}", 46433 + n, 1234.5 * (n + 1), n / 10])
    paint(sheet)
    link(sheet)
    chart(sheet)
    paper(sheet)
    return workbook


def paint(sheet: Worksheet) -> None:
    sheet.merge_cells("A1:D1")
    sheet["A1"].font = Font(name="Calibri", size=18, bold=True, color="17405C")
    sheet["A1"].alignment = Alignment("center", "center", wrap_text=True)
    for cell in sheet[2]:
        cell.fill = PatternFill("solid", fgColor="DDE6ED")
        cell.border = Border(bottom=Side("medium", color="17405C"))
    formats = ("General", "DD.MM.YYYY", '#,##0.00 "€"', "0 %")
    for row in sheet.iter_rows(min_row=3):
        for cell, code in zip(row, formats, strict=True):
            cell.number_format = code
    for column in "ABC":
        sheet.column_dimensions[column].width = 16
    sheet.row_dimensions[1].height = 40
    sheet.freeze_panes = "B3"
    sheet.sheet_properties.tabColor = "C00000"
    red = PatternFill(bgColor="F0A27F")
    sheet.conditional_formatting.add("C3:C9", CellIsRule("greaterThan", ["3000"], fill=red, font=Font(bold=True)))
    sheet.conditional_formatting.add(
        "A3:A9", FormulaRule([f"'{NAME}'!$D3>0.3"], fill=PatternFill(bgColor="FFE08A"))
    )


def link(sheet: Worksheet) -> None:
    sheet["A3"].hyperlink = "https://example.org/?a=1&b=2"
    sheet["A4"].hyperlink = openpyxl.worksheet.hyperlink.Hyperlink(ref="A4", location="'Verträge'!B2")
    sheet["A5"].hyperlink = openpyxl.worksheet.hyperlink.Hyperlink(ref="A5", location=f"'{NAME}'!A1")
    sheet["D3"].comment = Comment("Anteil am Ganzen", "Teeup")


def chart(sheet: Worksheet) -> None:
    for kind, anchor in ((BarChart, "F2"), (LineChart, "F20")):
        made = kind()
        made.add_data(Reference(sheet, min_col=3, min_row=2, max_row=8), titles_from_data=True)
        made.set_categories(Reference(sheet, min_col=1, min_row=3, max_row=8))
        sheet.add_chart(made, anchor)


def paper(sheet: Worksheet) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.print_title_rows, sheet.print_area = "2:2", "A1:L40"
    sheet.oddFooter.right.text = "Seite &P von &N"
    sheet.page_margins.left = 0.45


def packed(workbook: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    workbook.save(buffer)
    return sound_fonts(buffer.getvalue())


def sound_fonts(data: bytes) -> bytes:
    """openpyxl writes the parts of a font in an order of its own, which is no fault of ours."""
    package = Package.open(data)
    root = package.tree(STYLES)
    order = "b i strike u sz color name family scheme".split()
    for font in markup.everywhere(root, "font"):
        font[:] = sorted(font, key=lambda part: order.index(markup.local(part)))
    package.put(STYLES, root)
    return package.to_bytes()


def with_picture(data: bytes) -> bytes:
    """A workbook with one small picture in its first drawing."""
    package = Package.open(data)
    package.add("xl/media/image1.png", png(), "image/png")
    arrow = package.relate("xl/drawings/drawing1.xml", f"{markup.RELATIONS}/image", "xl/media/image1.png")
    picture = f"""<oneCellAnchor xmlns="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
        xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="{markup.RELATIONS}">
      <from><col>0</col><colOff>0</colOff><row>20</row><rowOff>0</rowOff></from><ext cx="900000" cy="900000"/>
      <pic><nvPicPr><cNvPr id="9" name="Logo"/><cNvPicPr/></nvPicPr>
      <blipFill><a:blip r:embed="{arrow}"/><a:stretch><a:fillRect/></a:stretch></blipFill>
      <spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></spPr></pic><clientData/></oneCellAnchor>"""
    drawing = package.tree("xl/drawings/drawing1.xml")
    drawing.append(etree.fromstring(picture))
    package.put("xl/drawings/drawing1.xml", drawing)
    return package.to_bytes()


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pixels = zlib.compress(b"".join(b"\0" + b"\x17\x40\x5c" * 8 for _ in range(8)))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


RICH = with_picture(packed(drawn()))
NEXT_DAY = with_picture(packed(drawn("Ablaufende Verträge, neuer Stand", rows=9)))
REPORT = ReportSheet("expiry_list", NAME, RICH)
NEXT_REPORT = replace(REPORT, workbook=NEXT_DAY)


# --- a workbook of a coordinator


def workbook_of_hers() -> openpyxl.Workbook:
    workbook = openpyxl.Workbook()
    start = workbook.active
    assert isinstance(start, Worksheet)
    start.title = "Start"
    start["A1"].font = Font(name="Arial", size=14, italic=True)
    start["A1"] = "Meine Mappe"
    contracts = workbook.create_sheet("Verträge")
    for row in (["contract_id", "value"], ["V-0001", 1], ["V-0002", 2]):
        contracts.append(row)
    contracts.add_table(Table(displayName="contracts", ref="A1:B3"))
    contracts.print_title_rows = "1:1"
    contracts.conditional_formatting.add(
        "B2:B3", CellIsRule("lessThan", ["2"], fill=PatternFill(bgColor="00FF00"))
    )
    own = workbook.create_sheet("Eigenes")
    own["A1"] = "=SUM(Verträge!B2:B3)"
    own["A2"].number_format = "0.000"
    bars = BarChart()
    bars.add_data(Reference(contracts, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    own.add_chart(bars, "C2")
    own.print_area = "A1:B9"
    workbook.defined_names["as_of"] = DefinedName("as_of", attr_text="Start!$A$1")
    return workbook


HERS = packed(workbook_of_hers())


def again(package: Package) -> Package:
    """The package after it was saved and opened."""
    return Package.open(package.to_bytes(), "Meine.xlsx")


def grafted(*reports: ReportSheet, into: bytes = HERS) -> Package:
    package = Package.open(into, "Meine.xlsx")
    for report in reports:
        assert graft(package, report)
    return again(package)


def read(package: Package) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(package.to_bytes()))


def tabs(package: Package) -> list[str]:
    return [sheet.name for sheet in package.sheets()]


def swap(package: Package, part: str, old: str, new: str) -> None:
    """Puts something else into a part, as somebody who edited the workbook would have."""
    before = package[part]
    package[part] = before.replace(old.encode(), new.replace("&", "&amp;").encode())
    assert package[part] != before


def same_xml(one: bytes, other: bytes) -> bool:
    return etree.tostring(etree.fromstring(one), method="c14n") == etree.tostring(
        etree.fromstring(other), method="c14n"
    )


def part_of(package: Package, name: str = NAME) -> str:
    return next(sheet.part for sheet in package.sheets() if sheet.name == name)


def local_names(package: Package) -> dict[str, dict[str, str]]:
    """Names that belong to a sheet, by the sheet's name."""
    found: dict[str, dict[str, str]] = {}
    for name in markup.everywhere(package.tree(WORKBOOK), "definedName"):
        if place := name.get("localSheetId"):
            names = found.setdefault(tabs(package)[int(place)], {})
            assert name.get("name", "") not in names
            names[name.get("name", "")] = name.text or ""
    return found


def look(sheet: Any) -> dict[str, Any]:
    """Everything that openpyxl sees of a sheet."""
    cells = {
        cell.coordinate: (cell.value, cell.number_format, cell.font, cell.fill, cell.border, cell.alignment)
        for row in sheet.iter_rows()
        for cell in row
    }
    links = [(x.hyperlink.ref, x.hyperlink.target, x.hyperlink.location) for r in sheet for x in r if x.hyperlink]
    conditions = [
        (str(area.sqref), rule.type, rule.formula, rule.dxf.font, rule.dxf.fill)
        for area, rules in sheet.conditional_formatting._cf_rules.items()
        for rule in rules
    ]
    return {
        "cells": {at: (value, code, *map(repr, rest)) for at, (value, code, *rest) in cells.items()},
        "links": links,
        "conditions": repr(conditions),
        "comments": [cell.comment.text for row in sheet for cell in row if cell.comment],
        "merged": sorted(map(str, sheet.merged_cells.ranges)),
        "widths": {at: column.width for at, column in sheet.column_dimensions.items()},
        "heights": {at: row.height for at, row in sheet.row_dimensions.items()},
        "frozen": sheet.freeze_panes,
        "paper": (sheet.print_title_rows, sheet.print_area, repr(sheet.page_setup), repr(sheet.page_margins)),
        "footer": sheet.oddFooter.right.text,
        "tab": repr(sheet.sheet_properties.tabColor),
        "charts": [etree.tostring(etree.fromstring(_xml(made))) for made in sheet._charts],
    }


def _xml(made: Any) -> bytes:
    from openpyxl.xml.functions import tostring

    return bytes(tostring(made._write()))


def errors(data: bytes, folder: Path) -> set[tuple[str, str]]:
    """What the audit holds against a workbook: the part and the words."""
    file = folder / "audited.xlsx"
    file.write_bytes(data)
    found = OpenXmlValidator().validate(file).errors
    return {(e.part_uri or "", e.description) for e in found if e.severity is ValidationSeverity.ERROR}


def strict(data: bytes) -> bytes:
    """The workbook with the namespaces of Strict Open XML."""
    package = Package.open(data)
    for name in package.names:
        content = package[name]
        if name.endswith((".xml", ".rels")):
            content = re.sub(
                rb"http://schemas\.openxmlformats\.org/(spreadsheetml|drawingml|officeDocument)/2006/",
                rb"http://purl.oclc.org/ooxml/\1/",
                content,
            )
        package[name] = content
    return package.to_bytes()
