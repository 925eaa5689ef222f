"""Outdated editions: with reps, in stock, on the website, in print (R-27)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd

from addin.core.computed.digital import web_pages
from addin.core.computed.given import Given, comparable
from addin.core.records import records
from addin.core.reprints import Round
from addin.tables.model import Problem

Where = Literal["website", "print", "rep", "stock"]


@dataclass(frozen=True)
class Outdated:
    """An edition that is not valid any more, at one place.

    `holder` is a rep's id or a web address; `edition` on the website `outdated` or `missing`; `on` the day of the
    last issue, the last check, the order.
    """

    where: Where
    table: str
    row: int
    material: str
    version: str | None
    valid: str | None
    valid_until: date | None
    holder: str | None = None
    pieces: int | None = None
    edition: str | None = None
    found_on: date | None = None
    on: date | None = None


def outdated(given: Given, rounds: list[Round]) -> list[Outdated]:
    """Every place of an outdated edition: the website, print orders, reps, the stock (R-26, R-27)."""
    materials = {str(cells["material_id"]).casefold(): (row, cells) for row, cells in records(given["materials"])}
    moves = _moves_of_old_versions(given, materials)
    return [
        *_on_the_website(given, materials),
        *(_being_printed(one) for one in rounds if one.state == "ordered" and one.obsolete(given.today)),
        *_with_reps(moves, materials),
        *_in_stock(moves, materials),
    ]


def unknown_documents(given: Given) -> list[str]:
    """Documents on the website that cannot be compared: neither date nor hash of both is known."""
    pages = given["web_pages"]
    unknown = pages[pd.Series(web_pages(given)["edition"], index=pages.index) == "unknown"]
    return [str(what) for what in unknown["what"]]


def orders_of_old_versions(found: list[Outdated]) -> Iterator[Problem]:
    """A print order of an outdated edition is an error (R-26)."""
    for one in found:
        if one.where == "print":
            facts = {"name": one.material, "value": one.version or "–", "valid": one.valid or "–"}
            yield Problem("reprints", one.row, "version", "obsolete_ordered", facts)


_Materials = Mapping[str, tuple[int, dict[str, Any]]]


def _moves_of_old_versions(given: Given, materials: _Materials) -> pd.DataFrame:
    """Moves of an edition that is not the valid one of its material, or has ended; `key` is the material's."""
    moves = given["stock_moves"].assign(key=comparable(given["stock_moves"]["material_id"]))
    ended = {key for key, (_, cells) in materials.items() if _ended(cells, given.today)}
    valid = moves["key"].map({key: cells["version"] for key, (_, cells) in materials.items()})
    old = valid.notna() & (moves["version"] != valid) | moves["key"].isin(ended)
    return moves[old & moves["version"].notna() & moves["key"].isin(set(materials)) & (moves["kind"] != "request")]


def _ended(cells: Mapping[str, Any], today: date) -> bool:
    return cells["valid_until"] is not None and cells["valid_until"] < today


def _with_reps(moves: pd.DataFrame, materials: _Materials) -> Iterator[Outdated]:
    """The recall list: reps to whom more went than came back."""
    issues = moves[(moves["kind"] == "issue") & moves["person"].notna()]
    for group, own in issues.groupby(["person", "key", "version"]):
        person, key, version = map(str, group)
        pieces = -int(own["quantity"].sum())
        if pieces > 0:
            last = str(own["moved_on"].idxmax())
            more = {"holder": person, "pieces": pieces, "on": own["moved_on"].max().date()}
            yield _found("rep", "stock_moves", int(last), materials[key][1], version, **more)


def _in_stock(moves: pd.DataFrame, materials: _Materials) -> Iterator[Outdated]:
    for group, own in moves.groupby(["key", "version"]):
        key, version = map(str, group)
        pieces = int(own["quantity"].sum())
        if pieces > 0:
            row, cells = materials[key]
            yield _found("stock", "materials", row, cells, version, pieces=pieces)


def _on_the_website(given: Given, materials: _Materials) -> Iterator[Outdated]:
    pages = given["web_pages"]
    for row, cells in records(pages.assign(edition=web_pages(given)["edition"])):
        known = materials.get(str(cells["material_id"]).casefold())
        if known and cells["edition"] in ("outdated", "missing"):
            more = {key: cells[key] for key in ("edition", "found_on")}
            more |= {"holder": cells["shown_on"] or cells["url"], "on": cells["checked_on"]}
            yield _found("website", "web_pages", row, known[1], None, **more)


def _being_printed(one: Round) -> Outdated:
    pieces, on = one.cells["quantity"], one.cells["ordered_on"]
    return _found(
        *("print", "reprints", one.row, one.material, one.cells["version"]),
        holder=one.reprint_id,
        pieces=None if pieces is None else int(pieces),
        on=on,
    )


def _found(
    where: Where, table: str, row: int, material: Mapping[str, Any], version: str | None, **more: Any
) -> Outdated:
    return Outdated(
        where, table, row, material["name"], version, material["version"], material["valid_until"], **more
    )
