"""Which customers each letter is due for, and what it tells them: worked out from the demo's rows once more."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from batch_rows import about, batch, main_contacts, with_cells, with_row
from demo_runs import decided, demo_book, desk
from demo_tables import frames, whole

from addin.commands.occasions import OCCASIONS
from addin.commands.register import COMMANDS
from addin.commands.register.mailings import LETTERS
from workbook_templates.demo.keydate import AS_OF

TODAY = pd.Timestamp(AS_OF)
DAY = pd.Timedelta(days=1)


def companies_of(contracts: pd.Series) -> pd.Series:
    frame = frames()["contracts"]
    return contracts.map(dict(zip(frame["contract_id"], frame["company_id"], strict=True)))


def by_contact(rows: pd.DataFrame, key: str, company: pd.Series) -> dict[str, set[str]]:
    """The ids of the rows by whom one writes to at their company."""
    ids = rows[key].groupby(company.map(main_contacts())).agg(set)
    return dict(ids)


def live_contracts() -> pd.DataFrame:
    contracts = whole("contracts")
    return contracts[~contracts["state"].isin(["draft", "ended", "cancelled"])]


# ------------------------------------------------------------------ every letter


def test_every_letter_that_can_be_prepared_has_an_audience_and_the_other_way_round() -> None:
    assert set(LETTERS) == set(OCCASIONS)
    assert all(callable(occasion.audience) for occasion in OCCASIONS.values())


def test_nobody_is_prepared_for_twice_on_the_same_day(tmp_path: Any) -> None:
    book = demo_book()
    for letter in LETTERS:
        first = desk(book, tmp_path).run(COMMANDS["prepare"], {"letter": letter}).plan
        again = desk(book, tmp_path).run(COMMANDS["prepare"], {"letter": letter}).plan
        assert not again.rows, letter
        ticked = [row.values for row in first.rows if row.values.get("send")]
        addresses = [(row["occasion"], row["about"], row["address"]) for row in ticked]
        assert len(addresses) == len(set(addresses)), letter


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("letter", LETTERS)
def test_what_the_demo_sends_has_nothing_blank_but_where_a_letter_can_do_without(
    letter: str, language: str
) -> None:
    from addin.commands.letters import letter_name
    from mailmerge.letter import load
    from mailmerge.values import findings
    from mailmerge.values import whole as filled

    for sent in batch(letter, language=language):
        text = load(letter_name(letter, sent.stage), language)
        values = {**sent.values, "salutation": "x", "house": "x", "signature": "x"}
        assert not list(findings(text, "", filled(text, values)))


# ------------------------------------------------------------------ what is unused


def unused_of(company: str) -> set[str]:
    """What a company has of its contracts, may use today, and has not begun to."""
    promises, tickets = whole("promises"), frames()["tickets"]
    own = promises[companies_of(promises["contract_id"]) == company]
    asked = set(tickets.loc[tickets["solved_on"].isna(), "promise_id"])
    begun = own["window_from"].fillna(own["contract_id"].map(lambda key: starts()[key])) <= TODAY
    free = own["issue_id"].isna() & own["kind"].ne("spoken") & ~own["promise_id"].isin(asked)
    untouched = own["done"].fillna(0).eq(0) & own["artwork_on"].isna() & own["confirmed_on"].isna()
    over = own["state"].isin(["delivered", "waived", "lapsed", "wrong"])
    return set(own.loc[begun & free & untouched & ~over, "promise_id"])


def starts() -> dict[str, Any]:
    frame = frames()["contracts"]
    return dict(zip(frame["contract_id"], frame["starts_on"], strict=True))


def test_x12_a_banner_never_used_whose_time_ends_in_thirty_days_comes_in_one_letter_with_all_that_is_open() -> (
    None
):
    (sent,) = (one for one in batch("unused") if "L-0406" in one.about)
    company = str(companies_of(pd.Series(["V-0110"])).iloc[0])
    assert (sent.stage, sent.to) == (3, main_contacts()[company])
    assert sent.about == unused_of(company) == {"L-0406", "L-0407"}
    assert [item["use_by"] for item in sent.values["items"]] == [date(2027, 3, 17), date(2027, 9, 17)]
    assert decided("prepare", today=AS_OF - timedelta(days=1), letter="unused").rows
    before = batch("unused", today=AS_OF - timedelta(days=1))
    assert {one.stage for one in before if "L-0406" in one.about} == {2}


def test_a_reminder_names_all_that_lies_unused_and_never_what_is_ours_to_keep() -> None:
    sent = batch("unused")
    for one in sent:
        company = frames()["contacts"].set_index("contact_id").at[one.to, "company_id"]
        assert one.about == unused_of(company)
    assert len({one.to for one in sent}) == len(sent)


def test_an_item_that_is_asked_about_in_a_ticket_is_not_reminded_of() -> None:
    ticket = {"ticket_id": "AN-9999", "opened_on": AS_OF, "company_id": "F-0160", "problem": "?"}
    tables = with_row("tickets", promise_id="L-0406", **ticket)
    assert not any("L-0406" in one.about for one in batch("unused", tables))


@pytest.mark.parametrize(("days", "reason"), [(0, "too_recent"), (13, "too_recent"), (14, None)])
def test_fourteen_days_lie_between_a_reminder_and_any_other_message(days: int, reason: str | None) -> None:
    contact = main_contacts()["F-0160"]
    written = {"mailing_id": "ML-0001", "contact_id": contact, "state": "sent", "channel": "post"}
    tables = with_row("recipients", sent_on=TODAY - pd.Timedelta(days=days), **written)
    (sent,) = (one for one in batch("unused", tables) if "L-0406" in one.about)
    assert sent.reason == reason
    assert all(one.reason is None for one in batch("welcome", tables))


def test_a_message_that_came_back_keeps_nobody_from_being_reminded() -> None:
    contact = main_contacts()["F-0160"]
    row = {"mailing_id": "ML-0001", "contact_id": contact, "channel": "email", "sent_on": TODAY - DAY}
    found = [
        one.reason
        for state in ("bounced", "sent")
        for one in batch("unused", with_row("recipients", state=state, **row))
        if "L-0406" in one.about
    ]
    assert found == [None, "too_recent"]


def test_whom_the_house_wrote_to_within_two_weeks_gets_no_reminder() -> None:
    written = frames()["recipients"].dropna(subset=["sent_on"])
    late = written[written["sent_on"].dt.normalize() > TODAY - pd.Timedelta(days=14)]
    for letter in ("unused", "renewal"):
        sent = batch(letter)
        assert {one.to for one in sent if one.reason == "too_recent"} == {one.to for one in sent} & set(
            late["contact_id"]
        )


def test_a_letter_about_an_urgent_item_does_not_stand_for_the_last_reminder_of_another() -> None:
    """L-0407 was named beside L-0406 in February; its own last reminder comes thirty days before its end."""
    tables = with_row("mailings", mailing_id="ML-0099", letter="unused", prepared_on=AS_OF, state="sent")
    told = {"mailing_id": "ML-0099", "contact_id": main_contacts()["F-0160"], "state": "sent", "stage": 3}
    tables = with_row("recipients", tables, about="L-0406; L-0407", sent_on=TODAY, occasion="unused.3", **told)
    for on, stage in ((date(2027, 8, 17), 2), (date(2027, 8, 18), 3)):
        found = {one.stage for one in batch("unused", tables, on) if "L-0407" in one.about}
        assert found == {stage}
    assert not any("L-0407" in one.about for one in batch("unused", tables, date(2027, 3, 1)))


# ------------------------------------------------------------------ artwork and proofs


def test_proofs_go_for_what_has_appeared_where_it_should_and_was_not_sent() -> None:
    promises, issues = whole("promises"), frames()["issues"]
    published = promises["appeared_in"].map(dict(zip(issues["issue_id"], issues["published_on"], strict=True)))
    due = promises[(published <= TODAY) & (promises["done"] > 0) & promises["proof_sent_on"].isna()]
    due = due[~due["state"].isin(["waived", "wrong"])]
    sent = batch("proof-of-publication")
    assert about(sent) == by_contact(due, "promise_id", companies_of(due["contract_id"]))
    assert len(sent) == due["contract_id"].nunique() > 10
    assert {one.channel for one in sent} == {"email"}
    for one in sent:
        contracts = set(due.loc[due["promise_id"].isin(one.about), "contract_id"])
        assert contracts == {one.values["contract_no"]}
        assert all(item["appeared_on"] <= AS_OF and item["place"] for item in one.values["items"])


def test_a_proof_that_was_sent_or_waits_in_a_batch_is_not_due_again() -> None:
    tables = with_row("mailings", mailing_id="ML-0099", letter="proof-of-publication", prepared_on=AS_OF)
    row = {"mailing_id": "ML-0099", "about": "L-0390", "state": "queued", "occasion": "proof-of-publication"}
    tables = with_row("recipients", tables, **row)
    tables = with_cells("promises", {"promise_id": "L-0399"}, tables, proof_sent_on=AS_OF)
    ids = {promise for one in batch("proof-of-publication", tables) for promise in one.about}
    assert not ids & {"L-0390", "L-0399"}
    assert ids | {"L-0390", "L-0399"} == {id_ for one in batch("proof-of-publication") for id_ in one.about}


# ------------------------------------------------------------------ a contract's time


def test_contracts_that_went_on_because_nobody_gave_notice_are_told_within_thirty_days() -> None:
    live = live_contracts()
    passed = (TODAY - live["notice_by"]).dt.days.between(1, 30)
    due = live[passed & (live["renew_months"] > 0) & live["terminated_to"].isna() & live["ends_on"].isna()]
    sent = batch("renewed")
    assert about(sent) == by_contact(due, "contract_id", due["company_id"])
    assert len(sent) == len(due) == 10
    for one in sent:
        contract = due.set_index("contract_id").loc[one.values["contract_no"]]
        end, term, renews = contract["current_end"], int(contract["term_months"]), int(contract["renew_months"])
        ends = (contract["starts_on"] + pd.DateOffset(months=term + n * renews) - DAY for n in range(50))
        assert pd.Timestamp(one.values["renews_until"]) == next(day for day in ends if day > end)
        assert one.values["notice_by"] < AS_OF < one.values["ends_on"]
        assert one.occasion == f"renewed.{end:%Y-%m-%d}"


def test_what_renews_names_the_next_day_by_which_notice_must_arrive() -> None:
    (sent,) = (one for one in batch("renewed") if one.about == {"V-0021"})
    found = [sent.values[key] for key in ("ends_on", "notice_by", "renews_until", "next_notice_by")]
    assert found == [date(2027, 4, 30), date(2027, 1, 31), date(2028, 4, 30), date(2028, 1, 31)]


@pytest.mark.parametrize("talk", ["renewed", "lost", "none"])
def test_where_a_talk_has_settled_it_nobody_is_told_that_a_contract_renewed(talk: str) -> None:
    tables = with_cells(
        "contracts", {"contract_id": "V-0021"}, renewal_state=talk, renewal_term_end=date(2027, 4, 30)
    )
    assert {one.values["contract_no"] for one in batch("renewed")} - {
        one.values["contract_no"] for one in batch("renewed", tables)
    } == {"V-0021"}


@pytest.mark.parametrize(
    ("today", "is_told"), [("2027-01-31", 0), ("2027-02-01", 1), ("2027-03-02", 1), ("2027-03-03", 0)]
)
def test_on_the_day_of_the_deadline_notice_can_still_come_and_after_thirty_days_it_is_old_news(
    today: str, is_told: int
) -> None:
    sent = batch("renewed", today=date.fromisoformat(today))
    assert sum(one.about == {"V-0021"} for one in sent) == is_told


def test_a_notice_that_arrived_in_time_means_that_nothing_renews() -> None:
    tables = with_cells("contracts", {"contract_id": "V-0021"}, terminated_on=date(2027, 1, 31))
    assert not any(one.about == {"V-0021"} for one in batch("renewed", tables))
    late = with_cells("contracts", {"contract_id": "V-0021"}, terminated_on=date(2027, 2, 1))
    assert not any(one.about == {"V-0021"} for one in batch("renewed", late))  # it ends a term later: terminated


def test_x20_a_customer_who_wants_no_e_mails_gets_the_renewal_by_post() -> None:
    (sent,) = (one for one in batch("renewal") if one.to == "P-0298")
    assert (sent.channel, sent.reason) == ("post", None)


def test_new_contracts_are_welcomed_within_two_weeks_of_their_first_day() -> None:
    contracts = frames()["contracts"]
    near = contracts["starts_on"].between(TODAY - pd.Timedelta(days=14), TODAY + pd.Timedelta(days=14))
    due = contracts[near & contracts["state"].eq("active")]
    sent = batch("welcome")
    assert about(sent) == by_contact(due, "contract_id", due["company_id"])
    assert set(due["contract_id"]) == {"V-0086", "V-0100", "V-0105", "V-0115", "V-0116"}
    promises = frames()["promises"].groupby("contract_id")["what"].agg(list)
    for one in sent:
        assert [item["what"] for item in one.values["items"]] == promises[one.values["contract_no"]]


def test_artwork_that_has_come_is_not_asked_for_in_a_welcome() -> None:
    (sent,) = (one for one in batch("welcome") if one.about == {"V-0086"})
    due = {item["what"]: item["artwork_due"] for item in sent.values["items"]}
    assert due["Firmenlink auf nordlicht.example, 12 Monate"] is None
    assert due["Anzeige 1/2 Seite quer 4c, Nordlicht Kälte 4/2027"] == date(2027, 6, 30)


def welcomed(**talk: Any) -> dict[str, Any]:
    base = {"activity_id": "AK-9999", "kind": "call", "purpose": "welcome", "on": AS_OF}
    return with_row("activities", **{**base, **talk})


@pytest.mark.parametrize(
    ("talk", "left"),
    [
        ({"company_id": "F-0150", "contract_id": "V-0100"}, 4),
        ({"company_id": "F-0150"}, 4),
        ({"company_id": "F-0150", "on": date(2027, 1, 25)}, 5),  # before it was signed
        ({"company_id": "F-0150", "contract_id": "V-0001"}, 5),
        ({"company_id": "F-0150", "purpose": "follow_up"}, 5),
    ],
)
def test_who_was_welcomed_by_a_talk_gets_no_letter(talk: dict[str, Any], left: int) -> None:
    assert len(batch("welcome", welcomed(**talk))) == left


def test_a_contract_is_welcomed_once() -> None:
    tables = with_row("mailings", mailing_id="ML-0099", letter="welcome", prepared_on=date(2027, 2, 5))
    row = {"mailing_id": "ML-0099", "about": "V-0086", "state": "sent", "occasion": "welcome"}
    tables = with_row("recipients", tables, **row)
    assert {one.values["contract_no"] for one in batch("welcome", tables)} == {
        "V-0100",
        "V-0105",
        "V-0115",
        "V-0116",
    }


# ------------------------------------------------------------------ an address that no longer works


def checked(contact: str, **cells: Any) -> dict[str, Any]:
    return with_cells("contacts", {"contact_id": contact}, **cells)


def test_nobody_is_asked_for_an_address_while_all_are_alive() -> None:
    assert batch("address-check") == []


def test_a_dead_e_mail_address_is_asked_about_by_post() -> None:
    (sent,) = batch("address-check", checked("P-0001", email_state="dead"))
    address = frames()["contacts"].set_index("contact_id").at["P-0001", "email"]
    assert (sent.to, sent.channel, sent.reason) == ("P-0001", "post", None)
    assert sent.values["items"] == [{"what": "E-Mail-Adresse", "value": address}]


def test_a_dead_number_is_asked_about_by_e_mail_or_else_by_post() -> None:
    (sent,) = batch("address-check", checked("P-0001", phone_state="dead"))
    assert (sent.channel, [item["what"] for item in sent.values["items"]]) == ("email", ["Telefonnummer"])
    without = checked("P-0001", phone_state="dead", basis_email="none")
    assert [one.channel for one in batch("address-check", without)] == ["post"]


def test_a_dead_postal_address_is_asked_about_by_e_mail_of_the_main_contact_alone() -> None:
    (sent,) = batch("address-check", with_cells("companies", {"company_id": "F-0001"}, post_state="dead"))
    company = frames()["companies"].set_index("company_id").loc["F-0001"]
    assert (sent.to, sent.channel) == (main_contacts()["F-0001"], "email")
    (item,) = sent.values["items"]
    assert item == {"what": "Anschrift", "value": f"{company['street']}, {company['zip']} {company['city']}"}


def test_whom_no_message_reaches_is_not_written_to() -> None:
    tables = checked("P-0001", email_state="dead", phone_state="dead")
    assert (
        batch("address-check", with_cells("companies", {"company_id": "F-0001"}, tables, post_state="dead")) == []
    )
    assert batch("address-check", checked("P-0001", email_state="dead", active=False)) == []


def test_x20_who_never_agreed_is_asked_by_post_and_who_objected_not_at_all() -> None:
    ways = {who: batch("address-check", checked(who, phone_state="dead")) for who in ("P-0296", "P-0298")}
    assert [[one.channel for one in sent] for sent in ways.values()] == [["post"], ["post"]]
    objector = decided("prepare", checked("P-0297", phone_state="dead"), letter="address-check")
    assert (objector.rows, objector.counts["excluded_objected"]) == ((), 1)


def test_another_dead_address_is_another_question() -> None:
    first = batch("address-check", checked("P-0001", email_state="dead"))
    other = batch("address-check", checked("P-0001", email_state="dead", email="new@other.example"))
    assert first[0].occasion != other[0].occasion
