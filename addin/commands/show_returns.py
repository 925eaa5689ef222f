"""Group Messe: what came back from a show, checked, counted and booked to stock once (R-28)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from addin.commands.edits import Edits
from addin.commands.lookups import meant
from addin.commands.registers import columns_to_remember, how_to_read
from addin.commands.situation import Situation
from addin.core.computed.given import Given
from addin.core.ids import next_ids
from addin.core.show_returns import ReturnLine, return_lines, return_moves, return_problems
from addin.errors import Refusal
from addin.imports import files
from addin.imports.count_sheets import CountSheet, count_sheet
from addin.plan import File, NewRow, Plan
from addin.reports.amounts import euros
from addin.reports.show_returns import return_protocol, to_count
from addin.tables.model import Value

_DECIMALS = {"de": "comma", "en": "point"}  # pieces are whole: another mark stands between thousands
_STAND = frozenset({"stand", "rollup", "equipment"})


def return_check(situation: Situation) -> Plan:
    """How every line that came back stands, count sheets for those that nobody has counted; a count sheet that
    came back read, and what is counted right booked to stock, each where it was chosen (P-25, I-12; R-28)."""
    check = _Check(situation)
    counted = check.read()
    rows = (*check.booked, *check.remembered(counted))
    lines = check.shown
    words, today = situation.words, situation.today
    return Plan(
        changes=check.edits.changes,
        rows=rows,
        reports=(return_protocol(lines, check.show_names, words, today),),
        files=() if counted else tuple(check.sheets),
        problems=(*situation.problems, *(counted.problems if counted else ()), *return_problems(lines)),
        counts={
            **(counted.counts if counted else {}),
            "return_lines": len(lines),
            "uncounted": sum(line.state == "uncounted" for line in lines),
            "pieces_missing": sum(max(0, line.missing) for line in lines if line.counted),
            "moves_booked": sum(row.table == "stock_moves" for row in rows),
            "incidents": sum(row.table == "tickets" for row in rows),
        },
    )


class _Check:
    """The packing lists that have left, as they stand once the sheet is read and the return is booked."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self.edits = Edits(situation.tables)

    @cached_property
    def step(self) -> str:
        return str(self.situation.choice("step") or "check")

    @cached_property
    def show(self) -> str | None:
        wanted = self.situation.choice("show")
        return meant("shows", self.situation.tables["shows"], wanted) if wanted else None

    @cached_property
    def show_names(self) -> dict[str, str]:
        shows = self.situation.tables["shows"].dropna(subset=["show_id"])
        return dict(zip(shows["show_id"], shows["name"].fillna(shows["show_id"]), strict=True))

    @cached_property
    def by(self) -> str | None:
        """Who has counted."""
        wanted = self.situation.choice("by")
        return meant("staff", self.situation.tables["staff"], wanted) if wanted else None

    @property
    def lines(self) -> list[ReturnLine]:
        """The lines of the show that was chosen, else of all, with what is being changed."""
        tables = {**self.situation.tables, "show_items": self.edits.frame("show_items")}
        given = Given(tables, self.situation.today, self.situation.settings)
        return [line for line in return_lines(given) if self.show in (None, line.show_id)]

    @property
    def shown(self) -> list[ReturnLine]:
        """Whole shows of which something is open or was booked today; the one that was chosen in any case."""
        lines, today = self.lines, self.situation.today
        open_ = {line.show_id for line in lines if line.state != "away" and line.booked_on in (None, today)}
        return [line for line in lines if self.show or line.show_id in open_]

    def read(self) -> CountSheet | None:
        """The count sheet that came back, its counts written down; Refusal `count_without_file`."""
        path = self.situation.choice("file")
        if not path:
            if self.step == "read":
                raise Refusal("count_without_file")
            return None
        source = files.read(path, self.situation.choice("sheet") or "")
        ways = {**how_to_read(self.situation), "decimals": _DECIMALS[self.situation.words.language]}
        found = count_sheet(source, self.lines, self.show_names, **ways)
        for row, counted in found.found.items():
            by = {"checked_by": self.by} if self.by else {}
            self.edits.set("show_items", row, **counted, **by)
        return found

    def remembered(self, counted: CountSheet | None) -> Iterable[NewRow]:
        """How the columns of the sheet were read."""
        if not counted or not counted.found:
            return ()
        return columns_to_remember(counted.mapping, self.situation, self.situation.choice("file").name)

    @cached_property
    def booked(self) -> tuple[NewRow, ...]:
        """The moves and tickets of every line that is counted right and was not booked yet."""
        if self.step != "book":
            return ()
        ready = [line for line in self.lines if line.state == "ready"]
        rows = (*self._moves(ready), *self._tickets(ready))
        for line in ready:
            self.edits.set("show_items", line.row, booked_on=self.situation.today)
        return rows

    def _moves(self, ready: Iterable[ReturnLine]) -> Iterator[NewRow]:
        fresh = next_ids("stock_moves", self.situation.tables["stock_moves"])
        for line in ready:
            row: dict[str, Value] = {
                "moved_on": self.situation.today,
                "material_id": line.material_id,
                "version": line.version,
                "person": line.checked_by,
                "show_id": line.show_id,
            }
            for kind, quantity in return_moves(line):
                own: dict[str, Value] = {"move_id": next(fresh), "kind": kind, "quantity": quantity}
                yield NewRow("stock_moves", {**own, **row, "note": self._note(line, kind)})

    def _note(self, line: ReturnLine, kind: str) -> str:
        text = self.situation.words.texts("commands.return-check.notes")
        facts = {"show": self.show_names.get(line.show_id, line.show_id), "used": line.used or 0}
        missing = kind == "show_used" and line.missing
        return text("missing" if missing else kind, **facts, missing=line.missing)

    def _tickets(self, ready: Iterable[ReturnLine]) -> Iterator[NewRow]:
        """An incident with its value for every asset that did not come back whole."""
        fresh = next_ids("tickets", self.situation.tables["tickets"])
        for line in ready:
            if line.is_incident:
                ticket: dict[str, Value] = {
                    "ticket_id": next(fresh),
                    "opened_on": self.situation.today,
                    "topic": "stand" if line.kind in _STAND else "material",
                    "severity": "normal",
                    "problem": self._problem(line),
                    "department": "shows",
                    "owner": self.situation.coordinator,
                }
                yield NewRow("tickets", ticket)

    def _problem(self, line: ReturnLine) -> str:
        words = self.situation.words
        facts = {
            "name": " ".join(filter(None, (line.name, line.inventory_no and f"({line.inventory_no})"))),
            "show": self.show_names.get(line.show_id, line.show_id),
            "missing": line.missing,
            "damaged": line.back_damaged or 0,
            "sent": line.sent,
            "cost": euros(line.cost + line.damage, words),
        }
        which = "both" if line.missing and line.back_damaged else "missing" if line.missing else "damaged"
        return words.text(f"commands.return-check.incidents.{which}", **facts)

    @property
    def sheets(self) -> Iterator[File]:
        """A count sheet for every show of which something has yet to be counted."""
        from addin.reports.workbook import rendered

        words, today = self.situation.words, self.situation.today
        open_ = [line for line in self.shown if line.state == "uncounted"]
        for show_id in dict.fromkeys(line.show_id for line in open_):
            name = self.show_names.get(show_id, show_id)
            own = [line for line in open_ if line.show_id == show_id]
            report = to_count(own, name, words, today)
            yield File(f"{report.sheet} {show_id}.xlsx", rendered(report, words, lambda *_: ""))
