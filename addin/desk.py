"""The desk: reads, lets a command decide, carries out, logs, takes back. The only place with effects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from addin import history
from addin.answers import answers
from addin.books import Book, Edit, Removal, ReportSheet
from addin.commands.button import Command
from addin.commands.selection import Rows, told
from addin.commands.situation import Situation
from addin.errors import Refusal
from addin.outgoing import Outgoing
from addin.plan import Change, NewRow, Plan
from addin.tables import TABLES
from addin.tables.frames import changed
from addin.tables.model import Problem, Value
from addin.tables.settings import SETTINGS
from addin.words import Words

if TYPE_CHECKING:
    import pandas as pd

    from addin.reports.model import Report

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Outcome:
    """What a run did, or in a rehearsal would do: the plan, and what really changed.

    `selected` are the rows that were meant, where not all were.
    """

    plan: Plan
    today: date
    rehearsed: bool
    cells: int = 0
    sheets: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    selected: tuple[int, ...] = ()

    @property
    def must_act(self) -> bool:
        """Something is wrong that only the coordinator can put right."""
        return any(problem.severity == "error" for problem in self.problems)


class Desk:
    """One coordinator's desk over one master workbook.

    `today` None takes the key date of the settings, else the day of `now`. Files that a command writes go to the
    folder of the settings (relative to the workbook's), else to `beside`. `progress` is told what is being done,
    by the key of its words.
    """

    def __init__(
        self,
        book: Book,
        now: datetime,
        beside: Path,
        today: date | None = None,
        progress: Progress = lambda _: None,
    ) -> None:
        self.book = book
        self.now = now
        self._beside = beside
        self.words = Words.of(book.language)
        self._today = today
        self._progress = progress
        self._read: dict[str, pd.DataFrame] = {}
        self._problems: dict[str, tuple[Problem, ...]] = {}

    @cached_property
    def settings(self) -> dict[str, Value]:
        """Every declared setting: the workbook's value, or the default where it has none."""
        return _settings_in(self.table("settings"))

    @cached_property
    def today(self) -> date:
        return self._key_date(self.settings)

    def _key_date(self, settings: Mapping[str, Value]) -> date:
        frozen = settings["as_of"]
        return self._today or (frozen if isinstance(frozen, date) else self.now.date())

    @property
    def folder(self) -> Path:
        """Where files go that a command writes."""
        chosen = str(self.settings["output.folder"] or "")
        return self._beside.parent / Path(chosen).expanduser() if chosen else self._beside

    def tell(self, step: str) -> None:
        """Says what is being done, by the key of its words."""
        self._progress(step)

    def table(self, key: str) -> pd.DataFrame:
        """A table as it stands in the book, read once."""
        if key not in self._read:
            reading = self.book.read(TABLES[key])
            self._read[key], self._problems[key] = reading.frame, reading.problems
        return self._read[key]

    def run(
        self, command: Command, options: Mapping[str, Any], *, rehearse: bool = False, rows: Rows | None = None
    ) -> Outcome:
        """Lets the command decide and carries its plan out; a rehearsal stops before that.

        `rows` are those the coordinator selected (None: all), and count where the command acts on their table.
        Refusal `table_emptied` where a needed table was full at the last run and is empty now, unless the
        coordinator says that this is right (option `accept-empty`); `rows_elsewhere`.
        """
        keys = tuple(TABLES) if "*" in command.needs else command.needs
        self._progress("read")
        tables = {key: self.table(key) for key in keys}
        if not options.get("accept-empty"):
            self._stop_at_emptied(keys)
        self._progress("decide")
        selected, left_out = self._selected(command.acts_on, rows)
        plan = command.decision(replace(self._situation(tables, options), selected=selected))
        plan = replace(plan, problems=(*left_out, *plan.problems))
        if plan.undoes:
            return self._taken_back([plan.undoes], command.name, rehearse=rehearse)
        outcome = self._planned(plan) if rehearse else self._carried_out(plan, command.name)
        return replace(outcome, selected=tuple(sorted(selected or ())))

    def _carried_out(self, plan: Plan, command: str) -> Outcome:
        """Messages go out between two states of the workbook: none leaves that it could not note."""
        if plan.dispatch is None:
            return self.carry_out(plan, command)
        from addin.dispatching import Dispatching

        return Dispatching(self, plan, plan.dispatch).carried_out(self._entry(command))

    def undo(self, count: int = 1, *, rehearse: bool = False) -> Outcome:
        """Takes back the newest `count` runs that still stand; Refusal `nothing_to_undo`."""
        log = self.table("log")
        runs = history.runs_to_undo(log, count)
        if not runs:
            raise Refusal("nothing_to_undo")
        return self._taken_back(runs, "undo", rehearse=rehearse)

    def _taken_back(self, runs: list[int], command: str, *, rehearse: bool) -> Outcome:
        log = self.table("log")
        back = history.taken_back(log, runs, {key: self.table(key) for key in TABLES})
        stays = history.mail_stays(log, runs)
        plan = Plan(changes=back.changes, problems=(*back.problems, *stays), counts={"runs": len(runs)})
        if rehearse:
            return self._planned(plan)
        entry = self._entry(command)
        lines = [entry.line(column=history.UNDOES, after=str(run)) for run in runs]
        lines.append(history.rows_line(entry, self._counts(removals=back.removals)))
        settings = self._settings_after(back)
        refreshed = () if settings == self.settings else tuple(TABLES)
        today = self._key_date(settings)
        found = answers(self.table, today, settings, back.changes, (), back.removals, refreshed)
        edit = Edit(back.changes, tuple(lines), back.removals, dropped=back.dropped, results=found.results)
        return self._done(plan, edit)

    def _settings_after(self, back: history.TakenBack) -> dict[str, Value]:
        """The settings, the key date among them, as they stand again once runs are taken back."""
        cells = [
            (change.row, change.column, change.after) for change in back.changes if change.table == "settings"
        ]
        frame = changed(self.table("settings"), cells)
        return _settings_in(frame.drop(index=[gone.row for gone in back.removals if gone.table == "settings"]))

    def _selected(self, key: str, rows: Rows | None) -> tuple[frozenset[int] | None, tuple[Problem, ...]]:
        """The rows of a table that are meant (None: all), and which of the selected ones are none of its own.

        Refusal `rows_elsewhere` where no selected row holds data.
        """
        index: list[int] = self.table(key).index.tolist() if key else []
        if rows is None or not index or not self._is_on(rows.sheet, key):
            return None, ()
        selected = frozenset(rows.among(index))
        if not selected:
            raise Refusal("rows_elsewhere", table=key, rows=told(rows.besides(index)))
        if len(selected) == len(index):
            return None, ()
        others = rows.besides(index)
        facts = {"rows": told(others)}
        return selected, (Problem(key, None, "", "rows_left_out", facts, "warning"),) if others else ()

    def _is_on(self, sheet: str, key: str) -> bool:
        """A table is on the sheet of that name; a blank one is always its own."""
        column = TABLES[key].columns[0].key
        place = self.book.locate(TABLES[key], 1, column).removeprefix("#").rpartition("!")[0]
        return sheet.casefold() in ("", place.removeprefix("'").removesuffix("'").replace("''", "'").casefold())

    def _situation(self, tables: Mapping[str, pd.DataFrame], options: Mapping[str, Any]) -> Situation:
        problems = tuple(problem for key in tables for problem in self._problems[key])
        return Situation(
            *(tables, self.today, self.settings, self.words, options, problems, self.now),
            run=self._run,
            folder=self.folder,
        )

    def _stop_at_emptied(self, keys: Iterable[str]) -> None:
        seen = history.rows_when_last_seen(self.table("log"))
        for key in keys:
            if seen.get(key) and not len(self.table(key)):
                raise Refusal("table_emptied", table=key, rows=seen[key])

    def _planned(self, plan: Plan) -> Outcome:
        names = tuple(report.sheet for report in plan.reports)
        return Outcome(plan, self.today, True, sheets=names, problems=plan.problems, counts=plan.counts)

    def carry_out(self, plan: Plan, command: str, *, logged: bool = True) -> Outcome:
        """Does what the plan says, whole or not at all. What is not `logged` has no way back."""
        found = answers(
            self.table, plan.as_of or self.today, self.settings, plan.changes, plan.rows, refreshed=plan.refreshed
        )
        lines = self._lines(plan, command) if logged and (plan.changes or plan.rows) else []
        edit = Edit(
            changes=plan.changes,
            rows=(*found.rows, *lines),
            sheets=tuple(self._sheet(report) for report in plan.reports),
            results=found.results,
            dropped=tuple(self._outdated(plan)),
            visible=plan.visible,
        )
        return self._done(plan, edit)

    def _outdated(self, plan: Plan) -> Iterator[str]:
        """Report sheets of earlier runs that this plan's reports do not replace, but make untrue."""
        written = {report.key for report in plan.reports}
        for key in self.book.reports() if plan.families else ():
            if key.partition(".")[0] in plan.families and key not in written:
                yield key

    def _sheet(self, report: Report) -> ReportSheet:
        from addin.reports.workbook import rendered

        def locate(table: str, row: int, column: str) -> str:
            return self.book.locate(TABLES[table], row, column)

        return ReportSheet(report.key, report.sheet, rendered(report, self.words, locate))

    def _done(self, plan: Plan, edit: Edit) -> Outcome:
        """Everything to the book at once; its files are whole before, and seen after it (see addin.outgoing)."""
        self._progress("write")
        outgoing = Outgoing(self.folder, self._beside.name, self._run, frozenset(self.table("log")["run"]))
        settled = outgoing.settle()
        with outgoing.around(plan.files) as written:
            applied = self.book.apply(edit)
        self._read.clear()
        self.__dict__.pop("settings", None)
        return Outcome(
            plan=plan,
            today=plan.as_of or self.today,
            rehearsed=False,
            cells=applied.cells - sum(_filled(row) for row in edit.rows if row.table == "log"),
            sheets=tuple(report.sheet for report in plan.reports),
            files=tuple(self.folder / file.name for file in plan.files),
            problems=(*plan.problems, *applied.problems),
            counts={
                **plan.counts,
                "files_written": len(written),
                "files_settled": settled,
                "sheets_written": applied.sheets,
            },
        )

    @property
    def _run(self) -> int:
        """The number under which this run will stand in the log."""
        return history.last_run(self.table("log")) + 1

    def _entry(self, command: str) -> history.Entry:
        return history.Entry(self._run, self.now.replace(microsecond=0), command, self.book.language)

    def _lines(self, plan: Plan, command: str) -> list[NewRow]:
        entry = self._entry(command)
        lines = history.log_lines(entry, plan, self._records(plan.changes))
        return [*lines, history.rows_line(entry, self._counts(plan.rows))]

    def _counts(self, rows: Iterable[NewRow] = (), removals: Collection[Removal] = ()) -> dict[str, int]:
        """How full each table will be; of a table that this run did not read, what is known from the last one."""
        seen = history.rows_when_last_seen(self.table("log"))
        counts = Counter(seen | {key: len(frame) for key, frame in self._read.items() if key != "log"})
        counts.update(row.table for row in rows)
        counts.subtract(removal.table for removal in removals)
        return {key: count for key, count in counts.items() if count}

    def _records(self, changes: Iterable[Change]) -> dict[tuple[str, int], str]:
        """The id of every row that changes, where its table has ids."""
        places: dict[str, set[int]] = {}
        for change in changes:
            places.setdefault(change.table, set()).add(change.row)
        records: dict[tuple[str, int], str] = {}
        for key, rows in places.items():
            column = TABLES[key].id_column
            if column:
                ids = self.table(key)[column.key].reindex(list(rows)).dropna()
                records |= {
                    (key, row): row_id for row, row_id in zip(ids.index.tolist(), ids.tolist(), strict=True)
                }
        return records


def _filled(row: NewRow) -> int:
    return sum(value is not None for value in row.values.values())


def _settings_in(frame: pd.DataFrame) -> dict[str, Value]:
    stored = {str(key): value for key, value in zip(frame["key"], frame["value"], strict=True)}
    return {key: setting.value_of(stored.get(key)) for key, setting in SETTINGS.items()}
