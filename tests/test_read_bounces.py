"""Mails that came back: whose address is dead, whose only busy, and what is our own trouble (R-45, R-46)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from bounce_mails import absence, bounce, folder, maildir, mbox, message_id
from demo_runs import NOW, decided, demo_book, desk, lines, state
from demo_tables import frames

from addin import masters
from addin.books import Edit, Removal
from addin.books.closed import ClosedBook
from addin.books.memory import MemoryBook
from addin.commands.register import COMMANDS
from addin.desk import Desk
from addin.errors import Refusal
from addin.plan import Change, NewRow, Plan
from addin.tables import TABLES
from addin.tables.frames import appended, changed, frame_of_rows
from addin.words import LANGUAGES, Words
from mailmerge.bounces import read

GONE, FULL, REFUSED = "P-0299", "P-0308", "P-0309"  # of X21
WEEK = timedelta(days=7)
FIRST = date(2027, 1, 21)
MAILINGS = ("ML-0009", "ML-0010", "ML-0011")


def contact(contact_id: str, language: str = "de") -> dict[str, Any]:
    frame = frames(language)["contacts"]
    return frame[frame["contact_id"] == contact_id].iloc[0].to_dict()


def email(contact_id: str) -> str:
    return str(contact(contact_id)["email"])


def before(language: str = "de") -> dict[str, pd.DataFrame]:
    """The demo before anything of X21 came back; each of its people got three mailings."""
    returns, recipients = frames(language)["returns"], frames(language)["recipients"]
    known = set(recipients["message_id"].dropna())
    sent = [
        {
            "mailing_id": mailing,
            "contact_id": one,
            "channel": "email",
            "address": email(one),
            "send": True,
            "state": "sent",
            "sent_on": pd.Timestamp(FIRST - timedelta(days=1)),
            "message_id": name,
        }
        for one in (GONE, FULL, REFUSED)
        for mailing in MAILINGS
        if (name := message_id(mailing, one)) not in known
    ]
    return {
        "returns": returns[returns["class"].notna()],
        "recipients": appended(TABLES["recipients"], recipients, sent),
    }


def came_back(contact_id: str, status: str, number: int = 0, told: str = "") -> bytes:
    """A bounce of one of the three mailings, each a week after the last."""
    return bounce(email(contact_id), status, FIRST + number * WEEK, message_id(MAILINGS[number], contact_id), told)


def x21() -> list[bytes]:
    return [
        came_back(GONE, "5.1.1", told="User unknown"),
        *(came_back(FULL, "4.2.2", number, "Mailbox full") for number in range(3)),
        came_back(REFUSED, "5.7.1", told="Rejected by policy"),
    ]


def read_bounces(place: Path, tables: Mapping[str, pd.DataFrame] | None = None, language: str = "de") -> Plan:
    return decided("read-bounces", before(language) if tables is None else tables, language, file=place)


def changes(plan: Plan, table: str, column: str) -> dict[str, Any]:
    """What the plan makes of a column, by contact."""
    frame = {**frames(), **before()}[table]
    return {
        frame.at[change.row, "contact_id"]: change.after
        for change in plan.changes
        if (change.table, change.column) == (table, column)
    }


def rows(plan: Plan, table: str) -> list[Mapping[str, Any]]:
    return [row.values for row in plan.rows if row.table == table]


def codes(plan: Plan) -> Counter[str]:
    return Counter(problem.code for problem in plan.problems)


# ------------------------------------------------------------------ planted case


@pytest.mark.parametrize("language", LANGUAGES)
def test_x21_is_found_in_the_mails_hard_at_once_three_soft_and_our_own_sender(
    language: str, tmp_path: Path
) -> None:
    plan = read_bounces(folder(tmp_path / "post", x21()), language=language)
    assert changes(plan, "contacts", "email_state") == {GONE: "dead", FULL: "dead"}
    assert {(row["contact_id"], row["class"], row["action"]) for row in rows(plan, "returns")} == {
        (GONE, "hard", "suppressed"),
        (FULL, "soft", "suppressed"),
        (REFUSED, "policy", "none"),
    }
    assert [row["contact_id"] for row in rows(plan, "returns")].count(FULL) == 3
    assert set(changes(plan, "recipients", "state")) == {GONE, FULL}
    assert len(rows(plan, "tasks")) == 2
    (trouble,) = plan.problems
    assert trouble.code == "return_sender_trouble" and email(REFUSED) in str(trouble.facts["address"])
    titles = Words.of(language).tree("reports.returned.groups")
    (table,) = [block for block in plan.reports[0].blocks if hasattr(block, "groups")]
    assert [group.title for group in table.groups] == [titles["dead"], titles["sender"]]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", ["read-bounces", "returns"])
def test_x21_is_found_in_the_sheet_where_somebody_noted_the_codes_by_hand(
    command: str, language: str, tmp_path: Path
) -> None:
    stranger = folder(tmp_path / "post", [bounce("nobody@fremd.example", "5.1.1", FIRST)])
    plan = decided(command, language=language, **({"file": stranger} if command == "read-bounces" else {}))
    assert changes(plan, "contacts", "email_state") == {GONE: "dead", FULL: "dead"}
    classes = {change.after for change in plan.changes if (change.table, change.column) == ("returns", "class")}
    assert classes == {"hard", "soft", "policy"}
    assert len(rows(plan, "tasks")) == 2


# ------------------------------------------------------------------ whose mail it was


def test_the_message_tells_whom_it_was_for_whatever_address_the_server_names(tmp_path: Path) -> None:
    forwarded = bounce("h.t@privat.example", "5.1.1", FIRST, message_id("ML-0009", GONE))
    plan = read_bounces(folder(tmp_path / "post", [forwarded]))
    (row,) = rows(plan, "returns")
    assert (row["contact_id"], row["mailing_id"], row["address"]) == (GONE, "ML-0009", "h.t@privat.example")
    assert changes(plan, "recipients", "state") == {GONE: "bounced"}
    assert changes(plan, "contacts", "email_state") == {}, "the address that we wrote to may be healthy"
    assert codes(plan) == {"bounce_other_address": 1}


def test_without_a_message_the_address_tells_it_and_the_last_message_before(tmp_path: Path) -> None:
    plan = read_bounces(folder(tmp_path / "post", [bounce(email(GONE).upper(), "5.1.1", FIRST)]))
    (row,) = rows(plan, "returns")
    assert (row["contact_id"], row["message_id"]) == (GONE, message_id("ML-0011", GONE))
    assert changes(plan, "contacts", "email_state") == {GONE: "dead"}


def test_a_contact_whom_no_mailing_reached_is_known_by_the_address(tmp_path: Path) -> None:
    nobody = {"recipients": frames()["recipients"].iloc[:0]}
    plan = read_bounces(folder(tmp_path / "post", [bounce(email(GONE), "5.1.1", FIRST)]), before() | nobody)
    (row,) = rows(plan, "returns")
    assert (row["contact_id"], row["mailing_id"]) == (GONE, None)
    assert changes(plan, "contacts", "email_state") == {GONE: "dead"}


def test_an_umlaut_domain_is_the_same_in_either_spelling(tmp_path: Path) -> None:
    contacts = frames()["contacts"]
    row = int(contacts.index[contacts["contact_id"] == GONE][0])
    tables = before() | {"contacts": changed(contacts, [(row, "email", "Eva@Müller.example")])}
    plan = read_bounces(folder(tmp_path / "post", [bounce("eva@xn--mller-kva.example", "5.1.1", FIRST)]), tables)
    assert changes(plan, "contacts", "email_state") == {GONE: "dead"}


def test_an_address_that_is_not_in_the_workbook_is_named_with_its_file(tmp_path: Path) -> None:
    plan = read_bounces(folder(tmp_path / "post", [bounce("nobody@fremd.example", "5.1.1", FIRST)]))
    assert not plan.rows and not plan.changes
    (problem,) = plan.problems
    assert (problem.table, problem.code, problem.severity) == ("01.eml", "bounce_stranger", "warning")
    assert "01.eml" in [line.values[-1] for line in lines(plan.reports[0])]


def test_an_answer_of_a_person_is_listed_to_be_read_and_changes_nothing(tmp_path: Path) -> None:
    answer = b"From: Eva <eva@kunde.example>\nSubject: AW: Angebot\nMessage-ID: <1@x>\n\nKlingt gut. 550 5.1.1\n"
    plan = read_bounces(folder(tmp_path / "post", [answer]))
    assert not plan.rows and not plan.changes
    assert codes(plan) == {"bounce_unread": 1}


# ------------------------------------------------------------------ a healthy address is never struck off


@pytest.mark.parametrize(
    "mails",
    [
        [came_back(FULL, "4.2.2", number) for number in range(2)],
        [came_back(FULL, "5.2.2", 0)],
        [came_back(FULL, "5.7.1", number) for number in range(3)],
        [absence(email(FULL), FIRST + number * WEEK) for number in range(3)],
        [bounce(email(FULL), "4.2.2", FIRST + day * WEEK, message_id("ML-0009", FULL)) for day in range(3)],
        [bounce(email(FULL), "4.2.2", FIRST - n * 5 * WEEK, message_id(MAILINGS[n], FULL)) for n in range(3)],
    ],
    ids=["two", "full once", "policy", "away", "one message thrice", "three months apart"],
)  # fmt: skip
def test_an_address_that_may_be_alive_is_not_struck_off(mails: list[bytes], tmp_path: Path) -> None:
    plan = read_bounces(folder(tmp_path / "post", mails))
    assert "dead" not in changes(plan, "contacts", "email_state").values()
    assert not rows(plan, "tasks")


def test_an_absence_is_noted_and_means_nothing(tmp_path: Path) -> None:
    plan = read_bounces(folder(tmp_path / "post", [absence(email(FULL), FIRST)]))
    (row,) = rows(plan, "returns")
    assert (row["class"], row["action"], row["contact_id"]) == ("auto_reply", "none", FULL)
    assert not plan.changes and not plan.problems


def test_what_came_back_before_an_address_was_put_right_counts_no_more(tmp_path: Path) -> None:
    repaired = frame_of_rows(
        TABLES["returns"],
        [
            {
                "return_id": "RL-0001",
                "on": FIRST,
                "channel": "email",
                "address": "old@kunde.example",
                "contact_id": GONE,
                "class": "hard",
                "action": "corrected",
                "new_value": email(GONE),
                "repair_source": "Anruf",
                "repaired_on": FIRST + WEEK,
            }
        ],
        [2],
    )
    mails = folder(tmp_path / "post", [came_back(GONE, "5.1.1")])
    plan = read_bounces(mails, before() | {"returns": repaired})
    assert changes(plan, "contacts", "email_state") == {}
    late = folder(tmp_path / "late", [came_back(GONE, "5.1.1", 2)])
    plan = read_bounces(late, before() | {"returns": repaired})
    assert changes(plan, "contacts", "email_state") == {GONE: "dead"}


def test_what_the_coordinator_set_by_hand_is_not_undone_by_old_returns(tmp_path: Path) -> None:
    book = demo_book()
    desk(book, tmp_path).run(COMMANDS["returns"], {})
    row = next(row for row in book.read(TABLES["contacts"]).frame.itertuples() if row.contact_id == GONE)
    by_hand = Plan(changes=(Change("contacts", row.Index, "email_state", "dead", "ok"),))
    desk(book, tmp_path).carry_out(by_hand, "by hand")
    desk(book, tmp_path).run(COMMANDS["returns"], {})
    assert book.read(TABLES["contacts"]).frame.at[row.Index, "email_state"] == "ok"


def test_the_limits_of_the_settings_count(tmp_path: Path) -> None:
    mails = folder(tmp_path / "post", [came_back(FULL, "4.2.2", number) for number in range(2)])
    plan = decided("read-bounces", before(), chosen={"bounce.soft_limit": 2}, file=mails)
    assert changes(plan, "contacts", "email_state") == {FULL: "dead"}
    plan = decided("read-bounces", before(), chosen={"bounce.soft_limit": 2, "bounce.soft_days": 6}, file=mails)
    assert changes(plan, "contacts", "email_state") == {FULL: "soft"}


# ------------------------------------------------------------------ once, wherever, again, back


def test_a_delay_and_then_a_failure_of_one_message_are_one_return_the_worse_one(tmp_path: Path) -> None:
    delayed = bounce(email(GONE), "4.4.7", FIRST, message_id("ML-0009", GONE))
    failed = bounce(email(GONE), "5.1.1", FIRST + timedelta(days=3), message_id("ML-0009", GONE))
    for mails in ([delayed, failed], [failed, delayed]):
        plan = read_bounces(folder(tmp_path / "post", mails))
        (row,) = rows(plan, "returns")
        assert (row["class"], row["on"]) == ("hard", FIRST + timedelta(days=3))
        assert len(rows(plan, "tasks")) == 1


def test_a_failure_that_comes_in_a_later_run_makes_the_return_worse(tmp_path: Path) -> None:
    book = demo_book()
    clear(book)
    for status in ("4.4.7", "5.1.1"):
        place = folder(tmp_path / status, [came_back(GONE, status)])
        desk(book, tmp_path).run(COMMANDS["read-bounces"], {"file": place})
    (row,) = [row for row in state(book)["returns"] if row["contact_id"] == GONE]
    assert (row["class"], row["action"], row["code"]) == ("hard", "suppressed", "5.1.1")


def clear(book: MemoryBook) -> None:
    """As if nothing of X21 had come back yet."""
    frame = book.read(TABLES["returns"]).frame
    gone = [int(row) for row in frame.index[frame["class"].isna()]]
    book.apply(Edit(removals=tuple(Removal("returns", row) for row in gone)))


@pytest.mark.parametrize("place", [folder, mbox, maildir], ids=["folder", "mbox", "Maildir"])
def test_the_same_mails_twice_change_nothing_and_undo_takes_them_back(
    place: Callable[[Path, Iterable[bytes]], Path], tmp_path: Path
) -> None:
    book = demo_book()
    clear(book)
    earlier = state(book)
    post = place(tmp_path / "post", x21())
    first = desk(book, tmp_path).run(COMMANDS["read-bounces"], {"file": post})
    assert first.counts["returns_new"] == first.counts["mails_read"] == 5
    again = desk(book, tmp_path).run(COMMANDS["read-bounces"], {"file": post})
    assert (again.cells, again.counts["sheets_written"], again.counts["already_there"]) == (0, 0, 5)
    desk(book, tmp_path).undo()
    assert state(book) == earlier


def test_the_same_mails_in_another_place_add_nothing(tmp_path: Path) -> None:
    book = demo_book()
    clear(book)
    desk(book, tmp_path).run(COMMANDS["read-bounces"], {"file": folder(tmp_path / "post", x21())})
    again = desk(book, tmp_path).run(COMMANDS["read-bounces"], {"file": mbox(tmp_path / "box", x21())})
    assert (again.counts["returns_new"], again.cells) == (0, 0)


def test_a_rehearsal_changes_nothing(tmp_path: Path) -> None:
    book = demo_book()
    earlier = state(book)
    post = folder(tmp_path / "post", x21())
    plan = desk(book, tmp_path).run(COMMANDS["read-bounces"], {"file": post}, rehearse=True).plan
    assert plan.changes and state(book) == earlier


def test_one_contact_has_one_task_however_often_mail_comes_back(tmp_path: Path) -> None:
    book = demo_book()
    clear(book)
    for number in range(3):
        post = folder(tmp_path / str(number), [came_back(GONE, "5.1.1", number)])
        desk(book, tmp_path).run(COMMANDS["read-bounces"], {"file": post})
    ids = {row["return_id"] for row in state(book)["returns"] if row["contact_id"] == GONE}
    assert len([task for task in state(book)["tasks"] if task["about"] in ids]) == 1


def test_every_line_of_the_report_leads_to_its_return(tmp_path: Path) -> None:
    book = demo_book()
    clear(book)
    run = desk(book, tmp_path).run(COMMANDS["read-bounces"], {"file": folder(tmp_path / "post", x21())})
    frame = book.read(TABLES["returns"]).frame
    for line in lines(run.plan.reports[0]):
        assert line.place and frame.at[line.place.row, "address"] == line.values[3]


# ------------------------------------------------------------------ places that hold no mail


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (lambda path: path, "bounces_missing"),
        (lambda path: folder(path, []), "bounces_none"),
        (lambda path: workbook(path), "bounces_none"),
    ],
    ids=["nothing there", "an empty folder", "a workbook"],
)
def test_a_place_without_mails_is_refused(made: Callable[[Path], Path], code: str, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        read_bounces(made(tmp_path / "post"))
    assert refused.value.code == code


def workbook(path: Path) -> Path:
    masters.create(path.with_suffix(".xlsx"), "de")
    return path.with_suffix(".xlsx")


def test_messages_of_outlook_are_not_passed_over_in_silence(tmp_path: Path) -> None:
    post = folder(tmp_path / "post", [came_back(GONE, "5.1.1")])
    (post / "Unzustellbar.MSG").write_bytes(b"\xd0\xcf\x11\xe0")
    plan = read_bounces(post)
    assert [(each.table, each.code) for each in plan.problems] == [("Unzustellbar.MSG", "bounce_of_outlook")]


def test_what_a_hostile_mail_says_stays_text(tmp_path: Path) -> None:
    master = tmp_path / "Master.xlsx"
    masters.create(master, "de")
    rows = Plan(rows=tuple(customers(["eva@kunde.example"])))
    masters.desk(master, NOW, NOW.date()).carry_out(rows, "build", logged=False)
    told = "=HYPERLINK(1) \x00\x07 \ud800 <b>&amp;" + "x" * 40_000
    mail = bounce("eva@kunde.example", "5.1.1", FIRST, "<=1+1@x>").decode().replace("The message", told)
    post = folder(tmp_path / "@post", [mail.encode("utf-8", "surrogatepass")])
    run = masters.desk(master, NOW, NOW.date()).run(COMMANDS["read-bounces"], {"file": post})
    assert run.counts["returns_new"] == 1
    (row,) = masters.desk(master, NOW, NOW.date()).table("returns").to_dict("records")
    assert row["class"] == "hard" and len(row["reason"]) <= 500


# ------------------------------------------------------------------ real ones


@pytest.fixture
def expected(realdata: Path) -> dict[str, list[dict[str, Any]]]:
    return json.loads((realdata / "bounces" / "expected.json").read_text("utf-8"))  # type: ignore[no-any-return]


def customers(addresses: Iterable[str]) -> list[NewRow]:
    """A master's rows in which every address belongs to a contact of its own."""
    company: dict[str, Any] = {"company_id": "F-0001", "name": "Hansen Druck GmbH", "status": "customer"}
    people = [
        {
            "contact_id": f"P-{number:04}",
            "company_id": "F-0001",
            "last_name": f"Nr. {number}",
            "email": address,
            "email_state": "ok",
        }
        for number, address in enumerate(addresses, 1)
    ]
    return [NewRow("companies", company), *(NewRow("contacts", row) for row in people)]


def test_real_bounces_of_two_hundred_servers_go_into_a_real_file_once_and_come_out_again(
    realdata: Path, expected: dict[str, list[dict[str, Any]]], tmp_path: Path
) -> None:
    master = tmp_path / "Master.xlsx"
    masters.create(master, "de")
    found = list(read(realdata / "bounces"))
    people = customers(sorted({each.recipient.lower() for each in found if each.recipient}))

    def mine() -> Desk:
        return masters.desk(master, NOW, NOW.date())

    mine().carry_out(Plan(rows=tuple(people)), "build", logged=False)
    before = ClosedBook(master, mine().now).read(TABLES["contacts"]).frame
    run = mine().run(COMMANDS["read-bounces"], {"file": realdata / "bounces"})
    assert run.counts["mails_read"] == len(expected)
    after = mine().table("contacts").set_index("email")["email_state"]
    hard = {each.recipient.lower() for each in found if each.kind == "hard"}
    assert set(after[after == "dead"].index) >= hard
    assert "ok" in set(after)
    again = mine().run(COMMANDS["read-bounces"], {"file": realdata / "bounces"})
    assert (again.cells, again.counts["returns_new"], again.counts["sheets_written"]) == (0, 0, 0)
    mine().undo()
    pd.testing.assert_frame_equal(mine().table("contacts"), before)
    assert not len(mine().table("returns")) and not len(mine().table("tasks"))


def test_no_real_complaint_absence_or_trouble_of_a_sender_strikes_anybody_off(
    realdata: Path, expected: dict[str, list[dict[str, Any]]], tmp_path: Path
) -> None:
    harmless = {"feedback", "vacation", "delivered", "spamdetected", "blocked", "mailboxfull", "authfailure"}
    chosen = [name for name, told in expected.items() if {each["reason"] for each in told} <= harmless]
    mails = [(realdata / "bounces" / f"{name}.eml").read_bytes() for name in chosen]
    post = folder(tmp_path / "post", mails)
    people = customers(sorted({each.recipient.lower() for each in read(post) if each.recipient}))
    tables = {
        key: frame_of_rows(TABLES[key], own, range(2, 2 + len(own)))
        for key in ("contacts", "companies")
        if (own := [row.values for row in people if row.table == key])
    }
    empty = {key: frames()[key].iloc[:0] for key in ("returns", "recipients", "tasks")}
    plan = read_bounces(post, tables | empty)
    assert len(chosen) > 50 and plan.counts["returns_new"] > 40
    assert not [change for change in plan.changes if change.after == "dead"]
    assert not [row for row in rows(plan, "returns") if row["class"] == "hard"]
