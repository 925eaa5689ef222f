"""A workbook as bytes that are the same whenever and wherever it is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.constants import ARC_STYLE, SHEET_MAIN_NS
from openpyxl.xml.functions import fromstring, tostring

_FONT_ORDER = "b i strike condense extend outline shadow u vertAlign sz color name family charset scheme".split()


def parts_of(workbook: Workbook) -> dict[str, bytes]:
    """The parts of the workbook's package by their names."""
    written = BytesIO()
    ExcelWriter(workbook, ZipFile(written, "w")).save()
    with ZipFile(written) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    return parts | {ARC_STYLE: _with_fonts_in_order(parts[ARC_STYLE])}


def packed(parts: Mapping[str, bytes | Iterable[bytes]]) -> bytes:
    """The package of these parts, each whole or in pieces; without a trace of the time and the system."""
    target = BytesIO()
    with ZipFile(target, "w") as package:
        for name, content in parts.items():
            entry = ZipInfo(name)
            entry.compress_type, entry.create_system = ZIP_DEFLATED, 0
            with package.open(entry, "w") as part:
                part.writelines([content] if isinstance(content, bytes) else content)
    return target.getvalue()


def _with_fonts_in_order(styles: bytes) -> bytes:
    """A styles part with each font's properties in the schema's order, which openpyxl does not keep."""
    root: Any = fromstring(styles)
    for font in root.iter(f"{{{SHEET_MAIN_NS}}}font"):
        font[:] = sorted(font, key=lambda child: _FONT_ORDER.index(child.tag.rpartition("}")[2]))
    return bytes(tostring(root))
