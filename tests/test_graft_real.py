"""Report sheets in workbooks that nobody here wrote, seen by a program that nobody here wrote."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from graft_cases import (
    NAME,
    NEXT_REPORT,
    REPORT,
    RICH,
    STYLES,
    TYPES,
    again,
    grafted,
    packed,
    strict,
    tabs,
)

from addin.books.graft import drop, graft
from addin.books.graft_parts import unused
from addin.books.package import Package
from addin.errors import Refusal


def grafted_real(realdata: Path) -> dict[Path, Package]:
    """The report in every real workbook that takes one; the others refused it and are untouched."""
    taken: dict[Path, Package] = {}
    for file in sorted((realdata / "workbooks").glob("*.xl*")):
        package = Package.open(file.read_bytes(), file.name)
        try:
            assert graft(package, REPORT)
            taken[file] = package
        except Refusal as refusal:
            assert refusal.code == "shared_workbook"
            assert package.changed == set()
    return taken


def test_in_real_workbooks_every_part_that_is_not_concerned_stays_byte_for_byte(realdata: Path) -> None:
    taken = grafted_real(realdata)
    assert len(taken) >= 43
    for file, package in taken.items():
        before, after = Package.open(file.read_bytes()), again(package)
        concerned = {TYPES, before.workbook, unused(before, STYLES), *styles_and_arrows(before)}
        for name in before.names:
            assert name in concerned or after[name] == before[name], (file.name, name)
        assert tabs(after) == [*tabs(before), NAME]
        assert not graft(after, REPORT)
        assert drop(after, REPORT.key)
        assert set(after.names) - {"xl/styles.xml"} == set(before.names) - {"xl/styles.xml"}, file.name


def styles_and_arrows(package: Package) -> list[str]:
    folder, _, base = package.workbook.rpartition("/")
    styles = [arrow.target for arrow in package.relationships(package.workbook) if arrow.kind == "styles"]
    return [f"{folder}/_rels/{base}.rels", *styles]


def test_in_real_workbooks_nothing_of_the_concerned_parts_is_lost(realdata: Path) -> None:
    for file, package in grafted_real(realdata).items():
        before = Package.open(file.read_bytes())
        for part in (before.workbook, *styles_and_arrows(before)[1:]):
            old, new = (elements(each.tree(part)) for each in (before, package))
            assert [shape for shape in old if shape not in new] == [], (file.name, part)


def elements(root: Any) -> dict[tuple[Any, ...], None]:
    """Every element with its attributes, without the counts that grow."""
    return {
        (element.tag, *sorted((k, v) for k, v in element.attrib.items() if k != "count"), element.text): None
        for element in root.iter()
    }


def printed(soffice: str, files: dict[str, bytes], folder: Path) -> list[Path]:
    """The files as LibreOffice prints them."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder / "out")]
    for _ in range(2):  # a fresh profile may make the first start end at once
        subprocess.run([*command, *(str(folder / name) for name in files)], capture_output=True, timeout=300)
        if (folder / "out").is_dir():
            break
    return [folder / "out" / f"{Path(name).stem}.pdf" for name in files]


def test_libreoffice_shows_the_same_pages_grafted_or_not(soffice: str, tmp_path: Path) -> None:
    if not shutil.which("pdftoppm"):
        pytest.skip("pdftoppm is not installed: apt install poppler-utils")
    blank = packed(openpyxl.Workbook())
    versions = {
        "alone.xlsx": RICH,
        "grafted.xlsx": grafted(REPORT, into=blank).to_bytes(),
        "strict.xlsx": grafted(REPORT, into=strict(blank)).to_bytes(),
        "replaced.xlsx": grafted(NEXT_REPORT, REPORT, into=blank).to_bytes(),
    }
    pictures = set()
    for pages in printed(soffice, versions, tmp_path):
        drawn = subprocess.run(["pdftoppm", "-r", "60", pages], capture_output=True, check=True)
        pictures.add(drawn.stdout)
    assert len(pictures) == 1
    assert len(pictures.pop()) > 100_000
