"""Files as they really come: every encoding and delimiter, broken, huge, ambiguous, or no list at all."""

import csv
import io
import itertools
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.books.memory import MemoryBook
from addin.errors import Refusal
from addin.explain import refusal_line
from addin.imports import Broken, Imported, Source, sheet_parts
from addin.imports.contracts import imported
from addin.imports.delimited import DELIMITERS, records
from addin.imports.files import LARGEST, read
from addin.tables import TABLES
from addin.words import LANGUAGES, Words

ROWS = [
    ["Vertragsnummer", "Vertragspartner", "Beginn", "Betrag", "Bemerkung"],
    ["0815", "Müller & Söhne, Köln", "31.12.2027", "1.234,50 €", "zwei\nZeilen; und | mehr"],
    ["0816", 'Gasthof "Zur Post"', "1.2.2028", "0,99", "=1+1"],
    ["0817", "-Minus AG", "29.2.2028", "12", "\ttab"],
]
Write = Callable[[str, bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return written


def written_with(delimiter: str, ends: str = "\r\n") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(ROWS)
    return text.getvalue().replace("\r\n", ends)


def taken(source: Source, **how: Any) -> Imported:
    book = MemoryBook("de")
    tables = {key: book.read(TABLES[key]).frame for key in ("contracts", "companies", "staff")}
    return imported(source, tables, date(2027, 2, 15), **how)


def contracts_of(found: Imported) -> list[Any]:
    return [row.values for row in found.rows if row.table == "contracts"]


def workbook(path: Path, *rows: list[Any]) -> Path:
    book = openpyxl.Workbook()
    assert book.active
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def with_sheet(path: Path, data: str) -> Path:
    """The workbook with other rows in its sheet's own part."""
    start = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    workbook(path, ["x"])
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["xl/worksheets/sheet1.xml"] = f"{start}{data}</sheetData></worksheet>".encode()
    with zipfile.ZipFile(path, "w") as new:
        for name, part in parts.items():
            new.writestr(name, part)
    return path


def text_cells(row: int, *texts: str) -> str:
    cells = (
        f'<c r="{c}{row}" t="inlineStr"><is><t>{t}</t></is></c>' for c, t in zip("ABCDEF", texts, strict=False)
    )
    return "".join(cells)


def refused(path: Path, code: str, **how: Any) -> dict[str, Any]:
    """The facts of the refusal, after its sentence was made in both languages and names the file."""
    with pytest.raises(Refusal) as refusal:
        read(path, **how)
    assert refusal.value.code == code
    for language in LANGUAGES:
        assert path.name in refusal_line(refusal.value, Words.of(language))
    return refusal.value.facts


# --- encodings and delimiters ---

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252")


@pytest.mark.parametrize(
    ("encoding", "delimiter", "ends"), list(itertools.product(ENCODINGS, DELIMITERS, ("\r\n", "\n", "\r")))
)
def test_every_encoding_with_every_delimiter_gives_the_same_rows(
    encoding: str, delimiter: str, ends: str, write: Write
) -> None:
    source = read(write("register.csv", written_with(delimiter, ends).encode(encoding)))
    assert [list(source.headers), *map(list, source.rows)] == [[c.strip() for c in row] for row in ROWS]
    assert source.numbers == (2, 3, 4)


def test_utf_16_big_endian_with_its_mark_is_read(write: Write) -> None:
    assert read(write("r.csv", b"\xfe\xff" + written_with(";").encode("utf-16-be"))).rows[0][0] == "0815"


def test_excel_s_own_hint_at_the_delimiter_is_followed(write: Write) -> None:
    source = read(write("r.csv", b"sep=,\r\nKunde; Ort,Beginn\r\nA; B,1.3.2027\r\n"))
    assert (source.headers, source.rows) == (("Kunde; Ort", "Beginn"), (("A; B", "1.3.2027"),))
    assert (source.numbers, source.problems) == ((2,), ())


def test_a_decimal_comma_in_every_row_is_no_delimiter(write: Write) -> None:
    source = read(write("r.csv", b"Kunde;Betrag\nA;1,5\nB;2,5\nC;3,5\n"))
    assert source.headers == ("Kunde", "Betrag")


TEXTS = st.text(st.characters(codec="cp1252", exclude_categories=("C",)), max_size=12)


@given(st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=8), st.sampled_from(DELIMITERS))
def test_whatever_stands_in_quoted_cells_comes_out_as_it_went_in(rows: list[list[str]], delimiter: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([["Kunde", "Beginn", "Ende"], *rows])
    for encoding in ("utf-8-sig", "utf-16"):
        found = records(text.getvalue().encode(encoding), "r.csv")
        assert [r.cells for r in found[1:]] == [[cell.strip() for cell in row] for row in rows]


# --- what text means ---


def test_imported_text_stays_text_and_zeros_stay_in_front(write: Write) -> None:
    first, second, third = contracts_of(taken(read(write("r.csv", written_with(";").encode()))))
    assert (first["contract_no"], second["note"]) == ("0815", "=1+1")
    assert first["note"] == "zwei\nZeilen; und | mehr"
    assert [row["value"] for row in (first, second, third)] == [1234.5, 0.99, 12.0]


def test_control_characters_and_texts_no_cell_can_hold_refuse_their_row(write: Write) -> None:
    text = f"Kunde;Beginn;Notiz\nA;1.3.2027;{'x' * 32_768}\nB;1.3.2027;a\x0bb\nC;1.3.2027;ok\n"
    found = taken(read(write("r.csv", text.encode())))
    assert [p.code for p in found.problems] == ["import_too_long", "import_invisible"]
    assert found.counts["rows_taken"] == 1


def test_a_date_column_of_every_format_is_read_where_each_has_one_meaning(write: Write) -> None:
    lines = ("31.12.2027", "2027-12-31", "31. Dezember 2027", "December 31, 2027", "31/12/2027")
    text = "Kunde;Beginn\n" + "".join(f"A;{line}\n" for line in lines)
    assert {row["starts_on"] for row in contracts_of(taken(read(write("r.csv", text.encode()))))} == {
        date(2027, 12, 31)
    }


# --- where the table stands ---


def test_titles_and_blank_rows_above_and_within_are_told_and_rows_keep_their_numbers(write: Write) -> None:
    text = "Vertragsregister\nStand: Mai\n\nKunde;Beginn;Ende\n\nA;1.3.2027;\n;;\nB;1.4.2027;\n\n"
    source = read(write("r.csv", text.encode()))
    assert source.headers == ("Kunde", "Beginn", "Ende")
    assert (source.numbers, source.blank_rows) == ((6, 8), 4)
    assert [(p.code, p.facts["row"]) for p in source.problems] == [("import_titles", "4")]


def test_merged_headers_in_two_rows_become_one(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "r.xlsx",
        ["Vertragsregister 2027"],
        ["Kunde", "Laufzeit", None, "Betrag"],
        [None, "Beginn", "Ende", None],
        ["A", date(2027, 3, 1), date(2028, 2, 29), 5],
    )
    book = openpyxl.load_workbook(path)
    assert book.active
    for merged in ("A1:D1", "A2:A3", "B2:C2", "D2:D3"):
        book.active.merge_cells(merged)
    book.save(path)
    source = read(path)
    assert source.headers == ("Kunde", "Beginn", "Ende", "Betrag")
    assert contracts_of(taken(source))[0]["ends_on"] == date(2028, 2, 29)


def test_a_header_merged_downwards_names_the_column_of_the_lower_row(tmp_path: Path) -> None:
    rows = [["Kunde", "Laufzeit"], [None, "Beginn", "Ende", "Betrag"], ["A", "1.3.2027", "", "5,00"]]
    assert read(workbook(tmp_path / "r.xlsx", *rows)).headers == ("Kunde", "Beginn", "Ende", "Betrag")


def test_a_merged_group_row_above_complete_headers_is_a_title(tmp_path: Path) -> None:
    rows = [["Vertrag", None, "Zeit", None], ["Nr.", "Kunde", "Beginn", "Ende"], ["1", "A", "1.3.2027", ""]]
    assert read(workbook(tmp_path / "r.xlsx", *rows)).headers == ("Nr.", "Kunde", "Beginn", "Ende")


def test_rows_with_too_few_or_too_many_cells_are_refused_one_by_one(write: Write) -> None:
    text = "Kunde;Beginn;Ende\nA;1.3.2027;\nB;1.3.2027\nC;1.3.2027;;zu viel\nD;1.3.2027;;;\n"
    found = taken(read(write("r.csv", text.encode())))
    assert [(p.row, p.code) for p in found.problems] == [(3, "import_ragged"), (4, "import_ragged")]
    assert [found.counts[k] for k in ("rows_in", "rows_taken", "rows_refused")] == [4, 2, 2]


def test_rows_of_totals_are_refused_and_a_company_called_total_is_not(write: Write) -> None:
    text = "Kunde;Beginn;Betrag\nTotal;1.3.2027;5\nA;1.3.2027;5\nSumme:;;10,00\nGesamt 2027;;10,00\n"
    found = taken(read(write("r.csv", text.encode())))
    assert [(p.row, p.code) for p in found.problems] == [(4, "import_total"), (5, "import_total")]
    assert [found.counts[k] for k in ("rows_in", "rows_taken", "rows_refused")] == [4, 2, 2]


def test_a_misplaced_quote_in_one_row_costs_that_row_alone(write: Write) -> None:
    text = 'Kunde;Beginn\nA;1.3.2027\n"Gasthof "Post";1.3.2027\nB;1.3.2027\n'
    found = taken(read(write("r.csv", text.encode())))
    assert [(p.row, p.code) for p in found.problems] == [(3, "import_quotes")]
    assert found.problems[0].facts["value"] == '"Gasthof "Post";1.3.2027'
    assert found.counts["rows_taken"] == 2


# --- files that are refused ---

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 8


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("leer.csv", b"", "import_empty"),
        ("leer.csv", b"\xef\xbb\xbf \r\n\r\n", "import_empty"),
        ("nur.csv", b"Kunde;Beginn\r\n", "import_no_rows"),
        ("zahlen.csv", b"1;2\r\n3;4\r\n", "import_no_headers"),
        ("null.csv", b"Kunde;Beginn\r\nA;1.3.2027\r\nB\x00;1.3.2027\r\n", "import_zero_byte"),
        ("offen.csv", b'Kunde;Beginn\r\n"A;1.3.2027\r\nB;1.3.2027\r\nC;1.3.2027\r\n', "import_open_quote"),
        ("bild.csv", PNG, "import_binary"),
        ("brief.csv", b"%PDF-1.7\n" + bytes(range(256)) * 40, "import_binary"),
        ("alt.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "import_old_format"),
        ("web.xls", b"<html><table><tr><td>Kunde</td></tr></table></html>", "import_markup"),
        ("kaputt.xlsx", b"PK\x03\x04" + bytes(200), "import_damaged"),
        ("dos.csv", "Kunde;Beginn\r\nMüller;1.3.2027\r\n".encode("cp437"), "import_encoding"),
        ("halb.csv", "Kunde;Ort\nMüller;Köln\nJäger;Lübeck\n".encode() + b"Gr\xfcn;Bonn\n", "import_encoding"),
    ],
)
def test_a_file_that_is_no_list_is_refused_by_name(name: str, content: bytes, code: str, write: Write) -> None:
    refused(write(name, content), code)


def test_a_zero_byte_and_an_open_quote_are_refused_with_their_row(write: Write) -> None:
    assert refused(write("n.csv", b"Kunde;Beginn\nA;1\nB\x00;1\n"), "import_zero_byte")["row"] == "3"
    assert refused(write("o.csv", b'Kunde;Beginn\nA;1\n"B;1\nC;1\n'), "import_open_quote")["row"] == "3"


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "riesig.csv"
    with path.open("wb") as file:
        file.truncate(2 * LARGEST)
    refused(path, "import_too_large")


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    refused(tmp_path / "fehlt.csv", "file_missing")
    refused(tmp_path, "file_is_no_file")


def test_a_sheet_of_a_csv_file_is_refused(write: Write) -> None:
    refused(write("r.csv", b"Kunde;Beginn\nA;1.3.2027\n"), "import_no_sheets", sheet="Tabelle1")


# --- workbooks ---


def test_a_workbook_gives_dates_numbers_and_day_numbers_as_they_are_meant(tmp_path: Path) -> None:
    header = ["Vertragsnummer", "Kunde", "Beginn", "Ende", "Betrag"]
    rows = [
        [4711, "A", datetime(2027, 12, 31, 10), 46752, 1234.5],
        ["0815", "=B", "1.3.2027", None, "1.234,50"],
    ]
    path = workbook(tmp_path / "r.xlsx", header, rows[0])
    book = openpyxl.load_workbook(path)
    assert book.active
    for column, value in enumerate(rows[1], 1):
        book.active.cell(3, column, value).data_type = "s" if isinstance(value, str) else "n"
    book.save(path)
    first, second = contracts_of(taken(read(path)))
    assert (first["contract_no"], first["starts_on"], first["ends_on"]) == ("4711", *[date(2027, 12, 31)] * 2)
    assert (second["contract_no"], second["starts_on"], second["value"]) == ("0815", date(2027, 3, 1), 1234.5)


def test_a_cell_with_an_error_or_a_formula_without_result_is_refused_and_not_blank(tmp_path: Path) -> None:
    start = '<c r="B{n}" t="inlineStr"><is><t>1.3.2027</t></is></c>'
    ends = (
        '<c r="C2" t="e"><f>NA()</f><v>#N/A</v></c>',
        '<c r="C3" s="0"><f>B3+365</f></c>',
        '<c r="C4" t="str"><f>""</f><v></v></c>',
    )
    rows = (f'<row r="{n}">{text_cells(n, "A")}{start.format(n=n)}{end}</row>' for n, end in enumerate(ends, 2))
    data = f'<row r="1">{text_cells(1, "Kunde", "Beginn", "Ende")}</row>' + "".join(rows)
    source = read(with_sheet(tmp_path / "r.xlsx", data))
    assert [row[2] for row in source.rows] == [Broken("#N/A"), Broken("=B3+365"), ""]
    found = taken(source)
    assert [(p.row, p.code) for p in found.problems] == [(2, "error_cell"), (3, "import_uncalculated")]
    assert found.counts["rows_taken"] == 1


def test_a_cell_at_the_far_end_of_the_sheet_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    data = f'<row r="1">{text_cells(1, "Kunde")}</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    facts = refused(with_sheet(tmp_path / "r.xlsx", data), "import_stray_cell")
    assert (facts["column"], facts["row"]) == ("XFD", "1048576")


def test_formatted_blank_cells_far_out_do_no_harm(tmp_path: Path) -> None:
    head = text_cells(1, "Kunde", "Beginn")
    body = f'<row r="2">{text_cells(2, "A", "1.3.2027")}<c r="XFD2" s="0"/></row>'
    path = with_sheet(tmp_path / "r.xlsx", f'<row r="1">{head}</row>{body}<row r="1048576" ht="9"/>')
    assert taken(read(path)).counts["rows_taken"] == 1


def test_the_first_visible_sheet_with_a_table_is_taken_or_the_named_one(tmp_path: Path) -> None:
    path = workbook(tmp_path / "r.xlsx", ["Deckblatt"], ["von Ada"])
    book = openpyxl.load_workbook(path)
    for name, company in (("alt", "Alt"), ("neu", "Neu")):
        for row in (["Kunde", "Beginn"], [company, date(2027, 3, 1)]):
            book.create_sheet(name).append(row) if name not in book.sheetnames else book[name].append(row)
    book["alt"].sheet_state = "hidden"
    book.save(path)
    assert (read(path).name, read(path).rows[0][0]) == ("r.xlsx · neu", "Neu")
    assert read(path, " ALT ").rows[0][0] == "Alt"
    assert refused(path, "import_sheet_missing", sheet="2026")["sheets"] == ["Sheet", "alt", "neu"]


def test_a_workbook_without_a_table_is_refused(tmp_path: Path) -> None:
    refused(workbook(tmp_path / "r.xlsx", ["nur", "Text"]), "import_no_table")


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path / "r.xlsx", ["Kunde", "Beginn"], ["A", date(2027, 3, 1)])
    monkeypatch.setattr(sheet_parts, "LARGEST_UNPACKED", 1000)
    refused(path, "import_too_large")


def test_yes_or_no_in_a_column_of_amounts_is_no_amount(tmp_path: Path) -> None:
    path = workbook(tmp_path / "r.xlsx", ["Kunde", "Beginn", "Betrag"], ["A", date(2027, 3, 1), True])
    assert [p.code for p in taken(read(path)).problems] == ["import_no_money"]


def test_a_zip_archive_is_no_list(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "r.zip", "w") as file:
        file.writestr("register.csv", "Kunde;Beginn")
    refused(tmp_path / "r.zip", "import_binary")


def test_an_ods_file_from_libreoffice_gives_the_same_rows(tmp_path: Path, soffice: str) -> None:
    path = workbook(tmp_path / "r.xlsx", ["Kunde", "Beginn", "Betrag"], ["Müller", date(2027, 12, 31), 1234.5])
    workbook(tmp_path / "f.xlsx", ["Kunde", "Beginn"], ["Müller", "=NA()"])
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [soffice, home, "--headless", "--convert-to", "ods", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(path), str(tmp_path / "f.xlsx")], check=True, capture_output=True, timeout=120)
    shutil.rmtree(tmp_path / "profile", ignore_errors=True)
    assert read(tmp_path / "r.ods").rows == read(path).rows
    refused(tmp_path / "f.ods", "import_error_cells")


def test_every_real_workbook_is_a_table_or_refused_with_a_reason(realdata: Path) -> None:
    for path in sorted((realdata / "workbooks").glob("*.xl*")):
        try:
            source = read(path)
        except Refusal as refusal:
            assert refusal_line(refusal, Words.of("de"))
        else:
            assert len(source.rows) == len(source.numbers) > 0 or source.refused


# --- size ---


def test_a_hundred_thousand_rows_are_all_accounted_for(write: Write) -> None:
    lines = (f"{n};Firma {n % 500};{n % 28 + 1}.{n % 12 + 1}.2027;;{n}.000,00" for n in range(100_000))
    text = "Vertragsnummer;Kunde;Beginn;Ende;Betrag\n" + "\n".join(lines)
    found = taken(read(write("r.csv", text.encode())))
    counts = found.counts
    assert counts["rows_in"] == counts["rows_taken"] + counts["rows_refused"] == 100_000
    assert counts["companies_new"] == 500
