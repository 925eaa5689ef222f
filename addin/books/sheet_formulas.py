"""The different formulas of a sheet, wherever they stand in it."""

from __future__ import annotations

import re
from functools import cached_property
from html import unescape

from addin.books.addresses import Area
from addin.books.package import Package, Sheet
from addin.books.sheets import SheetStream, streamed

_SPILLING = re.compile(rb'\st\s*=\s*["\'](?:array|dataTable)["\']')
_REACH = re.compile(rb'\sref\s*=\s*["\']([^"\']+)["\']')


class SheetFormulas:
    """Gathers the formulas of a sheet from its blocks; equal ones count once."""

    def __init__(self, prefix: bytes) -> None:
        self._formula = re.compile(rb"<%bf[ >/\n][^<]*" % re.escape(prefix))
        self._found: set[bytes] = set()

    def look_at(self, block: bytes) -> None:
        self._found.update(self._formula.findall(block))

    @cached_property
    def texts(self) -> frozenset[str]:
        """The formulas as they are typed, but for the equals sign."""
        return frozenset(unescape(found.partition(b">")[2].decode()) for found in self._found)

    @cached_property
    def shared(self) -> bool:
        """Some stand in one cell and count for others, where they would read otherwise."""
        return any(b"shared" in tag for tag in self._tags)

    @cached_property
    def spills(self) -> list[Area]:
        """The areas in which arrays and data tables show their results."""
        reaches = (_REACH.search(tag) for tag in self._tags if _SPILLING.search(tag))
        return [Area.of(reach[1].decode()) for reach in reaches if reach]

    @cached_property
    def _tags(self) -> set[bytes]:
        return {found.partition(b">")[0] for found in self._found}


def sheet_formulas(package: Package, sheet: Sheet) -> SheetFormulas:
    """The formulas of a worksheet; Refusal `damaged`."""
    return streamed(package, sheet, _gathered)


def _gathered(stream: SheetStream) -> SheetFormulas:
    formulas = SheetFormulas(stream.prefix)
    for block in stream.blocks():
        formulas.look_at(block)
    return formulas
