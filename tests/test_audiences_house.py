"""Which colleague each letter of the house is due for, her stand-in while she is away, and what goes with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from batch_rows import Sent, about, batch, with_cells, with_row
from demo_runs import decided, demo_book, desk
from demo_tables import frames, settings, whole

from addin.commands.enclosures import PROOFS, enclosures
from addin.commands.register import COMMANDS
from addin.core.computed import computed
from addin.core.house import House
from addin.tables import TABLES
from mailmerge.model import Finding
from workbook_templates.demo.keydate import AS_OF

TODAY, HOUSE = pd.Timestamp(AS_OF), House("BE")
REPS = {"M-0004", "M-0005", "M-0006", "M-0007", "M-0008", "M-0009"}
AWAY, STAND_IN = "M-0008", "M-0007"  # on vacation this week
YES = "\n".join(f"{name}: ja" for name in frames()["staff"].query("role == 'rep'")["name"])


def live() -> pd.Series:
    contracts = frames()["contracts"]
    return ~contracts["state"].isin(["draft", "ended", "cancelled"])


# ------------------------------------------------------------------ jobs for departments (R-10)


def open_jobs() -> pd.DataFrame:
    promises = whole("promises")
    running = set(frames()["contracts"].loc[live(), "contract_id"])
    rows = promises[promises["contract_id"].isin(running) & promises["department"].notna()]
    rows = rows[rows["handed_over_on"].isna() & rows["confirmed_on"].isna()]
    return rows[~rows["state"].isin(["delivered", "waived", "lapsed"])]


def test_every_department_gets_what_nobody_has_handed_over_the_most_urgent_first() -> None:
    sent = batch("job-to-department")
    people = {"design": "M-0012", "web": "M-0013", "shows": "M-0014"}
    expected = open_jobs().groupby(open_jobs()["department"].map(people))["promise_id"].agg(set)
    assert about(sent) == dict(expected)
    for one in sent:
        dues = [item["due"] for item in one.values["items"] if item["due"]]
        assert dues == sorted(dues)
        assert one.channel == "email"


def test_what_was_handed_over_today_goes_along_and_what_was_before_does_not() -> None:
    job = str(open_jobs()["promise_id"].iloc[0])
    for on, told in ((AS_OF, True), (AS_OF - timedelta(days=1), False)):
        tables = with_cells("promises", {"promise_id": job}, handed_over_on=on)
        assert any(job in one.about for one in batch("job-to-department", tables)) == told


def test_while_somebody_is_away_the_message_goes_to_the_stand_in_and_says_so() -> None:
    away = {"vacation_from": AS_OF, "vacation_until": AS_OF, "stand_in": "M-0013"}
    sent = batch("job-to-department", with_cells("staff", {"staff_id": "M-0012"}, **away))
    assert [one.to for one in sent] == ["M-0013", "M-0013"]
    assert [one.values["stands_in_for"] for one in sent] == ["Swantje Möhring", None]
    assert [one.reason for one in sent] == [None, None]


def test_a_department_without_anybody_is_told_of_not_passed_over() -> None:
    sent = batch("job-to-department", with_cells("staff", {"staff_id": "M-0012"}, active=False))
    assert {(one.to, one.reason) for one in sent} == {("M-0013", None), (None, "no_address")}


def test_what_has_been_sent_to_a_department_counts_as_handed_over(tmp_path: Path) -> None:
    book = demo_book()
    for command, options in STEPS:
        desk(book, tmp_path).run(COMMANDS[command], {"letter": "job-to-department", **options})
    promises = book.read(TABLES["promises"]).frame
    handed = promises.loc[promises["handed_over_on"] == TODAY, "promise_id"]
    assert set(open_jobs()["promise_id"]) <= set(handed)


STEPS: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("prepare", {}),
    ("preview", {}),
    ("approve", {"by": "M-0001"}),
    ("send", {}),
)


# ------------------------------------------------------------------ proofs as files (R-11)


def test_each_promise_s_proofs_are_found_by_the_beginning_of_their_names(tmp_path: Path) -> None:
    folder = tmp_path / PROOFS
    folder.mkdir(parents=True)
    for name in ("L-0012.pdf", "l-0012 Seite 17.jpg", "L-00123.pdf", "L-0013_Beleg.pdf", "Beleg L-0012.pdf"):
        (folder / name).write_bytes(b"x")
    found = enclosures("proof-of-publication", ["L-0012", "L-0013"], {}, tmp_path)
    assert isinstance(found, tuple)
    assert [each.name for each in found] == ["L-0012.pdf", "l-0012 Seite 17.jpg", "L-0013_Beleg.pdf"]


@pytest.mark.parametrize("is_there", [True, False])
def test_a_proof_that_is_not_there_is_named_with_its_place(tmp_path: Path, is_there: bool) -> None:
    if is_there:
        (tmp_path / PROOFS).mkdir(parents=True)
        (tmp_path / PROOFS / "L-0012.pdf").write_bytes(b"x")
    found = enclosures("proof-of-publication", ["L-0012", "L-0013"], {}, tmp_path)
    assert isinstance(found, Finding)
    missing = ["L-0013"] if is_there else ["L-0012", "L-0013"]
    assert (found.code, found.facts["promises"]) == ("mail_proof_missing", missing)
    assert found.facts["folder"] == str(tmp_path / PROOFS)


def test_only_whose_proof_is_there_gets_it_and_it_is_noted(tmp_path: Path) -> None:
    folder = tmp_path / PROOFS
    folder.mkdir(parents=True)
    (folder / "L-0386.pdf").write_bytes(b"%PDF-1.4")
    book = demo_book()
    for command, options in STEPS:
        outcome = desk(book, tmp_path).run(COMMANDS[command], {"letter": "proof-of-publication", **options})
    assert outcome.counts["mail_sent"] == 1
    promises = book.read(TABLES["promises"]).frame.set_index("promise_id")["proof_sent_on"]
    assert promises["L-0386"] == TODAY
    assert pd.isna(promises["L-0399"])
    assert {problem.code for problem in outcome.problems} >= {"mail_proof_missing"}


# ------------------------------------------------------------------ the calendar of a rep (R-09)


def in_quarter() -> pd.DataFrame:
    """The contracts of whom an end or a notice date lies in the first quarter, with the nearest that is ahead."""
    contracts = whole("contracts")[live()]
    contracts = contracts[contracts["contract_id"] != "V-0104"]  # X06: notice came late, it ends a year later
    notice = contracts["notice_by"].where(contracts["terminated_to"].isna())
    dates = pd.DataFrame({"E": contracts["current_end"], "K": notice})
    dates = dates.where((dates >= pd.Timestamp(2027, 1, 1)) & (dates <= pd.Timestamp(2027, 3, 31)))
    found = contracts.assign(ahead=dates.where(dates >= TODAY).min(axis=1))
    return found[dates.notna().any(axis=1)]


def test_every_rep_gets_the_contracts_with_a_date_ahead_in_the_quarter() -> None:
    sent = {one.values["calendar"]: one for one in batch("expiry-calendar")}
    names = frames()["staff"].set_index("staff_id")["name"]
    reps = in_quarter().dropna(subset=["rep"]).groupby("rep")
    assert len(reps) == len(REPS)
    for rep, rows in reps:
        one = sent[f"Kalender {names[rep]}.ics"]
        assert one.about == set(rows["contract_id"])
        nearest = rows.dropna(subset=["ahead"]).sort_values("ahead", kind="stable")
        assert {item["contract_no"] for item in one.values["items"]} == set(nearest["contract_id"])
        days = nearest.set_index("contract_id")["ahead"]
        listed = [days[item["contract_no"]] for item in one.values["items"]]
        assert listed == sorted(listed)


def test_the_calendar_of_a_rep_on_vacation_goes_to_the_stand_in() -> None:
    found = [(one.to, one.values["stands_in_for"]) for one in batch("expiry-calendar")]
    assert found.count((STAND_IN, None)) == found.count((STAND_IN, "Stanisław Zieliński")) == 1
    assert not any(to == AWAY for to, _ in found)


def test_contracts_without_a_rep_are_shown_as_going_to_nobody() -> None:
    (nobody,) = (one for one in batch("expiry-calendar") if one.to is None)
    rows = in_quarter()
    assert (nobody.about, nobody.reason) == (set(rows.loc[rows["rep"].isna(), "contract_id"]), "no_address")


def test_no_notice_is_asked_for_that_cannot_arrive_any_more() -> None:
    for one in batch("expiry-calendar"):
        for item in one.values["items"]:
            assert item["notice_by"] is None or item["notice_by"] >= AS_OF
            assert item["outcome"]


def test_the_rep_s_own_calendar_file_goes_along_where_it_was_written(tmp_path: Path) -> None:
    values = {"calendar": "Kalender Linh Nguyễn.ics"}
    assert enclosures("expiry-calendar", ["V-0001"], values, tmp_path) == ()
    (tmp_path / "Kalender Linh Nguyễn.ics").write_bytes(b"BEGIN:VCALENDAR")
    (one,) = enclosures("expiry-calendar", ["V-0001"], values, tmp_path)
    assert one.path == tmp_path / "Kalender Linh Nguyễn.ics"
    (tmp_path / "inner").mkdir()
    elsewhere = {"calendar": "../Kalender Linh Nguyễn.ics"}
    assert enclosures("expiry-calendar", ["V-0001"], elsewhere, tmp_path / "inner") == ()


# ------------------------------------------------------------------ expiry mails


def mailings(**options: Any) -> dict[str, list[Mapping[str, Any]]]:
    """By mailing and letter the rows of its recipients."""
    rows = decided("expiry-mails", **options).rows
    letters = {row.values["mailing_id"]: row.values["letter"] for row in rows if row.table == "mailings"}
    found: dict[str, list[Mapping[str, Any]]] = {f"{key} {letter}": [] for key, letter in letters.items()}
    for row in rows:
        if row.table == "recipients":
            key = row.values["mailing_id"]
            found[f"{key} {letters[key]}"].append(row.values)
    return found


def test_expiry_mails_are_two_mailings_one_to_customers_and_one_to_reps() -> None:
    both = mailings()
    assert list(both) == ["ML-0013 renewal", "ML-0014 expiry-calendar"]
    assert all(row["contact_id"] and not row["person"] for row in both["ML-0013 renewal"])
    assert not any(row["contact_id"] for row in both["ML-0014 expiry-calendar"])
    assert list(mailings(to="customers")) == ["ML-0013 renewal"]
    assert list(mailings(to="reps")) == ["ML-0013 expiry-calendar"]


def test_expiry_mails_count_what_both_mailings_hold() -> None:
    parts = [decided("expiry-mails", to=to).counts for to in ("customers", "reps")]
    whole_ = decided("expiry-mails").counts
    assert whole_["mailings"] == 2
    assert all(whole_[key] == sum(part.get(key, 0) for part in parts) for key in whole_)


def test_the_calendars_of_the_quarter_are_written_and_go_along(tmp_path: Path) -> None:
    book = demo_book()
    outcome = desk(book, tmp_path).run(COMMANDS["expiry-mails"], {"to": "both"})
    assert {path.name for path in outcome.files} == {
        file.name for file in decided("expiry-calendar", period="quarter").files
    }
    desk(book, tmp_path).run(COMMANDS["preview"], {})
    page = (tmp_path / "mail" / "ML-0014.html").read_text("utf-8")
    assert "Kalender Linh Nguyễn.ics" in page
    assert not decided("expiry-mails", to="customers").files


def test_a_second_run_on_the_same_day_prepares_nothing(tmp_path: Path) -> None:
    book = demo_book()
    desk(book, tmp_path).run(COMMANDS["expiry-mails"], {"to": "both"})
    again = desk(book, tmp_path).run(COMMANDS["expiry-mails"], {"to": "both"})
    assert not again.plan.rows
    assert again.counts["mailings"] == 0


# ------------------------------------------------------------------ before a reprint (R-26)


def test_every_rep_is_asked_about_a_reprint_by_the_second_date_once_the_first_has_passed() -> None:
    sent = batch("content-review")
    assert {id_ for one in sent for id_ in one.about} == REPS | {"ND-0007"}
    assert [one.values["answer_by"] for one in sent] == [date(2027, 2, 16)] * len(REPS)
    assert about(sent)[STAND_IN] == {AWAY, STAND_IN, "ND-0007"}
    assert {one.values["answer_by"] for one in batch("content-review", today=date(2027, 2, 9))} == {
        date(2027, 2, 11)
    }


def test_who_has_answered_is_not_asked_again_and_nobody_after_the_second_date() -> None:
    tables = with_cells("reprints", {"reprint_id": "ND-0007"}, answers="Deniz Yıldız: ja\nM-0005: ja")
    asked = {id_ for one in batch("content-review", tables) for id_ in one.about} - {"ND-0007"}
    assert asked == REPS - {"M-0004", "M-0005"}
    assert batch("content-review", today=date(2027, 2, 17)) == []


@pytest.mark.parametrize(("state", "is_asked"), [("draft", False), ("approved", False), ("sent", True)])
def test_who_waits_in_an_older_batch_is_not_prepared_for_again(state: str, is_asked: bool) -> None:
    earlier = {"prepared_on": date(2027, 2, 12), "state": state}
    tables = with_row("mailings", mailing_id="ML-0099", letter="content-review", **earlier)
    row = {"occasion": "content-review.2027-02-16", "about": "M-0004; ND-0007", "state": "skipped"}
    tables = with_row("recipients", tables, mailing_id="ML-0099", person="M-0004", **row)
    assert any("M-0004" in one.about for one in batch("content-review", tables)) == is_asked


def test_the_last_day_to_order_leaves_time_for_printing_and_delivery() -> None:
    (item,) = batch("content-review")[0].values["items"]
    tables, material = frames(), frames()["materials"].set_index("material_id").loc["MT-0003"]
    answers = computed("materials", tables, AS_OF, settings())
    stock, use = (
        answers.loc[tables["materials"]["material_id"] == "MT-0003", key] for key in ("on_hand", "daily_use")
    )
    first_short = AS_OF + timedelta(days=int(stock.iloc[0] // use.iloc[0]) + 1)
    steps = int(material["production_days"] + material["delivery_days"])
    assert item["order_by"] == HOUSE.workday(first_short, -steps)


def proofed(**cells: Any) -> dict[str, Any]:
    known = {"answers": YES, "proof_on": date(2027, 2, 12), "checked_by": "M-0012"}
    return with_cells("reprints", {"reprint_id": "ND-0007"}, **{**known, **cells})


def test_the_manager_is_asked_to_approve_a_proof_once_the_way_is_free() -> None:
    (sent,) = batch("print-approval", proofed())
    assert (sent.to, sent.about) == ("M-0001", {"ND-0007"})
    (item,) = sent.values["items"]
    assert (item["checked_by"], item["quantity"], item["proof_on"]) == ("Swantje Möhring", 500, date(2027, 2, 12))
    assert sent.values["answer_by"] >= AS_OF


@pytest.mark.parametrize(
    "cells",
    [
        {"checked_by": None},
        {"answers": None},
        {"changes": "Seite 4"},
        {"proof_on": None},
        {"approved_on": AS_OF, "approved_by": "M-0002"},
    ],
)
def test_what_is_not_ready_for_approval_is_not_shown_to_the_manager(cells: dict[str, Any]) -> None:
    assert batch("print-approval", proofed(**cells)) == []


def test_a_new_proof_is_a_new_question() -> None:
    first, second = (batch("print-approval", proofed(proof_on=date(2027, 2, day))) for day in (11, 12))
    assert first[0].occasion != second[0].occasion


# ------------------------------------------------------------------ the month's numbers (R-47, R-48)


def missing(today: date, **cells: Any) -> list[Sent]:
    tables = with_cells("targets", {"rep": "M-0009", "period_start": pd.Timestamp(2027, 1, 1)}, **cells)
    return batch("figures-missing", tables, today)


@pytest.mark.parametrize(
    ("today", "state", "report_on"),
    [
        (date(2027, 2, 2), None, None),
        (date(2027, 2, 3), "remind", date(2027, 2, 5)),
        (date(2027, 2, 4), "remind", date(2027, 2, 5)),
        (date(2027, 2, 5), "tell_manager", date(2027, 2, 5)),
        (AS_OF, "tell_manager", None),
    ],
)
def test_who_has_not_turned_in_last_month_is_reminded_and_once_more_by_the_report(
    today: date, state: str | None, report_on: date | None
) -> None:
    sent = missing(today)
    assert [(one.to, one.occasion) for one in sent] == (
        [("M-0009", f"figures-missing.2027-01.{state}")] if state else []
    )
    assert [one.values["report_on"] for one in sent] == ([report_on] if state else [])
    assert missing(today, turned_in_on=date(2027, 2, 2)) == []


def test_every_manager_gets_what_her_reps_sold_last_month_and_who_is_missing() -> None:
    sales, targets, staff = (frames()[key] for key in ("sales", "targets", "staff"))
    january = sales[sales["on"].between(pd.Timestamp(2027, 1, 1), pd.Timestamp(2027, 1, 31))]
    sold = january.groupby("rep")["net"].sum().round(2)
    due = targets[targets["period_start"] == pd.Timestamp(2027, 1, 1)].set_index("rep")
    sent = batch("manager-summary")
    assert [one.to for one in sent] == ["M-0002", "M-0003"]
    for one in sent:
        team = staff[(staff["manager"] == one.to) & (staff["role"] == "rep")].set_index("name")["staff_id"]
        there = {name: rep for name, rep in team.items() if pd.notna(due.at[rep, "turned_in_on"])}
        assert {item["rep"] for item in one.values["items"]} == set(there)
        for item in one.values["items"]:
            rep = there[item["rep"]]
            target = due.at[rep, "revenue_target"]
            assert (item["revenue"], item["target"]) == (sold[rep], target)
            assert item["attainment"] == pytest.approx(sold[rep] / target)
        assert one.values["total_revenue"] == pytest.approx(sum(sold[rep] for rep in there.values()))
        named = {each["rep"] for each in one.values["missing"] or []}
        assert named == set(team.index) - set(there)
    assert [each["rep"] for each in sent[1].values["missing"]] == ["Jörg Süßmilch"]


@pytest.mark.parametrize("target", [0.0, None])
def test_without_a_target_nothing_is_attained(target: float | None) -> None:
    where = {"rep": "M-0004", "period_start": pd.Timestamp(2027, 1, 1)}
    sent = batch("manager-summary", with_cells("targets", where, revenue_target=target))
    (item,) = (item for one in sent for item in one.values["items"] if item["rep"] == "Deniz Yıldız")
    assert (item["target"], item["attainment"]) == (None, None)


def test_a_summary_goes_again_when_more_numbers_have_come_in() -> None:
    where = {"rep": "M-0009", "period_start": pd.Timestamp(2027, 1, 1)}
    later = batch("manager-summary", with_cells("targets", where, turned_in_on=AS_OF))
    before = batch("manager-summary")
    assert later[0].about == before[0].about
    assert later[1].about - before[1].about == {"M-0009"}
    assert later[1].values["missing"] is None
