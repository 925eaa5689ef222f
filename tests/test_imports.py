"""Any table-like file becomes rows and problems, and nothing is silently dropped (R-82, R-83, I-09)."""

import csv
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.books import Edit
from addin.books.memory import MemoryBook
from addin.errors import Refusal
from addin.explain import problem_line, refusal_line
from addin.imports import Imported, Record, Source, dates, headings, numbers
from addin.imports.contracts import FIELDS, imported
from addin.imports.files import read
from addin.imports.mapping import Field, fingerprint, mapped
from addin.imports.rows import read_rows
from addin.imports.vocabulary import folded, meanings
from addin.plan import NewRow
from addin.tables import TABLES
from addin.words import LANGUAGES, Words

TODAY = date(2027, 2, 15)
HEADERS = "Vertragsnummer;Vertragspartner;Beginn;Ende;Betrag"


class Desk:
    """A memory book with what an import needs of it."""

    def __init__(self, *rows: NewRow) -> None:
        self.book = MemoryBook("de")
        self.book.apply(Edit(rows=rows))

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        return {key: self.book.read(TABLES[key]).frame for key in ("contracts", "companies", "staff")}

    def takes_in(self, source: Source, **how: Any) -> Imported:
        found = imported(source, self.tables, TODAY, **how)
        self.book.apply(Edit(rows=found.rows))
        return found

    def frame(self, table: str) -> pd.DataFrame:
        return self.book.read(TABLES[table]).frame


def source_of(*lines: str) -> Source:
    rows = csv.reader(lines, delimiter=";")
    return headings.source("register.csv", [Record(n, list(cells)) for n, cells in enumerate(rows, 1)])


def codes(found: Imported) -> list[tuple[int | None, str, str]]:
    return [(p.row, p.column, p.code) for p in found.problems]


def contracts_of(found: Imported) -> list[Mapping[str, Any]]:
    return [row.values for row in found.rows if row.table == "contracts"]


# --- a real register that nobody here wrote ---


@pytest.fixture(scope="module")
def scraped(realdata: Path) -> Imported:
    source = read(realdata / "contracts" / "unl_scraped.csv")
    return imported(source, Desk().tables, date(2023, 10, 5))


def test_every_row_of_the_real_register_is_taken(scraped: Imported) -> None:
    counts = scraped.counts
    assert (counts["rows_in"], counts["rows_taken"], counts["rows_refused"]) == (3699, 3699, 0)
    assert counts["open_ended"] == 3283


def test_dates_and_amounts_of_the_real_register_equal_those_cleaned_by_others(
    scraped: Imported, realdata: Path
) -> None:
    with (realdata / "contracts" / "unl_cleaned.csv").open(encoding="utf-8", newline="") as file:
        cleaned = {row["Doc.Number"]: row for row in csv.DictReader(file)}
    contracts = contracts_of(scraped)
    assert {values["contract_no"] for values in contracts} == set(cleaned)
    for values in contracts:
        row = cleaned[values["contract_no"]]
        assert values["starts_on"] == date.fromisoformat(row["Begin.Date"])
        assert values["ends_on"] == date.fromisoformat(row["End.Date"])
        assert values["value"] == pytest.approx(float(row["Amount"]), abs=0.001)


def test_the_real_register_s_companies_are_those_of_its_column(scraped: Imported, realdata: Path) -> None:
    with (realdata / "contracts" / "unl_scraped.csv").open(encoding="utf-8", newline="") as file:
        vendors = {row["Vendor"] for row in csv.DictReader(file)}
    companies = [row.values for row in scraped.rows if row.table == "companies"]
    assert {values["name"] for values in companies} == vendors
    assert [values["company_id"] for values in companies] == [f"F-{n:04}" for n in range(1, 1575)]


def test_what_is_not_taken_of_the_real_register_is_said_once_each(scraped: Imported) -> None:
    left = [p.column for p in scraped.problems if p.code == "import_left_over"]
    assert left == ["(A)", "Type", "Entity", "Entity Name", "url"]  # column 0 is empty
    assert {p.severity for p in scraped.problems} == {"warning"}


def test_a_second_import_of_the_real_register_changes_nothing(realdata: Path) -> None:
    desk = Desk()
    source = read(realdata / "contracts" / "unl_scraped.csv")
    first = desk.takes_in(source)
    again = desk.takes_in(source, remembered=first.mapping)
    assert again.rows == ()
    assert (again.counts["already_there"], again.counts["rows_refused"]) == (3699, 0)


def test_real_organisations_with_names_over_several_lines_keep_their_rows(realdata: Path) -> None:
    path = realdata / "companies" / "organisations_true_ids.csv"
    source = read(path)
    with path.open(encoding="utf-8", newline="") as file:
        assert [list(row) for row in source.rows] == [[c.strip() for c in r] for r in list(csv.reader(file))[1:]]


# --- dates: the column decides ---


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31.12.2027", date(2027, 12, 31)),
        ("1.2.27", date(2027, 2, 1)),
        ("2027-12-31", date(2027, 12, 31)),
        ("2027-12-31T08:15:00Z", date(2027, 12, 31)),
        ("31.12.2027 00:00", date(2027, 12, 31)),
        ("20271231", date(2027, 12, 31)),
        ("1. März 2027", date(2027, 3, 1)),
        ("1 March 2027", date(2027, 3, 1)),
        ("March 1st, 2027", date(2027, 3, 1)),
        ("01-Dez-27", date(2027, 12, 1)),
        ("9999-12-31", date(9999, 12, 31)),
        ("31.02.2027", None),
        ("12.31.2027", None),
        ("31.12.", None),
        ("46387", None),
        ("2027", None),
        ("1899-12-31", None),
        ("Mai 2027", None),
    ],
)
def test_a_date_that_can_be_read_in_one_way_only_is_read_so(text: str, day: date | None) -> None:
    assert set(dates.readings(text).values()) == ({day} if day else set())


def test_an_excel_day_number_is_a_date_in_a_workbook_and_a_year_is_none() -> None:
    assert set(dates.readings(46752.0).values()) == {date(2027, 12, 31)}
    assert set(dates.readings(datetime(2027, 12, 31, 14, 30)).values()) == {date(2027, 12, 31)}
    assert not dates.readings(2027.0)
    assert not dates.readings(True)


@given(st.dates(date(1970, 1, 1), date(2068, 12, 31)))
def test_every_day_is_read_back_from_every_way_of_writing_it(day: date) -> None:
    for shape in ("%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d", "%Y%m%d", "%d %B %Y", "%B %d, %Y"):
        assert set(dates.readings(day.strftime(shape)).values()) == {day}
    assert dates.readings(day.strftime("%d/%m/%Y"))["day-first"] == day
    assert dates.readings(day.strftime("%m/%d/%y"))["month-first"] == day


def test_one_date_decides_how_its_whole_column_is_read() -> None:
    found = Desk().takes_in(source_of("Kunde;Beginn", "A;05/06/2027", "B;12/31/2027"))
    assert [values["starts_on"] for values in contracts_of(found)] == [date(2027, 5, 6), date(2027, 12, 31)]


def test_another_date_column_decides_for_one_that_leaves_it_open() -> None:
    found = Desk().takes_in(source_of("Kunde;Beginn;Ende", "A;05/06/2027;31/12/2027"))
    assert contracts_of(found)[0]["starts_on"] == date(2027, 6, 5)


def test_dates_that_nothing_decides_are_refused_until_the_coordinator_says_what_stands_first() -> None:
    source = source_of("Kunde;Beginn", "A;05/06/2027")
    with pytest.raises(Refusal, match="import_dates_open"):
        Desk().takes_in(source)
    assert contracts_of(Desk().takes_in(source, dates="month-first"))[0]["starts_on"] == date(2027, 5, 6)


def test_dates_that_mean_the_same_either_way_need_no_decision() -> None:
    assert Desk().takes_in(source_of("Kunde;Beginn", "A;05/05/2027")).counts["rows_taken"] == 1


def test_a_column_with_both_orders_is_refused_and_what_does_not_fit_the_choice_too() -> None:
    source = source_of("Kunde;Beginn", "A;31/12/2027", "B;12/31/2027", "C;01/02/2027")
    with pytest.raises(Refusal) as refusal:
        Desk().takes_in(source)
    assert refusal.value.code == "import_dates_contradict"
    assert (refusal.value.facts["row"], refusal.value.facts["second_row"]) == ("2", "3")
    found = Desk().takes_in(source, dates="day-first")
    assert codes(found) == [(3, "Beginn", "import_no_date")]
    assert contracts_of(found)[1]["starts_on"] == date(2027, 2, 1)


def test_an_impossible_date_refuses_its_row_and_the_others_go_on() -> None:
    found = Desk().takes_in(source_of(HEADERS, "1;A;31.02.2027;;", "2;B;01.03.2027;;"))
    assert codes(found) == [(2, "Beginn", "import_no_date")]
    assert (found.counts["rows_taken"], found.counts["rows_refused"]) == (1, 1)


def test_a_value_that_is_not_needed_refuses_its_row_too_when_it_cannot_be_read() -> None:
    found = Desk().takes_in(source_of(HEADERS, "1;A;01.03.2027;irgendwann;"))
    assert codes(found) == [(2, "Ende", "import_no_date")]
    assert not contracts_of(found)


def test_a_row_without_what_is_needed_is_refused() -> None:
    found = Desk().takes_in(source_of(HEADERS, "1;;1.3.2027;;", "2;B;;;", "3;;;;"))
    assert codes(found) == [
        (2, "Vertragspartner", "required"),
        (3, "Beginn", "required"),
        (4, "Vertragspartner", "required"),
        (4, "Beginn", "required"),
    ]
    assert (found.counts["rows_refused"], found.rows) == (3, ())


def test_a_dash_is_a_blank_and_an_end_that_is_open_is_one() -> None:
    found = Desk().takes_in(source_of(HEADERS, "1;A;01.03.2027;–;-", "2;B;01.03.2027;unbefristet;"))
    assert found.counts["rows_taken"] == found.counts["open_ended"] == 2
    assert "ends_on" not in contracts_of(found)[0]


# --- numbers: the column decides ---


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.234,50 €", 1234.5),
        ("$4,867.50", 4867.5),
        ("EUR 1.234.567", 1234567.0),
        ("1'234.50 CHF", 1234.5),
        ("1 234,50", 1234.5),
        ("1\u202f234,50\u00a0€", 1234.5),
        ("(1.234,00)", -1234.0),
        ("1.234,00-", -1234.0),
        ("−12,5", -12.5),
        ("1.200,-", 1200.0),
        ("1.200,— €", 1200.0),
        (",50", 0.5),
        ("0", 0.0),
        ("12.000", 12000.0),
        ("12,000", 12000.0),
        ("1234.5599999999999", 1234.56),
        ("12.34.56", None),
        ("1.23.456", None),
        ("12,345,6", None),
        ("0,125", None),
        ("0,120", None),
        ("1e5", None),
        ("5 %", None),
        ("ca. 500", None),
        ("500 Stück", None),
        ("1-2", None),
        ("", None),
    ],
)
def test_an_amount_is_read_or_is_none(text: str, amount: float | None) -> None:
    assert set(numbers.money_readings(text).values()) == ({amount} if amount is not None else set())


@given(st.integers(-(10**11), 10**11))
def test_every_amount_is_read_back_from_the_german_and_the_english_way_of_writing_it(cents: int) -> None:
    english = f"{cents / 100:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    assert numbers.money_readings(english)["point"] == numbers.money_readings(german)["comma"] == cents / 100


def values_of(kind: Any, *texts: str, **ways: str) -> list[Any]:
    source = source_of("Zahl", *texts)
    fields = [Field("value", kind)]
    found = mapped(source, "contracts", fields, chosen={"Zahl": "value"})
    reading = read_rows(source, fields, found, ways)
    return [row.values["value"] for row in reading.rows] + [p.code for p in reading.problems]


def test_one_number_decides_what_the_mark_means_in_its_whole_column() -> None:
    assert values_of("number", "1.234", "0,5") == [1234.0, 0.5]
    assert values_of("number", "1.234", "0.5") == [1.234, 0.5]


def test_a_number_that_nothing_decides_is_refused_until_the_coordinator_says_what_the_mark_means() -> None:
    with pytest.raises(Refusal, match="import_decimals_open"):
        values_of("number", "1.234", "5")
    assert values_of("number", "1.234", "5", decimals="point") == [1.234, 5.0]


def test_numbers_that_contradict_each_other_are_refused_by_row_once_the_mark_is_said() -> None:
    with pytest.raises(Refusal, match="import_decimals_contradict"):
        values_of("money", "12,50", "12.50")
    assert values_of("money", "12,50", "12.50", decimals="comma") == [12.5, "import_no_money"]


def test_whole_numbers_shares_and_answers_are_read() -> None:
    assert values_of("integer", "12", "1.200", "1,5") == [12, 1200, "import_no_integer"]
    assert values_of("percent", "7,5 %", "0,2", "15") == [0.075, 0.2, "import_no_percent"]
    assert values_of("flag", "ja", "X", "No", "vielleicht") == [True, True, False, "import_no_flag"]


def test_amounts_in_a_second_currency_are_refused_and_the_first_is_named() -> None:
    found = Desk().takes_in(source_of(HEADERS, "1;A;1.3.2027;;$5", "2;B;1.3.2027;;$6", "3;C;1.3.2027;;7 €"))
    assert codes(found) == [(None, "Betrag", "import_currency"), (4, "Betrag", "import_other_currency")]


# --- headers ---


def test_headers_are_known_in_both_languages_however_they_are_written() -> None:
    for headers in ("VERTRAGS-NR.;Kunde;Vertragsbeginn", "contract no;CUSTOMER;start  date"):
        found = mapped(source_of(headers, "1;A;1.3.2027"), "contracts", FIELDS)
        assert found.positions == {"contract_no": 0, "company": 1, "starts_on": 2}


@pytest.mark.parametrize("path", ["rows", "ends", "flags", "months", "contracts"])
def test_no_word_means_two_things(path: str) -> None:
    spoken = [
        (folded(word), key)
        for language in LANGUAGES
        for key, words in Words.of(language).tree(f"imports.{path}").items()
        for word in words.split("|")
    ]
    assert all(meanings(path)[word] == key for word, key in spoken)
    assert {field.key for field in FIELDS} == set(Words.of("de").tree("imports.contracts"))


def test_the_coordinator_s_choice_wins_over_memory_and_memory_over_known_headers() -> None:
    source = source_of("Kunde;Titel;Beginn", "A;B;1.3.2027")
    remembered = {fingerprint(source.headers): {"Titel": "company", "Beginn": "starts_on"}}
    by_header = Desk().takes_in(source)
    by_memory = Desk().takes_in(source, remembered=remembered)
    by_choice = Desk().takes_in(source, remembered=remembered, chosen={"kunde": "company", "Titel": "note"})
    assert [found.rows[0].values["name"] for found in (by_header, by_memory, by_choice)] == ["A", "B", "A"]
    assert contracts_of(by_choice)[0]["note"] == "B"
    in_part = Desk().takes_in(source, remembered=remembered, chosen={"Kunde": "company"})
    assert in_part.rows[0].values["name"] == "A"
    assert by_memory.mapping == remembered


@pytest.mark.parametrize(
    ("headers", "chosen", "code", "fact"),
    [
        ("Kunde;Firma;Beginn", {}, "import_two_columns", ("second", "Firma")),
        ("Kunde;Kunde;Beginn", {}, "import_two_columns", ("second", "Kunde")),
        ("Kunde;Betrag;Wann", {}, "import_column_missing", ("field", "starts_on")),
        ("Vertragspartnr.;Beginn;Ende", {}, "import_column_likely", ("likely", "Vertragspartnr.")),
        ("Kunde;Beginn;Ende", {"Kuden": "company"}, "import_header_unknown", ("column", "Kuden")),
        ("Kunde;Beginn;Ende", {"Ende": "end"}, "import_field_unknown", ("field", "end")),
    ],
)
def test_headers_that_do_not_say_enough_are_refused_with_the_way_out(
    headers: str, chosen: dict[str, str], code: str, fact: tuple[str, str]
) -> None:
    with pytest.raises(Refusal) as refusal:
        Desk().takes_in(source_of(headers, "A;B;1.3.2027"), chosen=chosen)
    assert refusal.value.code == code
    assert refusal.value.facts[fact[0]] == fact[1]
    for language in LANGUAGES:
        assert fact[1] in refusal_line(refusal.value, Words.of(language))


def test_a_column_that_is_left_out_on_purpose_does_not_count() -> None:
    found = Desk().takes_in(source_of("Kunde;Firma;Beginn", "A;B;1.3.2027"), chosen={"Firma": ""})
    assert found.rows[0].values["name"] == "A"
    assert codes(found) == [(None, "Firma", "import_left_over")]


# --- the register ---


def test_new_companies_come_first_and_known_ones_are_found_whatever_their_case() -> None:
    desk = Desk(NewRow("companies", {"company_id": "F-0007", "name": "Hansen Druck GmbH"}))
    found = desk.takes_in(
        source_of(HEADERS, "1; HANSEN DRUCK GMBH;1.3.2027;;", "2;=Nord;1.3.2027;;", "3;=nord;1.3.2027;;")
    )
    assert found.rows[0] == NewRow("companies", {"company_id": "F-0008", "name": "=Nord", "status": "customer"})
    assert [values["company_id"] for values in contracts_of(found)] == ["F-0007", "F-0008", "F-0008"]
    assert [values["contract_id"] for values in contracts_of(found)] == ["V-0001", "V-0002", "V-0003"]
    assert {values["state"] for values in contracts_of(found)} == {"imported"}


def test_a_name_of_two_companies_is_refused_rather_than_guessed() -> None:
    twins = (NewRow("companies", {"company_id": f"F-000{n}", "name": "Nord"}) for n in (1, 2))
    assert codes(Desk(*twins).takes_in(source_of(HEADERS, "1;nord;1.3.2027;;"))) == [
        (2, "Vertragspartner", "import_company_twice")
    ]


def test_a_clause_is_read_by_its_grammar_or_kept_as_text_with_a_warning() -> None:
    source = source_of(
        "Kunde;Beginn;Kündigungsfrist",
        "A;1.3.2027;3 Monate zum Quartalsende",
        "B;1.3.2027;nach Absprache",
        "C;1.3.2027;läuft automatisch aus",
    )
    found = Desk().takes_in(source)
    read_clause, unread, none = contracts_of(found)
    assert [read_clause[k] for k in ("notice_value", "notice_unit", "notice_cutoff")] == [3, "months", "quarter"]
    assert unread["notice_clause"] == "nach Absprache"
    assert "notice_unit" not in unread
    assert none["notice_unit"] == "none"
    assert [(p.row, p.code, p.severity) for p in found.problems] == [(3, "import_notice_unread", "warning")]


def test_a_term_needs_its_unit_in_the_header_or_in_the_cell() -> None:
    in_cells = Desk().takes_in(source_of("Kunde;Beginn;Laufzeit", "A;1.3.2027;2 Jahre", "B;1.3.2027;2"))
    assert [values["term_months"] for values in contracts_of(in_cells)] == [24]
    assert codes(in_cells) == [(3, "Laufzeit", "import_no_term")]
    endless = Desk().takes_in(source_of("Kunde;Beginn;Laufzeit", "A;1.3.2027;unbefristet"))
    assert (endless.problems, endless.counts["open_ended"]) == ((), 1)
    in_header = Desk().takes_in(source_of("Kunde;Beginn;Laufzeit (Monate)", "A;1.3.2027;24"))
    assert contracts_of(in_header)[0]["term_months"] == 24


def test_a_rep_is_found_by_name_or_id_and_otherwise_kept_in_the_note() -> None:
    desk = Desk(NewRow("staff", {"staff_id": "M-0003", "name": "Ada Winter"}))
    source = source_of("Kunde;Beginn;Verkäufer", "A;1.3.2027;ada winter", "B;1.3.2027;M-0003", "C;1.3.2027;Max")
    found = desk.takes_in(source)
    assert [values.get("rep") for values in contracts_of(found)] == ["M-0003", "M-0003", None]
    assert contracts_of(found)[2]["note"] == "Verkäufer: Max"
    assert codes(found) == [(4, "Verkäufer", "import_rep_unknown")]


def test_an_end_before_the_beginning_or_a_value_below_nothing_is_refused() -> None:
    found = Desk().takes_in(source_of(HEADERS, "1;A;1.3.2027;28.2.2027;", "2;B;1.3.2027;;(5,00)"))
    assert codes(found) == [(2, "Ende", "period_reversed"), (3, "Betrag", "minimum_passed")]
    assert found.counts["companies_new"] == 0


def test_a_number_with_other_data_is_refused_and_one_with_the_same_is_taken_once() -> None:
    found = Desk().takes_in(
        source_of(HEADERS, "1;A;1.3.2027;;5", "1;A;1.3.2027;;6", "1;a;1.3.2027;;5,00", "2;A;1.3.2027;;5")
    )
    assert codes(found) == [
        (3, "Vertragsnummer", "import_number_used"),
        (4, "Vertragsnummer", "import_repeated"),
    ]
    assert [found.counts[k] for k in ("rows_taken", "rows_refused", "already_there")] == [2, 1, 1]


def test_contracts_without_a_number_are_known_as_often_as_they_stand_in_the_workbook() -> None:
    desk = Desk()
    row = ";A;1.3.2027;;5"
    assert desk.takes_in(source_of(HEADERS, row, row)).counts["rows_taken"] == 2
    third = desk.takes_in(source_of(HEADERS, row, row, row))
    assert (third.counts["already_there"], third.counts["rows_taken"]) == (2, 1)


def test_ends_far_ahead_are_taken_as_they_are_and_counted_as_open() -> None:
    found = Desk().takes_in(source_of(HEADERS, "1;A;1.3.2027;31.12.9999;", "2;B;1.3.2027;15.2.2077;"))
    assert contracts_of(found)[0]["ends_on"] == date(9999, 12, 31)
    assert found.counts["open_ended"] == 1


def test_every_problem_names_file_row_and_column_in_both_languages() -> None:
    found = Desk().takes_in(source_of(HEADERS, "1;A;31.02.2027;;"))
    for language, place in (("de", "register.csv, Zeile 2, Spalte „Beginn“"), ("en", "register.csv")):
        line = problem_line(found.problems[0], Words.of(language))
        assert line.startswith(place)
        assert "31.02.2027" in line


CELLS = (
    st.sampled_from(["", "1", "2", "A-3"]),
    st.sampled_from(["", "A", "b", "B", "Summe"]),
    st.sampled_from(["", "1.3.2027", "1.4.2026", "31.02.2027"]),
    st.sampled_from(["", "–", "1.3.2027", "31.12.2099", "bald"]),
    st.sampled_from(["", "5,00", "5", "-7", "1.200"]),
)
ROWS = st.tuples(*CELLS).map(list) | st.lists(st.sampled_from(["", "1", "A", "1.3.2027"]), max_size=7)


@given(st.lists(ROWS.filter(any), min_size=1, max_size=12))
def test_rows_in_are_rows_taken_refused_or_there_already_and_a_second_run_takes_nothing(
    rows: list[list[str]],
) -> None:
    source = source_of(HEADERS, *(";".join(row) for row in rows))
    desk = Desk()
    first, again = desk.takes_in(source), desk.takes_in(source)
    for found in (first, again):
        counts = Counter(found.counts)
        assert counts["rows_in"] == len(rows)
        assert counts["rows_in"] == counts["rows_taken"] + counts["rows_refused"] + counts["already_there"]
        assert counts["rows_refused"] == len({p.row for p in found.problems if p.row and _refuses(p.code)})
    assert again.rows == ()
    assert again.counts["rows_refused"] == first.counts["rows_refused"]


def _refuses(code: str) -> bool:
    return code not in ("import_repeated", "import_notice_unread", "import_rep_unknown")


# --- words ---


def raised_codes() -> set[str]:
    texts = (path.read_text("utf-8") for path in Path(headings.__file__).parent.glob("*.py"))
    return {
        word for text in texts for word in text.split('"') if word.startswith("import_") and word.isidentifier()
    }


def test_every_code_has_words_in_both_languages() -> None:
    kinds = ("date", "money", "number", "percent", "integer", "flag")
    styles = (f"import_{style}_{what}" for style in ("dates", "decimals") for what in ("open", "contradict"))
    codes = raised_codes() | {f"import_no_{kind}" for kind in kinds} | set(styles)
    for language in LANGUAGES:
        words = Words.of(language)
        known = words.tree("errors").keys() | words.tree("problems").keys()
        assert codes - {"import_no_", "import_"} <= known
