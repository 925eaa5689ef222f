"""The first reports: expiry list, expiry calendar, data check, today list (P-01 to P-04)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any, get_args

import pandas as pd
import pytest
from icalendar import Calendar

from addin.core.calendar import expiry_calendar, period_around
from addin.core.contracts import expiring, term_dates
from addin.core.house import House
from addin.core.outcomes import Outcome, outcomes
from addin.core.renewals import Talk
from addin.core.today import Due, DueKind, contracts_due, follow_ups_due, most_urgent_first, tasks_due, tickets_due
from addin.reports.calendar import calendar_entries, expiry_calendars, period_name
from addin.reports.checks import check_report
from addin.reports.contracts import expiry_list
from addin.reports.directory import Directory, directory
from addin.reports.ics import calendar_file
from addin.reports.model import Figures, Line, Note, Place, Report, Table, Toned
from addin.reports.today import today_list
from addin.tables import TABLES
from addin.tables.frames import frame_of_rows
from addin.tables.model import Problem
from addin.words import LANGUAGES, Words

TODAY = date(2027, 2, 15)
DE = Words.of("de")
NAMES = Directory(
    {"F-0001": "Hansen", "F-0002": "Petersen"},
    {"M-0001": "Zoe Adler", "M-0002": "Ben Meier", "M-0003": "Ben Meier"},
    {"F-0001": ("Jule Hansen", "+49 30 23125 111")},
)


NOTHING_KNOWN = Talk(0, 0, None, None)
TALKS = {5: Talk(5, 3, 2, date(2027, 1, 11)), 6: Talk(4, 0, 5, None), 7: NOTHING_KNOWN}


def frame(table: str, *rows: dict[str, Any]) -> pd.DataFrame:
    """A table as a book reads it; its first row stands in row 5."""
    return frame_of_rows(TABLES[table], rows, range(5, 5 + len(rows)))


def contracts(*changes: dict[str, Any]) -> pd.DataFrame:
    """Contracts that renew each year to 30 June and can be given notice three months before."""
    usual = {"company_id": "F-0001", "rep": "M-0001", "state": "active", "value": 1000.0}
    usual |= {"starts_on": pd.Timestamp(2025, 7, 1), "term_months": 12, "renew_months": 12}
    usual |= {"notice_value": 3, "notice_unit": "months", "notice_cutoff": "term_end"}
    return frame(
        "contracts",
        *({"contract_id": f"V-{n:04}", **usual, **change} for n, change in enumerate(changes, 1)),
    )


def day(*parts: int) -> pd.Timestamp:
    return pd.Timestamp(*parts)


def known_nothing(table: pd.DataFrame) -> dict[int, Talk]:
    return dict.fromkeys(table.index, NOTHING_KNOWN)


def listed(table: pd.DataFrame, words: Words = DE, talks: Any = None, **priorities: int) -> Report:
    dates = term_dates(table, TODAY)
    due = expiring(table, dates, TODAY)
    ids = table["contract_id"]
    due["priority"] = [priorities.get(ids[row].replace("-", ""), 50) for row in due.index]
    return expiry_list(table, dates, due, talks or known_nothing(table), NAMES, words, TODAY)


def calendars(
    table: pd.DataFrame, months: int, words: Words = DE, start: date = TODAY, talks: Any = None
) -> tuple[Report, ...]:
    dates = term_dates(table, TODAY)
    first, last = period_around(start, months)
    pages = expiry_calendar(table, dates, first, last)
    fates, talks = outcomes(table, dates, TODAY), talks or known_nothing(table)
    return expiry_calendars(pages, fates, talks, NAMES, first, last, words, TODAY, House("NI"))


def only_table(report: Report) -> Table:
    (table,) = (block for block in report.blocks if isinstance(block, Table))
    return table


def column(report: Report, label: str) -> list[Any]:
    table = only_table(report)
    at = [heading.label for heading in table.headings].index(label)
    cells = (line.values[at] for line in table.lines)
    return [cell.value if isinstance(cell, Toned) else cell for cell in cells]


def figures(report: Report) -> dict[str, Any]:
    (block,) = (block for block in report.blocks if isinstance(block, Figures))
    return {figure.label: (figure.value, figure.below) for figure in block.figures}


# --- what becomes of a contract


def test_a_contract_whose_deadline_has_passed_renews_to_the_end_of_its_next_term() -> None:
    table = contracts({"starts_on": day(2024, 3, 1)})
    assert outcomes(table, term_dates(table, TODAY), TODAY)[5] == Outcome("renews", date(2028, 2, 29))


def test_every_other_contract_ends_goes_on_or_can_still_be_talked_about() -> None:
    table = contracts(
        {},
        {"terminated_to": day(2027, 6, 30)},
        {"ends_on": day(2027, 12, 31)},
        {"renew_months": None, "starts_on": day(2026, 7, 1)},
        {"ends_on": day(2099, 12, 31)},
    )
    found = outcomes(table, term_dates(table, TODAY), TODAY)
    assert [what.kind for what in found.values()] == ["talk", "terminated", "ends", "ends", "open"]


def test_on_the_day_of_the_deadline_notice_can_still_arrive() -> None:
    table = contracts({})
    last = date(2027, 3, 31)
    assert outcomes(table, term_dates(table, last), last)[5].kind == "talk"
    assert outcomes(table, term_dates(table, last), last + timedelta(days=1))[5].kind == "renews"


# --- P-04


def test_the_figures_count_every_contract_in_exactly_one_bucket() -> None:
    table = contracts({}, {"ends_on": day(2027, 2, 20)}, {"ends_on": day(2099, 12, 31)}, {"value": None})
    counts = figures(listed(table))
    assert sum(count for count, _ in counts.values()) == 4
    assert sum(value for _, value in counts.values()) == 3000.0
    assert counts["bis 30 Tage"] == (1, 1000.0)


def test_reps_stand_by_name_nobody_last_and_the_highest_priority_first() -> None:
    table = contracts({}, {"rep": None}, {"rep": "M-0002"}, {"company_id": "F-0002"}, {"rep": "M-0003"})
    report = listed(table, V0001=10, V0004=90)
    titles = [group.title for group in only_table(report).groups]
    assert titles == ["Ben Meier (1)", "Ben Meier (1)", "Zoe Adler (2)", "Ohne Verkäufer (1)"]
    assert column(report, "Vertrags-ID") == ["V-0003", "V-0005", "V-0004", "V-0001", "V-0002"]
    assert only_table(report).totals[2] == 5000.0


def test_a_line_says_what_speaks_for_and_against_a_renewal() -> None:
    three = contracts({}, {}, {})
    for report in (listed(three, talks=TALKS), *calendars(three, 3, talks=TALKS)):
        assert column(report, "ungenutzt") == ["3 von 5", "0 von 4", None]
        assert column(report, "Zufrieden (1-5)") == [2, 5, None]
        assert sum(line.values.count(Toned(2, "warning")) for line in only_table(report).lines) == 1
    assert column(listed(three, talks=TALKS), "letzter Kontakt") == [date(2027, 1, 11), None, None]


def test_a_line_says_until_when_which_step_and_whom_to_call() -> None:
    report = listed(contracts({"contract_no": "4711/B", "renewal_state": "talking"}))
    assert column(report, "handeln bis") == [date(2027, 3, 31)]
    assert column(report, "Tage") == [44]
    assert column(report, "Schritt") == ["2. von 3 seit 30.01.2027"]
    assert column(report, "Vertrags-ID") == ["V-0001 · 4711/B"]
    assert column(report, "Stand der Verlängerung") == ["im Gespräch"]
    assert column(report, "Telefon") == ["+49 30 23125 111"]
    (line,) = only_table(report).lines
    assert (line.severity, line.place) == ("warning", Place("contracts", 5, "company_id"))


def test_before_its_first_step_a_contract_says_when_the_talk_begins() -> None:
    report = listed(contracts({"starts_on": day(2025, 9, 1)}))
    assert column(report, "Schritt") == ["1. von 3 am 02.03.2027"]
    assert [line.severity for line in only_table(report).lines] == [""]


def test_a_step_is_due_from_its_day_on() -> None:
    report = listed(contracts({"starts_on": day(2025, 8, 17)}))
    assert column(report, "Schritt") == ["1. von 3 seit 15.02.2027"]
    assert [line.severity for line in only_table(report).lines] == ["notice"]


def test_a_company_or_a_rep_without_a_row_shows_its_id() -> None:
    report = listed(contracts({"company_id": "F-0999", "rep": "M-0999"}))
    assert column(report, "Firma") == ["F-0999"]
    assert only_table(report).groups[0].title == "M-0999 (1)"


def test_nothing_to_talk_about_is_a_sentence() -> None:
    report = listed(contracts({"ends_on": day(2099, 12, 31)}))
    assert not report.tables
    assert "niemandem" in only_table(report).empty


# --- P-03


def test_a_month_has_a_column_for_each_day_and_shades_days_off() -> None:
    (report,) = calendars(contracts({}), 1, start=date(2027, 3, 1))
    days = [heading for heading in only_table(report).headings if heading.kind == "mark"]
    assert [heading.label for heading in days[:2]] == ["Mo\n1", "Di\n2"]
    assert [int(h.label.split("\n")[1]) for h in days if h.shaded] == [6, 7, 13, 14, 20, 21, 26, 27, 28, 29]
    assert len(days) == 31


def test_the_marks_stand_on_their_days() -> None:
    (report,) = calendars(contracts({}), 1, start=date(2027, 3, 1))
    assert column(report, "Mi\n31") == ["K"]
    assert column(report, "Di\n30") == [None]


def test_an_end_without_notice_period_is_marked_together_with_its_deadline() -> None:
    table = contracts({"notice_value": 0, "notice_unit": "days", "starts_on": day(2026, 3, 1)})
    (report,) = calendars(table, 1)
    assert column(report, "So\n28") == ["KE"]


@pytest.mark.parametrize("months", [1, 3])
def test_the_columns_of_every_period_hold_each_of_its_days_once(months: int) -> None:
    for start in pd.date_range("2026-01-01", "2028-12-01", freq=f"{months}MS"):
        first, last = period_around(start.date(), months)
        days = pd.date_range(first, last)
        table = contracts(*({"ends_on": on, "notice_unit": "none"} for on in days))
        (report,) = calendars(table, months, start=first)
        for on, line in zip(days, only_table(report).lines, strict=True):
            (mark,) = (cell.value for cell in line.values if isinstance(cell, Toned))
            assert mark == ("E" if months == 1 else f"E {on.day}.")


def test_a_quarter_has_a_column_for_each_week_and_says_the_day() -> None:
    (report,) = calendars(contracts({}), 3)
    weeks = [heading.label for heading in only_table(report).headings if heading.kind == "mark"]
    assert weeks[0] == "KW 53\n01.01."
    assert (weeks[1], weeks[-1]) == ("KW 1\n04.01.", "KW 13\n29.03.")
    assert column(report, "KW 13\n29.03.") == ["K 31."]


def test_a_deadline_that_has_passed_is_darker_and_the_line_says_what_follows() -> None:
    (report,) = calendars(contracts({"starts_on": day(2025, 5, 1)}), 1, start=date(2027, 1, 1))
    (line,) = only_table(report).lines
    assert [cell.severity for cell in line.values if isinstance(cell, Toned)] == ["critical"]
    assert column(report, "Was gilt") == ["verlängert sich bis 30.04.2028"]


def test_a_terminated_contract_shows_its_end_and_no_deadline_any_more() -> None:
    (report,) = calendars(contracts({"terminated_to": day(2027, 2, 28)}), 1)
    assert column(report, "Kündigung spätestens") == [None]
    assert column(report, "Was gilt") == ["gekündigt zum 28.02.2027"]


def test_every_month_of_the_period_has_its_totals() -> None:
    (report,) = calendars(contracts({}, {"terminated_to": day(2027, 1, 31), "value": 250.5}), 3)
    counts = figures(report)
    assert counts["Kündigungsschlüsse März"] == (1, 1000.0)
    assert counts["Enden Januar"] == (1, 250.5)
    assert counts["Enden Februar"] == (0, 0.0)
    assert len(counts) == 6


def test_every_rep_has_a_sheet_of_an_own_name_and_contracts_without_rep_have_theirs() -> None:
    reports = calendars(contracts({"rep": "M-0002"}, {"rep": "M-0003"}, {"rep": None}), 3)
    assert [r.sheet for r in reports] == [
        "Kalender Ben Meier",
        "Kalender Ben Meier (2)",
        "Kalender Ohne Verkäufer",
    ]
    assert [r.key for r in reports] == [f"expiry_calendar.{rep}" for rep in ("M-0002", "M-0003", "none")]
    assert {r.family for r in reports} == {"expiry_calendar"}


def test_a_period_in_which_nothing_happens_has_one_sheet_that_says_so() -> None:
    (report,) = calendars(contracts({}), 1)
    assert (report.title, report.tables) == ("Ablaufkalender Februar 2027", ())
    assert "Februar 2027" in only_table(report).empty


def test_a_period_is_named_by_its_months() -> None:
    assert period_name(date(2027, 1, 1), date(2027, 3, 31), DE) == "Januar bis März 2027"
    english = Words.of("en")
    assert period_name(date(2026, 12, 1), date(2027, 2, 28), english) == "December 2026 to February 2027"


# --- calendar files


def entries(table: pd.DataFrame) -> list[Any]:
    dates = term_dates(table, TODAY)
    pages = expiry_calendar(table, dates, date(2027, 1, 1), date(2027, 6, 30))
    found = outcomes(table, dates, TODAY)
    return [entry for page in pages for entry in calendar_entries(page, found, NAMES, DE, "nordlicht.example")]


def test_a_contract_has_two_entries_its_end_and_its_notice_deadline() -> None:
    end, notice = entries(contracts({}))
    assert (end.uid, end.on) == ("V-0001-end@nordlicht.example", date(2027, 6, 30))
    assert (notice.uid, notice.on) == ("V-0001-notice@nordlicht.example", date(2027, 3, 31))
    assert notice.summary == "Kündigungsschluss: Hansen"
    assert "Jahreswert" in notice.description
    assert "1.000,00 €" in notice.description


def test_a_terminated_contract_has_an_entry_for_its_end_alone() -> None:
    (end,) = entries(contracts({"terminated_to": day(2027, 6, 30)}))
    assert end.uid.startswith("V-0001-end@")


def test_a_contract_that_renews_for_sure_says_so_in_its_entry() -> None:
    end, _ = entries(contracts({"starts_on": day(2025, 3, 1)}))
    assert end.summary == "Vertrag verlängert sich: Hansen"


def test_the_entries_make_a_file_that_calendars_read() -> None:
    calendar = Calendar.from_ical(calendar_file("Abläufe", entries(contracts({}, {"rep": None})), TODAY))
    assert len(calendar.walk("VEVENT")) == 4


# --- P-02


PROBLEMS = [
    Problem("contracts", 12, "ends_on", "sentinel_end", {"value": date(2099, 12, 31)}, "warning"),
    Problem("contracts", 9, "company_id", "dead_reference", {"value": "=cmd", "other": "companies"}),
    Problem("companies", None, "", "required"),
]


def test_errors_come_before_warnings_and_lead_to_their_cells() -> None:
    report = check_report(PROBLEMS, DE, TODAY)
    assert column(report, "Zeile") == [9, None, 12]
    assert column(report, "Wert") == ["=cmd", "", "31.12.2099"]
    places = [line.place for line in only_table(report).lines]
    assert places == [Place("contracts", 9, "company_id"), None, Place("contracts", 12, "ends_on")]
    assert figures(report)["Fehler"] == (2, None)


def test_a_problem_of_a_whole_row_leads_to_its_first_cell_and_one_of_a_file_nowhere() -> None:
    found = [Problem("contracts", 9, "", "required"), Problem("register.csv", 9, "Vendor", "required")]
    places = [line.place for line in only_table(check_report(found, DE, TODAY)).lines]
    assert places == [Place("contracts", 9, "contract_id"), None]


def test_a_problem_says_what_is_wrong_and_the_way_out_in_the_workbook_s_words() -> None:
    report = check_report(PROBLEMS[1:2], DE, TODAY)
    assert column(report, "Tabelle") == ["Verträge"]
    assert column(report, "Spalte") == ["Firma"]
    assert "„Firmen“" in column(report, "Was nicht stimmt")[0]
    assert column(report, "So bringen Sie es in Ordnung")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_problem_is_a_clean_message(language: str) -> None:
    report = check_report([], Words.of(language), TODAY)
    assert not report.tables
    assert only_table(report).empty.startswith({"de": "Keine Fehler", "en": "No errors"}[language])


# --- P-01


def due_contracts(*changes: dict[str, Any], today: date = TODAY) -> list[Due]:
    table = contracts(*changes)
    dates = term_dates(table, today)
    return list(contracts_due(table, dates, expiring(table, dates, today), today))


def test_a_near_deadline_is_critical_one_within_the_last_step_a_warning() -> None:
    soon, later = due_contracts({"starts_on": day(2025, 6, 1)}, {"starts_on": day(2025, 6, 15)})
    assert (soon.kind, soon.on, soon.urgency) == ("notice", date(2027, 2, 28), "critical")
    assert (later.kind, later.on, later.urgency) == ("notice", date(2027, 3, 14), "warning")


def test_a_talk_that_should_have_begun_is_due_and_one_that_runs_is_not() -> None:
    (step,) = due_contracts({}, {"renewal_state": "talking"})
    assert (step.kind, step.on, step.urgency) == ("step", date(2027, 1, 30), "notice")


def test_a_settled_renewal_is_not_due_unless_it_settled_an_earlier_term() -> None:
    settled = {"starts_on": day(2025, 6, 1), "renewal_state": "renewed"}
    assert not due_contracts({**settled, "renewal_term_end": day(2027, 5, 31)})
    assert len(due_contracts({**settled, "renewal_term_end": day(2026, 5, 31)})) == 1


def test_a_contract_that_has_ended_and_still_counts_as_running_is_due() -> None:
    ended, *others = due_contracts({"ends_on": day(2027, 2, 14)}, {"ends_on": day(2026, 1, 1), "state": "ended"})
    assert (ended.kind, ended.column, others) == ("ended", "state", [])


def test_tasks_tickets_and_follow_ups_are_due_from_their_day_until_they_are_done() -> None:
    tasks = frame(
        "tasks",
        {"due_on": day(2027, 2, 15), "what": "heute"},
        {"due_on": day(2027, 2, 14), "what": "gestern"},
        {"due_on": day(2027, 2, 16), "what": "morgen"},
        {"due_on": day(2027, 2, 1), "what": "getan", "done_on": day(2027, 2, 2)},
        {"due_on": day(2027, 2, 1), "what": "entfallen", "dropped_on": day(2027, 2, 2)},
    )
    assert [(due.subject, due.urgency) for due in tasks_due(tasks, TODAY)] == [
        ("heute", "notice"),
        ("gestern", "warning"),
    ]
    calls = frame("activities", {"follow_up_on": TODAY}, {"follow_up_on": TODAY, "done_on": TODAY})
    assert [due.row for due in follow_ups_due(calls, TODAY)] == [5]
    tickets = frame("tickets", {"problem": "Link"}, {"problem": "gelöst", "solved_on": TODAY})
    days = pd.Series(pd.Timestamp(TODAY), tickets.index)
    assert [due.subject for due in tickets_due(tickets.assign(due_on=days), TODAY)] == ["Link"]


def test_what_cannot_be_put_right_tomorrow_comes_first() -> None:
    def due(kind: DueKind, urgency: Any, on: int, value: float | None = None) -> Due:
        return Due(kind, date(2027, 2, on), urgency, "contracts", 5, "company_id", value=value)

    small, large = due("notice", "critical", 20, 10.0), due("notice", "critical", 20, 99.0)
    late, new = due("task", "warning", 1), due("step", "notice", 1)
    assert most_urgent_first([new, late, small, large]) == [large, small, late, new]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_due_has_its_words_and_its_way_out(language: str) -> None:
    dues = [Due(kind, TODAY, "notice", "tasks", 5, "what") for kind in get_args(DueKind)]
    report = today_list(dues, 0, NAMES, {}, Words.of(language), TODAY)
    ways = [line.values[-1] for line in only_table(report).lines]
    assert len({*ways}) == len(dues)


def test_while_somebody_is_away_the_stand_in_is_named() -> None:
    due = Due("task", TODAY, "notice", "tasks", 5, "what", person="M-0001")
    (shown,) = only_table(today_list([due], 0, NAMES, {"M-0001": "M-0002"}, DE, TODAY)).lines
    assert f"{NAMES.person('M-0002')} (für {NAMES.person('M-0001')})" in shown.values


def test_errors_in_the_data_are_named_above_the_list() -> None:
    report = today_list([], 3, NAMES, {}, DE, TODAY)
    assert figures(report)["Fehler in den Daten"] == (3, None)
    notes = [block.text for block in report.blocks if isinstance(block, Note)]
    assert "(3)" in notes[0]
    assert only_table(report).empty == "Heute ist nichts fällig."


# --- names


def test_the_main_contact_is_called_under_a_number_that_is_not_dead() -> None:
    companies = frame("companies", {"company_id": "F-1", "name": "Hansen", "phone": "030"})
    staff = frame("staff", {"staff_id": "M-1", "name": "Anna"})
    first = {"company_id": "F-1", "first_name": "Per", "last_name": "Alt", "phone": "1"}
    main = {"company_id": "F-1", "last_name": "Neu", "is_main": True, "phone": "2", "phone_state": "dead"}
    gone = {"company_id": "F-1", "last_name": "Weg", "is_main": True, "active": False}
    assert directory(companies, staff, frame("contacts", first)).caller("F-1") == ("Per Alt", "1")
    found = directory(companies, staff, frame("contacts", gone, first, main))
    assert found.caller("F-1") == ("Neu", "030")
    assert (found.company("F-1"), found.person("M-1"), found.caller("F-2")) == ("Hansen", "Anna", ("", ""))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_a_report_is_left_unfilled(language: str) -> None:
    words = Words.of(language)
    table = contracts({}, {"rep": None}, {"ends_on": day(2027, 2, 20)})
    reports = [listed(table, words), *calendars(table, 1, words), *calendars(table, 3, words)]
    texts = [str(value) for report in reports for line in lines_of(report) for value in line.values]
    assert not [text for text in texts if re.search(r"[{}]|reports\.", text)]


def lines_of(report: Report) -> list[Line]:
    return [line for table in report.tables for line in table.lines]
