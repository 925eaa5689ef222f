"""Who is invited to a show and who is not, who is thanked, called, missed: worked out from the rows once more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from batch_rows import Sent, sent_rows, with_cells, with_row
from demo_runs import decided
from demo_tables import frames, whole

from addin.errors import Refusal
from workbook_templates.demo.keydate import AS_OF

FIRST_WAVE, SECOND_WAVE, THIRD_WAVE = date(2027, 2, 18), date(2027, 4, 1), date(2027, 4, 29)
RHINE, FORUM_2026, FORUM_2027 = "S-0003", "S-0001", "S-0004"
EXPRESS = ["doi", "written", "show_card"]


def batch(command: str, tables: Mapping[str, pd.DataFrame] | None = None, **options: Any) -> list[Sent]:
    """The rows of the mailings that a command prepares."""
    return sent_rows(decided(command, tables, **options))


def ways(sent: list[Sent]) -> dict[str, set[tuple[str, str | None]]]:
    """By recipient on which ways a message goes, and on which it does not and why."""
    found: dict[str, set[tuple[str, str | None]]] = {}
    for one in sent:
        found.setdefault(str(one.to), set()).add((one.channel, one.reason))
    return found


# ------------------------------------------------------------------ what the law says, in plain pandas


def people(language: str = "de") -> pd.DataFrame:
    """Every contact with her company's cells, the main one of a company first, and what R-40 says of each way."""
    tables = frames(language)
    companies = tables["companies"].add_prefix("of_")
    rows = tables["contacts"].merge(companies, left_on="company_id", right_on="of_company_id")
    written = tables["recipients"].dropna(subset=["sent_on"])
    rows["written"] = rows["contact_id"].map(written.groupby("contact_id")["sent_on"].max().dt.normalize())
    objected = rows["objected_on"].notna() | rows["no_email_on"].notna()
    proven = rows["basis_since"].notna() & rows["basis_proof"].notna()
    sold = rows["basis_email"].eq("existing_customer") & rows["of_status"].eq("customer")
    agreed = proven & (rows["basis_email"].isin(EXPRESS) | sold)
    dead = rows["email_state"].eq("dead")
    rows["email"] = np.select(
        [objected, ~agreed, dead, late(rows, AS_OF)], ["objected", "no_consent", "undeliverable", "too_recent"], ""
    )
    no_post = rows["objected_on"].notna() | rows["no_post_on"].notna() | rows["of_no_post_on"].notna()
    gone = rows["of_post_state"].eq("dead")
    rows["post"] = np.select([no_post, gone, late(rows, AS_OF)], ["objected", "undeliverable", "too_recent"], "")
    return rows.sort_values("is_main", key=lambda main: main.ne(True), kind="stable")


def late(rows: pd.DataFrame, today: date) -> pd.Series:
    return (pd.Timestamp(today) - rows["written"]).dt.days < 14


def invited(rows: pd.DataFrame) -> dict[str, set[tuple[str, str | None]]]:
    """One letter and three e-mails a company; beside a letter stands why no e-mail goes."""
    found: dict[str, set[tuple[str, str | None]]] = {}
    used = {(company, way): 0 for company in rows["company_id"] for way in ("email", "post")}
    for row in rows.itertuples():
        mails, letters = used[row.company_id, "email"], used[row.company_id, "post"]
        if not row.email:
            found[row.contact_id] = {("email", None if mails < 3 else "company_full")}
            used[row.company_id, "email"] += mails < 3
        elif row.post or letters:
            found[row.contact_id] = {("email", row.email)}
        else:
            found[row.contact_id] = {("email", row.email), ("post", None)}
            used[row.company_id, "post"] += 1
    return found


# ------------------------------------------------------------------ before a show


@pytest.mark.parametrize("language", ["de", "en"])
def test_customers_and_prospects_of_the_region_are_invited_by_the_way_the_law_leaves(language: str) -> None:
    rows = people(language)
    near = rows["of_country"].eq("DE") & rows["of_zip"].str[0].isin(["4", "5"])
    meant = rows[near & rows["of_status"].isin(["customer", "prospect"])]
    sent = batch("pre-show", wave="1", language=language)
    assert ways(sent) == invited(meant)
    assert {(one.occasion, one.stage) for one in sent} == {(f"show-invitation.{RHINE}.1", 1)}
    assert all(one.about == {one.to} for one in sent)


@pytest.mark.parametrize("language", ["de", "en"])
def test_without_a_region_everybody_is_invited_and_the_coordinator_hears_so(language: str) -> None:
    rows = people(language)
    plan = decided("pre-show", show=FORUM_2027, wave="1", language=language)
    assert ways(sent_rows(plan)) == invited(rows[rows["of_status"].isin(["customer", "prospect"])])
    (told,) = plan.problems
    assert (told.table, told.column, told.code, told.row) == ("shows", "zip_prefixes", "show_everywhere", 5)


@pytest.mark.parametrize("language", ["de", "en"])
def test_x20_a_prospect_who_never_agreed_gets_a_letter_an_objector_nothing_and_a_customer_no_e_mail(
    language: str,
) -> None:
    found = ways(batch("pre-show", show=FORUM_2027, wave="1", language=language))
    assert found["P-0296"] == {("email", "no_consent"), ("post", None)}
    assert found["P-0297"] == {("email", "objected")}
    assert found["P-0298"] == {("email", "objected"), ("post", None)}


def test_who_was_met_at_the_last_edition_is_invited_from_wherever_she_comes() -> None:
    tables = with_cells("shows", {"show_id": FORUM_2027}, zip_prefixes="99")
    met = frames()["show_contacts"]
    companies = set(met.loc[met["show_id"].eq(FORUM_2026), "company_id"].dropna())
    rows = people()
    near = rows["of_zip"].str.startswith("99") & rows["of_country"].eq("DE")
    meant = rows[(near | rows["company_id"].isin(companies)) & rows["of_status"].isin(["customer", "prospect"])]
    assert companies and ways(batch("pre-show", tables, show=FORUM_2027, wave="1")) == invited(meant)


def test_a_postcode_abroad_is_in_no_region() -> None:
    tables = with_cells("shows", {"show_id": RHINE}, zip_prefixes="1; 2; 3; 4; 5; 6; 7; 8; 9; 0")
    abroad = people().loc[lambda rows: rows["of_country"].ne("DE"), "contact_id"]
    assert len(abroad) and not set(abroad) & set(ways(batch("pre-show", tables, wave="1")))


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"status": "competitor"}, "not_audience"),
        ({"status": "blocked"}, "blocked"),
        ({"status": "supplier"}, None),
        ({"status": "former"}, None),
    ],
)
def test_a_competitor_or_blocked_company_is_told_with_its_reason(cells: Any, reason: str | None) -> None:
    company, contacts = a_company()
    found = ways(batch("pre-show", with_cells("companies", {"company_id": company}, **cells), wave="1"))
    assert [found.get(contact) for contact in contacts] == [{("email", reason)} if reason else None] * len(
        contacts
    )


def a_company() -> tuple[str, list[str]]:
    """One in the region of whom several people get an e-mail."""
    found = ways(batch("pre-show", wave="1"))
    rows = people()
    going = rows[rows["contact_id"].map(found.get) == {("email", None)}]
    company = str(going["company_id"].value_counts().idxmax())
    return company, rows.loc[rows["company_id"].eq(company), "contact_id"].tolist()


def test_who_has_left_gets_nothing_and_her_company_s_next_contact_does() -> None:
    _, (first, *others) = a_company()
    found = ways(batch("pre-show", with_cells("contacts", {"contact_id": first}, active=False), wave="1"))
    assert found[first] == {("email", "inactive")} and found[others[0]] == {("email", None)}


def test_a_company_of_which_nobody_is_known_is_on_the_list() -> None:
    tables = with_row(
        "companies", company_id="F-9999", name="Neu GmbH", status="prospect", zip="50667", country="DE"
    )
    (sent,) = (one for one in batch("pre-show", tables, wave="1") if one.about == {"F-9999"})
    assert (sent.to, sent.reason) == (None, "no_address")


def test_no_company_gets_more_e_mails_than_the_settings_allow_nor_a_second_letter() -> None:
    _, contacts = a_company()
    found = ways(batch("pre-show", wave="1", chosen={"mail.per_company": 1}))
    assert [found[contact] for contact in contacts] == [
        {("email", None)},
        *[{("email", "company_full")}] * (len(contacts) - 1),
    ]
    silent = with_cells("contacts", {"contact_id": set(contacts)}, basis_email="none")
    found = ways(batch("pre-show", silent, wave="1"))
    assert [found[contact] for contact in contacts] == [
        {("email", "no_consent"), ("post", None)},
        *[{("email", "no_consent")}] * (len(contacts) - 1),
    ]


def test_one_address_of_two_people_is_written_to_once() -> None:
    _, (first, second, *_) = a_company()
    tables = with_cells("contacts", {"contact_id": {first, second}}, email="info@beide.example")
    found = ways(batch("pre-show", tables, wave="1"))
    assert (found[first], found[second]) == ({("email", None)}, {("email", "duplicate")})


@pytest.mark.parametrize("reply", ["accepted", "declined"])
def test_who_has_answered_is_told_and_not_invited_again(reply: str) -> None:
    _, (first, *_) = a_company()
    guest = with_row("guests", show_id=RHINE, contact_id=first, invited_on=AS_OF, reply=reply)
    assert ways(batch("pre-show", guest, wave="2"))[first] == {("email", "not_audience")}
    mailing = with_row("mailings", mailing_id="ML-9999", letter="show-invitation", show_id=RHINE, state="sent")
    row = {"mailing_id": "ML-9999", "contact_id": first, "state": "replied"}
    assert ways(batch("pre-show", with_row("recipients", mailing, **row), wave="2"))[first] == {
        ("email", "not_audience")
    }


@pytest.mark.parametrize(
    ("today", "wave"),
    [(FIRST_WAVE, 1), (date(2027, 3, 31), 1), (SECOND_WAVE, 2), (date(2027, 4, 28), 2), (THIRD_WAVE, 3)],
)
def test_the_wave_that_is_due_is_the_last_one_whose_day_has_come(today: date, wave: int) -> None:
    assert {one.stage for one in batch("pre-show", today=today)} == {wave}


@pytest.mark.parametrize(
    ("code", "today", "options"),
    [
        ("show_wave_early", date(2027, 2, 17), {}),
        ("show_wave", AS_OF, {"wave": "3", "chosen": {"show.invite_weeks": "8; 4"}}),
        ("show_has_begun", AS_OF, {"show": FORUM_2026}),
        ("show_has_begun", date(2027, 5, 13), {"show": "Dosierforum Rhein 2027"}),
        ("no_show_ahead", date(2028, 1, 1), {}),
    ],
)
def test_what_cannot_be_invited_to_says_why(code: str, today: date, options: dict[str, Any]) -> None:
    with pytest.raises(Refusal) as refused:
        decided("pre-show", today=today, **options)
    assert refused.value.code == code
    assert code != "show_wave_early" or refused.value.facts["on"] == FIRST_WAVE


def test_on_the_first_day_of_a_show_the_next_one_is_meant() -> None:
    assert {one.occasion for one in batch("pre-show", today=date(2027, 5, 13), wave="1")} == {
        f"show-invitation.{FORUM_2027}.1"
    }


# ------------------------------------------------------------------ after a show


def met_before() -> pd.DataFrame:
    """Who was met at the forum of 2026 and is a contact."""
    rows = whole("show_contacts")
    return rows[rows["show_id"].eq(FORUM_2026) & rows["contact_id"].notna()]


def reached(letter: str, show: str) -> set[str]:
    mailings, recipients = frames()["mailings"], frames()["recipients"]
    own = mailings.loc[mailings["letter"].eq(letter) & mailings["show_id"].eq(show), "mailing_id"]
    rows = recipients[
        recipients["mailing_id"].isin(own) & recipients["state"].isin(["sent", "replied", "uncertain"])
    ]
    return set(rows["contact_id"])


@pytest.mark.parametrize("language", ["de", "en"])
def test_everybody_who_was_met_is_thanked_by_her_rating_and_by_the_way_the_law_leaves(language: str) -> None:
    met = met_before().set_index("contact_id")
    law = people(language).set_index("contact_id").loc[met.index]
    by_card = met["consent"].eq("show_card") & law["email"].isin(["no_consent", ""])
    email = law["email"].mask(by_card, np.where(late(law, AS_OF), "too_recent", ""))
    thanked = reached("thanks", FORUM_2026)
    sent = [one for one in batch("post-show", show=FORUM_2026, language=language) if "thanks" in one.occasion]
    assert {one.to for one in sent if one.to} == set(met.index) - thanked
    for one in sent:
        if one.to:
            assert one.stage == {"A": 1, "B": 2, "C": 3}[met.at[one.to, "rating"]]
            if one.channel == "email":
                assert (one.reason or "") == email[one.to]
            assert one.channel == "email" or email[one.to]


def test_a_stranger_has_no_address_and_is_named() -> None:
    plan = decided("post-show", show=FORUM_2026)
    strangers = whole("show_contacts").loc[lambda rows: rows["contact_id"].isna() & rows["show_id"].eq(FORUM_2026)]
    without = [one for one in sent_rows(plan) if one.to is None]
    assert {one.reason for one in without} == {"no_address"}
    assert {next(iter(one.about)) for one in without} == set(strangers["person"] + ", " + strangers["company"])
    (told,) = plan.problems
    assert (told.code, told.facts["n"]) == ("show_contacts_unknown", len(strangers))


def test_consent_on_the_card_of_the_stand_counts_and_an_objection_counts_more() -> None:
    row = met_before().loc[lambda rows: rows["consent"].eq("show_card")].iloc[0]
    bare = with_cells("contacts", {"contact_id": row["contact_id"]}, basis_email="none")
    assert thanks_to(row["contact_id"], bare) == {("email", None)}
    unsaid = with_cells("show_contacts", {"contact_id": row["contact_id"]}, bare, consent="none")
    assert thanks_to(row["contact_id"], unsaid) == {("email", "no_consent"), ("post", None)}
    objector = with_cells("contacts", {"contact_id": row["contact_id"]}, bare, objected_on=date(2026, 12, 1))
    assert thanks_to(row["contact_id"], objector) == {("email", "objected")}


def thanks_to(contact: str, tables: Mapping[str, pd.DataFrame]) -> set[tuple[str, str | None]]:
    """On a day that is long after everything else anybody wrote."""
    sent = batch("post-show", tables, show=FORUM_2026, today=date(2027, 6, 1))
    return ways([one for one in sent if "thanks" in one.occasion])[contact]


def test_whom_an_invitation_reached_and_nobody_met_is_told_that_she_was_missed() -> None:
    guests = frames()["guests"]
    came = set(guests.loc[guests["show_id"].eq(FORUM_2026) & guests["reply"].eq("attended"), "contact_id"])
    meant = reached("show-invitation", FORUM_2026) - set(met_before()["contact_id"]) - came
    sent = [one for one in batch("post-show", show=FORUM_2026) if "missed" in one.occasion]
    assert meant and {one.to for one in sent} == meant
    going = [one for one in sent if not one.reason]
    per_company = pd.Series([company_of(one.to) + one.channel for one in going]).value_counts()
    assert per_company.filter(like="post").max() == 1 and per_company.filter(like="email").max() <= 3


def test_whose_invitation_came_back_was_not_invited() -> None:
    sent = [one for one in batch("post-show", show=FORUM_2026) if "missed" in one.occasion]
    bounced = with_cells("recipients", {"contact_id": sent[0].to}, state="bounced")
    again = [one for one in batch("post-show", bounced, show=FORUM_2026) if "missed" in one.occasion]
    assert {one.to for one in sent} - {one.to for one in again} == {sent[0].to}


def company_of(contact: str | None) -> str:
    return str(frames()["contacts"].set_index("contact_id").at[contact, "company_id"])


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("show", [FORUM_2026, "S-0002"])
def test_who_waits_for_an_answer_is_somebody_s_task_by_the_day_of_her_rating(show: str, language: str) -> None:
    rows = frames(language)["show_contacts"]
    waiting = rows[rows["show_id"].eq(show) & rows["followed_up_on"].isna()]
    ends_on = frames()["shows"].set_index("show_id").at[show, "ends_on"]
    days = {rating: np.busday_offset(ends_on.date(), n).item() for rating, n in {"A": 2, "B": 5, "C": 10}.items()}
    tasks = [row.values for row in decided("post-show", show=show, language=language).rows if row.table == "tasks"]
    *calls, review = tasks
    assert sorted(str(task["due_on"]) for task in calls) == sorted(str(days[r]) for r in waiting["rating"])
    staff = frames()["staff"].set_index("staff_id")["stand_in"].to_dict()
    owners = {**{key: key for key in staff}, "M-0008": staff["M-0008"]}  # one is on vacation
    assert [task["owner"] for task in calls] == [owners[person] for person in waiting["met_by"]]
    assert (review["due_on"], review["area"], review["about"]) == (
        (ends_on + pd.DateOffset(months=6)).date(),
        "review",
        show,
    )


def test_a_rating_says_whether_to_call_and_the_law_whether_to_write() -> None:
    def told(**cells: Any) -> list[str]:
        tables = with_cells("show_contacts", {"email": stranger}, followed_up_on=None, **cells)
        tasks = [row.values for row in decided("post-show", tables, show=FORUM_2026).rows if row.table == "tasks"]
        return [str(task["what"]).partition(":")[0] for task in tasks if person in str(task["what"])]

    stranger, person = "m.pham@altribbeloh.example", "Phạm"
    assert told(rating="A", consent="show_card") == ["Anrufen"]
    assert told(rating="B", consent="show_card") == ["E-Mail schreiben"]
    assert told(rating="C", consent="none") == ["Anrufen"]  # the only way that is lawful


def test_who_objected_to_everything_is_no_task() -> None:
    contact = met_before().iloc[0]["contact_id"]
    open_again = with_cells("show_contacts", {"contact_id": contact}, followed_up_on=None)
    objected = with_cells("contacts", {"contact_id": contact}, open_again, objected_on=date(2026, 12, 1))
    for tables, expected in ((open_again, 1), (objected, 0)):
        tasks = [row.values for row in decided("post-show", tables, show=FORUM_2026).rows if row.table == "tasks"]
        assert sum(contact in str(task["about"]) for task in tasks) == expected


def test_who_has_no_rating_is_named_and_gets_the_shortest_thanks() -> None:
    row = met_before().loc[lambda rows: ~rows["contact_id"].isin(reached("thanks", FORUM_2026))].iloc[0]
    plan = decided(
        "post-show", with_cells("show_contacts", {"contact_id": row["contact_id"]}, rating=None), show=FORUM_2026
    )
    assert {one.stage for one in sent_rows(plan) if one.to == row["contact_id"]} == {3}
    assert (row.name, "show_contact_unrated") in {(problem.row, problem.code) for problem in plan.problems}


def test_a_call_is_promised_for_a_day_that_is_still_to_come() -> None:
    calls = [one.values["call_by"] for one in batch("post-show", show=FORUM_2026) if one.stage == 1 and one.to]
    assert calls and set(calls) == {date(2027, 2, 16)}
    on_time = batch("post-show", show=FORUM_2026, today=date(2026, 10, 23))
    assert {one.values["call_by"] for one in on_time if one.stage == 1} == {date(2026, 10, 26)}


def test_a_show_that_is_not_over_cannot_be_followed_up() -> None:
    with pytest.raises(Refusal) as refused:
        decided("post-show", show=RHINE)
    assert refused.value.code == "show_not_over"
    assert {one.occasion for one in batch("post-show") if one.to} == {"thanks.S-0002"}
