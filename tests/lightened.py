"""Workbooks without what LibreOffice spends its time on and no cell's content depends on."""

from __future__ import annotations

import re
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

# Rows and columns repeated in print cost ten seconds at loading; conditional formats are looked at with each cell
# that is written, which Excel leaves until its screen is updated; choices offered in a cell make it look unlike
# its neighbours when their formats are asked for.
LEFT_OUT = re.compile(
    rb"<definedName [^>]*_xlnm\.Print_Titles.*?</definedName>"
    rb"|<conditionalFormatting .*?</conditionalFormatting>"
    rb"|<dataValidations .*?</dataValidations>",
    re.DOTALL,
)
HAS_SOME = re.compile(r"xl/(workbook|worksheets/sheet\d+)\.xml")


def lighten(path: Path) -> None:
    """Leaves print titles, conditional formats and offered choices out of a workbook."""
    with ZipFile(path) as package:
        parts = [(info, package.read(info)) for info in package.infolist()]
    with ZipFile(path, "w", ZIP_DEFLATED) as package:
        for info, data in parts:
            light = LEFT_OUT.sub(b"", data) if HAS_SOME.fullmatch(info.filename) else data
            package.writestr(info.filename, light)
