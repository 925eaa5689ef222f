"""Lists from fairs: rows in = taken + refused, names as they are, nothing merged or added twice (I-01, I-10)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from demo_runs import decided, demo_book, desk, lines, state
from demo_tables import frames, rows_of

from addin.books.memory import MemoryBook
from addin.commands.register import COMMANDS
from addin.commands.selection import Rows
from addin.core.company_names import name_key
from addin.desk import Outcome
from addin.errors import Refusal
from addin.plan import Plan
from addin.tables import TABLES
from addin.tables.frames import changed
from addin.words import LANGUAGES

SHOW = "S-0002"
FAIRS = ("farnborough-2024", "idex-2025")
HEAD = "Firma;Ansprechpartner;E-Mail;Land;Halle/Stand"
SCANNED = "Firma;Person;E-Mail;Land;Bewertung;Wunsch;Einwilligung;gescannt am;gescannt von"


@pytest.fixture
def listed(tmp_path: Path) -> Any:
    """Writes lines of a list and says where."""

    def written(*text: str, name: str = "liste.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes("\r\n".join(text).encode(encoding))
        return path

    return written


def read(path: Path, **options: Any) -> Plan:
    return decided("lead-import", file=path, **{"show": SHOW, **options})


def run(book: MemoryBook, folder: Path, path: Path, **options: Any) -> Outcome:
    return desk(book, folder).run(COMMANDS["lead-import"], {"file": path, "show": SHOW, **options})


def rows(plan: Plan, table: str = "show_contacts") -> list[Mapping[str, Any]]:
    return [row.values for row in plan.rows if row.table == table]


def codes(plan: Plan) -> list[tuple[int | None, str]]:
    return [(problem.row, problem.code) for problem in plan.problems]


def balanced(counts: Mapping[str, int]) -> bool:
    return counts["rows_in"] == counts["rows_taken"] + counts["rows_refused"] + counts["already_there"]


# --- the lists of two real fairs


def exhibitors(realdata: Path, fair: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((realdata / "exhibitors" / f"{fair}.json").read_text("utf-8"))[
        "exhibitor"
    ]
    return found


def fair_csv(realdata: Path, fair: str, folder: Path) -> Path:
    """The exhibitors as a fair offers them for download."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["Exhibitor", "Country", "Website"])
    for one in exhibitors(realdata, fair):
        country = one.get("country") or ""
        named = country["text"] if isinstance(country, dict) else country
        writer.writerow([one["name"], named, one.get("website", "")])
    path = folder / f"{fair}.csv"
    path.write_text(text.getvalue(), "utf-8", newline="")
    return path


@pytest.mark.parametrize("fair", FAIRS)
def test_every_exhibitor_of_a_real_fair_is_taken_once_under_its_own_name(
    fair: str, realdata: Path, tmp_path: Path
) -> None:
    book = demo_book()
    path = fair_csv(realdata, fair, tmp_path)
    first = run(book, tmp_path, path)
    names = [one["name"].strip() for one in exhibitors(realdata, fair)]
    assert first.counts["rows_in"] == len(names)
    assert balanced(first.counts)
    contacts = book.read(TABLES["show_contacts"]).frame
    mine = contacts[contacts["source"] == path.name]
    refused = {problem.row for problem in first.problems if problem.code == "lead_repeated"}
    assert mine["company"].tolist() == sorted(
        (name for row, name in enumerate(names, 2) if row not in refused), key=_order(mine["company"].tolist())
    )
    assert first.counts["rows_refused"] == len(refused) < 10
    before = state(book)
    again = run(book, tmp_path, path)
    assert (again.counts["rows_taken"], again.cells, state(book)) == (0, 0, before)


def _order(names: list[str]) -> Any:
    return {name: at for at, name in reversed(list(enumerate(names)))}.__getitem__


def test_who_exhibits_at_both_fairs_is_proposed_and_not_merged(realdata: Path, tmp_path: Path) -> None:
    book = demo_book()
    run(book, tmp_path, fair_csv(realdata, "idex-2025", tmp_path))
    companies = len(book.read(TABLES["companies"]).frame)
    second = run(book, tmp_path, fair_csv(realdata, "farnborough-2024", tmp_path), show="S-0004")
    assert second.counts["listed_merge"] > 20
    assert second.counts["listed_review"] > 50
    frame = book.read(TABLES["companies"]).frame
    assert frame["merged_into"].isna().all()
    assert len(frame) == companies + second.counts["companies_new"]
    proposed = book.read(TABLES["show_contacts"]).frame.query("decision == 'merge' and show_id == 'S-0004'")
    known = frame.set_index("company_id")["name"]
    assert all(name_key(known[row_id]) for row_id in proposed["company_id"])
    assert proposed["match_reason"].notna().all()


# --- what is kept as it is


def test_x30_names_that_look_like_formulas_stay_names(listed: Any, tmp_path: Path) -> None:
    book = demo_book()
    run(book, tmp_path, listed(HEAD, "=3+4 Anlagen GmbH;=Eva;;;-1", "@Winkel GmbH;+Jan;;;@2"))
    companies = book.read(TABLES["companies"]).frame["name"].tolist()
    assert companies[-2:] == ["=3+4 Anlagen GmbH", "@Winkel GmbH"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_x30_companies_with_such_names_are_known_again(language: str, listed: Any) -> None:
    path = listed(HEAD, "=quadrat Siebbau GmbH;;;Deutschland;", "@LSTER Folienwerk;;;DE;")
    plan = decided("lead-import", language=language, file=path, show=SHOW)
    assert [(row["decision"], row["company_id"]) for row in rows(plan)] == [
        ("merge", "F-0179"),
        ("merge", "F-0180"),
    ]


def test_rows_of_one_company_make_one_prospect_with_all_its_people(listed: Any) -> None:
    plan = read(listed(HEAD, "Neu AG;Eva Ax;;DE;1", "Neu AG;Jan Bo;;DE;1", "NEU AG;Ute Ce;;DE;2"))
    (company,) = rows(plan, "companies")
    assert company["name"] == "Neu AG"
    assert [row["first_name"] for row in rows(plan, "contacts")] == ["Eva", "Jan", "Ute"]
    assert [row["is_main"] for row in rows(plan, "contacts")] == [True, False, False]
    assert {row["company_id"] for row in rows(plan)} == {company["company_id"]}


def test_two_people_with_one_mailbox_are_two_contacts_and_one_person_twice_is_one(listed: Any) -> None:
    shared = read(listed(HEAD, "Neu AG;Eva Ax;info@neu.example;DE;1", "Neu AG;Jan Bo;info@neu.example;DE;1"))
    assert len(rows(shared, "contacts")) == 2
    twice = read(listed(HEAD, "Neu AG;Eva Ax;eva@neu.example;DE;1", "Neu AG;Eva Ax;eva@neu.example;DE;2"))
    assert len(rows(twice, "contacts")) == 1
    assert len(rows(twice)) == 2


def test_a_new_prospect_says_where_it_comes_from(listed: Any) -> None:
    attendee = rows(read(listed(HEAD, "Neu AG;;;AT;")), "companies")[0]
    met = rows(read(listed(SCANNED, "Neu AG;;;AT;A;;;;")), "companies")[0]
    assert (attendee["source"], met["source"]) == ("attendee_list", "show")
    assert (attendee["country"], attendee["status"], attendee["prospect_state"]) == ("AT", "prospect", "new")


# --- whom the list is not for, and who is known


def test_the_own_house_competitors_and_blocked_companies_are_left_out(listed: Any) -> None:
    statuses = {"F-0163": "competitor", "F-0179": "blocked"}
    companies = frames()["companies"]
    index = {row_id: companies.index[companies["company_id"] == row_id][0] for row_id in statuses}
    tables = {"companies": changed(companies, [(int(index[k]), "status", v) for k, v in statuses.items()])}
    path = listed(
        HEAD,
        "Fachverlag Nordlicht;;;DE;",
        "Fleetmark + Sohn GmbH;;;DE;",
        "=quadrat Siebbau GmbH;;;DE;",
        "Neu AG;;;DE;",
    )
    plan = decided("lead-import", tables, file=path, show=SHOW)
    assert [row["decision"] for row in rows(plan)] == ["skip", "skip", "skip", "new"]
    assert [row.get("company_id") for row in rows(plan)][:3] == [None, "F-0163", "F-0179"]
    assert not rows(plan, "contacts")


def test_a_customer_is_no_prospect_and_its_rep_is_told(listed: Any) -> None:
    customer = next(row for row in rows_of("companies") if row["status"] == "customer" and row.get("rep"))
    plan = read(listed(HEAD, f"{customer['name']};Eva Ganzneu;;DE;"))
    assert not rows(plan, "companies")
    assert not rows(plan, "contacts")
    (task,) = rows(plan, "tasks")
    assert (task["owner"], task["about"]) == (customer["rep"], SHOW)
    assert customer["name"] in task["what"]
    assert plan.counts["listed_customer"] == 1


def test_a_known_person_is_recognised_by_her_address_or_her_name_at_her_company(listed: Any) -> None:
    contact = next(row for row in rows_of("contacts") if row.get("email"))
    company = next(row for row in rows_of("companies") if row["company_id"] == contact["company_id"])
    name = f"{contact['first_name']} {contact['last_name']}"
    for row in (f"{company['name']};{name};;DE;", f"{company['name']};;{contact['email'].upper()};DE;"):
        found = rows(read(listed(HEAD, row)))[0]
        assert (found["contact_id"], found["company_id"]) == (contact["contact_id"], contact["company_id"])


def test_a_known_address_under_another_company_is_for_a_person_to_judge(listed: Any) -> None:
    contact = next(row for row in rows_of("contacts") if row.get("email"))
    found = rows(read(listed(HEAD, f"Wagner & Kohl Labor;Eva Neu;{contact['email']};DE;")))[0]
    assert (found["decision"], found["company_id"]) == ("review", contact["company_id"])
    assert "E-Mail" in found["match_reason"]


def test_a_sister_is_a_company_of_its_own_that_names_the_other(listed: Any) -> None:
    plan = read(listed(HEAD, "VÖDRA S.A.;;;Frankreich;"))
    assert [row["decision"] for row in rows(plan)] == ["related"]
    assert rows(plan)[0]["company_id"] == rows(plan, "companies")[0]["company_id"]
    assert "F-0165" in rows(plan)[0]["match_reason"]


def test_the_same_name_in_another_country_is_another_company(listed: Any) -> None:
    assert rows(read(listed(HEAD, "Silver Dune;;;France;")))[0]["decision"] == "new"


def test_new_ones_that_fit_our_customers_come_first_in_the_report(listed: Any) -> None:
    trade = next(row for row in rows_of("companies") if row["status"] == "customer")["industry"]
    plan = read(listed("Firma;Land;Branche", "Aal AG;Peru;Fischerei", f"Zebra AG;Deutschland;{trade}"))
    assert [line.values[0] for line in lines(plan.reports[0])] == ["Zebra AG", "Aal AG"]


# --- contacts scanned at the stand


def test_a_scanned_contact_keeps_rating_wish_day_and_consent_with_its_proof(listed: Any) -> None:
    staff = rows_of("staff")[0]
    plan = read(
        listed(
            SCANNED,
            f"Neu AG;Frau Dr. Eva Ax;eva@neu.example;DE;heiß;Media Kit;ja;17.11.2026 10:22;{staff['name']}",
        )
    )
    (met,), (contact,) = rows(plan), rows(plan, "contacts")
    assert [met[key] for key in ("rating", "wish", "consent", "met_by")] == [
        "A",
        "Media Kit",
        "show_card",
        staff["staff_id"],
    ]
    assert met["met_on"].isoformat() == contact["basis_since"].isoformat() == "2026-11-17"
    assert [contact[key] for key in ("gender", "title", "first_name", "last_name")] == [
        "female",
        "Dr.",
        "Eva",
        "Ax",
    ]
    assert contact["basis_email"] == "show_card"
    assert "liste.csv" in contact["basis_proof"]


def test_without_a_yes_there_is_no_consent(listed: Any) -> None:
    plan = read(listed(SCANNED, "Neu AG;Eva Ax;e@n.example;DE;A;;nein;;", "Alt AG;Jan Bo;j@a.example;DE;B;;;;"))
    assert [row["basis_email"] for row in rows(plan, "contacts")] == ["none", "none"]


def test_what_no_word_says_is_kept_in_the_note_and_told(listed: Any) -> None:
    plan = read(listed(SCANNED, "Neu AG;Eva Ax;keine;DE;5 Sterne;Banner;vielleicht;;Niemand"))
    note = rows(plan)[0]["wish"]
    assert note.splitlines() == [
        "Banner",
        "Bewertung: 5 Sterne",
        "Einwilligung: vielleicht",
        "E-Mail: keine",
        "gescannt von: Niemand",
    ]
    assert [code for _, code in codes(plan)] == ["lead_unread"] * 4
    assert rows(plan)[0]["consent"] == "none"


# --- rows that are refused, and lists that are


def test_a_row_without_company_a_repeated_one_and_a_total_are_refused_with_their_place(listed: Any) -> None:
    plan = read(
        listed(HEAD, "Neu AG;Eva Ax;;DE;1", ";Jan Bo;;DE;2", "Neu AG;Eva Ax;;DE;1", "---;;;;", "Summe;;;;3")
    )
    assert sorted(codes(plan)) == [
        (3, "lead_no_company"),
        (4, "lead_repeated"),
        (5, "lead_no_company"),
        (6, "import_total"),
    ]
    assert (plan.counts["rows_taken"], balanced(plan.counts)) == (1, True)


def test_the_show_must_be_named(listed: Any) -> None:
    with pytest.raises(Refusal, match="lead_show_missing"):
        read(listed(HEAD, "Neu AG;;;;"), show=None)


def test_a_list_without_companies_is_refused(listed: Any) -> None:
    with pytest.raises(Refusal, match="import_column_missing"):
        read(listed("Vorname;Nachname", "Eva;Ax"))


@pytest.mark.parametrize(
    ("head", "row", "company", "person"),
    [
        ("Name;Land", "Neu AG;DE", "Neu AG", None),
        ("Firma;Name", "Neu AG;Eva Ax", "Neu AG", "Eva Ax"),
        ("Company;First name;Name", "Neu AG;Eva;Ax", "Neu AG", "Eva Ax"),
        ("Aussteller / Exhibitor;Land / Country", "Neu AG;DE", "Neu AG", None),
        ("Firma Company;Ansprechpartner Contact", "Neu AG;Eva Ax", "Neu AG", "Eva Ax"),
    ],
)
def test_headers_are_understood_in_either_language_and_in_both(
    head: str, row: str, company: str, person: str | None, listed: Any
) -> None:
    (found,) = rows(read(listed(head, row)))
    assert (found["company"], found.get("person")) == (company, person)


def test_a_second_header_in_the_other_language_is_no_company(listed: Any) -> None:
    plan = read(
        listed(
            "Firma;Land;Halle/Stand",
            "Company;Country;Hall/Booth",
            "Neu AG;DE;1",
            "Firma;Land;Halle/Stand",
            "Alt AG;DE;2",
        )
    )
    assert [row["company"] for row in rows(plan)] == ["Neu AG", "Alt AG"]
    assert codes(plan) == [(2, "import_headers_again"), (4, "import_headers_again")]
    assert balanced(plan.counts)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_usual_encoding_and_delimiter_gives_the_same_rows(
    encoding: str, delimiter: str, listed: Any
) -> None:
    head, row = ("Firma", "Ansprechpartner", "Land"), ("Müller & Söhne GmbH", "Jörg Weiß", "Österreich")
    plan = read(listed(delimiter.join(head), delimiter.join(row), encoding=encoding))
    assert [rows(plan)[0][key] for key in ("company", "person", "country")] == list(row)


def test_a_workbook_with_merged_headers_titles_and_formulas_is_read_by_its_values(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet
    sheet.append(["Ausstellerverzeichnis 2027"])
    sheet.append(["Aussteller", None, "Standort", None])
    sheet.append(["Firma", "Land", "Halle", "Stand"])
    sheet.merge_cells("A2:B2")
    sheet.merge_cells("C2:D2")
    sheet.append(["Neu AG", "DE", 4, "B12"])
    sheet.append(['="Alt"&" AG"', "DE", 5, "C1"])
    path = tmp_path / "aussteller.xlsx"
    book.save(path)
    plan = read(path)
    assert [(row["company"], row["stand"]) for row in rows(plan)] == [("Neu AG", "4 / B12")]
    assert codes(plan)[-1] == (5, "import_uncalculated")
    assert balanced(plan.counts)


def test_twenty_thousand_rows_are_matched_in_seconds(listed: Any) -> None:
    path = listed(
        HEAD,
        *(
            f"Neufirma {number} Anlagen GmbH;Eva Nr{number};e{number}@f{number}.example;DE;{number}"
            for number in range(20_000)
        ),
    )
    plan = read(path)
    assert (plan.counts["rows_taken"], balanced(plan.counts)) == (20_000, True)


# --- carried out, rehearsed, taken back


def test_a_rehearsal_changes_nothing_and_undo_takes_everything_out_again(listed: Any, tmp_path: Path) -> None:
    book = demo_book()
    before = state(book)
    path = listed(SCANNED, "Neu AG;Eva Ax;eva@neu.example;DE;A;;ja;17.11.2026;")
    desk(book, tmp_path).run(COMMANDS["lead-import"], {"file": path, "show": SHOW}, rehearse=True)
    assert state(book) == before
    run(book, tmp_path, path)
    assert state(book) != before
    desk(book, tmp_path).undo()
    assert state(book) == before


def test_columns_that_were_assigned_by_hand_are_remembered(listed: Any, tmp_path: Path) -> None:
    book = demo_book()
    path = listed("Wer;Woher", "Neu AG;DE")
    run(book, tmp_path, path, column=["Wer=company", "Woher=country"])
    again = run(book, tmp_path, listed("Wer;Woher", "Alt AG;AT", name="zwei.csv"))
    assert again.counts["rows_taken"] == 1


# --- what the coordinator decides about proposals


def decide(book: MemoryBook, folder: Path, picked: str | None, **options: Any) -> Outcome:
    return desk(book, folder).run(COMMANDS["lead-decide"], options, rows=Rows.of(picked) if picked else None)


@pytest.fixture
def proposed(listed: Any, tmp_path: Path) -> tuple[MemoryBook, int]:
    """The demo with one row that may be a known company, and the number of its row."""
    book = demo_book()
    run(book, tmp_path, listed(SCANNED, "Fleetmark und Sohn GmbH;Eva Ax;eva@ax.example;DE;A;;ja;17.11.2026;"))
    frame = book.read(TABLES["show_contacts"]).frame
    return book, int(frame.index[-1])


def last(book: MemoryBook, table: str) -> Any:
    return book.read(TABLES[table]).frame.iloc[-1]


def test_nothing_is_decided_for_rows_that_nobody_selected(
    proposed: tuple[MemoryBook, int], tmp_path: Path
) -> None:
    book, _ = proposed
    before = state(book)
    outcome = decide(book, tmp_path, None)
    assert [problem.code for problem in outcome.problems] == ["lead_rows_missing"]
    assert (outcome.counts["rows_open"] >= 1, state(book)) == (True, before)


def test_a_row_that_is_the_proposed_company_gives_it_a_contact(
    proposed: tuple[MemoryBook, int], tmp_path: Path
) -> None:
    book, row = proposed
    assert last(book, "show_contacts")["contact_id"] is None
    decide(book, tmp_path, str(row))
    contact, met = last(book, "contacts"), last(book, "show_contacts")
    assert (contact["company_id"], contact["last_name"], contact["basis_email"]) == ("F-0163", "Ax", "show_card")
    assert not contact["is_main"]
    assert (met["contact_id"], met["decision"]) == (contact["contact_id"], "merge")
    before = state(book)
    assert decide(book, tmp_path, str(row)).cells == 0
    assert state(book) == before


def test_a_row_that_is_another_company_makes_a_prospect(proposed: tuple[MemoryBook, int], tmp_path: Path) -> None:
    book, row = proposed
    decide(book, tmp_path, str(row), decision="new")
    company = last(book, "companies")
    assert (company["name"], company["source"]) == ("Fleetmark und Sohn GmbH", "show")
    assert (
        last(book, "show_contacts")["company_id"] == last(book, "contacts")["company_id"] == company["company_id"]
    )


def test_a_row_may_be_given_to_another_company_or_skipped_and_undo_takes_it_back(
    proposed: tuple[MemoryBook, int], tmp_path: Path
) -> None:
    book, row = proposed
    before = state(book)
    decide(book, tmp_path, str(row), company="F-0001")
    assert last(book, "contacts")["company_id"] == "F-0001"
    desk(book, tmp_path).undo()
    assert state(book) == before
    decide(book, tmp_path, str(row), decision="skip")
    assert last(book, "show_contacts")["decision"] == "skip"
    assert len(book.read(TABLES["contacts"]).frame) == len(before["contacts"])
