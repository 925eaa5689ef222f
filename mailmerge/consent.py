"""Whether somebody may be written to or called: yes or no, the reason, and what it rests on (R-40; UWG § 7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from mailmerge import model
from mailmerge.shown import Shown
from mailmerge.wording import phrase

Channel = Literal["email", "phone", "post"]
# A request is what the addressee asked for: information, a quote, a meeting
Purpose = Literal["contract", "advertising", "internal", "request"]
Wanted = Literal["email", "letter", "both"]
Reason = Literal[
    "",
    "no_consent",
    "objected",
    "undeliverable",
    "no_address",
    "too_recent",
    "blocked",
    "inactive",
    "not_audience",
]

_EXPRESS = frozenset({"doi", "written", "show_card"})
_OBJECTIONS: Mapping[Channel, tuple[str, ...]] = {
    "email": ("no_email_on",),
    "phone": ("no_phone_on",),
    "post": ("no_post_on", "company_no_post_on"),
}
_WAYS: Mapping[Wanted, tuple[model.Channel, ...]] = {
    "email": ("email",),
    "letter": ("post",),
    "both": ("email", "post"),
}


@dataclass(frozen=True)
class Facts:
    """What is known of somebody and of the message on the day it is made; fields are named after their columns.

    What is left out speaks against writing, but that somebody is active. `own_similar_goods` and
    `states_objection` are facts of the letter: it advertises what the house itself sells and what is like the
    things bought, and it tells of the right to object (UWG § 7 (3) 2 and 4). `last_written_on` counts every
    mailing, whatever it was about.
    """

    today: date
    company_status: str = ""
    active: bool = True
    left_on: date | None = None
    has_email: bool = False
    has_phone: bool = False
    has_post: bool = False
    email_state: str = ""
    phone_state: str = ""
    post_state: str = ""
    basis_email: str = ""
    basis_since: date | None = None
    basis_proof: str = ""
    basis_phone: str = ""
    own_similar_goods: bool = False
    states_objection: bool = False
    requested_on: date | None = None
    objected_on: date | None = None
    no_email_on: date | None = None
    no_phone_on: date | None = None
    no_post_on: date | None = None
    company_no_post_on: date | None = None
    last_written_on: date | None = None
    gap_days: int = 0


@dataclass(frozen=True)
class Verdict:
    """Yes or no for one channel; `reason` is that of the recipients' list, blank for a yes.

    `evidence` says what it rests on, finer: its `code` and the facts of that.
    """

    allowed: bool
    reason: Reason
    evidence: Mapping[str, object] = field(default_factory=dict)

    def told(self, language: str) -> str:
        """The evidence as a sentence."""
        shown = Shown(language)
        facts = {name: shown.text(value) for name, value in self.evidence.items()}
        return phrase(language, f"consent.{self.evidence['code']}", **facts)


@dataclass(frozen=True)
class Routed:
    """The way a message goes, None for no way; `reason` is then that of the way wanted first."""

    channel: model.Channel | None
    reason: Reason
    tried: tuple[Verdict, ...]


def may_contact(channel: Channel, purpose: Purpose, facts: Facts, *, reminder: bool = False) -> Verdict:
    """Whether somebody may be written to or called (R-40): no, if there is any reason against it.

    An objection is one to advertising: contract performance goes on, on any live channel. The gap between mailings
    holds for advertising and for reminders, not for calls.

    >>> prospect = Facts(date(2027, 3, 1), "prospect", has_email=True, has_post=True)
    >>> may_contact("email", "advertising", prospect).reason, may_contact("post", "advertising", prospect).allowed
    ('no_consent', True)
    """
    refusals = _refusals(channel, purpose, facts, reminder)
    return next(refusals, None) or _granted(channel, purpose, facts)


def route(purpose: Purpose, wanted: Wanted, facts: Facts, *, reminder: bool = False) -> Routed:
    """Which way a message goes: where both are wanted by e-mail, or else by post if that is allowed of its own.

    >>> route("advertising", "both", Facts(date(2027, 3, 1), "prospect", has_email=True, has_post=True)).channel
    'post'
    """
    tried: list[Verdict] = []
    for channel in _WAYS[wanted]:
        tried.append(may_contact(channel, purpose, facts, reminder=reminder))
        if tried[-1].allowed:
            return Routed(channel, "", tuple(tried))
    return Routed(None, tried[0].reason, tuple(tried))


def _refusals(channel: Channel, purpose: Purpose, facts: Facts, reminder: bool) -> Iterator[Verdict]:
    """Every reason against it, the weightiest first."""
    yield from _closed(purpose, facts)
    if purpose in ("advertising", "request"):
        yield from _objections(channel, purpose, facts)
        yield from _without_ground(channel, purpose, facts)
    yield from _out_of_reach(channel, facts)
    if channel != "phone" and (purpose == "advertising" or reminder):
        yield from _too_soon(facts)


def _closed(purpose: Purpose, facts: Facts) -> Iterator[Verdict]:
    """Whom nothing of this kind is for."""
    if facts.company_status == "blocked":
        yield _no("blocked", "blocked")
    if not facts.active:
        yield _no("inactive", "inactive")
    if facts.left_on and facts.left_on <= facts.today:
        yield _no("inactive", "left", on=facts.left_on)
    if purpose == "advertising" and facts.company_status == "competitor":
        yield _no("not_audience", "competitor")
    if purpose == "contract" and facts.company_status == "prospect":
        yield _no("not_audience", "no_contract")


def _objections(channel: Channel, purpose: Purpose, facts: Facts) -> Iterator[Verdict]:
    """An objection counts from the day it is known; what was asked for after it is wanted all the same."""
    for name in ("objected_on", *_OBJECTIONS[channel]):
        on = getattr(facts, name)
        wanted_since = purpose == "request" and on and facts.requested_on and facts.requested_on > on
        if on and not wanted_since:
            yield _no("objected", name, on=on)


def _without_ground(channel: Channel, purpose: Purpose, facts: Facts) -> Iterator[Verdict]:
    """What the law wants for this channel and is not there."""
    if purpose == "request":
        if not facts.requested_on or facts.requested_on > facts.today:
            yield _no("no_consent", "no_request")
    elif channel == "phone":
        if not facts.basis_phone.strip():
            yield _no("no_consent", "no_phone_reason")
    elif channel == "email":
        yield from _without_email_ground(facts)


def _without_email_ground(facts: Facts) -> Iterator[Verdict]:
    """Express consent, or all four conditions of UWG § 7 (3); either must be documented (BGH I ZR 164/09).

    That the address was got with a sale, and the right to object told then, is what the proof of an existing
    customer proves.
    """
    basis = facts.basis_email
    if basis not in _EXPRESS | {"existing_customer"}:
        yield _no("no_consent", "presumed_by_email" if basis == "presumed" else "no_basis")
    if not facts.basis_since or facts.basis_since > facts.today:
        yield _no("no_consent", "no_since")
    if not facts.basis_proof.strip():
        yield _no("no_consent", "no_proof")
    if basis == "existing_customer":
        yield from _without_sale(facts)


def _without_sale(facts: Facts) -> Iterator[Verdict]:
    if facts.company_status != "customer":
        yield _no("no_consent", "no_customer")
    if not facts.own_similar_goods:
        yield _no("no_consent", "no_similar_goods")
    if not facts.states_objection:
        yield _no("no_consent", "objection_untold")


def _out_of_reach(channel: Channel, facts: Facts) -> Iterator[Verdict]:
    if not getattr(facts, f"has_{channel}"):
        yield _no("no_address", f"no_{channel}")
    if getattr(facts, f"{channel}_state") == "dead":
        yield _no("undeliverable", f"dead_{channel}")


def _too_soon(facts: Facts) -> Iterator[Verdict]:
    last = facts.last_written_on
    if last and (facts.today - last).days < facts.gap_days:
        yield _no("too_recent", "too_recent", on=last, days=facts.gap_days)


def _granted(channel: Channel, purpose: Purpose, facts: Facts) -> Verdict:
    """What a yes rests on."""
    if purpose == "request":
        return _yes("requested", on=facts.requested_on)
    if purpose != "advertising":
        return _yes(purpose)
    if channel == "phone":
        return _yes("phone_reason", reason=facts.basis_phone.strip())
    if channel == "post":
        return _yes("post")
    return _yes(facts.basis_email, since=facts.basis_since, proof=facts.basis_proof.strip())


def _yes(code: str, **facts: object) -> Verdict:
    return Verdict(True, "", {"code": code, **facts})


def _no(reason: Reason, code: str, **facts: object) -> Verdict:
    return Verdict(False, reason, {"code": code, **facts})
