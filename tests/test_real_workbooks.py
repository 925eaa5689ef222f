"""Workbooks that nobody here wrote: a cell changed, rows appended, a report put in, and nothing of theirs lost."""

import json
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from itertools import islice
from pathlib import Path

import pytest
from graft_cases import NAME, REPORT, RICH
from lxml import etree
from openxml_audit import OpenXmlValidator, ValidationSeverity
from python_calamine import CalamineWorkbook

from addin.books import markup
from addin.books.excel_tables import ExcelTable, excel_tables
from addin.books.graft import graft
from addin.books.package import Package
from addin.books.proof import proved
from addin.books.surgery import append, change_cells
from addin.errors import Refusal

CHANGED, APPENDED = "Teeup <war> & hier", "Teeup neu"

# What may differ in a concerned part, by the ending of its content type: an attribute, a text, an added element
AREAS = {f"{name}@sqref" for name in ("conditionalFormatting", "dataValidation", "ignoredError", "protectedRange")}
FORMULAS = {f"{name}:text" for name in ("formula", "formula1", "formula2", "f", "sqref")}
MAY_DIFFER = {
    "worksheet+xml": {"dimension@ref", "+sparkline", *AREAS, *FORMULAS},
    "table+xml": {"table@ref", "autoFilter@ref", "sortState@ref", "sortCondition@ref", "table@insertRow"},
    "chart+xml": {"f:text"},
    ".main+xml": {"calcPr@fullCalcOnLoad", "+calcPr", "definedName:text"},
    "calcChain+xml": {"+c"},
}
GRAFTED = {
    ".main+xml": {"+sheet", "+definedNames", "+definedName", "calcPr@fullCalcOnLoad", "+calcPr"},
    "styles+xml": {"+numFmts", "+numFmt", "+font", "+fill", "+border", "+xf", "+dxf", "+dxfs", "+cellXfs"}
    | {f"{name}@count" for name in ("numFmts", "fonts", "fills", "borders", "cellXfs", "dxfs")},
    "relationships+xml": {"+Relationship"},
    "application/xml": {"+Override", "+Default"},
    "": {"+Override", "+Default"},
}


@dataclass
class Trial:
    """What became of one workbook."""

    file: str
    data: bytes
    refused: Counter[str] = field(default_factory=Counter)
    losses: list[str] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    result: bytes = b""


@pytest.fixture(scope="module")
def trials(realdata: Path) -> list[Trial]:
    """Every workbook after all three, each of them looked at by itself before."""
    folder = realdata / "workbooks"
    files = [entry["file"] for entry in json.loads((folder / "manifest.json").read_text("utf-8"))]
    return [tried(Trial(file, (folder / file).read_bytes())) for file in files]


def tried(trial: Trial) -> Trial:
    together = Package.open(trial.data, trial.file)
    attempt(trial, together, "changed", changed, MAY_DIFFER)
    for table in excel_tables(together):
        attempt(trial, together, "appended", partial(appended, name=table.name), MAY_DIFFER)
    attempt(trial, together, "grafted", lambda package: graft(package, REPORT), GRAFTED)
    trial.result = proved(together)
    return trial


def attempt(
    trial: Trial, together: Package, name: str, act: Callable[[Package], object], may: dict[str, set[str]]
) -> None:
    """The act on the workbook as it came, compared part by part; then once more on top of the acts before."""
    before, after = Package.open(trial.data, trial.file), Package.open(trial.data, trial.file)
    try:
        act(after)
    except Refusal as refusal:
        assert refusal.facts, refusal.code
        trial.refused[refusal.code] += 1
        return
    trial.done[name] += 1
    trial.losses += [f"{name}: {loss}" for loss in losses(before, Package(proved(after)), may)]
    act(together)


# --- the three acts


def changed(package: Package) -> None:
    """The first cell of the workbook that holds a plain value; a new one where none does."""
    refusal = None
    for sheet, address in islice(plain_cells(package), 40):
        try:
            change_cells(package, sheet, {address: CHANGED})
        except Refusal as refused:
            refusal = refused
            continue
        return
    raise refusal or AssertionError("no cell")


def plain_cells(package: Package) -> Iterator[tuple[str, str]]:
    worksheets = [sheet for sheet in package.sheets() if sheet.kind == "worksheet"]
    for sheet in worksheets:
        for cell in markup.under(package.tree(sheet.part), "sheetData", "row", "c"):
            if markup.first(cell, "f") is None and markup.first(cell, "v") is not None:
                yield sheet.name, cell.get("r", "")
    yield worksheets[0].name, "B2"


def appended(package: Package, name: str) -> None:
    """Two rows with a value in every column that Excel does not fill itself."""
    table = table_of(package, name)
    columns = zip(table.columns, table.headers, strict=True)
    row = {header: APPENDED for column, header in columns if column not in table.calculated_columns}
    append(package, name, [row, row])


def table_of(package: Package, name: str) -> ExcelTable:
    return next(table for table in excel_tables(package) if table.name == name)


# --- what is lost


def losses(before: Package, after: Package, may: dict[str, set[str]]) -> Iterator[str]:
    """Every part that is gone or differs where it may not. Untouched ones are compared as they lie in the file."""
    for part in before.names:
        if part not in after:
            yield f"{part} is gone"
        elif before.member(part) != after.member(part):
            kind = before.content_type(part)
            allowed = set().union(*(names for ending, names in may.items() if kind.endswith(ending)))
            old, new = before.tree(part), after.tree(part)
            if kind.endswith("worksheet+xml"):
                yield from (f"{part}: {loss}" for loss in lost_cells(old, new))
            yield from (f"{part}: {name}" for name in differences(old, new) if name not in allowed)


def differences(old: etree._Element, new: etree._Element) -> Iterator[str]:
    name = markup.local(old)
    if old.tag != new.tag:
        yield f"{name} became {markup.local(new)}"
    for key in {*old.attrib, *new.attrib}:
        if old.get(key) != new.get(key):
            yield f"{name}@{key}"
    if (old.text or "").strip() != (new.text or "").strip():
        yield f"{name}:text"
    if name != "sheetData":
        yield from children_differences(old, new)


def children_differences(old: etree._Element, new: etree._Element) -> Iterator[str]:
    """Children in their order, each old one found again; what stands between is added."""
    rest = list(new)
    for child in old:
        while rest and identity(rest[0]) != identity(child):
            yield f"+{markup.local(rest.pop(0))}"
        if not rest:
            yield f"{markup.local(child)} is lost in {markup.local(old)}"
            return
        yield from differences(child, rest.pop(0))
    yield from (f"+{markup.local(child)}" for child in rest)


def identity(element: etree._Element) -> tuple[str | None, ...]:
    keys = ("name", "Id", "PartName", "Extension", "sheetId", "localSheetId", "r", "i")
    return (markup.local(element), *(element.get(key) for key in keys))


def lost_cells(old: etree._Element, new: etree._Element) -> Iterator[str]:
    """Rows and cells that are gone or hold something else, the one changed and dropped results apart."""
    rows, found = dict(numbered(new, "row")), dict(numbered(new, "row", "c"))
    for number, row in numbered(old, "row"):
        if number not in rows or attributes(row) != attributes(rows[number]):
            yield f"row {number} differs"
    for address, cell in numbered(old, "row", "c"):
        if address not in found:
            yield f"{address} is gone"
        elif not may_stand_for(cell, found[address]):
            yield f"{address} differs"


def may_stand_for(cell: etree._Element, found: etree._Element) -> bool:
    """The same cell, the one changed, a formula without its result, or what was blank before."""
    if CHANGED in "".join(map(str, found.itertext())):
        return found.get("s") == cell.get("s")
    return canonical(found) in (canonical(cell), canonical(without_result(cell))) or not len(cell)


def numbered(sheet: etree._Element, *path: str) -> Iterator[tuple[str, etree._Element]]:
    return ((element.get("r", ""), element) for element in markup.under(sheet, "sheetData", *path))


def attributes(row: etree._Element) -> dict[str, str]:
    return {str(key): str(value) for key, value in row.attrib.items() if key != "spans"}


def without_result(cell: etree._Element) -> etree._Element:
    copy = deepcopy(cell)
    value = markup.first(copy, "v")
    if markup.first(copy, "f") is not None and value is not None:
        copy.remove(value)
        copy.attrib.pop("t", "")
    return copy


def canonical(element: etree._Element) -> bytes:
    alone = deepcopy(element)
    alone.tail = None
    return bytes(etree.tostring(alone, method="c14n", exclusive=True))


# --- what must hold


def test_nothing_of_the_coordinator_s_is_lost(trials: list[Trial]) -> None:
    assert [f"{trial.file}: {loss}" for trial in trials for loss in trial.losses] == []


def test_what_cannot_be_done_is_refused_and_says_why(trials: list[Trial]) -> None:
    done: Counter[str] = sum((trial.done for trial in trials), Counter())
    refused: Counter[str] = sum((trial.refused for trial in trials), Counter())
    assert done == {"changed": 45, "appended": 22, "grafted": 43}
    assert refused == {"table_bound": 12, "content_below": 1, "shared_workbook": 2}


def test_no_workbook_is_less_sound_than_before(trials: list[Trial], tmp_path: Path) -> None:
    for trial in trials:
        now = faults(trial.result, tmp_path / f"new {trial.file}")
        assert not now or now - faults(trial.data, tmp_path / f"old {trial.file}") == {}, trial.file


def faults(data: bytes, file: Path) -> Counter[str]:
    file.write_bytes(data)
    found = OpenXmlValidator().validate(str(file)).errors
    return Counter(fault.description for fault in found if fault.severity is ValidationSeverity.ERROR)


@pytest.fixture(scope="module")
def converted(trials: list[Trial], soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every workbook as LibreOffice reads it, in one start."""
    folder = tmp_path_factory.mktemp("changed")
    files = [folder / trial.file for trial in trials]
    for file, trial in zip(files, trials, strict=True):
        file.write_bytes(trial.result)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "ods", "--outdir", str(folder / "out")]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=300)
    return folder / "out"


def test_libreoffice_opens_every_one_with_the_cell_the_rows_and_the_report(
    trials: list[Trial], converted: Path
) -> None:
    report = CalamineWorkbook.from_filelike(BytesIO(RICH)).get_sheet_by_name(NAME).to_python()
    for trial in trials:
        workbook = CalamineWorkbook.from_path(str(converted / Path(trial.file).with_suffix(".ods").name))
        sheets = {name: workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names}
        shown = Counter(str(cell) for sheet in sheets.values() for row in sheet for cell in row)
        assert shown[CHANGED] >= trial.done["changed"], trial.file
        assert shown[APPENDED] >= 2 * trial.done["appended"], trial.file
        assert sheets.get(NAME) == (report if trial.done["grafted"] else None), trial.file
