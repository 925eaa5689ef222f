"""Where outdated editions still are: on the website, in print, with reps, in stock."""

from datetime import date, timedelta
from typing import Any

import pytest
from material_world import TODAY, decided, demo_frames, values, world
from test_reprint_review import REPS

from addin.plan import Plan
from addin.words import LANGUAGES, Words

KIT = {
    "material_id": "MT-0001",
    "name": "Mediadaten",
    "kind": "media_kit",
    "version": "2027",
    "consumable": True,
    "content_on": date(2026, 12, 1),
}
PAGE = {"page_id": "W-0001", "what": "Mediadaten", "url": "https://nordlicht.example/kit.pdf"}


def issue(
    number: int, quantity: int, version: str | None = "2026", person: str | None = "M-0004"
) -> dict[str, Any]:
    return {
        "move_id": f"LB-{number:04d}",
        "moved_on": date(2027, 1, number),
        "material_id": "MT-0001",
        "kind": "issue",
        "quantity": quantity,
        "version": version,
        "person": person,
    }


def check(**rows: Any) -> Plan:
    return decided("version-check", world(**({"materials": [KIT], "staff": REPS} | rows)))


def found(plan: Plan) -> list[list[Any]]:
    """Edition, place, pieces and day of every finding."""
    lines = [values(line) for table in plan.reports[0].tables for line in table.lines]
    return [[line[1], *line[4:7]] for line in lines]


# ------------------------------------------------------------------ X18


@pytest.mark.parametrize("language", LANGUAGES)
def test_x18_the_website_still_shows_last_year_s_media_kit(language: str) -> None:
    plan = decided("version-check", demo_frames(language), language)
    lines = [line for table in plan.reports[0].tables for line in table.lines]
    critical = [line for line in lines if line.severity == "critical"]
    assert lines == critical
    (line,) = lines
    pages = demo_frames(language)["web_pages"]
    assert line.place is not None
    assert pages.at[line.place.row, "page_id"] == "W-0074"
    assert values(line)[0] == str(demo_frames(language)["materials"]["name"].iloc[5])
    assert Words.of(language).shown(date(2025, 11, 28)) in values(line)[1]
    assert plan.problems == ()


def test_a_document_that_cannot_be_compared_is_named() -> None:
    plan = decided("version-check", demo_frames("de"))
    notes = [getattr(block, "text", "") for block in plan.reports[0].blocks]
    assert any("Vertragsformular Anzeigen" in note for note in notes)
    assert plan.counts["web_unknown"] == 1


# ------------------------------------------------------------------ the website


@pytest.mark.parametrize(
    ("page", "outdated"),
    [
        ({"found_on": date(2026, 12, 1)}, False),
        ({"found_on": date(2026, 11, 30)}, True),
        ({"found_on": date(2027, 1, 1), "result": "broken"}, True),
        ({"found_hash": "abc"}, False),
        ({"found_hash": "old", "found_on": date(2027, 1, 1)}, True),
        ({"material_id": None, "found_on": date(2020, 1, 1)}, False),
    ],
)
def test_a_document_is_current_by_its_hash_else_by_its_date(page: dict[str, Any], outdated: bool) -> None:
    kit = KIT | {"file_hash": "abc"}
    plan = check(materials=[kit], web_pages=[PAGE | {"material_id": "MT-0001"} | page])
    assert plan.counts["web_outdated"] == outdated


def test_a_document_that_is_gone_is_missing() -> None:
    plan = check(web_pages=[PAGE | {"material_id": "MT-0001", "result": "broken"}])
    assert [line[0] for line in found(plan)] == ["fehlt"]


# ------------------------------------------------------------------ the recall list


def test_a_rep_holds_what_went_out_less_what_came_back() -> None:
    plan = check(stock_moves=[issue(4, -50), issue(11, -30), issue(18, 20), issue(20, -5, "2027")])
    assert found(plan) == [["2026", "Ada Weiß", 60, date(2027, 1, 18)]]
    assert plan.counts["recalls"] == 1


def test_who_has_brought_everything_back_is_not_on_the_list() -> None:
    plan = check(stock_moves=[issue(4, -50), issue(11, 50)])
    assert plan.counts["recalls"] == 0


def test_an_edition_that_has_ended_is_recalled_though_there_is_no_other() -> None:
    ended = KIT | {"valid_until": TODAY - timedelta(days=1)}
    plan = check(materials=[ended], stock_moves=[issue(4, -50, "2027")])
    assert found(plan) == [["2027", "Ada Weiß", 50, date(2027, 1, 4)]]
    assert (
        check(materials=[KIT | {"valid_until": TODAY}], stock_moves=[issue(4, -50, "2027")]).counts["recalls"] == 0
    )


def test_moves_without_an_edition_say_nothing() -> None:
    assert check(stock_moves=[issue(4, -50, None)]).counts["recalls"] == 0
    assert check(stock_moves=[issue(4, -50, person=None)]).counts["recalls"] == 0


def test_old_pieces_in_stock_are_counted() -> None:
    opening = issue(4, 100) | {"kind": "opening", "person": None}
    plan = check(stock_moves=[opening, issue(11, -30)])
    assert found(plan) == [["2026", "Ada Weiß", 30, date(2027, 1, 11)], ["2026", None, 70, None]]


# ------------------------------------------------------------------ in print


def test_an_outdated_edition_on_order_is_an_error() -> None:
    order = {
        "reprint_id": "ND-0001",
        "material_id": "MT-0001",
        "version": "2026",
        "ordered_on": date(2027, 2, 1),
        "quantity": 500,
    }
    plan = check(reprints=[order])
    assert [(p.code, p.severity, p.table, p.row) for p in plan.problems] == [
        ("obsolete_ordered", "error", "reprints", 2)
    ]
    assert check(reprints=[order | {"version": "2027"}]).problems == ()
    assert check(reprints=[order | {"received_on": TODAY}]).problems == ()


def test_where_nothing_is_outdated_the_sheet_says_so() -> None:
    (report,) = check().reports
    assert [bool(table) for table in report.tables] == []
    assert Words.of("de").text("reports.versions.empty") in [getattr(b, "empty", "") for b in report.blocks]
