"""Findings about the market: never without source and day, old ones grey, all of them by topic (R-36, P-18)."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from demo_runs import decided, demo_book, desk, lines, state, table
from demo_tables import frames

from addin.commands.register import COMMANDS
from addin.errors import Refusal
from addin.reports.layout import Layout
from addin.words import Words

FINDING = {"finding": "=Preise fallen", "topic": "Online", "source": "Branchenbericht 3/2027", "figure": 3.5}


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_finding_stands_under_its_topic_with_source_and_day(language: str) -> None:
    report = decided("research", language=language).reports[0]
    found = {
        (group.title, line.values[0], line.values[6]) for group in table(report).groups for line in group.lines
    }
    frame = frames(language)["research"]
    wanted = zip(frame["topic"], [day.date() for day in frame["found_on"]], frame["source"], strict=True)
    assert found == set(wanted)


@pytest.mark.parametrize(
    ("today", "old"), [(date(2026, 11, 1), 0), (date(2026, 11, 2), 1), (date(2027, 2, 15), 2)]
)
def test_older_than_twenty_four_months_is_grey(today: date, old: int) -> None:
    plan = decided("research", today=today)
    grey = [line.values[0] for line in lines(plan.reports[0]) if line.shaded]
    assert len(grey) == plan.counts["findings_old"] == old
    assert all(isinstance(day, date) and day < date(today.year - 2, today.month, today.day) for day in grey)


def test_a_grey_line_is_grey_in_the_sheet_and_no_other() -> None:
    report = decided("research").reports[0]
    shades = [row for row in Layout(report, Words.of("de")).rows() if any(look.shaded for _, look, _ in row.cells)]
    assert len(shades) == 2
    assert all(look.shaded for row in shades for _, look, _ in row.cells)


def test_a_finding_is_entered_as_it_was_given() -> None:
    plan = decided("research", **FINDING, company="F-0001", kind="price", unit="%")
    (row,) = plan.rows
    assert {key: row.values[key] for key in FINDING} == FINDING
    assert (row.values["found_on"], row.values["found_by"]) == (date(2027, 2, 15), "M-0010")
    assert (row.values["company_id"], row.values["kind"]) == ("F-0001", "price")
    assert "=Preise fallen" in [line.values[2] for line in lines(plan.reports[0])]


@pytest.mark.parametrize(
    ("left_out", "code"),
    [({"source": " "}, "finding_without_source"), ({"topic": None}, "finding_without_topic")],
)
def test_without_source_or_topic_nothing_is_entered(left_out: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        decided("research", **{**FINDING, **left_out})


def test_a_finding_of_tomorrow_is_refused() -> None:
    with pytest.raises(Refusal, match="finding_ahead"):
        decided("research", **FINDING, on=date(2027, 2, 16))


def test_one_topic_alone_is_shown_where_it_is_named() -> None:
    report = decided("research", topic="online").reports[0]
    assert [group.title for group in table(report).groups] == ["Online"]


def test_an_empty_workbook_says_so() -> None:
    plan = decided("research", {"research": frames()["research"].iloc[:0]})
    assert lines(plan.reports[0]) == []


def test_a_rehearsal_changes_nothing_a_second_run_nothing_more_and_undo_takes_it_back(tmp_path: Path) -> None:
    book = demo_book()
    before = state(book)
    desk(book, tmp_path).run(COMMANDS["research"], FINDING, rehearse=True)
    assert state(book) == before
    desk(book, tmp_path).run(COMMANDS["research"], FINDING)
    after = state(book)
    assert after != before
    again = desk(book, tmp_path).run(COMMANDS["research"], FINDING)
    assert (again.cells, [problem.code for problem in again.problems]) == (0, ["finding_known"])
    assert state(book) == after
    desk(book, tmp_path).undo(1)
    assert state(book) == before
