"""Mailings: what became of their messages (R-41)."""

from __future__ import annotations

from addin.core.computed.given import Columns, Given, counted

_COUNTED = {
    "queued": ("queued",),
    "sent": ("sent", "replied", "bounced"),  # left the house
    "skipped": ("skipped",),
    "failed": ("failed", "uncertain"),
}


def mailings(given: Given) -> Columns:
    ids, recipients = given["mailings"]["mailing_id"], given["recipients"]
    return {
        key: counted(ids, recipients["mailing_id"][recipients["state"].isin(states)]).where(ids.notna())
        for key, states in _COUNTED.items()
    }
