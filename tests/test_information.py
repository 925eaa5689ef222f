"""Documents that somebody asked for: current editions, on request only, printed ones out of stock (R-26, R-40)."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from demo_runs import decided, demo_book, desk, state
from demo_tables import frames, whole

from addin.commands.register import COMMANDS
from addin.errors import Refusal
from addin.plan import Plan
from addin.tables.frames import changed

SILENT, OBJECTOR, CUSTOMER = "P-0296", "P-0297", "P-0298"  # X20
MEDIA_KIT, PRICES, ROLL_UP = "MT-0006", "MT-0026", "MT-0021"


def rows(plan: Plan, name: str) -> list[Mapping[str, Any]]:
    return [row.values for row in plan.rows if row.table == name]


def materials(material: str = MEDIA_KIT, **cells: Any) -> dict[str, pd.DataFrame]:
    frame = frames()["materials"]
    row = int(frame.index[frame["material_id"] == material][0])
    return {"materials": changed(frame, [(row, key, value) for key, value in cells.items()])}


@pytest.mark.parametrize("language", ["de", "en"])
def test_x20_who_never_agreed_to_advertising_gets_by_e_mail_what_she_asked_for(language: str) -> None:
    plan = decided("info-send", language=language, contact=SILENT, material=[f"{MEDIA_KIT}; {PRICES}"])
    (mail,) = rows(plan, "recipients")
    assert (mail["contact_id"], mail["channel"], mail["send"]) == (SILENT, "email", True)
    assert mail["about"] == f"{MEDIA_KIT}; {PRICES}"
    assert rows(plan, "stock_moves") == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_x20_the_objector_gets_nothing_unless_she_asked_after_it(language: str) -> None:
    before = decided(
        "info-send", language=language, contact=OBJECTOR, material=[MEDIA_KIT], requested=date(2026, 9, 14)
    )
    assert [problem.code for problem in before.problems] == ["info_not_allowed"]
    assert before.rows == ()
    after = decided(
        "info-send", language=language, contact=OBJECTOR, material=[MEDIA_KIT], requested=date(2026, 9, 15)
    )
    assert [row["send"] for row in rows(after, "recipients")] == [True]


def test_by_letter_the_pieces_leave_the_stock_and_the_day_to_follow_up_is_noted() -> None:
    plan = decided("info-send", contact=SILENT, material=["Mediadaten 2027"], way="letter", quantity=2)
    (move,) = rows(plan, "stock_moves")
    assert (move["kind"], move["quantity"], move["version"], move["contact_id"]) == ("issue", -2, "2027", SILENT)
    (talk,) = rows(plan, "activities")
    assert (talk["kind"], talk["contact_id"], talk["follow_up_on"]) == ("letter", SILENT, date(2027, 2, 22))
    assert rows(plan, "recipients")[0]["channel"] == "post"


def test_where_there_is_no_e_mail_it_goes_by_letter() -> None:
    frame = frames()["contacts"]
    row = int(frame.index[frame["contact_id"] == SILENT][0])
    plan = decided(
        "info-send", {"contacts": changed(frame, [(row, "email", None)])}, contact=SILENT, material=[PRICES]
    )
    assert rows(plan, "recipients")[0]["channel"] == "post" and len(rows(plan, "stock_moves")) == 1


@pytest.mark.parametrize(
    ("tables", "options", "code"),
    [
        ({}, {"material": [PRICES]}, "info_without_contact"),
        ({}, {"contact": SILENT}, "info_without_material"),
        ({}, {"contact": SILENT, "material": ["; "]}, "info_without_material"),
        ({}, {"contact": SILENT, "material": ["gibt es nicht"]}, "nobody_of_that_name"),
        ({}, {"contact": SILENT, "material": [ROLL_UP]}, "info_not_given_away"),
        (materials(active=False), {"contact": SILENT, "material": [MEDIA_KIT]}, "info_not_given_away"),
        (
            materials(valid_until=datetime(2027, 2, 14)),
            {"contact": SILENT, "material": [MEDIA_KIT]},
            "info_outdated",
        ),
        ({}, {"contact": SILENT, "material": [PRICES], "way": "letter", "quantity": 500}, "info_out_of_stock"),
        ({}, {"contact": SILENT, "material": [PRICES], "quantity": -1}, "move_of_nothing"),
        ({}, {"contact": SILENT, "material": [PRICES], "requested": date(2027, 2, 16)}, "info_ahead"),
    ],
)
def test_what_cannot_be_sent_is_refused(tables: Any, options: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        decided("info-send", tables, **options)


def test_an_edition_is_sent_on_its_last_day() -> None:
    plan = decided("info-send", materials(valid_until=datetime(2027, 2, 15)), contact=SILENT, material=[MEDIA_KIT])
    assert len(rows(plan, "recipients")) == 1


def test_a_mail_lacks_no_file_or_it_does_not_go(tmp_path: Path) -> None:
    book = demo_book()
    desk(book, tmp_path).run(COMMANDS["info-send"], {"contact": SILENT, "material": [MEDIA_KIT]})
    outcome = desk(book, tmp_path).run(COMMANDS["preview"], {})
    assert [problem.code for problem in outcome.problems] == ["mail_document_missing"]
    folder = tmp_path / "mail" / "attachments"
    folder.mkdir(parents=True)
    (folder / f"{MEDIA_KIT} Mediadaten.pdf").write_bytes(b"%PDF-1.7")
    outcome = desk(book, tmp_path).run(COMMANDS["preview"], {})
    assert (list(outcome.problems), outcome.counts["by_email"]) == ([], 1)


def test_a_letter_needs_no_file(tmp_path: Path) -> None:
    book = demo_book()
    desk(book, tmp_path).run(COMMANDS["info-send"], {"contact": SILENT, "material": [MEDIA_KIT], "way": "letter"})
    outcome = desk(book, tmp_path).run(COMMANDS["preview"], {})
    assert (list(outcome.problems), outcome.counts["by_post"]) == ([], 1)


def test_a_rehearsal_changes_nothing_a_second_run_nothing_more_and_undo_takes_it_back(tmp_path: Path) -> None:
    book, options = demo_book(), {"contact": SILENT, "material": [MEDIA_KIT], "way": "letter"}
    before = state(book)
    desk(book, tmp_path).run(COMMANDS["info-send"], options, rehearse=True)
    assert state(book) == before
    desk(book, tmp_path).run(COMMANDS["info-send"], options)
    after = state(book)
    stock = whole("materials").set_index("material_id")["on_hand"][MEDIA_KIT]
    assert (
        next(r for r in after["materials"] if r["material_id"] == MEDIA_KIT).get("on_hand", stock - 1) == stock - 1
    )
    again = desk(book, tmp_path).run(COMMANDS["info-send"], options)
    assert (again.cells, again.counts["known_already"], state(book)) == (0, 1, after)
    desk(book, tmp_path).undo(1)
    assert state(book) == before
