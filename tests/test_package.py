"""The parts of a workbook: found however they are spelled, untouched ones kept as they lie in the file."""

import io
import warnings
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from raw_workbook import RawWorkbook, sheet_of

from addin.books.package import Package
from addin.errors import Refusal

SHEET = "xl/worksheets/sheet1.xml"
PLAIN = RawWorkbook((sheet_of("<row r='2'><c r='A2'><v>1</v></c></row>"),))
SIGNED = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"


def members(data: bytes) -> dict[str, tuple[object, ...]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {
            i.filename: (i.CRC, i.compress_size, i.date_time, i.external_attr, i.create_system)
            for i in archive.infolist()
        }


def with_entries(data: bytes, **contents: bytes) -> bytes:
    """The same file with more entries, some perhaps of a name that is there already."""
    file = io.BytesIO(data)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, content in contents.items():
            archive.writestr(name, content)
    return file.getvalue()


# --- bytes


def test_a_file_opened_and_written_is_the_same_file(realdata: Path) -> None:
    for file in sorted((realdata / "workbooks").glob("*.xl*")):
        data = file.read_bytes()
        assert members(Package.open(data, file.name).to_bytes()) == members(data), file.name


def test_only_the_changed_part_differs_and_the_order_stays() -> None:
    data = PLAIN.data()
    package = Package.open(data)
    package["xl/styles.xml"] = package["xl/styles.xml"] + b" "
    after = members(package.to_bytes())
    assert list(after) == list(members(data))
    assert [name for name, member in after.items() if member != members(data)[name]] == ["xl/styles.xml"]
    assert package.changed == {"xl/styles.xml"}


def test_the_same_content_again_is_no_change() -> None:
    package = Package.open(PLAIN.data())
    package[SHEET] = package[SHEET]
    assert package.changed == set()


def test_writing_twice_gives_the_same_bytes() -> None:
    def changed() -> bytes:
        package = Package.open(PLAIN.data())
        package.add("xl/media/new.bin", b"\x00\x01", "application/octet-stream")
        return package.to_bytes()

    assert changed() == changed()


def test_a_file_written_as_a_stream_keeps_its_parts() -> None:
    class Pipe(io.BytesIO):
        def seek(self, *_: int) -> int:
            raise io.UnsupportedOperation

    stream = Pipe()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _contents(PLAIN.data()).items():
            archive.writestr(name, content)
    data = stream.getvalue()
    assert data[6] & 0x08  # the sizes stand behind the content
    package = Package.open(data)
    package["xl/styles.xml"] += b" "
    assert _contents(package.to_bytes()) == {**_contents(data), "xl/styles.xml": package["xl/styles.xml"]}


def test_sizes_of_64_bits_are_put_into_plain_fields() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in _contents(PLAIN.data()).items():
            with archive.open(name, "w", force_zip64=True) as entry:
                entry.write(content)
    assert _contents(Package.open(file.getvalue()).to_bytes()) == _contents(PLAIN.data())


def _contents(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# --- names


def test_backslashes_in_names_are_slashes() -> None:
    data = replace(PLAIN, entry=lambda name: name.replace("/", "\\") if name.startswith("xl") else name).data()
    package = Package.open(data)
    assert [sheet.part for sheet in package.sheets()] == [SHEET]
    package[SHEET] += b" "
    assert "xl\\worksheets\\sheet1.xml" in members(package.to_bytes())


def test_names_with_a_dot_before_and_in_other_case_are_found() -> None:
    data = replace(PLAIN, entry=lambda name: name.replace("xl/worksheets", "./xl/WorkSheets")).data()
    package = Package.open(data)
    assert package[package.sheets()[0].part] == Package.open(PLAIN.data())[SHEET]


def test_targets_from_the_root_are_found() -> None:
    package = Package.open(replace(PLAIN, absolute=True).data())
    assert [sheet.part for sheet in package.sheets()] == [SHEET]


def test_of_a_doubled_name_the_last_counts_and_a_change_reaches_every_copy() -> None:
    data = with_entries(PLAIN.data(), **{SHEET: Package.open(PLAIN.data())[SHEET].replace(b">1<", b">2<")})
    package = Package.open(data)
    assert b"<v>2</v>" in package[SHEET]
    package[SHEET] = package[SHEET].replace(b">2<", b">3<")
    with zipfile.ZipFile(io.BytesIO(package.to_bytes())) as archive:
        copies = [archive.read(info) for info in archive.infolist() if info.filename == SHEET]
    assert len(copies) == 2
    assert all(b"<v>3</v>" in copy for copy in copies)


# --- relationships and content types


def test_a_new_part_is_related_and_typed_and_gone_again_without_a_trace() -> None:
    package = Package.open(PLAIN.data())
    package.add("xl/drawings/drawing1.xml", b"<d/>", "application/vnd.openxmlformats-officedocument.drawing+xml")
    id = package.relate(SHEET, "http://schemas.openxmlformats.org/x/drawing", "xl/drawings/drawing1.xml")
    assert [(a.id, a.target, a.kind) for a in package.relationships(SHEET)] == [
        (id, "xl/drawings/drawing1.xml", "drawing")
    ]
    assert package.content_type("XL/Drawings/drawing1.xml").endswith("drawing+xml")
    package.unrelate(SHEET, id)
    del package["xl/drawings/drawing1.xml"]
    assert package.content_type("xl/drawings/drawing1.xml") == "application/xml"
    assert "xl/drawings/drawing1.xml" not in Package.open(package.to_bytes())


def test_relationships_in_a_strict_workbook_are_strict() -> None:
    package = Package.open(replace(PLAIN, strict=True).data())
    assert package.strict
    package.relate(
        SHEET, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing", "xl/d.xml"
    )
    assert (
        package.relationships(SHEET)[0].type == "http://purl.oclc.org/ooxml/officeDocument/relationships/drawing"
    )


# --- what is no workbook we may change


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_a_workbook"),
        (b"a;b;c\n1;2;3", "not_a_workbook"),
        (b"<html><table/></html>", "not_a_workbook"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "\tDRMContent".encode("utf-16-le"), "labelled"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "Workbook".encode("utf-16-le"), "old_format"),
        (PLAIN.data()[:-40], "damaged"),
        (PLAIN.data()[: len(PLAIN.data()) // 2], "damaged"),
    ],
)
def test_it_says_why_a_file_is_not_opened(data: bytes, code: str) -> None:
    with pytest.raises(Refusal, match=code) as refusal:
        Package.open(data, "Mappe.xlsx")
    assert refusal.value.facts["file"] == "Mappe.xlsx"


def test_a_zip_of_something_else_is_no_workbook() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(Refusal, match="not_a_workbook"):
        Package.open(file.getvalue())


def test_a_binary_workbook_is_an_old_format() -> None:
    data = PLAIN.data()
    types = _contents(data)["[Content_Types].xml"].replace(b"sheet.main+xml", b"sheet.binary.main")
    with pytest.raises(Refusal, match="old_format"):
        Package.open(with_entries(data, **{"[Content_Types].xml": types}))


def test_a_signed_workbook_is_refused_and_signed_macros_are_not() -> None:
    data = PLAIN.data()
    arrows = _contents(data)["_rels/.rels"]
    signature = f'<Relationship Id="rId9" Type="{SIGNED}" Target="_xmlsignatures/origin.sigs"/>'.encode()
    signed = with_entries(
        data, **{"_rels/.rels": arrows.replace(b"</Relationships>", signature + b"</Relationships>")}
    )
    with pytest.raises(Refusal, match="signed"):
        Package.open(signed)
    Package.open(with_entries(data, **{"xl/vbaProjectSignature.bin": b"\x00"}))


def test_a_damaged_part_is_noticed_by_its_checksum() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, content in _contents(PLAIN.data()).items():
            archive.writestr(name, content)
    data = file.getvalue().replace(b"<v>1</v>", b"<v>9</v>")
    with pytest.raises(Refusal, match="damaged"):
        Package.open(data)[SHEET]


def test_a_small_file_that_unpacks_into_a_huge_one_is_refused() -> None:
    data = with_entries(PLAIN.data(), **{"xl/media/bomb.bin": b"\x00" * (1 << 26)})
    with pytest.raises(Refusal, match="too_large"):
        Package.open(data)


def test_entities_are_not_followed() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><workbook>&x;</workbook>'
    with pytest.raises(Refusal, match="damaged"):
        Package.open(with_entries(PLAIN.data(), **{"xl/workbook.xml": bomb})).sheets()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_parts_with_a_byte_order_mark_are_read_and_written(encoding: str) -> None:
    package = Package.open(replace(PLAIN, encode=lambda text: text.encode(encoding)).data())
    tree = package.tree(package.workbook)
    package.put(package.workbook, tree)
    assert [sheet.name for sheet in Package.open(package.to_bytes()).sheets()] == ["Data"]
