"""The last look at a workbook before it is saved: that nothing differs but what may differ."""

from __future__ import annotations

from addin.books import markup
from addin.books.package import Package

_MAY_DIFFER = (
    *("worksheet+xml", "table+xml", "drawingml.chart+xml", "ms-office.chartex+xml", ".main+xml"),
    *("calcChain+xml", "styles+xml", "relationships+xml", "drawing+xml", "extended-properties+xml"),
)
_TYPES = "[Content_Types].xml"


def proved(package: Package) -> bytes:
    """The changed workbook's bytes, read again and compared with the file it came from.

    RuntimeError, which is a bug of ours, where a part differs that no edit may touch, where one that was not
    touched is not byte for byte as it was, or where one that was is no sound XML.
    """
    data = package.to_bytes()
    before, after = Package(package.original, package.file), Package(data, package.file)
    for name in before.names:
        if name not in package.changed:
            _prove(before.member(name) == after.member(name), name)
        elif name in after:
            _prove(name == _TYPES or before.content_type(name).endswith(_MAY_DIFFER), name)
    for name in package.changed:
        if name in after and name.endswith((".xml", ".rels")) and not _is_patched_sheet(name, before, after):
            _prove(_is_sound(after[name]), name)
    return data


def _is_patched_sheet(name: str, before: Package, after: Package) -> bool:
    """A sheet that was patched was looked at row by row when that was done."""
    return name in before and after.content_type(name).endswith("worksheet+xml")


def _is_sound(content: bytes) -> bool:
    try:
        markup.parsed(content)
    except markup.Malformed:
        return False
    return True


def _prove(holds: bool, part: str) -> None:
    if not holds:
        raise RuntimeError(part)
