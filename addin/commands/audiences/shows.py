"""Whom the house invites to a show, wave by wave (R-42)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from addin.commands.audiences.addressees import Letters
from addin.commands.correspondents import Row
from addin.commands.shows import coming_show, show_name
from addin.commands.situation import Situation
from addin.core.mailings import Case
from addin.core.records import records
from addin.core.show_people import INVITATION, answered, in_region, last_edition, met_at, wave_days, waves_come
from addin.errors import Refusal
from addin.tables.settings import numbers
from mailmerge.countries import country_code

DUE = "due"
_HOME = "DE"
# Beside those who are invited, those of whom the batch says why they are not
_LISTED = ("customer", "prospect", "competitor", "blocked")


def invitations(situation: Situation) -> Iterator[Case]:
    """Everybody at customers and prospects in the show's region, or whose company was met at the last edition.

    The main contact comes first. Who has accepted or declined already is told, but not invited again.
    """
    invited, letters = _Invited(situation), Letters(situation)
    occasion = f"{INVITATION}.{invited.show_id}.{invited.wave}"
    for company in invited.companies:
        company_id = company["company_id"]
        people: list[str | None] = [*invited.people_of.get(company_id, ())]
        for contact in people or [None]:
            yield Case(
                occasion,
                (contact or company_id,),
                {**_told(invited.show, company, letters), **letters.signed(contact)},
                contact,
                stage=invited.wave,
                show_id=invited.show_id,
                reason="not_audience" if contact in invited.answered else "",
            )


def _told(show: Row, company: Row, letters: Letters) -> dict[str, object]:
    same = ("city", "venue", "stand", "starts_on", "ends_on")
    told = {name: show[name] for name in same}
    return {"show": show_name(show), **told, "rep_name": letters.in_sales(company["rep"])}


@dataclass(frozen=True)
class _Invited:
    """The show and the wave that are meant, and whom they are for."""

    situation: Situation

    @cached_property
    def show(self) -> Row:
        return coming_show(self.situation)

    @cached_property
    def show_id(self) -> str:
        return str(self.show["show_id"])

    @cached_property
    def wave(self) -> int:
        """The wave that was chosen, else the last one that has come; Refusal `show_wave_early`, `show_wave`."""
        weeks = numbers(self.situation.settings["show.invite_weeks"])
        chosen = str(self.situation.choice("wave") or DUE)
        wave = waves_come(self.show["starts_on"], weeks, self.situation.today) if chosen == DUE else int(chosen)
        if wave > len(weeks):
            raise Refusal("show_wave", wave=wave, most=len(weeks))
        if not wave:
            first = wave_days(self.show["starts_on"], weeks)[0]
            raise Refusal("show_wave_early", show=show_name(self.show), on=first)
        return wave

    @property
    def companies(self) -> list[Row]:
        companies = self.situation.tables["companies"].dropna(subset=["company_id"])
        home = companies["country"].map(_at_home)
        region = self.show["zip_prefixes"]
        near = in_region(companies["zip"], region) & (home if region else True)
        meant = companies["status"].isin(_LISTED) & (near | companies["company_id"].isin(self._met))
        return [row for _, row in records(companies[meant].drop_duplicates("company_id"))]

    @property
    def _met(self) -> set[Any]:
        """The companies that were met at the last edition."""
        tables = self.situation.tables
        met = met_at(tables["show_contacts"], last_edition(tables["shows"], self.show_id))
        contacts = tables["contacts"]
        known = contacts.loc[contacts["contact_id"].isin(met["contact_id"].dropna()), "company_id"]
        return {*met["company_id"].dropna(), *known.dropna()}

    @cached_property
    def people_of(self) -> dict[str, list[str]]:
        """The contacts of each company, the main one first."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        contacts = self.situation.tables["contacts"].dropna(subset=["contact_id", "company_id"])
        ranked = contacts.sort_values("is_main", key=lambda main: main.ne(True), kind="stable")
        for _, row in records(ranked.drop_duplicates("contact_id")):
            found[row["company_id"]].append(row["contact_id"])
        return found

    @cached_property
    def answered(self) -> set[str]:
        tables = self.situation.tables
        return answered(tables["recipients"], tables["mailings"], tables["guests"], self.show_id)


def _at_home(country: Any) -> bool:
    """Postcodes mean regions of Germany; a blank country is there."""
    return pd.isna(country) or country_code(str(country)) in (_HOME, "")
