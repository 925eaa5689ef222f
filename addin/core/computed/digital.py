"""Web pages, traffic and posts (R-27, R-70, R-72)."""

from __future__ import annotations

from addin.core.amounts import share
from addin.core.computed.given import Columns, Given, comparable, first_of, number, row_by_row
from addin.core.posts import post_length


def web_pages(given: Given) -> Columns:
    """R-27: by hash where both are known, else by date."""
    frame = given["web_pages"]
    wanted_on = given.at(frame["material_id"], "materials", "content_on")
    wanted_hash = given.at(frame["material_id"], "materials", "file_hash")
    same_hash = comparable(frame["found_hash"]) == comparable(wanted_hash)
    edition = first_of(
        (frame["material_id"].isna(), None),
        (frame["result"] == "broken", "missing"),
        (same_hash, "current"),
        (frame["found_hash"].notna() & wanted_hash.notna(), "outdated"),
        (frame["found_on"] >= wanted_on, "current"),
        (frame["found_on"] < wanted_on, "outdated"),
        otherwise="unknown",
    )
    return {"wanted_on": wanted_on, "wanted_hash": wanted_hash, "edition": edition}


def traffic(given: Given) -> Columns:
    """R-70: blank without impressions."""
    frame = given["traffic"]
    return {"click_rate": row_by_row(share, number(frame["clicks"]), frame["impressions"])}


def posts(given: Given) -> Columns:
    """R-72: blank without text."""
    frame = given["posts"]
    rows = zip(frame["text"], frame["link"], frame["network"], strict=True)
    return {"length": [post_length(text, link, network or "") if text else None for text, link, network in rows]}
