"""The companies of a list from a fair: which are known, which are none of ours, which are new (R-30, R-32)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from addin.commands.firms import Known, country_of, known_firms, limits_of
from addin.commands.situation import Situation
from addin.core.company_names import key_similarity
from addin.core.duplicates import Firm
from addin.core.matches import best, matches
from addin.core.phones import HOME
from addin.core.screening import Customers, Fit, Screen, is_own, screened
from addin.imports.known import compared
from addin.imports.rows import Row
from addin.plan import NewRow
from addin.tables.model import Value

Decision = Literal["new", "merge", "related", "skip", "review"]


@dataclass
class Listed:
    """A company as the list has it, with all its rows; whom it may be, and why.

    `company_id` is the one that it becomes or is proposed to be; blank where there is none.
    """

    rows: list[Row]
    firm: Firm
    decision: Decision = "new"
    known: Known | None = None
    similarity: float | None = None
    reasons: tuple[str, ...] = ()
    screen: Screen | None = None
    company_id: str = ""
    fit: Fit = field(default_factory=lambda: Fit((), ()))

    @property
    def name(self) -> str:
        return str(self.rows[0].values["company"])

    def first(self, key: str) -> Any:
        """The first row's value that is not blank."""
        return next((row.values[key] for row in self.rows if row.values[key] is not None), None)


class ListedCompanies:
    """All companies of a list: rows with one name in one country are one, whoever came from it."""

    def __init__(self, situation: Situation, rows: Sequence[Row]) -> None:
        self._situation = situation
        self._rows = rows
        self._limits = limits_of(situation.settings)

    @cached_property
    def all(self) -> list[Listed]:
        found = [Listed(rows, firm_of(rows)) for rows in self._grouped.values()]
        for one in found:
            one.fit = self._customers.fit(_traits(one))
        self._match(found)
        return found

    @cached_property
    def _grouped(self) -> dict[tuple[str, str], list[Row]]:
        groups: dict[tuple[str, str], list[Row]] = {}
        for row in self._rows:
            key = compared(row.values["company"]), country_of(row.values["country"] or "")
            groups.setdefault(key, []).append(row)
        return groups

    @cached_property
    def known(self) -> list[Known]:
        return known_firms(self._situation.tables)

    @cached_property
    def _customers(self) -> Customers:
        cells = (one.cells for one in self.known if one.cells["status"] == "customer")
        return Customers([{**each, "country": country_of(each["country"] or HOME)} for each in cells])

    @cached_property
    def _own(self) -> Firm:
        house = self._situation.settings
        return Firm.of(house["house.name"], addresses=[house["house.website"], house["house.email"]])

    @cached_property
    def by_mail(self) -> dict[str, Mapping[str, Any]]:
        """The contacts of the workbook by their mail address; of twins the first."""
        contacts = self._situation.tables["contacts"]
        there = contacts[contacts["merged_into"].isna() & contacts["email"].notna()]
        found: dict[str, Mapping[str, Any]] = {}
        for cells in there.to_dict("records"):
            found.setdefault(str(cells["email"]).casefold(), {str(key): value for key, value in cells.items()})
        return found

    def _match(self, found: Sequence[Listed]) -> None:
        likeliest = best(matches([one.firm for one in found], [known.firm for known in self.known], self._limits))
        by_id = {known.cells["company_id"]: known for known in self.known}
        for at, one in enumerate(found):
            if is_own(one.firm, self._own, self._limits):
                one.decision, one.screen = "skip", "own"
                continue
            if at in likeliest:
                said = likeliest[at].verdict
                _decide(one, self.known[likeliest[at].right], said.decision, said.similarity, said.reasons)
            for known in self._by_people(one, by_id):
                self._known_by_mail(one, known)

    def _by_people(self, one: Listed, by_id: Mapping[str, Known]) -> Iterator[Known]:
        """The companies of those whose mail address stands in the list."""
        for row in one.rows:
            person = self.by_mail.get((row.values["email"] or "").casefold())
            if person and person["company_id"] in by_id:
                yield by_id[person["company_id"]]

    def _known_by_mail(self, one: Listed, known: Known) -> None:
        """Somebody with a known address comes from her company, if the names agree; else a person decides."""
        if one.decision in ("merge", "skip"):
            return
        similarity = key_similarity(one.firm.key, known.firm.key)
        decision: Decision = "merge" if similarity >= self._limits.review else "review"
        if one.decision != "review" or decision == "merge":
            _decide(one, known, decision, similarity, ("email", *one.reasons))


def firm_of(rows: Sequence[Row]) -> Firm:
    """What tells the company of these rows from others."""
    values = rows[0].values
    return Firm.of(
        values["company"],
        country_of(values["country"] or ""),
        addresses=[address for row in rows for address in (row.values["website"], row.values["email"])],
        phone=values["phone"],
        street=values["street"],
        zip_code=values["zip"],
    )


def _traits(one: Listed) -> dict[Any, str | None]:
    return {"industry": one.first("industry"), "country": one.firm.country, "size": one.first("size")}


def _decide(one: Listed, known: Known, decision: Decision, similarity: float, reasons: tuple[str, ...]) -> None:
    """Who is surely a competitor or blocked is left out; a customer is known, and no prospect."""
    one.known, one.decision, one.similarity, one.reasons = known, decision, similarity, reasons
    if decision == "merge":
        one.screen = screened(str(known.cells["status"]))
        one.decision = "skip" if one.screen in ("competitor", "blocked") else "merge"
    if one.decision != "related":
        one.company_id = str(known.cells["company_id"])


def prospect(one: Listed, situation: Situation) -> NewRow:
    """The row of a company that the house did not know; whoever was talked to, it was found at the show."""
    met = one.first("met_on") or one.first("rating")
    cells: dict[str, Value] = {
        "company_id": one.company_id,
        "name": one.name,
        "status": "prospect",
        **{key: one.first(key) for key in ("industry", "size", "street", "zip", "city", "phone")},
        "country": one.firm.country if len(one.firm.country) == 2 else one.first("country"),
        "website": _with_scheme(one.first("website")),
        "prospect_state": "new",
        "source": "show" if met else "attendee_list",
        "found_by": situation.coordinator,
        "created_on": situation.today,
    }
    return NewRow("companies", {key: value for key, value in cells.items() if value is not None})


def _with_scheme(website: str | None) -> str | None:
    return f"https://{website}" if website and "://" not in website else website
