"""Commands decide on the demo's tables what a coordinator expects."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest
from demo_tables import frames

from addin.commands.register import COMMANDS
from addin.commands.situation import Situation
from addin.errors import Refusal
from addin.plan import Plan
from addin.tables.frames import changed
from addin.tables.settings import SETTINGS
from addin.words import Words

TODAY = date(2027, 2, 15)
NOW = datetime(2027, 2, 15, 9, 30)


def decided(name: str, tables: Mapping[str, pd.DataFrame] | None = None, **options: Any) -> Plan:
    settings = {key: setting.value_of(None) for key, setting in SETTINGS.items()}
    return COMMANDS[name].decision(
        Situation(tables or frames(), TODAY, settings, Words.of("de"), options, (), NOW)
    )


def new(plan: Plan, table: str) -> list[Mapping[str, Any]]:
    return [row.values for row in plan.rows if row.table == table]


def quote_with_lines() -> str:
    return str(frames()["quote_lines"]["quote_id"].iloc[0])


def test_a_quote_becomes_a_contract_line_by_line_with_its_sum() -> None:
    quote = quote_with_lines()
    lines = frames()["quote_lines"].query("quote_id == @quote")
    options = {"quote": quote, "starts": date(2027, 3, 1), "months": 12, "notice": "3 Monate zum Vertragsende"}
    plan = decided("contract-intake", **options)
    (contract,) = new(plan, "contracts")
    promises = new(plan, "promises")
    assert [promise["what"] for promise in promises] == list(lines["text"])
    assert {promise["contract_id"] for promise in promises} == {contract["contract_id"]}
    paid = sum(promise["list_value"] for promise in promises if not promise["free"])
    assert contract["value"] == pytest.approx(paid)
    assert (contract["quote_id"], contract["notice_value"], contract["notice_unit"]) == (quote, 3, "months")


def test_a_complete_contract_is_active_and_brings_the_tasks_of_its_checklists() -> None:
    options = {
        "company": "F-0001",
        "rep": str(frames()["contracts"]["rep"].dropna().iloc[0]),
        "starts": date(2027, 3, 1),
        "months": 12,
        "notice": "keine",
        "promise": ["Anzeige;1/1 Seite 4c;Gestaltung;4;4980", "Banner;Skyscraper"],
    }
    plan = decided("contract-intake", **options)
    assert plan.problems == ()
    (contract,) = new(plan, "contracts")
    assert contract["state"] == "active"
    tasks = new(plan, "tasks")
    wanted = frames()["checklists"].query("anchor == 'contract_start'")
    assert len(tasks) == len(wanted) > 0
    assert {task["about"] for task in tasks} == {contract["contract_id"]}


def test_what_is_missing_keeps_a_new_contract_a_draft_and_is_named() -> None:
    plan = decided("contract-intake", company="F-0001", starts=date(2027, 3, 1))
    assert new(plan, "contracts")[0]["state"] == "draft"
    assert {problem.code for problem in plan.problems} == {
        "intake_missing",
        "intake_no_notice",
        "intake_no_promise",
    }


def test_complete_drafts_become_active_and_the_others_are_told_what_they_lack() -> None:
    tables = dict(frames())
    drafts = tables["contracts"].query("state == 'draft'").index.tolist()
    assert drafts
    broken = tables["contracts"] = changed(tables["contracts"], [(drafts[0], "rep", None)])
    plan = decided("contract-intake", tables)
    activated = {change.row for change in plan.changes if (change.column, change.after) == ("state", "active")}
    assert activated == set(drafts[1:])
    assert [(p.row, p.column) for p in plan.problems] == [(drafts[0], "rep")]
    assert broken.at[drafts[0], "state"] == "draft"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"company": "Gibt es nicht GmbH"}, "nobody_of_that_name"),
        ({"company": "F-0001", "rep": "Niemand"}, "nobody_of_that_name"),
        ({"company": "F-0001", "notice": "nach Absprache"}, "notice_unread"),
        ({"company": "F-0001", "promise": ["Quatsch;was"]}, "promise_unread"),
        ({"company": "F-0001", "promise": ["Banner;Skyscraper;;viele"]}, "promise_unread"),
        ({"quote": "Q-9999"}, "nobody_of_that_name"),
    ],
)
def test_what_cannot_be_understood_is_refused_before_anything_is_planned(
    options: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refusal, match=code):
        decided("contract-intake", **options)


def test_one_rep_s_flags_touch_no_other_rep_s_contracts() -> None:
    rep = str(frames()["contracts"]["rep"].dropna().iloc[0])
    everyone, one = decided("expiry-flags"), decided("expiry-flags", rep=rep)
    owners = frames()["contracts"]["rep"]
    talks = {change.row for change in one.changes if change.column == "renewal_priority"}
    assert talks
    assert {owners[row] for row in talks} == {rep}
    assert talks < {change.row for change in everyone.changes}


def test_the_key_date_needs_a_day_or_a_release() -> None:
    with pytest.raises(Refusal, match="key_date_missing"):
        decided("as-of")
    assert decided("as-of", date=date(2027, 3, 1)).as_of == date(2027, 3, 1)
    assert decided("as-of", release=True).as_of == NOW.date()


def test_an_area_that_is_switched_off_is_hidden_and_the_others_are_seen() -> None:
    settings = {key: setting.value_of(None) for key, setting in SETTINGS.items()} | {"areas.shows": False}
    situation = Situation(frames(), TODAY, settings, Words.of("de"), {}, (), NOW)
    visible = COMMANDS["refresh"].decision(situation).visible
    assert not any(visible[key] for key in ("shows", "show_items", "shipments"))
    assert visible["contracts"]


def test_the_data_check_of_the_demo_finds_what_is_planted_and_nothing_else() -> None:
    found = [(problem.table, problem.column, problem.code) for problem in decided("check").problems]
    assert found == [
        ("contracts", "ends_on", "sentinel_end"),
        ("contracts", "terminated_on", "late_notice"),
    ]


def test_every_bucket_of_the_calendar_month_is_in_the_quarter_too() -> None:
    month, quarter = (decided("expiry-calendar", period=period) for period in ("month", "quarter"))
    assert 0 < month.counts["events"] <= quarter.counts["events"]
    assert {file.name for file in month.files} <= {file.name for file in quarter.files}
