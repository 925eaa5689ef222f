"""Files that cannot be a closed workbook: each is refused, untouched, with words."""

import io
import subprocess
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from addin.books import save
from addin.books.locks import excel_owner, libreoffice_owner
from addin.books.package import Package
from addin.errors import Refusal
from addin.words import LANGUAGES, Words


@pytest.fixture
def master(tmp_path: Path) -> Path:
    file = tmp_path / "Mappe äöü.xlsx"
    openpyxl.Workbook().save(file)
    return file


def refusal_of(file: Path) -> Refusal:
    """Why the file is refused; its folder must look the same afterwards."""
    before = {path: path.is_file() and path.read_bytes() for path in file.parent.rglob("*")}
    with pytest.raises(Refusal) as caught:
        data, _ = save.opened(file)
        Package.open(data, file.name)
    assert {path: path.is_file() and path.read_bytes() for path in file.parent.rglob("*")} == before
    return caught.value


def told(refusal: Refusal, language: str = "de") -> str:
    return Words.of(language).text(f"errors.{refusal.code}", **refusal.facts)


def owner_file(name: str) -> bytes:
    """What Excel writes beside a workbook: 165 bytes with the name in the code page and in UTF-16."""
    narrow = bytes([len(name)]) + name.encode("cp1252", "replace")
    wide = len(name).to_bytes(2, "little") + name.encode("utf-16-le")
    return narrow.ljust(55) + wide + b" \0" * ((110 - len(wide)) // 2)


# --- open elsewhere


@pytest.mark.parametrize("name", ["Jörg Häußler", "Анна", "x" * 52])
def test_the_person_who_has_the_workbook_open_in_excel_is_named(master: Path, name: str) -> None:
    lock = master.with_name(f"~${master.name}")
    lock.write_bytes(owner_file(name))
    refusal = refusal_of(master)
    assert (refusal.code, refusal.facts["owner"]) == ("file_open_by", name)
    assert all(fact in told(refusal) for fact in (name, master.name, lock.name, str(master.parent)))


def test_a_lock_that_names_nobody_is_refused_with_the_way_out(master: Path) -> None:
    lock = master.with_name(f"~${master.name}")
    lock.write_bytes(b"")
    refusal = refusal_of(master)
    assert refusal.code == "file_open"
    assert lock.name in told(refusal)
    assert lock.name in told(refusal, "en")


@pytest.mark.parametrize("content", [b"\xff", b"\x05ab", bytes(165), b"\x05" + bytes(200), b"\xff" * 165])
def test_a_broken_owner_file_names_nobody_or_part_of_a_name_and_never_fails(content: bytes) -> None:
    assert len(excel_owner(content)) <= 255


def test_libreoffice_tells_who_where_and_since_when(master: Path) -> None:
    lock = master.with_name(f".~lock.{master.name}#")
    lock.write_text("Anna Hansen,ahansen,PC-14,14.02.2027 17:05,file:///C:/x;", "utf-8")
    refusal = refusal_of(master)
    assert refusal.code == "file_open_since"
    assert "14.02.2027 17:05" in told(refusal)
    assert "Anna Hansen (PC-14)" in told(refusal, "en")


@pytest.mark.parametrize("content", [b"", b",,,,;", b"\xff\xfe", b",root,,99.99.2026 22:21,x;"])
def test_a_broken_lock_of_libreoffice_never_fails(content: bytes) -> None:
    assert libreoffice_owner(content)[1] is None


@pytest.fixture
def open_in_libreoffice(master: Path, soffice: str, tmp_path: Path) -> Iterator[Path]:
    """The workbook, really open in LibreOffice."""
    command = [soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--norestore"]
    lock = master.with_name(f".~lock.{master.name}#")
    office = subprocess.Popen([*command, str(master)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            if lock.exists() and lock.read_bytes().endswith(b";"):
                break
            time.sleep(0.1)
        yield master
    finally:
        office.terminate()
        office.wait(30)


def test_a_workbook_really_open_in_libreoffice_is_refused(open_in_libreoffice: Path) -> None:
    with pytest.raises(Refusal) as caught:
        save.opened(open_in_libreoffice)
    assert caught.value.code == "file_open_since"


# --- not a file for us


def test_a_missing_file_a_folder_and_a_broken_link_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "Ordner.xlsx").mkdir()
    (tmp_path / "link.xlsx").symlink_to(tmp_path / "weg.xlsx")
    codes = [refusal_of(tmp_path / name).code for name in ("fehlt.xlsx", "Ordner.xlsx", "link.xlsx")]
    assert codes == ["file_missing", "file_is_no_file", "file_missing"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("M.xltx", "file_is_template"),
        ("M.XLTM", "file_is_template"),
        ("M.xls", "file_of_other_kind"),
        ("M.ods", "file_of_other_kind"),
        ("M", "file_of_other_kind"),
    ],
)
def test_other_kinds_of_files_are_refused_by_their_name(tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / name).write_bytes(b"PK")
    assert refusal_of(tmp_path / name).code == code


def test_a_write_protected_file_is_refused_even_for_the_administrator(master: Path) -> None:
    master.chmod(0o444)
    assert refusal_of(master).code == "file_read_only"


def test_a_workbook_with_capital_ending_is_taken(master: Path) -> None:
    capital = master.rename(master.with_suffix(".XLSX"))
    assert save.opened(capital)[0] == capital.read_bytes()


# --- not a workbook inside


def ole(stream: str) -> bytes:
    """The start of an OLE file with the name of one stream in its directory."""
    return bytes.fromhex("d0cf11e0a1b11ae1").ljust(1024, b"\0") + stream.encode("utf-16-le").ljust(128, b"\0")


def zipped(**parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_a_workbook"),
        (b"Vertrag;Kunde\n1;Hansen\n", "not_a_workbook"),
        (b"<html><body>Bitte anmelden</body></html>", "not_a_workbook"),
        (b"PK\x03\x04", "damaged"),
        (zipped(readme="x"), "not_a_workbook"),
        (ole("EncryptedPackage"), "encrypted"),
        (ole("EncryptedPackage") + ole("DRMEncryptedTransform"), "labelled"),
        (ole("Workbook"), "old_format"),
    ],
    ids=["empty", "csv", "html", "four bytes", "any zip", "password", "label", "xls"],
)
def test_what_only_calls_itself_a_workbook_is_refused(master: Path, content: bytes, code: str) -> None:
    master.write_bytes(content)
    refusal = refusal_of(master)
    assert refusal.code == code
    assert master.name in told(refusal)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_a_workbook_transferred_in_part_is_damaged(master: Path, part: float) -> None:
    data = master.read_bytes()
    master.write_bytes(data[: int(len(data) * part)])
    assert refusal_of(master).code == "damaged"


# --- the words


CODES = """file_missing file_is_no_file file_is_template file_of_other_kind file_open file_open_by file_open_since
file_in_use file_read_only folder_read_only file_unreadable file_name_too_long changed_meanwhile being_saved
disk_full save_failed encrypted labelled old_format not_a_workbook damaged too_large signed"""


@pytest.mark.parametrize("code", CODES.split())
def test_every_refusal_of_a_file_says_what_to_do_in_both_languages(code: str) -> None:
    facts = dict.fromkeys(("folder", "kind", "owner", "since", "lock", "reason", "part"), "?") | {"file": "M.xlsx"}
    for language in LANGUAGES:
        text = Words.of(language).text(f"errors.{code}", **facts)
        assert "M.xlsx" in text
        assert "{" not in text
        assert text.count(".") >= 3, "what is wrong, and the way out"
