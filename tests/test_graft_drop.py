"""A report sheet taken out: with all that only it used, and not where somebody needs it."""

from dataclasses import replace
from pathlib import Path

import pytest
from graft_cases import (
    ALWAYS_CONCERNED,
    HERS,
    NAME,
    NEXT_REPORT,
    REPORT,
    WORKBOOK,
    again,
    drawn,
    errors,
    grafted,
    local_names,
    packed,
    part_of,
    same_xml,
    swap,
    tabs,
)

from addin.books import markup
from addin.books.graft import drop, graft
from addin.books.package import Package
from addin.errors import Refusal


@pytest.fixture
def hers() -> Package:
    return Package.open(HERS, "Meine.xlsx")


def test_a_dropped_report_leaves_the_workbook_as_it_was() -> None:
    before, package = Package.open(HERS), grafted(REPORT)
    assert drop(package, "expiry_list")
    after = again(package)
    assert set(after.names) == set(before.names)
    assert tabs(after) == tabs(before)
    assert same_xml(after[WORKBOOK], before[WORKBOOK])
    for name in set(before.names) - ALWAYS_CONCERNED:
        assert after[name] == before[name], name


def test_dropping_what_is_not_there_changes_nothing(hers: Package) -> None:
    assert not drop(hers, "expiry_list")
    assert hers.changed == set()


def test_sheets_after_a_dropped_one_keep_their_names_and_the_one_in_front(tmp_path: Path) -> None:
    keys = ("first", "second", "third")
    package = grafted(*(replace(REPORT, key=key, name=key) for key in keys))
    root = package.tree(WORKBOOK)
    view = markup.first(root, "bookViews", "workbookView")
    assert view is not None
    view.set("activeTab", "5")
    package.put(WORKBOOK, root)
    before = local_names(package)
    assert drop(package, "second")
    assert tabs(package) == ["Start", "Verträge", "Eigenes", "first", "third"]
    assert local_names(package) == {name: names for name, names in before.items() if name != "second"}
    assert b'activeTab="4"' in package[WORKBOOK]
    assert drop(package, "third")
    assert b'activeTab="3"' in package[WORKBOOK]
    assert errors(package.to_bytes(), tmp_path) == set()


def test_pictures_that_others_use_too_stay_when_a_report_goes() -> None:
    package = grafted(REPORT)
    package.relate("xl/drawings/drawing1.xml", f"{markup.RELATIONS}/image", "xl/media/image1.png")
    assert drop(package, "expiry_list")
    assert "xl/media/image1.png" in package


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/worksheets/sheet3.xml", "SUM(Vertr&#228;ge!B2:B3)", f"SUM('{NAME}'!C3:C8)"),
        ("xl/worksheets/sheet3.xml", "SUM(Vertr&#228;ge!B2:B3)", f"SUM('Start:{NAME}'!C3)"),
        ("xl/worksheets/sheet2.xml", "<formula>2</formula>", f"<formula>'{NAME}'!C3</formula>"),
        ("xl/charts/chart1.xml", "'Verträge'!$B$2:$B$3", f"'{NAME}'!$B$2:$B$3"),
        (WORKBOOK, "Start!$A$1", f"'{NAME}'!$A$1"),
    ],
    ids=["formula", "range of sheets", "condition", "chart", "name"],
)
def test_a_report_that_others_need_is_not_dropped(part: str, old: str, new: str) -> None:
    package = grafted(REPORT)
    swap(package, part, old, new)
    with pytest.raises(Refusal, match="report_referred_to"):
        drop(package, "expiry_list")


def test_a_text_or_a_link_that_names_a_report_does_not_keep_it() -> None:
    package = grafted(REPORT)
    own = part_of(package, "Start")
    swap(package, own, "Meine Mappe", f"'{NAME}'!A1")
    assert drop(package, "expiry_list")


def test_the_last_sheet_that_can_be_seen_is_not_dropped() -> None:
    package = grafted(REPORT)
    root = package.tree(WORKBOOK)
    for sheet in list(markup.under(root, "sheets", "sheet"))[:3]:
        sheet.set("state", "hidden")
    package.put(WORKBOOK, root)
    with pytest.raises(Refusal, match="last_sheet"):
        drop(package, "expiry_list")


def test_a_replaced_sheet_leaves_the_order_of_calculation() -> None:
    workbook = drawn()
    workbook[NAME]["C12"] = "=SUM(C3:C8)"
    package = grafted(replace(REPORT, workbook=packed(workbook)))
    chain = f'<calcChain xmlns="{markup.MAIN}"><c r="A1" i="3"/><c r="C12" i="4"/><c r="A2" i="3"/></calcChain>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    package.add("xl/calcChain.xml", chain.encode(), kind)
    package.relate(WORKBOOK, f"{markup.RELATIONS}/calcChain", "xl/calcChain.xml")
    assert graft(package, NEXT_REPORT)
    assert [(c.get("r"), c.get("i")) for c in package.tree("xl/calcChain.xml")] == [("A1", "3"), ("A2", "3")]
