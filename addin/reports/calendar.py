"""The expiry calendar (P-03): a page for every rep, days or weeks across, and the same as calendar entries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from addin.core.calendar import CalendarPage
from addin.core.dates import ONE_DAY
from addin.core.house import House
from addin.core.outcomes import Outcome
from addin.core.renewals import Talk
from addin.reports.contracts import outcome_text, talk_cells, talk_headings
from addin.reports.directory import Directory
from addin.reports.entries import DOMAIN, Entry
from addin.reports.frames import plain
from addin.reports.model import (
    Cell,
    Figure,
    Figures,
    Group,
    Heading,
    Line,
    Note,
    Place,
    Report,
    Severity,
    Table,
    Toned,
    totals,
)
from addin.reports.widths import shown_number
from addin.tables.tabs import tab_name
from addin.words import Words

FAMILY = "expiry_calendar"
_LONGEST_MONTH = 31
_WEEK_WIDTH = 6


def expiry_calendars(
    pages: Sequence[CalendarPage],
    outcomes: Mapping[int, Outcome],
    talks: Mapping[int, Talk],
    names: Directory,
    first: date,
    last: date,
    words: Words,
    today: date,
    house: House,
) -> tuple[Report, ...]:
    """A sheet for every page, or one that says that nothing happens in the period (P-03; R-09).

    A month has a column for each day, a longer period one for each week; the house's days off are shaded. `talks`
    are by row.
    """
    grid = _Grid(first, last, words, today, house, talks)
    if not pages:
        empty = CalendarPage(None, _no_rows(), _no_rows())
        return (_report(empty, outcomes, names, grid, grid.text("sheet_of_all"), alone=True),)
    sheets = sheet_names(pages, names, words)
    return tuple(_report(page, outcomes, names, grid, sheet) for page, sheet in zip(pages, sheets, strict=True))


def sheet_names(pages: Sequence[CalendarPage], names: Directory, words: Words) -> tuple[str, ...]:
    """What the sheet of every page is called, and the calendar file of its rep."""
    found: list[str] = []
    for page in pages:
        found.append(tab_name(words.text("reports.calendar.sheet", rep=_rep(page, names, words)), found))
    return tuple(found)


def _rep(page: CalendarPage, names: Directory, words: Words) -> str:
    return names.person(page.rep) if page.rep else words.text("reports.without_rep")


def calendar_entries(
    page: CalendarPage, outcomes: Mapping[int, Outcome], names: Directory, words: Words, domain: str = DOMAIN
) -> list[Entry]:
    """Two all-day entries for each contract of a page: its end, its notice deadline while it matters (R-09)."""
    return [entry for row in _rows(page) for entry in _entries(row, outcomes[row.Index], names, words, domain)]


def period_name(first: date, last: date, words: Words) -> str:
    """The months from first to last: `Februar 2027`, `Januar bis März 2027`."""
    months = words.tree("reports.months")
    start, end = months[first.month - 1], f"{months[last.month - 1]} {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return end
    start = start if first.year == last.year else f"{start} {first.year}"
    return words.text("reports.calendar.period", first=start, last=end)


@dataclass(frozen=True)
class _Slot:
    """One column of the grid: a day or a week, clipped to the period."""

    first: date
    last: date
    heading: Heading


class _Grid:
    """The columns of the calendar and what stands in them."""

    def __init__(
        self, first: date, last: date, words: Words, today: date, house: House, talks: Mapping[int, Talk]
    ) -> None:
        self.first, self.last, self.words, self.today, self.house = first, last, words, today, house
        self.talks, self.text = talks, words.texts("reports.calendar")
        self.by_day = (last - first).days < _LONGEST_MONTH
        self.slots = tuple(self._days() if self.by_day else self._weeks())

    @property
    def legend(self) -> str:
        return self.text("legend", grid=self.text("days" if self.by_day else "weeks"))

    def _days(self) -> Iterator[_Slot]:
        weekdays = self.words.tree("reports.weekdays")
        for offset in range((self.last - self.first).days + 1):
            day = self.first + timedelta(days=offset)
            label = f"{weekdays[day.weekday()]}\n{day.day}"
            yield _Slot(day, day, Heading(label, "mark", shaded=not self.house.is_workday(day)))

    def _weeks(self) -> Iterator[_Slot]:
        day = self.first
        while day <= self.last:
            sunday = min(day + timedelta(days=6 - day.weekday()), self.last)
            label = self.text("week", week=day.isocalendar().week, day=f"{day.day:02}", month=f"{day.month:02}")
            yield _Slot(day, sunday, Heading(label, "mark", width=_WEEK_WIDTH))
            day = sunday + ONE_DAY

    def cells(self, row: Any) -> Iterator[Cell]:
        """The marks of a contract: its notice deadline and its end, each in its day or week."""
        marks: list[tuple[date, str, Severity]] = []
        if (notice := plain(row.K)) is not None:
            assert isinstance(notice, date)
            marks.append((notice, "notice", "critical" if notice < self.today else "warning"))
        if (end := plain(row.E)) is not None:
            assert isinstance(end, date)
            marks.append((end, "end", "notice"))
        return (self._cell([mark for mark in marks if slot.first <= mark[0] <= slot.last]) for slot in self.slots)

    def _cell(self, marks: list[tuple[date, str, Severity]]) -> Cell:
        if not marks:
            return None
        signs = [self.text(f"marks.{kind}") for _, kind, _ in marks]
        days = [
            self.text("mark_on", mark=sign, day=str(mark[0].day)) for sign, mark in zip(signs, marks, strict=True)
        ]
        return Toned("".join(signs) if self.by_day else "\n".join(days), marks[0][2])


def _report(
    page: CalendarPage,
    outcomes: Mapping[int, Outcome],
    names: Directory,
    grid: _Grid,
    sheet: str,
    *,
    alone: bool = False,
) -> Report:
    rep = _rep(page, names, grid.words)
    period = period_name(grid.first, grid.last, grid.words)
    headings = (*_headings(grid), *(slot.heading for slot in grid.slots))
    lines = tuple(_line(row, outcomes[row.Index], names, grid) for row in _rows(page))
    table = Table(
        headings,
        (Group("", lines),),
        grid.text("empty", period=period),
        totals=totals(grid.text("total", n=len(lines)), headings, lines) if lines else (),
    )
    title = grid.text("title_of_all" if alone else "title", period=period, rep=rep)
    blocks = (_monthly(page, grid), table, Note(grid.legend if lines else grid.text("next_when_empty")))
    return Report(
        FAMILY if alone else f"{FAMILY}.{page.rep or 'none'}",
        sheet,
        title,
        grid.today,
        blocks if lines else blocks[1:],
    )


def _headings(grid: _Grid) -> tuple[Heading, ...]:
    label = grid.words.labels("contracts")
    return (
        Heading(label("company_id")),
        Heading(label("contract_id"), "choice", linked=True),
        Heading(label("value"), "money", summed=True),
        Heading(label("current_end"), "date"),
        Heading(label("notice_by"), "date"),
        *talk_headings(grid.words),
        Heading(grid.text("outcome"), "choice"),
    )


def _line(row: Any, outcome: Outcome, names: Directory, grid: _Grid) -> Line:
    values: tuple[Cell, ...] = (
        names.company(row.company_id),
        row.contract_id,
        plain(row.value),
        plain(row.current_end),
        None if outcome.kind == "terminated" else plain(row.notice_by),
        *talk_cells(grid.talks[row.Index], grid.words),
        outcome_text(outcome, grid.words),
        *grid.cells(row),
    )
    return Line(values, place=Place("contracts", int(row.Index), "company_id"))


def _monthly(page: CalendarPage, grid: _Grid) -> Figures:
    """For every month how many contracts end and how many must be given notice, with their value a year."""
    months = grid.words.tree("reports.months")
    totals_of: list[Any] = list(page.totals.itertuples())
    return Figures(
        tuple(
            Figure(grid.text(f"{kind}_in", month=months[row.Index.month - 1]), int(count), below=round(value, 2))
            for row in totals_of
            for kind, count, value in (
                ("notices", row.notices, row.notice_value),
                ("ends", row.ends, row.ending_value),
            )
        )
    )


def _rows(page: CalendarPage) -> list[Any]:
    return list(page.rows.itertuples())


def _no_rows() -> Any:
    import pandas as pd

    return pd.DataFrame()


def _entries(row: Any, outcome: Outcome, names: Directory, words: Words, domain: str) -> Iterator[Entry]:
    days = {
        "end": plain(row.current_end),
        "notice": None if outcome.kind == "terminated" else plain(row.notice_by),
    }
    description = _description(row, outcome, names, words)
    for kind, day in days.items():
        if isinstance(day, date):
            path = "renewal" if kind == "end" and outcome.kind == "renews" else kind
            summary = words.text(f"reports.calendar.entries.{path}", company=names.company(row.company_id))
            yield Entry(f"{row.contract_id}-{kind}@{domain}", day, summary, description)


def _description(row: Any, outcome: Outcome, names: Directory, words: Words) -> str:
    value = plain(row.value)
    facts = {
        "company_id": names.company(row.company_id),
        "contract_id": row.contract_id,
        "value": shown_number("money", value, words) if isinstance(value, int | float) else None,
        "current_end": plain(row.current_end),
        "notice_by": plain(row.notice_by),
    }
    known = [(words.label("contracts", key), words.shown(fact)) for key, fact in facts.items() if fact is not None]
    known.append((words.text("reports.calendar.outcome"), outcome_text(outcome, words)))
    return "\n".join(f"{label}: {fact}" for label, fact in known)
