"""What the records of mailings say: who got what, who waits for it, and what fills a letter (R-12, R-41)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

import pandas as pd

from addin.core.ids import ids_in

WAITING = ("queued", "sending")
REACHED = ("sent", "uncertain", "replied", "bounced")  # it left the house, or may have
OPEN = ("draft", "previewed", "approved", "sending")


def last_written(recipients: pd.DataFrame) -> dict[str, date]:
    """For each contact the day of the last message that reached it, of whatever mailing (R-12).

    What came back reached nobody.
    """
    reached = recipients[recipients["state"].isin(REACHED) & recipients["state"].ne("bounced")].dropna(
        subset=["sent_on", "contact_id"]
    )
    last: Any = reached.groupby("contact_id")["sent_on"].max()
    return {str(contact): moment.date() for contact, moment in last.items()}


def told_on(recipients: pd.DataFrame, mailings: pd.DataFrame, letter: str) -> dict[str, date]:
    """For each record that such a letter was about, sent or waiting, the day the last one was prepared."""
    meant = mailings[mailings["letter"] == letter]
    days: dict[Any, Any] = dict(zip(meant["mailing_id"], meant["prepared_on"], strict=True))
    known = recipients["mailing_id"].isin(days) & recipients["state"].isin((*WAITING, *REACHED))
    found: dict[str, date] = {}
    for mailing, about in recipients.loc[known, ["mailing_id", "about"]].dropna().itertuples(index=False):
        for record in ids_in(about):
            found[record] = max(found.get(record, date.min), days[mailing].date())
    return found


def content_text(values: Mapping[str, object]) -> str:
    """What fills a letter, as one text for a cell; days stay days.

    >>> content_text({"use_by": date(2027, 3, 31), "items": [{"what": "Banner"}]})
    '{"use_by": {"day": "2027-03-31"}, "items": [{"what": "Banner"}]}'
    """
    return json.dumps(values, ensure_ascii=False, default=_as_day)


def _as_day(value: object) -> dict[str, str]:
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    raise TypeError(type(value).__name__)


def content_of(text: str) -> dict[str, object]:
    """The values that a cell keeps; ValueError where it is no such text.

    >>> content_of('{"use_by": {"day": "2027-03-31"}}')
    {'use_by': datetime.date(2027, 3, 31)}
    """
    found = json.loads(text, object_hook=_from_day)
    if not isinstance(found, dict):
        raise ValueError(text)
    return found


def _from_day(found: dict[str, Any]) -> Any:
    if found.keys() == {"day"}:
        return date.fromisoformat(found["day"])
    if found.keys() == {"moment"}:
        return datetime.fromisoformat(found["moment"])
    return found


@dataclass(frozen=True)
class Case:
    """Somebody to be written to, why, and what fills the letter: a contact, or a colleague by her staff id.

    `occasion` and `about`, the ids of the rows it is about, tell this message from any other (R-41). `stage` is
    that of a reminder, 0 for none. `show_id` is the show that the whole batch is about. `reason` excludes somebody
    whom the letter is not for. `facts` are what this occasion knows of consent beside the contact's own cells.
    """

    occasion: str
    about: tuple[str, ...]
    values: Mapping[str, object]
    contact_id: str | None = None
    staff_id: str | None = None
    stage: int = 0
    show_id: str | None = None
    reason: Literal["", "not_audience"] = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def prepared_already(recipients: pd.DataFrame, mailings: pd.DataFrame, today: date) -> set[tuple[str, str]]:
    """Occasion and `about` of all messages that wait in a mailing, were prepared today, or left the house."""
    rows = current(recipients, mailings, today).dropna(subset=["occasion", "about"])
    return set(zip(rows["occasion"], rows["about"], strict=True))


def current(recipients: pd.DataFrame, mailings: pd.DataFrame, today: date) -> pd.DataFrame:
    """The rows of messages that wait in a mailing, were prepared today, or left the house."""
    of_now = mailings["state"].isin(OPEN) | (mailings["prepared_on"] == pd.Timestamp(today))
    meant = recipients["mailing_id"].isin(mailings.loc[of_now, "mailing_id"])
    return recipients[meant | recipients["state"].isin(REACHED)]
