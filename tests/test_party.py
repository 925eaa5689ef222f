"""The company's party: who is expected, who has to wait, badges, cost a head (R-44; P-24)."""

import subprocess
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from demo_runs import decided, demo_book, desk, lines, state, table
from hypothesis import given
from hypothesis import strategies as st
from material_world import frame

from addin.commands.register import COMMANDS
from addin.core.parties import Guest, expected_guests, seated
from addin.errors import Refusal
from addin.plan import Plan
from addin.reports.model import Figures
from addin.words import LANGUAGES

FORUM: dict[str, Any] = {
    "show_id": "S-0009",
    "name": "Forum",
    "starts_on": date(2027, 4, 6),
    "ends_on": date(2027, 4, 8),
    "party_at": datetime(2027, 4, 6, 18, 30),
    "party_capacity": 10,
    "party_budget": 500.0,
}
VALUES = {1: 5000.0, 2: 9000.0, 3: 100.0, 4: 7000.0}


def host(*guests: Mapping[str, Any], show: Mapping[str, Any] = FORUM, **options: Any) -> Plan:
    """Four customers with a contact and a contract each, of quite different value."""
    today = options.pop("today", date(2027, 2, 15))
    companies = [{"company_id": f"F-{n:04d}", "name": f"Firma {n}", "rep": "M-0004"} for n in VALUES]
    people = [
        {"contact_id": f"P-{n:04d}", "company_id": f"F-{n:04d}", "last_name": f"Gast {n}", "is_main": True}
        for n in VALUES
    ]
    contracts = [
        {"contract_id": f"V-{n:04d}", "company_id": f"F-{n:04d}", "state": "active", "value": value}
        for n, value in VALUES.items()
    ]
    tables = {
        "shows": frame("shows", [show]),
        "companies": frame("companies", companies),
        "contacts": frame("contacts", people),
        "contracts": frame("contracts", contracts),
        "guests": frame("guests", [{"show_id": "S-0009", **guest} for guest in guests]),
    }
    return decided("party", tables, today=today, **options)


def said(number: int, reply: str | None, companions: int = 0, **more: Any) -> dict[str, Any]:
    return {"contact_id": f"P-{number:04d}", "reply": reply, "companions": companions, **more}


def figures(plan: Plan) -> dict[str, Any]:
    (block,) = [block for block in plan.reports[0].blocks if isinstance(block, Figures)]
    return {figure.label: figure.value for figure in block.figures}


def waiting(plan: Plan) -> list[Any]:
    return [line.values[0] for line in lines(plan.reports[0], "warning")]


# ------------------------------------------------------------------ expected


def test_expected_are_those_who_accepted_a_share_of_the_open_ones_and_companions() -> None:
    guests = [said(1, "accepted", 2), said(2, "invited"), said(3, "declined", 1), said(4, "planned")]
    assert figures(host(*guests))["erwartet"] == 3.35
    assert figures(host(*guests, chosen={"party.open_rate": 0.5}))["erwartet"] == 3.5


def test_who_has_no_answer_is_open_once_an_invitation_has_gone() -> None:
    plan = host(said(1, None, invited_on=date(2027, 2, 1)), said(2, None))
    assert [group.title.split(",")[0] for group in table(plan.reports[0]).groups] == ["Eingeladen", "Geplant"]


def test_a_head_costs_the_budget_until_the_cost_is_known() -> None:
    guests = [said(1, "accepted", 1)]
    assert figures(host(*guests))["Budget je Gast"] == 250.0
    spent = {**FORUM, "party_cost": 360.0}
    assert figures(host(*guests, show=spent))["Kosten je Gast"] == 180.0
    assert figures(host())["Budget je Gast"] is None


def test_after_the_party_only_those_who_came_count() -> None:
    guests = [said(1, "attended", 1), said(2, "no_show", 1), said(3, "accepted")]
    found = figures(host(*guests, show={**FORUM, "party_cost": 100.0}, today=date(2027, 4, 7)))
    assert (found["gekommen"], found["Kosten je Gast"]) == (2, 50.0)


# ------------------------------------------------------------------ the waiting list


def test_over_capacity_the_client_of_the_least_value_waits() -> None:
    guests = [said(number, "accepted", 1) for number in VALUES]
    plan = host(*guests, show={**FORUM, "party_capacity": 6})
    assert waiting(plan) == ["Gast 3"]
    assert waiting(host(*guests, show={**FORUM, "party_capacity": 8})) == []
    assert waiting(host(*guests, show={**FORUM, "party_capacity": None})) == []


def test_who_has_accepted_does_not_wait_for_who_was_only_asked() -> None:
    plan = host(said(3, "accepted"), said(2, "invited"), show={**FORUM, "party_capacity": 1})
    assert waiting(plan) == ["Gast 2"]


@given(
    st.lists(
        st.tuples(st.sampled_from(["accepted", "invited", "planned", "declined"]), st.integers(0, 3)), max_size=20
    ),
    st.integers(0, 15),
)
def test_those_who_have_a_place_are_never_more_than_there_are_places(
    answers: list[tuple[Any, int]], capacity: int
) -> None:
    guests = [Guest(n, "", None, None, *answer, None, None, 0.0) for n, answer in enumerate(answers)]
    inside = [guest for guest in seated(guests, capacity, 0.35) if not guest.waits]
    assert expected_guests(inside, 0.35) <= capacity + 1e-6
    assert not [guest for guest in seated(guests, None, 0.35) if guest.waits]


# ------------------------------------------------------------------ proposals and badges


def test_the_most_valuable_clients_are_proposed_as_many_as_are_expected_to_fit() -> None:
    plan = host(said(2, "accepted", 1), show={**FORUM, "party_capacity": 3}, step="plan")
    fresh = [row.values for row in plan.rows]
    assert [guest["contact_id"] for guest in fresh] == ["P-0004", "P-0001"]  # one place at 35 % each
    assert {(guest["reply"], guest["host"]) for guest in fresh} == {("planned", "M-0004")}


def test_without_a_number_of_places_nobody_can_be_proposed() -> None:
    with pytest.raises(Refusal) as refused:
        host(show={**FORUM, "party_capacity": None}, step="plan")
    assert refused.value.code == "party_without_capacity"


def test_badges_are_for_those_who_accepted_and_have_a_place(pdftotext: str, tmp_path: Path) -> None:
    guests = [said(1, "accepted", 1), said(2, "invited"), said(3, "accepted"), said(4, "declined")]
    plan = host(*guests, show={**FORUM, "party_capacity": 2}, step="badges")
    assert [(c.row, c.column, c.after) for c in plan.changes] == [(2, "badge_on", date(2027, 2, 15))]
    (tmp_path / "b.pdf").write_bytes(plan.files[0].content)
    call = [pdftotext, "-layout", str(tmp_path / "b.pdf"), "-"]
    shown = subprocess.run(call, check=True, capture_output=True, text=True).stdout
    assert "Gast 1" in shown and "Begleitung von Gast 1" in " ".join(shown.split())
    assert not any(f"Gast {number}" in shown for number in (2, 3, 4))
    assert plan.counts["badges"] == 2


def test_a_show_without_a_party_is_refused_by_name() -> None:
    bare = {**FORUM, "party_at": None}
    with pytest.raises(Refusal) as refused:
        host(show=bare)
    assert refused.value.code == "no_party"
    with pytest.raises(Refusal) as refused:
        decided("party", {"shows": frame("shows", [bare])}, show="Forum")
    assert refused.value.code == "show_without_party"


# ------------------------------------------------------------------ the demo


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_last_forum_had_21_guests_with_ten_companions(language: str) -> None:
    plan = decided("party", language=language, show="S-0001")
    assert plan.counts["guests"] == 46
    numbers = list(figures(plan).values())
    assert (numbers[0], numbers[2], numbers[3], numbers[6]) == (31, 21, 10, 192.9)
    assert waiting(plan) == []


@pytest.mark.parametrize("step", ["plan", "badges"])
def test_a_second_run_changes_nothing_and_undo_brings_everything_back(step: str, tmp_path: Path) -> None:
    book, command = demo_book(), COMMANDS["party"]
    before = state(book)
    options = {"step": step} | ({"show": "S-0001"} if step == "badges" else {})
    desk(book, tmp_path).run(command, options, rehearse=True)
    assert state(book) == before
    desk(book, tmp_path).run(command, options)
    after = state(book)
    again = desk(book, tmp_path).run(command, options)
    assert (again.cells, again.counts["sheets_written"], again.counts["files_written"]) == (0, 0, 0)
    assert state(book) == after
    if after != before:
        desk(book, tmp_path).undo()
    assert state(book) == before


def test_where_nobody_is_invited_the_sheet_says_so() -> None:
    assert table(host().reports[0]).empty == "Es steht noch niemand auf der Gästeliste."
