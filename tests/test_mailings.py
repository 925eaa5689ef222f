"""A batch from its preparation to the last message: looked at, approved by name, sent once, and noted."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from email import message_from_bytes, policy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from smtp_stand_in import Delivery, HangUp, Moment, StandIn

from addin.books import Edit
from addin.books.memory import MemoryBook
from addin.commands.register import COMMANDS
from addin.desk import Desk, Outcome
from addin.errors import Refusal
from addin.explain import outcome_lines
from addin.plan import Change, NewRow
from addin.tables import TABLES
from addin.words import Words
from workbook_templates.demo import rows

NOW = datetime(2027, 2, 15, 9, 30)
APPROVER = {"by": "M-0001"}
ALL = 19  # whom the demo's reminders go to; one more heard from the house a week ago


@cache
def _demo() -> Edit:
    return Edit(rows=tuple(row for row in rows("de") if row.table != "log"))


class Coordinator:
    """Somebody at the demo's desk, each command on a desk of its own, as from a terminal."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self.book = MemoryBook("de")
        self.folder = folder / "Demo"
        self.book.apply(_demo())
        self.set(**settings)

    def set(self, **settings: object) -> None:
        frame = self.book.read(TABLES["settings"]).frame
        places = dict(zip(frame["key"], frame.index, strict=True))
        named = {name.replace("_", ".", 1).replace("__", "."): value for name, value in settings.items()}
        known = {key: value for key, value in named.items() if key in places}
        changes = tuple(Change("settings", places[key], "value", None, value) for key, value in known.items())
        new = tuple(NewRow("settings", {"key": key, "value": named[key]}) for key in named if key not in places)
        self.book.apply(Edit(changes=changes, rows=new))

    def does(self, command: str, rehearse: bool = False, **options: Any) -> Outcome:
        desk = Desk(self.book, NOW, self.folder)
        if command == "undo":
            return desk.undo(**options)
        return desk.run(COMMANDS[command], {**_defaults(command), **options}, rehearse=rehearse)

    def has_approved(self, letter: str = "unused") -> None:
        for command, options in (("prepare", {"letter": letter}), ("preview", {}), ("approve", APPROVER)):
            self.does(command, **options)

    @property
    def recipients(self) -> Any:
        """The rows of the newest mailing that are ticked or were unticked by hand."""
        frame = self.book.read(TABLES["recipients"]).frame
        return frame[(frame["mailing_id"] == frame["mailing_id"].iloc[-1]) & frame["reason"].isna()]

    def frame(self, table: str) -> Any:
        return self.book.read(TABLES[table]).frame

    def writes(self, table: str, row: int, column: str, value: Any) -> None:
        self.book.apply(Edit(changes=(Change(table, row, column, None, value),)))

    def states(self) -> dict[str, int]:
        return dict(self.recipients["state"].value_counts())

    def mailing(self, column: str) -> Any:
        return self.book.read(TABLES["mailings"]).frame[column].iloc[-1]


def _defaults(command: str) -> Mapping[str, Any]:
    return {option.name: option.default for option in COMMANDS[command].options}


@pytest.fixture
def coordinator(tmp_path: Path) -> Coordinator:
    return Coordinator(tmp_path)


@pytest.fixture
def server() -> Iterator[StandIn]:
    with StandIn() as running:
        yield running


def online(tmp_path: Path, server: StandIn) -> Coordinator:
    """The coordinator with an account at the server."""
    account = {"mail_transport": "smtp", "mail_host": "127.0.0.1", "mail_port": server.port}
    return Coordinator(tmp_path, **account, mail_security="none", mail_login="none", mail_per_minute=1000)


def written(folder: Path) -> list[Any]:
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(folder.glob("*.eml"))]


def test_a_batch_goes_out_as_it_was_approved(coordinator: Coordinator) -> None:
    coordinator.has_approved()
    outcome = coordinator.does("send")
    mails = written(coordinator.folder / "mail" / "ML-0013")
    assert len(mails) == outcome.counts["mail_sent"] == coordinator.states()["sent"] == ALL
    assert coordinator.mailing("state") == "sent"
    noted = dict(zip(coordinator.recipients["address"], coordinator.recipients["message_id"], strict=True))
    assert {mail["To"].addresses[0].addr_spec: mail["Message-ID"] for mail in mails} == noted


def test_nobody_who_is_excluded_or_unticked_gets_anything(coordinator: Coordinator) -> None:
    coordinator.does("prepare", letter="unused")
    first = coordinator.recipients.index[0]
    coordinator.writes("recipients", first, "send", False)
    for command, options in (("preview", {}), ("approve", APPROVER), ("send", {})):
        coordinator.does(command, **options)
    left = {mail["To"].addresses[0].addr_spec for mail in written(coordinator.folder / "mail" / "ML-0013")}
    assert left == set(coordinator.recipients["address"].iloc[1:])


def test_the_same_letter_is_prepared_once_a_day(coordinator: Coordinator) -> None:
    coordinator.does("prepare", letter="renewal")
    again = coordinator.does("prepare", letter="renewal")
    assert again.plan.rows == () and again.counts["known_already"] > 0
    coordinator.does("preview")
    coordinator.does("approve", **APPROVER)
    coordinator.does("send")
    assert coordinator.does("prepare", letter="renewal").plan.rows == ()


def test_a_second_look_changes_nothing(coordinator: Coordinator) -> None:
    coordinator.does("prepare", letter="unused")
    coordinator.does("preview")
    again = coordinator.does("preview")
    assert again.cells == 0 and again.counts["files_written"] == 0


def test_nothing_is_sent_before_somebody_has_looked_and_approved(coordinator: Coordinator) -> None:
    coordinator.does("prepare", letter="unused")
    for command, options, code in (
        ("send", {"mailing": "ML-0013"}, "mail_not_approved"),
        ("approve", {**APPROVER, "mailing": "ML-0013"}, "mail_not_previewed"),
    ):
        with pytest.raises(Refusal) as refused:
            coordinator.does(command, **options)
        assert refused.value.code == code
    assert not (coordinator.folder / "mail").exists()


@pytest.mark.parametrize("state", ["previewed", "approved"])
def test_what_changes_after_the_preview_must_be_looked_at_again(coordinator: Coordinator, state: str) -> None:
    coordinator.does("prepare", letter="unused")
    coordinator.does("preview")
    if state == "approved":
        coordinator.does("approve", **APPROVER)
    coordinator.writes("recipients", coordinator.recipients.index[0], "address", "andere@adresse.example")
    with pytest.raises(Refusal) as refused:
        coordinator.does("approve" if state == "previewed" else "send", **APPROVER)
    assert refused.value.code == "mail_changed"
    coordinator.does("preview")
    assert (coordinator.mailing("state"), coordinator.mailing("approved_by")) == ("previewed", None)


def test_a_second_look_tells_what_changed_since_the_first(coordinator: Coordinator) -> None:
    coordinator.does("prepare", letter="unused")
    (file,) = coordinator.does("preview").files
    assert "Seit der Vorschau vom" not in file.read_text("utf-8")
    coordinator.writes("recipients", coordinator.recipients.index[0], "address", "andere@adresse.example")
    coordinator.does("preview")
    told = "Seit der Vorschau vom Montag, 15.02.2027, 09:30 Uhr: 0 neu, 1 geändert, 0 nicht mehr dabei."
    assert told in file.read_text("utf-8")


def test_a_batch_is_not_prepared_by_a_house_that_says_nothing_of_itself(tmp_path: Path) -> None:
    nameless = Coordinator(tmp_path, house_register_no=None, house_directors=None)
    with pytest.raises(Refusal) as refused:
        nameless.does("prepare", letter="unused")
    assert refused.value.code == "house_incomplete"
    assert refused.value.facts["settings"] == ["house.register_no", "house.directors"]


def test_test_mails_go_to_nobody_but_the_coordinator(coordinator: Coordinator) -> None:
    coordinator.has_approved()
    coordinator.does("test-mail", to="ich@nordlicht.example", count=5)
    mails = written(coordinator.folder / "mail" / "ML-0013-test")
    assert [mail["To"].addresses[0].addr_spec for mail in mails] == ["ich@nordlicht.example"] * 5
    assert set(coordinator.recipients["state"]) == {"queued"}
    assert coordinator.does("send").counts["mail_sent"] == ALL


def test_a_rehearsal_sends_nothing(coordinator: Coordinator) -> None:
    coordinator.has_approved()
    coordinator.does("send", rehearse=True)
    assert not (coordinator.folder / "mail" / "ML-0013").exists()
    assert set(coordinator.recipients["state"]) == {"queued"}


def test_sent_mail_cannot_be_taken_back_and_undo_says_so(coordinator: Coordinator) -> None:
    coordinator.has_approved()
    coordinator.does("send")
    outcome = coordinator.does("undo")
    assert "mail_stays" in [problem.code for problem in outcome.problems]
    assert coordinator.states() == {"sent": ALL}
    assert coordinator.does("send", mailing="ML-0013").counts.get("mail_sent", 0) == 0


def test_one_refused_address_does_not_stop_the_others(tmp_path: Path) -> None:
    unlucky: list[str] = []

    def refuses_the_third(moment: Moment) -> str | None:
        if moment.point == "rcpt" and moment.visit == 3:
            unlucky.append(moment.delivery.recipient)
            return "550 5.1.1 no such user"
        return None

    with StandIn(refuses_the_third) as server:
        coordinator = online(tmp_path, server)
        coordinator.has_approved()
        outcome = coordinator.does("send")
        assert outcome.counts["mail_sent"] == len(server.delivered) == ALL - 1
        failed = coordinator.recipients[coordinator.recipients["state"] == "failed"]
        assert failed["address"].tolist() == unlucky
        assert "no such user" in failed["error"].iloc[0]
        assert coordinator.does("send", mailing="ML-0013").counts.get("mail_failed") == 1
        again = coordinator.does("send", **{"mailing": "ML-0013", "retry-failed": True})
        assert again.counts["mail_sent"] == 1 and addresses(server) == set(coordinator.recipients["address"])


def addresses(server: StandIn) -> set[str]:
    """Everybody who got something; nobody may have got it twice."""
    found = [delivery.recipient for delivery in server.delivered]
    assert len(found) == len(set(found))
    return set(found)


def test_an_uncertain_message_waits_for_the_coordinator_s_word(tmp_path: Path) -> None:
    def dies_after_the_dot(moment: Moment) -> str | None:
        if moment.point == "delivered" and moment.visit == 2:
            raise HangUp
        return None

    with StandIn(dies_after_the_dot) as server:
        coordinator = online(tmp_path, server)
        coordinator.has_approved()
        outcome = coordinator.does("send")
        assert outcome.counts["mail_uncertain"] == 1
        row = coordinator.recipients[coordinator.recipients["state"] == "uncertain"].iloc[0]
        assert row["message_id"].endswith("@nordlicht.example>")
        coordinator.does("send", mailing="ML-0013")
        assert len(server.delivered) == ALL
        settled = coordinator.does("send", mailing="ML-0013", arrived=[row["address"]])
        assert settled.counts["mail_sent"] == 1 and coordinator.states() == {"sent": ALL}
        assert len(addresses(server)) == ALL


def test_a_server_that_lets_nobody_in_leaves_everything_as_it_was(tmp_path: Path) -> None:
    def closed(moment: Moment) -> str | None:
        return "554 5.7.1 not you" if moment.point == "connect" else None

    with StandIn(closed) as server:
        coordinator = online(tmp_path, server)
        coordinator.has_approved()
        outcome = coordinator.does("send")
        assert outcome.must_act and coordinator.states() == {"queued": ALL}
    told = "\n".join(outcome_lines(outcome, "send", Words.of("de")))
    assert "5.7.1 not you" in told


def test_what_a_killed_run_sent_is_known_to_the_next(tmp_path: Path) -> None:
    class Killed(BaseException):
        """The process is gone; nothing of it runs any more."""

    with StandIn() as server:
        coordinator = online(tmp_path, server)
        coordinator.has_approved()
        healthy, applied = coordinator.book.apply, []

        def dies_at_the_second_save(edit: Edit) -> Any:
            applied.append(edit)
            if len(applied) == 2:
                raise Killed
            return healthy(edit)

        coordinator.book.apply = dies_at_the_second_save  # type: ignore[method-assign]
        with pytest.raises(Killed):
            coordinator.does("send")
        coordinator.book.apply = healthy  # type: ignore[method-assign]
        assert coordinator.states() == {"sending": ALL}
        assert coordinator.does("send").counts["mail_sent"] == ALL
        assert coordinator.states() == {"sent": ALL} and len(addresses(server)) == ALL


def test_what_was_written_to_a_folder_may_still_go_out(tmp_path: Path, server: StandIn) -> None:
    coordinator = Coordinator(tmp_path)
    coordinator.has_approved()
    coordinator.does("send")
    frame = coordinator.recipients
    for row in frame.index:
        coordinator.writes("recipients", row, "state", "queued")
    coordinator.set(mail_transport="smtp", mail_host="127.0.0.1", mail_port=server.port, mail_security="none")
    coordinator.set(mail_login="none", mail_per_minute=1000)
    assert coordinator.does("send", mailing="ML-0013").counts["mail_sent"] == ALL == len(addresses(server))


def test_letters_by_post_are_one_pdf_and_noted_as_gone(coordinator: Coordinator) -> None:
    coordinator.has_approved("renewal")
    coordinator.does("send")
    assert coordinator.mailing("state") == "sending"
    outcome = coordinator.does("mail-letters")
    (pdf,) = outcome.files
    assert pdf.read_bytes().startswith(b"%PDF") and outcome.counts["letters"] == 3
    by_post = coordinator.recipients[coordinator.recipients["channel"] == "post"]
    assert set(by_post["state"]) == {"sent"} and set(by_post["document"]) == {f"mail/{pdf.name}"}
    assert coordinator.mailing("state") == "sent"
    assert coordinator.does("mail-letters", mailing="ML-0013").files == ()
    coordinator.does("undo")
    assert "queued" in set(coordinator.recipients["state"])


def test_labels_begin_where_the_sheet_is_still_whole(coordinator: Coordinator) -> None:
    coordinator.has_approved("renewal")
    outcome = coordinator.does("labels", sheet="L7163", start=13)
    assert outcome.counts["labels"] == 3 and outcome.files[0].read_bytes().startswith(b"%PDF")
    for options, code in (({"sheet": "0815"}, "sheet_unknown"), ({"start": 25}, "label_beyond")):
        with pytest.raises(Refusal) as refused:
            coordinator.does("labels", **options)
        assert refused.value.code == code


def test_a_broken_letter_of_her_own_is_named_with_its_line(tmp_path: Path) -> None:
    own = tmp_path / "texte" / "de"
    own.mkdir(parents=True)
    (own / "unused-1.md").write_text('+++\nsubject = "Hallo"\nclass = "contract"\n+++\n{{ salutaton }}\n', "utf-8")
    coordinator = Coordinator(tmp_path, mail_letters=str(own.parent))
    with pytest.raises(Refusal) as refused:
        coordinator.does("prepare", letter="unused")
    assert refused.value.facts["line"] == 5


def test_a_row_that_makes_no_message_says_why_and_the_others_go(coordinator: Coordinator) -> None:
    coordinator.does("prepare", letter="unused")
    row = coordinator.recipients.index[4]
    coordinator.writes("recipients", row, "content", '{"items": []}')
    looked = coordinator.does("preview")
    assert {(problem.table, problem.row, problem.column) for problem in looked.problems} == {
        ("recipients", row, "content")
    }
    coordinator.does("approve", **APPROVER)
    assert coordinator.does("send").counts["mail_sent"] == ALL - 1
    found = coordinator.recipients.loc[row]
    assert found["state"] == "failed" and found["error"]


def test_every_delivery_carries_what_the_law_wants(tmp_path: Path, server: StandIn) -> None:
    coordinator = online(tmp_path, server)
    coordinator.has_approved("renewal")
    coordinator.does("send")
    for delivery in server.delivered:
        mail = readable(delivery)
        text = mail.get_body(("plain",)).get_content()
        assert "Geschäftsführung" in text and "widerspruch@nordlicht.example" in text
        assert mail["List-Unsubscribe"]


def readable(delivery: Delivery) -> Any:
    return message_from_bytes(delivery.content, policy=policy.default)


def test_the_today_list_asks_for_what_waits_in_a_batch(coordinator: Coordinator) -> None:
    before = coordinator.does("today").counts["due"]
    coordinator.does("prepare", letter="unused")
    assert coordinator.does("today").counts["due"] == before + 1
    coordinator.does("preview")
    coordinator.does("approve", **APPROVER)
    coordinator.does("send")
    assert coordinator.does("today").counts["due"] == before


def test_another_file_under_the_same_name_must_be_looked_at_again(coordinator: Coordinator) -> None:
    proofs = coordinator.folder / "mail" / "attachments"
    proofs.mkdir(parents=True)
    coordinator.does("prepare", letter="proof-of-publication")
    for about in coordinator.recipients["about"]:
        for promise in about.split("; "):
            (proofs / f"{promise}.pdf").write_bytes(b"%PDF page 17")
    coordinator.does("preview")
    next(proofs.iterdir()).write_bytes(b"%PDF page 18")
    with pytest.raises(Refusal) as refused:
        coordinator.does("approve", **APPROVER)
    assert refused.value.code == "mail_changed"
