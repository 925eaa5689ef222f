"""R-40, every case of it, against the rule as a table that reads from top to bottom."""

import itertools
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date, timedelta
from functools import cache
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.tables.choices import CHOICES
from mailmerge.consent import Channel, Facts, Purpose, Reason, Wanted, may_contact, route

TODAY = date(2027, 3, 1)
PAST, FUTURE = date(2026, 6, 1), date(2027, 9, 1)
CHANNELS: tuple[Channel, ...] = get_args(Channel)
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
STATUSES = (*CHOICES["company_status"], "")
BASES = (*CHOICES["consent_basis"], "")

# The first row that fits counts. `-` is blank, `*` anything, `a|b` one of them, `!a` anything but a.
LEGAL = """
purpose      channel  status      objection   basis                   proof     letter     reason    asked    -> verdict
*            *        blocked     *           *                       *         *          *         *        -> blocked
internal     *        *           *           *                       *         *          *         *        -> yes
contract     *        prospect    *           *                       *         *          *         *        -> not_audience
contract     *        *           *           *                       *         *          *         *        -> yes
request      email    *           all|email   *                       *         *          *         !after   -> objected
request      phone    *           all|phone   *                       *         *          *         !after   -> objected
request      post     *           all|post|firm *                     *         *          *         !after   -> objected
request      *        *           *           *                       *         *          *         -        -> no_consent
request      *        *           *           *                       *         *          *         *        -> yes
advertising  *        competitor  *           *                       *         *          *         *        -> not_audience
advertising  *        *           all         *                       *         *          *         *        -> objected
advertising  email    *           email       *                       *         *          *         *        -> objected
advertising  phone    *           phone       *                       *         *          *         *        -> objected
advertising  post     *           post|firm   *                       *         *          *         *        -> objected
advertising  post     *           *           *                       *         *          *         *        -> yes
advertising  phone    *           *           *                       *         *          written   *        -> yes
advertising  phone    *           *           *                       *         *          *         *        -> no_consent
advertising  email    *           *           *                       !complete *          *         *        -> no_consent
advertising  email    *           *           doi|written|show_card   *         *          *         *        -> yes
advertising  email    customer    *           existing_customer       *         own+told   *         *        -> yes
advertising  email    *           *           *                       *         *          *         *        -> no_consent
"""  # noqa: E501

OBJECTIONS: dict[str, dict[str, Any]] = {
    "none": {},
    "all": {"objected_on": PAST},
    "email": {"no_email_on": PAST},
    "phone": {"no_phone_on": PAST},
    "post": {"no_post_on": PAST},
    "firm": {"company_no_post_on": PAST},
}
PROOFS: dict[str, dict[str, Any]] = {
    "complete": {"basis_since": PAST, "basis_proof": "Messebogen Nr. 17"},
    "no_text": {"basis_since": PAST, "basis_proof": "  "},
    "no_day": {"basis_proof": "Messebogen Nr. 17"},
    "to_come": {"basis_since": FUTURE, "basis_proof": "Messebogen Nr. 17"},
}
LETTERS: dict[str, dict[str, Any]] = {
    "own+told": {"own_similar_goods": True, "states_objection": True},
    "own": {"own_similar_goods": True},
    "told": {"states_objection": True},
}
PHONE_REASONS: dict[str, dict[str, Any]] = {
    "written": {"basis_phone": "Laufende Anzeigen"},
    "-": {"basis_phone": " "},
}
ASKED: dict[str, dict[str, Any]] = {
    "-": {},
    "before": {"requested_on": PAST},
    "after": {"requested_on": PAST + timedelta(days=1)},
}
REACHABLE = dict.fromkeys(("has_email", "has_phone", "has_post"), True)

Row = tuple[tuple[str, ...], str]


@cache
def rows() -> tuple[Row, ...]:
    lines = [line.split("->") for line in LEGAL.strip().splitlines()[1:]]
    return tuple((tuple(cells.split()), verdict.strip()) for cells, verdict in lines)


@cache
def fits(pattern: str, value: str) -> bool:
    if pattern.startswith("!"):
        return value != pattern[1:]
    return pattern == "*" or value in pattern.split("|")


def expected(*case: str) -> str:
    return next(verdict for cells, verdict in rows() if all(map(fits, cells, case)))


def cases(purpose: Purpose, channel: Channel) -> Iterator[tuple[tuple[str, ...], Facts]]:
    known = (OBJECTIONS, PROOFS, LETTERS, PHONE_REASONS, ASKED)
    for status, basis, *rest in itertools.product(STATUSES, BASES, *known):
        objection, proof, letter, reason, asked = rest
        more = [choice[name] for choice, name in zip(known, rest, strict=True)]
        facts: dict[str, Any] = {name: value for each in more for name, value in each.items()}
        case = (purpose, channel, status, objection, basis or "-", proof, letter, reason, asked)
        yield case, Facts(TODAY, status, basis_email=basis, **REACHABLE, **facts)


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("purpose", PURPOSES)
def test_every_case_of_the_law_is_decided_as_the_table_says(purpose: Purpose, channel: Channel) -> None:
    for case, facts in cases(purpose, channel):
        assert (may_contact(channel, purpose, facts).reason or "yes") == expected(*case), case


# From the weightiest reason to the lightest
REACH = """
active  left    address  state    written   asks_gap  -> verdict
no      *       *        *        *         *         -> inactive
*       gone    *        *        *         *         -> inactive
*       *       no       *        *         *         -> no_address
*       *       *        dead     *         *         -> undeliverable
*       *       *        *        recently  yes       -> too_recent
*       *       *        *        *         *         -> yes
"""
LEFT = {"gone": TODAY, "going": FUTURE, "-": None}
WRITTEN = {"recently": TODAY - timedelta(days=13), "long_ago": TODAY - timedelta(days=14), "-": None}


@pytest.mark.parametrize("reminder", [False, True])
@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("purpose", PURPOSES)
def test_whoever_left_or_is_out_of_reach_or_had_a_letter_lately_gets_none(
    purpose: Purpose, channel: Channel, reminder: bool
) -> None:
    table = [line.split("->") for line in REACH.strip().splitlines()[1:]]
    asks_gap = "yes" if channel != "phone" and (purpose == "advertising" or reminder) else "no"
    states = (*CHOICES["channel_state"], "")
    for active, left, address, state, written in itertools.product(
        ("yes", "no"), LEFT, ("yes", "no"), states, WRITTEN
    ):
        facts = replace(
            WELCOME,
            active=active == "yes",
            left_on=LEFT[left],
            last_written_on=WRITTEN[written],
            **{f"has_{channel}": address == "yes", f"{channel}_state": state},
        )
        case = (active, left, address, state, written, asks_gap)
        should = next(verdict.strip() for cells, verdict in table if all(map(fits, cells.split(), case)))
        assert (may_contact(channel, purpose, facts, reminder=reminder).reason or "yes") == should, case


WELCOME = Facts(
    TODAY,
    "customer",
    **REACHABLE,
    basis_email="doi",
    **PROOFS["complete"],
    **LETTERS["own+told"],
    **PHONE_REASONS["written"],
    requested_on=PAST,
    gap_days=14,
)


def test_a_welcome_customer_may_be_written_to_about_everything() -> None:
    assert all(may_contact(channel, purpose, WELCOME).allowed for channel in CHANNELS for purpose in PURPOSES)


# The four conditions of UWG § 7 (3), each missing once
@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ({"company_status": "former"}, "no_customer"),
        ({"company_status": "prospect"}, "no_customer"),
        ({"basis_since": None}, "no_since"),
        ({"basis_proof": ""}, "no_proof"),
        ({"own_similar_goods": False}, "no_similar_goods"),
        ({"states_objection": False}, "objection_untold"),
        ({"no_email_on": PAST}, "no_email_on"),
        ({"objected_on": PAST}, "objected_on"),
    ],
)
def test_an_existing_customer_gets_e_mails_only_where_all_four_conditions_hold(
    missing: dict[str, Any], code: str
) -> None:
    customer = replace(WELCOME, basis_email="existing_customer")
    assert may_contact("email", "advertising", customer).evidence["code"] == "existing_customer"
    refused = may_contact("email", "advertising", replace(customer, **missing))
    assert (refused.allowed, refused.evidence["code"]) == (False, code)


def test_a_consent_nobody_can_print_is_none() -> None:
    """BGH I ZR 164/09: consent must be documented."""
    verdict = may_contact("email", "advertising", replace(WELCOME, basis_proof=""))
    assert (verdict.reason, verdict.told("de")) == (
        "no_consent",
        "Die Grundlage für E-Mails ist nicht nachgewiesen.",
    )


def test_a_yes_shows_what_it_rests_on() -> None:
    verdict = may_contact("email", "advertising", WELCOME)
    assert verdict.told("de") == "Bestätigte Einwilligung (DOI) seit 01.06.2026: Messebogen Nr. 17"
    assert verdict.told("en") == "Confirmed consent (double opt-in) since 1 June 2026: Messebogen Nr. 17"


def test_the_gap_counts_whole_days_and_holds_for_reminders_too() -> None:
    lately = replace(WELCOME, last_written_on=TODAY - timedelta(days=13))
    assert may_contact("email", "contract", lately).allowed
    assert may_contact("email", "contract", lately, reminder=True).reason == "too_recent"
    assert may_contact(
        "email", "contract", replace(lately, today=TODAY + timedelta(days=1)), reminder=True
    ).allowed


def test_a_prospect_without_consent_gets_a_letter_instead() -> None:
    """Planted case X20."""
    prospect = replace(WELCOME, company_status="prospect", basis_email="none")
    routed = route("advertising", "both", prospect)
    assert (routed.channel, [each.reason for each in routed.tried]) == ("post", ["no_consent", ""])
    assert route("advertising", "email", prospect).reason == "no_consent"


def test_whoever_objected_to_everything_gets_nothing() -> None:
    """Planted case X20."""
    routed = route("advertising", "both", replace(WELCOME, objected_on=PAST))
    assert (routed.channel, routed.reason, len(routed.tried)) == (None, "objected", 2)


def test_where_no_way_is_left_the_reason_is_that_of_the_e_mail() -> None:
    routed = route("advertising", "both", replace(WELCOME, basis_email="none", has_post=False))
    assert (routed.reason, [each.reason for each in routed.tried]) == ("no_consent", ["no_consent", "no_address"])


def test_whoever_had_an_e_mail_lately_gets_no_letter_in_its_place() -> None:
    lately = replace(WELCOME, last_written_on=TODAY)
    assert route("advertising", "both", lately).channel is None


def test_a_letter_is_not_tried_where_the_e_mail_may_go() -> None:
    routed = route("advertising", "both", WELCOME)
    assert (routed.channel, len(routed.tried)) == ("email", 1)
    assert route("advertising", "letter", WELCOME).channel == "post"


def test_reasons_are_those_of_the_list_of_recipients() -> None:
    assert set(get_args(Reason)) - {""} <= set(CHOICES["skip_reason"])


_days = st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2028, 1, 1)))
_facts = st.builds(
    Facts,
    today=st.just(TODAY),
    company_status=st.sampled_from(STATUSES),
    active=st.booleans(),
    basis_email=st.sampled_from(BASES),
    basis_proof=st.sampled_from(("", " ", "Bogen 17")),
    basis_phone=st.sampled_from(("", "Anzeigen")),
    gap_days=st.integers(0, 30),
    **{f"has_{channel}": st.booleans() for channel in CHANNELS},
    **{f"{channel}_state": st.sampled_from((*CHOICES["channel_state"], "")) for channel in CHANNELS},
    **{each.name: _days for each in fields(Facts) if each.name.endswith("_on") or each.name == "basis_since"},
)
_stops = st.sampled_from(
    [{name: day} for name in ("objected_on", "no_email_on", "no_phone_on", "no_post_on", "company_no_post_on")
     for day in (PAST, TODAY, FUTURE)]
    + [{f"{channel}_state": "dead"} for channel in CHANNELS]
    + [{f"has_{channel}": False} for channel in CHANNELS]
    + [{"company_status": "blocked"}, {"active": False}, {"left_on": PAST}, {"last_written_on": TODAY}]
)  # fmt: skip


@given(_facts, _stops, st.sampled_from(PURPOSES), st.booleans())
def test_a_stop_never_opens_any_channel(
    facts: Facts, stop: dict[str, Any], purpose: Purpose, reminder: bool
) -> None:
    name, value = next(iter(stop.items()))
    # An objection that is moved to another day is no further one
    if name.endswith("_on") and getattr(facts, name) is not None:
        return
    for channel in CHANNELS:
        before = may_contact(channel, purpose, facts, reminder=reminder)
        after = may_contact(channel, purpose, replace(facts, **{name: value}), reminder=reminder)
        assert after.allowed <= before.allowed


@given(_facts, st.sampled_from(PURPOSES), st.sampled_from(("email", "letter", "both")), st.booleans())
def test_a_blocked_company_is_never_written_to(
    facts: Facts, purpose: Purpose, wanted: Wanted, reminder: bool
) -> None:
    routed = route(purpose, wanted, replace(facts, company_status="blocked"), reminder=reminder)
    assert (routed.channel, routed.reason) == (None, "blocked")


@given(_facts, st.sampled_from(PURPOSES), st.sampled_from(("email", "letter", "both")))
def test_a_message_goes_only_where_it_may(facts: Facts, purpose: Purpose, wanted: Wanted) -> None:
    routed = route(purpose, wanted, facts)
    assert (routed.channel is None) == (routed.reason != "")
    if routed.channel:
        assert may_contact(routed.channel, purpose, facts).allowed


@given(_facts, st.sampled_from(CHANNELS), st.sampled_from(PURPOSES), st.sampled_from(("de", "en")))
def test_every_verdict_has_words(facts: Facts, channel: Channel, purpose: Purpose, language: str) -> None:
    verdict = may_contact(channel, purpose, facts, reminder=True)
    assert verdict.allowed == (verdict.reason == "")
    assert "{" not in verdict.told(language)
