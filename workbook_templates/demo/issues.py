"""The three magazines and the issues of two years."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from addin.plan import NewRow
from workbook_templates.demo.ids import identity
from workbook_templates.demo.wording import Wording

DOSING, PACKING, COOLING = "Nordlicht Dosieren", "Nordlicht Verpacken", "Nordlicht Kälte"

# Months in which an issue appears: ten, eight and six a year
SCHEDULE = {
    DOSING: (1, 2, 3, 4, 5, 6, 8, 9, 10, 11),
    PACKING: (2, 3, 4, 5, 6, 9, 10, 11),
    COOLING: (1, 3, 5, 7, 9, 11),
}


@dataclass(frozen=True)
class Issue:
    """One issue of a magazine."""

    issue_id: str
    publication: str
    number: int
    published_on: date

    @property
    def name(self) -> str:
        return f"{self.number}/{self.published_on.year}"

    @property
    def copy_deadline(self) -> date:
        return self.published_on - timedelta(weeks=3)


def _schedule() -> Iterator[Issue]:
    ids = count(1)
    for year in (2026, 2027):
        for publication, months in SCHEDULE.items():
            for number, month in enumerate(months, 1):
                yield Issue(identity("issues", next(ids)), publication, number, _third_wednesday(year, month))


def _third_wednesday(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(2 - first.weekday()) % 7 + 14)


ISSUES = tuple(_schedule())


def issue_of(publication: str, name: str) -> Issue:
    """The issue of that name, `4/2027`; KeyError where there is none."""
    for issue in ISSUES:
        if (issue.publication, issue.name) == (publication, name):
            return issue
    raise KeyError(publication, name)


def rows(wording: Wording) -> list[NewRow]:
    """Every issue, publication by publication."""
    themes = wording.list("themes")
    return [_row(issue, themes[place % len(themes)]) for place, issue in enumerate(ISSUES)]


def _row(issue: Issue, theme: str) -> NewRow:
    return NewRow(
        "issues",
        {
            "issue_id": issue.issue_id,
            "publication": issue.publication,
            "issue": issue.name,
            "theme": theme,
            "booking_close": issue.copy_deadline - timedelta(weeks=1),
            "cancel_until": issue.copy_deadline - timedelta(weeks=2),
            "copy_deadline": issue.copy_deadline,
            "published_on": issue.published_on,
        },
    )
