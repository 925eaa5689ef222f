"""A file and the marks it leaves in the workbook come together, whatever is interrupted when."""

from datetime import date, datetime
from pathlib import Path

import pytest

from addin.books import Applied, Edit
from addin.books.memory import MemoryBook
from addin.desk import Desk
from addin.errors import Refusal
from addin.outgoing import Hidden, Outgoing
from addin.plan import Change, File, NewRow, Plan
from addin.tables import TABLES

NOW = datetime(2027, 2, 15, 9, 30)
MARKS = Plan(
    changes=(Change("contracts", 2, "crm_entered_on", None, date(2027, 2, 15)),),
    files=(File("crm.csv", b"V-0001"),),
)
NOTHING = Plan()


class Cut(BaseException):
    """The power goes."""


class Fragile(MemoryBook):
    """A book over which the power goes before or after it is saved, or that refuses."""

    def __init__(self, fails: str = "") -> None:
        super().__init__("de")
        row = {"contract_id": "V-0001", "company_id": "F-0001", "state": "active", "starts_on": date(2026, 1, 1)}
        super().apply(Edit(rows=(NewRow("contracts", row),)))
        self.fails = fails

    def apply(self, edit: Edit) -> Applied:
        if self.fails == "refused":
            raise Refusal("file_in_use", file="M.xlsx")
        if self.fails == "before":
            raise Cut
        applied = super().apply(edit)
        if self.fails == "after":
            raise Cut
        return applied

    @property
    def marked(self) -> bool:
        return bool(self.read(TABLES["contracts"]).frame["crm_entered_on"].notna().any())


def run(book: Fragile, folder: Path, plan: Plan = MARKS) -> dict[str, int]:
    return dict(Desk(book, NOW, folder / "M").carry_out(plan, "probe").counts)


def seen(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "M").glob("*"))


def test_a_file_and_its_marks_come_together(tmp_path: Path) -> None:
    book = Fragile()
    assert run(book, tmp_path)["files_written"] == 1
    assert (book.marked, seen(tmp_path)) == (True, ["crm.csv"])


def test_a_refused_save_leaves_neither_file_nor_marks(tmp_path: Path) -> None:
    book = Fragile("refused")
    with pytest.raises(Refusal, match="file_in_use"):
        run(book, tmp_path)
    assert (book.marked, seen(tmp_path)) == (False, [])


def test_what_is_cut_before_the_save_never_was(tmp_path: Path) -> None:
    book = Fragile("before")
    with pytest.raises(Cut):
        run(book, tmp_path)
    assert (book.marked, (tmp_path / "M" / "crm.csv").exists()) == (False, False)
    book.fails = ""
    assert run(book, tmp_path, NOTHING)["files_settled"] == 0
    assert seen(tmp_path) == []
    run(book, tmp_path)
    assert (book.marked, seen(tmp_path)) == (True, ["crm.csv"])


def test_what_is_cut_after_the_save_is_ended_by_the_next_run_of_any_command(tmp_path: Path) -> None:
    book = Fragile("after")
    with pytest.raises(Cut):
        run(book, tmp_path)
    assert (book.marked, (tmp_path / "M" / "crm.csv").exists()) == (True, False)
    book.fails = ""
    assert run(book, tmp_path, NOTHING)["files_settled"] == 1
    assert (tmp_path / "M" / "crm.csv").read_bytes() == b"V-0001"
    assert seen(tmp_path) == ["crm.csv"]


def test_files_of_another_workbook_in_the_same_folder_are_left_alone(tmp_path: Path) -> None:
    foreign = tmp_path / ".Other.1.crm.csv.teeup"
    foreign.write_bytes(b"theirs")
    Outgoing(tmp_path, "M", 2, {1}).settle()
    assert foreign.read_bytes() == b"theirs"


def test_a_name_with_signs_of_patterns_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / ".M[1].1.a.csv.teeup").write_bytes(b"ours")
    assert Outgoing(tmp_path, "M[1]", 2, {1}).settle() == 1
    assert (tmp_path / "a.csv").read_bytes() == b"ours"


def test_a_file_in_use_is_named_and_waits_for_the_next_run(tmp_path: Path) -> None:
    (tmp_path / "M" / "crm.csv").mkdir(parents=True)  # no system replaces a folder by a file
    book = Fragile()
    with pytest.raises(Refusal, match="file_held"):
        run(book, tmp_path)
    assert book.marked
    assert run(book, tmp_path, NOTHING)["files_settled"] == 0
    (tmp_path / "M" / "crm.csv").rmdir()
    assert run(book, tmp_path, NOTHING)["files_settled"] == 1
    assert seen(tmp_path) == ["crm.csv"]


def test_a_disk_that_is_full_stops_before_the_workbook_is_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Hidden) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Hidden, "write", full)
    book = Fragile()
    with pytest.raises(Refusal, match="file_unwritten"):
        run(book, tmp_path)
    assert not book.marked


def test_a_hidden_file_that_somebody_cleared_away_is_written_again(tmp_path: Path) -> None:
    outgoing = Outgoing(tmp_path, "M", 1, set())
    with outgoing.around([File("crm.csv", b"V-0001")]):
        (tmp_path / ".M.1.crm.csv.teeup").unlink()
    assert (tmp_path / "crm.csv").read_bytes() == b"V-0001"


def test_a_file_below_the_folder_is_settled_where_it_lies(tmp_path: Path) -> None:
    (tmp_path / "Post").mkdir()
    (tmp_path / "Post" / ".M.1.a.html.teeup").write_bytes(b"ours")
    assert Outgoing(tmp_path, "M", 2, {1}).settle() == 1
    assert (tmp_path / "Post" / "a.html").read_bytes() == b"ours"


def test_a_file_of_that_name_that_says_something_else_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "M").mkdir()
    (tmp_path / "M" / "crm.csv").write_bytes(b"V-9999")
    assert run(Fragile(), tmp_path)["files_written"] == 1
    assert (tmp_path / "M" / "crm.csv").read_bytes() == b"V-0001"


def test_what_a_file_says_already_is_not_written_again(tmp_path: Path) -> None:
    book = Fragile()
    run(book, tmp_path)
    before = (tmp_path / "M" / "crm.csv").stat().st_mtime_ns
    assert run(book, tmp_path, Plan(files=MARKS.files))["files_written"] == 0
    assert (tmp_path / "M" / "crm.csv").stat().st_mtime_ns == before
