"""Group Messe: give-aways and shirts: what a show needs, what is to be ordered until when (R-29)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from addin.commands.edits import Edits
from addin.commands.lookups import meant
from addin.commands.material import MaterialWorld
from addin.commands.shows import chosen_show, show_name
from addin.commands.situation import Situation
from addin.core.computed.given import Given
from addin.core.giveaways import GiveAway, Need, give_aways, needs, pieces_needed, size_mix
from addin.core.ids import next_ids
from addin.errors import Refusal
from addin.plan import NewRow, Plan
from addin.reports.giveaways import give_away_list
from addin.tables import TABLES
from addin.tables.frames import appended
from addin.tables.model import Problem, Value

if TYPE_CHECKING:
    import pandas as pd


def giveaway(situation: Situation) -> Plan:
    """What a show needs of each give-away and size; where that was chosen, on its packing list, and a reprint
    begun for what will be short (R-24, R-25, R-29)."""
    offer, order = _Offer(situation), situation.choice("step") == "order"
    rounds = tuple(offer.rounds) if order else ()
    found = offer.with_rounds(rounds)
    report = give_away_list(found, offer.visitors, show_name(offer.show), situation.words, situation.today)
    return Plan(
        changes=offer.edits.changes if order else (),
        rows=(*offer.lines, *rounds) if order else (),
        reports=(report,),
        problems=(*situation.problems, *_without_material(found)),
        counts={
            "giveaways": len(found),
            "giveaways_short": sum(one.short > 0 for one in found),
            "pieces_to_order": sum(one.order for one in found),
            "rounds_begun": len(rounds),
        },
        refreshed=("materials",) if order else (),
    )


class _Offer:
    """What one show gives away; its needs stand on its packing list, to be written down or only to be seen."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self.edits = Edits(situation.tables)
        self.show = chosen_show(situation)[1]
        self.lines = tuple(self._packed())

    @cached_property
    def visitors(self) -> int:
        if not self.show["expected_visitors"]:
            raise Refusal("show_without_visitors", show=show_name(self.show))
        return int(self.show["expected_visitors"])

    @cached_property
    def wanted(self) -> list[Need]:
        settings, frame = self.situation.settings, self.situation.tables["materials"]
        packed = {str(key).casefold() for key in self._own["material_id"].dropna()}
        reserve, mix = float(settings["giveaway.reserve"]), size_mix(str(settings["giveaway.sizes"]))
        pieces = pieces_needed(self.visitors, self._share("share"), reserve)
        shirts = pieces_needed(self.visitors, self._share("shirts"), reserve)
        found = needs(frame, packed, pieces, shirts, mix)
        wanted = self.situation.choice("material")
        only = meant("materials", frame, wanted) if wanted else None
        left = set(self._own.loc[self._own["sent"].notna(), "material_id"])
        ids = [(need, need.cells["material_id"] if need.cells else None) for need in found]
        return [need for need, key in ids if key not in left and (only is None or key == only)]

    def _share(self, option: str) -> float:
        """How many of a hundred visitors take one: as it was chosen, else by the settings."""
        chosen = self.situation.choice(option)
        if chosen is None:
            return float(self.situation.settings[f"giveaway.{option}"])
        if not 0 <= chosen <= 100:
            raise Refusal("share_beyond", value=chosen)
        return float(chosen) / 100

    @cached_property
    def _own(self) -> pd.DataFrame:
        items = self.situation.tables["show_items"]
        own: pd.DataFrame = items[items["show_id"] == self.show["show_id"]]
        return own

    def _packed(self) -> Iterator[NewRow]:
        """Lines for what is not on the packing list yet; those that plan less are raised, none is lowered."""
        own = self._own
        for need in self.wanted:
            if need.cells is None:
                continue
            rows = own.index[own["material_id"] == need.cells["material_id"]].tolist()
            if not rows and need.pieces:
                yield NewRow("show_items", self._line(need))
            elif rows:
                planned = self.edits.stands("show_items", rows[0], "planned")
                self.edits.set("show_items", rows[0], planned=max(int(str(planned or 0)), need.pieces))

    def _line(self, need: Need) -> dict[str, Value]:
        assert need.cells is not None
        return {
            "show_id": self.show["show_id"],
            "material_id": need.cells["material_id"],
            "version": need.cells["version"],
            "planned": need.pieces,
            "value": need.cells["unit_cost"],
        }

    @cached_property
    def found(self) -> list[GiveAway]:
        """The needs against the stock, as if they stood on the packing list."""
        items = appended(
            TABLES["show_items"], self.edits.frame("show_items"), [line.values for line in self.lines]
        )
        tables = {**self.situation.tables, "show_items": items}
        given = Given(tables, self.situation.today, self.situation.settings)
        return give_aways(given, self.wanted, self.show["must_arrive_by"] or self.show["starts_on"])

    @cached_property
    def _begun(self) -> dict[str, str]:
        """Reprints under way that nobody has ordered yet, by their material."""
        rounds = MaterialWorld(self.situation).rounds
        return {str(one.cells["material_id"]): one.reprint_id for one in rounds if one.state != "ordered"}

    def with_rounds(self, fresh: tuple[NewRow, ...]) -> list[GiveAway]:
        """The needs with the reprint that brings each, the fresh ones among them."""
        begun = {str(row.values["material_id"]): str(row.values["reprint_id"]) for row in fresh}
        rounds = self._begun | begun
        return [replace(one, round=rounds.get(_material(one))) for one in self.found]

    @property
    def rounds(self) -> Iterator[NewRow]:
        """A round for what will be short; it goes its way through review, proof and approval (R-26)."""
        fresh = next_ids("reprints", self.situation.tables["reprints"])
        note = self.situation.words.text("commands.giveaway.note", show=show_name(self.show), n=self.visitors)
        for one in self.found:
            if one.order and one.need.cells and _material(one) not in self._begun:
                row: dict[str, Value] = {
                    "reprint_id": next(fresh),
                    "material_id": one.need.cells["material_id"],
                    "version": one.need.cells["version"],
                    "quantity": one.order,
                    "show_id": self.show["show_id"],
                    "note": note,
                }
                yield NewRow("reprints", row)


def _material(one: GiveAway) -> str:
    return str((one.need.cells or {}).get("material_id"))


def _without_material(found: list[GiveAway]) -> Iterator[Problem]:
    """Sizes that the mix asks for and no material has."""
    for one in found:
        if one.need.cells is None and one.need.pieces:
            facts = {"value": one.need.size, "n": one.need.pieces}
            yield Problem("materials", None, "size", "shirt_size_missing", facts, "warning")
