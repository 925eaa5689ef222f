"""Two records that the coordinator names become one and two again; nothing of either is lost (R-30)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from demo_runs import decided, demo_book, desk, lines, state
from demo_tables import frames

from addin.books import Edit
from addin.books.memory import MemoryBook
from addin.commands.register import COMMANDS
from addin.core.merging import merged_company, merged_contact, older, references
from addin.desk import Outcome
from addin.errors import Refusal
from addin.plan import Change, NewRow
from addin.reports.duplicates import reasons_text
from addin.tables import TABLES
from addin.words import LANGUAGES, Words

PAIR = {"first": "F-0164", "second": "Fleetmark + Sohn GmbH"}
COMPANY = dict.fromkeys((column.key for column in TABLES["companies"].stored), None) | {"status": "prospect"}
PERSON = dict.fromkeys((column.key for column in TABLES["contacts"].stored), None)


def run(book: MemoryBook, folder: Path, command: str = "merge", **options: Any) -> Outcome:
    return desk(book, folder).run(COMMANDS[command], options)


def one(book: MemoryBook, table: str, row_id: str) -> Any:
    frame = book.read(TABLES[table]).frame
    key = TABLES[table].id_column
    assert key
    return frame[frame[key.key] == row_id].iloc[0]


# --- what is proposed


@pytest.mark.parametrize("language", LANGUAGES)
def test_x19_is_found_by_the_command_and_nothing_is_merged_by_itself(language: str) -> None:
    plan = decided("dedupe", language=language)
    assert not plan.changes
    assert not plan.rows
    told = {(line.values[1], line.values[3]): line.values[0] for line in lines(plan.reports[0])}
    assert told["Fleetmark + Sohn GmbH · F-0163", "Fleetmark+Sohn GmbH · F-0164"] == 1
    groups = {group.title: [line.values[1] for line in group.lines] for group in _table(plan).groups}
    text = Words.of(language).texts("reports.duplicates.groups.companies")
    assert groups[text("merge")] == ["Fleetmark + Sohn GmbH · F-0163"]
    assert groups[text("related")] == ["VÖDRA AG · F-0165"]
    assert not any("Silver Dune" in str(name) for names in told for name in names)


def _table(plan: Any) -> Any:
    return plan.reports[0].tables[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_words(language: str) -> None:
    assert reasons_text(["same_name", "other_country", "email"], Words.of(language)).count(",") == 2


def test_two_that_are_one_s_daughters_are_not_shown_any_more() -> None:
    companies = frames()["companies"].copy()
    companies.loc[companies["company_id"] == "F-0166", "parent"] = "F-0165"
    assert decided("dedupe", {"companies": companies}).counts["pairs_related"] == 0


def test_a_person_with_one_address_at_two_companies_is_proposed_and_a_shared_mailbox_is_shown() -> None:
    contacts = frames()["contacts"].copy()
    rows = contacts.index[:4].tolist()
    contacts.loc[rows[1], ["first_name", "last_name", "email"]] = contacts.loc[
        rows[0], ["first_name", "last_name", "email"]
    ]
    contacts.loc[rows[3], "email"] = contacts.loc[rows[2], "email"]
    plan = decided("dedupe", {"contacts": contacts})
    assert (plan.counts["pairs_merge"], plan.counts["pairs_review"]) == (2, 8)


# --- merging the pair that was named


def test_a_pair_must_be_named() -> None:
    for options, code in (
        ({}, "merge_without_pair"),
        ({"first": "F-0163"}, "merge_without_pair"),
        ({"first": "F-0163", "second": "F-0163"}, "merge_with_itself"),
        ({"first": "F-0163", "second": "Gibt es nicht"}, "nobody_of_that_name"),
        ({"first": "F-0163", "second": "F-0164", "apart": True}, "not_merged"),
    ):
        with pytest.raises(Refusal, match=code):
            decided("merge", chosen={}, **options)


def test_the_older_one_stays_and_everything_about_the_other_goes_to_it(tmp_path: Path) -> None:
    book = demo_book()
    run(book, tmp_path, **PAIR)
    gone = one(book, "companies", "F-0164")
    assert (gone["status"], gone["merged_into"], gone["name"]) == ("merged", "F-0163", "Fleetmark+Sohn GmbH")
    assert one(book, "companies", "F-0163")["name"] == "Fleetmark + Sohn GmbH"
    for reference in references("companies"):
        assert not (book.read(TABLES[reference.table]).frame[reference.column] == "F-0164").any(), reference
    assert one(book, "contacts", "P-0291")["company_id"] == "F-0163"


def test_a_rehearsal_changes_nothing_and_a_second_run_neither(tmp_path: Path) -> None:
    book = demo_book()
    before = state(book)
    desk(book, tmp_path).run(COMMANDS["merge"], PAIR, rehearse=True)
    assert state(book) == before
    run(book, tmp_path, **PAIR)
    merged = state(book)
    again = run(book, tmp_path, **PAIR)
    assert (again.counts["merged"], state(book)) == (0, merged)


def test_undo_takes_the_merge_back(tmp_path: Path) -> None:
    book = demo_book()
    before = state(book)
    run(book, tmp_path, **PAIR)
    desk(book, tmp_path).undo()
    assert state(book) == before


@pytest.mark.parametrize(("first", "second"), [("F-0163", "F-0164"), ("F-0164", "F-0163")])
def test_a_pair_that_was_judged_different_is_not_shown_again(first: str, second: str, tmp_path: Path) -> None:
    book = demo_book()
    assert run(book, tmp_path, "dedupe").counts["pairs_merge"] == 1
    told = run(book, tmp_path, first=first, second=second, different=True)
    assert (told.counts["told_apart"], told.counts["merged"], told.counts["references_moved"]) == (1, 0, 0)
    assert [one(book, "companies", each)["different_from"] for each in ("F-0163", "F-0164")] == [
        "F-0164",
        "F-0163",
    ]
    assert run(book, tmp_path, "dedupe").counts["pairs_merge"] == 0
    assert run(book, tmp_path, first=first, second=second, different=True).counts["told_apart"] == 0
    run(book, tmp_path, **PAIR)
    with pytest.raises(Refusal, match="merged_already"):
        run(book, tmp_path, **PAIR, different=True)


def test_two_people_judged_different_are_not_shown_again_and_the_others_are(tmp_path: Path) -> None:
    book = demo_book()
    contacts = book.read(TABLES["contacts"]).frame
    one, other, third, fourth = contacts.index[:4].tolist()
    doubled = [
        (other, one, "email"),
        (other, one, "first_name"),
        (other, one, "last_name"),
        (fourth, third, "email"),
    ]
    changes = [Change("contacts", row, key, None, contacts.at[source, key]) for row, source, key in doubled]
    book.apply(Edit(changes=tuple(changes)))
    first, *others = people_shown(run(book, tmp_path, "dedupe"))
    assert len(others) == 1
    judged = run(book, tmp_path, first=first[0], second=first[1], different=True)
    assert people_shown(judged) == people_shown(run(book, tmp_path, "dedupe")) == others


def people_shown(outcome: Outcome) -> list[tuple[str, str]]:
    """The pairs of contacts on the list, by their ids."""
    pairs = [[str(line.values[at]).rpartition(" ")[2] for at in (1, 3)] for line in lines(outcome.plan.reports[0])]
    return [(one, other) for one, other in pairs if one.startswith("P-")]


def test_parted_again_later_everything_is_where_it_was_but_what_came_since(tmp_path: Path) -> None:
    book = demo_book()
    before = state(book)
    run(book, tmp_path, **PAIR)
    run(book, tmp_path, "stock-move", material="MT-0001", quantity=5, kind="issue")
    row = book.read(TABLES["contacts"]).frame.query("contact_id == 'P-0290'").index[0]
    book.apply(Edit(changes=(Change("contacts", int(row), "note", None, "seither"),)))
    outcome = run(book, tmp_path, **PAIR, apart=True)
    after = state(book)
    assert not outcome.problems
    assert {key for key in before if before[key] != after[key]} == {"contacts", "stock_moves"}
    assert after["companies"] == before["companies"]
    assert one(book, "contacts", "P-0291")["company_id"] == "F-0164"


def test_what_changed_since_is_left_and_named_when_a_pair_is_parted(tmp_path: Path) -> None:
    book = demo_book()
    run(book, tmp_path, **PAIR)
    row = book.read(TABLES["contacts"]).frame.query("contact_id == 'P-0291'").index[0]
    book.apply(Edit(changes=(Change("contacts", int(row), "company_id", "F-0163", "F-0001"),)))
    outcome = run(book, tmp_path, **PAIR, apart=True)
    assert [problem.code for problem in outcome.problems] == ["changed_since"]
    assert one(book, "contacts", "P-0291")["company_id"] == "F-0001"


def test_who_was_merged_cannot_be_merged_with_a_third(tmp_path: Path) -> None:
    book = demo_book()
    run(book, tmp_path, **PAIR)
    with pytest.raises(Refusal, match="merged_already"):
        run(book, tmp_path, first="F-0164", second="F-0001")


def test_two_answers_to_one_question_stay_apart_and_are_told(tmp_path: Path) -> None:
    book = demo_book()
    asked = {"question_id": "FR-0001", "points": 3}
    book.apply(
        Edit(rows=tuple(NewRow("answers", {"company_id": row_id, **asked}) for row_id in ("F-0163", "F-0164")))
    )
    outcome = run(book, tmp_path, **PAIR)
    assert [problem.code for problem in outcome.problems] == ["merge_left"]
    assert (book.read(TABLES["answers"]).frame["company_id"] == "F-0164").sum() == 1


def test_contacts_are_merged_by_their_ids_and_the_one_that_goes_gets_no_mail(tmp_path: Path) -> None:
    book = demo_book()
    run(book, tmp_path, first="P-0299", second="P-0308")
    gone, stays = one(book, "contacts", "P-0308"), one(book, "contacts", "P-0299")
    assert (gone["active"], gone["merged_into"]) == (False, "P-0299")
    assert stays["active"]
    assert not (book.read(TABLES["recipients"]).frame["contact_id"] == "P-0308").any()


# --- what the record that stays becomes


def test_the_older_record_stays_whatever_its_number() -> None:
    early = {"id": "F-9", "created_on": date(2027, 1, 1)}
    late = {"id": "F-2", "created_on": date(2027, 2, 1)}
    assert older(late, early, "id") == (early, late)
    assert older(late, {"id": "F-10", "created_on": None}, "id")[0] is late


def test_a_prospect_that_turns_out_to_be_a_customer_is_one_with_its_number() -> None:
    stays = COMPANY | {"company_id": "F-1", "prospect_state": "new", "note": "alt"}
    goes = COMPANY | {
        "company_id": "F-2",
        "status": "customer",
        "prospect_state": "won",
        "customer_no": "4711",
        "note": "neu",
    }
    found = merged_company(stays, goes)
    assert found.stays["status"] == "customer"
    assert found.stays["prospect_state"] == "won"
    assert found.stays["customer_no"] == "4711"
    assert found.stays["note"] == "alt\nneu"
    assert found.goes == {"status": "merged", "merged_into": "F-1", "customer_no": None}


def test_a_blocked_company_stays_blocked_and_its_objection_to_letters_holds_from_the_first_day() -> None:
    stays = COMPANY | {"company_id": "F-1", "status": "customer", "no_post_on": date(2027, 2, 1)}
    goes = COMPANY | {"company_id": "F-2", "status": "blocked", "no_post_on": date(2026, 1, 1)}
    for found in (merged_company(stays, goes), merged_company(goes, stays)):
        assert found.stays.get("status", "blocked") == "blocked"
        assert found.stays["no_post_on"] == date(2026, 1, 1)


def test_letters_do_not_reach_an_address_that_is_dead_in_either_record() -> None:
    place = {"street": "Markt 1", "zip": "10115", "city": "Berlin"}
    stays = COMPANY | {"company_id": "F-1", "post_state": "ok", **place}
    goes = COMPANY | {"company_id": "F-2", "post_state": "dead", **place}
    assert merged_company(stays, goes).stays["post_state"] == "dead"
    moved = merged_company(COMPANY | {"company_id": "F-1"}, goes).stays
    assert (moved["street"], moved["post_state"]) == ("Markt 1", "dead")
    elsewhere = merged_company(stays | {"street": "Hafen 7"}, goes).stays
    assert "post_state" not in elsewhere


def test_objections_and_dead_channels_of_both_contacts_survive() -> None:
    stays = PERSON | {
        "contact_id": "P-1",
        "email": "eva@h.example",
        "email_state": "ok",
        "no_phone_on": date(2027, 1, 5),
    }
    goes = PERSON | {
        "contact_id": "P-2",
        "email": "EVA@h.example",
        "email_state": "dead",
        "objected_on": date(2026, 5, 1),
    }
    found = merged_contact(stays, goes).stays
    assert (found["email_state"], found["objected_on"], found["no_phone_on"]) == (
        "dead",
        date(2026, 5, 1),
        date(2027, 1, 5),
    )


def test_a_consent_goes_only_with_the_address_it_was_given_for() -> None:
    consent = {"basis_email": "doi", "basis_since": date(2026, 3, 1), "basis_proof": "Formular 12"}
    goes = PERSON | {"contact_id": "P-2", "email": "e.hansen@h.example", "email_state": "ok", **consent}
    other = merged_contact(PERSON | {"contact_id": "P-1", "email": "eva@h.example"}, goes).stays
    none = merged_contact(PERSON | {"contact_id": "P-1"}, goes).stays
    assert "basis_email" not in other
    assert (none["email"], none["basis_email"]) == ("e.hansen@h.example", "doi")
