"""Group Verträge: what runs out, for whom, and until when something can be done about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from addin.commands.lookups import meant
from addin.commands.selection import told
from addin.commands.situation import Situation
from addin.core.calendar import CalendarPage, period_around
from addin.core.calendar import expiry_calendar as expiring_pages
from addin.core.checks import late_notices
from addin.core.contracts import BUCKETS, expiring, notice_effects, term_dates
from addin.core.outcomes import Outcome, outcomes
from addin.core.renewals import Talk, renewal_priority, talks, value_ranks
from addin.plan import Change, File, Plan
from addin.reports.calendar import FAMILY, calendar_entries, expiry_calendars
from addin.reports.contracts import expiry_list
from addin.reports.model import Report
from addin.reports.selection import of_selection
from addin.tables import TABLES
from addin.tables.frames import changed, plain
from addin.tables.model import Problem, Value
from addin.tables.settings import numbers

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class ContractWorld:
    """The contracts with their dates as of the key date, as every command of this group sees them."""

    situation: Situation

    @cached_property
    def late(self) -> list[Problem]:
        """Every notice of termination that arrived after its deadline."""
        return late_notices(
            self.situation.meant(self.contracts),
            self.situation.settings["expiry.sentinel_years"],
            self.situation.house.state,
            assumption_day=self.situation.house.assumption_day,
        )

    @cached_property
    def ended(self) -> pd.DataFrame:
        """What arrived notices bring about, where nobody has entered it yet: terminated_to and late."""
        contracts = self.situation.tables["contracts"]
        waiting = contracts[contracts["terminated_on"].notna() & contracts["terminated_to"].isna()]
        effects = notice_effects(
            waiting,
            self.situation.settings["expiry.sentinel_years"],
            self.situation.house.state,
            assumption_day=self.situation.house.assumption_day,
        )
        return effects[effects["terminated_to"].notna()]

    @cached_property
    def contracts(self) -> pd.DataFrame:
        """The contracts with the ends that notices bring about."""
        contracts = self.situation.tables["contracts"].copy()
        contracts.loc[self.ended.index, "terminated_to"] = self.ended["terminated_to"]
        return contracts

    @cached_property
    def dates(self) -> pd.DataFrame:
        return term_dates(
            self.contracts,
            self.situation.today,
            state=self.situation.house.state,
            sentinel_years=self.situation.settings["expiry.sentinel_years"],
            assumption_day=self.situation.house.assumption_day,
        )

    @cached_property
    def due(self) -> pd.DataFrame:
        """Contracts somebody must talk about, with the priority of the talk."""
        situation = self.situation
        due = expiring(self.contracts, self.dates, situation.today, situation.settings["renewal.open_days"])
        ranks = value_ranks(self.contracts["value"]).loc[due.index]
        begun = [self.talks[row] for row in due.index]
        facts = ([talk.unused_share for talk in begun], [talk.satisfaction for talk in begun])
        return due.assign(priority=list(map(renewal_priority, due["days_left"], ranks, *facts)))

    @cached_property
    def talks(self) -> dict[int, Talk]:
        """By row what a talk about each contract begins with."""
        tables = self.situation.tables
        return talks(self.contracts, tables["promises"], tables["activities"], self.situation.today)

    @cached_property
    def rep(self) -> str | None:
        """The rep whose contracts alone are wanted."""
        wanted = self.situation.choice("rep")
        return meant("staff", self.situation.tables["staff"], wanted) if wanted else None

    @property
    def is_whole(self) -> bool:
        """Neither a rep nor rows were chosen: the reports are about all contracts."""
        return self.rep is None and self.situation.selected is None

    def told(self, reports: tuple[Report, ...]) -> tuple[Report, ...]:
        """The reports, which say so where they are about selected rows alone."""
        selected = self.situation.selected
        return reports if selected is None else of_selection(reports, told(selected), self.situation.words)

    def counts(self) -> dict[str, int]:
        """How many contracts there are, and how many in each bucket: together all of them (R-09)."""
        dates = self.situation.meant(self.dates)
        buckets = dates["bucket"].value_counts()
        return {"contracts": len(dates), **{key: int(buckets.get(key, 0)) for key in BUCKETS}}


def expiry_flags(situation: Situation) -> Plan:
    """Opens a renewal talk for every contract that runs out soon, ranks it, and lists them rep by rep (R-07).

    For selected rows alone the list gets a sheet of its own: the list of all contracts stays.
    """
    world = ContractWorld(situation)
    due = situation.meant(world.due)
    if world.rep:
        due = due[world.contracts.loc[due.index, "rep"] == world.rep]
    changes = tuple(_flags(world, due))
    contracts = changed(world.contracts, ((c.row, c.column, c.after) for c in changes))
    report = expiry_list(
        situation.meant(contracts),
        situation.meant(world.dates),
        due,
        world.talks,
        situation.names,
        situation.words,
        situation.today,
        numbers(situation.settings["renewal.lead_days"]),
    )
    return Plan(
        changes=changes,
        reports=world.told((report,)),
        problems=(*situation.problems, *world.late),
        counts={**world.counts(), "to_talk": len(due)},
        families=(report.key,) if world.is_whole else (),
    )


def expiry_calendar(situation: Situation) -> Plan:
    """A calendar sheet and a calendar file for every rep: ends and notice deadlines of a period (R-09)."""
    world = ContractWorld(situation)
    settings, words, today = situation.settings, situation.words, situation.today
    months = 3 if situation.choice("period") == "quarter" else 1
    around = situation.choice("start") or today
    first, last = period_around(around, months, settings["calendar.fiscal_start_month"])
    pages = tuple(
        page
        for page in expiring_pages(situation.meant(world.contracts), situation.meant(world.dates), first, last)
        if world.rep in (None, page.rep)
    )
    fates = outcomes(world.contracts, world.dates, today)
    names, house = situation.names, situation.house
    reports = world.told(expiry_calendars(pages, fates, world.talks, names, first, last, words, today, house))
    files = [_calendar_file(page, fates, world, report) for page, report in zip(pages, reports, strict=False)]
    return Plan(
        reports=reports,
        files=tuple(file for file, _ in files),
        problems=situation.problems,
        counts={"reps": len(pages), "events": sum(events for _, events in files)},
        families=(FAMILY,) if world.is_whole else (),
    )


def _calendar_file(
    page: CalendarPage, fates: Mapping[int, Outcome], world: ContractWorld, report: Report
) -> tuple[File, int]:
    """The page as an ICS file named like its sheet, and how many events are in it."""
    from addin.reports.ics import calendar_file  # takes a tenth of a second to load, and few commands need it

    words = world.situation.words
    entries = calendar_entries(page, fates, world.situation.names, words)
    content = calendar_file(report.title, entries, world.situation.today)
    return File(f"{report.sheet}.ics", content), len(entries)


def _flags(world: ContractWorld, due: pd.DataFrame) -> Iterator[Change]:
    """Every cell that must change: ends that notices brought about, talks to open, priorities."""
    for row, end in world.situation.meant(world.ended)["terminated_to"].items():
        yield Change("contracts", int(str(row)), "terminated_to", None, end.date())
    ends, earlier = world.dates.loc[due.index, "current_end"], world.contracts.loc[due.index]
    yield from _changes(earlier, "renewal_priority", due["priority"])
    fresh = due.index[(earlier["renewal_term_end"] != ends).to_numpy(dtype=bool)]
    yield from _changes(earlier.loc[fresh], "renewal_term_end", ends.loc[fresh])
    yield from _changes(earlier.loc[fresh], "renewal_state", ["open"] * len(fresh))


def _changes(earlier: pd.DataFrame, key: str, wanted: Iterable[Value]) -> Iterator[Change]:
    """The cells of one column that are not yet as wanted."""
    column = _COLUMNS[key]
    for row, known, after in zip(earlier.index.tolist(), earlier[key], wanted, strict=True):
        before, after = plain(column, known), plain(column, after)
        if before != after:
            yield Change("contracts", row, key, before, after)


_COLUMNS = TABLES["contracts"].by_key
