"""What an earlier page showed: the next one says what has changed since."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import datetime

from mailmerge.preview import Change, Preview, Recipient, page

_DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)


@dataclass(frozen=True)
class Previewed:
    """When a page was made, its digest, and by key what it showed of each recipient: digests and a name."""

    made: datetime
    digest: str
    digests: dict[str, set[str]]
    names: dict[str, str]

    @classmethod
    def on(cls, text: str) -> Previewed | None:
        """What a page of ours shows; None where it is no such page, or from a Teeup that kept nothing on it."""
        data = _DATA.search(text)
        try:
            kept = json.loads(data[1] if data else "")
            seen = cls(datetime.fromisoformat(kept["made"]), kept["digest"], {}, {})
            for row in kept["recipients"]:
                seen.digests.setdefault(row["key"], set()).add(row["digest"])
                seen.names[row["key"]] = row["name"] or row["company"]
        except (ValueError, KeyError, TypeError):
            return None
        return seen

    def change(self, recipient: Recipient) -> Change:
        """What is to be told of a recipient who is on the next page."""
        if recipient.key not in self.digests:
            return "new"
        return "" if recipient.digest in self.digests[recipient.key] else "changed"


def next_page(batch: Preview, language: str, earlier: str) -> str:
    """The page of a batch of which an earlier one may be there: the same one where nothing has changed since."""
    seen = Previewed.on(earlier)
    if seen is None:
        return page(batch, language)
    if seen.digest == batch.digest:
        return earlier
    recipients = tuple(replace(each, change=seen.change(each)) for each in batch.recipients)
    keys = {each.key for each in recipients}
    gone = tuple(name for key, name in seen.names.items() if key not in keys)
    return page(replace(batch, recipients=recipients, since=seen.made, gone=gone), language)
