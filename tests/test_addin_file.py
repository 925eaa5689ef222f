"""The add-in file is sound: other people's programs read in it exactly what we put there."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator

import macros
from addin.excel.addin_file import addin_bytes, modules

PYTHON = Path("C:\\Users\\Jörg Müßig\\Eigene Dateien\\Teeup\\pythonw.exe")
HOME = Path("C:\\Users\\Jörg Müßig\\AppData\\Local\\Teeup")
RIBBONS = {"customUI/customUI.xml": "customUI.xsd", "customUI/customUI14.xml": "customUI14.xsd"}
VBALIDATOR_SCORE = 100

OLEVBA = """
import json, sys, warnings
warnings.simplefilter("ignore")
from oletools.olevba import VBA_Parser
macros = VBA_Parser(sys.argv[1]).extract_all_macros()
print(json.dumps({name: code for _, _, name, code in macros}))
"""


@pytest.fixture(scope="module")
def data() -> bytes:
    return addin_bytes(PYTHON, HOME)


@pytest.fixture(scope="module")
def addin(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("Ablage für Müßig") / "teeup.xlam"
    path.write_bytes(data)
    return path


@pytest.fixture(scope="module")
def package(data: bytes) -> ZipFile:
    return ZipFile(io.BytesIO(data))


def test_olevba_reads_every_module_back_exactly(addin: Path) -> None:
    done = subprocess.run([sys.executable, "-c", OLEVBA, addin], capture_output=True, text=True, check=True)
    read = json.loads(done.stdout)
    ours = {f"{name}{ending_of(name)}": source for name, source in modules(PYTHON, HOME).items()}
    assert {name: code.replace("\r\n", "\n") for name, code in read.items() if name in ours} == {
        name: source.replace("\r\n", "\n") for name, source in ours.items()
    }
    assert read.keys() - ours.keys() == {"ThisWorkbook.cls", "Sheet1.cls"}


def ending_of(name: str) -> str:
    return ".cls" if name in macros.classes() else ".bas"


def test_every_macro_of_the_house_is_in_it() -> None:
    generated = ("TeeupCatalogue", "TeeupInstallation", "TeeupFunctions")
    assert set(modules(PYTHON, HOME)) == {*macros.modules(), *macros.classes(), *generated}
    assert len(macros.modules()) > 10


def test_vba_gets_ascii_and_its_own_line_ends() -> None:
    for name, source in modules(PYTHON, HOME).items():
        assert source.isascii(), name
        assert source.startswith(f'Attribute VB_Name = "{name}"\r\n')
        assert source.count("\n") == source.count("\r\n")


def test_the_project_refers_to_office_for_the_ribbon(addin: Path) -> None:
    from pyopenvba import ExcelFile

    with ExcelFile(addin) as file:
        assert "Office" in [reference.name for reference in file.references()]
        assert file.validate() == []


def test_openxml_audit_finds_nothing(addin: Path) -> None:
    assert [str(error) for error in OpenXmlValidator(max_errors=100).validate(addin).errors] == []


@pytest.mark.parametrize("part", RIBBONS)
def test_the_ribbons_inside_hold_to_microsoft_s_schemas(package: ZipFile, part: str, realdata: Path) -> None:
    schema = etree.XMLSchema(etree.parse(realdata / "ribbon" / RIBBONS[part]))
    assert schema.validate(etree.fromstring(package.read(part))), schema.error_log


def test_the_package_leads_to_both_ribbons(package: ZipFile) -> None:
    relations = etree.fromstring(package.read("_rels/.rels"))
    found = {relation.get("Target"): relation.get("Type").rsplit("/office/")[-1] for relation in relations}
    assert found["customUI/customUI.xml"] == "2006/relationships/ui/extensibility"
    assert found["customUI/customUI14.xml"] == "2007/relationships/ui/extensibility"
    assert len({relation.get("Id") for relation in relations}) == len(relations)
    assert b'<Default Extension="xml" ContentType="application/xml"/>' in package.read("[Content_Types].xml")


def test_excel_lists_it_as_teeup_and_nobody_else_s(package: ZipFile) -> None:
    properties = etree.fromstring(package.read("docProps/core.xml"))
    assert {etree.QName(element).localname: element.text for element in properties} == {
        "title": "Teeup",
        "creator": "Teeup",
    }


def test_vbalidator_is_content(tmp_path: Path) -> None:
    from vbalidator import precheck

    for name, source in modules(PYTHON, HOME).items():
        (tmp_path / f"{name}.bas").write_text(source, "ascii", newline="")
    result = precheck(str(tmp_path), host="excel")
    assert [(issue["file"], issue["line"], issue["message"]) for issue in result.errors] == []
    assert result.score >= VBALIDATOR_SCORE
    assert result.compile_safe


def test_libreoffice_opens_it(addin: Path, soffice: str, tmp_path: Path) -> None:
    call = [soffice, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    call += ["--infilter=Calc MS Excel 2007 VBA XML", "--convert-to", "ods", "--outdir", str(tmp_path), str(addin)]
    subprocess.run(call, check=True, capture_output=True, timeout=120)
    with ZipFile(tmp_path / "teeup.ods") as opened:
        assert "Basic/VBAProject/TeeupRibbon.xml" in opened.namelist()
        assert "TeeupOnLoad" in opened.read("Basic/VBAProject/TeeupRibbon.xml").decode()


def test_it_is_the_same_bytes_each_time(data: bytes) -> None:
    build = "import sys; from pathlib import Path; from addin.excel.addin_file import addin_bytes; "
    build += "sys.stdout.buffer.write(addin_bytes(*map(Path, sys.argv[1:])))"
    call = [sys.executable, "-c", build, str(PYTHON), str(HOME)]
    again = subprocess.run(call, env=os.environ | {"PYTHONHASHSEED": "7"}, capture_output=True, check=True)
    assert again.stdout == data


def test_nothing_in_it_tells_when_or_where_it_was_built(package: ZipFile, tmp_path: Path) -> None:
    assert {(entry.date_time, entry.create_system) for entry in package.infolist()} == {((1980, 1, 1, 0, 0, 0), 0)}
    assert {entry.compress_type for entry in package.infolist()} == {ZIP_DEFLATED}
    assert not [name for name in package.namelist() if str(tmp_path.parent).encode() in package.read(name)]
