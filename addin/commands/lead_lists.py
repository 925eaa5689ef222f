"""Group Interessenten: lists from fairs become prospects, show contacts and proposals (I-01, I-10, R-32)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from addin.commands.lead_companies import Listed, ListedCompanies, prospect
from addin.commands.lead_people import ListedPeople, Origin, shown_person
from addin.commands.registers import columns_to_remember, how_to_read
from addin.commands.shows import chosen_show
from addin.commands.situation import Situation
from addin.core.ids import next_ids
from addin.errors import Refusal
from addin.imports import files
from addin.imports.known import compared, ids_by_name
from addin.imports.leads import LeadList, lead_list
from addin.imports.rows import Row
from addin.plan import NewRow, Plan
from addin.reports.duplicates import reasons_text
from addin.reports.lead_lists import ListedLine, list_report
from addin.reports.model import Report
from addin.tables.model import Problem, Value

if TYPE_CHECKING:
    import pandas as pd

Identity = tuple[str, ...]
_KEYS = ("company", "person", "email", "stand")


def lead_import(situation: Situation) -> Plan:
    """Every row of the list as a show contact, each new company as a prospect, what may be known as a proposal.

    Nothing is merged: a row that may be a known company names it, with the reason. Rows that stand in the workbook
    already add nothing; every other one is taken or refused.
    """
    if not situation.choice("show"):
        shows = situation.tables["shows"]["name"].dropna().tolist()
        raise Refusal("lead_show_missing", shows=shows or "–")
    path = Path(situation.choice("file"))
    how = how_to_read(situation)
    source = files.read(path, situation.choice("sheet") or "")
    read = lead_list(source, how["chosen"], how["remembered"], {key: how[key] for key in ("dates", "decimals")})
    return _Intake(situation, read, path.name).plan()


class _Intake:
    """What becomes of each row of the list."""

    def __init__(self, situation: Situation, read: LeadList, file: str) -> None:
        self._situation, self._read, self._file = situation, read, file
        self._show = chosen_show(situation)[1]
        self._problems: list[Problem] = []
        self._there = self._repeated = 0

    def plan(self) -> Plan:
        companies = ListedCompanies(self._situation, list(self._fresh()))
        prospects = list(self._prospects(companies.all))
        people = ListedPeople(self._situation)
        contacts = [self._contact(one, row, people) for one in companies.all for row in one.rows]
        remembered = columns_to_remember(self._read.mapping, self._situation, self._file) if contacts else ()
        listed = companies.all
        return Plan(
            rows=(*prospects, *people.rows, *contacts, *self._tasks(listed), *remembered),
            reports=(self._report(listed),),
            problems=(*self._situation.problems, *sorted(self._found, key=lambda problem: problem.row or 0)),
            counts={
                "rows_in": self._read.rows_in,
                "rows_taken": len(contacts),
                "rows_refused": self._read.refused + self._repeated,
                "already_there": self._there,
                "companies_new": len(prospects),
                "contacts_new": len(people.rows),
                **_decisions(listed),
            },
        )

    @property
    def _found(self) -> Iterator[Problem]:
        yield from self._read.problems
        yield from self._problems

    # --- rows

    def _fresh(self) -> Iterator[Row]:
        """The rows that are neither in the workbook nor further up in the list."""
        seen: dict[Identity, int] = {}
        for row in self._read.rows:
            identity = _identity({**row.values, "person": shown_person(row.values)})
            if identity in self._known:
                self._there += 1
            elif identity in seen:
                self._repeated += 1
                facts = {"value": row.values["company"], "first": str(seen[identity])}
                self._wrong(row, "company", "lead_repeated", **facts)
            else:
                seen[identity] = row.number
                yield row

    @cached_property
    def _known(self) -> set[Identity]:
        """The rows of earlier lists of this show."""
        contacts = self._situation.tables["show_contacts"]
        own = contacts[contacts["show_id"] == self._show["show_id"]]
        return {
            _identity(dict(zip(_KEYS, cells, strict=True))) for cells in own[list(_KEYS)].itertuples(index=False)
        }

    def _wrong(self, row: Row, field: str, code: str, **facts: object) -> None:
        column = self._read.headers.get(field, field)
        self._problems.append(Problem(self._read.file, row.number, column, code, facts, "warning"))

    def _contact(self, one: Listed, row: Row, people: ListedPeople) -> NewRow:
        values = row.values
        cells: dict[str, Value] = {
            "show_id": self._show["show_id"],
            "company": values["company"],
            "person": shown_person(values),
            **{key: values[key] for key in ("email", "phone", "country", "stand", "met_on", "rating", "promised")},
            "consent": values["consent"] or "none",
            **self._met_by(row),
            "company_id": one.company_id or None,
            "contact_id": people.contact_of(one, row, Origin(self._show, self._file)),
            "decision": one.decision,
            "similarity": one.similarity and round(one.similarity, 4),
            "match_reason": self._reason(one),
            "source": self._file,
        }
        return NewRow("show_contacts", {key: value for key, value in cells.items() if value is not None})

    def _met_by(self, row: Row) -> dict[str, Value]:
        """The colleague by her name or id; whoever is not known is named in the note."""
        name, wish = row.values["met_by"], row.values["wish"]
        ids = self._staff.get(compared(name or ""), [])
        if not name or len(ids) == 1:
            return {"met_by": ids[0] if name else None, "wish": wish}
        self._wrong(row, "met_by", "lead_unread", value=name)
        return {"wish": "\n".join(filter(None, (wish, f"{self._read.headers['met_by']}: {name}")))}

    @cached_property
    def _staff(self) -> dict[str, list[str]]:
        staff: pd.DataFrame = self._situation.tables["staff"]
        return ids_by_name(staff["staff_id"], staff["staff_id"]) | ids_by_name(staff["staff_id"], staff["name"])

    def _reason(self, one: Listed) -> str | None:
        """Why the row was decided so, in the workbook's language."""
        text = self._situation.words.texts("commands.lead-import")
        parts = [text(f"screened.{one.screen}")] if one.screen else []
        if one.known:
            name = f"{one.known.cells['name']} · {one.known.cells['company_id']}"
            parts += [name, reasons_text(one.reasons, self._situation.words)]
        return ": ".join(part for part in parts if part) or None

    # --- what follows from them

    def _prospects(self, listed: list[Listed]) -> Iterator[NewRow]:
        """A prospect for each company that is new, or only related to a known one."""
        fresh = next_ids("companies", self._situation.tables["companies"])
        for one in listed:
            if one.decision in ("new", "related"):
                one.company_id = next(fresh)
                yield prospect(one, self._situation)

    def _tasks(self, listed: list[Listed]) -> Iterator[NewRow]:
        """One task for each rep whose customers are on the list (R-32)."""
        fresh, situation = next_ids("tasks", self._situation.tables["tasks"]), self._situation
        text = situation.words.texts("commands.lead-import")
        for rep, names in sorted(_customers(listed).items()):
            shown = ", ".join(names[:10]) + (" …" if len(names) > 10 else "")
            yield NewRow(
                "tasks",
                {
                    "task_id": next(fresh),
                    "due_on": situation.house.workday(situation.today, 5),
                    "what": text("task", show=self._show["name"], n=len(names), names=shown),
                    "owner": rep,
                    "area": "show",
                    "about": self._show["show_id"],
                },
            )

    def _report(self, listed: list[Listed]) -> Report:
        words = self._situation.words
        lines = [
            ListedLine(
                decision="customer" if one.screen == "customer" else one.decision,
                name=one.name,
                people=len(one.rows),
                stand=one.first("stand"),
                similarity=one.similarity,
                known=one.known and f"{one.known.cells['name']} · {one.known.cells['company_id']}",
                rep=one.known and one.known.cells["rep"],
                reason=reasons_text(one.reasons, words) if one.known else "",
                screen=one.screen,
                fit=one.fit,
                country=one.first("country"),
            )
            for one in listed
        ]
        counts = {
            "rows_in": self._read.rows_in,
            "refused": self._read.refused + self._repeated,
            "there": self._there,
        }
        return list_report(
            lines, counts, self._show["name"], self._file, self._situation.names, words, self._situation.today
        )


def _identity(values: Mapping[str, Any]) -> Identity:
    """What tells a row of a list from the others: company, person, mail address, stand."""
    return tuple(compared(value) if isinstance(value, str) else "" for value in (values[key] for key in _KEYS))


def _customers(listed: list[Listed]) -> dict[str, list[str]]:
    """The customers on the list by their rep; one that has none is in the report alone."""
    found: dict[str, list[str]] = defaultdict(list)
    for one in listed:
        if one.screen == "customer" and one.known and one.known.cells["rep"]:
            found[str(one.known.cells["rep"])].append(one.name)
    return found


def _decisions(listed: list[Listed]) -> dict[str, int]:
    """How many companies of the list were decided how."""
    counted = Counter("customer" if one.screen == "customer" else one.decision for one in listed)
    return {f"listed_{key}": counted[key] for key in ("customer", "merge", "review", "related", "skip")}
