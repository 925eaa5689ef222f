"""The add-in file teeup.xlam, built on the machine it is for: VBA, ribbon and words in one Excel package."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

import macros
from addin.excel.catalogue_module import catalogue_module, installation_module
from addin.excel.places import ADDIN_NAME
from addin.excel.ribbon import Version, ribbon_xml
from addin.excel.wrappers import functions_module
from addin.reports.packing import packed

# Which part holds the ribbon for which Excel, and how the package says so
_RIBBONS: dict[Version, tuple[str, str]] = {
    2006: ("customUI/customUI.xml", "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility"),
    2009: ("customUI/customUI14.xml", "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"),
}
_RELATIONS, _PROPERTIES = "_rels/.rels", "docProps/core.xml"
_ABOUT = b"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" \
xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Teeup</dc:title><dc:creator>Teeup</dc:creator></cp:coreProperties>"""


def addin_bytes(python: Path, home: Path) -> bytes:
    """The add-in for an installation: its interpreter and the folder of its requests; the same bytes each time."""
    parts = _parts(_with_modules(modules(python, home)))
    relations = b"".join(_relation(version) for version in _RIBBONS)
    parts[_RELATIONS] = parts[_RELATIONS].replace(b"</Relationships>", relations + b"</Relationships>")
    parts[_PROPERTIES] = _ABOUT
    parts |= {part: ribbon_xml(version) for version, (part, _) in _RIBBONS.items()}
    return packed(parts)


def modules(python: Path, home: Path) -> dict[str, str]:
    """Every VBA module by its name, with the line ends that VBA keeps."""
    written = {name: macros.text(f"{name}.bas") for name in macros.modules()}
    written |= {name: macros.text(f"{name}.cls") for name in macros.classes()}
    generated = {
        "TeeupCatalogue": catalogue_module(),
        "TeeupInstallation": installation_module(python, home),
        "TeeupFunctions": functions_module(),
    }
    texts = sorted((written | generated).items())
    return {name: "\r\n".join([*text.splitlines(), ""]) for name, text in texts}


def _with_modules(sources: Mapping[str, str]) -> bytes:
    """An empty add-in as Excel makes one, holding the modules instead of its blank one."""
    from pyopenvba import ExcelFile, VBAModuleKind  # type: ignore[import-untyped]

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, ADDIN_NAME)
        with ExcelFile.create_new(path) as file:
            project = file.vba_project()
            project.delete_module("Module1")
            for name, source in sources.items():
                kind = VBAModuleKind.other if name in macros.classes() else VBAModuleKind.standard
                project.add_module(name, source, kind=kind)
            file.save()
        return path.read_bytes()


def _parts(data: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _relation(version: Version) -> bytes:
    part, kind = _RIBBONS[version]
    return f'<Relationship Id="teeup{version}" Type="{kind}" Target="{part}"/>'.encode()
