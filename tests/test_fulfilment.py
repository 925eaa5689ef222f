"""Every promise is compared with what happened (R-10, R-11, R-14, R-15; P-05)."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from demo_runs import decided, demo_book, desk, lines, state, table
from demo_tables import frames, named, whole

from addin.commands.register import COMMANDS
from addin.core.fulfilment import Finding, Watch, binding
from addin.core.house import House
from addin.core.volumes import earned_discount, settlement, volume_contracts, volume_findings
from addin.plan import Change, Plan
from addin.tables import TABLES
from addin.tables.frames import changed, frame_of_rows
from addin.words import LANGUAGES, Words
from workbook_templates.demo.keydate import AS_OF

HOUSE = House("BE")
BLANK_ISSUES = frame_of_rows(TABLES["issues"], [], [])


def found(plan: Plan, language: str, kind: str) -> list[Mapping[str, Any]]:
    """The lines of one kind: contract, finding, way and ticket."""
    label = Words.of(language).text(f"reports.fulfilment_check.kinds.{kind}")
    keys = ("kind", "company", "contract", "what", "department", "on", "days", "finding", "way", "ticket")
    every = [dict(zip(keys, line.values, strict=True)) for line in lines(plan.reports[0])]
    return [line for line in every if line["kind"] == label]


def watched(**facts: Any) -> list[Finding]:
    """What is found of one banner with these facts, as of the key date."""
    row = {"promise_id": "L-0001", "contract_id": "V-0001", "kind": "banner", "quantity": 1.0, **facts}
    frame = frame_of_rows(TABLES["promises"], [row], [2])
    for key in ("use_by", "artwork_due"):
        frame[key] = pd.to_datetime([row.get(key)])
    frame["state"], frame["live_days"] = row["state"], row.get("live_days", float("nan"))
    return Watch(frame, BLANK_ISSUES, pd.Series(dtype="float64"), AS_OF, HOUSE).findings()


# ------------------------------------------------------------------ planted cases


@pytest.mark.parametrize("language", LANGUAGES)
def test_x08_the_ad_in_the_wrong_issue_gets_a_make_good_ticket(language: str) -> None:
    plan = decided("fulfil-check", language=language)
    (line,) = found(plan, language, "wrong_issue")
    assert line["contract"] == "V-0106"
    assert "Dosieren 4/2027" in line["finding"]
    assert "Dosieren 5/2027" in line["finding"]
    ticket = next(row.values for row in plan.rows if row.values["promise_id"] == "L-0398")
    assert (ticket["topic"], ticket["company_id"], ticket["opened_on"]) == ("ad_wrong", "F-0156", AS_OF)
    assert line["ticket"] == ticket["ticket_id"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_x11_the_volume_contract_owes_1394_40_for_eight_insertions_not_taken(language: str) -> None:
    plan = decided("fulfil-check", language=language)
    (line,) = found(plan, language, "settlement")
    assert line["contract"] == "V-0109"
    assert {"de": "1.394,40\u00a0€", "en": "€1,394.40"}[language] in line["way"]
    assert named("contracts", "V-0109")["insertions"] == 12


@pytest.mark.parametrize("language", LANGUAGES)
def test_x12_the_free_banner_and_the_link_of_the_client_are_unused(language: str) -> None:
    unused = found(decided("fulfil-check", language=language), language, "unused")
    assert [line["on"] for line in unused if line["contract"] == "V-0110"] == [
        date(2027, 3, 17),
        date(2027, 9, 17),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_x13_eighteen_of_91_days_are_to_be_appended(language: str) -> None:
    plan = decided("fulfil-check", language=language)
    (line,) = found(plan, language, "short_live")
    assert line["contract"] == "V-0111"
    assert all(number in line["finding"] for number in ("91", "73", "18"))
    assert Words.of(language).shown(date(2026, 12, 18)) in line["way"]
    assert line["ticket"] in {row.values["ticket_id"] for row in plan.rows}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_but_the_planted_cases_is_critical(language: str) -> None:
    plan = decided("fulfil-check", language=language)
    contracts = {line.values[2] for line in lines(plan.reports[0], "critical")}
    assert contracts == {"V-0106", "V-0109", "V-0111"}
    assert len(plan.rows) == 2


def test_both_languages_find_the_same() -> None:
    german, english = (decided("fulfil-check", language=language) for language in LANGUAGES)
    assert german.counts == english.counts
    places = [[(line.place, line.severity) for line in lines(plan.reports[0])] for plan in (german, english)]
    assert places[0] == places[1]


# ------------------------------------------------------------------ one rule after the other


def test_a_window_of_september_to_november_has_91_days() -> None:
    window = {"window_from": date(2026, 9, 1), "window_until": date(2026, 11, 30), "live_from": date(2026, 9, 19)}
    (finding,) = watched(state="in_work", live_days=73.0, use_by=date(2026, 11, 30), **window)
    assert (finding.kind, finding.urgency, finding.late) == ("short_live", "critical", True)
    assert finding.facts == {"agreed": 91, "live": 73, "shortfall": 18, "until": date(2026, 12, 18)}


def test_a_banner_that_began_late_can_still_be_extended_while_its_window_runs() -> None:
    window = {"window_from": date(2027, 2, 1), "window_until": date(2027, 4, 30), "live_from": date(2027, 2, 6)}
    (finding,) = watched(state="in_work", live_days=10.0, **window)
    assert (finding.urgency, finding.late, finding.facts["shortfall"]) == ("notice", False, 5)
    assert finding.facts["until"] == date(2027, 5, 5)


def test_a_wrong_format_is_found_beside_a_wrong_issue() -> None:
    wrong = {"appeared_in": "A-0002", "issue_id": "A-0001", "format": "1/2", "appeared_format": "1/4"}
    kinds = [finding.kind for finding in watched(state="wrong", kind="ad", **wrong)]
    assert kinds == ["wrong_issue", "wrong_size"]


def test_what_lapsed_is_ours_where_artwork_had_come() -> None:
    past = {"state": "lapsed", "use_by": date(2027, 1, 31)}
    assert [f.kind for f in watched(**past)] == ["lapsed"]
    assert [f.kind for f in watched(artwork_on=date(2027, 1, 4), **past)] == ["missed"]


@pytest.mark.parametrize(
    ("due", "kind", "urgency"),
    [
        (date(2027, 2, 12), "artwork_late", "warning"),
        (date(2027, 2, 15), "artwork_soon", "warning"),
        (date(2027, 2, 17), "artwork_soon", "warning"),  # two working days left: the last reminder
        (date(2027, 2, 18), "artwork_soon", "notice"),
        (date(2027, 3, 1), "artwork_soon", "notice"),
    ],
)
def test_artwork_is_reminded_of_in_working_days(due: date, kind: str, urgency: str) -> None:
    (finding,) = watched(state="waiting", artwork_due=due)
    assert (finding.kind, finding.urgency, finding.on) == (kind, urgency, due)


def test_a_proof_is_due_ten_working_days_after_publication() -> None:
    issue = {"issue_id": "A-0001", "publication": "Dosieren", "issue": "1/2027", "published_on": date(2027, 1, 20)}
    row = {
        "promise_id": "L-0001",
        "contract_id": "V-0001",
        "kind": "ad",
        "quantity": 1.0,
        "done": 1.0,
        "issue_id": "A-0001",
        "appeared_in": "A-0001",
    }
    frame = frame_of_rows(TABLES["promises"], [row], [2])
    frame = frame.assign(state="in_work", live_days=float("nan"), use_by=pd.NaT, artwork_due=pd.NaT)
    issues = frame_of_rows(TABLES["issues"], [issue], [2])
    (finding,) = Watch(frame, issues, pd.Series(dtype="float64"), AS_OF, HOUSE).findings()
    assert (finding.kind, finding.on, finding.urgency) == ("proof", date(2027, 2, 3), "warning")


def test_fewer_impressions_than_booked_are_told_when_the_window_is_over() -> None:
    tables = {
        "promises": changed(frames()["promises"], [(409, "booked_impressions", 10_000)]),
        "traffic": changed(
            frames()["traffic"].iloc[:1].copy(), [(2, "page_id", "W-0069"), (2, "impressions", 7_500)]
        ),
    }
    (line,) = found(decided("fulfil-check", tables), "de", "short_impressions")
    assert "2.500" in line["finding"]


def test_drafts_and_cancelled_contracts_promise_nothing() -> None:
    promises, contracts = frames()["promises"], frames()["contracts"]
    left = set(binding(promises, contracts)["contract_id"])
    out = set(contracts.loc[contracts["state"].isin(("draft", "cancelled")), "contract_id"])
    assert out & set(promises["contract_id"])
    assert not out & left


# ------------------------------------------------------------------ volume contracts


def test_four_full_pages_of_twelve_owe_1394_40() -> None:
    assert settlement(4 * 4980.0, granted=0.10, earned=0.03) == 1394.40
    scale = {1: 0.0, 3: 0.03, 6: 0.05, 12: 0.10}
    assert [earned_discount(scale, taken) for taken in (0, 1, 2, 3, 5, 6, 11, 12, 40)] == [
        *(0.0, 0.0, 0.0, 0.03, 0.03, 0.05, 0.05, 0.10, 0.10)
    ]


def of_volume(today: date, **tables: pd.DataFrame) -> list[Finding]:
    given = {**frames(), **tables}
    own = {key: given[key] for key in ("contracts", "promises", "issues", "prices")}
    return list(volume_findings(list(volume_contracts(**own)), given["invoice_lines"], today))


@pytest.mark.parametrize(
    ("today", "urgency"),
    [
        (date(2026, 10, 1), None),
        (date(2026, 10, 2), "notice"),  # 90 days before
        (date(2026, 12, 1), "warning"),  # 30 days before
        (date(2026, 12, 31), "warning"),
    ],
)
def test_a_volume_contract_is_warned_about_90_60_and_30_days_before(today: date, urgency: str | None) -> None:
    findings = of_volume(today)
    assert [finding.urgency for finding in findings] == ([urgency] if urgency else [])
    if findings:
        assert (findings[0].facts["missing"], findings[0].facts["tier"]) == (2, 6)


def test_who_takes_more_than_agreed_may_claim_the_higher_discount() -> None:
    contracts = changed(frames()["contracts"], [(110, "discount", 0.03), (110, "insertions", 3)])
    promises = changed(frames()["promises"], [(405, "done", 6.0)])
    (finding,) = of_volume(AS_OF, contracts=contracts, promises=promises)
    assert (finding.kind, finding.facts["amount"]) == ("refund", pytest.approx(6 * 4980 * 0.02))


def test_a_settlement_that_was_billed_is_not_asked_for_again() -> None:
    lines_of = frames()["invoice_lines"]
    billed = changed(lines_of, [(2, "contract_id", "V-0109"), (2, "promise_id", None), (2, "net", 1394.40)])
    assert of_volume(AS_OF, invoice_lines=billed) == []


def test_without_a_scale_nothing_is_settled_and_the_coordinator_is_told() -> None:
    prices = frames()["prices"].assign(from_quantity=float("nan"))
    assert [finding.kind for finding in of_volume(AS_OF, prices=prices)] == ["no_scale"]


def test_the_period_begins_with_the_first_publication() -> None:
    promises = changed(frames()["promises"], [(405, "appeared_in", "A-0001"), (405, "done", 1.0)])
    issues = frames()["issues"].set_index("issue_id")["published_on"]
    (volume,) = volume_contracts(**{k: frames()[k] for k in ("contracts", "issues", "prices")}, promises=promises)
    assert volume.first_on == issues["A-0001"].date() > date(2026, 1, 1)


# ------------------------------------------------------------------ figures and runs


@pytest.mark.parametrize(("at", "key"), [(0, "department"), (1, "issue_id"), (2, "contract_id")])
def test_the_figures_are_those_of_a_pivot_over_the_workbook(at: int, key: str) -> None:
    rows = binding(whole("promises"), frames()["contracts"])
    rows = rows[rows["state"] != "waived"].dropna(subset=[key])
    done = rows["state"] == "delivered"
    pivot = rows.assign(promised=1, done=done, open=~done).pivot_table(
        index=key, values=["promised", "done", "open"], aggfunc="sum"
    )
    if key == "contract_id":
        pivot = pivot[pivot["open"] > 0]
    counts = [line.values[1:4] for line in table(decided("fulfil-check").reports[1], at).lines]
    expected = pivot[["promised", "done", "open"]].astype(int).itertuples(index=False, name=None)
    assert sorted(counts) == sorted(expected)


def test_a_contract_is_fulfilled_when_every_promise_is_delivered_or_waived() -> None:
    rows = binding(whole("promises"), frames()["contracts"])
    closed = rows["state"].isin(("delivered", "waived")).groupby(rows["contract_id"]).all()
    some = rows["state"].eq("delivered").groupby(rows["contract_id"]).any()
    figures = {figure.label: figure.value for figure in decided("fulfil-check").reports[1].blocks[0].figures}
    assert figures["Verträge erfüllt"] == int((closed & some).sum())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_second_check_opens_no_second_ticket_and_changes_nothing(language: str, tmp_path: Path) -> None:
    book = demo_book(language)
    first = desk(book, tmp_path).run(COMMANDS["fulfil-check"], {})
    assert first.counts["tickets_opened"] == 2
    again = desk(book, tmp_path).run(COMMANDS["fulfil-check"], {})
    assert (again.cells, again.counts["sheets_written"], again.counts["tickets_opened"]) == (0, 0, 0)


def test_a_solved_make_good_is_not_asked_for_again(tmp_path: Path) -> None:
    book = demo_book()
    desk(book, tmp_path).run(COMMANDS["fulfil-check"], {})
    tickets = book.read(TABLES["tickets"]).frame
    row = int(tickets.index[tickets["promise_id"] == "L-0398"][0])
    desk(book, tmp_path).carry_out(Plan(changes=(Change("tickets", row, "solved_on", None, AS_OF),)), "probe")
    assert desk(book, tmp_path).run(COMMANDS["fulfil-check"], {}).counts["tickets_opened"] == 0


def test_undo_takes_the_tickets_back_and_a_rehearsal_opens_none(tmp_path: Path) -> None:
    book = demo_book()
    earlier = state(book)
    assert desk(book, tmp_path).run(COMMANDS["fulfil-check"], {}, rehearse=True).plan.rows
    assert (state(book), book.reports()) == (earlier, ())
    desk(book, tmp_path).run(COMMANDS["fulfil-check"], {})
    assert state(book) != earlier
    desk(book, tmp_path).undo()
    assert (state(book), book.reports()) == (earlier, ())


def test_without_promises_the_report_says_so() -> None:
    nothing = {key: frames()[key].iloc[:0] for key in ("promises", "contracts", "tickets")}
    plan = decided("fulfil-check", nothing)
    assert lines(plan.reports[0]) == lines(plan.reports[1]) == []
    assert plan.counts["findings"] == 0
